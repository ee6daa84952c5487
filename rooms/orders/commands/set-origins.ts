import type { Ctx } from '../../../kit/ctx.ts';
import { texts, uuids } from '../../../kit/db/arrays.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Writes the origins that history derived for these paid orders. For whoever recomputes history, inside its transaction. */
export async function setOrigins(ctx: Ctx, origins: readonly { orderId: Uuid; origin: Origin }[]): Promise<void> {
  if (origins.length === 0) return;
  const orders = uuids(origins, (row) => row.orderId);
  // The list of orders is there for the planner: it reads those rows by key, never the whole table.
  await ctx.sql.exec`
    UPDATE orders.customer_order AS customer_order
       SET origin = fresh.origin
      FROM unnest(${orders}::uuid[], ${texts(origins, (row) => row.origin)}::text[])
           AS fresh (order_id, origin)
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = fresh.order_id
       AND customer_order.order_id = ANY(${orders}::uuid[])`;
}
