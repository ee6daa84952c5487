import type { Ctx } from '../../../kit/ctx.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import { promiseNotFound } from '../errors.ts';
import type { GiftPromise, PromiseState } from '../model/gifts.ts';
import type { GiftPromiseRow } from '../schema.ts';
import { promiseFrom } from './gifts.ts';

/** A promised gift. @throws DomainError `giftPromise.notFound` */
export async function findPromise(ctx: Ctx, id: string): Promise<GiftPromise> {
  const promiseId = parseId('giftPromise', id);
  const row =
    promiseId === null
      ? null
      : await ctx.sql.maybe<GiftPromiseRow>`
          SELECT promise.promise_id, promise.deal_id, promise.kind, promise.person_id, promise.friend_id, promise.introducer_id,
                 promise.order_id, promise.product_id, promise.sku_id, promise.quantity, promise.cost_amount, promise.state, promise.because,
                 promise.promised_at, promise.due_at, promise.ended_at, promise.giving_id
            FROM pricing.gift_promise AS promise
           WHERE promise.tenant_id = ${ctx.tenantId} AND promise.promise_id = ${promiseId}`;
  if (!row) throw promiseNotFound();
  return promiseFrom(row);
}

/** What was promised, the newest first, pages by key. */
export async function listPromises(
  ctx: Ctx,
  page: { state?: PromiseState | undefined; personId?: Uuid | undefined; limit: number; cursor?: string | undefined },
): Promise<{ data: GiftPromise[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<GiftPromiseRow>`
    SELECT promise.promise_id, promise.deal_id, promise.kind, promise.person_id, promise.friend_id, promise.introducer_id, promise.order_id,
           promise.product_id, promise.sku_id, promise.quantity, promise.cost_amount, promise.state, promise.because, promise.promised_at,
           promise.due_at, promise.ended_at, promise.giving_id
      FROM pricing.gift_promise AS promise
     WHERE promise.tenant_id = ${ctx.tenantId} AND promise.promise_id < ${before}
       AND (${page.state ?? null}::text IS NULL OR promise.state = ${page.state ?? null}::text)
       AND (${page.personId ?? null}::uuid IS NULL OR promise.person_id = ${page.personId ?? null}::uuid)
     ORDER BY promise.promise_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.promise_id]);
  return { data: shown.map(promiseFrom), next };
}

/** The gifts that come with somebody's own first order, those before it among them; of each kind the one that counts. */
export async function giftsOfPerson(ctx: Ctx, personId: Uuid): Promise<GiftPromise[]> {
  const rows = await ctx.sql<GiftPromiseRow>`
    SELECT promise.promise_id, promise.deal_id, promise.kind, promise.person_id, promise.friend_id, promise.introducer_id, promise.order_id,
           promise.product_id, promise.sku_id, promise.quantity, promise.cost_amount, promise.state, promise.because, promise.promised_at,
           promise.due_at, promise.ended_at, promise.giving_id
      FROM pricing.gift_promise AS promise
     WHERE promise.tenant_id = ${ctx.tenantId} AND promise.friend_id = ${personId} AND promise.kind IN ('before', 'after')
       AND promise.state <> 'lapsed'
     ORDER BY promise.promise_id`;
  return rows.map(promiseFrom);
}

/** A gift for bringing somebody, with the friend it is for. */
export type PromiseOfFriend = GiftPromise & { readonly friendName: string | null };

const SHOWN = 50;

/** What somebody was promised for bringing friends, the newest first; what lapsed is not told. */
export async function earnedGifts(ctx: Ctx, personId: Uuid): Promise<PromiseOfFriend[]> {
  const rows = await ctx.sql<GiftPromiseRow & { friend_name: string | null }>`
    SELECT promise.promise_id, promise.deal_id, promise.kind, promise.person_id, promise.friend_id, promise.introducer_id, promise.order_id,
           promise.product_id, promise.sku_id, promise.quantity, promise.cost_amount, promise.state, promise.because, promise.promised_at,
           promise.due_at, promise.ended_at, promise.giving_id,
           CASE WHEN friend.erased_at IS NULL THEN friend.name END AS friend_name
      FROM pricing.gift_promise AS promise
      JOIN relations.person AS friend ON friend.tenant_id = ${ctx.tenantId} AND friend.person_id = promise.friend_id
     WHERE promise.tenant_id = ${ctx.tenantId} AND promise.introducer_id = ${personId} AND promise.kind = 'onReferral'
       AND promise.state <> 'lapsed'
     ORDER BY promise.promise_id DESC
     LIMIT ${SHOWN}`;
  return rows.map((row) => ({ ...promiseFrom(row), friendName: row.friend_name }));
}
