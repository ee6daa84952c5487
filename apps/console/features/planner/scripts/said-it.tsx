import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Choice } from '../../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import type { Picked } from '../../../../../ui/page/picker.tsx';

type Whole = Awaited<ReturnType<Client['scripts']['get']>>;
type Lot = Awaited<ReturnType<Client['scripts']['lot']>>;

const scenes = ['moments', 'group', 'direct', 'live', 'offline'] as const;

/** Which version somebody is to hear; null until they are chosen and it is known. */
export function useLot(script: Whole, person: Picked | null): Lot | null {
  const found = useAsk(
    ['script', script.id, 'lot', person?.id],
    (client, signal) => client.scripts.lot(script.id, { person: person?.id ?? '' }, { signal }),
    { isOff: person === null || script.state !== 'live' },
  );
  return person === null ? null : (found.data ?? null);
}

/** Notes that the words were said to whoever was chosen, so that what came of them can be told. */
export function SaidIt({ script, person, lot }: { script: Whole; person: Picked | null; lot: Lot | null }) {
  const { t } = useTranslation('scripts');
  const format = useFormat();
  const mayNote = useMay('people');
  const [scene, setScene] = useState<(typeof scenes)[number]>(script.scene);
  const [noted, setNoted] = useState<string | null>(null);
  const note = useAct(
    (client) => client.scripts.use(script.id, { person: person?.id ?? '', scene, ...(lot ? { version: lot.version } : {}) }),
    () => setNoted(person?.id ?? null),
  );
  if (!mayNote) return null;
  const last = lot !== null && !lot.isRested ? lot.lastSaidAt : null;
  return (
    <div className="zh-card zh-stack-tight" role="group" aria-label={t('use.title')}>
      <span className="zh-strong">{t('use.title')}</span>
      {person === null ? <p className="zh-soft zh-small">{t('use.choose')}</p> : null}
      {lot?.isTrial ? <p className="zh-small">{t('use.lot', { version: lot.version })}</p> : null}
      {lot?.hasAgreed === false ? <p className="zh-note zh-note-warning zh-small">{t('use.notAgreed')}</p> : null}
      {last !== null && noted === null ? (
        <p className="zh-note zh-note-warning zh-small">{t('use.soon', { ago: format.ago(last) })}</p>
      ) : null}
      {person === null ? null : (
        <div className="zh-row">
          <Choice
            label={t('use.where')}
            value={scene}
            options={scenes.map((value) => ({ value, label: t(`scene.${value}`) }))}
            onChange={setScene}
          />
          <Button type="primary" loading={note.isPending} disabled={lot === null || noted === person.id} onClick={() => note.mutate()}>
            {t('use.note')}
          </Button>
          {noted === person.id ? (
            <span className="zh-small zh-soft" role="status">
              {t('use.noted')}
            </span>
          ) : null}
        </div>
      )}
      <ErrorLine error={note.error} />
    </div>
  );
}
