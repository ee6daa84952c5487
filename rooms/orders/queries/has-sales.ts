import type { Ctx } from '../../../kit/ctx.ts';

/** Whether anything was ever sold or given back: from then on the brand's currency is fixed. */
export async function hasSales(ctx: Ctx): Promise<boolean> {
  const { answer } = await ctx.sql.one<{ answer: boolean }>`
    SELECT EXISTS (SELECT 1 FROM orders.customer_order AS customer_order WHERE customer_order.tenant_id = ${ctx.tenantId})
        OR EXISTS (SELECT 1 FROM orders.sales_return AS sales_return WHERE sales_return.tenant_id = ${ctx.tenantId}) AS answer`;
  return answer;
}
