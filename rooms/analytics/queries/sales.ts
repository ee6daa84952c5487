import type { Ctx } from '../../../kit/ctx.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import { ORIGINS, monthStart } from '../model/cells.ts';
import { boundsOf, type Period } from './period.ts';

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

/** Sales of `[from, to)` from the day cells. */
export async function salesIn(ctx: Ctx, period: Period): Promise<Sales> {
  const { low, high } = boundsOf(period);
  const [rows, people] = await Promise.all([
    ctx.sql<{ origin: Origin; orders: bigint; sales: bigint }>`
      SELECT day.origin, sum(day.orders)::bigint AS orders, sum(day.sales)::bigint AS sales
        FROM analytics.day AS day
       WHERE day.tenant_id = ${ctx.tenantId} AND day.day >= date '1970-01-01' + ${low}::int AND day.day < date '1970-01-01' + ${high}::int
       GROUP BY day.origin`,
    ctx.sql.one<{ returns: bigint }>`
      SELECT coalesce(sum(day_people.returns), 0)::bigint AS returns
        FROM analytics.day_people AS day_people
       WHERE day_people.tenant_id = ${ctx.tenantId}
         AND day_people.day >= date '1970-01-01' + ${low}::int AND day_people.day < date '1970-01-01' + ${high}::int`,
  ]);
  const found = new Map(rows.map((row) => [row.origin, { orders: row.orders, sales: row.sales }]));
  return salesOf(found, people.returns);
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

/**
 * Distinct persons with an order in `[from, to)`. Without `from` they are those whose first order is before `to`;
 * with it, those plus everybody who came on a day inside after a day before `from`: each person is counted on their
 * first day inside.
 */
export async function buyersIn(ctx: Ctx, period: Period): Promise<bigint> {
  const { low, high } = boundsOf(period);
  const month = period.from === null ? low : monthStart(period.from);
  const row = await ctx.sql.one<{ fresh: bigint; monthly: bigint; daily: bigint }>`
    SELECT (SELECT coalesce(sum(day_people.customers), 0)
              FROM analytics.day_people AS day_people
             WHERE day_people.tenant_id = ${ctx.tenantId}
               AND day_people.day >= date '1970-01-01' + ${low}::int AND day_people.day < date '1970-01-01' + ${high}::int)::bigint AS fresh,
           (SELECT coalesce(sum(visit_gap_month.people), 0)
              FROM analytics.visit_gap_month AS visit_gap_month
             WHERE visit_gap_month.tenant_id = ${ctx.tenantId}
               AND visit_gap_month.day >= date '1970-01-01' + ${low}::int AND visit_gap_month.day < date '1970-01-01' + ${high}::int
               AND visit_gap_month.prev_month < date '1970-01-01' + ${month}::int)::bigint AS monthly,
           (SELECT coalesce(sum(visit_gap.people), 0)
              FROM analytics.visit_gap AS visit_gap
             WHERE visit_gap.tenant_id = ${ctx.tenantId}
               AND visit_gap.prev_day >= date '1970-01-01' + ${month}::int AND visit_gap.prev_day < date '1970-01-01' + ${low}::int
               AND visit_gap.day >= date '1970-01-01' + ${low}::int AND visit_gap.day < date '1970-01-01' + ${high}::int)::bigint AS daily`;
  return row.fresh + row.monthly + row.daily;
}
