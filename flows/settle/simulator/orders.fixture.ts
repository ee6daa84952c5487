import type { CardKind } from './cards.fixture.ts';
import { isAllBack, type PointsOrder } from './points.fixture.ts';

export interface ModelPlan {
  readonly name: string;
  /** ppm of depth 1, 2, … */
  readonly rates: readonly number[];
  readonly capPpm: number;
  readonly holdDays: number;
  readonly stages: readonly string[];
}

export interface ModelLine {
  readonly base: bigint;
  refunded: bigint;
  receivedAt: number | null;
  /** when it counts as received by itself: a card that begins later */
  receiveDueAt: number | null;
  /** it came in exchange for another */
  readonly isExchanged: boolean;
  readonly card: CardKind | null;
}

export interface ModelShare {
  readonly line: number;
  readonly depth: number;
  readonly payee: string;
  /** of the whole base, exactly: this many of so many */
  readonly num: bigint;
  readonly den: bigint;
  readonly amount: bigint;
  reversed: bigint;
  dueAt: number | null;
  isConfirmed: boolean;
}

export interface ModelOrder {
  readonly ref: string;
  readonly buyer: string;
  readonly lines: ModelLine[];
  readonly shipping: bigint;
  /** grows with what goes out in exchange */
  total: bigint;
  /** of a later instalment: the order that is the purchase */
  readonly first: ModelOrder | null;
  /** who stood above the buyer when the order was made, with the stage of that moment; empty without a plan */
  readonly above: readonly { readonly person: string; readonly stage: string }[];
  readonly plan: ModelPlan | null;
  /** what points and gifts take of the cap of each line, together */
  promised: readonly bigint[];
  shippingRefunded: bigint;
  tendered: bigint;
  /** what stayed as the price of other goods */
  exchanged: bigint;
  paidAt: number | null;
  isCancelled: boolean;
  /** unpaid by then it is called off; null: it waits */
  deadline: number | null;
  shares: ModelShare[];
}

/** What comes with the lines of an order. */
export interface PlaceTerms {
  readonly discount: bigint;
  readonly shipping: bigint;
  readonly cuts: readonly bigint[];
  readonly points: bigint;
}

/** Money that goes back. */
export interface Back {
  readonly parts: readonly { readonly line: number; readonly amount: bigint }[];
  readonly shipping: bigint;
  readonly cause: 'refund' | 'chargeback';
}

/** Which card: the order, the line and the number in it. */
export interface CardName {
  readonly ref: string;
  readonly line: number;
  readonly nth: number;
}

/** What comes back and what goes out for it; amount null: all that is left; price null: worth the same. */
export interface Exchange {
  readonly line: number;
  readonly amount: bigint | null;
  readonly quantity: bigint;
  readonly unitPrice: bigint | null;
  readonly isPaid: boolean;
}

export interface LineWish {
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
  /** absent: goods */
  readonly card?: CardKind;
}

const MILLION = 1_000_000n;

export function isGone(order: ModelOrder): boolean {
  return isAllBack(order);
}

export function newLine(base: bigint, of: Pick<ModelLine, 'card' | 'isExchanged'>): ModelLine {
  return { base, refunded: 0n, receivedAt: null, receiveDueAt: null, ...of };
}

export function pointsOrder({ ref, buyer, first, exchanged, lines }: ModelOrder): PointsOrder {
  return { ref, buyer, isFirst: first === null, exchanged, lines: lines.map((line) => ({ ...line, isCard: line.card !== null })) };
}

/** What a share comes to on what is left of its line. */
export function owedOf({ num, den }: ModelShare, left: bigint): bigint {
  return (num * left) / den;
}

export function sharesOf(order: ModelOrder, plan: ModelPlan, base: bigint, line: number): ModelShare[] {
  const promised = (order.promised[line - 1] ?? 0n) * MILLION;
  const cap = BigInt(plan.capPpm) * base;
  let room = cap > promised ? cap - promised : 0n;
  return order.above.flatMap(({ person, stage }, i) => {
    const wish = BigInt(plan.rates[i] ?? 0) * base;
    if (!plan.stages.includes(stage)) return [];
    const num = wish < room ? wish : room;
    room -= num;
    const amount = num / MILLION;
    const share = { line, depth: i + 1, payee: person, num, den: MILLION * base, amount };
    return amount === 0n ? [] : [{ ...share, reversed: 0n, dueAt: null, isConfirmed: false }];
  });
}

/** What each instalment carries of each part, the last of which is the shipping; null when they do not come to the whole. */
export function instalments(parts: readonly bigint[], cuts: readonly bigint[]): bigint[][] | null {
  let left = [...parts];
  if (cuts.reduce((sum, cut) => sum + cut, 0n) !== left.reduce((sum, part) => sum + part, 0n)) return null;
  return cuts.map((cut) => {
    const shares = split(cut, left);
    left = left.map((part, i) => part - (shares[i] ?? 0n));
    return shares;
  });
}

/** Largest remainder, ties to the earlier line. */
export function split(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (whole * weight) / total);
  let left = whole - parts.reduce((a, b) => a + b, 0n);
  const order = weights.map((weight, i) => ({ i, rest: (whole * weight) % total }));
  order.sort((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.i - b.i));
  for (const { i } of order) {
    if (left === 0n) break;
    parts[i] = (parts[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}
