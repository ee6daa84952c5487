import './deal.css';
import { useLocation } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import type { ShopClient } from '../../../../sdk/shop.ts';
import { useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Glyph } from '../../../../ui/shop/glyph.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { Say, say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

type Deal = Awaited<ReturnType<ShopClient['happyDeal']>>;
type Own = NonNullable<NonNullable<Deal['friend']>['before']>;

/**
 * What a friend brought the visitor: the friend's price, the gift to take now, the one that comes with their first order; of a guest whom
 * the shop gives none of these, who brought them. Nothing where nobody did, or their first order is done and nothing is on its way.
 * @param isNamed false where the page says who brought them already
 */
export default function FriendDeal({ isNamed = true }: { isNamed?: boolean }) {
  const words = useWords('deal');
  const { shelf, visitor } = useShop();
  const touch = shelf.read('touch');
  const deal = useAsk(['deal'], (client, signal) => client.happyDeal(touch === null ? {} : { touch }, { signal }));
  const friend = deal.data?.friend;
  if (!deal.data || !friend) return null;
  const { before, after, introducedBy, isFirst, isThanked } = friend;
  const hasPrice = isFirst && deal.data.hasFriendPrice;
  const isDone = (one: Own | null) => one === null || one.state === 'given' || one.state === 'gone';
  // After the first order only what is still to come is told here; the rest is among the gifts.
  if (!isFirst && isDone(before) && isDone(after)) return null;
  // A guest who gets nothing by it may know whose link they came by all the same; whoever is signed in is told elsewhere.
  if (!hasPrice && before === null && after === null) return visitor === null ? <Introducer name={introducedBy} /> : null;
  return (
    <section className="zs-deal">
      <h2>
        {isNamed ? <Glyph of={introducedBy} /> : null}
        <span>{isNamed ? <Say of={words.friend.title} name={introducedBy} /> : words.friend.plainTitle}</span>
      </h2>
      {hasPrice ? (
        <div className="zs-deal-row">
          <span className="zs-deal-what">
            <span>{words.friend.price}</span>
            <span className="zs-deal-state">{words.friend.priceText}</span>
          </span>
        </div>
      ) : null}
      {before ? <GiftRow kind="before" own={before} /> : null}
      {after ? <GiftRow kind="after" own={after} /> : null}
      {isThanked && isFirst ? (
        <p className="zh-soft zh-small">
          <Say of={words.friend.also} name={introducedBy} />
        </p>
      ) : null}
    </section>
  );
}

function Introducer({ name }: { name: string }) {
  const words = useWords('deal').friend;
  return (
    <p className="zs-friend">
      <Glyph of={name} />
      <span>
        <Say of={words.introduced} name={name} />
      </span>
    </p>
  );
}

function GiftRow({ kind, own }: { kind: 'before' | 'after'; own: Own }) {
  const words = useWords('deal');
  const format = useFormat();
  const { visitor } = useShop();
  const [path] = useLocation();
  const take = useAct('deal.gift', async (client, _: null, how) => await client.takeGift({}, how));
  const { gift, state } = own;
  const text =
    state === 'offered'
      ? kind === 'before'
        ? words.state.offeredBefore
        : gift.from === null
          ? words.state.offered
          : say(words.state.offeredFrom, { amount: format.money(gift.from) })
      : words.state[state];
  return (
    <div className="zs-deal-row">
      <span className="zs-deal-what">
        <span>
          {words.friend[kind]} · <bdi>{gift.product.name}</bdi>
          {gift.quantity > 1 ? ` × ${gift.quantity}` : ''}
        </span>
        <span className="zs-deal-state">{text}</span>
        <ErrorLine error={take.error} />
      </span>
      {state === 'open' ? (
        <Button size="small" color="primary" loading={take.isPending} onClick={() => take.go(null)}>
          {words.friend.take}
        </Button>
      ) : null}
      {state === 'offered' && kind === 'before' && visitor === null ? (
        <Go to={`/sign-in?back=${encodeURIComponent(path)}`} className="zh-go zh-go-plain zs-go-small">
          {words.friend.signIn}
        </Go>
      ) : null}
      {state === 'given' ? (
        <Go to="/gifts" className="zh-go zh-go-plain zs-go-small" aria-label={words.friend.all}>
          <span className="zs-chevron zs-chevron-on" aria-hidden="true" />
        </Go>
      ) : null}
    </div>
  );
}
