import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sampleSizePerArm, upliftOf } from '../../../../rooms/analytics/model/index.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Section } from '../../../../ui/page/page.tsx';

const fields = ['asked', 'askedBought', 'left', 'leftBought'] as const;
type Field = (typeof fields)[number];

/** Did it really help? Two halves of a trial, what the offer added with its error, and how many people it takes to tell. */
export function Trial() {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const [typed, setTyped] = useState<Record<Field, string>>({ asked: '1000', askedBought: '120', left: '1000', leftBought: '80' });
  const of = (field: Field): number => (/^\d{1,9}$/.test(typed[field]) ? Number(typed[field]) : Number.NaN);
  const isRead = fields.every((field) => !Number.isNaN(of(field))) && of('askedBought') <= of('asked') && of('leftBought') <= of('left');
  const result = isRead ? upliftOf({ people: of('asked'), did: of('askedBought') }, { people: of('left'), did: of('leftBought') }) : null;
  const needed = result === null ? null : sampleSizePerArm(result.controlRate, result.treatedRate);
  const points = (value: number) => format.decimal(100 * value, 1);
  return (
    <Section title={t('trial.title')} note={t('trial.note')} isCard>
      <div className="zh-halves">
        {fields.map((field) => (
          <TextField
            key={field}
            label={t(`trial.${field}`)}
            value={typed[field]}
            onChange={(value) => setTyped({ ...typed, [field]: value })}
          />
        ))}
      </div>
      <div aria-live="polite">
        {result === null ? (
          <p className="zh-note zh-note-warning">{t('trial.unread')}</p>
        ) : (
          <div className={`zh-note ${result.isDecided ? 'zh-note-good' : 'zh-note-warning'} zh-read`}>
            <p>
              <strong>{t(result.isDecided ? (result.uplift > 0 ? 'trial.helped' : 'trial.hurt') : 'trial.undecided')}</strong>
            </p>
            <p>
              {t('trial.uplift', {
                points: points(result.uplift),
                error: points(result.standardError),
                people: format.count(Math.max(0, Math.round(result.incrementalPeople))),
              })}
            </p>
            {result.incrementalShare === null || result.incrementalShare <= 0 ? null : (
              <p>
                {t('trial.share', {
                  share: format.share(result.incrementalShare, 0),
                  times: format.decimal(1 / result.incrementalShare, 1),
                })}
              </p>
            )}
            {result.isDecided || needed === null ? null : <p>{t('trial.needed', { people: format.count(needed) })}</p>}
          </div>
        )}
      </div>
    </Section>
  );
}
