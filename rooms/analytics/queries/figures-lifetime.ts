import type { Ctx } from '../../../kit/ctx.ts';
import { decimal6, divideHalfUp, moneyJson } from '../../../kit/money/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import type { Lifetime } from '../api.ts';
import { boundsOf } from './period.ts';

/** 365.25 days in milliseconds. */
const YEAR_MS = 31_557_600_000n;

/**
 * The classic lifetime equation over all history before `to` (CONTRACT §4, §7):
 * ordersPerYear × lifetimeYears × averageOrderValue = sales ÷ customers, exact before rounding.
 */
export async function figuresLifetime(ctx: Ctx, to: EpochDay | null): Promise<Lifetime> {
  const { high } = boundsOf({ from: null, to });
  const row = await ctx.sql.one<{
    customers: bigint;
    repeaters: bigint;
    orders: bigint;
    sales: bigint;
    gap_ms: string;
  }>`
    SELECT coalesce(sum(day_people.customers), 0)::bigint AS customers, coalesce(sum(day_people.repeaters), 0)::bigint AS repeaters,
           coalesce(sum(day_people.orders), 0)::bigint AS orders,
           coalesce(sum(day_people.sales - day_people.customer_returns), 0)::bigint AS sales,
           coalesce(sum(day_people.gap_ms), 0) AS gap_ms
      FROM analytics.day_people AS day_people
     WHERE day_people.tenant_id = ${ctx.tenantId} AND day_people.day < date '1970-01-01' + ${high}::int`;
  const { currency } = ctx.tenant;
  const gapMs = BigInt(row.gap_ms);
  const quotient = (divisor: bigint) => (divisor === 0n ? null : moneyJson(divideHalfUp(row.sales, divisor), currency));
  return {
    customers: Number(row.customers),
    orders: Number(row.orders),
    sales: moneyJson(row.sales, currency),
    averageOrderValue: quotient(row.orders),
    ordersPerCustomer: decimal6(row.orders, row.customers),
    lifetimeYears: decimal6(gapMs, row.customers * YEAR_MS),
    ordersPerYear: decimal6(row.orders * YEAR_MS, gapMs),
    lifetimeSpend: quotient(row.customers),
    oneTimeBuyers: Number(row.customers - row.repeaters),
  };
}
