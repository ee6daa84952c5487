import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { addDays } from '../../../../ui/format/time.ts';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { OriginTag } from '../../../../ui/tags/tags.tsx';
import { origins, type OriginName } from '../../../../ui/tokens/index.ts';
import { OrderState, states, type State } from './order-state.tsx';

type Order = Awaited<ReturnType<Client['orders']['list']>>['data'][number];
const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);

/** Every order, newest first, by state, origin and paid day. */
export function OrdersPage() {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const [url, change] = useUrl();
  const isOverdue = url.overdue === 'true';
  const filter = {
    ...(isOverdue ? { overdue: 'true' as const } : {}),
    ...(origins.includes(url.origin as OriginName) ? { origin: url.origin as OriginName } : {}),
    ...(states.includes(url.state as State) ? { state: url.state as State } : {}),
    ...(isDay(url.from) ? { from: url.from } : {}),
    ...(isDay(url.to) ? { to: url.to } : {}),
  };
  const orders = useRows<Order>(['orders', filter], (client, page, signal) => client.orders.list({ ...filter, ...page }, { signal }), {
    limit: 100,
  });
  const isFiltered = Object.keys(filter).length > 0;
  const clear = { origin: undefined, state: undefined, from: undefined, to: undefined, overdue: undefined };
  return (
    <Page
      title={t('title')}
      lead={filter.origin ? t(`lead.${filter.origin}`) : null}
      tabs={<ConvertTabs here="orders" />}
      actions={<NewOrder />}
    >
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('state')}
          value={filter.state ?? ''}
          options={[{ value: '', label: t('allStates') }, ...states.map((state) => ({ value: state, label: t(`states.${state}`) }))]}
          onChange={(state) => change({ state, overdue: undefined })}
        />
        <Choice
          isLabelShown
          label={t('origin')}
          value={filter.origin ?? ''}
          options={[
            { value: '', label: t('allOrigins') },
            ...origins.map((origin) => ({ value: origin, label: t(`ui:origin.${origin}`) })),
          ]}
          onChange={(origin) => change({ origin, overdue: undefined })}
        />
        <TextField
          type="date"
          label={t('ui:period.first')}
          value={filter.from ?? ''}
          onChange={(from) => change({ from, overdue: undefined })}
        />
        <TextField
          type="date"
          label={t('ui:period.last')}
          value={filter.to ? addDays(filter.to, -1) : ''}
          onChange={(last) => change({ to: isDay(last) ? addDays(last, 1) : undefined, overdue: undefined })}
        />
        <CheckField
          label={t('agreement.onlyOverdue')}
          isOn={isOverdue}
          onChange={(isOn) => change({ ...clear, overdue: isOn ? 'true' : undefined })}
        />
        {isFiltered ? (
          <button type="button" className="zh-text-button" onClick={() => change(clear)}>
            {t('clear')}
          </button>
        ) : null}
      </div>
      <RowsTable<Order>
        of={orders}
        wait={10}
        none={
          <EmptyState
            picture="orders"
            title={t(isFiltered ? 'noneFiltered' : 'none')}
            text={t(isFiltered ? 'noneFilteredText' : 'noneText')}
          >
            {isFiltered ? null : (
              <>
                <NewOrder />
                <BringFile />
              </>
            )}
          </EmptyState>
        }
        label={t('title')}
        isTall
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'order',
            title: t('order'),
            cell: (row) => (
              <Go to={`orders/${row.id}`} className="zh-link zh-cut" title={row.externalId ?? row.id}>
                {row.externalId ?? `…${row.id.slice(-6)}`}
              </Go>
            ),
            width: 'medium',
          },
          {
            id: 'paid',
            title: t('paidAt'),
            cell: (row) => (row.paidAt ? format.instant(row.paidAt) : '–'),
          },
          {
            id: 'person',
            title: t('person'),
            cell: (row) => (row.person ? <PersonLink person={row.person} /> : <span className="zh-soft">{t('nobody')}</span>),
            width: 'medium',
          },
          {
            id: 'origin',
            title: t('origin'),
            cell: (row) => (row.origin ? <OriginTag origin={row.origin} /> : '–'),
            from: 'tablet',
          },
          {
            id: 'state',
            title: t('state'),
            cell: (row) => <OrderState state={row.state} />,
            from: 'tablet',
          },
          {
            id: 'total',
            title: t('total'),
            cell: (row) => <MoneyText money={row.total} />,
            align: 'end',
            from: 'desktop',
          },
          {
            id: 'refunded',
            title: t('refunded'),
            cell: (row) => (row.refunded.amount === '0' ? '–' : <MoneyText money={row.refunded} />),
            align: 'end',
            from: 'desktop',
          },
          { id: 'net', title: t('net'), cell: (row) => <MoneyText money={row.net} />, align: 'end' },
        ]}
      />
    </Page>
  );
}

/** The way to take an order for somebody. */
function NewOrder() {
  const { t } = useTranslation('orders');
  return useMay('orders') ? (
    <Go to="orders/new" className="zh-cta">
      {t('newOrder')}
    </Go>
  ) : null;
}
