import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';

/**
 * Takes away what a buyer told of themselves (P18): addresses, where orders went, words of reviews and requests. Sales and stars stay.
 * @returns the public ids of their orders: whatever was remembered of them elsewhere is to be forgotten too
 */
export async function forgetBuyer(ctx: Ctx, personId: Uuid): Promise<string[]> {
  await ctx.sql.exec`
    DELETE FROM orders.address AS address WHERE address.tenant_id = ${ctx.tenantId} AND address.person_id = ${personId}`;
  await ctx.sql.exec`
    DELETE FROM orders.destination AS destination
     USING orders.customer_order AS customer_order
     WHERE destination.tenant_id = ${ctx.tenantId} AND customer_order.tenant_id = ${ctx.tenantId}
       AND customer_order.order_id = destination.order_id AND customer_order.person_id = ${personId}`;
  await ctx.sql.exec`
    UPDATE orders.review AS review SET body = '' WHERE review.tenant_id = ${ctx.tenantId} AND review.person_id = ${personId}`;
  await ctx.sql.exec`
    UPDATE orders.refund_request AS request SET reason = '' WHERE request.tenant_id = ${ctx.tenantId} AND request.person_id = ${personId}`;
  const orders = await ctx.sql<{ order_id: Uuid }>`
    SELECT customer_order.order_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${personId} AND customer_order.is_live`;
  return orders.map((order) => publicId('order', order.order_id));
}

/** Two people turned out to be one: addresses, reviews and requests of the other are the survivor's. */
export async function moveBuyer(ctx: Ctx, people: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE orders.address AS address
       SET person_id = ${people.to}
     WHERE address.tenant_id = ${ctx.tenantId} AND address.person_id = ${people.from}`;
  await ctx.sql.exec`
    UPDATE orders.review AS review
       SET person_id = ${people.to}
     WHERE review.tenant_id = ${ctx.tenantId} AND review.person_id = ${people.from}`;
  await ctx.sql.exec`
    UPDATE orders.refund_request AS request
       SET person_id = ${people.to}
     WHERE request.tenant_id = ${ctx.tenantId} AND request.person_id = ${people.from}`;
}
