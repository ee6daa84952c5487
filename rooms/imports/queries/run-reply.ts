import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { run as shape } from '../api.ts';
import type { RunRow } from '../schema.ts';

const SOON_MS = 1_000;

/** A run as the API shows it: where it stands, how fast it goes, and what it has done so far. */
export function runReply(ctx: Ctx, run: RunRow): z.input<typeof shape> {
  const { counters } = run;
  const pace = paceOf(run);
  return {
    id: publicId('run', run.run_id),
    as: run.kind,
    fileName: run.file_name,
    dryRun: run.options.dryRun,
    state: run.state,
    rowsDone: Number(run.row_done),
    sizeBytes: Number(run.size_bytes),
    bytesDone: Number(run.bytes_done),
    rowsPerSecond: pace?.rowsPerSecond ?? null,
    secondsLeft: pace?.secondsLeft ?? null,
    createdAt: run.created_at.toISOString(),
    startedAt: run.started_at?.toISOString() ?? null,
    finishedAt: run.finished_at?.toISOString() ?? null,
    failure: run.failure,
    result: {
      rows: counters.rows,
      accepted: counters.accepted,
      skipped: counters.skipped,
      rejected: counters.rejected,
      orders: counters.orders,
      returns: counters.returns,
      people: counters.people,
      products: counters.products,
      referrals: counters.referrals,
      sales: moneyJson(BigInt(counters.sales), ctx.tenant.currency),
      conflicts: counters.conflicts,
      differences: counters.differences,
      rejects: counters.rejects,
      rejectReasons: counters.rejectReasons,
      rejectsFile: counters.rejected === 0 ? null : `/api/v1/imports/${publicId('run', run.run_id)}/rejects.csv`,
    },
  };
}

/** Measured since the present process took the run up, so that a night's pause does not count. */
function paceOf(run: RunRow): { rowsPerSecond: number; secondsLeft: number | null } | null {
  const from = run.counters.paceFrom;
  const now = run.heartbeat_at?.getTime() ?? 0;
  if (run.state !== 'running' || from === null || now - from.at < SOON_MS) return null;
  const rowsPerSecond = Math.round((run.counters.rows - from.rows) / ((now - from.at) / 1_000));
  // Rows are as long to the end as they were so far; those read before a pause cost nothing now.
  const rowsLeft = (Number(run.size_bytes - run.bytes_done) * run.counters.rows) / Math.max(1, Number(run.bytes_done));
  return { rowsPerSecond, secondsLeft: rowsPerSecond > 0 ? Math.ceil(rowsLeft / rowsPerSecond) : null };
}
