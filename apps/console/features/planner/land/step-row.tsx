import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import content from '../../../../../rooms/planner/content/steps.json' with { type: 'json' };
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import type { Formats } from '../../../../../ui/format/formats.ts';
import { StateTag } from '../../../../../ui/tags/tags.tsx';
import { nameOf, placeOf } from './places.ts';
import { standingOf, type RoadStep } from './standing.ts';

const moods = { passed: 'good', asFarAsSeen: 'warning', said: 'good', claimed: 'warning', open: 'calm', yours: 'warning' } as const;

type Figure = NonNullable<RoadStep['now']>;

/** One step: what it leaves and how, its exit test with today's figure and the evidence, and who does it until when. */
export function StepRow({
  step: one,
  designId,
  isNext,
  onWrite,
}: {
  step: RoadStep;
  designId: string;
  isNext: boolean;
  onWrite: (() => void) | null;
}) {
  const { t } = useTranslation('land');
  const format = useFormat();
  const standing = standingOf(one);
  const words = `steps:steps.${one.step}`;
  const act = t(one.owner || one.due || one.note ? 'write' : 'assign');
  const screens = content.steps.find((step) => step.id === one.step)?.screens ?? [];
  return (
    <li id={`step-${one.step}`} className={`zh-step zh-step-${standing}${isNext ? ' zh-step-next' : ''}`}>
      <span className="zh-step-number zh-number" aria-hidden="true">
        {one.step}
      </span>
      <div className="zh-step-what">
        <h2 className="zh-step-name">{t(`${words}.name`)}</h2>
        <p>{t(`${words}.artefact`)}</p>
        <p className="zh-soft zh-small">{t(`${words}.how`)}</p>
        <p className="zh-step-links zh-small">
          <span className="zh-soft">{t('doIt')}</span>
          {screens.map((screen) => (
            <Go key={screen} className="zh-link" to={placeOf(screen, String(one.step), designId)}>
              {t(nameOf(screen))}
            </Go>
          ))}
        </p>
      </div>
      <div className="zh-step-test">
        <div className="zh-row zh-row-between">
          <p className="zh-label">{t('test')}</p>
          <StateTag mood={moods[standing]}>{t(`standing.${standing}`)}</StateTag>
        </div>
        <p>{one.test.text}</p>
        {one.now ? (
          <p className="zh-step-now">
            <strong className="zh-number zh-step-figure">{shown(format, one.now)}</strong>{' '}
            <span className="zh-soft zh-small">
              {t(`measure.${one.step}`)}
              {one.goal ? ` · ${t(one.step === 5 ? 'most' : 'goal', { goal: shown(format, one.goal) })}` : ''}
            </span>
          </p>
        ) : null}
        <ul className="zh-step-evidence">
          {one.evidence.map((seen) => (
            <li key={seen.said.code} className={`zh-seen zh-seen-${seen.met === null ? 'blind' : seen.met ? 'met' : 'open'}`}>
              <span className="zh-hidden">{t(`seen.${seen.met === null ? 'blind' : seen.met ? 'met' : 'open'}`)}</span>
              <span>
                {seen.said.text}{' '}
                <Go className="zh-link zh-seen-link" to={placeOf(seen.screen, seen.said.code, designId)}>
                  {t(nameOf(seen.screen))}
                </Go>
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div className="zh-step-who">
        <p className="zh-label">{t('who')}</p>
        <p>
          {one.owner ? (
            <bdi className="zh-strong">{one.owner}</bdi>
          ) : (
            <span className="zh-soft">{t('nobody', { role: t(`${words}.owner`) })}</span>
          )}
        </p>
        {one.due ? (
          <p className={one.isLate ? 'zh-harm zh-number' : 'zh-number'}>{t(one.isLate ? 'late' : 'due', { day: format.day(one.due) })}</p>
        ) : null}
        {one.doneAt ? <p className="zh-soft zh-small zh-number">{t('doneOn', { day: format.instantDay(one.doneAt) })}</p> : null}
        {one.note ? <p className="zh-step-note zh-small">{one.note}</p> : null}
        {onWrite ? (
          <Button
            size="small"
            type={isNext && !one.owner ? 'primary' : 'default'}
            aria-haspopup="dialog"
            aria-label={t('writeOf', { act, step: one.step, name: t(`${words}.name`) })}
            onClick={onWrite}
          >
            {act}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function shown(format: Formats, { kind, value }: Figure): string {
  switch (kind) {
    case 'share':
      return format.share(value);
    case 'days':
      return format.days(Math.round(value));
    case 'number':
    case 'count':
    case 'money':
    case 'months':
      return format.count(Math.round(value));
  }
}
