// What it costs to win a customer, and when that has come back. Pure.

/** A sum spent evenly over whole days; `from` and `to` are days of the calendar by number, both included. */
export interface SpentOver {
  readonly amount: bigint;
  readonly from: number;
  readonly to: number;
}

/**
 * What of a sum falls on the days `[from, to)`, in minor units. Neighbouring times share it without a unit lost or made: each takes what has
 * been spent by its end less what had been by its beginning.
 */
export function spentWithin({ amount, from: first, to: last }: SpentOver, from: number, to: number): bigint {
  const days = BigInt(last - first + 1);
  const by = (day: number): bigint => (amount * BigInt(Math.min(last + 1, Math.max(first, day)) - first)) / days;
  return by(Math.max(from, to)) - by(from);
}

/** How many of a source's first buyers have a month of age behind them, and the margin they brought in it. */
export interface AgeOfBuyers {
  readonly buyers: number;
  readonly margin: number;
}

export interface Returned {
  /** margin of one buyer over the months that were seen, twelve at most */
  readonly perBuyer: number;
  readonly months: number;
  /** how many months were seen */
  readonly seen: number;
  /** the month in which a buyer's margin reached the cost; null: in none that was seen */
  readonly paidBackAfter: number | null;
}

/** With fewer buyers than these behind a month, it says nothing of the next. */
export const LEAST_BUYERS = 20;
const YEAR = 12;

/**
 * What first buyers have brought, month of age by month of age, against what one of them cost. Each month is a mean over those who have it
 * behind them; where too few have, it ends. Null when the first month is such a one.
 */
export function returnedOf(cost: number, ages: readonly AgeOfBuyers[]): Returned | null {
  let [sum, months, perBuyer] = [0, 0, 0];
  let paidBackAfter: number | null = null;
  for (const { buyers, margin } of ages) {
    if (buyers < LEAST_BUYERS) break;
    sum += margin / buyers;
    months++;
    if (months <= YEAR) perBuyer = sum;
    if (paidBackAfter === null && sum >= cost) paidBackAfter = months;
  }
  return months === 0 ? null : { perBuyer, months: Math.min(YEAR, months), seen: months, paidBackAfter };
}
