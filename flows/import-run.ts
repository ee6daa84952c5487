import type { Ctx } from '../kit/ctx.ts';
import { isUnavailable } from '../kit/db/index.ts';
import { lockLane, type Lane } from '../kit/db/lane.ts';
import { assert, DomainError } from '../kit/errors/index.ts';
import { idMs, type Uuid } from '../kit/ids/index.ts';
import { log } from '../kit/log/index.ts';
import { moneyJson } from '../kit/money/index.ts';
import { cutRfm } from '../rooms/analytics/index.ts';
import {
  checkpointRun,
  clearReferrals,
  differencesOf,
  earlierRuns,
  endRun,
  forgetSeen,
  listRefusedRows,
  nextReferrals,
  readRows,
  refreshStatistics,
  RejectsFile,
  runById,
  uploadById,
  uploadPath,
  emptyCounters,
  type FileOptions,
  type RunCounters,
  type RunRow,
  type RunState,
} from '../rooms/imports/index.ts';
import { countPortion, type Advance } from './import-counters.ts';
import { inBrand, OWNER, type ImportHost } from './import-host.ts';
import { importOrders } from './import-orders.ts';
import { importPeople } from './import-people.ts';
import { NOTHING, type PortionOutcome, type RunSetting, type TakePortion } from './import-portion.ts';
import { importProducts } from './import-products.ts';
import { fileOptions, portionsOf, readingKey, type AnyReading, type AnyRow } from './import-reading.ts';
import { judgeReferrals, layReferrals } from './import-referrals.ts';

/** Rows of one transaction. */
const PORTION_ROWS = 6_000;
const REFERRALS_AT_ONCE = 5_000;
const OUTAGE_MS = 90_000;
const DIFFERENCES_SHOWN = 100;

/** What ended a run before its file did. */
type Halt = 'stop' | 'pause';

/**
 * Works on a claimed run until its file is through or somebody stops it. What is committed stays: a run taken up again goes
 * on behind the last row of its counters.
 * @param signal aborted with the reason 'pause' (the process ends; somebody goes on later) or 'stop'
 */
export async function workOnRun(
  host: ImportHost,
  tenantId: Uuid,
  runId: Uuid,
  signal: AbortSignal,
  portionRows = PORTION_ROWS,
): Promise<void> {
  const work = new RunAtWork(host, tenantId, runId, signal, portionRows);
  try {
    await work.open();
    await work.carryOut();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'run.taken') return;
    await work.fail(error);
  } finally {
    await work.close();
  }
}

/** Thrown to roll a trial back. */
class TrialIsOver extends Error {}

class RunAtWork {
  readonly #host: ImportHost;
  readonly #tenantId: Uuid;
  readonly #runId: Uuid;
  readonly #signal: AbortSignal;
  readonly #portionRows: number;
  #run!: RunRow;
  #setting!: RunSetting;
  #path = '';
  #fileOptions!: FileOptions;
  #reading!: AnyReading;
  #otherCurrency: string | null = null;
  #rejects!: RejectsFile;
  #counters!: RunCounters;
  #bytesDone = 0;
  /** The one transaction of a dry run, rolled back at its end. */
  #trial: Ctx | null = null;

  constructor(host: ImportHost, tenantId: Uuid, runId: Uuid, signal: AbortSignal, portionRows: number) {
    this.#host = host;
    this.#tenantId = tenantId;
    this.#runId = runId;
    this.#signal = signal;
    this.#portionRows = portionRows;
  }

  async open(): Promise<void> {
    const opened = await this.#reachable(() =>
      inBrand(this.#host, this.#tenantId, 'read', async (ctx) => {
        const run = await runById(ctx, this.#runId);
        assert(run, 'a claimed run is there');
        const upload = await uploadById(ctx, run.upload_id);
        assert(upload, 'a run has its upload');
        if (upload.removed_at) throw new DomainError('upload.removed');
        const earlier = await earlierRuns(ctx, upload.file_hash);
        return { run, upload, earlier, currency: ctx.tenant.currency, timeZone: ctx.tenant.timeZone };
      }),
    );
    const { run, upload, earlier } = opened;
    this.#run = run;
    // A dry run begins anew whenever it is taken up: nothing of it is in the database.
    this.#counters = run.options.dryRun ? emptyCounters() : run.counters;
    this.#counters.paceFrom = { rows: this.#counters.rows, at: Date.now() };
    this.#rejects = await RejectsFile.open(this.#host.dataDir, run.run_id, this.#counters.rejectsBytes);
    this.#path = uploadPath(this.#host.dataDir, upload.stored_as);
    this.#fileOptions = fileOptions(run.options, opened);
    this.#reading = await readRows(this.#path, this.#fileOptions);
    const { currency } = run.options;
    this.#otherCurrency = currency === undefined || currency === opened.currency || run.kind !== 'orders' ? null : currency;
    const readAs = readingKey(run);
    this.#setting = {
      runId: run.run_id,
      ours: [
        run.run_id,
        ...earlier
          .filter((other) => other.state !== 'done' && !other.options.dryRun && readingKey(other) === readAs)
          .map((other) => other.run_id),
      ],
      onConflict: run.options.onConflict,
      recognition: this.#reading.recognition,
      products: new Map(),
      madeProducts: new Set(),
    };
  }

  async carryOut(): Promise<void> {
    if (!this.#run.options.dryRun) return await this.#end(await this.#takeAll());
    let halt: Halt | null = null;
    try {
      await inBrand(this.#host, this.#tenantId, 'write', async (ctx) => {
        this.#trial = ctx;
        halt = await this.#takeAll();
        if (halt === null) this.#counters.differences = await this.#differences(ctx);
        throw new TrialIsOver();
      });
    } catch (error) {
      if (!(error instanceof TrialIsOver)) throw error;
    } finally {
      this.#trial = null;
    }
    await this.#end(halt);
  }

  async fail(error: unknown): Promise<void> {
    const failure =
      error instanceof DomainError
        ? { code: error.code, facts: error.facts }
        : { code: 'import.failed', facts: { reason: error instanceof Error ? error.message : String(error) } };
    if (!(error instanceof DomainError)) log.error({ err: error, run: this.#runId }, 'import failed');
    await this.#reachable(() =>
      inBrand(this.#host, this.#tenantId, 'write', (ctx) => endRun(ctx, this.#runId, OWNER, { state: 'failed', failure })),
    ).catch((cause: unknown) => log.error({ err: cause, run: this.#runId }, 'import left as it was'));
  }

  async close(): Promise<void> {
    await this.#reading?.close();
  }

  /** @returns null when the file is through */
  async #takeAll(): Promise<Halt | null> {
    if (this.#counters.phase === 'rows') {
      const halt = await this.#takeRows();
      if (halt) return halt;
    }
    return this.#counters.phase === 'referrals' ? await this.#judgeAll() : null;
  }

  /** Reads the next portion while the one before is being written. */
  async #takeRows(): Promise<Halt | null> {
    const portions = portionsOf(this.#reading, {
      doneRow: this.#counters.lastRow,
      portionRows: this.#portionRows,
      otherCurrency: this.#otherCurrency,
    });
    try {
      let ahead = portions.next();
      for (;;) {
        const { value: portion, done } = await ahead;
        if (done) break;
        ahead = portions.next();
        // Its error is met where it is awaited.
        ahead.catch(() => undefined);
        await this.#reachable(() => this.#inTransaction('write', (ctx) => refreshStatistics(ctx)));
        this.#bytesDone = Math.max(this.#bytesDone, portion.bytesRead);
        const halt = await this.#step((ctx, lane) => this.#take(ctx, lane, portion.rows), {
          phase: 'rows',
          rows: portion.rows.length + portion.rejects.length,
          lastRow: portion.lastRow,
          judged: null,
          rejects: portion.rejects,
        });
        if (halt) return halt;
      }
    } finally {
      await portions.return(undefined);
    }
    const { mapping } = this.#setting.recognition;
    const hasReferrals = this.#run.kind === 'referrals' || (this.#run.kind === 'orders' && mapping['referrer'] !== undefined);
    this.#bytesDone = Number(this.#run.size_bytes);
    return await this.#step(async () => NOTHING, { ...this.#still(), phase: hasReferrals ? 'referrals' : 'figures' });
  }

  async #judgeAll(): Promise<Halt | null> {
    for (;;) {
      await this.#reachable(() => this.#inTransaction('write', (ctx) => refreshStatistics(ctx)));
      const judged = this.#counters.judged;
      const { referrals, last } = await this.#reachable(() =>
        this.#inTransaction('read', (ctx) => nextReferrals(ctx, this.#runId, judged, REFERRALS_AT_ONCE)),
      );
      if (last === null) return await this.#step(async () => NOTHING, { ...this.#still(), phase: 'figures' });
      const isOwnFile = this.#run.kind === 'referrals';
      const halt = await this.#step((ctx, lane) => judgeReferrals(ctx, lane, referrals, this.#setting, isOwnFile), {
        ...this.#still(),
        judged: last,
      });
      if (halt) return halt;
    }
  }

  #still(): Advance {
    const { phase, lastRow, judged } = this.#counters;
    return { phase, lastRow, judged, rows: 0, rejects: [] };
  }

  async #take(ctx: Ctx, lane: Lane, rows: readonly AnyRow[]): Promise<PortionOutcome> {
    const takers = { orders: importOrders, people: importPeople, referrals: layReferrals, products: importProducts };
    return await (takers[this.#run.kind] as TakePortion<AnyRow>)(ctx, lane, rows, this.#setting);
  }

  /** One transaction: what the portion does, and how far that brings the run. */
  async #step(take: (ctx: Ctx, lane: Lane) => Promise<PortionOutcome>, advance: Advance): Promise<Halt | null> {
    const before = this.#counters;
    let pending: RunCounters | null = null;
    let attempt = 0;
    const once = async (): Promise<RunState> =>
      await this.#inTransaction('write', async (ctx) => {
        // What an attempt that was rolled back left behind outside the database.
        if (attempt++ > 0) this.#forgetAttempt();
        await this.#rejects.cutTo(before.rejectsBytes);
        const lane = await lockLane(ctx);
        const outcome = await take(ctx, lane);
        await lane.save(outcome.lastId === null ? {} : { lastIdMs: idMs(outcome.lastId) });
        const counted = countPortion(before, advance, outcome);
        await this.#rejects.add(counted.rejects);
        pending = { ...counted.counters, rejectsBytes: this.#rejects.lengthBytes };
        return await this.#checkpoint(ctx, pending);
      });
    const state = await this.#reachable(once, async () => {
      // The answer to COMMIT may have been lost: then the counters are those we wanted.
      const stored = await inBrand(this.#host, this.#tenantId, 'read', (ctx) => runById(ctx, this.#runId));
      return stored && pending && isSamePlace(stored.counters, pending) ? stored.state : null;
    });
    assert(pending, 'a portion that was committed was counted');
    this.#counters = pending;
    if (state === 'stopping' || (this.#signal.aborted && this.#signal.reason === 'stop')) return 'stop';
    return this.#signal.aborted ? 'pause' : null;
  }

  async #checkpoint(ctx: Ctx, counters: RunCounters): Promise<RunState> {
    const at = { rowsDone: counters.rows, bytesDone: this.#bytesDone, counters };
    if (this.#trial === null) return await checkpointRun(ctx, this.#runId, OWNER, at);
    return await inBrand(this.#host, this.#tenantId, 'write', (own) => checkpointRun(own, this.#runId, OWNER, at));
  }

  #forgetAttempt(): void {
    this.#setting.products.clear();
    this.#setting.madeProducts.clear();
  }

  /** The transaction of a portion; within a dry run all portions share one. */
  async #inTransaction<T>(how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>): Promise<T> {
    return this.#trial ? await work(this.#trial) : await inBrand(this.#host, this.#tenantId, how, work);
  }

  /** Waits for a database that restarts. @param recall asks whether the lost answer was a yes */
  async #reachable<T>(work: () => Promise<T>, recall: () => Promise<T | null> = async () => null): Promise<T> {
    const until = Date.now() + OUTAGE_MS;
    for (let wait = 100, isLost = false; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        const recalled = isLost ? await recall() : null;
        return recalled ?? (await work());
      } catch (error) {
        if (!isUnavailable(error) || this.#trial !== null || Date.now() > until) throw error;
        isLost = true;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #end(halt: Halt | null): Promise<void> {
    if (halt !== 'pause') await this.#listRefusedRows();
    if (halt) {
      const state = halt === 'stop' ? 'stopped' : 'waiting';
      return await this.#reachable(() =>
        inBrand(this.#host, this.#tenantId, 'write', (ctx) => endRun(ctx, this.#runId, OWNER, { state, failure: null })),
      );
    }
    await this.#reachable(() =>
      inBrand(this.#host, this.#tenantId, 'write', async (ctx) => {
        if (!this.#run.options.dryRun) {
          await lockLane(ctx);
          if (this.#counters.detailed > 0) this.#counters.differences = await this.#differences(ctx);
          await forgetSeen(ctx, this.#runId);
          await clearReferrals(ctx, this.#runId);
          await cutRfm(ctx);
        }
        await checkpointRun(ctx, this.#runId, OWNER, {
          rowsDone: this.#counters.rows,
          bytesDone: this.#bytesDone,
          counters: this.#counters,
        });
        await endRun(ctx, this.#runId, OWNER, { state: 'done', failure: null });
      }),
    );
    // Whoever looks at the figures now must not wait for the planner to find out by itself what has come.
    if (!this.#run.options.dryRun) {
      await this.#reachable(() => inBrand(this.#host, this.#tenantId, 'write', (ctx) => refreshStatistics(ctx, 2)));
    }
  }

  async #listRefusedRows(): Promise<void> {
    if (this.#counters.rejected === 0) return;
    await listRefusedRows({
      dataDir: this.#host.dataDir,
      runId: this.#runId,
      source: this.#path,
      options: this.#fileOptions,
      headers: this.#setting.recognition.headers,
      isInFileOrder: this.#run.kind !== 'referrals',
    });
  }

  async #differences(ctx: Ctx): Promise<RunCounters['differences']> {
    const { count, first } = await differencesOf(ctx, this.#runId, DIFFERENCES_SHOWN);
    const { currency } = ctx.tenant;
    return {
      count,
      first: first.map(({ external_id, total, lines }) => ({
        order: external_id,
        total: moneyJson(total, currency),
        lines: moneyJson(lines, currency),
      })),
    };
  }
}

function isSamePlace(stored: RunCounters, wanted: RunCounters): boolean {
  const place = ({ phase, rows, lastRow, judged }: RunCounters): string =>
    JSON.stringify([phase, rows, lastRow, judged?.atMs, judged?.place]);
  return place(stored) === place(wanted);
}
