import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Figure } from '../../../../ui/figure/figure.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { OriginTag, StateTag } from '../../../../ui/tags/tags.tsx';
import { OrderActs } from './order-acts.tsx';
import { OrderAgreement } from './order-agreement.tsx';
import { OrderCommissions } from './order-commissions.tsx';
import { OrderDestination } from './order-destination.tsx';
import { OrderMoney } from './order-money.tsx';
import { OrderState, OrderWay, type Order } from './order-state.tsx';
import { OrderServices } from './who-served.tsx';
import { PaymentCode } from './payment-code.tsx';
import { PriceWhy } from './price-why.tsx';

type Line = Order['lines'][number];

/** One order: where it stands, what was bought, paid and given back, who earns on it and why, and what can be done. */
export function OrderPage() {
  const { t } = useTranslation('orders');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const order = useAsk(['order', id], (client, signal) => client.orders.get(id, { signal }));
  const title = order.data ? t('orderTitle', { id: order.data.externalId ?? `…${order.data.id.slice(-6)}` }) : t('order');
  const isGone = order.error && !order.data;
  return (
    <Page
      title={title}
      back={{ to: 'orders', label: t('orders') }}
      actions={order.data?.isLive ? <OrderActs order={order.data} /> : null}
      lead={
        order.data ? (
          <span className="zh-row">
            <OrderState state={order.data.state} />
            {order.data.person ? <PersonLink person={order.data.person} /> : t('nobody')}
            {order.data.isLive ? null : <span>· {t('record')}</span>}
          </span>
        ) : null
      }
    >
      {isGone ? (
        <ErrorState error={order.error} onRetry={() => void order.refetch()} />
      ) : (
        <Answer of={order} wait={<Skeleton shape="cards" count={3} />}>
          {(answer) => <Loaded order={answer} />}
        </Answer>
      )}
    </Page>
  );
}

function Loaded({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  return (
    <>
      {order.isLive ? <OrderWay order={order} /> : null}
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
        <div className="zh-stack zh-stack-wide">
          <Section title={t('lines')}>
            {order.lines.length === 0 ? <p className="zh-soft">{t('noLines')}</p> : <Lines order={order} />}
          </Section>
          {order.isLive ? <OrderCommissions order={order} /> : null}
        </div>
        <div className="zh-stack">
          <Section title={t('about')} isCard>
            <About order={order} />
          </Section>
          {order.isLive ? <OrderDestination order={order} /> : null}
          <OrderAgreement order={order} />
          {order.isLive && order.state === 'unpaid' ? <PaymentCode order={order} /> : null}
          {order.isLive ? <OrderMoney order={order} /> : null}
          {order.isLive ? <OrderServices order={order} /> : null}
        </div>
      </div>
    </>
  );
}

function Lines({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  return (
    <>
      <DataTable<Line>
        label={t('lines')}
        rows={order.lines}
        rowKey={(line) => String(line.line)}
        columns={[
          { id: 'line', title: t('line'), cell: (line) => line.line, align: 'end', width: 'tiny' },
          {
            id: 'product',
            title: t('product'),
            cell: (line) => (
              <span className="zh-row zh-row-tight">
                {line.product ? (
                  <Go to={`products/${line.product.id}`} className="zh-link zh-cut" title={line.product.name}>
                    <bdi>{line.product.name}</bdi>
                  </Go>
                ) : (
                  <span className="zh-soft">{t('noProduct')}</span>
                )}
                {line.exchange ? <StateTag mood="calm">{t('exchange.short')}</StateTag> : null}
                {line.claimedAt ? <StateTag mood="warning">{t('claim.short')}</StateTag> : null}
              </span>
            ),
            width: 'large',
          },
          {
            id: 'price',
            title: t('price.title'),
            cell: (line) =>
              line.unitPrice && line.price ? (
                <PriceWhy unitPrice={line.unitPrice} price={line.price} />
              ) : line.unitPrice ? (
                format.money(line.unitPrice)
              ) : (
                '–'
              ),
            from: 'desktop',
          },
          { id: 'quantity', title: t('quantity'), cell: (line) => line.quantity ?? '–', align: 'end' },
          {
            id: 'off',
            title: t('off'),
            cell: (line) => {
              const off = BigInt(line.discount.amount) + BigInt(line.orderDiscount.amount);
              return off === 0n ? '–' : format.minor(-off);
            },
            align: 'end',
            from: 'desktop',
          },
          {
            id: 'refunded',
            title: t('refunded'),
            cell: (line) => (line.refunded.amount === '0' ? '–' : <MoneyText money={line.refunded} />),
            align: 'end',
            from: 'tablet',
          },
          { id: 'amount', title: t('amount'), cell: (line) => <MoneyText money={line.amount} />, align: 'end' },
        ]}
      />
      <p className="zh-soft zh-number zh-end">
        {order.shipping.amount === '0' ? null : <>{t('withShipping', { amount: format.money(order.shipping) })} · </>}
        {order.acted.map(({ acts, name, saved }) => (
          <span key={acts}>{t(`acted.${acts}`, { name, saved: format.money(saved) })} · </span>
        ))}
        {t('totalIs', { amount: format.money(order.total) })}
      </p>
    </>
  );
}

function About({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  return (
    <dl className="zh-facts">
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
  );
}
