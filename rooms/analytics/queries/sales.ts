import type { Ctx } from '../../../kit/ctx.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { ORIGINS, monthStart } from '../model/cells.ts';
import { boundsOf, nextMonth, type Period } from './period.ts';

export interface OriginSales {
  readonly orders: bigint;
  readonly sales: bigint;
}

/** What was sold in a period, by where it came from. Minor units; `returns` positive. */
export interface Sales {
  readonly byOrigin: Readonly<Record<Origin, OriginSales>>;
  /** of all orders, anonymous ones included */
  readonly orders: bigint;
  /** Σ order net */
  readonly gross: bigint;
  /** returns that name no order */
  readonly returns: bigint;
  /** gross − returns */
  readonly sales: bigint;
}

/** What was sold in `[from, to)` from the day cells, and to how many people. */
export async function tradeIn(ctx: Ctx, period: Period): Promise<{ sales: Sales; buyers: bigint }> {
  const { low, high } = boundsOf(period);
  const [rows, people] = await Promise.all([
    ctx.sql<{ origin: Origin; orders: bigint; sales: bigint }>`
      SELECT day.origin, sum(day.orders)::bigint AS orders, sum(day.sales)::bigint AS sales
        FROM analytics.day AS day
       WHERE day.tenant_id = ${ctx.tenantId} AND day.day >= date '1970-01-01' + ${low}::int AND day.day < date '1970-01-01' + ${high}::int
       GROUP BY day.origin`,
    peopleIn(ctx, period),
  ]);
  const found = new Map(rows.map((row) => [row.origin, { orders: row.orders, sales: row.sales }]));
  return { sales: salesOf(found, people.returns), buyers: people.buyers };
}

/** Totals over what was sold per origin; every origin is present. */
export function salesOf(found: ReadonlyMap<Origin, OriginSales>, returns: bigint): Sales {
  const byOrigin = Object.fromEntries(ORIGINS.map((origin) => [origin, found.get(origin) ?? { orders: 0n, sales: 0n }])) as Record<
    Origin,
    OriginSales
  >;
  const gross = ORIGINS.reduce((sum, origin) => sum + byOrigin[origin].sales, 0n);
  const orders = ORIGINS.reduce((sum, origin) => sum + byOrigin[origin].orders, 0n);
  return { byOrigin, orders, gross, returns, sales: gross - returns };
}

/** Distinct persons with an order in `[from, to)`; without `from` they are those whose first order is before `to`. */
export async function buyersIn(ctx: Ctx, period: Period): Promise<bigint> {
  return (await peopleIn(ctx, period)).buyers;
}

// Longer periods are cheaper to count by who had come before them than by who comes back within them.
const WITHIN: EpochDay = 731;

interface People {
  readonly buyers: bigint;
  /** returns that name no order, minor units */
  readonly returns: bigint;
}

async function peopleIn(ctx: Ctx, period: Period): Promise<People> {
  const { low, high } = boundsOf(period);
  if (period.from === null) return await peopleUntil(ctx, high);
  const length = (period.to ?? ctx.today + 1) - low;
  return length <= WITHIN ? await peopleWithin(ctx, low, high) : await peopleSince(ctx, low, high);
}

async function peopleUntil(ctx: Ctx, high: EpochDay): Promise<People> {
  return await ctx.sql.one<People>`
    SELECT coalesce(sum(day_people.customers), 0)::bigint AS buyers, coalesce(sum(day_people.returns), 0)::bigint AS returns
      FROM analytics.day_people AS day_people
     WHERE day_people.tenant_id = ${ctx.tenantId} AND day_people.day < date '1970-01-01' + ${high}::int`;
}

/**
 * Buyers are everybody on each of their days, less those who came on a day inside before it. The days before stand by
 * months; the month that `low` cuts is corrected by its shorter part.
 */
async function peopleWithin(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<People> {
  const month = monthStart(low);
  const next = nextMonth(low);
  const isEarly = low - month <= next - low;
  const part = isEarly ? { from: month, to: low } : { from: low, to: next };
  const row = await ctx.sql.one<{ visits: bigint; returns: bigint; monthly: bigint; daily: bigint }>`
    SELECT coalesce(sum(day_people.buyers), 0)::bigint AS visits, coalesce(sum(day_people.returns), 0)::bigint AS returns,
           (SELECT coalesce(sum(visit_gap_month.people), 0)
              FROM analytics.visit_gap_month AS visit_gap_month
             WHERE visit_gap_month.tenant_id = ${ctx.tenantId}
               AND visit_gap_month.day >= date '1970-01-01' + ${low}::int AND visit_gap_month.day < date '1970-01-01' + ${high}::int
               AND visit_gap_month.prev_month >= date '1970-01-01' + ${isEarly ? month : next}::int)::bigint AS monthly,
           (SELECT coalesce(sum(visit_gap.people), 0)
              FROM analytics.visit_gap AS visit_gap
             WHERE visit_gap.tenant_id = ${ctx.tenantId}
               AND visit_gap.prev_day >= date '1970-01-01' + ${part.from}::int AND visit_gap.prev_day < date '1970-01-01' + ${part.to}::int
               AND visit_gap.day >= date '1970-01-01' + ${low}::int AND visit_gap.day < date '1970-01-01' + ${high}::int)::bigint AS daily
      FROM analytics.day_people AS day_people
     WHERE day_people.tenant_id = ${ctx.tenantId}
       AND day_people.day >= date '1970-01-01' + ${low}::int AND day_people.day < date '1970-01-01' + ${high}::int`;
  return { buyers: row.visits - row.monthly + (isEarly ? row.daily : -row.daily), returns: row.returns };
}

/** Buyers are those whose first order is inside plus everybody who came on a day inside after a day before it: each on their first day inside. */
async function peopleSince(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<People> {
  const month = monthStart(low);
  const row = await ctx.sql.one<{ fresh: bigint; returns: bigint; monthly: bigint; daily: bigint }>`
    SELECT coalesce(sum(day_people.customers), 0)::bigint AS fresh, coalesce(sum(day_people.returns), 0)::bigint AS returns,
           (SELECT coalesce(sum(visit_gap_month.people), 0)
              FROM analytics.visit_gap_month AS visit_gap_month
             WHERE visit_gap_month.tenant_id = ${ctx.tenantId}
               AND visit_gap_month.day >= date '1970-01-01' + ${low}::int AND visit_gap_month.day < date '1970-01-01' + ${high}::int
               AND visit_gap_month.prev_month < date '1970-01-01' + ${month}::int)::bigint AS monthly,
           (SELECT coalesce(sum(visit_gap.people), 0)
              FROM analytics.visit_gap AS visit_gap
             WHERE visit_gap.tenant_id = ${ctx.tenantId}
               AND visit_gap.prev_day >= date '1970-01-01' + ${month}::int AND visit_gap.prev_day < date '1970-01-01' + ${low}::int
               AND visit_gap.day >= date '1970-01-01' + ${low}::int AND visit_gap.day < date '1970-01-01' + ${high}::int)::bigint AS daily
      FROM analytics.day_people AS day_people
     WHERE day_people.tenant_id = ${ctx.tenantId}
       AND day_people.day >= date '1970-01-01' + ${low}::int AND day_people.day < date '1970-01-01' + ${high}::int`;
  return { buyers: row.fresh + row.monthly + row.daily, returns: row.returns };
}
