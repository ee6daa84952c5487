import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Gives the orders and returns of one person to another: two records became one. The caller recomputes both histories. */
export async function moveOrders(ctx: Ctx, people: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE orders.customer_order AS customer_order
       SET person_id = ${people.to}
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${people.from}`;
  await ctx.sql.exec`
    UPDATE orders.sales_return AS sales_return
       SET person_id = ${people.to}
     WHERE sales_return.tenant_id = ${ctx.tenantId} AND sales_return.person_id = ${people.from}`;
}
