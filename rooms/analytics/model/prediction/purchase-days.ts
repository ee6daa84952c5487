import type { Purchases } from './purchases.ts';

/** Purchases as they happened, sorted by person and, within a person, by day; several on a day may stand in any order. */
export interface PurchaseEvents {
  /** any number that names the person */
  readonly people: Int32Array;
  readonly days: Int32Array;
  /** refunds of the purchase taken off; any one unit of money */
  readonly values: Float64Array;
}

export interface Calibration {
  readonly purchases: Purchases;
  /** mean value of everybody's first day: all that is known of a purchase's worth while nobody has come back */
  readonly firstValue: number;
  /** whom each entry is about */
  readonly people: Int32Array;
  /** purchase days after the end by the people of the calibration, for the back-test */
  readonly actualLater: number;
  /** days from the end to the last of which anything is known; 0 when nothing came after */
  readonly laterDays: number;
}

/**
 * Histories up to and including the day `end`. Whoever bought first after it is not in. A day with a purchase counts once with the sum of
 * its purchases; the first day's value is left out of the mean (Gamma-Gamma is fitted on repeats).
 * @param knownTo the last day of which anything is known, where that is later than the last purchase in here
 */
export function purchasesUntil({ people, days, values }: PurchaseEvents, end: number, knownTo = end): Calibration {
  const repeats: number[] = [];
  const recencyDays: number[] = [];
  const ageDays: number[] = [];
  const means: number[] = [];
  const who: number[] = [];
  let firstValues = 0;
  let actualLater = 0;
  let lastDay = Math.max(end, knownTo);
  for (let from = 0; from < people.length;) {
    const person = people[from] as number;
    const first = days[from] as number;
    let to = from;
    let last = first;
    let purchaseDays = 0;
    let later = 0;
    let [firstValue, repeatValue] = [0, 0];
    for (let seen = Number.NaN; to < people.length && people[to] === person; to++) {
      const day = days[to] as number;
      const isNewDay = day !== seen;
      seen = day;
      lastDay = Math.max(lastDay, day);
      if (day > end) later += isNewDay ? 1 : 0;
      else {
        last = day;
        purchaseDays += isNewDay ? 1 : 0;
        if (day === first) firstValue += values[to] as number;
        else repeatValue += values[to] as number;
      }
    }
    if (first <= end) {
      who.push(person);
      repeats.push(purchaseDays - 1);
      recencyDays.push(last - first);
      ageDays.push(end - first);
      means.push(purchaseDays > 1 ? repeatValue / (purchaseDays - 1) : 0);
      firstValues += firstValue;
      actualLater += later;
    }
    from = to;
  }
  return {
    purchases: {
      repeats: Int32Array.from(repeats),
      recencyDays: Int32Array.from(recencyDays),
      ageDays: Int32Array.from(ageDays),
      values: Float64Array.from(means),
    },
    firstValue: who.length > 0 ? firstValues / who.length : 0,
    people: Int32Array.from(who),
    actualLater,
    laterDays: lastDay - end,
  };
}
