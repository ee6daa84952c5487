import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { Book } from '../../rooms/ledger/index.ts';
import { insertCommissions, insertSnapshots, type CommissionSnapshot } from '../../rooms/partners/index.ts';
import type { MoneyCommand, Outcome } from './commands.ts';
import { Sender } from './sender.ts';
import type { CommissionDraft, World } from './world.ts';

/** Commands after which a big batch sends what it has. */
const AT_ONCE = 1_000;

/**
 * Sends what a big batch has settled for good while the rest of it is decided, so that the database is not idle meanwhile: postings,
 * what orders fixed, and commissions. They stand in no row of an order and wait for nobody's history.
 */
export class Ahead {
  readonly sender = new Sender();
  /** orders whose snapshot was sent */
  readonly snapshots = new Set<Uuid>();
  readonly #ctx: Ctx;
  readonly #world: World;
  readonly #book: Book;
  readonly #isWorthIt: boolean;

  constructor(ctx: Ctx, world: World, { book, commands }: { book: Book; commands: readonly MoneyCommand[] }) {
    this.#ctx = ctx;
    this.#world = world;
    this.#book = book;
    // Everything but selling may change again what was sent.
    this.#isWorthIt =
      commands.length > AT_ONCE && commands.every((command) => command.kind === 'placeOrder' || command.kind === 'recordPayment');
  }

  /** To be told after every command; null as long as there is nothing to wait for. */
  follow(outcomes: readonly Outcome[]): Promise<void> | null {
    return this.#isWorthIt && outcomes.length % AT_ONCE === 0 ? this.#send(outcomes.slice(-AT_ONCE)) : null;
  }

  async #send(outcomes: readonly Outcome[]): Promise<void> {
    const snapshots: { orderId: Uuid; snapshot: CommissionSnapshot }[] = [];
    const rows: CommissionDraft[] = [];
    const orderIds = outcomes.map((outcome) => (outcome.kind === 'order' || outcome.kind === 'payment' ? outcome.orderId : null));
    for (const orderId of new Set(orderIds)) {
      if (orderId === null) continue;
      const draft = this.#world.orders.get(orderId);
      if (draft?.isNew === true && draft.snapshot && !this.snapshots.has(orderId)) {
        this.snapshots.add(orderId);
        snapshots.push({ orderId, snapshot: draft.snapshot });
      }
      for (const row of this.#world.commissions.get(orderId) ?? []) if (row.isNew) rows.push(row);
    }
    const postings = this.#world.postings.splice(0);
    await this.sender.send(() => this.#book.post(postings));
    await this.sender.send(() => insertCommissions(this.#ctx, rows));
    await this.sender.send(() => insertSnapshots(this.#ctx, snapshots));
    for (const row of rows) [row.isNew, row.isChanged] = [false, false];
  }
}
