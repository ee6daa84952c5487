import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StageTag } from '../../../../ui/tags/tags.tsx';
import { PeopleTabs } from './people-tabs.tsx';

type WorthList = Awaited<ReturnType<Client['figures']['worth']>>;
const sorts = ['influence', 'own', 'direct', 'indirect'] as const;

/** Who brings us customers: people by what they and everyone behind them bought. */
export function RankingPage() {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const [url, change] = useUrl();
  const sort = sorts.find((one) => one === url.sort) ?? 'influence';
  const worth = useRows<WorthList['data'][number], WorthList>(
    ['figures', 'worth', sort],
    (client, page, signal) => client.figures.worth({ sort, ...page }, { signal }),
    { limit: 100 },
  );
  const money = (part: (typeof sorts)[number]) => ({
    id: part,
    title: t(`figures:${part}.name`),
    cell: (row: WorthList['data'][number]) => <MoneyText money={row[part]} />,
    align: 'end' as const,
    sort: part,
    ...(part === 'influence' || part === sort ? {} : { from: 'tablet' as const }),
  });
  return (
    <Page title={t('ranking.title')} tabs={<PeopleTabs />} lead={t('ranking.lead')}>
      {worth.error && !worth.rows ? <ErrorState error={worth.error} onRetry={worth.retry} /> : null}
      {worth.rows === null && !worth.error ? <Skeleton shape="rows" count={10} /> : null}
      {worth.rows?.length === 0 ? <EmptyState picture="tree" title={t('ranking.none')} text={t('ranking.noneText')} /> : null}
      {worth.rows && worth.rows.length > 0 ? (
        <DataTable
          label={t('ranking.title')}
          isTall
          rows={worth.rows}
          rowKey={(row) => row.person.id}
          sort={sort}
          order="desc"
          onSort={(next) => change({ sort: next })}
          hasMore={worth.hasMore}
          onMore={worth.more}
          isLoadingMore={worth.isLoadingMore}
          isStale={worth.isStale}
          columns={[
            {
              id: 'name',
              title: t('people.name'),
              cell: (row) => <PersonLink person={row.person} />,
              width: 'large',
            },
            {
              id: 'stage',
              title: t('people.stage'),
              cell: (row) => <StageTag stage={row.stage} />,
              from: 'tablet',
            },
            money('influence'),
            money('own'),
            money('direct'),
            money('indirect'),
            {
              id: 'directs',
              title: t('people.directs'),
              cell: (row) => format.count(row.directs),
              align: 'end',
              from: 'tablet',
            },
            {
              id: 'downline',
              title: t('ranking.downline'),
              cell: (row) => format.count(row.downline),
              align: 'end',
              from: 'desktop',
            },
          ]}
        />
      ) : null}
      <p className="zh-soft zh-read">{t('ranking.how')}</p>
    </Page>
  );
}
