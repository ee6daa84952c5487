import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { LevelsText, planTitle, PlanStateTag, type Plan } from './plan-words.tsx';
import { PlanGauge } from './plan-gauge.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';

/** Every commission plan: the one in force, drafts, and those that were. */
export function PlansPage() {
  const { t } = useTranslation('partners');
  const { instantDay, language } = useFormat();
  const mayWrite = useMay('plans');
  const plans = useRows<Plan>(['plans'], (client, page, signal) => client.commissionPlans.list(page, { signal }));
  const active = plans.rows?.find((plan) => plan.state === 'active');
  const write = mayWrite ? (
    <Go to="refer/plans/new" className="zh-cta">
      {t('plan.new')}
    </Go>
  ) : null;
  return (
    <Page
      title={t('plans.title')}
      lead={plans.rows && plans.rows.length > 0 ? (active ? t('plans.lead', { plan: planTitle(active) }) : t('plans.noneActive')) : null}
      tabs={<ReferTabs here="plans" />}
      actions={write}
    >
      <RowsTable<Plan>
        of={plans}
        wait={4}
        none={
          <EmptyState picture="tree" title={t('plans.none')} text={t('plans.noneText')}>
            {write}
          </EmptyState>
        }
        label={t('plans.title')}
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'name',
            title: t('plan.name'),
            cell: (row) => (
              <Go to={`refer/plans/${row.id}`} className="zh-link zh-cut" title={row.name}>
                <bdi>{planTitle(row)}</bdi>
              </Go>
            ),
            width: 'large',
          },
          { id: 'state', title: t('plan.state'), cell: (row) => <PlanStateTag state={row.state} /> },
          { id: 'levels', title: t('plan.levels'), cell: (row) => <LevelsText levels={row.levels} /> },
          {
            id: 'cap',
            title: t('plan.cap'),
            cell: (row) => (row.capPpm === null ? <span className="zh-soft">{t('plan.capOfPack')}</span> : formatPpm(row.capPpm, language)),
            align: 'end',
            from: 'tablet',
          },
          { id: 'hold', title: t('plan.hold'), cell: (row) => t('plan.holdDays', { count: row.hold.days }), align: 'end', from: 'tablet' },
          {
            id: 'since',
            title: t('plan.since'),
            cell: (row) =>
              row.retiredAt
                ? t('plan.until', { day: instantDay(row.retiredAt) })
                : row.publishedAt
                  ? t('plan.from', { day: instantDay(row.publishedAt) })
                  : t('plan.written', { day: instantDay(row.createdAt) }),
            from: 'desktop',
          },
        ]}
      />
      {active ? <PlanGauge /> : null}
    </Page>
  );
}
