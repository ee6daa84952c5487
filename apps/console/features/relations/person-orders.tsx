import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { OriginTag } from '../../../../ui/tags/tags.tsx';

type Order = Awaited<ReturnType<Client['people']['orders']>>['data'][number];

/** Every order of a person, newest first. */
export function PersonOrders({ personId }: { personId: string }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const orders = useRows<Order>(['person', personId, 'orders'], (client, page, signal) => client.people.orders(personId, page, { signal }));
  return (
    <RowsTable<Order>
      of={orders}
      none={<EmptyState picture="orders" title={t('orders.none')} text={t('orders.noneText')} />}
      label={t('person.part.orders')}
      rowKey={(row) => row.id}
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
