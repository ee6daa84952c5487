import type { Language } from './language.ts';
import { formatMoney, type MoneyJson, type MoneyStyle } from './money.ts';
import { formatBytes, formatChange, formatCount, formatDecimal, formatPoints, formatShare } from './number.ts';
import { dayOf, formatAgo, formatDay, formatDays, formatDuration, formatInstant, formatInstantDay, formatMonth } from './time.ts';

/** Where a reader is: their language, and the brand's zone, currency and present time. */
export interface Reader {
  readonly language: Language;
  readonly timeZone: string;
  readonly currency: string;
  readonly now: string;
}

/** Every formatter bound to one reader. */
export function formatsFor(reader: Reader) {
  const { language, timeZone, currency, now } = reader;
  return {
    ...reader,
    today: dayOf(now, timeZone),
    zero: { amount: '0', currency } as MoneyJson,
    money: (value: MoneyJson, style?: MoneyStyle) => formatMoney(value, language, style),
    minor: (amount: bigint, style?: MoneyStyle) => formatMoney({ amount: amount.toString(), currency }, language, style),
    count: (value: number | bigint | string) => formatCount(value, language),
    decimal: (value: string | number, digits?: number) => formatDecimal(value, language, digits),
    share: (value: string | number, digits?: number) => formatShare(value, language, digits),
    change: (value: number, digits?: number) => formatChange(value, language, digits),
    points: (value: number) => formatPoints(value, language),
    bytes: (value: number) => formatBytes(value, language),
    day: (value: string) => formatDay(value, language),
    month: (value: string, isShort?: boolean) => formatMonth(value, language, isShort),
    instant: (value: string) => formatInstant(value, language, timeZone),
    instantDay: (value: string) => formatInstantDay(value, language, timeZone),
    dayOf: (value: string) => dayOf(value, timeZone),
    ago: (value: string) => formatAgo(value, now, language),
    days: (value: number) => formatDays(value, language),
    duration: (seconds: number) => formatDuration(seconds, language),
  };
}

export type Formats = ReturnType<typeof formatsFor>;
