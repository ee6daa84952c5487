import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { deals, dealsQuery } from '../api.ts';
import { boundsOf, type Period } from './period.ts';

type Deals = z.infer<typeof deals>;

interface DealRow {
  readonly name: string | null;
  readonly orders: number;
  readonly first_orders: number;
  readonly buyers: number;
  readonly sales: bigint;
  readonly usual: bigint | null;
}

/** What an order names is free text: of more names than this those that sold least are not told. */
const MOST_NAMES = 200;

/**
 * What was sold by where, how or through what it was closed, as orders say it; null = they do not say.
 *
 * - Orders are paid in the period, those of nobody known too; later parts of an agreement add sales and are no orders. Sales = net.
 * - A first order is the first of a person, however they came; nine of ten orders are worth at most `usualUpTo`.
 */
export async function figuresDeals(ctx: Ctx, period: Period, by: z.output<typeof dealsQuery>['by']): Promise<Deals> {
  const { low, high } = boundsOf(period);
  const rows = await ctx.sql.anew<DealRow>`
    SELECT sold.name, count(*) FILTER (WHERE sold.is_own)::int AS orders, count(*) FILTER (WHERE sold.is_first)::int AS first_orders,
           count(DISTINCT sold.person_id)::int AS buyers, sum(sold.net_amount)::bigint AS sales,
           (percentile_disc(0.9) WITHIN GROUP (ORDER BY sold.net_amount) FILTER (WHERE sold.is_own))::bigint AS usual
      FROM (SELECT CASE ${by}::text WHEN 'scene' THEN customer_order.scene WHEN 'method' THEN customer_order.method
                                    ELSE customer_order.channel END AS name,
                   customer_order.follows_id IS NULL AS is_own, customer_order.origin IN ('direct', 'paid', 'referred') AS is_first,
                   customer_order.person_id, customer_order.net_amount
              FROM orders.customer_order AS customer_order
             WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${new Date(ctx.zone.startOf(low))}::timestamptz
               AND customer_order.paid_at < ${new Date(ctx.zone.startOf(high))}::timestamptz) AS sold
     GROUP BY sold.name
     ORDER BY sales DESC, sold.name
     LIMIT ${MOST_NAMES}`;
  const { currency } = ctx.tenant;
  return {
    by,
    data: rows.map((row) => ({
      name: row.name,
      orders: row.orders,
      firstOrders: row.first_orders,
      buyers: row.buyers,
      sales: moneyJson(row.sales, currency),
      average: row.orders > 0 ? moneyJson(row.sales / BigInt(row.orders), currency) : null,
      usualUpTo: row.usual === null ? null : moneyJson(row.usual, currency),
    })),
  };
}
