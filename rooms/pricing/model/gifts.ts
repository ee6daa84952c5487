import type { Uuid } from '../../../kit/ids/index.ts';

/** When a gift of the happy deal is given: to the friend before and with their first order, and to whoever introduced them for it. */
export const giftKinds = ['before', 'after', 'onReferral'] as const;
export type GiftKind = (typeof giftKinds)[number];

/** A gift as the brand decided it. */
export interface Gift {
  readonly kind: GiftKind;
  readonly productId: Uuid;
  readonly skuId: Uuid | null;
  readonly quantity: number;
  /** what its pieces cost together, minor units */
  readonly cost: bigint;
  /** how many times it is given in all; null = as long as there are any */
  readonly most: number | null;
}

/** What the brand decided, in one version. */
export interface HappyDeal {
  readonly dealId: Uuid;
  readonly version: number;
  readonly isOn: boolean;
  readonly gifts: ReadonlyMap<GiftKind, Gift>;
}

/**
 * `waiting` for the order to be paid, or for its hold to end; `short`: it is theirs, and out of stock; `held`: a person has to look;
 * `given`; `lapsed`: it was never earned.
 */
export type PromiseState = 'waiting' | 'short' | 'held' | 'given' | 'lapsed';

/** Why a gift is held, or lapsed. */
export type PromiseReason =
  | 'sharedTraces'
  | 'circular'
  | 'frozen'
  | 'notFirst'
  | 'cancelled'
  | 'refunded'
  | 'ownOrder'
  | 'declined'
  | 'erased';

/** A gift that was promised. */
export interface GiftPromise {
  readonly promiseId: Uuid;
  readonly dealId: Uuid;
  readonly kind: GiftKind;
  /** whose it is */
  readonly personId: Uuid;
  /** whose first order it is about, and who introduced them */
  readonly friendId: Uuid;
  readonly introducerId: Uuid;
  /** the order that carries its cost; null as long as a gift before waits for one */
  orderId: Uuid | null;
  productId: Uuid;
  skuId: Uuid | null;
  readonly quantity: number;
  readonly cost: bigint;
  state: PromiseState;
  because: PromiseReason | null;
  readonly promisedAt: number;
  dueAt: number | null;
  endedAt: number | null;
  givingId: Uuid | null;
}

/** What `giving.occasion` says of each. */
export const occasionOf = { before: 'giftBefore', after: 'giftAfter', onReferral: 'giftOnReferral' } as const;

/**
 * Which gifts an order can carry: what was given before is spent, the others come one after the other as long as their cost fits into
 * what the cap of the order leaves (rules.md C7). One that does not fit is not promised.
 * @param room what the cap leaves of the order after the points it grants and its own gift lines
 */
export function giftsWithin(room: bigint, before: bigint, wanted: readonly Gift[]): { readonly gifts: Gift[]; readonly cost: bigint } {
  const gifts: Gift[] = [];
  let cost = before;
  for (const gift of wanted) {
    if (cost + gift.cost > room) continue;
    gifts.push(gift);
    cost += gift.cost;
  }
  return { gifts, cost };
}
