import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

const UNPAID_MS = 1_800_000;

/**
 * What is still going on between the brand and a buyer: live orders that are paid and not received, or begun to be paid, or so fresh that
 * they may still be; and claims and refund requests nobody has answered.
 */
export async function openBusinessOf(ctx: Ctx, personId: Uuid): Promise<{ orders: number; claims: number }> {
  return await ctx.sql.one`
    SELECT (SELECT count(*)::int FROM orders.customer_order AS customer_order
             WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${personId} AND customer_order.is_live
               AND customer_order.cancelled_at IS NULL AND NOT customer_order.is_refunded
               AND (customer_order.paid_at IS NOT NULL AND customer_order.received_at IS NULL
                 OR customer_order.paid_at IS NULL
                    AND (customer_order.tendered_amount > 0 OR customer_order.due_at IS NOT NULL
                      OR customer_order.placed_at > ${new Date(ctx.now.getTime() - UNPAID_MS)}))) AS orders,
           (SELECT count(*)::int FROM orders.claim AS claim
              JOIN orders.customer_order AS claimed ON claimed.tenant_id = ${ctx.tenantId} AND claimed.order_id = claim.order_id
             WHERE claim.tenant_id = ${ctx.tenantId} AND claimed.person_id = ${personId} AND claim.closed_at IS NULL) AS claims`;
}
