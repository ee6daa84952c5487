import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';

export type Basis = NonNullable<Awaited<ReturnType<Client['figures']['prediction']>>['value']>['basis'];

/** The example that is taken while nobody chose one. */
const FIRST_PRESET = 'food';
const DISCOUNTS = [0, 50_000, 80_000, 100_000, 150_000, 200_000, 300_000] as const;

/** How sales become value, in two sentences: what is left of them, how that is known, and what later money counts. */
export function BasisText({ basis }: { basis: Basis }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const share = (ppm: number): string => format.share(ppm / 1_000_000, 0);
  return (
    <>
      {t(`value.margin.${basis.marginFrom}`, {
        margin: format.decimal(basis.marginPpm / 10_000, 0),
        known: share(basis.knownSharePpm ?? 0),
        preset: t(`value.preset.${basis.preset ?? FIRST_PRESET}`),
      })}{' '}
      {basis.discountPpm === 0 ? t('value.undiscounted') : t('value.discount', { discount: share(basis.discountPpm) })}
    </>
  );
}

/** What the brand says of its margin, as long as costs do not tell, and of later money. */
export function ChangeBasis({ basis, onClose }: { basis: Basis; onClose: () => void }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const presets = useAsk(['planner', 'presets'], (client, signal) => client.planner.presets({ signal }));
  const isMeasured = basis.marginFrom === 'measured';
  const [preset, setPreset] = useState(basis.marginFrom === 'said' ? '' : (basis.preset ?? FIRST_PRESET));
  const [typed, setTyped] = useState(String(basis.marginPpm / 10_000));
  const [discount, setDiscount] = useState(String(basis.discountPpm));
  const margin = /^\d{1,3}([.,]\d{1,2})?$/.test(typed.trim()) ? Number(typed.trim().replace(',', '.')) : Number.NaN;
  const isRead = margin >= 0 && margin <= 100;
  const change = useAct(
    (client) =>
      client.figures.changeValueBasis({
        discountPpm: Number(discount),
        ...(isMeasured ? {} : { marginPpm: Math.round(margin * 10_000), preset: preset === '' ? null : preset }),
      }),
    onClose,
  );
  const take = (id: string): void => {
    setPreset(id);
    const m = presets.data?.data.find((one) => one.id === id)?.params['m'];
    if (typeof m === 'number') setTyped(String(Math.round(m * 10_000) / 100));
  };
  return (
    <Confirm
      title={t('value.set.title')}
      confirm={t('value.set.keep')}
      onClose={onClose}
      act={change}
      isReady={isMeasured || isRead}
      onConfirm={() => change.mutate()}
    >
      {isMeasured ? (
        <p>
          {t('value.set.measured', {
            margin: format.decimal(basis.marginPpm / 10_000, 0),
            known: format.share((basis.knownSharePpm ?? 0) / 1e6, 0),
          })}
        </p>
      ) : (
        <>
          <p>{t('value.set.text')}</p>
          <div className="zh-pair">
            <Choice
              isLabelShown
              label={t('value.set.from')}
              value={preset}
              options={[
                { value: '', label: t('value.set.own') },
                ...(presets.data?.data ?? []).map(({ id }) => ({ value: id as string, label: t(`value.preset.${id}`) })),
              ]}
              onChange={take}
            />
            <TextField
              label={t('value.set.margin')}
              value={typed}
              onChange={(text) => {
                setTyped(text);
                setPreset('');
              }}
              hint={isRead ? t('value.set.marginHint') : t('value.set.marginWrong')}
            />
          </div>
        </>
      )}
      <Choice
        isLabelShown
        label={t('value.set.discount')}
        value={discount}
        options={[...new Set([...DISCOUNTS, basis.discountPpm])]
          .sort((a, b) => a - b)
          .map((ppm) => ({ value: String(ppm), label: ppm === 0 ? t('value.set.asMuch') : format.share(ppm / 1_000_000, 0) }))}
        onChange={setDiscount}
      />
    </Confirm>
  );
}
