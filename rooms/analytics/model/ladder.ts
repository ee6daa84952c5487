/** One line a person bought: amounts in minor units; `cost` null where the product's cost or the quantity is not known. */
export interface LadderLine {
  readonly productId: string;
  /** the step the product stands on today */
  readonly role: string | null;
  readonly net: bigint;
  readonly cost: bigint | null;
}

/** One order of a person, instants in epoch ms. */
export interface LadderOrder {
  readonly paidAt: number;
  readonly lines: readonly LadderLine[];
}

/** Sales of some people, and of those the part with a known cost. */
export interface LadderSums {
  buyers: number;
  sales: bigint;
  covered: bigint;
  cost: bigint;
}

export interface StepSums {
  readonly first: LadderSums;
  readonly later: ReadonlyMap<number, LadderSums & { cameBack: number }>;
  /** people with a next order */
  wentOn: number;
  /** in how many next orders each product was */
  readonly next: Map<string, number>;
}

const DAY_MS = 86_400_000;

/** How many days after the first order are looked at. */
export const ladderWindows = [30, 90, 365] as const;

/** Adds people up, one after another: what each step of the ladder earned at once and later (definition: figures-ladder). */
export class LadderFold {
  readonly steps = new Map<string, StepSums>();
  lines = 0;
  unplaced = 0;
  readonly #span: { now: number; low: number; high: number };

  /** @param span `[low, high)` in which the first order on a step was paid */
  constructor(span: { now: number; low: number; high: number }) {
    this.#span = span;
  }

  /** @param orders all orders of one person that count, in the order they were paid */
  add(orders: readonly LadderOrder[]): void {
    const seen = new Set<string>();
    for (const [at, order] of orders.entries()) {
      this.lines += order.lines.length;
      for (const { role } of order.lines) {
        if (role === null) this.unplaced += 1;
        else if (!seen.has(role)) {
          seen.add(role);
          if (order.paidAt >= this.#span.low && order.paidAt < this.#span.high) this.#enter(role, order, orders.slice(at + 1));
        }
      }
    }
  }

  #enter(role: string, first: LadderOrder, after: readonly LadderOrder[]): void {
    const step = this.steps.get(role) ?? emptyStep();
    this.steps.set(role, step);
    step.first.buyers += 1;
    addLines(step.first, first.lines);
    for (const [days, sums] of step.later) {
      const end = first.paidAt + days * DAY_MS;
      if (end > this.#span.now) continue;
      const within = after.filter((order) => order.paidAt <= end);
      sums.buyers += 1;
      if (within.length > 0) sums.cameBack += 1;
      for (const order of within) addLines(sums, order.lines);
    }
    const next = after[0];
    if (!next) return;
    step.wentOn += 1;
    for (const productId of new Set(next.lines.map((line) => line.productId))) {
      step.next.set(productId, (step.next.get(productId) ?? 0) + 1);
    }
  }
}

function addLines(sums: LadderSums, lines: readonly LadderLine[]): void {
  for (const line of lines) {
    sums.sales += line.net;
    if (line.cost === null) continue;
    sums.covered += line.net;
    sums.cost += line.cost;
  }
}

function emptySums(): LadderSums {
  return { buyers: 0, sales: 0n, covered: 0n, cost: 0n };
}

/** A step nobody bought on yet. */
export function emptyStep(): StepSums {
  return {
    first: emptySums(),
    later: new Map(ladderWindows.map((days) => [days, { ...emptySums(), cameBack: 0 }])),
    wentOn: 0,
    next: new Map(),
  };
}
