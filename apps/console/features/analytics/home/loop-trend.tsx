import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Trend, type TrendLine } from '../../../../../ui/charts/trend.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { color } from '../../../../../ui/tokens/index.ts';

type Month = Awaited<ReturnType<Client['figures']['daily']>>['data'][number];

/** Loop rate month by month against the shares that were bought or walked in. */
export function LoopTrend({ months }: { months: readonly Month[] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const drawn = useMemo(() => {
    const share = (month: Month, ...parts: ('repeat' | 'referred' | 'direct' | 'paid')[]) =>
      Number(month.gross.amount) <= 0
        ? null
        : parts.reduce((sum, origin) => sum + Number(month.byOrigin[origin].sales.amount), 0) / Number(month.gross.amount);
    const lines: TrendLine[] = [
      {
        name: t('figures:loopRate.name'),
        fill: color.repeat,
        text: color.repeatText,
        values: months.map((month) => share(month, 'repeat', 'referred')),
        isMain: true,
      },
      {
        name: t('ui:origin.direct'),
        fill: color.direct,
        text: color.directText,
        values: months.map((month) => share(month, 'direct')),
      },
      {
        name: t('ui:origin.paid'),
        fill: color.paid,
        text: color.paidText,
        values: months.map((month) => share(month, 'paid')),
      },
    ];
    return {
      lines,
      periods: months.map((month) => format.month(month.period, true)),
      show: (value: number) => format.share(value, 0),
    };
  }, [months, t, format]);
  const complete = months.filter((month) => month.isComplete && month.loopRate !== null);
  const first = complete[0];
  const last = complete.at(-1);
  const [from, to] = [first, last].map((month) => (month && month.loopRate !== null ? format.share(month.loopRate, 0) : ''));
  const title =
    first && last && first !== last
      ? t(from === to ? 'trend.same' : Number(last.loopRate) > Number(first.loopRate) ? 'trend.up' : 'trend.down', {
          from,
          to,
          first: format.month(first.period),
          last: format.month(last.period),
        })
      : t('trend.short');
  return (
    <Section title={title} isCard>
      <Trend
        label={title}
        periods={drawn.periods}
        lines={drawn.lines}
        isLastOpen={months.at(-1)?.isComplete === false}
        show={drawn.show}
        table={{
          head: [t('trend.month'), ...drawn.lines.map((line) => line.name)],
          rows: months.map((month, at) => [
            format.month(month.period) + (month.isComplete ? '' : t('trend.running')),
            ...drawn.lines.map((line) => (line.values[at] == null ? '–' : format.share(line.values[at]))),
          ]),
        }}
      />
    </Section>
  );
}
