import { createHash } from 'node:crypto';
import type { OrderRow } from '../reading/index.ts';
import type { KnownLine, KnownOrder, OrdersPlan, OrdersWorld, PlannedPerson, RowCount, StandingReturn } from './order-facts.ts';
import { planOrders } from './plan-orders.ts';

type Cells = Partial<Omit<OrderRow, 'row' | 'contentKey'>>;

/** 2026-01-01T00:00:00Z and whole days after it. */
export const day = (days: number): number => Date.UTC(2026, 0, 1) + days * 86_400_000;

const EMPTY: Omit<OrderRow, 'row' | 'contentKey'> = {
  order: null,
  person: null,
  at: day(0),
  amount: 0n,
  refunded: 0n,
  isUnpaid: false,
  isContinuation: false,
  quantity: null,
  unitPrice: null,
  product: null,
  productName: null,
  category: null,
  status: null,
  source: null,
  scene: null,
  referrer: null,
  currency: null,
  channel: null,
};

/** Rows of a file in their order, the header being line 1; equal cells give equal content keys. */
export function fileOf(...rows: Cells[]): OrderRow[] {
  return rows.map((cells, i) => {
    const full = { ...EMPTY, ...cells };
    const text = JSON.stringify(full, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    return { ...full, row: i + 2, contentKey: createHash('md5').update(text).digest('hex') };
  });
}

interface StoredOrder {
  order: KnownOrder;
  run: string;
}
interface StoredLine extends KnownLine {
  order: string;
  run: string;
  isTotal: boolean;
}
interface StoredReturn extends StandingReturn {
  orderId: string | null;
  contentKey: string;
  run: string;
}

/** The tables an import writes, in memory: what a plan says is done here the way the flow does it. */
export class Shelf {
  readonly orders = new Map<string, StoredOrder>();
  readonly lines: StoredLine[] = [];
  readonly returns: StoredReturn[] = [];
  readonly people = new Map<string, { personId: string; hasSource: boolean }>();
  readonly finished = new Set<string>();
  readonly #seen = new Map<string, number>();
  #ids = 0;
  totals = { accepted: 0, skipped: 0, rejected: 0, orders: 0, returns: 0, people: 0, sales: 0n, conflicts: 0 };
  lastPlan: OrdersPlan | null = null;

  /** Imports rows in portions of a size as the run `run`; the run is finished afterwards unless told otherwise. */
  take(
    rows: readonly OrderRow[],
    options: { run?: string; portion?: number; onConflict?: 'keep' | 'update'; isUnfinished?: boolean; sameFileAs?: string[] } = {},
  ): this {
    const run = options.run ?? `run${this.finished.size}`;
    const size = options.portion ?? Math.max(1, rows.length);
    const ours = [run, ...(options.sameFileAs ?? []).filter((other) => !this.finished.has(other))];
    for (let at = 0; at < rows.length; at += size) this.#portion(rows.slice(at, at + size), run, ours, options.onConflict ?? 'keep');
    if (!options.isUnfinished) {
      this.finished.add(run);
      this.#seen.clear();
    }
    return this;
  }

  /** Order by external id, without what only this shelf knows. */
  order(externalId: string) {
    const stored = this.orders.get(externalId);
    if (!stored) return null;
    const { personId, paidAt, charged, refunded, totalFrom } = stored.order;
    return { person: personId, paidAt, charged, refunded, net: charged - refunded, totalFrom };
  }

  /** From now on the order is one that was sold here. */
  makeLive(externalId: string): this {
    const stored = this.orders.get(externalId);
    if (stored) this.orders.set(externalId, { ...stored, order: { ...stored.order, isLive: true } });
    return this;
  }

  linesOf(externalId: string): { product: string | null; amount: bigint; refunded: bigint }[] {
    return this.lines.filter((line) => line.order === externalId).map(({ product, amount, refunded }) => ({ product, amount, refunded }));
  }

  /** Sales as the figures would say: net of paid orders minus returns that name none. */
  get sales(): bigint {
    let sum = 0n;
    for (const { order } of this.orders.values()) if (order.paidAt !== null) sum += order.charged - order.refunded;
    for (const item of this.returns) if (item.orderId === null) sum -= item.amount;
    return sum;
  }

  #portion(rows: readonly OrderRow[], run: string, ours: readonly string[], onConflict: 'keep' | 'update'): void {
    const world: OrdersWorld = {
      orders: new Map([...this.orders].map(([id, stored]) => [id, this.#known(id, stored, ours)])),
      standingReturns: this.returns.filter((item) => item.orderId === null && item.externalId !== ''),
      people: new Map(this.people),
      counts: this.#counts(run),
      newId: () => `id${String(this.#ids++).padStart(6, '0')}`,
      now: day(1000),
      currency: 'CNY',
      onConflict,
    };
    const plan = planOrders(rows, world);
    this.lastPlan = plan;
    this.#write(plan, run, rows);
  }

  #known(id: string, { order, run }: StoredOrder, ours: readonly string[]): KnownOrder {
    const lines = this.lines.filter((line) => line.order === id);
    const foreign = lines.filter((line) => !ours.includes(line.run));
    return {
      ...order,
      isOurs: ours.includes(run),
      lastLine: lines.length,
      hasForeignLines: foreign.some((line) => !line.isTotal && line.product !== null),
      foreignLines: foreign,
    };
  }

  #counts(run: string): Map<string, RowCount> {
    const counts = new Map<string, RowCount>();
    for (const item of [...this.lines, ...this.returns]) {
      const count = counts.get(item.contentKey) ?? { others: 0, total: 0, seen: this.#seen.get(item.contentKey) ?? 0 };
      counts.set(item.contentKey, { ...count, total: count.total + 1, others: count.others + (item.run === run ? 0 : 1) });
    }
    return counts;
  }

  #write(plan: OrdersPlan, run: string, rows: readonly OrderRow[]): void {
    const idOf = (person: PlannedPerson | null): string | null => person && person.personId.replace(/^new:/, 'person ');
    for (const person of plan.newPeople)
      this.people.set(person.externalId ?? '', { personId: idOf(person) ?? '', hasSource: person.source !== null });
    const external = new Map([...this.orders].map(([id, { order }]) => [order.orderId, id]));
    for (const planned of plan.orders) {
      const { orderId, externalId, placedAt, paidAt, charged, refunded, totalFrom, scene, channel, status } = planned;
      const order = {
        orderId,
        externalId,
        personId: idOf(planned.person),
        placedAt,
        paidAt,
        charged,
        refunded,
        totalFrom,
        scene,
        channel,
        status,
        isLive: false,
        isOurs: false,
        lastLine: 0,
        hasForeignLines: false,
        foreignLines: [],
      };
      this.orders.set(externalId, { order, run: this.orders.get(externalId)?.run ?? run });
      external.set(orderId, externalId);
    }
    for (const line of plan.lines) {
      const order = external.get(line.orderId) ?? '';
      const stored = {
        order,
        run,
        line: line.line,
        product: line.product?.product ?? null,
        amount: line.amount,
        refunded: line.refunded,
        contentKey: line.contentKey,
        isTotal: line.isTotal,
      };
      const at = line.isUpdate ? this.lines.findIndex((known) => known.order === order && known.line === line.line) : this.lines.length;
      this.lines[at] = stored;
    }
    for (const item of plan.returns) {
      this.returns.push({
        returnId: item.returnId,
        externalId: item.externalId ?? '',
        personId: idOf(item.person),
        at: item.at,
        amount: item.amount,
        orderId: item.orderId,
        contentKey: item.contentKey,
        run,
      });
    }
    for (const found of plan.attached) {
      const at = this.returns.findIndex((item) => item.returnId === found.returnId);
      const item = this.returns[at];
      if (item) this.returns[at] = { ...item, orderId: found.orderId };
    }
    for (const [key, times] of plan.seen) this.#seen.set(key, (this.#seen.get(key) ?? 0) + times);
    this.totals = {
      accepted: this.totals.accepted + plan.accepted,
      skipped: this.totals.skipped + plan.skipped,
      rejected: this.totals.rejected + plan.rejects.length,
      orders: this.totals.orders + plan.orders.filter((order) => order.isNew).length,
      returns: this.totals.returns + plan.returns.length,
      people: this.totals.people + plan.newPeople.length,
      sales: this.totals.sales + plan.sales,
      conflicts: this.totals.conflicts + plan.conflicts.length,
    };
    if (plan.accepted + plan.skipped + plan.rejects.length !== rows.length) throw new Error('every row is accepted, skipped or rejected');
  }
}
