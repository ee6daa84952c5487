import type { Actor, Ctx } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import type { askOutside } from '../../kit/outside/index.ts';
import { openTenantCtx } from '../../rooms/identity/index.ts';
import { adaptersOf, type Adapters } from '../../rooms/payments/index.ts';

/** What the flows of payments work with. */
export interface PaymentsHost {
  readonly db: Db;
  readonly adapters: Adapters;
  /** The machine's clock. */
  readonly now: () => Date;
}

export function paymentsHost(
  db: Db,
  { now = () => new Date(), ask, adapters }: { now?: () => Date; ask?: typeof askOutside; adapters?: Adapters } = {},
): PaymentsHost {
  return { db, adapters: adapters ?? adaptersOf(db, { now, ...(ask ? { ask } : {}) }), now };
}

const PROVIDERS_WORD: Actor = { kind: 'system', id: 'payments', name: 'payments', role: 'owner' };

/** One transaction in a brand on a provider's word. */
export async function inBrand<T>(
  { db, now }: PaymentsHost,
  tenantId: Uuid,
  how: 'read' | 'write',
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  return await openTenantCtx(db, tenantId, PROVIDERS_WORD, { how, recordedAt: now(), requestId: newId() }, work);
}
