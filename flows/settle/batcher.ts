import { Batcher } from '../../kit/batch/index.ts';
import type { Actor } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { openTenantCtx } from '../../rooms/identity/index.ts';
import type { MoneyCommand, Outcome } from './commands.ts';
import { settle } from './index.ts';

const SETTLER: Actor = { kind: 'system', id: 'settler', name: 'settler', role: 'owner' };

/** Settles single commands in small batches, brand by brand. Each is answered after the commit that holds it. */
export class Settler {
  readonly #batches: Batcher<MoneyCommand, Outcome>;

  constructor(db: Db) {
    this.#batches = new Batcher({
      work: (tenantId, commands) =>
        openTenantCtx(db, tenantId, SETTLER, { how: 'write', recordedAt: new Date(), requestId: newId() }, (ctx) => settle(ctx, commands)),
    });
  }

  /** @throws what the database throws when it is away: the command may then be told again */
  async submit(tenantId: Uuid, command: MoneyCommand): Promise<Outcome> {
    return await this.#batches.submit(tenantId, command);
  }

  /** Resolves when everything that was submitted has its answer. */
  async idle(): Promise<void> {
    await this.#batches.idle();
  }
}
