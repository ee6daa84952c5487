import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lever } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import type { Formats } from '../../../../../ui/format/formats.ts';
import { minorDigits, type MoneyStyle } from '../../../../../ui/format/money.ts';
import { kindOf } from './lever-groups.ts';

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

/** A lever's value as people write it: 8%, ¥39, 3. */
export function sayLever(lever: Lever | 'addressable', value: number, format: Formats, say: Sayer): string {
  const kind = kindOf(lever);
  if (kind === 'share') return format.share(value, value !== 0 && Math.abs(value) < 0.01 ? 2 : 1);
  return kind === 'amount'
    ? say.amount(value)
    : lever === 'addressable' || value >= 1000
      ? format.count(Math.round(value))
      : say.number(value);
}

/** What stands in the field of a lever: 0.08 → "8"; never a comma, for it is typed again. */
export function fieldText(lever: Lever | 'addressable', value: number): string {
  return String(Number((kindOf(lever) === 'share' ? value * 100 : value).toPrecision(6)));
}

/** What was typed into the field of a lever, as the model has it; null when it is no number. Full-width digits and separators are read. */
export function typedValue(lever: Lever | 'addressable', text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[\s,%¥$]/g, '');
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  return kindOf(lever) === 'share' ? Number((Number(plain) / 100).toPrecision(12)) : Number(plain);
}
