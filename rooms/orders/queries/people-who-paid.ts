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

/** How many orders people placed in the shop since then that are neither paid nor called off; whoever has none is left out. */
export async function unpaidSince(ctx: Ctx, personIds: readonly Uuid[], since: Date): Promise<ReadonlyMap<Uuid, number>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; unpaid: number }>`
    SELECT placed.person_id, count(*)::int AS unpaid
      FROM orders.customer_order AS placed
     WHERE placed.tenant_id = ${ctx.tenantId} AND placed.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[])
       AND placed.paid_at IS NULL AND placed.cancelled_at IS NULL AND placed.placed_at > ${since} AND placed.channel = 'shop'
     GROUP BY placed.person_id`;
  return new Map(rows.map((row) => [row.person_id, row.unpaid]));
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
