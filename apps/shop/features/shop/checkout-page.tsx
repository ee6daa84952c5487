import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import { ApiProblem } from '../../../../sdk/shop.ts';
import { useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Amount } from '../../../../ui/shop/money.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Picture } from '../../../../ui/shop/picture.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorLine, ErrorState } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { AddressSheet, AddressText } from './address-sheet.tsx';
import { askedLines, useCart } from './cart.ts';
import { Sum } from './sum.tsx';
import type { Quote } from './types.ts';

interface Placing {
  lines: ReturnType<typeof askedLines>;
  address?: string;
  coupon?: string;
  points?: number;
  balance?: { amount: string; currency: string };
  note?: string;
  expect: { amount: string; currency: string };
}

/** Asks for a telephone number: `onDone` is told who they are with it, `onLater` that they would rather not say. */
export type PhoneStep = (how: { onDone: (me: { id: string }) => void; onLater: () => void }) => ReactNode;

/**
 * From the cart to an order. Whoever the shop has no telephone number of is asked for it once, before the first. One intent has one key until it is answered: however often it is tapped and however bad the network is,
 * there is one order; when an answer got lost, asking for it comes first.
 */
export function CheckoutPage({ phone }: { phone: PhoneStep }) {
  const words = useWords('shop').checkout;
  const cart = useCart();
  const { visitor, shelf, words: common } = useShop();
  const [later, setLater] = useState(() => shelf.read('phoneLater'));
  const [isJoined, setJoined] = useState(false);
  const [, go] = useLocation();
  const place = useAct(
    'place',
    async (client, body: Placing, how) => await client.placeOrder(body, how),
    (order) => {
      cart.empty();
      go(`/orders/${order.id}/pay`, { replace: true });
    },
  );
  // Sent, and nobody knows what became of it: that comes before anything else that could be ordered.
  if (place.waiting !== null) {
    const { waiting } = place;
    return (
      <ShopPage title={words.title} back="/cart">
        <div className="zh-state zh-state-warning" role="alert">
          <h2 className="zh-state-title">{words.lost.title}</h2>
          <p>{words.lost.text}</p>
          <Button color="primary" size="large" block loading={place.isPending} onClick={() => place.go(waiting)}>
            {words.lost.act}
          </Button>
          <ErrorLine error={place.error} />
          {isUnpaidTooMuch(place.error) ? (
            <Go to="/orders" className="zh-go">
              {words.toOrders}
            </Go>
          ) : null}
        </div>
      </ShopPage>
    );
  }
  if (visitor === null) {
    return (
      <ShopPage title={words.title} back="/cart">
        <EmptyState picture="key" title={words.signIn.title} text={words.signIn.text}>
          <Go to="/sign-in?back=/checkout" className="zh-go">
            {common.signIn}
          </Go>
        </EmptyState>
      </ShopPage>
    );
  }
  if (cart.lines.length === 0) {
    return (
      <ShopPage title={words.title} back="/">
        <EmptyState picture="products" title={words.empty}>
          <Go to="/orders" className="zh-go">
            {words.toOrders}
          </Go>
        </EmptyState>
      </ShopPage>
    );
  }
  if (visitor && !visitor.hasPhone && later !== visitor.id) {
    return (
      <ShopPage title={words.title} back="/cart">
        {phone({
          onDone: (me) => setJoined(me.id !== visitor.id),
          onLater: () => {
            shelf.write('phoneLater', visitor.id);
            setLater(visitor.id);
          },
        })}
      </ShopPage>
    );
  }
  return <Order place={place} isJoined={isJoined} />;
}

/** What is waiting to be paid stands in their orders. */
function isUnpaidTooMuch(error: Error | null): boolean {
  return error instanceof ApiProblem && (error.code === 'order.unpaidTooMany' || error.code === 'order.unpaidOnDevice');
}

function Order({
  place,
  isJoined,
}: {
  place: { go: (body: Placing) => void; isPending: boolean; error: Error | null };
  isJoined: boolean;
}) {
  const words = useWords('shop').checkout;
  const format = useFormat();
  const { lines } = useCart();
  const asked = askedLines(lines);
  const [coupon, setCoupon] = useState('');
  const [points, setPoints] = useState(0);
  const [isFromCard, setFromCard] = useState(false);
  const [note, setNote] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  const body = { lines: asked, ...(coupon ? { coupon } : {}), ...(points > 0 ? { points } : {}) };
  const ask = { ...body, ...(isFromCard ? { balance: true } : {}) };
  const quote = useAsk(['quote', ask], (client, signal) => client.quote(ask, { signal }), { isSteady: true });
  const needsAddress = quote.data?.needsAddress ?? false;
  const addresses = useAsk(['addresses'], (client, signal) => client.addresses({ signal }), { isOff: !needsAddress });
  const known = addresses.data?.data ?? [];
  const address = known.find((one) => one.id === chosen) ?? known.find((one) => one.isDefault) ?? known[0] ?? null;
  const isReady = quote.data !== undefined && !quote.isOld && quote.error === null && (!needsAddress || address !== null);
  const pay = () => {
    if (!quote.data) return;
    place.go({
      ...body,
      ...(needsAddress && address ? { address: address.id } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(isFromCard && quote.data.balance ? { balance: quote.data.balance.used } : {}),
      expect: quote.data.total,
    });
  };
  return (
    <ShopPage
      title={words.title}
      back="/cart"
      bar={
        <div className="zs-bar-main zh-stack-tight">
          <ErrorLine error={place.error} />
          <Button color="primary" size="large" block disabled={!isReady} loading={place.isPending} onClick={pay}>
            {needsAddress && address === null && addresses.data
              ? words.addressFirst
              : quote.data?.due.amount === '0' && quote.data.total.amount !== '0'
                ? words.placeFromCard
                : say(words.place, { total: quote.data ? format.money(quote.data.due) : '' })}
          </Button>
        </div>
      }
    >
      {isJoined ? (
        <p className="zh-note zh-note-good" role="status">
          {words.joined}
        </p>
      ) : null}
      {quote.data === undefined ? quote.error ? <ErrorState error={quote.error} onRetry={quote.retry} /> : <Bones shape="page" /> : null}
      {needsAddress ? (
        <Part title={words.deliverTo}>
          {addresses.error ? (
            <ErrorState error={addresses.error} onRetry={addresses.retry} />
          ) : (
            <div className="zs-rows">
              <button type="button" className="zs-row zs-row-button" onClick={() => setChoosing(true)} disabled={!addresses.data}>
                {address ? <AddressText of={address} /> : <span className="zs-row-text">{words.addAddress}</span>}
                <span className="zs-chevron zs-chevron-on" aria-hidden="true" />
              </button>
            </div>
          )}
        </Part>
      ) : null}
      {quote.data ? (
        <>
          <Part title={words.what}>
            <ul className="zs-rows">
              {quote.data.lines.map((line) => (
                <li key={line.line} className="zs-row">
                  <Picture of={line.product.picture} name={line.product.name} is="small" />
                  <span className="zs-row-text">
                    <bdi className="zs-two-lines">{line.product.name}</bdi>
                    <span className="zh-soft zh-small">
                      {line.sku ? <bdi>{`${line.sku.name} · `}</bdi> : null}
                      <span className="zh-number">{`${format.money(line.unitPrice)} × ${line.quantity}`}</span>
                    </span>
                  </span>
                  <Amount of={line.amount} className="zs-row-end" />
                </li>
              ))}
            </ul>
          </Part>
          {quote.data.willGet.length > 0 ? <p className="zh-note zh-note-good">{words.atOnce}</p> : null}
          <Savings coupon={coupon} onCoupon={setCoupon} points={points} onPoints={setPoints} quote={quote.data} isOld={quote.isOld} />
          <FromCard balance={quote.data.balance} isOn={isFromCard} onChange={setFromCard} />
          <label className="zs-field">
            <span>{words.note}</span>
            <textarea className="zs-input" maxLength={500} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
          </label>
          <Sum quote={quote.data} />
          {quote.error ? <ErrorLine error={quote.error} /> : null}
        </>
      ) : null}
      {isChoosing && addresses.data ? (
        <AddressSheet addresses={known} chosen={address?.id ?? null} onChoose={setChosen} onClose={() => setChoosing(false)} />
      ) : null}
    </ShopPage>
  );
}

/** Money on the buyer's cards: one switch, and what of it would pay. */
function FromCard({ balance, isOn, onChange }: { balance: Quote['balance']; isOn: boolean; onChange: (isOn: boolean) => void }) {
  const words = useWords('shop').checkout.balance;
  const format = useFormat();
  if (balance === null) return null;
  const { has, used, bonus, why } = balance;
  return (
    <div className="zs-row zs-one-switch">
      <label htmlFor="from-card" className="zs-row-text">
        <span>{say(words.has, { amount: format.money(has) })}</span>
        <span className="zh-soft zh-small">
          {why !== null
            ? words.notForCards
            : !isOn || used.amount === '0'
              ? words.off
              : bonus.amount === '0'
                ? say(words.on, { amount: format.money(used) })
                : say(words.onWithBonus, { amount: format.money(used), bonus: format.money(bonus) })}
        </span>
      </label>
      <input
        id="from-card"
        type="checkbox"
        role="switch"
        aria-checked={isOn && why === null}
        className="zs-switch"
        checked={isOn && why === null}
        disabled={why !== null}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  );
}

/** A coupon and points: typed, then asked about; what cannot be used says why. */
function Savings({
  coupon,
  onCoupon,
  points,
  onPoints,
  quote,
  isOld,
}: {
  coupon: string;
  onCoupon: (code: string) => void;
  points: number;
  onPoints: (points: number) => void;
  quote: { coupon: { isTaken: boolean; why: string | null } | null; points: { used: number } | null };
  isOld: boolean;
}) {
  const words = useWords('shop').checkout;
  const [code, setCode] = useState(coupon);
  const [asked, setAsked] = useState(points === 0 ? '' : String(points));
  const reasons: Readonly<Record<string, string>> = words.couponNot;
  return (
    <>
      <form
        className="zs-with-act"
        onSubmit={(event) => {
          event.preventDefault();
          onCoupon(code.trim());
        }}
      >
        <label className="zs-field">
          <span>{words.coupon}</span>
          <input
            className="zs-input"
            autoCapitalize="characters"
            maxLength={64}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </label>
        <Button type="submit" loading={isOld && coupon !== ''} disabled={code.trim() === coupon}>
          {words.useCoupon}
        </Button>
      </form>
      {coupon !== '' && quote.coupon && !quote.coupon.isTaken ? (
        <p className="zh-note zh-note-warning" role="status">
          {reasons[quote.coupon.why?.split('.').at(-1) ?? ''] ?? words.couponNot.other}
        </p>
      ) : null}
      {quote.points === null ? null : (
        <form
          className="zs-with-act"
          onSubmit={(event) => {
            event.preventDefault();
            onPoints(Number(asked) || 0);
          }}
        >
          <label className="zs-field">
            <span>{words.points}</span>
            <input
              className="zs-input"
              inputMode="numeric"
              value={asked}
              onChange={(event) => setAsked(event.target.value.normalize('NFKC').replace(/\D/g, '').slice(0, 9))}
            />
          </label>
          <Button type="submit" disabled={(Number(asked) || 0) === points}>
            {words.usePoints}
          </Button>
        </form>
      )}
    </>
  );
}
