import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { saleProductsById, skuOfOne } from '../../catalog/index.ts';
import { introducersOf } from '../../relations/index.ts';
import { GiftDesk } from '../commands/gift-desk.ts';
import type { Gift, GiftKind, GiftPromise, HappyDeal } from '../model/gifts.ts';
import type { GiftPromiseRow } from '../schema.ts';
import { heldOutOfOffer } from './offer-trials.ts';

/** The deal in force; null while the brand never decided anything about it. */
export async function currentDeal(ctx: Ctx): Promise<HappyDeal | null> {
  const rows = await ctx.sql<{
    deal_id: Uuid;
    version: number;
    is_on: boolean;
    kind: GiftKind | null;
    product_id: Uuid | null;
    sku_id: Uuid | null;
    quantity: number | null;
    cost_amount: bigint | null;
    most: number | null;
  }>`
    SELECT deal.deal_id, deal.version, deal.is_on, gift.kind, gift.product_id, gift.sku_id, gift.quantity, gift.cost_amount, gift.most
      FROM (SELECT newest.deal_id, newest.version, newest.is_on
              FROM pricing.happy_deal AS newest
             WHERE newest.tenant_id = ${ctx.tenantId}
             ORDER BY newest.version DESC
             LIMIT 1) AS deal
      LEFT JOIN pricing.deal_gift AS gift ON gift.tenant_id = ${ctx.tenantId} AND gift.deal_id = deal.deal_id`;
  const [first] = rows;
  if (!first) return null;
  const gifts = rows.flatMap(({ kind, product_id: productId, sku_id: skuId, quantity, cost_amount: cost, most }): [GiftKind, Gift][] =>
    kind === null || productId === null || quantity === null || cost === null
      ? []
      : [[kind, { kind, productId, skuId, quantity, cost, most }]],
  );
  return { dealId: first.deal_id, version: first.version, isOn: first.is_on, gifts: new Map(gifts) };
}

/** What a batch does about gifts. */
export interface GiftAsk {
  /** buyers of new orders */
  readonly buyers: readonly Uuid[];
  /** orders that are there, and who bought those that nobody paid yet */
  readonly orderIds: readonly Uuid[];
  readonly unpaid: readonly Uuid[];
  /** how many whose time has come to take in */
  readonly due: number;
}

/** Reads the gifts a batch may touch, set by set; the caller knows who ever paid. */
export async function loadGiftDesk(
  ctx: Ctx,
  deal: HappyDeal,
  ask: GiftAsk,
  paid: (personIds: readonly Uuid[]) => Promise<ReadonlySet<Uuid>>,
): Promise<GiftDesk> {
  const people = [...new Set([...ask.buyers, ...ask.unpaid])];
  const [introducers, promises, due] = await Promise.all([
    introducersOf(ctx, people),
    promisesOf(ctx, { orderIds: ask.orderIds, friendIds: people }),
    ask.due > 0 ? duePromises(ctx, ask.due) : [],
  ]);
  const friends = people.filter((personId) => introducers.has(personId));
  const isPlacing = deal.isOn && ask.buyers.some((personId) => introducers.has(personId));
  const [paidBefore, heldOut, promised, free] = await Promise.all([
    paid(friends),
    isPlacing ? heldOutOfOffer(ctx, [...introducers.values()]) : new Set<Uuid>(),
    isPlacing ? promisedSoFar(ctx, deal) : new Map<GiftKind, number>(),
    isPlacing ? freeOfGifts(ctx, deal) : new Map<GiftKind, number | null>(),
  ]);
  return new GiftDesk({ deal, promises, due, introducers, paidBefore, heldOut, promised, free });
}

/** What friends are called; whoever has no name is left out. */
export async function namesOfFriends(ctx: Ctx, friendIds: readonly Uuid[]): Promise<Map<Uuid, string>> {
  if (friendIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; name: string }>`
    SELECT person.person_id, person.name
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray(friendIds)}::uuid[]) AND person.name IS NOT NULL`;
  return new Map(rows.map((row) => [row.person_id, row.name]));
}

/** What was promised with these orders, and the gifts before of these people. */
export async function promisesOf(
  ctx: Ctx,
  { orderIds, friendIds }: { orderIds: readonly Uuid[]; friendIds: readonly Uuid[] },
): Promise<GiftPromise[]> {
  if (orderIds.length === 0 && friendIds.length === 0) return [];
  const rows = await ctx.sql.anew<GiftPromiseRow>`
    SELECT promise.promise_id, promise.deal_id, promise.kind, promise.person_id, promise.friend_id, promise.introducer_id, promise.order_id,
           promise.product_id, promise.sku_id, promise.quantity, promise.cost_amount, promise.state, promise.because, promise.promised_at,
           promise.due_at, promise.ended_at, promise.giving_id
      FROM pricing.gift_promise AS promise
     WHERE promise.tenant_id = ${ctx.tenantId}
       AND (promise.order_id = ANY(${plainArray(orderIds)}::uuid[])
            OR promise.friend_id = ANY(${plainArray(friendIds)}::uuid[]) AND promise.kind = 'before')
     ORDER BY promise.promise_id`;
  return rows.map(promiseFrom);
}

async function duePromises(ctx: Ctx, limit: number): Promise<GiftPromise[]> {
  const rows = await ctx.sql.anew<GiftPromiseRow>`
    SELECT promise.promise_id, promise.deal_id, promise.kind, promise.person_id, promise.friend_id, promise.introducer_id, promise.order_id,
           promise.product_id, promise.sku_id, promise.quantity, promise.cost_amount, promise.state, promise.because, promise.promised_at,
           promise.due_at, promise.ended_at, promise.giving_id
      FROM pricing.gift_promise AS promise
      LEFT JOIN catalog.sku AS sku ON sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = promise.sku_id
     WHERE promise.tenant_id = ${ctx.tenantId}
       AND (promise.state = 'waiting' AND promise.due_at <= ${ctx.now}
            OR promise.state = 'short' AND coalesce(sku.stock, promise.quantity) >= promise.quantity)
     ORDER BY promise.promise_id
     LIMIT ${limit}`;
  return rows.map(promiseFrom);
}

/** Whether a gift is due by the brand's clock, or one that was out of stock is there again. */
export async function hasDueGifts(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM pricing.gift_promise AS promise
      LEFT JOIN catalog.sku AS sku ON sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = promise.sku_id
     WHERE promise.tenant_id = ${ctx.tenantId}
       AND (promise.state = 'waiting' AND promise.due_at <= ${ctx.now}
            OR promise.state = 'short' AND coalesce(sku.stock, promise.quantity) >= promise.quantity)
     LIMIT 1`;
  return row !== null;
}

/** How many of each gift in force were promised so far, under whatever version. */
export async function promisedSoFar(ctx: Ctx, deal: HappyDeal): Promise<Map<GiftKind, number>> {
  const rows = await ctx.sql.anew<{ kind: GiftKind; product_id: Uuid; promised: number }>`
    SELECT promise.kind, promise.product_id, count(*)::int AS promised
      FROM pricing.gift_promise AS promise
     WHERE promise.tenant_id = ${ctx.tenantId} AND promise.state <> 'lapsed'
       AND promise.product_id = ANY(${plainArray([...deal.gifts.values()].map((gift) => gift.productId))}::uuid[])
     GROUP BY promise.kind, promise.product_id`;
  return new Map(
    rows.flatMap((row) => (deal.gifts.get(row.kind)?.productId === row.product_id ? [[row.kind, row.promised] as const] : [])),
  );
}

/** Pieces of each gift in force that are there; null where nothing is counted; none of what is no longer sold. */
export async function freeOfGifts(ctx: Ctx, deal: HappyDeal): Promise<Map<GiftKind, number | null>> {
  const gifts = [...deal.gifts.values()];
  const products = await saleProductsById(
    ctx,
    gifts.map((gift) => gift.productId),
  );
  return new Map(
    gifts.map((gift) => {
      const product = products.get(gift.productId);
      const sku = product?.skus.find((one) => one.skuId === gift.skuId) ?? (product ? skuOfOne(product) : null);
      return [gift.kind, product === undefined || product.isArchived ? 0 : (sku?.free ?? null)] as const;
    }),
  );
}

export function promiseFrom(row: GiftPromiseRow): GiftPromise {
  return {
    promiseId: row.promise_id,
    dealId: row.deal_id,
    kind: row.kind,
    personId: row.person_id,
    friendId: row.friend_id,
    introducerId: row.introducer_id,
    orderId: row.order_id,
    productId: row.product_id,
    skuId: row.sku_id,
    quantity: row.quantity,
    cost: row.cost_amount,
    state: row.state,
    because: row.because,
    promisedAt: row.promised_at.getTime(),
    dueAt: row.due_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    givingId: row.giving_id,
  };
}
