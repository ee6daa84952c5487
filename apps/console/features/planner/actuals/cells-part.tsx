import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { StageTag, StateTag } from '../../../../../ui/tags/tags.tsx';

type Cell = Awaited<ReturnType<Client['designs']['actuals']>>['cells'][number];

const cellMoods = { onTarget: 'good', below: 'harm', slow: 'warning', tooFew: 'calm', noTarget: 'calm' } as const;

/** Whether people move on as the map wants, stage by stage, with what is offered there. */
export function Cells({ cells }: { cells: readonly Cell[] }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const rate = (ppm: number | null) => (ppm === null ? '–' : format.share(ppm / 1_000_000));
  if (cells.length === 0) return null;
  // People move from stage to stage once, whatever ladder they stand on: a stage is told once, with what is offered on each of its ladders.
  const stages = [...new Set(cells.map((one) => one.cell.split('.')[0] ?? ''))];
  return (
    <Section title={t('cells')} note={t('cellsNote')}>
      <div className="zh-track-cells">
        {stages.map((stage) => {
          const here = cells.filter((one) => one.cell.startsWith(`${stage}.`));
          const [first] = here;
          if (!first) return null;
          return (
            <section key={stage} className="zh-card zh-track-cell" aria-label={t(`ui:stage.${stage}`)}>
              <div className="zh-row zh-row-between">
                <StageTag stage={stage as 'fan'} />
                <StateTag mood={cellMoods[first.state]}>{t(`cellState.${first.state}`)}</StateTag>
              </div>
              <p>
                <span className="zh-track-figure zh-number">{rate(first.actualRatePpm)}</span>{' '}
                <span className="zh-soft">
                  {first.targetRatePpm === null ? t('ofNoGoal') : t('ofGoal', { goal: rate(first.targetRatePpm) })}
                </span>
              </p>
              <p className="zh-soft zh-small">
                <Days of={first} />
              </p>
              <p className="zh-soft zh-small">
                {t('watched', { moved: format.count(first.moved), waiting: format.count(Math.round(first.waiting)) })}
              </p>
              <ul className="zh-small zh-track-offers">
                {here.map((one) => (
                  <li key={one.cell}>
                    <Go to={one.screen} className="zh-link">
                      {t(`ladder.${one.cell.split('.')[1]}`)}
                    </Go>{' '}
                    <span className="zh-soft">{one.offer}</span>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </Section>
  );
}

/** In how many days people moved on, beside the goal; whichever of the two is known. */
function Days({ of: { actualDays, maxDays } }: { of: Cell }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  if (actualDays === null) return <>{t(maxDays === null ? 'nobodyMoved' : 'daysGoal', { goal: format.count(maxDays ?? 0) })}</>;
  const days = format.count(Math.round(actualDays));
  return <>{maxDays === null ? t('daysOnly', { days }) : t('days', { days, goal: format.count(maxDays) })}</>;
}
