import type { Uuid } from '../../../kit/ids/index.ts';
import type { Lot } from './lots.ts';
import type { PointsRule, Rate } from './rule.ts';

/** What an order fixed about points. */
export interface OrderTerms {
  readonly orderId: Uuid;
  readonly rule: PointsRule;
  readonly tier: string | null;
  readonly holdDays: number;
  readonly referrerId: Uuid | null;
  growth: bigint;
}

/** What an order takes from a lot. */
export interface Spend {
  readonly orderId: Uuid;
  readonly lotId: Uuid;
  readonly points: bigint;
  /** what it takes off the order */
  readonly amount: bigint;
  returned: bigint;
  state: 'reserved' | 'redeemed' | 'released';
}

/** Points that were used and had to go back. */
export interface Debt {
  readonly debtId: Uuid;
  readonly personId: Uuid;
  readonly causeId: Uuid;
  readonly points: bigint;
  left: bigint;
}

export interface CheckIn {
  readonly personId: Uuid;
  /** epoch day */
  readonly day: number;
  readonly streak: number;
  readonly points: bigint;
}

/** A step of somebody's growth. */
export interface Grown {
  readonly personId: Uuid;
  readonly orderId: Uuid;
  readonly causeId: Uuid;
  readonly amount: bigint;
}

/** Everything a batch may touch of points, read under the lane. */
export interface DeskFacts {
  /** in force now */
  readonly rule: PointsRule;
  readonly terms: ReadonlyMap<Uuid, OrderTerms>;
  readonly earnings: ReadonlyMap<Uuid, ReadonlyMap<number, Rate>>;
  readonly lots: readonly Lot[];
  readonly spends: readonly Spend[];
  readonly debts: readonly Debt[];
  /** who introduced these people */
  readonly referrers: ReadonlyMap<Uuid, Uuid>;
  readonly tiers: ReadonlyMap<Uuid, string>;
  readonly paidBefore: ReadonlySet<Uuid>;
  /** the latest check-in of these people */
  readonly checkIns: ReadonlyMap<Uuid, CheckIn>;
}

/** A line as points look at it. */
export interface EarningLine {
  readonly line: number;
  readonly base: bigint;
  readonly ladderRole: string | null;
}

/** Pays debts with points, the oldest first. @returns those it paid something of */
export function payDebts(debts: readonly Debt[], points: bigint): Debt[] {
  let left = points;
  return debts.filter((debt) => {
    const paid = debt.left < left ? debt.left : left;
    debt.left -= paid;
    left -= paid;
    return paid > 0n;
  });
}

/** Puts a value to the others of its key. */
export function put<Value>(lists: Map<Uuid, Value[]>, key: Uuid, value: Value): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}
