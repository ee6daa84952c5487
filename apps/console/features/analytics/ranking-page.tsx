import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
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
      <RowsTable<WorthList['data'][number]>
        of={worth}
        wait={10}
        none={
          <EmptyState picture="tree" title={t('ranking.none')} text={t('ranking.noneText')}>
            <BringFile />
          </EmptyState>
        }
        note={t('ranking.how')}
        label={t('ranking.title')}
        isTall
        rowKey={(row) => row.person.id}
        sort={sort}
        order="desc"
        onSort={(next) => change({ sort: next })}
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
    </Page>
  );
}
