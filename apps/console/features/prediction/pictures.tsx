import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Layers } from '../../../../ui/charts/layers.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { color } from '../../../../ui/tokens/index.ts';
import type { Prediction } from './predict-page.tsx';
import { said } from './said.ts';

/** What was foreseen of weeks that are over and what came, beside the weeks to come. */
export function Pictures({ told }: { told: Prediction }) {
  return (
    <div className="zh-halves">
      <Past told={told} />
      <Future told={told} />
    </div>
  );
}

type Week = { from: string; predicted: number; low: number; high: number };

function useBand(weeks: readonly Week[], name: string) {
  return useMemo(
    () => ({
      name,
      fill: color.repeat,
      text: color.repeatText,
      low: weeks.map((week) => week.low),
      middle: weeks.map((week) => week.predicted),
      high: weeks.map((week) => week.high),
    }),
    [weeks, name],
  );
}

/** The figures beside an axis: of a few purchases a week their tenths, or all would read alike. */
function useShow(weeks: readonly Week[]): (value: number) => string {
  const format = useFormat();
  const isSmall = weeks.every((week) => week.high < 5);
  return (value) => (isSmall ? format.decimal(value, 1) : format.count(Math.round(value)));
}

function Past({ told }: { told: Prediction }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const weeks = useMemo(() => told.backTest.weeks.filter((week) => week.isComplete), [told]);
  const band = useBand(weeks, t('past.foreseen'));
  const show = useShow(weeks);
  const inside = weeks.filter((week) => week.actual >= Math.round(week.low) && week.actual <= Math.round(week.high)).length;
  const title = weeks.length < 2 ? t('past.none') : t('past.title', { inside, weeks: weeks.length });
  return (
    <Section title={title} note={weeks.length < 2 ? t('past.noneText') : t('past.note')} isCard>
      {weeks.length < 2 ? null : (
        <Layers
          label={title}
          periods={weeks.map((week) => format.day(week.from))}
          bands={[band]}
          lines={[
            {
              name: t('past.came'),
              fill: color.accent,
              text: color.accentStrong,
              values: weeks.map((week) => week.actual),
              isMain: true,
            },
          ]}
          show={show}
          table={{
            head: [t('week'), t('past.came'), 'P10', 'P50', 'P90'],
            rows: weeks.map((week) => [
              format.day(week.from),
              format.count(week.actual),
              format.decimal(week.low, 1),
              format.decimal(week.predicted, 1),
              format.decimal(week.high, 1),
            ]),
          }}
        />
      )}
    </Section>
  );
}

function Future({ told }: { told: Prediction }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const { weeks, error } = told.forecast;
  const band = useBand(weeks, t('future.foreseen'));
  const show = useShow(weeks);
  const first = weeks[0];
  const last = weeks.at(-1);
  const title =
    first && last
      ? t(last.predicted < first.predicted * 0.95 ? 'future.falls' : 'future.holds', {
          first: said(format, first.predicted),
          last: said(format, last.predicted),
          weeks: weeks.length,
        })
      : t('future.none');
  return (
    <Section title={title} note={error === null ? t('future.noteUntested') : t('future.note', { error: format.share(error, 0) })} isCard>
      {weeks.length === 0 ? null : (
        <Layers
          label={title}
          periods={weeks.map((week) => format.day(week.from))}
          bands={[band]}
          show={show}
          table={{
            head: [t('week'), 'P10', 'P50', 'P90'],
            rows: weeks.map((week) => [
              format.day(week.from),
              format.decimal(week.low, 1),
              format.decimal(week.predicted, 1),
              format.decimal(week.high, 1),
            ]),
          }}
        />
      )}
    </Section>
  );
}
