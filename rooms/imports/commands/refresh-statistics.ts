import type { Ctx } from '../../../kit/ctx.ts';

/** While a file is being read, tables are looked at anew when they have grown fourfold; after it, when they have doubled. */
type Growth = 2 | 4;

/** Lets the planner know of tables that have grown so many times since it last looked. @returns how many it looked at */
export async function refreshStatistics(ctx: Ctx, times: Growth = 4): Promise<number> {
  const row = await ctx.sql.one<{ refreshed: number }>`SELECT imports.refresh_statistics(${times}::int) AS refreshed`;
  return row.refreshed;
}
