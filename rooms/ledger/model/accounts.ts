import type { Uuid } from '../../../kit/ids/index.ts';

/** Accounts of a person. A receivable is an asset of the brand (they owe); all others are owed to them. */
export const PERSON_ACCOUNTS = ['pending', 'available', 'held', 'receivable', 'points', 'prepaid'] as const;
export type PersonAccount = (typeof PERSON_ACCOUNTS)[number];

/** Accounts of the brand (rules.md S5). `provider:<name>` stands for the money a provider holds. */
export const BRAND_ACCOUNTS = [
  'payout:bank',
  'customer:unapplied',
  'refund:payable',
  'payout:clearing',
  'tax:payable',
  'sales',
  'shipping',
  'payout:fee',
  'points:redeemed',
  'points:breakage',
  'sales:refunds',
  'commission:expense',
  'points:expense',
  'receivable:writeoff',
] as const;
export type BrandAccount = (typeof BRAND_ACCOUNTS)[number] | `provider:${string}`;

/** What set a posting off; with its id, kind and number it is posted once. */
export type PostingSource =
  | 'payment'
  | 'order'
  | 'commission'
  | 'refund'
  | 'withdrawal'
  | 'case'
  | 'adjustment'
  | 'merge'
  | 'card'
  | 'points';

/** One side of a posting: debit above 0, credit below, minor units. `personId` is set exactly for accounts of people. */
export interface Entry {
  readonly account: PersonAccount | BrandAccount;
  readonly personId: Uuid | null;
  readonly amount: bigint;
}

/** One balanced movement of value. */
export interface Posting {
  readonly source: PostingSource;
  readonly sourceId: Uuid;
  readonly kind: string;
  readonly seq: number;
  /** the tenant's clock */
  readonly at: Date;
  readonly entries: readonly Entry[];
}

/** Takes `amount` (≥ 0) out of one account into another: debit `from`, credit `to`. Nothing for 0. */
export function move(
  amount: bigint,
  from: { account: Entry['account']; personId?: Uuid | null },
  to: { account: Entry['account']; personId?: Uuid | null },
): Entry[] {
  if (amount === 0n) return [];
  return [
    { account: from.account, personId: from.personId ?? null, amount },
    { account: to.account, personId: to.personId ?? null, amount: -amount },
  ];
}

/**
 * The entries of one posting with what meets on one account added up, in the order of first meeting; what cancels out is
 * dropped. The order is part of the sealed bytes.
 */
export function netted(entries: readonly Entry[]): Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.account} ${entry.personId ?? ''} ${entry.amount > 0n ? 'd' : 'c'}`;
    const known = sums.get(key);
    sums.set(key, known ? { ...known, amount: known.amount + entry.amount } : entry);
  }
  return [...sums.values()].filter((entry) => entry.amount !== 0n);
}
