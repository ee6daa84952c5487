import type { Uuid } from '../kit/ids/index.ts';
import { log } from '../kit/log/index.ts';
import { allBrands } from '../rooms/identity/index.ts';
import { beatRun, claimRun, runById, unfinishedRuns, type RunRow } from '../rooms/imports/index.ts';
import { BEAT_MS, inBrand, isOwnerGone, OWNER, STALE_MS, type ImportHost } from './import-host.ts';
import { workOnRun } from './import-run.ts';

interface Active {
  readonly stop: AbortController;
  readonly finished: Promise<void>;
}

const active = new Map<Uuid, Active>();
/** Runs of one brand go one after another: they would only wait for each other's lane. */
const queues = new Map<Uuid, Promise<void>>();
let isClosing = false;

/** Begins (or goes on with) a waiting run as soon as the brand's runs before it are through. Returns at once. */
export function startImport(host: ImportHost, tenantId: Uuid, runId: Uuid): void {
  if (active.has(runId) || isClosing) return;
  const stop = new AbortController();
  const before = queues.get(tenantId) ?? Promise.resolve();
  const finished = before.then(async () => {
    try {
      if (!stop.signal.aborted) await claimAndWork(host, tenantId, runId, stop.signal);
    } catch (error) {
      log.error({ err: error, run: runId }, 'import left as it was');
    } finally {
      active.delete(runId);
    }
  });
  active.set(runId, { stop, finished });
  queues.set(tenantId, finished);
}

/** Tells a run this process works on to stop behind the portion it is at; others read it from their row. */
export function signalStop(runId: Uuid): void {
  active.get(runId)?.stop.abort('stop');
}

/** Resolves when this process no longer works on the run. */
export async function importFinished(runId: Uuid): Promise<void> {
  await active.get(runId)?.finished;
}

/**
 * Ends the work of this process behind the portions it is at; the runs wait for the next start.
 * For an orderly shutdown: resolves when the last transaction is through.
 */
export async function pauseImports(): Promise<void> {
  isClosing = true;
  for (const { stop } of active.values()) stop.abort('pause');
  await Promise.all([...active.values()].map(({ finished }) => finished));
  isClosing = false;
}

/**
 * Takes up every run nobody works on: waiting ones, and those whose process was killed. Runs that may still be worked on
 * elsewhere are looked at again once their heartbeat would be stale. Called when the server starts.
 */
export async function resumeImports(host: ImportHost): Promise<void> {
  let isAnyInDoubt = false;
  for (let after = ''; ;) {
    const brands = await allBrands(host.db, { after, limit: 200 });
    for (const { tenantId } of brands) {
      const runs = await inBrand(host, tenantId, 'read', unfinishedRuns);
      for (const run of runs) {
        if (isFree(run)) startImport(host, tenantId, run.run_id);
        else if (!active.has(run.run_id)) isAnyInDoubt = true;
      }
    }
    const last = brands.at(-1);
    if (!last || brands.length < 200) break;
    after = last.slug;
  }
  if (!isAnyInDoubt) return;
  const again = setTimeout(() => {
    resumeImports(host).catch((error: unknown) => log.warn({ err: error }, 'imports were not looked at again'));
  }, STALE_MS);
  again.unref();
}

function isFree(run: RunRow): boolean {
  if (run.owner === null) return run.state === 'waiting';
  return isOwnerGone(run.owner, run.heartbeat_at, Date.now()) || (run.owner === OWNER && !active.has(run.run_id));
}

async function claimAndWork(host: ImportHost, tenantId: Uuid, runId: Uuid, signal: AbortSignal): Promise<void> {
  const isOurs = await inBrand(host, tenantId, 'write', async (ctx) => {
    const run = await runById(ctx, runId);
    return run !== null && isTakeable(run) && (await claimRun(ctx, runId, OWNER, run));
  });
  if (!isOurs) return;
  const beat = setInterval(() => {
    // A beat that is missed is made up for by the next one.
    inBrand(host, tenantId, 'write', (ctx) => beatRun(ctx, runId, OWNER)).catch(() => undefined);
  }, BEAT_MS);
  try {
    await workOnRun(host, tenantId, runId, signal);
  } finally {
    clearInterval(beat);
  }
}

function isTakeable(run: RunRow): boolean {
  if (run.state === 'waiting') return true;
  return (
    (run.state === 'running' || run.state === 'stopping') &&
    (run.owner === null || isOwnerGone(run.owner, run.heartbeat_at, Date.now()) || run.owner === OWNER)
  );
}
