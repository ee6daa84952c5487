import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lever } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import type { Formats } from '../../../../../ui/format/formats.ts';
import { minorDigits, type MoneyStyle } from '../../../../../ui/format/money.ts';
import { kindOf, type ValueKind } from './lever-groups.ts';

/** Figures of a plan in words: amounts are decimal numbers in major units, as the model has them. */
export function sayerOf(format: Formats, none: string) {
  const digits = minorDigits(format.currency);
  const amount = (value: number, style: MoneyStyle = {}): string =>
    Number.isFinite(value) ? format.minor(BigInt(Math.round(value * 10 ** digits)), style) : none;
  return {
    none,
    /** to the minor unit below a thousand, whole above */
    amount: (value: number | null): string =>
      value === null ? none : amount(value, { style: Math.abs(value) < 1000 ? 'exact' : 'whole' }),
    whole: (value: number): string => amount(value, { style: 'whole' }),
    short: (value: number): string => amount(value, { style: Math.abs(value) < 10_000 ? 'whole' : 'short' }),
    change: (value: number): string => amount(value, { style: Math.abs(value) < 10_000 ? 'whole' : 'short', isChange: true }),
    people: (value: number): string => format.count(Math.round(value)),
    share: (value: number | null, places = 1): string => (value === null ? none : format.share(value, places)),
    /** three figures or so: .0734 → 0.073, 12.34 → 12.3 */
    number: (value: number | null): string =>
      value === null ? none : format.decimal(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3),
  };
}
export type Sayer = ReturnType<typeof sayerOf>;

export function useSay(): Sayer {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const none = t('none');
  return useMemo(() => sayerOf(format, none), [format, none]);
}

/** A value as people write it: 8%, ¥39, 3. */
export function sayValue(kind: ValueKind, value: number, format: Formats, say: Sayer): string {
  if (kind === 'share') return format.share(value, value !== 0 && Math.abs(value) < 0.01 ? 2 : 1);
  if (kind === 'amount') return say.amount(value);
  return Math.abs(value) >= 100 || Number.isInteger(value) ? format.count(Math.round(value)) : say.number(value);
}

/** A lever's value as people write it. */
export function sayLever(lever: Lever, value: number, format: Formats, say: Sayer): string {
  return sayValue(kindOf(lever), value, format, say);
}

/** By what the brought multiply in a month, to the thousandth: whether it is above or below one is what it is read for. */
export function sayGrowth(growth: number | null, t: TFunction<'simulate'>, format: Formats, say: Sayer): string {
  return growth === null ? say.none : t('figure.timesOf', { times: format.decimal(growth, 3) });
}

/** What stands in a field: the share 0.08 → "8"; never a comma, for it is typed again. */
export function fieldText(kind: ValueKind, value: number): string {
  if (kind === 'number') return String(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4)));
  const said = kind === 'share' ? value * 100 : value;
  return String(Number(Math.abs(said) >= 1 ? said.toFixed(2) : said.toPrecision(3)));
}

/** What was typed into a field, as the model has it; null when it is no number. Full-width digits and separators are read. */
export function typedValue(kind: ValueKind, text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[\s,%¥$]/g, '');
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  return kind === 'share' ? Number((Number(plain) / 100).toPrecision(12)) : Number(plain);
}
