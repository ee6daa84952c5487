/** One line a person bought: amounts in minor units; `cost` null where the product's cost or the quantity is not known. */
export interface LadderLine {
  readonly productId: string;
  /** the step the product stands on */
  readonly role: string | null;
  readonly net: bigint;
  readonly cost: bigint | null;
}

/** One order of a person, instants in epoch ms. */
export interface LadderOrder {
  readonly paidAt: number;
  readonly lines: readonly LadderLine[];
}

/**
 * What one person brought to one step of the ladder. Bands of time after the order they came in with: 0 that order itself, 1 to 3 up to 30, 90
 * and 365 days after (24 hours each), 4 later.
 */
export interface LadderStep {
  /** `none` gathers lines of products on no step: it has lines and nothing else */
  readonly role: string;
  /** lines of all their orders on this step */
  readonly lines: number;
  /** epoch ms of the first order on the step; 0 for `none` */
  readonly enteredAt: number;
  /** the band of the next order; 0 = there is none */
  readonly nextBand: number;
  /** bands 0 to 3, each sales, sales with a known cost, cost */
  readonly sums: readonly bigint[];
  /** the products of the next order, in the order of their ids */
  readonly next: readonly string[];
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

export const DAY_MS = 86_400_000;

/** How many days after the first order are looked at. */
export const ladderWindows = [30, 90, 365] as const;

/** Sums of one step: four bands of three. */
export const LADDER_SUMS = 12;

/** The role of lines whose product stands on no step. */
export const NO_STEP = 'none';

/** The steps one person bought on. @param orders all that count, in the order they were paid */
export function stepsOf(orders: readonly LadderOrder[]): LadderStep[] {
  const lines = new Map<string, number>();
  const firsts = new Map<string, number>();
  for (const [at, order] of orders.entries()) {
    for (const { role } of order.lines) {
      const step = role ?? NO_STEP;
      lines.set(step, (lines.get(step) ?? 0) + 1);
      if (!firsts.has(step)) firsts.set(step, at);
    }
  }
  const totals = orders.map(totalOf);
  return [...firsts].map(([role, at]) => {
    const count = lines.get(role) ?? 0;
    if (role === NO_STEP) return { role, lines: count, enteredAt: 0, nextBand: 0, sums: NOTHING, next: [] };
    const enteredAt = (orders[at] as LadderOrder).paidAt;
    const sums = [...NOTHING];
    for (let i = at; i < orders.length; i++) {
      const band = i === at ? 0 : bandOf((orders[i] as LadderOrder).paidAt - enteredAt);
      if (band > ladderWindows.length) break;
      (totals[i] as bigint[]).forEach((amount, part) => (sums[band * 3 + part] = (sums[band * 3 + part] as bigint) + amount));
    }
    const next = orders[at + 1];
    return {
      role,
      lines: count,
      enteredAt,
      nextBand: next ? bandOf(next.paidAt - enteredAt) : 0,
      sums,
      next: next ? [...new Set(next.lines.map((line) => line.productId))].toSorted() : [],
    };
  });
}

const NOTHING: readonly bigint[] = Array.from({ length: LADDER_SUMS }, () => 0n);

function bandOf(ms: number): number {
  const at = ladderWindows.findIndex((days) => ms <= days * DAY_MS);
  return at < 0 ? ladderWindows.length + 1 : at + 1;
}

function totalOf(order: LadderOrder): bigint[] {
  let [sales, covered, cost] = [0n, 0n, 0n];
  for (const line of order.lines) {
    sales += line.net;
    if (line.cost === null) continue;
    covered += line.net;
    cost += line.cost;
  }
  return [sales, covered, cost];
}

/** What some people brought to a step, as it is stored: the sums of many. */
export interface StepCells {
  readonly buyers: number;
  /** how many of them have their next order in each of the bands 1 to 4 */
  readonly nexts: readonly number[];
  readonly sums: readonly bigint[];
}

/** Adds up what each step of the ladder earned at once and later (definition: figures-ladder). */
export class LadderFold {
  readonly steps = new Map<string, StepSums>();
  lines = 0;
  unplaced = 0;
  readonly #span: { now: number; low: number; high: number };

  /** @param span `[low, high)` in which the first order on a step was paid */
  constructor(span: { now: number; low: number; high: number }) {
    this.#span = span;
  }

  /** @param sign −1 takes away what stored cells say of a person that is no longer so */
  add(step: LadderStep, sign: 1 | -1 = 1): void {
    this.addLines(step.role, sign * step.lines);
    if (step.role === NO_STEP || step.enteredAt < this.#span.low || step.enteredAt >= this.#span.high) return;
    const cells: StepCells = {
      buyers: sign,
      nexts: [1, 2, 3, 4].map((band) => (band === step.nextBand ? sign : 0)),
      sums: sign === 1 ? step.sums : step.sums.map((amount) => -amount),
    };
    this.addFirst(step.role, cells);
    for (const days of ladderWindows) if (step.enteredAt + days * DAY_MS <= this.#span.now) this.addLater(step.role, days, cells);
    for (const productId of step.next) this.addNext(step.role, productId, sign);
  }

  addLines(role: string, lines: number): void {
    this.lines += lines;
    if (role === NO_STEP) this.unplaced += lines;
  }

  /** People who came in on a step within the period. */
  addFirst(role: string, cells: StepCells): void {
    const step = this.#stepOf(role);
    step.wentOn += cells.nexts.reduce((sum, count) => sum + count, 0);
    addBands(step.first, cells, [0]);
  }

  /** Those of them whose days after it are over. */
  addLater(role: string, days: number, cells: StepCells): void {
    const sums = this.#stepOf(role).later.get(days);
    if (!sums) return;
    const bands = ladderWindows.flatMap((window, i) => (window <= days ? [i + 1] : []));
    for (const band of bands) sums.cameBack += cells.nexts[band - 1] ?? 0;
    addBands(sums, cells, bands);
  }

  addNext(role: string, productId: string, people: number): void {
    const { next } = this.#stepOf(role);
    const count = (next.get(productId) ?? 0) + people;
    if (count === 0) next.delete(productId);
    else next.set(productId, count);
  }

  #stepOf(role: string): StepSums {
    let step = this.steps.get(role);
    if (!step) this.steps.set(role, (step = emptyStep()));
    return step;
  }
}

function addBands(into: LadderSums, cells: StepCells, bands: readonly number[]): void {
  into.buyers += cells.buyers;
  for (const band of bands) {
    into.sales += cells.sums[band * 3] ?? 0n;
    into.covered += cells.sums[band * 3 + 1] ?? 0n;
    into.cost += cells.sums[band * 3 + 2] ?? 0n;
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
