// What a history says of the loop itself. Pure: counts in, a figure out only where the counts are enough for one.

/** Over the last months that are whole: who bought first, who of them was brought, and how long that took. */
export interface SharingCounted {
  /** how many whole months */
  readonly months: number;
  /** first purchases, and of them those of people somebody had brought */
  readonly firsts: number;
  readonly brought: number;
  /** friends who bought first in these months and were brought by somebody who had bought before; half of them within so many days of it */
  readonly pairs: number;
  readonly medianDays: number | null;
}

/** What was sold over the last months that are whole: of how much it is known where its buyer came from, and of how much not by paid traffic. */
export interface SourceCounted {
  readonly months: number;
  readonly all: number;
  readonly known: number;
  readonly unpaid: number;
}

/** By how many purchases somebody had made so far (ten and more as ten): who joined then, and whoever bought then and was no member. */
export interface RepeatCounted {
  readonly joined: readonly Followed[];
  readonly others: readonly Followed[];
}

/** How many there were, and how many of them bought again within thirty days. */
export interface Followed {
  readonly purchases: number;
  readonly people: number;
  readonly again: number;
}

/** So many friends who bought make a measure of sharing (domain.md §3 G3), in months enough to see it twice. */
export const LEAST_PAIRS = 30;
export const LEAST_MONTHS = 3;
/** So many on each side can be compared. */
export const LEAST_FOLLOWED = 30;
const LEAST_ALIKE = 10;
const KNOWN = 0.5;

export interface Sharing {
  /** friends brought for each new customer */
  readonly k: number;
  readonly days: number;
}

/** How many each new customer brings, and how soon; null where too few friends have bought for either. */
export function sharingOf({ months, firsts, brought, pairs, medianDays }: SharingCounted): Sharing | null {
  if (months < LEAST_MONTHS || pairs < LEAST_PAIRS || firsts === 0 || medianDays === null) return null;
  return { k: brought / firsts, days: medianDays };
}

/**
 * Of sales, the share that came from people whom no paid traffic brought, later orders among them; whoever came from nobody knows where is
 * not counted in it, so it is the least it can be. Null where that is known of less than half, or over too few months.
 */
export function unpaidShare({ months, all, known, unpaid }: SourceCounted): number | null {
  return months >= LEAST_MONTHS && all > 0 && known / all >= KNOWN ? unpaid / all : null;
}

/**
 * Of members, the share that bought again within thirty days of joining, and what it would have been had they bought as others do who had
 * bought as often; null where either are too few.
 */
export function matchedRepeat({ joined, others }: RepeatCounted): { members: number; share: number; othersShare: number } | null {
  const alike = new Map(others.filter(({ people }) => people >= LEAST_ALIKE).map((one) => [one.purchases, one.again / one.people]));
  const met = joined.filter(({ purchases }) => alike.has(purchases));
  const members = peopleIn(met);
  if (members < LEAST_FOLLOWED || peopleIn(others) < LEAST_FOLLOWED) return null;
  const expected = met.reduce((sum, { purchases, people }) => sum + people * (alike.get(purchases) ?? 0), 0);
  return { members, share: met.reduce((sum, { again }) => sum + again, 0) / members, othersShare: expected / members };
}

export function peopleIn(followed: readonly Followed[]): number {
  return followed.reduce((sum, { people }) => sum + people, 0);
}

/** What it cost to win customers over whole months, from the first for which something was entered; in major units of a currency. */
export interface WonCounted {
  readonly currency: string;
  /** people who came from sources something was spent on, and who came by themselves, friends of others not among them */
  readonly byMonth: readonly { readonly spent: number; readonly fans: number; readonly organic: number }[];
  /** sources something was spent on, and who of them bought for the first time */
  readonly sources: number;
  readonly buyers: number;
  /** first buyers of paid sources, and of those for which it is known what was spent */
  readonly paidBuyers: number;
  readonly coveredBuyers: number;
  /** of one of the first buyers; null: nobody bought */
  readonly cost: number | null;
  readonly margin: { readonly perBuyer: number; readonly months: number } | null;
  readonly payback: { readonly state: 'paidBack' | 'notYet' | 'tooFew' | 'marginUnknown' | 'noCost'; readonly months: number | null };
}

/** Of the first buyers of paid sources, the share of whom it is known what they cost; all where no source is a paid one. */
export function coveredShare({ paidBuyers, coveredBuyers }: WonCounted): number {
  return paidBuyers > 0 ? coveredBuyers / paidBuyers : 1;
}

/** The cost of a customer is known where it was entered for months enough, and of every paid source that brought somebody. */
export function isCostKnown(won: WonCounted): boolean {
  return won.cost !== null && won.byMonth.filter(({ spent }) => spent > 0).length >= LEAST_MONTHS && coveredShare(won) === 1;
}

/** What is said of the cost of a customer. */
export function costFacts(won: WonCounted): Record<string, number | string> {
  const { currency, cost, buyers, sources, byMonth } = won;
  const spent = byMonth.reduce((sum, month) => sum + month.spent, 0);
  const months = byMonth.filter((month) => month.spent > 0).length;
  return { currency, cost: cost ?? 0, spent, buyers, sources, months, coveredShare: coveredShare(won) };
}
