import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { couponNotFound, couponRefused } from '../errors.ts';
import { couponFor, normaliseCode, type Coupon } from '../model/coupon.ts';
import type { PriceBook } from '../queries/price-book.ts';

/** A coupon an order used, and what it took off. */
export interface CouponUse {
  readonly orderId: Uuid;
  readonly couponId: Uuid;
  readonly personId: Uuid | null;
  readonly isOnce: boolean;
  readonly amount: bigint;
}

/**
 * Coupons of one batch of orders: each is judged by the book and by what the orders before it in the batch used.
 * `take` decides in memory; `useCoupons` writes afterwards, under the locks the book was read with.
 */
export class CouponDesk {
  readonly #book: PriceBook;
  readonly #uses: CouponUse[] = [];

  constructor(book: PriceBook) {
    this.#book = book;
  }

  /**
   * What the coupon takes off an order whose lines come to `spend` after their own discounts.
   * @throws DomainError `coupon.notFound`, `coupon.over`, `coupon.belowSpend`, `coupon.nobody`, `coupon.used`, `coupon.gone`
   */
  take(ask: { orderId: Uuid; code: string; personId: Uuid | null; spend: bigint }): CouponUse {
    const coupon = this.#book.coupons.get(normaliseCode(ask.code));
    if (!coupon) throw couponNotFound('/coupon');
    const earlier = this.#uses.filter((use) => use.couponId === coupon.couponId);
    const hasUsed = this.#book.used.has(`${coupon.couponId} ${ask.personId}`) || earlier.some((use) => use.personId === ask.personId);
    const answer = couponFor(
      { ...coupon, usedCount: coupon.usedCount + earlier.length },
      { spend: ask.spend, personId: ask.personId, hasUsed, at: this.#book.at },
    );
    if (answer.kind === 'refused') throw couponRefused(answer.code, factsOf(coupon));
    const use = {
      orderId: ask.orderId,
      couponId: coupon.couponId,
      personId: ask.personId,
      isOnce: coupon.isOnce,
      amount: answer.discount,
    };
    this.#uses.push(use);
    return use;
  }

  /** What was taken so far and not dropped. */
  get uses(): readonly CouponUse[] {
    return this.#uses;
  }

  /** The order came to nothing after all: its coupon is there for the next. */
  drop(orderId: Uuid): void {
    const at = this.#uses.findIndex((use) => use.orderId === orderId);
    if (at >= 0) this.#uses.splice(at, 1);
  }
}

function factsOf(coupon: Coupon): Record<string, string | number | bigint> {
  return { code: coupon.code, minimum: coupon.minSpend, ...(coupon.issueLimit === null ? {} : { limit: coupon.issueLimit }) };
}

/** Writes the coupons of new orders down, in two statements whatever their number. Their rows were locked with the book. */
export async function useCoupons(ctx: Ctx, uses: readonly CouponUse[]): Promise<void> {
  if (uses.length === 0) return;
  const counts = new Map<Uuid, number>();
  for (const use of uses) counts.set(use.couponId, (counts.get(use.couponId) ?? 0) + 1);
  const changed = await ctx.sql.exec`
    UPDATE pricing.coupon AS coupon
       SET used_count = coupon.used_count + taken.count
      FROM unnest(${plainArray([...counts.keys()])}::uuid[], ${plainArray([...counts.values()])}::int[]) AS taken (coupon_id, count)
     WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id = taken.coupon_id
       AND (coupon.issue_limit IS NULL OR coupon.used_count + taken.count <= coupon.issue_limit)`;
  assert(changed === counts.size, 'a coupon was locked while it was judged');
  await ctx.sql.exec`
    INSERT INTO pricing.coupon_use (tenant_id, order_id, coupon_id, person_id, once_key, amount, used_at)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.coupon_id, fresh.person_id, fresh.once_key, fresh.amount, ${ctx.now}
      FROM unnest(${plainArray(uses.map((use) => use.orderId))}::uuid[], ${plainArray(uses.map((use) => use.couponId))}::uuid[],
                  ${plainArray(uses.map((use) => use.personId))}::uuid[],
                  ${plainArray(uses.map((use) => (use.isOnce && use.personId !== null ? use.personId : use.orderId)))}::uuid[],
                  ${plainArray(uses.map((use) => use.amount))}::bigint[]) AS fresh (order_id, coupon_id, person_id, once_key, amount)`;
}

/** Orders that were cancelled, or refunded in full, give their coupon back; told again, nothing more comes back. */
export async function returnCoupons(ctx: Ctx, orderIds: readonly Uuid[]): Promise<void> {
  if (orderIds.length === 0) return;
  await ctx.sql`
    WITH returned AS (
      DELETE FROM pricing.coupon_use AS used
       WHERE used.tenant_id = ${ctx.tenantId} AND used.order_id = ANY(${plainArray([...new Set(orderIds)])}::uuid[])
      RETURNING used.coupon_id),
    per_coupon AS (
      SELECT returned.coupon_id, count(*)::int AS count FROM returned GROUP BY returned.coupon_id)
    UPDATE pricing.coupon AS coupon
       SET used_count = coupon.used_count - per_coupon.count
      FROM per_coupon
     WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id = per_coupon.coupon_id`;
}

/** Two people turned out to be one: what the other used, the survivor has used. */
export async function moveCouponUses(ctx: Ctx, people: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE pricing.coupon_use AS used
       SET person_id = ${people.to}
     WHERE used.tenant_id = ${ctx.tenantId} AND used.person_id = ${people.from}`;
}
