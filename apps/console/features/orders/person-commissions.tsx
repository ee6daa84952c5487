import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { CommissionState, Why } from './order-commissions.tsx';
import { KeptText } from './earners.tsx';

type Earned = Awaited<ReturnType<Client['people']['commissions']>>['data'][number];

const states = ['pending', 'confirmed', 'paid', 'reversed', 'held'] as const;

/** Everything somebody earned, line by line; each amount opens to why it is that much. */
export function PersonCommissions({ personId, name }: { personId: string; name: string }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const [url, change] = useUrl();
  const [open, setOpen] = useState<Earned | null>(null);
  const state = states.find((one) => one === url.earned);
  const filter = state ? { state } : {};
  const earned = useRows<Earned>(
    ['person', personId, 'commissions', filter],
    (client, page, signal) => client.people.commissions(personId, { ...filter, ...page }, { signal }),
    { limit: 20 },
  );
  return (
    <Section
      title={t('earned.title')}
      note={t('earned.note')}
      actions={
        <Choice
          label={t('earned.state')}
          value={state ?? ''}
          options={[{ value: '', label: t('earned.all') }, ...states.map((value) => ({ value, label: t(`commission.${value}`) }))]}
          onChange={(next) => change({ earned: next })}
        />
      }
    >
      <RowsTable<Earned>
        of={earned}
        wait={3}
        none={<p className="zh-soft">{t(state ? 'earned.noneOfState' : 'earned.none')}</p>}
        label={t('earned.title')}
        rowKey={(row) => `${row.order.id} ${row.line} ${row.role} ${row.depth}`}
        columns={[
          {
            id: 'order',
            title: t('order'),
            cell: (row) => (
              <Go to={`orders/${row.order.id}`}>{row.order.paidAt ? format.instantDay(row.order.paidAt) : `…${row.order.id.slice(-6)}`}</Go>
            ),
          },
          {
            id: 'product',
            title: t('product'),
            cell: (row) => (
              <bdi className="zh-cut" title={row.product?.name}>
                {row.product?.name ?? t('noProduct')}
              </bdi>
            ),
            width: 'medium',
          },
          {
            id: 'buyer',
            title: t('person'),
            cell: (row) => (row.buyer ? <PersonLink person={row.buyer} /> : '–'),
            width: 'medium',
            from: 'desktop',
          },
          { id: 'state', title: t('state'), cell: (row) => <CommissionState row={row} />, from: 'tablet' },
          {
            id: 'amount',
            title: t('earn.amount'),
            cell: (row) => (
              <button type="button" className="zh-text-button zh-open-amount" aria-haspopup="dialog" onClick={() => setOpen(row)}>
                <KeptText commission={row} />
                <span className="zh-hidden">{t('earn.whyOf', { name, line: row.line })}</span>
              </button>
            ),
            align: 'end',
          },
        ]}
      />
      <Dialog kind="sheet" title={t('earn.whyTitle', { name })} isOpen={open !== null} onClose={() => setOpen(null)}>
        {open ? <Trace personId={personId} earned={open} /> : null}
      </Dialog>
    </Section>
  );
}

/** The order behind a commission is asked for when it is opened. */
function Trace({ personId, earned }: { personId: string; earned: Earned }) {
  const { t } = useTranslation('orders');
  const found = useAsk(['order', earned.order.id, 'with-commissions'], async (client, signal) => {
    const [order, commissions] = await Promise.all([
      client.orders.get(earned.order.id, { signal }),
      client.orders.commissions(earned.order.id, { signal }),
    ]);
    return { order, commissions };
  });
  if (found.error) return <ErrorLine error={found.error} />;
  if (found.isPlaceholderData) return <Skeleton shape="text" count={6} />;
  return (
    <Answer of={found} wait={<Skeleton shape="text" count={6} />}>
      {({ order, commissions }) => {
        const row = commissions.data.find(
          (one) => one.line === earned.line && one.role === earned.role && one.depth === earned.depth && one.payee === personId,
        );
        return row ? <Why order={order} row={row} found={commissions} /> : <p className="zh-soft">{t('earned.lost')}</p>;
      }}
    </Answer>
  );
}
