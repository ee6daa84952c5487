import type { Ctx } from '../../../kit/ctx.ts';

/** Adds what was posted since the last time to the totals of the accounts. @returns how many entries that were */
export async function rollUp(ctx: Ctx): Promise<bigint> {
  const row = await ctx.sql.one<{ rolled: bigint }>`SELECT ledger.roll_up(${ctx.tenantId}) AS rolled`;
  return row.rolled;
}
