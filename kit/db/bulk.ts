import type { Ctx } from '../ctx.ts';

/**
 * Lets this connection forget how it read tables before, foreign key checks included: called at the start of every batch
 * of an import. A plan made while a table had a page reads it whole for each of a million rows; planning costs a millisecond.
 */
export async function forgetPlans(ctx: Ctx): Promise<void> {
  await ctx.sql.text('DISCARD PLANS');
}
