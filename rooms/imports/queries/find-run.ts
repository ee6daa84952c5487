import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { RunRow } from '../schema.ts';

/** The run behind `run_…`. @throws DomainError `run.notFound` */
export async function findRun(ctx: Ctx, id: string): Promise<RunRow> {
  const runId = parseId('run', id);
  const run = runId && (await runById(ctx, runId));
  if (!run) throw new DomainError('run.notFound');
  return run;
}

export async function runById(ctx: Ctx, runId: Uuid): Promise<RunRow | null> {
  return await ctx.sql.maybe<RunRow>`
    SELECT run.run_id, run.upload_id, run.kind, run.file_name, run.options, run.state, run.row_done, run.bytes_done, run.size_bytes,
           run.counters, run.failure, run.owner, run.created_by, run.created_at, run.started_at, run.heartbeat_at, run.finished_at
      FROM imports.run AS run
     WHERE run.tenant_id = ${ctx.tenantId} AND run.run_id = ${runId}`;
}

/** Runs of the brand, newest first; `before` is the last id of the page before. */
export async function listRuns(ctx: Ctx, page: { limit: number; before: Uuid | null }): Promise<RunRow[]> {
  return await ctx.sql<RunRow>`
    SELECT run.run_id, run.upload_id, run.kind, run.file_name, run.options, run.state, run.row_done, run.bytes_done, run.size_bytes,
           run.counters, run.failure, run.owner, run.created_by, run.created_at, run.started_at, run.heartbeat_at, run.finished_at
      FROM imports.run AS run
     WHERE run.tenant_id = ${ctx.tenantId} AND (${page.before}::uuid IS NULL OR run.run_id < ${page.before}::uuid)
     ORDER BY run.run_id DESC
     LIMIT ${page.limit}`;
}

/** Runs somebody works on, or should: oldest first. */
export async function unfinishedRuns(ctx: Ctx): Promise<RunRow[]> {
  return await ctx.sql<RunRow>`
    SELECT run.run_id, run.upload_id, run.kind, run.file_name, run.options, run.state, run.row_done, run.bytes_done, run.size_bytes,
           run.counters, run.failure, run.owner, run.created_by, run.created_at, run.started_at, run.heartbeat_at, run.finished_at
      FROM imports.run AS run
     WHERE run.tenant_id = ${ctx.tenantId} AND run.state IN ('waiting', 'running', 'stopping')
     ORDER BY run.run_id`;
}
