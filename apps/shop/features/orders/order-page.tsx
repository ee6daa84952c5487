import { useState, type ReactNode } from 'react';
import { useParams, useSearchParams } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Delivered } from '../../../../ui/shop/delivered.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Amount, SumRow } from '../../../../ui/shop/money.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Picture } from '../../../../ui/shop/picture.tsx';
import { Qr } from '../../../../ui/shop/qr.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { Bones, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { RefundSheet } from './refund-sheet.tsx';
import { ReviewSheet } from './review-sheet.tsx';
import { StateTag } from './state.tsx';
import { grossOf, type Order } from './types.ts';

/**
 * One order: how it stands, where it is, what it handed over, and what can be done about it.
 * @param welcome where somebody goes on who has just paid for a card
 */
export function OrderPage({ welcome }: { welcome: ReactNode }) {
  const { id = '' } = useParams<{ id: string }>();
  const words = useWords('order');
  const [search] = useSearchParams();
  const order = useAsk(['order', id], (client, signal) => client.order(id, { signal }));
  return (
    <ShopPage title={words.title} back="/orders" bar={order.data ? <Acts order={order.data} /> : undefined}>
      <Answer of={order} wait={<Bones shape="page" />}>
        {(found) => <Whole order={found} isJustPaid={search.get('paid') !== null} welcome={welcome} />}
      </Answer>
    </ShopPage>
  );
}

function Whole({ order, isJustPaid, welcome }: { order: Order; isJustPaid: boolean; welcome: ReactNode }) {
  const words = useWords('order');
  const format = useFormat();
  const delivered = order.lines.filter((line) => line.delivered !== null);
  return (
    <>
      <div className="zs-stand">
        <StateTag state={order.state} hasOpenRequest={order.requests.some((one) => one.state === 'open')} />
        <p className="zs-stand-text">
          {isJustPaid && (order.state === 'paid' || order.state === 'received') ? words.justPaid : words.state[order.state].text}
        </p>
        {order.state === 'unpaid' && order.keptUntil ? (
          <p className="zh-soft">{say(words.pay.keptUntil, { time: format.instant(order.keptUntil) })}</p>
        ) : null}
      </div>
      {isJustPaid ? welcome : null}
      {delivered.length > 0 ? (
        <Part title={words.yours}>
          {delivered.map((line) => (
            <div key={line.line} className="zh-stack-tight">
              <bdi className="zh-soft">{line.product?.name ?? ''}</bdi>
              {line.delivered ? <Delivered of={line.delivered} /> : null}
            </div>
          ))}
        </Part>
      ) : null}
      {isJustPaid ? <Adviser order={order} /> : null}
      {order.state === 'cancelled' ? null : <Way order={order} />}
      <Lines order={order} />
      <Requests order={order} />
      {isJustPaid ? null : <Adviser order={order} />}
      <Facts order={order} />
      <Go to={`/orders/${order.id}/receipt`} className="zs-text-button">
        {words.receipt.open}
      </Go>
    </>
  );
}

/** Whom to ask: first of all when it was just paid, and further down when somebody comes back. */
function Adviser({ order: { adviser } }: { order: Order }) {
  const words = useWords('order').adviser;
  if (adviser === null) return null;
  return (
    <Part title={words.title}>
      <div className="zs-adviser">
        <p>
          <bdi className="zh-strong">{adviser.name}</bdi>
        </p>
        {adviser.text ? <p className="zh-soft">{adviser.text}</p> : null}
        {adviser.url ? (
          <>
            <Qr text={adviser.url} label={say(words.qr, { name: adviser.name })} />
            <p className="zh-soft zh-small">{words.hold}</p>
          </>
        ) : null}
      </div>
    </Part>
  );
}

/** The way of an order: what has happened, and when. Goods taken over the counter were never sent, and nobody waits for it. */
function Way({ order }: { order: Order }) {
  const words = useWords('order').way;
  const format = useFormat();
  const steps = (['placedAt', 'paidAt', 'shippedAt', 'receivedAt'] as const).filter(
    (step) =>
      order[step] !== null ||
      step === 'paidAt' ||
      (order.deliverTo !== null && step !== 'placedAt' && !(step === 'shippedAt' && order.receivedAt !== null)),
  );
  const itself = order.lines.map((line) => line.receivedByItselfAt).find((at) => at !== null);
  return (
    <Part title={words.title}>
      <ol className="zs-way">
        {steps.map((step) => (
          <li key={step} className={order[step] ? 'zs-way-step zs-way-done' : 'zs-way-step'}>
            <span>{words[step]}</span>
            <span className="zh-soft zh-small">{order[step] ? format.instant(order[step]) : words.notYet}</span>
          </li>
        ))}
      </ol>
      {order.shipments.map((shipment) => (
        <p key={shipment.id} className="zs-shipment">
          <span className="zh-soft">{shipment.carrier ? <bdi>{shipment.carrier}</bdi> : words.parcel}</span>
          <span className="zh-number">{shipment.number ?? words.noNumber}</span>
        </p>
      ))}
      {itself && order.state === 'shipped' ? (
        <p className="zh-soft zh-small">{say(words.byItself, { day: format.instantDay(itself) })}</p>
      ) : null}
    </Part>
  );
}

function Lines({ order }: { order: Order }) {
  const words = useWords('order');
  const format = useFormat();
  const [reviewed, setReviewed] = useState<number | null>(null);
  const line = order.lines.find((one) => one.line === reviewed);
  return (
    <Part title={words.what}>
      <ul className="zs-rows">
        {order.lines.map((one) => (
          <li key={one.line} className="zs-row zs-order-row">
            <Picture of={one.product?.picture ?? null} name={one.product?.name ?? words.unnamed} is="small" />
            <span className="zs-row-text">
              {one.product ? (
                <Go to={`/products/${one.product.id}`} className="zs-good-name">
                  <bdi className="zs-two-lines">{one.product.name}</bdi>
                </Go>
              ) : (
                words.unnamed
              )}
              <span className="zh-soft zh-small">
                {one.sku ? <bdi>{`${one.sku} · `}</bdi> : null}
                <span className="zh-number">
                  {one.unitPrice ? `${format.money(one.unitPrice)} × ${one.quantity}` : `× ${one.quantity}`}
                </span>
              </span>
              {one.refunded.amount === '0' ? null : (
                <span className="zh-small zh-warning">{say(words.lineRefunded, { amount: format.money(one.refunded) })}</span>
              )}
              {one.review ? <span className="zs-star">{'★'.repeat(one.review.stars)}</span> : null}
              {order.can.review.includes(one.line) ? (
                <button type="button" className="zs-text-button" onClick={() => setReviewed(one.line)}>
                  {words.review.act}
                </button>
              ) : null}
            </span>
            <span className="zs-row-end">{one.isGift ? words.gift : <Amount of={grossOf(one)} />}</span>
          </li>
        ))}
      </ul>
      {line ? <ReviewSheet order={order.id} line={line} onClose={() => setReviewed(null)} /> : null}
    </Part>
  );
}

/** What was asked back, and what the shop said. */
function Requests({ order }: { order: Order }) {
  const words = useWords('order').refund;
  const format = useFormat();
  if (order.requests.length === 0) return null;
  return (
    <Part title={words.asked}>
      {order.requests.map((request) => (
        <div key={request.id} className="zs-request">
          <p className="zh-row zh-row-between">
            <span className={`zh-tag zh-mood-${request.state === 'open' ? 'warning' : request.state === 'accepted' ? 'good' : 'calm'}`}>
              {words.state[request.state]}
            </span>
            <Amount of={request.amount} />
          </p>
          <p className="zs-prose">{request.reason}</p>
          <p className="zh-soft zh-small">{format.instant(request.askedAt)}</p>
          {request.answer ? (
            <p className="zs-answer">
              <span className="zh-small zh-soft">{words.answer}</span>
              <bdi>{request.answer}</bdi>
            </p>
          ) : null}
        </div>
      ))}
    </Part>
  );
}

function Facts({ order }: { order: Order }) {
  const words = useWords('order');
  return (
    <>
      <OrderSum order={order} />
      {order.deliverTo ? (
        <Part title={words.deliverTo}>
          <p>
            <bdi>{order.deliverTo.name}</bdi> <span className="zh-number zh-soft">{order.deliverTo.phone}</span>
            <br />
            <bdi className="zh-soft">{`${order.deliverTo.region} ${order.deliverTo.street}`}</bdi>
          </p>
        </Part>
      ) : null}
      {order.note ? (
        <Part title={words.note}>
          <p className="zs-prose">{order.note}</p>
        </Part>
      ) : null}
    </>
  );
}

/** What it came to, and what of it was paid and given back. */
export function OrderSum({ order }: { order: Order }) {
  const words = useWords('order').sum;
  const format = useFormat();
  const minus = (money: { amount: string; currency: string }) => format.money({ ...money, amount: `-${money.amount}` });
  // The bonus of a card is told by its own name, not as any discount.
  const bonus = BigInt(order.balance?.bonus.amount ?? '0');
  const discount = BigInt(order.discount.amount) - bonus;
  const fromCard = order.payments
    .filter((payment) => payment.provider === 'balance')
    .reduce((sum, one) => sum + BigInt(one.amount.amount), 0n);
  return (
    <dl className="zs-sum">
      <SumRow name={words.goods} of={order.goods} />
      {discount === 0n ? null : (
        <>
          <dt>{words.discount}</dt>
          <dd className="zh-number">{format.minor(-discount)}</dd>
        </>
      )}
      {bonus === 0n ? null : (
        <>
          <dt>{words.bonus}</dt>
          <dd className="zh-number">{format.minor(-bonus)}</dd>
        </>
      )}
      <dt>{words.shipping}</dt>
      <dd>{order.shipping.amount === '0' ? words.free : <Amount of={order.shipping} />}</dd>
      {order.acted.map(({ acts, name, saved }) => (
        <dt key={acts} className="zh-small zs-sum-note">
          {say(words.acted[acts], { name, saved: format.money(saved) })}
        </dt>
      ))}
      <SumRow name={words.total} of={order.total} isTotal />
      <SumRow name={words.paid} of={order.paid} />
      {fromCard === 0n ? null : (
        <>
          <dt>{words.fromCard}</dt>
          <dd className="zh-number">{format.minor(fromCard)}</dd>
        </>
      )}
      {order.refunded.amount === '0' ? null : (
        <>
          <dt>{words.refunded}</dt>
          <dd className="zh-number">{minus(order.refunded)}</dd>
        </>
      )}
      {order.balance === null || order.balance.back.amount === '0' ? null : <SumRow name={words.backOnCard} of={order.balance.back} />}
    </dl>
  );
}

function Acts({ order }: { order: Order }) {
  const words = useWords('order');
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const [isCancelling, setCancelling] = useState(false);
  const receive = useAct(`receive.${order.id}`, async (client, _: null, how) => await client.confirmReceipt(order.id, {}, how));
  const cancel = useAct(
    `cancel.${order.id}`,
    async (client, _: null, how) => await client.cancelOrder(order.id, {}, how),
    () => setCancelling(false),
  );
  const canRefund = order.can.askRefund.length > 0;
  if (!order.can.pay && !order.can.confirmReceipt && !order.can.cancel && !canRefund) {
    return (
      <Go to="/" className="zh-go zh-go-plain zs-bar-main">
        {words.again}
      </Go>
    );
  }
  return (
    <div className="zs-bar-main zh-stack-tight">
      <ErrorLine error={receive.error} />
      <div className="zs-bar-row">
        {order.can.cancel ? (
          <Button size="large" onClick={() => setCancelling(true)}>
            {words.cancel.act}
          </Button>
        ) : null}
        {canRefund ? (
          <Button size="large" onClick={() => setAsking(true)}>
            {words.refund.act}
          </Button>
        ) : null}
        {order.can.pay ? (
          <Go to={`/orders/${order.id}/pay`} className="zh-go zs-bar-wide">
            {say(words.pay.go, { amount: format.money(order.due) })}
          </Go>
        ) : null}
        {order.can.confirmReceipt ? (
          <Button className="zs-bar-wide" size="large" color="primary" loading={receive.isPending} onClick={() => receive.go(null)}>
            {words.receive}
          </Button>
        ) : null}
      </div>
      {isAsking ? <RefundSheet order={order} onClose={() => setAsking(false)} /> : null}
      {isCancelling ? (
        <Sheet
          title={words.cancel.title}
          onClose={() => setCancelling(false)}
          footer={
            <>
              <ErrorLine error={cancel.error} />
              <Button color="danger" size="large" block loading={cancel.isPending} onClick={() => cancel.go(null)}>
                {words.cancel.act}
              </Button>
            </>
          }
        >
          <p>{order.paid.amount === '0' ? words.cancel.text : words.cancel.textPaid}</p>
        </Sheet>
      ) : null}
    </div>
  );
}
