import type { Actor, Ctx } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { rollUp } from '../../rooms/ledger/index.ts';
import { openTenantCtx } from '../../rooms/identity/index.ts';
import { hasDueCommissions } from '../../rooms/partners/index.ts';
import { settle } from './index.ts';

const PORTION = 2_000;
const SETTLER: Actor = { kind: 'system', id: 'settler', name: 'settler', role: 'owner' };

/**
 * Releases everything whose hold is over in a brand, portion by portion, each in a transaction of its own, and rolls the ledger up.
 * Due is what the brand's clock says.
 */
export async function releaseDue(db: Db, tenantId: Uuid): Promise<void> {
  for (;;) {
    const isDue = await inBrand(db, tenantId, 'read', hasDueCommissions);
    if (!isDue) break;
    await inBrand(db, tenantId, 'write', (ctx) => settle(ctx, [{ kind: 'releaseDue', limit: PORTION }]));
  }
  await inBrand(db, tenantId, 'write', rollUp);
}

/** What is due at once after a sandbox clock was moved: within the same transaction, so that the answer already knows it. */
export async function releaseDueNow(ctx: Ctx): Promise<void> {
  while (await hasDueCommissions(ctx)) await settle(ctx, [{ kind: 'releaseDue', limit: PORTION }]);
}

async function inBrand<T>(db: Db, tenantId: Uuid, how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return await openTenantCtx(db, tenantId, SETTLER, { how, recordedAt: new Date(), requestId: newId() }, work);
}
