import type { Ctx } from '../../../kit/ctx.ts';
import { parseDay, type EpochDay } from '../../../kit/time/index.ts';

/** What goods of a month brought, and of how much of it what they cost is known. In minor units. */
export interface Goods {
  /** its first day */
  readonly month: EpochDay;
  readonly net: number;
  readonly known: number;
  readonly cost: number;
}

/**
 * Goods by month, from the first day of one to that of another; months without any are left out. Costs are those of the products today. A
 * line of which nobody recorded how many were sold has no known cost; what was given away or back costs nothing here: gifts are counted
 * as gifts. Later instalments bring money and no further pieces.
 */
export async function goodsByMonth(ctx: Ctx, from: EpochDay, to: EpochDay): Promise<Goods[]> {
  const rows = await ctx.sql<{ month: string; net: string; known: string; cost: string }>`
    SELECT goods.month, sum(goods.net)::text AS net, coalesce(sum(goods.counted) FILTER (WHERE product.cost_amount IS NOT NULL), 0)::text AS known,
           coalesce(sum(product.cost_amount * goods.quantity), 0)::text AS cost
      FROM analytics.goods AS goods
      LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = goods.product_id
     WHERE goods.tenant_id = ${ctx.tenantId} AND goods.month >= date '1970-01-01' + ${from}::int AND goods.month < date '1970-01-01' + ${to}::int
     GROUP BY goods.month
     ORDER BY goods.month`;
  return rows.map((row) => ({ month: parseDay(row.month), net: Number(row.net), known: Number(row.known), cost: Number(row.cost) }));
}
