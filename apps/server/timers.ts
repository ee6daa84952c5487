import { Logger, run, type Runner } from 'graphile-worker';
import type { Db } from '../../kit/db/index.ts';
import { sweepAnswers } from '../../kit/http/index.ts';
import type { Actor } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { cutRfmIfStale } from '../../rooms/analytics/index.ts';
import { allBrands, openTenantCtx, sweepAccess } from '../../rooms/identity/index.ts';

/** Something done at fixed times, once in the whole installation however many servers run. */
export interface Timer {
  /** camelCase, unique */
  readonly name: string;
  /** minute hour day month weekday, UTC */
  readonly at: string;
  run(db: Db): Promise<void>;
}

const timers: readonly Timer[] = [
  { name: 'sweep', at: '17 * * * *', run: sweep },
  // Brands live in all time zones: every hour it is somebody's night.
  { name: 'cutRfm', at: '5 * * * *', run: cutStaleRfm },
];

async function sweep(db: Db): Promise<void> {
  const now = new Date();
  await sweepAccess(db, now);
  await inEveryBrand(db, async (tenantId) => await db.tenantTx(tenantId, (sql) => sweepAnswers(sql, tenantId, now)));
}

/** Thresholds are cut again once a day of the brand, after its midnight. */
async function cutStaleRfm(db: Db): Promise<void> {
  const options = { how: 'write', recordedAt: new Date(), requestId: newId() } as const;
  await inEveryBrand(db, async (tenantId) => void (await openTenantCtx(db, tenantId, CLOCKWORK, options, cutRfmIfStale)));
}

/** One brand after another; what fails in one is written down and does not stop the others. */
async function inEveryBrand(db: Db, work: (tenantId: string) => Promise<void>): Promise<void> {
  for (let after = ''; ;) {
    const brands = await allBrands(db, { after, limit: 200 });
    for (const { tenantId, slug } of brands) {
      await work(tenantId).catch((error: unknown) => log.error({ err: error, brand: slug }, 'timer failed in a brand'));
    }
    const last = brands.at(-1);
    if (!last) return;
    after = last.slug;
  }
}

const CLOCKWORK: Actor = { kind: 'system', id: 'timers', name: 'timers', role: 'owner' };
const RETRY_MS = 2000;

/** The clockwork of a server: keeps going over restarts of the database until it is stopped. */
export interface Clockwork {
  stop(): Promise<void>;
}

export function startTimers(db: Db): Clockwork {
  let isStopping = false;
  let runner: Runner | null = null;
  let wake: () => void = () => undefined;
  const finished = (async () => {
    while (!isStopping) {
      try {
        runner = await run(optionsFor(db));
        // Closed while it was starting.
        if (isStopping) await runner.stop();
        // What was due while nobody ran; the key makes two servers that start together do it once.
        else for (const { name } of timers) await runner.addJob(name, {}, { jobKey: `start:${name}` });
        await runner.promise;
      } catch (error) {
        if (!isStopping) log.warn({ reason: (error as Error).message }, 'timers wait for the database');
      }
      runner = null;
      if (!isStopping) await new Promise<void>((resolve) => setTimeout((wake = resolve), RETRY_MS));
    }
  })();
  return {
    async stop() {
      isStopping = true;
      wake();
      await runner?.stop().catch(() => undefined);
      await finished;
    },
  };
}

function optionsFor(db: Db): Parameters<typeof run>[0] {
  return {
    connectionString: db.ownerUrl,
    maxPoolSize: 2,
    concurrency: 1,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => void (level === 'error' && log.warn(message))),
    crontab: timers.map((timer) => `${timer.at} ${timer.name}`).join('\n'),
    taskList: Object.fromEntries(timers.map((timer) => [timer.name, () => timer.run(db)])),
  };
}
