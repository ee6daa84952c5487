import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LuckyPlan, PlanMonth, PlanRun } from '../../../../../rooms/planner/model/index.ts';
import type { ChartTable } from '../../../../../ui/charts/chart.tsx';
import { Layers, type Band, type LayersProps } from '../../../../../ui/charts/layers.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { color } from '../../../../../ui/tokens/index.ts';
import { useSay, type Sayer } from './say.ts';

interface MonthChartProps {
  run: PlanRun;
  adsOffAfter: number | null;
}

const salesKinds = [
  { kind: 'adFirst', fill: color.paid, text: color.paidText },
  { kind: 'referralFirst', fill: color.referred, text: color.referredText },
  { kind: 'repeat', fill: color.repeat, text: color.repeatText },
  { kind: 'fee', fill: color.customer, text: color.warningText },
] as const;

/** Sales by where they come from, as parts of their sum, with how far the sum may lie off. */
export function SalesChart({ run: { months }, lived, adsOffAfter }: MonthChartProps & { lived: LuckyPlan | null }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const drawn = useMemo(() => {
    const spread = spreadOf(lived, 'sales', { name: t('chart.range'), fill: color.ink, text: color.ink });
    return {
      layers: salesKinds.map(({ kind, fill, text }) => ({
        name: t(`sales.${kind}`),
        fill,
        text,
        values: months.map(({ sales }) => sales[kind]),
      })),
      bands: spread.bands,
      table: tableOf(t('chart.month'), months, [
        ...salesKinds.map(({ kind }): Column => [t(`sales.${kind}`), ({ sales }) => say.whole(sales[kind])]),
        [t('chart.total'), ({ sales }) => say.whole(sales.total)],
        ...spread.columns(say, ''),
      ]),
    };
  }, [months, lived, t, say]);
  const last = months.at(-1);
  const repeat = last && last.sales.total > 0 ? (last.sales.repeat + last.sales.fee) / last.sales.total : null;
  const title =
    last && repeat !== null
      ? t('chart.salesTitle', { month: last.month, sales: say.short(last.sales.total), share: say.share(repeat, 0) })
      : t('chart.noSales');
  return <MonthPicture title={title} months={months} adsOffAfter={adsOffAfter} show={say.short} {...drawn} />;
}

const costKinds = ['goods', 'commission', 'gifts', 'ads', 'service', 'fixed', 'payment'] as const;

/** Profit of each month and the money in the till, with how far the till may lie off. */
export function MoneyChart({ run: { months, summary }, lived, adsOffAfter }: MonthChartProps & { lived: LuckyPlan | null }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const drawn = useMemo(() => {
    const spread = spreadOf(lived, 'cash', { name: t('money.range'), fill: color.repeat, text: color.repeatText });
    return {
      lines: [
        { name: t('money.cash'), fill: color.repeat, text: color.repeatText, values: months.map(({ cash }) => cash), isMain: true },
        { name: t('money.profit'), fill: color.direct, text: color.directText, values: months.map(({ profit }) => profit) },
      ],
      bands: spread.bands,
      table: tableOf(t('chart.month'), months, [
        [t('chart.total'), ({ sales }) => say.whole(sales.total)],
        ...costKinds.map((kind): Column => [t(`cost.${kind}`), ({ cost }) => say.whole(cost[kind])]),
        [t('money.profit'), ({ profit }) => say.whole(profit)],
        [t('money.cash'), ({ cash }) => say.whole(cash)],
        ...spread.columns(say, `${t('money.cash')} `),
      ]),
    };
  }, [months, lived, t, say]);
  const deepest = months.reduce((least, month) => (month.cash < least.cash ? month : least), { cash: 0, month: 0 });
  const title =
    summary.paybackMonth === null
      ? t('chart.moneyNever', { months: months.length, cash: say.short(-deepest.cash), month: deepest.month })
      : deepest.month === 0
        ? t('chart.moneyAlways')
        : t('chart.moneyBack', { payback: summary.paybackMonth, cash: say.short(-deepest.cash), month: deepest.month });
  return <MonthPicture title={title} months={months} adsOffAfter={adsOffAfter} show={say.short} {...drawn} />;
}

const stockStages = ['F', 'C1', 'C2', 'M', 'P'] as const;
const stockLayers = [
  { stage: 'P', fill: color.partner },
  { stage: 'M', fill: color.member },
  { stage: 'C2', fill: color.repeatStage },
  { stage: 'C1', fill: color.customer },
] as const;

/** Who is where at the end of each month: fans apart, for they are many; then buyers, repeat buyers, members and partners. */
export function StocksChart({ run: { months }, adsOffAfter }: MonthChartProps) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const drawn = useMemo(() => {
    const both = ({ stocks }: PlanMonth, stage: (typeof stockStages)[number]) => stocks.A[stage] + stocks.R[stage];
    return {
      layers: stockLayers.map(({ stage, fill }) => ({
        name: t(`stock.${stage}`),
        fill,
        text: color.warningText,
        values: months.map((month) => both(month, stage)),
      })),
      table: tableOf(t('chart.month'), months, [
        ...stockStages.map((stage): Column => [t(`stock.${stage}`), (month) => say.people(both(month, stage))]),
        [t('stock.newFans'), ({ fans }) => say.people(fans.ad)],
        [t('stock.broughtFans'), ({ fans }) => say.people(fans.referral)],
        [t('figure.staff.name'), ({ staff }) => say.people(staff)],
        [t('figure.commissionRate.name'), ({ commissionRate }) => say.share(commissionRate)],
        [t('stock.prepaid'), ({ prepaid }) => say.whole(prepaid)],
      ]),
    };
  }, [months, t, say]);
  const last = months.at(-1);
  const title = t('chart.stockTitle', {
    month: last?.month ?? 0,
    members: say.people(last?.members ?? 0),
    staff: last?.staff ?? 0,
  });
  return <MonthPicture title={title} months={months} adsOffAfter={adsOffAfter} show={say.people} {...drawn} />;
}

/** A picture of months under the sentence it shows, with the end of the ads where they end. */
export function MonthPicture({
  title,
  months,
  adsOffAfter,
  ...drawn
}: { title: string; months: readonly PlanMonth[]; adsOffAfter: number | null } & Omit<LayersProps, 'label' | 'periods' | 'mark'>) {
  const { t } = useTranslation('simulate');
  const periods = useMemo(() => months.map(({ month }) => String(month)), [months]);
  const name = t('chart.adsOff');
  const mark = useMemo(() => (adsOffAfter === null ? null : { after: Math.max(1, adsOffAfter), name }), [adsOffAfter, name]);
  return (
    <Section title={title} isCard>
      <Layers label={title} periods={periods} mark={mark} {...drawn} />
    </Section>
  );
}

/** What a column of the table is called, and what it says of a month. */
type Column = readonly [name: string, cell: (month: PlanMonth, at: number) => string];

/** A way to the months as a table, one to a row: a slider in motion does not write what nobody looks at. */
export function tableOf(monthName: string, months: readonly PlanMonth[], columns: readonly Column[]): () => ChartTable {
  return () => ({
    head: [monthName, ...columns.map(([name]) => name)],
    rows: months.map((month, at) => [String(month.month), ...columns.map(([, cell]) => cell(month, at))]),
  });
}

/** How far a figure may lie off, month by month: the band of the picture and the columns of its table. */
function spreadOf(lived: LuckyPlan | null, figure: 'sales' | 'cash', look: Pick<Band, 'name' | 'fill' | 'text'>) {
  const spreads = lived?.months.map((month) => month[figure]) ?? [];
  const all = (of: 'p10' | 'p50' | 'p90') => spreads.map((one) => one[of]);
  const columns = (say: Sayer, name: string) =>
    (['p10', 'p50', 'p90'] as const).map((of): Column => {
      const cell = (_: PlanMonth, at: number) => (spreads[at] ? say.whole(spreads[at][of]) : say.none);
      return [name + of.toUpperCase(), cell];
    });
  return { bands: lived === null ? [] : [{ ...look, low: all('p10'), middle: all('p50'), high: all('p90') }], columns };
}
