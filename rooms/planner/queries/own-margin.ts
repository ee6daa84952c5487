import type { Ctx } from '../../../kit/ctx.ts';
import { firstDay } from './lived-months.ts';

/**
 * Margin of goods over the months `[from, to)`: what is left of sales whose cost is known, and the share of sales of which it is. Null
 * when nothing was sold. Costs are those of the products today.
 */
export async function marginSince(ctx: Ctx, from: number, to: number): Promise<{ rate: number; knownShare: number } | null> {
  const { net, known, cost } = await ctx.sql.one<{ net: string; known: string; cost: string }>`
    SELECT coalesce(sum(line.amount - line.refunded_amount), 0)::text AS net,
           coalesce(sum(line.amount - line.refunded_amount) FILTER (WHERE product.cost_amount IS NOT NULL), 0)::text AS known,
           coalesce(sum(product.cost_amount * line.quantity) FILTER (WHERE line.refunded_amount < line.amount), 0)::text AS cost
      FROM orders.customer_order AS customer_order
      JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id AND NOT line.is_total
      LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
     WHERE customer_order.tenant_id = ${ctx.tenantId}
       AND customer_order.paid_at >= ${new Date(ctx.zone.startOf(firstDay(from)))} AND customer_order.paid_at < ${new Date(ctx.zone.startOf(firstDay(to)))}`;
  const [sales, costed] = [Number(net), Number(known)];
  if (!(sales > 0)) return null;
  return { rate: costed > 0 ? Math.max(-10, 1 - Number(cost) / costed) : 0, knownShare: costed / sales };
}
