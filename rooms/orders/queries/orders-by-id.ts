import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Order } from '../api.ts';
import { orderJson } from './order-json.ts';
import type { OrderRow } from '../schema.ts';

/** Orders as lists show them, in the order of the ids given; unknown ids are left out. */
export async function ordersById(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Order[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql<OrderRow>`
    SELECT customer_order.order_id, customer_order.external_id, customer_order.person_id, person.external_id AS person_external_id,
           person.name AS person_name, customer_order.placed_at, customer_order.paid_at, customer_order.charged_amount,
           customer_order.refunded_amount, customer_order.net_amount, customer_order.currency, customer_order.is_refunded,
           customer_order.origin, customer_order.scene, customer_order.channel, customer_order.status, customer_order.is_live, customer_order.shipping_amount,
           customer_order.tendered_amount, customer_order.method, customer_order.shipped_at, customer_order.received_at, customer_order.cancelled_at,
           customer_order.follows_id, customer_order.instalment, customer_order.due_at,
           (SELECT count(*)::int FROM orders.line AS line
             WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id) AS line_count
      FROM orders.customer_order AS customer_order
      LEFT JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = customer_order.person_id
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
  const byId = new Map(rows.map((row) => [row.order_id, orderJson(row)]));
  return orderIds.flatMap((id) => byId.get(id) ?? []);
}
