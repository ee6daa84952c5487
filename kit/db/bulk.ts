import type { PoolClient } from 'pg';
import type { Ctx } from '../ctx.ts';

/**
 * Lets this connection forget how it read tables before, foreign key checks included: called at the start of every batch
 * of an import. A plan made while a table had a page reads it whole for each of a million rows; planning costs a millisecond.
 */
export async function forgetPlans(ctx: Ctx): Promise<void> {
  await ctx.sql.text('DISCARD PLANS');
}

const transactions = new WeakMap<PoolClient, number>();

/**
 * For transactions that find every row by a key: no plan made in them reads a table whole, not even while it has a page.
 * Such a plan would be kept, foreign key checks included, and cost milliseconds a row once the table is big. Nor does the first index at
 * hand stay the chosen one: while tables are small all of them look alike, so a connection chooses again after its 1st, 2nd, 4th, 8th …
 * such transaction.
 */
export async function readByKeys(ctx: Ctx): Promise<void> {
  const { client } = ctx.sql;
  const count = (transactions.get(client) ?? 0) + 1;
  transactions.set(client, count);
  // Past the statements of the work itself: how many those are does not hang on what the connection did before.
  if (Number.isInteger(Math.log2(count))) await client.query('DISCARD PLANS');
  await ctx.sql.text('SET LOCAL enable_seqscan = off');
}
