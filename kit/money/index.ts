import { assert, DomainError } from '../errors/index.ts';

/** An amount in minor units with its currency (fen, cents). Adding two currencies throws. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

/** Money as JSON carries it: integer minor units as a string. */
export interface MoneyJson {
  amount: string;
  currency: string;
}

/** Integer parts per million: 7.5 % is 75 000. */
export type Ppm = number;

const DIGITS: Record<string, number> = {
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** Digits after the point of a currency (ISO 4217): 2 unless listed. */
export function minorDigits(currency: string): number {
  return DIGITS[currency] ?? 2;
}

export function moneyJson(amount: bigint, currency: string): MoneyJson {
  return { amount: amount.toString(), currency };
}

/** An amount as a plain decimal of the currency, the same in every language: 1280.00. */
export function decimalText(amount: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const sign = amount < 0n ? '-' : '';
  const whole = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
}

/** An amount as people write it in a language: ¥1,280.00. Exact at any length. */
export function moneyText({ amount, currency }: MoneyJson, language: 'zh-CN' | 'en'): string {
  const digits = minorDigits(currency);
  const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits } as const;
  const format = new Intl.NumberFormat(language, { ...options, maximumFractionDigits: digits });
  // The type of a number in text asks for a literal; this one is made of digits alone.
  return format.format(decimalText(BigInt(amount), currency) as Intl.StringNumericLiteral);
}

/** A refusal that named amounts in minor units (bigint) names them as money of a currency: so they can be told to people. */
export function inCurrency(refusal: DomainError, currency: string): DomainError {
  const facts = Object.entries(refusal.facts);
  if (!facts.some(([, value]) => typeof value === 'bigint')) return refusal;
  const told = facts.map(([name, value]) => [name, typeof value === 'bigint' ? moneyJson(value, currency) : value]);
  return new DomainError(refusal.code, Object.fromEntries(told));
}

/**
 * An amount of a request in minor units of the brand's currency; null where none was given.
 * @param pointer the place in the request that held it (JSON pointer)
 * @throws DomainError `currency.other`
 */
export function amountOf(currency: string, money: MoneyJson | null | undefined, pointer: string): bigint | null {
  if (money === undefined || money === null) return null;
  if (money.currency !== currency) throw new DomainError('currency.other', { given: money.currency, currency, pointer });
  return BigInt(money.amount);
}

export function addMoney(a: Money, b: Money): Money {
  assert(a.currency === b.currency, `cannot add ${a.currency} and ${b.currency}`);
  return { amount: a.amount + b.amount, currency: a.currency };
}

/**
 * The quotient rounded half up on the magnitude (half away from zero), in whole units.
 * @throws when the divisor is 0
 */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  assert(divisor !== 0n, 'divided by zero');
  const isNegative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const rounded = (a * 2n + b) / (b * 2n);
  return isNegative ? -rounded : rounded;
}

/** A quotient as a decimal string with 6 digits, half up; null when the divisor is 0 (CONTRACT §4, §7). */
export function decimal6(dividend: bigint, divisor: bigint): string | null {
  if (divisor === 0n) return null;
  const scaled = divideHalfUp(dividend * 1_000_000n, divisor);
  const sign = scaled < 0n ? '-' : '';
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** The part of an amount at a rate, rounded down: what one payee gets. */
export function takePpm(amount: bigint, rate: Ppm): bigint {
  assert(amount >= 0n, 'amount is negative');
  return (amount * BigInt(rate)) / 1_000_000n;
}

/**
 * Splits a whole over weights with no unit lost or made: largest remainder, ties to the earlier part.
 * All weights 0 → everything to the first part.
 */
export function allocate(whole: bigint, weights: readonly bigint[]): bigint[] {
  assert(whole >= 0n && weights.every((weight) => weight >= 0n), 'nothing negative can be allocated');
  assert(weights.length > 0, 'nothing to allocate to');
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return weights.map((_, i) => (i === 0 ? whole : 0n));
  const parts = weights.map((weight) => (whole * weight) / total);
  const remainders = weights.map((weight, i) => ({ i, rest: (whole * weight) % total }));
  let left = whole - parts.reduce((sum, part) => sum + part, 0n);
  remainders.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
  for (const { i } of remainders) {
    if (left === 0n) break;
    parts[i] = (parts[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}
