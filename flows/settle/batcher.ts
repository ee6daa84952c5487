import type { Actor, Ctx } from '../../kit/ctx.ts';
import { isUnavailable, type Db } from '../../kit/db/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { openTenantCtx } from '../../rooms/identity/index.ts';
import type { MoneyCommand, Outcome } from './commands.ts';
import { settle } from './index.ts';

const SETTLER: Actor = { kind: 'system', id: 'settler', name: 'settler', role: 'owner' };
const MOST_AT_ONCE = 1_000;

interface Waiting {
  readonly command: MoneyCommand;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Settles single commands in small batches: while one batch of a brand is being written, those that come meanwhile wait and go
 * together with the next. A brand has one lane, so nothing is lost by waiting and a commit is shared by many.
 * Each command is answered after the commit that holds it.
 */
export class Settler {
  readonly #db: Db;
  readonly #waiting = new Map<Uuid, Waiting[]>();
  readonly #running = new Map<Uuid, Promise<void>>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** @throws what the database throws when it is away: the command may then be told again */
  async submit(tenantId: Uuid, command: MoneyCommand): Promise<Outcome> {
    return await new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(tenantId);
      const one = { command, resolve, reject };
      if (waiting) waiting.push(one);
      else this.#waiting.set(tenantId, [one]);
      if (!this.#running.has(tenantId)) this.#running.set(tenantId, this.#run(tenantId));
    });
  }

  /** Resolves when everything that was submitted has its answer. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async #run(tenantId: Uuid): Promise<void> {
    // Whoever submits in the same turn of the event loop is in the first batch already.
    await Promise.resolve();
    for (;;) {
      const queue = this.#waiting.get(tenantId) ?? [];
      if (queue.length === 0) break;
      const batch = queue.splice(0, MOST_AT_ONCE);
      await this.#settleAll(tenantId, batch);
    }
    this.#waiting.delete(tenantId);
    this.#running.delete(tenantId);
  }

  async #settleAll(tenantId: Uuid, batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#inBrand(tenantId, (ctx) =>
        settle(
          ctx,
          batch.map((one) => one.command),
        ),
      );
      batch.forEach((one, i) => {
        const outcome = outcomes[i];
        if (outcome) one.resolve(outcome);
        else one.reject(new Error('impossible: every command has an outcome'));
      });
    } catch (error) {
      // What one command brought about must not fail the others: each gets its own try.
      if (batch.length > 1 && !isUnavailable(error)) for (const one of batch) await this.#settleAll(tenantId, [one]);
      else for (const one of batch) one.reject(error);
    }
  }

  async #inBrand<T>(tenantId: Uuid, work: (ctx: Ctx) => Promise<T>): Promise<T> {
    return await openTenantCtx(this.#db, tenantId, SETTLER, { how: 'write', recordedAt: new Date(), requestId: newId() }, work);
  }
}
