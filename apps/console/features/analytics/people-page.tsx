import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { ColumnPicker, useColumns } from '../../../../ui/table/column-picker.tsx';
import { DataTable, type Column } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { SourceText, StageTag } from '../../../../ui/tags/tags.tsx';
import { FilterBar } from './filter-bar.tsx';
import { toQuery, viewOf, type PeopleView } from './people-filters.ts';
import { PeopleTabs } from './people-tabs.tsx';
import { ExportButton, SegmentMenu } from './segments.tsx';

type PeopleList = Awaited<ReturnType<Client['people']['list']>>;
export type PersonRow = PeopleList['data'][number];

/** Everyone the brand knows: search, filters in the address, order, segments, export. */
export function PeoplePage() {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const [url, change] = useUrl();
  const view = useMemo(() => viewOf(url), [url]);
  const people = usePeople(view);
  const columns = useColumns('people', usePersonColumns(), ['stageSince', 'rfm']);
  const mayExport = useMay('export');
  const total = people.first?.total ?? null;
  return (
    <Page
      title={t('people.title')}
      lead={total === null ? null : t('people.lead', { count: total, people: format.count(total) })}
      tabs={<PeopleTabs />}
      actions={
        <>
          <SegmentMenu view={view} />
          {mayExport ? <ExportButton view={view} /> : null}
          <ColumnPicker columns={usePersonColumns()} hidden={columns.hidden} onToggle={columns.toggle} />
        </>
      }
    >
      <FilterBar view={view} />
      {people.error && !people.rows ? <ErrorState error={people.error} onRetry={people.retry} /> : null}
      {people.rows === null && !people.error ? <Skeleton shape="rows" count={10} /> : null}
      {people.rows?.length === 0 ? (
        <NoPeople
          isFiltered={Object.keys(view.filters).length > 0}
          onClear={() => change(Object.fromEntries(Object.keys(view.filters).map((name) => [name, undefined])))}
        />
      ) : null}
      {people.rows && people.rows.length > 0 ? (
        <DataTable
          label={t('people.title')}
          columns={columns.shown}
          rows={people.rows}
          rowKey={(row) => row.id}
          sort={view.sort}
          order={view.order}
          onSort={(sort, order) => change({ sort, order })}
          hasMore={people.hasMore}
          onMore={people.more}
          isLoadingMore={people.isLoadingMore}
          isStale={people.isStale}
          isTall
        />
      ) : null}
    </Page>
  );
}

function usePeople(view: PeopleView) {
  return useRows<PersonRow, PeopleList>(
    ['people', view],
    (client, page, signal) => client.people.list({ ...toQuery(view), ...page }, { signal }),
    { limit: 100 },
  );
}

function usePersonColumns(): Column<PersonRow>[] {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  return [
    {
      id: 'name',
      title: t('people.name'),
      cell: (row) => <PersonLink person={row} />,
      width: 'medium',
      sort: 'name',
      sortFirst: 'asc',
    },
    { id: 'stage', title: t('people.stage'), cell: (row) => <StageTag stage={row.stage} />, width: 'small' },
    {
      id: 'own',
      title: t('people.own'),
      cell: (row) => <MoneyText money={row.own} />,
      align: 'end',
      sort: 'own',
    },
    {
      id: 'orders',
      title: t('people.orders'),
      cell: (row) => format.count(row.orders),
      align: 'end',
      sort: 'orders',
    },
    {
      id: 'lastOrder',
      title: t('people.lastOrder'),
      cell: (row) => (row.lastOrderAt ? <span title={format.instant(row.lastOrderAt)}>{format.ago(row.lastOrderAt)}</span> : '–'),
      sort: 'lastOrder',
      from: 'tablet',
    },
    {
      id: 'influence',
      title: t('people.influence'),
      cell: (row) => <MoneyText money={row.influence} />,
      align: 'end',
      sort: 'influence',
      from: 'tablet',
    },
    {
      id: 'directs',
      title: t('people.directs'),
      cell: (row) => format.count(row.directs),
      align: 'end',
      sort: 'directs',
      from: 'tablet',
    },
    {
      id: 'source',
      title: t('people.source'),
      cell: (row) => <SourceText source={row.source} />,
      width: 'medium',
      from: 'desktop',
    },
    {
      id: 'stageSince',
      title: t('people.stageSince'),
      cell: (row) => format.instantDay(row.stageSince),
      sort: 'stageSince',
      from: 'desktop',
    },
    {
      id: 'rfm',
      title: t('people.rfm'),
      cell: (row) => (row.rfm ? `${row.rfm.r}·${row.rfm.f}·${row.rfm.m}` : '–'),
      width: 'tiny',
      from: 'desktop',
    },
  ];
}

function NoPeople({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation('analytics');
  return (
    <EmptyState
      picture="people"
      title={t(isFiltered ? 'people.noneFiltered' : 'people.none')}
      text={t(isFiltered ? 'people.noneFilteredText' : 'people.noneText')}
    >
      {isFiltered ? (
        <button type="button" className="zh-button" onClick={onClear}>
          {t('filters.clear')}
        </button>
      ) : (
        <BringFile />
      )}
    </EmptyState>
  );
}
