import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Figure } from '../../../../ui/figure/figure.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { OriginTag } from '../../../../ui/tags/tags.tsx';
import { OrderState } from './order-state.tsx';

type Order = Awaited<ReturnType<Client['orders']['get']>>;

/** One order: what was bought, what was paid and given back, by whom, and why it counts as it does. */
export function OrderPage() {
  const { t } = useTranslation('orders');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const order = useAsk(['order', id], (client, signal) => client.orders.get(id, { signal }));
  const title = order.data ? t('orderTitle', { id: order.data.externalId ?? `…${order.data.id.slice(-6)}` }) : t('order');
  return (
    <Page title={title} back={{ to: 'orders', label: t('orders') }}>
      <Answer of={order} wait={<Skeleton shape="cards" count={3} />}>
        {(answer) => <Loaded order={answer} />}
      </Answer>
    </Page>
  );
}

function Loaded({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  return (
    <>
      <div className="zh-worth">
        <Figure
          id="orderNet"
          act="people"
          value={format.money(order.net)}
          formula={
            <span>
              {t('netFormula', {
                paid: format.money(order.paid),
                refunded: format.money(order.refunded),
                net: format.money(order.net),
              })}
            </span>
          }
        />
      </div>
      <div className="zh-sides">
        <Section title={t('lines')}>
          {order.lines.length === 0 ? (
            <p className="zh-soft">{t('noLines')}</p>
          ) : (
            <DataTable<Order['lines'][number]>
              label={t('lines')}
              rows={order.lines}
              rowKey={(line) => String(line.line)}
              columns={[
                { id: 'line', title: t('line'), cell: (line) => line.line, align: 'end', width: 'tiny' },
                {
                  id: 'product',
                  title: t('product'),
                  cell: (line) =>
                    line.product ? (
                      <Go to={`products?product=${line.product.id}`} className="zh-link">
                        <bdi>{line.product.name}</bdi>
                      </Go>
                    ) : (
                      <span className="zh-soft">{t('noProduct')}</span>
                    ),
                  width: 'large',
                },
                { id: 'quantity', title: t('quantity'), cell: (line) => line.quantity ?? '–', align: 'end' },
                {
                  id: 'refunded',
                  title: t('refunded'),
                  cell: (line) => (line.refunded.amount === '0' ? '–' : <MoneyText money={line.refunded} />),
                  align: 'end',
                  from: 'tablet',
                },
                {
                  id: 'amount',
                  title: t('amount'),
                  cell: (line) => <MoneyText money={line.amount} />,
                  align: 'end',
                },
              ]}
            />
          )}
        </Section>
        <Section title={t('about')} isCard>
          <dl className="zh-facts">
            <dt>{t('state')}</dt>
            <dd>
              <OrderState state={order.state} />
            </dd>
            <dt>{t('person')}</dt>
            <dd>{order.person ? <PersonLink person={order.person} /> : t('nobody')}</dd>
            <dt>{t('origin')}</dt>
            <dd>
              {order.origin ? (
                <>
                  <OriginTag origin={order.origin} /> <span className="zh-soft">{t(`why.${order.origin}`)}</span>
                </>
              ) : (
                t('noOrigin')
              )}
            </dd>
            <dt>{t('placedAt')}</dt>
            <dd>{format.instant(order.placedAt)}</dd>
            <dt>{t('paidAt')}</dt>
            <dd>{order.paidAt ? format.instant(order.paidAt) : '–'}</dd>
            {order.scene ? (
              <>
                <dt>{t('scene')}</dt>
                <dd>{t(`scenes.${order.scene}`, { defaultValue: order.scene })}</dd>
              </>
            ) : null}
            {order.channel ? (
              <>
                <dt>{t('channel')}</dt>
                <dd>{order.channel}</dd>
              </>
            ) : null}
            {order.status ? (
              <>
                <dt>{t('status')}</dt>
                <dd>{order.status}</dd>
              </>
            ) : null}
          </dl>
        </Section>
      </div>
    </>
  );
}
