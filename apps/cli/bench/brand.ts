import type { Actor, Ctx } from '../../../kit/ctx.ts';
import type { Db } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { createBrand, openTenantCtx } from '../../../rooms/identity/index.ts';

/** A brand to load with made-up history: UTC days, so that any engine cuts days the same way. */
export interface BenchBrand {
  readonly tenantId: Uuid;
  write<T>(work: (ctx: Ctx) => Promise<T>): Promise<T>;
  read<T>(work: (ctx: Ctx) => Promise<T>): Promise<T>;
}

const actor: Actor = { kind: 'system', id: 'bench', name: 'bench', role: 'owner' };

export async function makeBenchBrand(db: Db): Promise<BenchBrand> {
  const tenantId = await createBrand(
    db,
    { slug: 'bench', name: 'Bench', currency: 'CNY', timeZone: 'UTC', policy: 'LAB', language: 'en', sandbox: true },
    { actor, owners: [], recordedAt: new Date(), requestId: newId() },
    async (ctx) => ctx.tenantId,
  );
  return openBrand(db, tenantId);
}

/** The brand in a database that was opened anew. */
export function openBrand(db: Db, tenantId: Uuid): BenchBrand {
  return {
    tenantId,
    write: (work) => openTenantCtx(db, tenantId, actor, { how: 'write', recordedAt: new Date(), requestId: newId() }, work),
    read: (work) => openTenantCtx(db, tenantId, actor, { how: 'read', recordedAt: new Date(), requestId: newId() }, work),
  };
}
