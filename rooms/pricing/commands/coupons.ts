import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { audit } from '../../identity/index.ts';
import type { createCoupon as createShape, updateCoupon as updateShape } from '../api.ts';
import { couponExists, couponLimit, couponNotFound, isOver } from '../errors.ts';
import { normaliseCode } from '../model/coupon.ts';
import { assertPeriod } from './price-rules.ts';

/**
 * Makes a coupon. A repeat of the same code with the same content answers with the coupon that is there.
 * @throws DomainError `coupon.exists`, `priceRule.periodInvalid`, `currency.other`
 */
export async function createCoupon(ctx: Ctx, input: z.output<typeof createShape>): Promise<{ couponId: Uuid }> {
  const code = normaliseCode(input.code);
  const off = amountOf(ctx.tenant.currency, input.off, '/off');
  const minSpend = amountOf(ctx.tenant.currency, input.minSpend, '/minSpend') ?? 0n;
  assertPeriod(input.startsAt ?? null, input.endsAt ?? null);
  const couponId = newId();
  const name = input.name ?? code;
  const made = await ctx.sql.exec`
    INSERT INTO pricing.coupon (tenant_id, coupon_id, code, name, off_amount, off_ppm, min_spend_amount, is_once, issue_limit, used_count,
                                starts_at, ends_at, created_at, updated_at)
    VALUES (${ctx.tenantId}, ${couponId}, ${code}, ${name}, ${off}, ${input.offPpm ?? null}, ${minSpend}, ${input.isOnce ?? false},
            ${input.issueLimit ?? null}, 0, ${input.startsAt ?? null}::timestamptz, ${input.endsAt ?? null}::timestamptz, ${ctx.now}, ${ctx.now})
        ON CONFLICT (tenant_id, code) DO NOTHING`;
  if (made === 0) {
    const same = await ctx.sql.one<{ coupon_id: Uuid; is_same: boolean }>`
      SELECT coupon.coupon_id,
             (coupon.name, coupon.off_amount, coupon.off_ppm, coupon.min_spend_amount, coupon.is_once, coupon.issue_limit, coupon.starts_at,
              coupon.ends_at)
             IS NOT DISTINCT FROM
             (${name}::text, ${off}::bigint, ${input.offPpm ?? null}::int, ${minSpend}::bigint, ${input.isOnce ?? false}::boolean,
              ${input.issueLimit ?? null}::int, ${input.startsAt ?? null}::timestamptz, ${input.endsAt ?? null}::timestamptz) AS is_same
        FROM pricing.coupon AS coupon
       WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.code = ${code}`;
    if (!same.is_same) throw couponExists(code, same.coupon_id);
    return { couponId: same.coupon_id };
  }
  await audit(ctx, { action: 'coupon.created', subjectKind: 'coupon', subjectId: publicId('coupon', couponId), facts: { code } });
  return { couponId };
}

/**
 * Changes what a coupon is called, how many there are, and when it is valid. What it takes off stays as it was promised.
 * @throws DomainError `coupon.notFound`, `coupon.over`, `coupon.limit` (fewer than are used), `priceRule.periodInvalid`
 */
export async function updateCoupon(ctx: Ctx, couponId: Uuid, input: z.output<typeof updateShape>): Promise<void> {
  const before = await lockCoupon(ctx, couponId);
  if (before.ended_at !== null) throw isOver('coupon', { code: before.code });
  const limit = input.issueLimit === undefined ? before.issue_limit : input.issueLimit;
  if (limit !== null && limit < before.used_count) throw couponLimit(before.used_count);
  const startsAt = input.startsAt === undefined ? (before.starts_at?.toISOString() ?? null) : input.startsAt;
  const endsAt = input.endsAt === undefined ? (before.ends_at?.toISOString() ?? null) : input.endsAt;
  assertPeriod(startsAt, endsAt);
  await ctx.sql.exec`
    UPDATE pricing.coupon AS coupon
       SET name = ${input.name ?? before.name}, issue_limit = ${limit}, starts_at = ${startsAt}::timestamptz,
           ends_at = ${endsAt}::timestamptz, updated_at = ${ctx.now}
     WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id = ${couponId}`;
  await audit(ctx, {
    action: 'coupon.updated',
    subjectKind: 'coupon',
    subjectId: publicId('coupon', couponId),
    facts: { fields: Object.keys(input) },
  });
}

/**
 * Ends a coupon now. Orders that used it keep it; ending it again changes nothing.
 * @throws DomainError `coupon.notFound`
 */
export async function endCoupon(ctx: Ctx, couponId: Uuid): Promise<void> {
  const before = await lockCoupon(ctx, couponId);
  if (before.ended_at !== null) return;
  await ctx.sql.exec`
    UPDATE pricing.coupon AS coupon
       SET ended_at = ${ctx.now}, updated_at = ${ctx.now}
     WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id = ${couponId}`;
  await audit(ctx, {
    action: 'coupon.ended',
    subjectKind: 'coupon',
    subjectId: publicId('coupon', couponId),
    facts: { code: before.code },
  });
}

interface Locked {
  code: string;
  name: string;
  issue_limit: number | null;
  used_count: number;
  starts_at: Date | null;
  ends_at: Date | null;
  ended_at: Date | null;
}

async function lockCoupon(ctx: Ctx, couponId: Uuid): Promise<Locked> {
  const row = await ctx.sql.maybe<Locked>`
    SELECT coupon.code, coupon.name, coupon.issue_limit, coupon.used_count, coupon.starts_at, coupon.ends_at, coupon.ended_at
      FROM pricing.coupon AS coupon
     WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id = ${couponId}
       FOR UPDATE`;
  if (!row) throw couponNotFound();
  return row;
}
