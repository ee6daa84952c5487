import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { divideHalfUp } from '../../../kit/money/index.ts';

/** So many points are worth so much, in minor units. A lot keeps the worth it was granted at. */
export interface Worth {
  readonly points: bigint;
  readonly amount: bigint;
}

/** What became of the case that held points. */
export type CaseOutcome = 'release' | 'void';

export type LotSource = 'order' | 'friend' | 'checkIn' | 'adjustment';

/** Points that came together, while one batch decides about them. Instants in epoch ms. */
export interface Lot {
  readonly lotId: Uuid;
  readonly personId: Uuid;
  /** the record they were granted to, whatever it was merged into since */
  readonly grantedTo: Uuid;
  readonly source: LotSource;
  readonly orderId: Uuid | null;
  /** 0 = the reward of whoever introduced the buyer */
  readonly line: number | null;
  readonly worth: Worth;
  readonly expiryDays: number | null;
  readonly granted: bigint;
  readonly grantedAt: number;
  /** what is left, those that unpaid orders keep among them */
  left: bigint;
  reserved: bigint;
  /** spent, or paid for a debt */
  used: bigint;
  /** of the granted ones, how many the refunds of their order took back */
  takenBack: bigint;
  /** of those, how many had been used already and became a debt */
  owed: bigint;
  moves: number;
  /** null: the order they came with is in its hold */
  spendableAt: number | null;
  /** null: not counted yet, or never */
  expiresAt: number | null;
  /** the case that holds a reward until somebody decides it; the room that keeps cases is above this one */
  caseId: Uuid | null;
  caseOutcome: CaseOutcome | null;
}

export type MovementKind = 'granted' | 'redeemed' | 'returned' | 'retaken' | 'reversed' | 'restored' | 'netted' | 'expired' | 'adjusted';

/** One thing that happened to a lot, numbered within it. */
export interface Movement {
  readonly lotId: Uuid;
  readonly nth: number;
  readonly kind: MovementKind;
  /** more above 0, fewer below */
  readonly points: bigint;
  readonly leftAfter: bigint;
  /** by how much it changes what is owed to the person, minor units */
  readonly amount: bigint;
  /** the order or refund behind it */
  readonly causeId: Uuid | null;
  readonly note: string | null;
}

/** A lot before its points are in it. */
export function freshLot(of: Omit<Lot, 'grantedTo' | 'left' | 'reserved' | 'used' | 'takenBack' | 'owed' | 'moves' | 'caseOutcome'>): Lot {
  return { ...of, grantedTo: of.personId, left: 0n, reserved: 0n, used: 0n, takenBack: 0n, owed: 0n, moves: 0, caseOutcome: null };
}

/** What points are worth, half up. */
export function worthOf(points: bigint, worth: Worth): bigint {
  return divideHalfUp(points * worth.amount, worth.points);
}

/** What of a lot no order keeps. */
export function freeOf(lot: Pick<Lot, 'left' | 'reserved'>): bigint {
  return lot.left - lot.reserved;
}

export function isExpired(lot: Pick<Lot, 'expiresAt'>, at: number): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= at;
}

/** Whether a case that nobody has decided holds a lot: nothing is paid with it, and its time does not run. */
export function isHeld(lot: Pick<Lot, 'caseId' | 'caseOutcome'>): boolean {
  return lot.caseId !== null && lot.caseOutcome === null;
}

/** Whether points of a lot can be spent: their hold is over and their time is not. */
export function isSpendable(lot: Pick<Lot, 'spendableAt' | 'expiresAt'>, at: number): boolean {
  return lot.spendableAt !== null && lot.spendableAt <= at && !isExpired(lot, at);
}

/** The order in which lots are used: what is over soonest, then what came first. */
export function inUseOrder(a: Lot, b: Lot): number {
  const [over, later] = [a.expiresAt ?? Number.POSITIVE_INFINITY, b.expiresAt ?? Number.POSITIVE_INFINITY];
  if (over !== later) return over < later ? -1 : 1;
  return a.grantedAt - b.grantedAt || (a.lotId < b.lotId ? -1 : a.lotId > b.lotId ? 1 : 0);
}

/** How many points of these lots can be spent now. */
export function spendableOf(lots: Iterable<Lot>, at: number): bigint {
  let sum = 0n;
  for (const lot of lots) if (isSpendable(lot, at)) sum += freeOf(lot);
  return sum;
}

/** Moves points of a lot. The change of what it is worth is what is posted. */
export function moveLot(lot: Lot, what: { kind: MovementKind; points: bigint; causeId?: Uuid | null; note?: string | null }): Movement {
  const before = lot.left;
  lot.left += what.points;
  lot.moves += 1;
  if (what.kind === 'redeemed' || what.kind === 'retaken' || what.kind === 'netted' || what.kind === 'returned') lot.used -= what.points;
  assert(lot.left >= lot.reserved && lot.left <= lot.granted, 'a lot holds what was granted at most, and what orders keep at least');
  return {
    lotId: lot.lotId,
    nth: lot.moves,
    kind: what.kind,
    points: what.points,
    leftAfter: lot.left,
    amount: worthOf(lot.left, lot.worth) - worthOf(before, lot.worth),
    causeId: what.causeId ?? null,
    note: what.note ?? null,
  };
}

/** A part of a lot. */
export interface Portion {
  readonly lot: Lot;
  readonly points: bigint;
}

/** So many points out of these lots, in the order they are used; fewer where there are not as many. */
export function portionsOf(lots: readonly Lot[], points: bigint): Portion[] {
  const portions: Portion[] = [];
  let left = points;
  for (const lot of lots.toSorted(inUseOrder)) {
    const part = freeOf(lot) < left ? freeOf(lot) : left;
    if (part > 0n) portions.push({ lot, points: part });
    left -= part;
  }
  return portions;
}

/** The most points, in the order they are used, that are worth no more than an amount. */
export function mostWithin(lots: readonly Lot[], amount: bigint): { points: bigint; worth: bigint } {
  let [points, worth] = [0n, 0n];
  for (const lot of lots.toSorted(inUseOrder)) {
    const fit = ((amount - worth) * lot.worth.points) / lot.worth.amount;
    const part = fit < freeOf(lot) ? fit : freeOf(lot);
    points += part;
    worth += worthOf(part, lot.worth);
    if (part < freeOf(lot)) break;
  }
  return { points, worth };
}

/** How many of the points an order spent are given back when so much of it is: rounded down from the whole, never fewer than before. */
export function returnedAt(spent: { readonly points: bigint; readonly returned: bigint }, part: { back: bigint; of: bigint }): bigint {
  const target = part.of <= 0n ? 0n : (spent.points * part.back) / part.of;
  return target > spent.returned ? target : spent.returned;
}
