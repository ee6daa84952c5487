import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Figure } from '../../../../ui/figure/figure.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';

type Worth = Awaited<ReturnType<Client['people']['worth']>>;
type Order = Awaited<ReturnType<Client['people']['worthOrders']>>['data'][number];
type Part = 'own' | 'direct' | 'indirect';

/** What a person is worth: their own orders, those of people they introduced, and of everyone behind them. */
export function PersonWorth({ personId }: { personId: string }) {
  const mayFigures = useMay('figures');
  const worth = useAsk(['person', personId, 'worth'], (client, signal) => client.people.worth(personId, { signal }), {
    isOff: !mayFigures,
  });
  if (!mayFigures) return null;
  return (
    <Answer of={worth} wait={<Skeleton shape="cards" count={4} />}>
      {(answer) => <WorthRow personId={personId} worth={answer} />}
    </Answer>
  );
}

function WorthRow({ personId, worth }: { personId: string; worth: Worth }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const sum = (
    <span>
      {t('worth.formula', {
        own: format.money(worth.own),
        direct: format.money(worth.direct),
        indirect: format.money(worth.indirect),
        influence: format.money(worth.influence),
      })}
    </span>
  );
  return (
    <div className="zh-worth">
      <Figure id="influence" value={format.money(worth.influence)} formula={sum} />
      <span className="zh-sign" aria-hidden="true">
        =
      </span>
      <WorthPart part="own" personId={personId} worth={worth} />
      <span className="zh-sign" aria-hidden="true">
        +
      </span>
      <WorthPart part="direct" personId={personId} worth={worth} />
      <span className="zh-sign" aria-hidden="true">
        +
      </span>
      <WorthPart part="indirect" personId={personId} worth={worth} />
    </div>
  );
}

function WorthPart({ part, personId, worth }: { part: Part; personId: string; worth: Worth }) {
  const format = useFormat();
  return <Figure id={part} value={format.money(worth[part])} rows={<OrdersBehind part={part} personId={personId} />} />;
}

/** The orders a part of the worth is the sum of, newest first. */
function OrdersBehind({ part, personId }: { part: Part; personId: string }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const orders = useRows<Order>(
    ['person', personId, 'worth', part],
    (client, page, signal) => client.people.worthOrders(personId, { part, ...page }, { signal }),
    { limit: 25 },
  );
  return (
    <RowsTable<Order>
      of={orders}
      wait={4}
      none={<p className="zh-soft">{t('worth.none')}</p>}
      label={t('worth.orders')}
      rowKey={(row) => row.id}
      columns={[
        {
          id: 'paid',
          title: t('orders.paidAt'),
          cell: (row) => <Go to={`orders/${row.id}`}>{row.paidAt ? format.instantDay(row.paidAt) : t('orders.unpaid')}</Go>,
        },
        ...(part === 'own'
          ? []
          : [
              {
                id: 'person',
                title: t('orders.person'),
                cell: (row: Order) => (row.person ? <PersonLink person={row.person} /> : null),
                width: 'small' as const,
              },
            ]),
        { id: 'net', title: t('orders.net'), cell: (row) => <MoneyText money={row.net} />, align: 'end' },
      ]}
    />
  );
}
