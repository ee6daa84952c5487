import type { Actor, Ctx } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { hasExpiredStock, releaseExpired } from '../../rooms/catalog/index.ts';
import { hasDueCards } from '../../rooms/membership/index.ts';
import { openTenantCtx } from '../../rooms/identity/index.ts';
import { isRolledUp, rollUp } from '../../rooms/ledger/index.ts';
import { hasDueReceipts, hasPastDeadline } from '../../rooms/orders/index.ts';
import { hasDueCommissions, isGaugeDue } from '../../rooms/partners/index.ts';
import { hasExpiredPoints } from '../../rooms/points/index.ts';
import { hasDueGifts } from '../../rooms/pricing/index.ts';
import { keepWatch } from '../chains/keep-brakes.ts';
import { settle } from './index.ts';

const PORTION = 2_000;
const SETTLER: Actor = { kind: 'system', id: 'settler', name: 'settler', role: 'owner' };

/**
 * Does everything that is due in a brand by its clock: goods shipped long enough ago are received, unpaid orders that
 * keep points or a coupon past their time are called off, commissions whose hold is over are
 * released, what of cards was used or has lapsed is earned, gifts are given, pieces held past their time are freed; portion by portion, each in a transaction of its own. Then the ledger is rolled up.
 * With nothing due it is one short look.
 */
export async function releaseDue(db: Db, tenantId: Uuid): Promise<void> {
  for (;;) {
    const due = await inBrand(db, tenantId, 'read', whatIsDue);
    const isMore = (due.isMoney || due.isStock) && (await inBrand(db, tenantId, 'write', (ctx) => release(ctx, due)));
    if (isMore) continue;
    if (due.isBehind) await inBrand(db, tenantId, 'write', rollUp);
    if (due.isGauge) await inBrand(db, tenantId, 'write', keepWatch);
    return;
  }
}

/** What is due at once after a sandbox clock was moved: within the same transaction, so that the answer already knows it. */
export async function releaseDueNow(ctx: Ctx): Promise<void> {
  while (await release(ctx, await whatIsDue(ctx)));
  await keepWatch(ctx);
}

/** @returns whether anything was done; pieces another transaction is working on wait for the next turn */
async function release(ctx: Ctx, due: { isMoney: boolean; isStock: boolean }): Promise<boolean> {
  const freed = due.isStock ? await releaseExpired(ctx, ctx.now, PORTION) : [];
  if (due.isMoney) await settle(ctx, [{ kind: 'releaseDue', limit: PORTION }]);
  return due.isMoney || freed.length > 0;
}

async function whatIsDue(ctx: Ctx): Promise<{ isMoney: boolean; isStock: boolean; isBehind: boolean; isGauge: boolean }> {
  const [commissions, receipts, late, cards, points, gifts, isStock, isRolled, isGauge] = await Promise.all([
    hasDueCommissions(ctx),
    hasDueReceipts(ctx),
    hasPastDeadline(ctx),
    hasDueCards(ctx),
    hasExpiredPoints(ctx),
    hasDueGifts(ctx),
    hasExpiredStock(ctx),
    isRolledUp(ctx),
    isGaugeDue(ctx),
  ]);
  return { isMoney: commissions || receipts || late || cards || points || gifts, isStock, isBehind: !isRolled, isGauge };
}

async function inBrand<T>(db: Db, tenantId: Uuid, how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return await openTenantCtx(db, tenantId, SETTLER, { how, recordedAt: new Date(), requestId: newId() }, work);
}
