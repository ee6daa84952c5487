import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { emit } from '../../../kit/events/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { give, saleProductsById } from '../../catalog/index.ts';
import { tellPeople } from '../../membership/index.ts';
import { maskedName } from '../../relations/index.ts';
import { occasionOf, type GiftPromise } from '../model/gifts.ts';
import { namesOfFriends } from '../queries/gifts.ts';
import type { GiftDesk } from './gift-desk.ts';
import { forgetOfferPlaces, moveOfferPlaces } from './offer-trials.ts';

/** Gives what a batch decided to give and writes what was promised and what became of it: a handful of statements whatever its size. */
export async function writeGifts(ctx: Ctx, desk: GiftDesk): Promise<void> {
  const given = await giveOut(ctx, [...desk.toGive]);
  for (const promise of given) if (!desk.fresh.has(promise)) desk.changed.add(promise);
  await insertPromises(ctx, [...desk.fresh]);
  await updatePromises(ctx, [...desk.changed]);
  const held = [...desk.fresh, ...desk.changed].filter((promise) => promise.state === 'held');
  await announceGifts(ctx, { given, held });
}

/**
 * Hands gifts over: their pieces leave the stock at once. What is out of stock stays theirs and is given as soon as there are pieces.
 * @returns those whose state changed
 */
export async function giveOut(ctx: Ctx, promises: readonly GiftPromise[]): Promise<GiftPromise[]> {
  const answers = await give(
    ctx,
    promises.map((promise) => ({
      personId: promise.personId,
      productId: promise.productId,
      skuId: promise.skuId,
      quantity: promise.quantity,
      occasion: occasionOf[promise.kind],
      onceKey: promise.promiseId,
    })),
  );
  return promises.filter((promise, i) => {
    const answer = answers[i];
    const before = promise.state;
    promise.because = null;
    if (answer?.kind === 'given') {
      promise.state = 'given';
      promise.givingId = answer.givingId;
      promise.endedAt = ctx.now.getTime();
      promise.dueAt = null;
    } else {
      promise.state = 'short';
      promise.dueAt = null;
    }
    return promise.state !== before;
  });
}

export async function insertPromises(ctx: Ctx, rows: readonly GiftPromise[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO pricing.gift_promise (tenant_id, promise_id, deal_id, kind, person_id, friend_id, introducer_id, order_id, product_id, sku_id,
                                      quantity, cost_amount, state, because, promised_at, due_at, ended_at, giving_id, recorded_at)
    SELECT ${ctx.tenantId}, fresh.promise_id, fresh.deal_id, fresh.kind, fresh.person_id, fresh.friend_id, fresh.introducer_id, fresh.order_id,
           fresh.product_id, fresh.sku_id, fresh.quantity, fresh.cost_amount, fresh.state, fresh.because, fresh.promised_at, fresh.due_at,
           fresh.ended_at, fresh.giving_id, ${ctx.recordedAt}
      FROM unnest(${uuids(rows, (row) => row.promiseId)}::uuid[], ${uuids(rows, (row) => row.dealId)}::uuid[],
                  ${texts(rows, (row) => row.kind)}::text[], ${uuids(rows, (row) => row.personId)}::uuid[],
                  ${uuids(rows, (row) => row.friendId)}::uuid[], ${uuids(rows, (row) => row.introducerId)}::uuid[],
                  ${uuids(rows, (row) => row.orderId)}::uuid[], ${uuids(rows, (row) => row.productId)}::uuid[],
                  ${uuids(rows, (row) => row.skuId)}::uuid[], ${int4s(rows, (row) => row.quantity)}::int[],
                  ${int8s(rows, (row) => row.cost)}::bigint[], ${texts(rows, (row) => row.state)}::text[],
                  ${texts(rows, (row) => row.because)}::text[], ${instants(rows, (row) => row.promisedAt)}::timestamptz[],
                  ${instants(rows, (row) => row.dueAt)}::timestamptz[], ${instants(rows, (row) => row.endedAt)}::timestamptz[],
                  ${uuids(rows, (row) => row.givingId)}::uuid[])
           AS fresh (promise_id, deal_id, kind, person_id, friend_id, introducer_id, order_id, product_id, sku_id, quantity, cost_amount, state,
                     because, promised_at, due_at, ended_at, giving_id)`;
}

/** Writes what became of promises. */
export async function updatePromises(ctx: Ctx, rows: readonly GiftPromise[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = uuids(rows, (row) => row.promiseId);
  await ctx.sql.exec`
    UPDATE pricing.gift_promise AS promise
       SET order_id = known.order_id, product_id = known.product_id, sku_id = known.sku_id, state = known.state, because = known.because,
           due_at = known.due_at, ended_at = known.ended_at, giving_id = known.giving_id
      FROM unnest(${ids}::uuid[], ${uuids(rows, (row) => row.orderId)}::uuid[], ${uuids(rows, (row) => row.productId)}::uuid[],
                  ${uuids(rows, (row) => row.skuId)}::uuid[], ${texts(rows, (row) => row.state)}::text[],
                  ${texts(rows, (row) => row.because)}::text[], ${instants(rows, (row) => row.dueAt)}::timestamptz[],
                  ${instants(rows, (row) => row.endedAt)}::timestamptz[], ${uuids(rows, (row) => row.givingId)}::uuid[])
           AS known (promise_id, order_id, product_id, sku_id, state, because, due_at, ended_at, giving_id)
     WHERE promise.tenant_id = ${ctx.tenantId} AND promise.promise_id = ANY(${ids}::uuid[]) AND promise.promise_id = known.promise_id`;
}

const AT_ONCE = 1_000;

/** One event per thousand of each kind (CONTRACT §2); whoever was given something reads so in their inbox. */
export async function announceGifts(
  ctx: Ctx,
  { given, held }: { given: readonly GiftPromise[]; held: readonly GiftPromise[] },
): Promise<void> {
  const ids = (rows: readonly GiftPromise[]): string[] => rows.map((row) => publicId('giftPromise', row.promiseId));
  await tell(ctx, 'gift.given', ids(given.filter((row) => row.state === 'given')));
  await tellWhomItIs(
    ctx,
    given.filter((row) => row.state === 'given'),
  );
  await tell(ctx, 'gift.short', ids(given.filter((row) => row.state === 'short')));
  await tell(ctx, 'gift.held', ids(held));
}

async function tellWhomItIs(ctx: Ctx, given: readonly GiftPromise[]): Promise<void> {
  if (given.length === 0) return;
  const earned = given.filter((row) => row.kind === 'onReferral');
  const [products, friends] = await Promise.all([
    saleProductsById(ctx, [...new Set(given.map((row) => row.productId))]),
    namesOfFriends(ctx, [...new Set(earned.map((row) => row.friendId))]),
  ]);
  await tellPeople(
    ctx,
    given.map(({ promiseId, personId, kind, friendId, productId, quantity }) => {
      const product = products.get(productId)?.name ?? '';
      const name = quantity > 1 ? `${product} × ${quantity}` : product;
      return kind === 'onReferral'
        ? { personId, kind: GIFT_EARNED, facts: { name, friend: maskedName(friends.get(friendId) ?? null) }, once: promiseId }
        : { personId, kind: GIFT_GIVEN, facts: { name }, once: promiseId };
    }),
  );
}

/** To the friend: a gift before, or with, their first order is theirs. */
const GIFT_GIVEN = 'gift.given';
/** To whoever introduced them: the first order of a friend is kept, and its gift is theirs. */
const GIFT_EARNED = 'gift.earned';

async function tell(ctx: Ctx, kind: string, gifts: readonly string[]): Promise<void> {
  for (let i = 0; i < gifts.length; i += AT_ONCE) {
    await emit(ctx, { kind, version: 1, payload: { gifts: gifts.slice(i, i + AT_ONCE) } });
  }
}

/** Two records turned out to be one: what was promised to the other, and about them, is the survivor's. A gift for bringing oneself lapses. */
export async function moveGifts(ctx: Ctx, { from, to }: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE pricing.gift_promise AS promise
       SET person_id = CASE WHEN promise.person_id = ${from} THEN ${to} ELSE promise.person_id END,
           friend_id = CASE WHEN promise.friend_id = ${from} THEN ${to} ELSE promise.friend_id END,
           introducer_id = CASE WHEN promise.introducer_id = ${from} THEN ${to} ELSE promise.introducer_id END
     WHERE promise.tenant_id = ${ctx.tenantId}
       AND (promise.person_id = ${from} OR promise.friend_id = ${from} OR promise.introducer_id = ${from})`;
  await ctx.sql.exec`
    UPDATE pricing.gift_promise AS promise
       SET state = 'lapsed', because = 'ownOrder', ended_at = ${ctx.now}, due_at = NULL
     WHERE promise.tenant_id = ${ctx.tenantId} AND promise.friend_id = ${to} AND promise.introducer_id = ${to}
       AND promise.state IN ('waiting', 'short', 'held')`;
  await moveOfferPlaces(ctx, { from, to });
}

/** Whoever is erased is given nothing more. */
export async function forgetGifts(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE pricing.gift_promise AS promise
       SET state = 'lapsed', because = 'erased', ended_at = ${ctx.now}, due_at = NULL
     WHERE promise.tenant_id = ${ctx.tenantId} AND promise.person_id = ${personId} AND promise.state IN ('waiting', 'short', 'held')`;
  await forgetOfferPlaces(ctx, personId);
}
