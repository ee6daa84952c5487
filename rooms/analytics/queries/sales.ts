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

interface People {
  readonly buyers: bigint;
  /** returns that name no order, minor units */
  readonly returns: bigint;
}

async function peopleIn(ctx: Ctx, period: Period): Promise<People> {
  const { low, high } = boundsOf(period);
  if (period.from === null) return await peopleUntil(ctx, high);
  return await peopleWithin(ctx, low, high);
}

async function peopleUntil(ctx: Ctx, high: EpochDay): Promise<People> {
  return await ctx.sql.one<People>`
    SELECT coalesce(sum(day_people.customers), 0)::bigint AS buyers, coalesce(sum(day_people.returns), 0)::bigint AS returns
      FROM analytics.day_people AS day_people
     WHERE day_people.tenant_id = ${ctx.tenantId} AND day_people.day < date '1970-01-01' + ${high}::int`;
}

/**
 * Buyers are everybody on each of their days, less those who came on a day inside before it. Whoever had come on a day from `low` on and comes
 * before `high` did both inside: days before the first whole month are counted by day, the others by month; of the month `high` cuts, its days.
 */
async function peopleWithin(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<People> {
  const first = Math.min(monthStart(low) === low ? low : nextMonth(low), high);
  const end = monthStart(high);
  const [row, early] = await Promise.all([
    ctx.sql.one<{ visits: bigint; returns: bigint; back: bigint }>`
      SELECT coalesce(sum(day_people.buyers), 0)::bigint AS visits, coalesce(sum(day_people.returns), 0)::bigint AS returns,
             (SELECT coalesce(sum(CASE WHEN gap.month < date '1970-01-01' + ${end}::int THEN gap.people
                                       ELSE (SELECT sum(part.people) FROM unnest(gap.by_day[1 : ${high - end}::int]) AS part (people)) END), 0)
                FROM analytics.visit_gap AS gap
               WHERE gap.tenant_id = ${ctx.tenantId} AND gap.grain = 'month'
                 AND gap.prev_on >= date '1970-01-01' + ${first}::int AND gap.prev_on < date '1970-01-01' + ${high}::int
                 AND gap.month < date '1970-01-01' + ${high}::int)::bigint AS back
        FROM analytics.day_people AS day_people
       WHERE day_people.tenant_id = ${ctx.tenantId}
         AND day_people.day >= date '1970-01-01' + ${low}::int AND day_people.day < date '1970-01-01' + ${high}::int`,
    low < first ? backAfterDays(ctx, { low, high: first }, high) : 0n,
  ]);
  return { buyers: row.visits - row.back - early, returns: row.returns };
}

/** How often somebody came back before `high` after one of some days. */
async function backAfterDays(ctx: Ctx, days: { low: EpochDay; high: EpochDay }, high: EpochDay): Promise<bigint> {
  const end = monthStart(high);
  const { back } = await ctx.sql.one<{ back: bigint }>`
    SELECT coalesce(sum(CASE WHEN gap.month < date '1970-01-01' + ${end}::int THEN gap.people
                             ELSE (SELECT sum(part.people) FROM unnest(gap.by_day[1 : ${high - end}::int]) AS part (people)) END), 0)::bigint AS back
      FROM analytics.visit_gap AS gap
     WHERE gap.tenant_id = ${ctx.tenantId} AND gap.grain = 'day'
       AND gap.prev_on >= date '1970-01-01' + ${days.low}::int AND gap.prev_on < date '1970-01-01' + ${days.high}::int
       AND gap.month < date '1970-01-01' + ${high}::int`;
  return back;
}
