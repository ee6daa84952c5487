import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { OriginTag } from '../../../../ui/tags/tags.tsx';

type Order = Awaited<ReturnType<Client['people']['orders']>>['data'][number];

/** Every order of a person, newest first. */
export function PersonOrders({ personId }: { personId: string }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const orders = useRows<Order>(['person', personId, 'orders'], (client, page, signal) => client.people.orders(personId, page, { signal }));
  if (orders.error && !orders.rows) return <ErrorState error={orders.error} onRetry={orders.retry} />;
  if (!orders.rows) return <Skeleton shape="rows" />;
  if (orders.rows.length === 0) return <EmptyState picture="orders" title={t('orders.none')} text={t('orders.noneText')} />;
  return (
    <DataTable<Order>
      label={t('person.part.orders')}
      rows={orders.rows}
      rowKey={(row) => row.id}
      hasMore={orders.hasMore}
      onMore={orders.more}
      isLoadingMore={orders.isLoadingMore}
      columns={[
        {
          id: 'order',
          title: t('orders.order'),
          cell: (row) => (
            <Go to={`orders/${row.id}`} className="zh-link">
              {row.externalId ?? `…${row.id.slice(-6)}`}
            </Go>
          ),
          width: 'medium',
        },
        {
          id: 'paid',
          title: t('orders.paidAt'),
          cell: (row) => (row.paidAt ? format.instant(row.paidAt) : t('orders.unpaid')),
        },
        {
          id: 'origin',
          title: t('orders.origin'),
          cell: (row) => (row.origin ? <OriginTag origin={row.origin} /> : '–'),
          from: 'tablet',
        },
        {
          id: 'refunded',
          title: t('orders.refunded'),
          cell: (row) => (row.refunded.amount === '0' ? '–' : <MoneyText money={row.refunded} />),
          align: 'end',
          from: 'tablet',
        },
        { id: 'net', title: t('orders.net'), cell: (row) => <MoneyText money={row.net} />, align: 'end' },
      ]}
    />
  );
}
