import type { Ctx } from '../../../kit/ctx.ts';

/** Whether the totals hold everything that was posted. */
export async function isRolledUp(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe<{ behind: bigint }>`
    SELECT head.next_entry - 1 - coalesce(rolled.through_entry, 0) AS behind
      FROM ledger.head AS head
      LEFT JOIN ledger.rolled AS rolled ON rolled.tenant_id = ${ctx.tenantId}
     WHERE head.tenant_id = ${ctx.tenantId}`;
  return row === null || row.behind <= 0n;
}
