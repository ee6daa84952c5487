import { DomainError } from '../../../kit/errors/index.ts';
import { dayText, parseDay, type EpochDay } from '../../../kit/time/index.ts';
import { monthStart, yearStart } from '../model/cells.ts';

/** `[from, to)` in days of the tenant's calendar; null = open on that side. */
export interface Period {
  readonly from: EpochDay | null;
  readonly to: EpochDay | null;
}

// Days before and after everything that can be stored (imports take 1970 to 2099).
const FIRST: EpochDay = -36_524;
const LAST: EpochDay = 109_573;

/**
 * Reads `?from&to`.
 * @throws DomainError `period.reversed` when `from` is after `to`, `date.invalid` for a day that does not exist
 */
export function periodOf(query: { from?: string | undefined; to?: string | undefined }): Period {
  const from = query.from === undefined ? null : parseDay(query.from);
  const to = query.to === undefined ? null : parseDay(query.to);
  if (from !== null && to !== null && from > to)
    throw new DomainError('period.reversed', { from: dayText(from), to: dayText(to), pointer: '/from' });
  return { from, to };
}

/** The first day inside and the first day after, as numbers SQL can compare. */
export function boundsOf(period: Period): { low: EpochDay; high: EpochDay } {
  return { low: period.from ?? FIRST, high: period.to ?? LAST };
}

/** A period as whole years, whole months and what is left at the edges: what has cells of its own, and what is counted by day. */
export interface Spans {
  readonly years: Period | null;
  readonly months: readonly Period[];
  readonly edges: readonly { readonly from: EpochDay; readonly to: EpochDay }[];
}

export function spansOf(period: Period): Spans {
  const { from, to } = period;
  const firstMonth = from === null || monthStart(from) === from ? from : nextMonth(from);
  const endMonth = to === null ? null : monthStart(to);
  if (from !== null && to !== null && (firstMonth as EpochDay) > (endMonth as EpochDay)) {
    return { years: null, months: [], edges: from < to ? [{ from, to }] : [] };
  }
  const edges = [];
  if (from !== null && firstMonth !== null && from < firstMonth) edges.push({ from, to: firstMonth });
  if (to !== null && endMonth !== null && endMonth < to) edges.push({ from: endMonth, to });
  const firstYear = firstMonth === null ? null : yearStart(firstMonth) === firstMonth ? firstMonth : nextYear(firstMonth);
  const endYear = endMonth === null ? null : yearStart(endMonth);
  if (firstYear !== null && endYear !== null && firstYear >= endYear) {
    const months = firstMonth !== null && endMonth !== null && firstMonth < endMonth ? [{ from: firstMonth, to: endMonth }] : [];
    return { years: null, months, edges };
  }
  const months: Period[] = [];
  if (firstMonth !== null && firstYear !== null && firstMonth < firstYear) months.push({ from: firstMonth, to: firstYear });
  if (endMonth !== null && endYear !== null && endYear < endMonth) months.push({ from: endYear, to: endMonth });
  return { years: { from: firstYear, to: endYear }, months, edges };
}

/** The first day of the next month. */
export function nextMonth(day: EpochDay): EpochDay {
  return monthStart(monthStart(day) + 31);
}

function nextYear(day: EpochDay): EpochDay {
  return yearStart(yearStart(day) + 366);
}
