import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { addDays, addMonths, daysBetween } from '../../../../../ui/format/time.ts';
import { Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { isPast } from '../../../../../ui/period/period.ts';
import { EquationCard } from './equation-card.tsx';
import { monthFactors } from './equation.ts';
import type { Loop } from './hero.tsx';
import type { HomePeriod } from './home-page.tsx';
import { Leaks } from './leaks.tsx';
import { LoopTrend } from './loop-trend.tsx';
import { SalesFlow } from './sales-flow.tsx';
import { WhatIfCard } from './what-if-card.tsx';

const MONTHS = 13;

/** Home under the first figure: the equation, the leaks, what-if, the trend and the flow. */
export default function Below({ loop, when }: { loop: Loop; when: HomePeriod }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const end = isPast(when.lastDay, format.today) ? when.lastDay : format.today;
  const months = { from: addMonths(end, 1 - MONTHS), to: addDays(end, 1), grain: 'month' as const };
  const yearAgo = addDays(end, -364);
  const known = { from: yearAgo < when.firstDay ? when.firstDay : yearAgo, to: addDays(end, 1) };
  const equation = useAsk(['figures', 'equation', when.period], (client, signal) => client.figures.equation(when.period, { signal }));
  const yearly = useAsk(['figures', 'equation', known], (client, signal) => client.figures.equation(known, { signal }));
  const monthly = useAsk(['figures', 'daily', months], (client, signal) => client.figures.daily(months, { signal }));
  const leaks = useAsk(['figures', 'leaks', known], (client, signal) => client.figures.leaks(known, { signal }));
  return (
    <>
      <Section title={t('equation.title')} note={t('equation.note')} isCard>
        <Answer of={equation} wait={<Skeleton shape="cards" count={3} />}>
          {(answer) => <EquationCard equation={answer} months={monthFactors(monthly.data?.data ?? [])} />}
        </Answer>
      </Section>
      <Section title={t('leaks.title')} note={t('leaks.note')}>
        <Answer of={leaks} wait={<Skeleton shape="cards" count={3} />}>
          {(answer) => <Leaks leaks={answer.data} />}
        </Answer>
      </Section>
      <Section title={t('whatIf.title')} note={t('whatIf.note')} isCard>
        <Answer of={yearly} wait={<Skeleton shape="rows" count={3} />}>
          {(answer) => <WhatIfCard equation={answer} days={daysBetween(known.from, known.to)} />}
        </Answer>
      </Section>
      <div className="zh-halves">
        <Answer of={monthly} wait={<Skeleton shape="chart" />}>
          {(answer) => <LoopTrend months={answer.data} />}
        </Answer>
        <SalesFlow loop={loop} period={when.period} />
      </div>
    </>
  );
}
