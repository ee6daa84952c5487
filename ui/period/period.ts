import { addDays, addMonths } from '../format/time.ts';

/** A period `[from, to)` of calendar days. */
export interface Period {
  from: string;
  to: string;
}

/**
 * The first and the last day with data, from the instants the API gives: `dataTo` is the end of the last day, so it is
 * that day only a moment earlier.
 */
export function knownDays(
  known: { dataFrom: string | null; dataTo: string | null } | undefined,
  dayOf: (instant: string) => string,
): { firstDay: string | null; lastDay: string | null } {
  return {
    firstDay: known?.dataFrom ? dayOf(known.dataFrom) : null,
    lastDay: known?.dataTo ? dayOf(new Date(Date.parse(known.dataTo) - 1).toISOString()) : null,
  };
}

export const presets = ['month', '30d', '90d', '12m', 'year', 'all'] as const;
export type Preset = (typeof presets)[number];

/**
 * The days of a preset, counted back from the end of what is known: today, or the day of the last order when the data
 * ends earlier (an import of old orders must not show an empty month).
 * `month` begins with that day's calendar month, `12m` eleven months before; no period runs into days nobody knows yet,
 * so that the period of equal length before it is a fair comparison.
 */
export function periodOf(preset: Preset, today: string, data: { firstDay: string | null; lastDay: string | null }): Period {
  const end = data.lastDay && isPast(data.lastDay, today) ? data.lastDay : today;
  const to = addDays(end, 1);
  switch (preset) {
    case 'month':
      return { from: addMonths(end, 0), to };
    case '30d':
      return { from: addDays(to, -30), to };
    case '90d':
      return { from: addDays(to, -90), to };
    case '12m':
      return { from: addMonths(end, -11), to };
    case 'year':
      return { from: `${end.slice(0, 4)}-01-01`, to };
    case 'all':
      return { from: data.firstDay ?? end, to };
  }
}

/** No order since before last month: the brand's data has ended, and "this month" means its last one. */
export function isPast(lastDay: string, today: string): boolean {
  return lastDay < addMonths(today, -1);
}

/** A month while the brand is selling; twelve months when the orders end in the past. */
export function defaultPreset(today: string, lastDay: string | null): Preset {
  return lastDay !== null && isPast(lastDay, today) ? '12m' : 'month';
}

const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);
const isPreset = (text: string | undefined): text is Preset => presets.includes(text as Preset);

/** The period an address asks for: `?period=30d` or `?from=…&to=…` (to not included); nonsense falls back to the default. */
export function periodFrom(
  url: Readonly<Record<string, string>>,
  today: string,
  data: { firstDay: string | null; lastDay: string | null },
): { preset: Preset | null; period: Period } {
  if (isDay(url.from) && isDay(url.to) && url.from < url.to) return { preset: null, period: { from: url.from, to: url.to } };
  const preset = isPreset(url.period) ? url.period : defaultPreset(today, data.lastDay);
  return { preset, period: periodOf(preset, today, data) };
}
