import type { Ctx } from '../../kit/ctx.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import { saleProductsById, shopNames } from '../../rooms/catalog/index.ts';
import { hasOrdered, peopleWhoPaid } from '../../rooms/orders/index.ts';
import { capInForce, carriedFrom, worstFriendsOrder } from '../../rooms/partners/index.ts';
import type { DealGift, GiftPromiseJson, HappyDealJson, ShopDeal, ShopGiftJson, ShopGiftState } from '../../rooms/pricing/api.ts';
import {
  currentDeal,
  earnedGifts,
  freeOfGifts,
  giftKinds,
  giftsOfPerson,
  heldOutOfOffer,
  loadPrices,
  promisedSoFar,
  type Gift,
  type GiftKind,
  type GiftPromise,
  type HappyDeal,
} from '../../rooms/pricing/index.ts';
import { introducerOf, maskedName, pausedAmong, peopleRefs, senderOfTouch, shownNames, type CameBy } from '../../rooms/relations/index.ts';

/** The deal as the operator sees it, with what it comes to in the worst case. */
export async function happyDealReply(ctx: Ctx): Promise<HappyDealJson> {
  const deal = await currentDeal(ctx);
  const [promised, free, force, book] = await Promise.all([
    deal ? promisedSoFar(ctx, deal) : new Map<GiftKind, number>(),
    deal ? freeOfGifts(ctx, deal) : new Map<GiftKind, number | null>(),
    capInForce(ctx),
    loadPrices(ctx, { personIds: [] }),
  ]);
  const worst = await worstFriendsOrder(ctx, deal, force);
  const gifts = [...(deal?.gifts.values() ?? [])];
  const ids = [...gifts.map((gift) => gift.productId), ...(worst ? [worst.productId] : [])];
  const [names, products] = await Promise.all([shopNames(ctx, ids), saleProductsById(ctx, ids)]);
  const { currency } = ctx.tenant;
  const money = (amount: bigint) => moneyJson(amount, currency);
  const from = carriedFroms(deal, force.capPpm);
  const json = (kind: GiftKind): DealGift | null => {
    const gift = deal?.gifts.get(kind);
    const product = gift && names.get(gift.productId);
    if (!gift || !product) return null;
    const skus = products.get(gift.productId)?.skus ?? [];
    const sku = skus.length > 1 ? skus.find((one) => one.skuId === gift.skuId) : undefined;
    const at = from.get(kind);
    return {
      product,
      sku: sku ? { id: publicId('sku', sku.skuId), name: sku.name } : null,
      quantity: gift.quantity,
      cost: money(gift.cost),
      most: gift.most,
      promised: promised.get(kind) ?? 0,
      left: free.get(kind) ?? null,
      from: at == null ? null : money(at),
    };
  };
  const worstName = worst && names.get(worst.productId);
  return {
    isOn: deal?.isOn ?? false,
    version: deal?.version ?? 0,
    gifts: { before: json('before'), after: json('after'), onReferral: json('onReferral') },
    friendPrices: book.rules
      .filter((rule) => rule.kind === 'referral')
      .map((rule) => ({
        id: publicId('priceRule', rule.ruleId),
        name: rule.name,
        price: rule.gives.kind === 'price' ? money(rule.gives.price) : null,
        offPpm: rule.gives.kind === 'off' ? rule.gives.offPpm : null,
      })),
    capPpm: force.capPpm,
    cost: money(gifts.reduce((sum, gift) => sum + gift.cost, 0n)),
    worst:
      worst && worstName
        ? {
            product: worstName,
            price: money(worst.price),
            cost: money(worst.cost),
            gifts: money(worst.gifts),
            commissions: money(worst.commissions),
            left: money(worst.left),
          }
        : null,
  };
}

/** The goods of a first order from which on its cap carries each gift, those before it among them. */
function carriedFroms(deal: HappyDeal | null, capPpm: number): Map<GiftKind, bigint | null> {
  let cost = 0n;
  return new Map(
    giftKinds.flatMap((kind): [GiftKind, bigint | null][] => {
      const gift = deal?.gifts.get(kind);
      if (!gift) return [];
      cost += gift.cost;
      return [[kind, carriedFrom(cost, capPpm)]];
    }),
  );
}

/** Promised gifts as the operator sees them. */
export async function promiseReplies(ctx: Ctx, promises: readonly GiftPromise[]): Promise<GiftPromiseJson[]> {
  const [names, people] = await Promise.all([
    shopNames(
      ctx,
      promises.map((promise) => promise.productId),
    ),
    peopleRefs(
      ctx,
      promises.flatMap((promise) => [promise.personId, promise.friendId, promise.introducerId]),
    ),
  ]);
  const person = (id: Uuid) => people.get(id) ?? { id: publicId('person', id), externalId: null, name: null };
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return promises.map((promise) => ({
    id: publicId('giftPromise', promise.promiseId),
    kind: promise.kind,
    person: person(promise.personId),
    friend: person(promise.friendId),
    introducer: person(promise.introducerId),
    order: promise.orderId === null ? null : publicId('order', promise.orderId),
    product: names.get(promise.productId) ?? { id: publicId('product', promise.productId), name: '' },
    quantity: promise.quantity,
    cost: moneyJson(promise.cost, ctx.tenant.currency),
    state: promise.state,
    because: promise.because,
    promisedAt: new Date(promise.promisedAt).toISOString(),
    dueAt: iso(promise.dueAt),
    endedAt: iso(promise.endedAt),
  }));
}

/** Whose link a guest came by; nobody while that one's introductions rest: nothing would come of what is promised by them. */
async function senderOfGuest(ctx: Ctx, came: CameBy): Promise<Uuid | null> {
  const sender = await senderOfTouch(ctx, came);
  return sender === null || (await pausedAmong(ctx, [sender])).has(sender) ? null : sender;
}

/** The deal as whoever looks sees it: what friends get, what they get themselves, and what they earned. */
export async function shopDealReply(ctx: Ctx, personId: Uuid | null, came: CameBy): Promise<ShopDeal> {
  const deal = await currentDeal(ctx);
  const inForce = deal?.isOn ? deal : null;
  const by = personId === null ? await senderOfGuest(ctx, came) : ((await introducerOf(ctx, personId))?.personId ?? null);
  const heldOut = await heldOutOfOffer(
    ctx,
    [personId, by].filter((one) => one !== null),
  );
  const [promised, free, { capPpm }, book, mine, earned, hasPaid, isTooLate, introducers] = await Promise.all([
    inForce ? promisedSoFar(ctx, inForce) : new Map<GiftKind, number>(),
    inForce ? freeOfGifts(ctx, inForce) : new Map<GiftKind, number | null>(),
    capInForce(ctx),
    loadPrices(ctx, { personIds: [] }),
    personId === null ? [] : giftsOfPerson(ctx, personId),
    personId === null ? [] : earnedGifts(ctx, personId),
    personId === null ? false : peopleWhoPaid(ctx, [personId]).then((paid) => paid.has(personId)),
    personId === null ? false : hasOrdered(ctx, personId),
    by === null ? new Map<Uuid, string>() : shownNames(ctx, [by]),
  ]);
  const shown = [...(inForce?.gifts.values() ?? []), ...mine, ...earned].map((gift) => gift.productId);
  const names = await shopNames(ctx, shown);
  const from = carriedFroms(inForce, capPpm);
  const name = (productId: Uuid) => names.get(productId) ?? { id: publicId('product', productId), name: '' };
  const giftJson = (gift: Pick<Gift, 'kind' | 'productId' | 'quantity'>): ShopGiftJson => {
    const pieces = free.get(gift.kind);
    const most = inForce?.gifts.get(gift.kind)?.most ?? null;
    const at = from.get(gift.kind);
    return {
      product: name(gift.productId),
      quantity: gift.quantity,
      isSoldOut: (pieces != null && pieces < gift.quantity) || (most !== null && (promised.get(gift.kind) ?? 0) >= most),
      from: gift.kind === 'before' || at == null || at === 0n ? null : moneyJson(at, ctx.tenant.currency),
    };
  };
  const offered = (kind: GiftKind): ShopGiftJson | null => {
    const gift = inForce?.gifts.get(kind);
    if (kind === 'onReferral' && personId !== null && heldOut.has(personId)) return null;
    return gift ? giftJson(gift) : null;
  };
  const own = (kind: 'before' | 'after') => {
    const promise = mine.findLast((one) => one.kind === kind);
    if (promise) return { gift: { ...giftJson(promise), isSoldOut: false }, state: stateOf(promise) };
    const gift = inForce?.gifts.get(kind);
    if (!gift || hasPaid || (kind === 'before' && isTooLate)) return null;
    const json = giftJson(gift);
    const open: ShopGiftState = kind === 'before' && personId !== null ? 'open' : 'offered';
    return { gift: json, state: json.isSoldOut ? ('gone' as const) : open };
  };
  const introducedBy = by === null ? undefined : introducers.get(by);
  const isThanked = inForce?.gifts.has('onReferral') === true && by !== null && !heldOut.has(by);
  return {
    gifts: { before: offered('before'), after: offered('after'), onReferral: offered('onReferral') },
    hasFriendPrice: book.rules.some((rule) => rule.kind === 'referral'),
    friend: introducedBy === undefined ? null : { introducedBy, isFirst: !hasPaid, isThanked, before: own('before'), after: own('after') },
    earned: earned.map((promise) => ({
      friend: maskedName(promise.friendName),
      product: name(promise.productId),
      quantity: promise.quantity,
      state: stateOf(promise),
      dueAt: promise.dueAt === null ? null : new Date(promise.dueAt).toISOString(),
      endedAt: promise.endedAt === null ? null : new Date(promise.endedAt).toISOString(),
    })),
  };
}

function stateOf({ state }: GiftPromise): ShopGiftState {
  return state === 'held' ? 'checking' : state === 'lapsed' ? 'gone' : state;
}
