import type { Ctx } from '../ctx.ts';

/**
 * Lets this connection forget how it read tables before, foreign key checks included: called at the start of every batch
 * of an import. A plan made while a table had a page reads it whole for each of a million rows; planning costs a millisecond.
 */
export async function forgetPlans(ctx: Ctx): Promise<void> {
  await ctx.sql.text('DISCARD PLANS');
}

/**
 * For transactions that find every row by a key: no plan made in them reads a table whole, not even while it has a page.
 * Such a plan would be kept, foreign key checks included, and cost milliseconds a row once the table is big.
 */
export async function readByKeys(ctx: Ctx): Promise<void> {
  await ctx.sql.text('SET LOCAL enable_seqscan = off');
}
