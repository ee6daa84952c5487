import type { Language } from './language.ts';

/** Money as the API carries it: integer minor units as a string. */
export interface MoneyJson {
  amount: string;
  currency: string;
}

const digitsKnown = new Map<string, number>();

/** Digits after the point of a currency: 2 for CNY, 0 for JPY, 3 for KWD. Unknown currencies have 2. */
export function minorDigits(currency: string): number {
  const known = digitsKnown.get(currency);
  if (known !== undefined) return known;
  let digits = 2;
  try {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
  }
  digitsKnown.set(currency, digits);
  return digits;
}

/** Minor units as a decimal text in major units, exact at any length: 12800 fen → "128.00". */
export function majorText(amount: bigint, digits: number): string {
  const sign = amount < 0n ? '-' : '';
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: Language, key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${language} ${key}`;
  let format = formats.get(name);
  if (!format) formats.set(name, (format = new Intl.NumberFormat(language, options)));
  return format;
}

export interface MoneyStyle {
  /** `exact` to the minor unit; `short` rounds to three or four figures with 万/亿 or K/M; `whole` drops the minor unit */
  readonly style?: 'exact' | 'short' | 'whole';
  /** always shows + or −, for changes; zero has no sign */
  readonly isChange?: boolean;
}

/** An amount in words of the language: ¥5,761,931.38, or ¥576.2万 / ¥5.76M when short. Never loses a digit when exact. */
export function formatMoney(money: MoneyJson, language: Language, { style = 'exact', isChange = false }: MoneyStyle = {}): string {
  const digits = minorDigits(money.currency);
  const amount = BigInt(money.amount);
  const shape = style === 'short' && !isLong(amount, digits) ? 'exact' : style;
  const options: Intl.NumberFormatOptions = {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
    signDisplay: isChange ? 'exceptZero' : 'negative',
    ...(shape === 'short'
      ? {
          notation: 'compact',
          ...(language === 'zh-CN' ? { minimumFractionDigits: 0, maximumFractionDigits: 1 } : { maximumSignificantDigits: 3 }),
        }
      : {
          minimumFractionDigits: shape === 'whole' ? 0 : digits,
          maximumFractionDigits: shape === 'whole' ? 0 : digits,
        }),
  };
  const format = formatOf(language, `${money.currency} ${shape} ${isChange}`, options);
  return typographic(format.format(majorText(amount, digits) as Intl.StringNumericLiteral));
}

function isLong(amount: bigint, digits: number): boolean {
  return (amount < 0n ? -amount : amount) / 10n ** BigInt(digits) >= 10_000n;
}

/** The hyphen of negative numbers as a true minus sign. */
export function typographic(text: string): string {
  return text.replace('-', '−');
}

/** Adds amounts of one currency. @throws RangeError when two currencies meet */
export function sumMoney(amounts: readonly MoneyJson[], currency: string): MoneyJson {
  let total = 0n;
  for (const money of amounts) {
    if (money.currency !== currency) throw new RangeError(`cannot add ${money.currency} to ${currency}`);
    total += BigInt(money.amount);
  }
  return { amount: total.toString(), currency };
}

/**
 * What a person typed as an amount in major units, as minor units; null when it is no amount.
 * Reads thousands separators and full-width digits; more digits than the currency has are refused.
 */
export function parseMajor(text: string, currency: string): string | null {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '');
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(plain);
  const digits = minorDigits(currency);
  if (!match || (match[3] ?? '').length > digits) return null;
  return BigInt(`${match[1] ?? ''}${match[2] ?? ''}${(match[3] ?? '').padEnd(digits, '0')}`).toString();
}

/** What was typed as an amount: nothing, an amount, or neither. */
export function typedMoney(text: string, currency: string): MoneyJson | null | 'wrong' {
  if (text.trim() === '') return null;
  const amount = parseMajor(text, currency);
  return amount === null || amount.startsWith('-') ? 'wrong' : { amount, currency };
}

/** An amount as it stands in a field: major units, without its currency. */
export function moneyText(money: MoneyJson | null | undefined): string {
  return money ? majorText(BigInt(money.amount), minorDigits(money.currency)) : '';
}
