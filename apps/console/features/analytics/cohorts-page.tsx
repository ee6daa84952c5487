import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { HeatTable, type HeatCell } from '../../../../ui/charts/heat-table.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { PeopleTabs } from './people-tabs.tsx';

type Cohort = Awaited<ReturnType<Client['figures']['cohorts']>>['cohorts'][number];
type Measure = 'people' | 'orders' | 'sales';

const AGES = 18;

/** Who stays: people by the month of their first order, and what became of them month by month. */
export function CohortsPage() {
  const { t } = useTranslation('analytics');
  const [url, change] = useUrl();
  const measure: Measure = url.measure === 'sales' || url.measure === 'orders' ? url.measure : 'people';
  const cohorts = useAsk(['figures', 'cohorts'], (client, signal) => client.figures.cohorts({}, { signal }));
  return (
    <Page
      title={t('cohorts.title')}
      tabs={<PeopleTabs />}
      lead={cohorts.data ? <CohortLead cohorts={cohorts.data.cohorts} /> : null}
      actions={
        <Choice
          label={t('cohorts.measure')}
          value={measure}
          options={(['people', 'orders', 'sales'] as const).map((value) => ({
            value,
            label: t(`cohorts.by.${value}`),
          }))}
          onChange={(value) => change({ measure: value })}
        />
      }
    >
      <Answer of={cohorts} wait={<Skeleton shape="chart" />}>
        {(answer) =>
          answer.cohorts.length === 0 ? (
            <EmptyState picture="grid" title={t('cohorts.none')} text={t('cohorts.noneText')}>
              <BringFile />
            </EmptyState>
          ) : (
            <>
              <CohortTable cohorts={answer.cohorts} measure={measure} />
              <p className="zh-soft zh-read">{t('cohorts.how')}</p>
            </>
          )
        }
      </Answer>
    </Page>
  );
}

/** The share that bought again in the month after the first, over all cohorts whose second month is over. */
function CohortLead({ cohorts }: { cohorts: readonly Cohort[] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const seconds = cohorts
    .map((cohort) => ({ whole: cohort.people, cell: cohort.cells.find((cell) => cell.age === 1) }))
    .filter((one) => one.cell?.isComplete);
  const whole = seconds.reduce((sum, one) => sum + one.whole, 0);
  if (whole === 0) return null;
  const share = seconds.reduce((sum, one) => sum + (one.cell?.people ?? 0), 0) / whole;
  return <>{t('cohorts.lead', { share: format.share(share), people: format.count(whole) })}</>;
}

function CohortTable({ cohorts, measure }: { cohorts: readonly Cohort[]; measure: Measure }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const shown = cohorts.toReversed().slice(0, 36);
  const ages = Math.min(AGES, Math.max(...shown.flatMap((cohort) => cohort.cells.map((cell) => cell.age))) + 1);
  const ofPeople = (cohort: Cohort, people: number) => (cohort.people === 0 ? 0 : people / cohort.people);
  const valueOf = (cohort: Cohort, cell: Cohort['cells'][number]) =>
    measure === 'people'
      ? ofPeople(cohort, cell.people)
      : measure === 'orders'
        ? ofPeople(cohort, cell.orders)
        : cohort.people === 0
          ? 0
          : Number(cell.sales.amount) / cohort.people;
  // The first month holds every first order and would drown the rest: the colour is scaled without it.
  const most = Math.max(0, ...shown.flatMap((cohort) => cohort.cells.filter((cell) => cell.age > 0).map((cell) => valueOf(cohort, cell))));
  return (
    <HeatTable
      label={t('cohorts.title')}
      corner={t('cohorts.month')}
      sideTitle={t('cohorts.people')}
      columns={Array.from({ length: ages }, (_, age) => t('cohorts.age', { age }))}
      rows={shown.map((cohort) => ({
        id: cohort.month,
        head: format.month(cohort.month),
        side: format.count(cohort.people),
        cells: Array.from({ length: ages }, (_, age): HeatCell | null => {
          const cell = cohort.cells.find((one) => one.age === age);
          if (!cell) return null;
          const value = valueOf(cohort, cell);
          return {
            depth: most === 0 ? 0 : Math.min(1, Math.max(0, value / most)),
            text:
              measure === 'people'
                ? format.share(value, 0)
                : measure === 'orders'
                  ? format.decimal(value, 2)
                  : format.minor(BigInt(Math.round(value)), { style: 'short' }),
            title: t(cell.isComplete ? 'cohorts.cell' : 'cohorts.cellRunning', {
              people: format.count(cell.people),
              orders: format.count(cell.orders),
              sales: format.money(cell.sales),
            }),
            isOpen: !cell.isComplete,
          };
        }),
      }))}
    />
  );
}
