import type { Actor, Ctx } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { openTenantCtx } from '../../rooms/identity/index.ts';
import { isOwnDataDue, throwAwayCopies } from '../../rooms/relations/index.ts';
import { makeNextCopy } from './copies.ts';
import { eraseNextDue } from './erasures.ts';

const CLOCKWORK: Actor = { kind: 'system', id: 'timers', name: 'timers', role: 'owner' };

/** Does what is due in a brand: copies are made and thrown away, people are forgotten, each in a transaction of its own. */
export async function turnOwnData(db: Db, tenantId: Uuid): Promise<void> {
  const options = { recordedAt: new Date(), requestId: newId() };
  const inBrand = async <T>(how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>): Promise<T> =>
    await openTenantCtx(db, tenantId, CLOCKWORK, { how, ...options }, work);
  if (!(await inBrand('read', isOwnDataDue))) return;
  await inBrand('write', throwAwayCopies);
  while (await inBrand('write', makeNextCopy));
  let after: Uuid | null = null;
  do {
    const from: Uuid | null = after;
    after = await inBrand('write', async (ctx) => await eraseNextDue(ctx, from));
  } while (after !== null);
}

/** What is due at once after a sandbox clock was moved, within the same transaction. */
export async function turnOwnDataNow(ctx: Ctx): Promise<void> {
  await throwAwayCopies(ctx);
  while (await makeNextCopy(ctx));
  for (let after = await eraseNextDue(ctx, null); after !== null;) after = await eraseNextDue(ctx, after);
}
