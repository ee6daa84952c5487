import type { Ctx } from '../ctx.ts';

/**
 * Does something for the sake of its answer and takes it back: nothing it wrote remains, the transaction goes on.
 * What `?dryRun=true` stands on (CONTRACT §2).
 */
export async function rehearse<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  await ctx.sql.text('SAVEPOINT rehearsal');
  try {
    return await work();
  } finally {
    // A failed transaction takes this too: the refusal then reaches the caller with nothing written.
    await ctx.sql.text('ROLLBACK TO SAVEPOINT rehearsal');
  }
}
