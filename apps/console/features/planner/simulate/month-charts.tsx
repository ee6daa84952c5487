import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LuckyPlan, PlanMonth, PlanRun } from '../../../../../rooms/planner/model/index.ts';
import { Layers } from '../../../../../ui/charts/layers.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { color } from '../../../../../ui/tokens/index.ts';
import { useSay } from './say.ts';

export interface MonthChartProps {
  run: PlanRun;
  lived: LuckyPlan | null;
  /** the lived answer is of a plan before this one */
  isOld: boolean;
  adsOffAfter: number | null;
}

/** A month before which the ads end, named where it stands. */
function useMark(adsOffAfter: number | null, months: number) {
  const { t } = useTranslation('simulate');
  const name = t('chart.adsOff');
  return useMemo(
    () => (adsOffAfter === null || adsOffAfter >= months ? null : { after: Math.max(1, adsOffAfter), name }),
    [adsOffAfter, months, name],
  );
}

const periodsOf = (months: readonly PlanMonth[]) => months.map(({ month }) => String(month));

/** Sales by where they come from, as parts of their sum, with how far the sum may lie off. */
export function SalesChart({ run: { months }, lived, isOld, adsOffAfter }: MonthChartProps) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const mark = useMark(adsOffAfter, months.length);
  const drawn = useMemo(() => {
    const layers = [
      { name: t('sales.adFirst'), fill: color.paid, text: color.paidText, values: months.map(({ sales }) => sales.adFirst) },
      {
        name: t('sales.referralFirst'),
        fill: color.referred,
        text: color.referredText,
        values: months.map(({ sales }) => sales.referralFirst),
      },
      { name: t('sales.repeat'), fill: color.repeat, text: color.repeatText, values: months.map(({ sales }) => sales.repeat) },
      { name: t('sales.fee'), fill: color.customer, text: color.warningText, values: months.map(({ sales }) => sales.fee) },
    ];
    const bands =
      lived && !isOld
        ? [
            {
              name: t('chart.range'),
              fill: color.ink,
              text: color.ink,
              low: lived.months.map(({ sales }) => sales.p10),
              middle: lived.months.map(({ sales }) => sales.p50),
              high: lived.months.map(({ sales }) => sales.p90),
            },
          ]
        : [];
    const spread = (at: number) => {
      const sales = isOld ? undefined : lived?.months[at]?.sales;
      return sales ? [say.whole(sales.p10), say.whole(sales.p50), say.whole(sales.p90)] : [say.none, say.none, say.none];
    };
    return {
      layers,
      bands,
      periods: periodsOf(months),
      table: {
        head: [t('chart.month'), ...layers.map(({ name }) => name), t('chart.total'), 'P10', 'P50', 'P90'],
        rows: months.map(({ month, sales }, at) => [
          String(month),
          ...[sales.adFirst, sales.referralFirst, sales.repeat, sales.fee, sales.total].map((value) => say.whole(value)),
          ...spread(at),
        ]),
      },
    };
  }, [months, lived, isOld, t, say]);
  const last = months.at(-1);
  const repeat = last && last.sales.total > 0 ? (last.sales.repeat + last.sales.fee) / last.sales.total : null;
  const title =
    last && repeat !== null
      ? t('chart.salesTitle', { month: last.month, sales: say.short(last.sales.total), share: say.share(repeat, 0) })
      : t('chart.noSales');
  return (
    <Section title={title} isCard>
      <Layers
        label={title}
        periods={drawn.periods}
        layers={drawn.layers}
        bands={drawn.bands}
        mark={mark}
        show={say.short}
        table={drawn.table}
      />
    </Section>
  );
}

/** Profit of each month and the money in the till, with how far the till may lie off. */
export function MoneyChart({ run: { months, summary }, lived, isOld, adsOffAfter }: MonthChartProps) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const mark = useMark(adsOffAfter, months.length);
  const drawn = useMemo(() => {
    const lines = [
      { name: t('money.cash'), fill: color.repeat, text: color.repeatText, values: months.map(({ cash }) => cash), isMain: true },
      { name: t('money.profit'), fill: color.direct, text: color.directText, values: months.map(({ profit }) => profit) },
    ];
    const bands =
      lived && !isOld
        ? [
            {
              name: t('money.range'),
              fill: color.repeat,
              text: color.repeatText,
              low: lived.months.map(({ cash }) => cash.p10),
              middle: lived.months.map(({ cash }) => cash.p50),
              high: lived.months.map(({ cash }) => cash.p90),
            },
          ]
        : [];
    const kinds = ['goods', 'commission', 'gifts', 'ads', 'service', 'fixed', 'payment'] as const;
    const spread = (at: number) => {
      const cash = isOld ? undefined : lived?.months[at]?.cash;
      return cash ? [say.whole(cash.p10), say.whole(cash.p50), say.whole(cash.p90)] : [say.none, say.none, say.none];
    };
    return {
      lines,
      bands,
      periods: periodsOf(months),
      table: {
        head: [
          t('chart.month'),
          t('chart.total'),
          ...kinds.map((kind) => t(`cost.${kind}`)),
          t('money.profit'),
          t('money.cash'),
          `${t('money.cash')} P10`,
          'P50',
          'P90',
        ],
        rows: months.map(({ month, sales, cost, profit, cash }, at) => [
          String(month),
          say.whole(sales.total),
          ...kinds.map((kind) => say.whole(cost[kind])),
          say.whole(profit),
          say.whole(cash),
          ...spread(at),
        ]),
      },
    };
  }, [months, lived, isOld, t, say]);
  const deepest = months.reduce((least, month) => (month.cash < least.cash ? month : least), { cash: 0, month: 0 });
  const title =
    summary.paybackMonth === null
      ? t('chart.moneyNever', { months: months.length, cash: say.short(-deepest.cash), month: deepest.month })
      : deepest.month === 0
        ? t('chart.moneyAlways')
        : t('chart.moneyBack', { payback: summary.paybackMonth, cash: say.short(-deepest.cash), month: deepest.month });
  return (
    <Section title={title} isCard>
      <Layers
        label={title}
        periods={drawn.periods}
        lines={drawn.lines}
        bands={drawn.bands}
        mark={mark}
        show={say.short}
        table={drawn.table}
      />
    </Section>
  );
}

/** Who is where at the end of each month: fans apart, for they are many; then buyers, repeat buyers, members and partners. */
export function StocksChart({ run: { months }, adsOffAfter }: MonthChartProps) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const mark = useMark(adsOffAfter, months.length);
  const drawn = useMemo(() => {
    const both = (month: PlanMonth, stage: 'F' | 'C1' | 'C2' | 'M' | 'P') => month.stocks.A[stage] + month.stocks.R[stage];
    const layer = (stage: 'C1' | 'C2' | 'M' | 'P', fill: string) => ({
      name: t(`stock.${stage}`),
      fill,
      text: color.warningText,
      values: months.map((month) => both(month, stage)),
    });
    const layers = [layer('P', color.partner), layer('M', color.member), layer('C2', color.repeatStage), layer('C1', color.customer)];
    return {
      layers,
      periods: periodsOf(months),
      table: {
        head: [
          t('chart.month'),
          ...(['F', 'C1', 'C2', 'M', 'P'] as const).map((stage) => t(`stock.${stage}`)),
          t('stock.newFans'),
          t('stock.broughtFans'),
          t('figure.staff.name'),
          t('figure.commissionRate.name'),
          t('stock.prepaid'),
        ],
        rows: months.map((month) => [
          String(month.month),
          ...(['F', 'C1', 'C2', 'M', 'P'] as const).map((stage) => say.people(both(month, stage))),
          say.people(month.fans.ad),
          say.people(month.fans.referral),
          say.people(month.staff),
          say.share(month.commissionRate),
          say.whole(month.prepaid),
        ]),
      },
    };
  }, [months, t, say]);
  const last = months.at(-1);
  const title = t('chart.stockTitle', {
    month: last?.month ?? 0,
    members: say.people(last?.members ?? 0),
    staff: last?.staff ?? 0,
  });
  return (
    <Section title={title} isCard>
      <Layers label={title} periods={drawn.periods} layers={drawn.layers} mark={mark} show={say.people} table={drawn.table} />
    </Section>
  );
}
