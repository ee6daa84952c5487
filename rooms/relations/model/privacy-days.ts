import type { EpochDay } from '../../../kit/time/index.ts';

const WEEK = 7;
/** 1 January 1970 was a Thursday. */
const weekdayOf = (day: EpochDay): number => (((day + 4) % WEEK) + WEEK) % WEEK;

/**
 * The last day on which something that was asked for on `from` is in time. Holidays are counted like other days: a brand that works by it is
 * never late by the law's own count.
 */
export function lastDayFor(from: EpochDay, { days, countsWorkingDays }: { days: number; countsWorkingDays: boolean }): EpochDay {
  if (!countsWorkingDays) return from + days;
  let day = from;
  for (let left = days; left > 0;) {
    day += 1;
    if (weekdayOf(day) !== 0 && weekdayOf(day) !== 6) left -= 1;
  }
  return day;
}
