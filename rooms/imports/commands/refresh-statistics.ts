import type { Ctx } from '../../../kit/ctx.ts';

/** Lets the planner know of tables that have grown fourfold since it last looked. @returns how many it looked at */
export async function refreshStatistics(ctx: Ctx): Promise<number> {
  const row = await ctx.sql.one<{ refreshed: number }>`SELECT imports.refresh_statistics() AS refreshed`;
  return row.refreshed;
}
