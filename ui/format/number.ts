import type { Language } from './language.ts';
import { typographic } from './money.ts';
import { spaced } from './spaced.ts';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = language + JSON.stringify(options);
  let format = formats.get(name);
  if (!format) formats.set(name, (format = new Intl.NumberFormat(language, options)));
  return format;
}

const asNumeric = (value: string | number | bigint) => value as Intl.StringNumericLiteral | number | bigint;

/** A whole number with its thousands: 320,705. */
export function formatCount(value: number | bigint | string, language: Language): string {
  return typographic(formatOf(language, { maximumFractionDigits: 0 }).format(asNumeric(value)));
}

/** A decimal text of the API with the digits a reader needs: "2.314159" → 2.31. */
export function formatDecimal(value: string | number, language: Language, digits = 2): string {
  return typographic(formatOf(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(asNumeric(value)));
}

/** A share between 0 and 1 as percent: "0.431999" → 43.2%. */
export function formatShare(value: string | number, language: Language, digits = 1): string {
  return typographic(
    formatOf(language, {
      style: 'percent',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(asNumeric(value)),
  );
}

/** Parts per million as percent, with no more digits than it has: 75000 → 7.5%. */
export function formatPpm(value: number, language: Language): string {
  return typographic(formatOf(language, { style: 'percent', maximumFractionDigits: 4 }).format(value / 1_000_000));
}

/** A change in percent with its sign: +12.5%. */
export function formatChange(value: number, language: Language, digits = 1): string {
  return typographic(formatOf(language, { style: 'percent', maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(value));
}

/** The difference of two shares in percentage points with its sign, a bare number: +2.1. */
export function formatPoints(value: number, language: Language): string {
  return typographic(
    formatOf(language, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }).format(value * 100),
  );
}

/** A file's size in the unit a reader expects: 12.4 MB. */
export function formatBytes(bytes: number, language: Language): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let at = 0;
  let size = bytes;
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000;
    at += 1;
  }
  const format = formatOf(language, {
    style: 'unit',
    unit: units[at] ?? 'byte',
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: size < 100 && at > 0 ? 1 : 0,
  });
  return spaced(format.format(size));
}
