import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { emptyCounters, type RunCounters, type RunOptions, type RunRow, type RunState, type UploadRow } from '../schema.ts';

/** Enters a run that waits to be worked on. */
export async function addRun(ctx: Ctx, upload: UploadRow, options: RunOptions): Promise<Uuid> {
  const runId = newId();
  await ctx.sql.exec`
    INSERT INTO imports.run (tenant_id, run_id, upload_id, kind, file_name, options, state, row_done, bytes_done, size_bytes, counters,
                             failure, owner, created_by, created_at, started_at, heartbeat_at, finished_at)
    VALUES (${ctx.tenantId}, ${runId}, ${upload.upload_id}, ${options.as}, ${upload.file_name}, ${JSON.stringify(options)}::jsonb, 'waiting', 0, 0,
            ${upload.size_bytes}, ${JSON.stringify(emptyCounters())}::jsonb, NULL, NULL, ${ctx.actor.id}, ${ctx.recordedAt}, NULL, NULL, NULL)`;
  return runId;
}

/**
 * Takes a run in hand. Of several processes exactly one gets it: `was` is the owner and state it was seen with.
 * @returns whether it is ours now
 */
export async function claimRun(ctx: Ctx, runId: Uuid, owner: string, was: { owner: string | null; state: RunState }): Promise<boolean> {
  const count = await ctx.sql.exec`
    UPDATE imports.run AS run
       SET state = CASE WHEN run.state = 'stopping' THEN 'stopping' ELSE 'running' END, owner = ${owner},
           started_at = coalesce(run.started_at, ${ctx.recordedAt}), heartbeat_at = ${ctx.recordedAt}, finished_at = NULL, failure = NULL
     WHERE run.tenant_id = ${ctx.tenantId} AND run.run_id = ${runId} AND run.state = ${was.state}
       AND run.owner IS NOT DISTINCT FROM ${was.owner}`;
  return count === 1;
}

/** Says that its owner still works on it. */
export async function beatRun(ctx: Ctx, runId: Uuid, owner: string): Promise<void> {
  await ctx.sql.exec`
    UPDATE imports.run AS run
       SET heartbeat_at = ${ctx.recordedAt}
     WHERE run.tenant_id = ${ctx.tenantId} AND run.run_id = ${runId} AND run.owner = ${owner}`;
}

/**
 * Writes how far a run has come, in the transaction of the rows it counts.
 * @returns its state: 'stopping' when somebody asked for a stop
 * @throws DomainError `run.taken` when another process works on it now (rolls the portion back)
 */
export async function checkpointRun(
  ctx: Ctx,
  runId: Uuid,
  owner: string,
  at: { rowsDone: number; bytesDone: number; counters: RunCounters },
): Promise<RunState> {
  const row = await ctx.sql.maybe<{ state: RunState }>`
    UPDATE imports.run AS run
       SET row_done = ${at.rowsDone}, bytes_done = ${at.bytesDone}, counters = ${JSON.stringify(at.counters)}::jsonb, heartbeat_at = ${ctx.recordedAt}
     WHERE run.tenant_id = ${ctx.tenantId} AND run.run_id = ${runId} AND run.owner = ${owner} AND run.state IN ('running', 'stopping')
     RETURNING run.state`;
  if (!row) throw new DomainError('run.taken', { run: runId });
  return row.state;
}

/** Lets go of a run in its last state. */
export async function endRun(
  ctx: Ctx,
  runId: Uuid,
  owner: string,
  end: { state: 'done' | 'stopped' | 'failed' | 'waiting'; failure: RunRow['failure'] },
): Promise<void> {
  const finishedAt = end.state === 'waiting' ? null : ctx.recordedAt;
  await ctx.sql.exec`
    UPDATE imports.run AS run
       SET state = ${end.state}, owner = NULL, failure = ${end.failure ? JSON.stringify(end.failure) : null}::jsonb, finished_at = ${finishedAt}
     WHERE run.tenant_id = ${ctx.tenantId} AND run.run_id = ${runId} AND run.owner = ${owner}`;
}

/** Asks for a stop at the next portion; a run nobody works on stops at once. A finished one stays as it is. */
export async function stopRun(ctx: Ctx, runId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE imports.run AS run
       SET state = CASE WHEN run.owner IS NULL THEN 'stopped' ELSE 'stopping' END,
           finished_at = CASE WHEN run.owner IS NULL THEN ${ctx.recordedAt}::timestamptz ELSE NULL END
     WHERE run.tenant_id = ${ctx.tenantId} AND run.run_id = ${runId} AND run.state IN ('waiting', 'running')`;
}

/** Lets a stopped or failed run go on where it stood. @throws DomainError `run.notResumable` */
export async function resumeRun(ctx: Ctx, runId: Uuid): Promise<void> {
  const count = await ctx.sql.exec`
    UPDATE imports.run AS run
       SET state = 'waiting', owner = NULL, finished_at = NULL, failure = NULL
     WHERE run.tenant_id = ${ctx.tenantId} AND run.run_id = ${runId} AND run.state IN ('stopped', 'failed')`;
  if (count === 0) throw new DomainError('run.notResumable');
}
