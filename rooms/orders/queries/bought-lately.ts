import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

const DAYS = 365;
const DAY_MS = 86_400_000;

/** What people bought in the last 365 days, net of what went back, minor units; whoever bought nothing is left out. */
export async function boughtLately(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, bigint>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; net: bigint }>`
    SELECT customer_order.person_id, sum(customer_order.net_amount)::bigint AS net
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[])
       AND customer_order.paid_at > ${new Date(ctx.now.getTime() - DAYS * DAY_MS)} AND customer_order.paid_at <= ${ctx.now}
     GROUP BY customer_order.person_id`;
  return new Map(rows.map((row) => [row.person_id, row.net]));
}
