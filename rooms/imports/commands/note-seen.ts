import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Counts rows of other runs that this run has met: each excuses one equal row of the file. */
export async function noteSeen(ctx: Ctx, runId: Uuid, seen: ReadonlyMap<string, number>): Promise<void> {
  if (seen.size === 0) return;
  await ctx.sql.exec`
    INSERT INTO imports.seen (tenant_id, run_id, row_key, times)
    SELECT ${ctx.tenantId}, ${runId}, met.row_key, met.times
      FROM unnest(${plainArray([...seen.keys()])}::uuid[], ${plainArray([...seen.values()])}::int[]) AS met (row_key, times)
        ON CONFLICT (tenant_id, run_id, row_key) DO UPDATE SET times = seen.times + excluded.times`;
}

/** Forgets what only mattered while the run was going on. */
export async function forgetSeen(ctx: Ctx, runId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM imports.seen AS seen
     WHERE seen.tenant_id = ${ctx.tenantId} AND seen.run_id = ${runId}`;
}
