import type { Ctx } from '../../../kit/ctx.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { CouponJson } from '../api.ts';
import { couponNotFound } from '../errors.ts';
import { normaliseCode } from '../model/coupon.ts';
import type { CouponRow } from '../schema.ts';
import { stateOf } from './price-rules.ts';

/**
 * The coupon behind `cpn_…` or `ext:<code>`.
 * @throws DomainError `coupon.notFound`
 */
export async function findCoupon(ctx: Ctx, ref: string): Promise<Uuid> {
  const couponId = ref.startsWith('ext:') ? null : parseId('coupon', ref);
  const code = ref.startsWith('ext:') && !ref.includes('\0') ? normaliseCode(ref.slice(4)) : null;
  const row =
    couponId === null && code === null
      ? null
      : await ctx.sql.maybe<{ coupon_id: Uuid }>`
          SELECT coupon.coupon_id
            FROM pricing.coupon AS coupon
           WHERE coupon.tenant_id = ${ctx.tenantId} AND (coupon.coupon_id = ${couponId}::uuid OR coupon.code = ${code}::text)`;
  if (!row) throw couponNotFound();
  return row.coupon_id;
}

/** Coupons, newest first, pages by key. */
export async function listCoupons(
  ctx: Ctx,
  page: { over?: boolean | undefined; limit: number; cursor?: string | undefined },
): Promise<{ data: CouponJson[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<CouponRow>`
    SELECT coupon.coupon_id, coupon.code, coupon.name, coupon.off_amount, coupon.off_ppm, coupon.min_spend_amount, coupon.is_once,
           coupon.issue_limit, coupon.used_count, coupon.starts_at, coupon.ends_at, coupon.created_at, coupon.ended_at
      FROM pricing.coupon AS coupon
     WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id < ${before}
       AND (coupon.ended_at IS NOT NULL OR coalesce(coupon.ends_at <= ${ctx.now}, false)) = ${page.over ?? false}::boolean
     ORDER BY coupon.coupon_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.coupon_id]);
  return {
    data: shown.map((row) => couponJson(ctx, row)),
    next,
  };
}

/** One coupon as it is answered. @throws DomainError `coupon.notFound` */
export async function couponReply(ctx: Ctx, couponId: Uuid): Promise<CouponJson> {
  const row = await ctx.sql.maybe<CouponRow>`
    SELECT coupon.coupon_id, coupon.code, coupon.name, coupon.off_amount, coupon.off_ppm, coupon.min_spend_amount, coupon.is_once,
           coupon.issue_limit, coupon.used_count, coupon.starts_at, coupon.ends_at, coupon.created_at, coupon.ended_at
      FROM pricing.coupon AS coupon
     WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id = ${couponId}`;
  if (!row) throw couponNotFound();
  return couponJson(ctx, row);
}

function couponJson(ctx: Ctx, row: CouponRow): CouponJson {
  const { currency } = ctx.tenant;
  const state = stateOf(row, ctx.now);
  const isGone = row.issue_limit !== null && row.used_count >= row.issue_limit;
  return {
    id: publicId('coupon', row.coupon_id),
    code: row.code,
    name: row.name,
    off: row.off_amount === null ? null : moneyJson(row.off_amount, currency),
    offPpm: row.off_ppm,
    minSpend: moneyJson(row.min_spend_amount, currency),
    isOnce: row.is_once,
    issueLimit: row.issue_limit,
    used: row.used_count,
    startsAt: row.starts_at?.toISOString() ?? null,
    endsAt: row.ends_at?.toISOString() ?? null,
    state: state === 'standing' && isGone ? 'gone' : state,
    createdAt: row.created_at.toISOString(),
  };
}
