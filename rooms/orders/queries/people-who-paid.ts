import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Those of some people who ever paid an order, refunded ones included. */
export async function peopleWhoPaid(ctx: Ctx, personIds: readonly Uuid[]): Promise<ReadonlySet<Uuid>> {
  if (personIds.length === 0) return new Set();
  const rows = await ctx.sql.anew<{ person_id: Uuid }>`
    SELECT DISTINCT placed.person_id
      FROM orders.customer_order AS placed
     WHERE placed.tenant_id = ${ctx.tenantId} AND placed.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[])
       AND placed.paid_at IS NOT NULL`;
  return new Set(rows.map((row) => row.person_id));
}

/** Whether somebody has an order that was not called off, paid or not. */
export async function hasOrdered(ctx: Ctx, personId: Uuid): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM orders.customer_order AS placed
     WHERE placed.tenant_id = ${ctx.tenantId} AND placed.person_id = ${personId} AND placed.cancelled_at IS NULL
     LIMIT 1`;
  return row !== null;
}
