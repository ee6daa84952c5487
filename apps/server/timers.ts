import { setTimeout } from 'node:timers/promises';
import type { Actor, Ctx } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { sweepAnswers } from '../../kit/http/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { sweepMessages } from '../../kit/webhooks/index.ts';
import { examineIfDue } from '../../flows/doctor/examine.ts';
import { turnOwnData } from '../../flows/own-data/clockwork.ts';
import { turnPayments } from '../../flows/payments/clockwork.ts';
import { paymentsHost } from '../../flows/payments/host.ts';
import { releaseDue } from '../../flows/settle/release-due.ts';
import { carryOutLetters } from '../../flows/letters/carry-out.ts';
import { reviewTiersAfter } from '../../flows/tiers/review-tiers.ts';
import { cutRfmIfStale, followLadder, isLadderBehind, isOutlookDue, keepOutlook } from '../../rooms/analytics/index.ts';
import { sweepPictures } from '../../rooms/catalog/index.ts';
import { allBrands, openTenantCtx, sweepAccess, sweepShopAccess } from '../../rooms/identity/index.ts';
import { hasOpenLetters, isTierReviewDue } from '../../rooms/membership/index.ts';
import { recalibratePlan, recalibrationDue } from '../../rooms/planner/index.ts';
import { isDisclosureDue, isReviewDue, keepDisclosure, reviewLevels } from '../../rooms/partners/index.ts';

/**
 * Something done again and again. It looks for what is due by the state of the data, not by the hour, so two servers
 * that do it, one that was off at the time, and one that died in the middle all end up with the same.
 */
export interface Timer {
  readonly name: string;
  readonly everyMs: number;
  run(db: Db): Promise<void>;
}

const HOUR_MS = 3_600_000;
const RETRY_MS = 30_000;

const TIMERS: readonly Timer[] = [
  { name: 'sweep', everyMs: HOUR_MS, run: sweep },
  // Looks at the brands that have an account with a provider, and only there.
  { name: 'payments', everyMs: 5_000, run: async (db) => await turnPayments(paymentsHost(db)) },
  { name: 'release', everyMs: 1_000, run: releaseInTurn() },
  // Looks at brands whose books nobody looked at for a day, or for an hour while something is broken.
  { name: 'doctor', everyMs: HOUR_MS / 6, run: examineDue },
  // Brands live in all time zones: every quarter of an hour it is somebody's midnight.
  { name: 'cutRfm', everyMs: HOUR_MS / 4, run: cutStaleRfm },
  { name: 'partners', everyMs: HOUR_MS / 4, run: lookAfterPartners },
  { name: 'tiers', everyMs: HOUR_MS / 4, run: lookAfterTiers },
  { name: 'letters', everyMs: HOUR_MS / 4, run: sendLettersDue },
  { name: 'plans', everyMs: HOUR_MS, run: learnFromMonths },
  { name: 'ladder', everyMs: 10_000, run: followLadders },
  { name: 'ownData', everyMs: 10_000, run: async (db) => await inEveryBrand(db, async (tenantId) => await turnOwnData(db, tenantId)) },
  { name: 'outlook', everyMs: HOUR_MS / 4, run: keepOutlooks },
];

async function examineDue(db: Db): Promise<void> {
  await inEveryBrand(db, async (tenantId, slug) => await examineIfDue(db, { tenantId, slug }));
}

async function sweep(db: Db): Promise<void> {
  const now = new Date();
  await sweepAccess(db, now);
  await inEveryBrand(db, async (tenantId) => {
    await db.tenantTx(tenantId, (sql) => sweepAnswers(sql, tenantId, now));
    await db.tenantTx(tenantId, (sql) => sweepMessages(sql, tenantId, now));
    await db.tenantTx(tenantId, (sql) => sweepShopAccess(sql, tenantId, now));
    await db.tenantTx(tenantId, (sql) => sweepPictures(sql, tenantId, now));
  });
}

const CLOCKWORK: Actor = { kind: 'system', id: 'timers', name: 'timers', role: 'owner' };

/** Thresholds are cut again once a day of the brand, after its midnight. */
async function cutStaleRfm(db: Db): Promise<void> {
  const options = { how: 'write', recordedAt: new Date(), requestId: newId() } as const;
  await inEveryBrand(db, async (tenantId) => void (await openTenantCtx(db, tenantId, CLOCKWORK, options, cutRfmIfStale)));
}

/** Once a day of the brand partners are held against the rules of their levels, and what all of them earned is counted. */
async function lookAfterPartners(db: Db): Promise<void> {
  const options = { recordedAt: new Date(), requestId: newId() };
  const isDue = async (ctx: Ctx): Promise<boolean> => (await isReviewDue(ctx)) || (await isDisclosureDue(ctx));
  await inEveryBrand(db, async (tenantId) => {
    if (!(await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'read', ...options }, isDue))) return;
    await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'write', ...options }, async (ctx) => {
      await reviewLevels(ctx);
      await keepDisclosure(ctx);
    });
  });
}

/** Once a day of the brand members are held against its tiers, portion by portion. */
async function lookAfterTiers(db: Db): Promise<void> {
  const options = { recordedAt: new Date(), requestId: newId() };
  await inEveryBrand(db, async (tenantId) => {
    if (!(await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'read', ...options }, isTierReviewDue))) return;
    let after: Uuid | null = null;
    do {
      const from: Uuid | null = after;
      after = await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'write', ...options }, async (ctx) => await reviewTiersAfter(ctx, from));
    } while (after !== null);
  });
}

/** What happened in members' lives has the letter the brand opened for it; a brand without one is not looked through. */
async function sendLettersDue(db: Db): Promise<void> {
  const options = { recordedAt: new Date(), requestId: newId() };
  await inEveryBrand(db, async (tenantId) => {
    if (!(await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'read', ...options }, hasOpenLetters))) return;
    await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'write', ...options }, carryOutLetters);
  });
}

/** Once a month is over, what it taught is taken into the plan a brand lives by. */
async function learnFromMonths(db: Db): Promise<void> {
  const options = { recordedAt: new Date(), requestId: newId() };
  await inEveryBrand(db, async (tenantId) => {
    if (!(await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'read', ...options }, recalibrationDue))) return;
    await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'write', ...options }, async (ctx) => {
      const due = await recalibrationDue(ctx);
      if (due) await recalibratePlan(ctx, due);
    });
  });
}

/** The figures of the ladder follow what was committed; a brand that has much to take in does it portion by portion. */
async function followLadders(db: Db): Promise<void> {
  const options = { recordedAt: new Date(), requestId: newId() };
  await inEveryBrand(db, async (tenantId) => {
    if (!(await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'read', ...options }, isLadderBehind))) return;
    for (let isMore = true; isMore;) {
      isMore = await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'write', ...options }, async (ctx) => await followLadder(ctx));
    }
  });
}

/** Once a day of the brand, and after much has come in, what it can expect is worked out anew; whoever looks meanwhile sees the one before. */
async function keepOutlooks(db: Db): Promise<void> {
  const options = { recordedAt: new Date(), requestId: newId() };
  await inEveryBrand(db, async (tenantId) => {
    if (!(await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'read', ...options }, isOutlookDue))) return;
    await openTenantCtx(db, tenantId, CLOCKWORK, { how: 'write', ...options }, keepOutlook);
  });
}

/**
 * What is due in brands by their own clocks: so many brands at a time, round after round, so that a house of many brands is asked no more
 * often than one of few.
 */
function releaseInTurn(atOnce = 200): Timer['run'] {
  let after = '';
  return async (db) => {
    const brands = await allBrands(db, { after, limit: atOnce });
    for (const { tenantId, slug } of brands) {
      await releaseDue(db, tenantId).catch((error: unknown) => log.error({ err: error, brand: slug }, 'timer failed in a brand'));
    }
    after = brands.length < atOnce ? '' : (brands.at(-1)?.slug ?? '');
  };
}

/** One brand after another; what fails in one is written down and does not stop the others. */
async function inEveryBrand(db: Db, work: (tenantId: string, slug: string) => Promise<void>): Promise<void> {
  for (let after = ''; ;) {
    const brands = await allBrands(db, { after, limit: 200 });
    for (const { tenantId, slug } of brands) {
      await work(tenantId, slug).catch((error: unknown) => log.error({ err: error, brand: slug }, 'timer failed in a brand'));
    }
    const last = brands.at(-1);
    if (!last) return;
    after = last.slug;
  }
}

/** The clockwork of a server: each timer at the start and then at its interval, until it is stopped. */
export interface Clockwork {
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

export function startTimers(db: Db, timers: readonly Timer[] = TIMERS): Clockwork {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = timers.map(async (timer) => {
    while (!signal.aborted) {
      const pause = await timer.run(db).then(
        () => timer.everyMs,
        (error: unknown) => {
          log.warn({ err: error, timer: timer.name }, 'timer failed; it is tried again');
          return Math.min(RETRY_MS, timer.everyMs);
        },
      );
      await setTimeout(pause, null, { signal }).catch(() => undefined);
    }
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
