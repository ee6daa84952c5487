import type { Uuid } from '../../../kit/ids/index.ts';

const WHOLE = 1_000_000n;

/** What a friend's first order of one piece brings the brand when everything is given and paid that could be. */
export interface FriendsOrder {
  readonly productId: Uuid;
  /** what the friend pays, minor units */
  readonly price: bigint;
  readonly cost: bigint;
  /** what gifts cost: one given before whatever happens, the others where the cap carries them */
  readonly gifts: bigint;
  /** with what points are worth, after the cap, rounded up to the minor unit */
  readonly commissions: bigint;
  /** negative: the brand loses money on it */
  readonly left: bigint;
}

/**
 * Gifts and commissions stand under one cap, gifts first (rules.md C7): what a gift takes, nobody earns.
 * @param gifts what each costs: before, after, on referral
 * @param of.worst the most the plan pays of it before any cap, what is promised in points with it: exact ÷ (base × 10^6)
 */
export function friendsOrderOf(
  product: { readonly productId: Uuid; readonly price: bigint; readonly cost: bigint },
  gifts: { readonly before: bigint; readonly others: readonly bigint[] },
  of: { readonly worst: { readonly exact: bigint; readonly base: bigint; readonly promised: bigint }; readonly capPpm: number },
): FriendsOrder {
  const { productId, price, cost } = product;
  const room = (BigInt(of.capPpm) * price) / WHOLE;
  let given = gifts.before;
  for (const gift of gifts.others) if (given + gift <= room) given += gift;
  const whole = of.worst.base * WHOLE;
  const asked = (of.worst.exact * price + whole - 1n) / whole;
  // Points are promised like gifts: no cap trims them.
  const points = (of.worst.promised * price + whole - 1n) / whole;
  const least = room - given > points ? room - given : points;
  const commissions = asked < least ? asked : least;
  return { productId, price, cost, gifts: given, commissions, left: price - cost - given - commissions };
}

/** The order of goods from which on a cap carries what costs so much; null: no cap carries it. */
export function carriedFrom(cost: bigint, capPpm: number): bigint | null {
  if (cost === 0n) return 0n;
  const cap = BigInt(capPpm);
  return cap === 0n ? null : (cost * WHOLE + cap - 1n) / cap;
}
