import type { Ctx } from '../ctx.ts';

/** Does it, or with `?dryRun=true` only says what would come of it (CONTRACT §2). */
export async function perform<T>(ctx: Ctx, query: { dryRun?: 'true' | 'false' | undefined }, work: () => Promise<T>): Promise<T> {
  return query.dryRun === 'true' ? await rehearse(ctx, work) : await work();
}

/**
 * Does something for the sake of its answer and takes it back: nothing it wrote remains, the transaction goes on.
 * What `?dryRun=true` stands on (CONTRACT §2).
 */
async function rehearse<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  await ctx.sql.text('SAVEPOINT rehearsal');
  try {
    return await work();
  } finally {
    // A failed transaction takes this too: the refusal then reaches the caller with nothing written.
    await ctx.sql.text('ROLLBACK TO SAVEPOINT rehearsal');
  }
}
