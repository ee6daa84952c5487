import type { Language } from './language.ts';
import { spaced } from './spaced.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = language + JSON.stringify(options);
  let format = formats.get(name);
  if (!format) formats.set(name, (format = new Intl.DateTimeFormat(language, options)));
  return format;
}

const atNoon = (day: string) => new Date(`${day}T12:00:00Z`);

/** A calendar day (`YYYY-MM-DD`) in words: 2026年11月22日, 22 Nov 2026. */
export function formatDay(day: string, language: Language): string {
  return formatOf(language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: language === 'zh-CN' ? 'long' : 'short',
    day: 'numeric',
  }).format(atNoon(day));
}

/** A month (`YYYY-MM` or its first day) in words: 2026年11月, Nov 2026; `short` leaves the year out except in January. */
export function formatMonth(month: string, language: Language, isShort = false): string {
  const date = atNoon(`${month.slice(0, 7)}-01`);
  const withYear = !isShort || month.slice(5, 7) === '01';
  return formatOf(language, {
    timeZone: 'UTC',
    month: 'short',
    ...(withYear ? { year: 'numeric' as const } : {}),
  }).format(date);
}

/** An instant as the day it was in a time zone. */
export function formatInstantDay(instant: string, language: Language, timeZone: string): string {
  return formatDay(dayOf(instant, timeZone), language);
}

/** An instant to the minute in a time zone. */
export function formatInstant(instant: string, language: Language, timeZone: string): string {
  return formatOf(language, {
    timeZone,
    year: 'numeric',
    month: language === 'zh-CN' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
}

/** The calendar day of an instant in a time zone, as `YYYY-MM-DD`. */
export function dayOf(instant: string | Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(new Date(instant));
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago (or ahead) in the largest whole unit: 3 天前, 2 months ago. */
export function formatAgo(instant: string, now: string | Date, language: Language): string {
  const seconds = (new Date(instant).getTime() - new Date(now).getTime()) / 1000;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, size] of steps) if (Math.abs(seconds) >= size) return spaced(relative.format(Math.trunc(seconds / size), unit));
  return relative.format(0, 'minute');
}

/** Whole days with the unit: 12 天, 12 days. */
export function formatDays(days: number, language: Language): string {
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
    maximumFractionDigits: Number.isInteger(days) ? 0 : 1,
  });
  return spaced(format.format(days));
}

/** A duration in at most two units, for time left: 2 分钟 10 秒, 2 min 10 sec. */
export function formatDuration(seconds: number, language: Language): string {
  const whole = Math.max(1, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = hours > 0 || minutes >= 10 ? 0 : whole % 60;
  const unit = (name: 'hour' | 'minute' | 'second', value: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const parts = [
    ...(hours > 0 ? [unit('hour', hours)] : []),
    ...(minutes > 0 ? [unit('minute', minutes)] : []),
    ...(rest > 0 || whole < 60 ? [unit('second', rest)] : []),
  ];
  return spaced(parts.slice(0, 2).join(' '));
}

/** The day some days later (or earlier, when negative). */
export function addDays(day: string, count: number): string {
  const date = atNoon(day);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** The first day of the month some months later (or earlier). */
export function addMonths(day: string, count: number): string {
  const date = atNoon(`${day.slice(0, 7)}-01`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}

/** Days from one calendar day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((atNoon(to).getTime() - atNoon(from).getTime()) / 86_400_000);
}
