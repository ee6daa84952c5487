import { daysBetween } from '../../../../ui/format/time.ts';

/** Data that ends longer ago than this looks ahead into days that are over: that is said. */
const OLD_DAYS = 14;

export function isOld(dataTo: string, today: string): boolean {
  return daysBetween(dataTo, today) > OLD_DAYS;
}
