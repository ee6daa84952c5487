import './shop-colour.css';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useBrand, useMay } from '../../../../ui/app/context.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { accentOf } from '../../../../ui/shop/accent.ts';
import { brandColour } from '../../../../ui/tokens/index.ts';

/** The brand's own colour in its shop, shown as customers will see it before it is kept. */
export function ShopColour() {
  const { t } = useTranslation('identity');
  const brand = useBrand();
  const queries = useQueryClient();
  const mayWrite = useMay('brand');
  const [colour, setColour] = useState(brand.accent);
  const save = useAct(
    (client) => client.brand.update({ accent: colour }),
    () => queries.invalidateQueries(),
  );
  if (!mayWrite) return null;
  const names = Object.entries(brandColour) as [keyof typeof brandColour, string][];
  return (
    <Section title={t('colour.title')} note={t('colour.note')} isCard>
      <div className="zh-colour">
        <fieldset className="zh-colour-picks">
          <legend className="zh-hidden">{t('colour.title')}</legend>
          <Pick name={t('colour.ours')} hex={null} isOn={colour === null} onPick={setColour} />
          {names.map(([name, hex]) => (
            <Pick key={name} name={t(`colour.names.${name}`)} hex={hex} isOn={colour?.toUpperCase() === hex} onPick={setColour} />
          ))}
          <label className="zh-colour-own">
            <input type="color" value={colour ?? brandColour.cinnabar} onChange={(event) => setColour(event.target.value)} />
            <span>{t('colour.own')}</span>
          </label>
        </fieldset>
        <Preview name={brand.name} colour={colour} />
      </div>
      <ErrorLine error={save.error} />
      <div>
        <Button type="primary" disabled={colour === brand.accent} loading={save.isPending} onClick={() => save.mutate()}>
          {t('save')}
        </Button>
      </div>
    </Section>
  );
}

function Pick({ name, hex, isOn, onPick }: { name: string; hex: string | null; isOn: boolean; onPick: (hex: string | null) => void }) {
  return (
    <label className="zh-colour-pick">
      <input type="radio" name="shop-colour" checked={isOn} onChange={() => onPick(hex)} />
      <span className="zh-colour-dot" style={hex === null ? {} : { background: hex }} aria-hidden="true" />
      <span>{name}</span>
    </label>
  );
}

/** A corner of the shop as it will look: words in the colour are darkened as far as they need to be read. */
function Preview({ name, colour }: { name: string; colour: string | null }) {
  const { t } = useTranslation('identity');
  const found = colour === null ? null : accentOf(colour);
  const worn = found
    ? { '--zh-color-accent': found.accent, '--zh-color-accent-strong': found.accentStrong, '--zh-color-accent-wash': found.accentWash }
    : {};
  return (
    <div className="zh-colour-shop" style={worn as CSSProperties} aria-hidden="true">
      <strong>{name}</strong>
      <span className="zh-colour-tag">{t('colour.tag')}</span>
      <span className="zh-colour-button">{t('colour.buy')}</span>
    </div>
  );
}
