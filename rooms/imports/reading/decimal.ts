import { MAX_MINOR_UNITS } from './limits.ts';

/** Why a text is no amount: not a plain decimal, above 10^13 minor units, or said to be in another currency. */
export type DecimalFault = 'notANumber' | 'tooLarge' | 'currency';

const MAX_MINOR = Number(MAX_MINOR_UNITS);
const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const MAX_CHARS = 64;

/**
 * An amount in major units as whole minor units, rounded half up on its magnitude. Reads thousands separators, currency signs and
 * full-width digits; refuses exponents, hexadecimals, decimal commas and words. Exact: short ASCII numbers take a way through
 * integers below 2^53, all others through bigint.
 * @param digits digits of the minor unit (2 for fen)
 * @param currency the currency that a code inside the text must name
 */
export function minorUnits(text: string, digits: number, currency: string): bigint | DecimalFault {
  const quick = quickMinorUnits(text, digits);
  if (!Number.isNaN(quick)) return quick > MAX_MINOR || quick < -MAX_MINOR ? 'tooLarge' : BigInt(quick);
  const plain = plainDecimal(text, currency);
  if (plain === 'notANumber' || plain === 'currency') return plain;
  const { mantissa, scale } = partsOf(plain);
  return withinLimit(rescaled(mantissa, scale, digits));
}

/**
 * quantity × unitPrice in minor units: the product is exact, then rounded once, half up on its magnitude (CONTRACT §7).
 * @param quantity plain decimal as `plainDecimal` gives it
 * @param unitPrice likewise
 */
export function productMinorUnits(quantity: string, unitPrice: string, digits: number): bigint | DecimalFault {
  const quick = quickProduct(quantity, unitPrice, digits);
  if (!Number.isNaN(quick)) return quick > MAX_MINOR || quick < -MAX_MINOR ? 'tooLarge' : BigInt(quick);
  const a = partsOf(quantity);
  const b = partsOf(unitPrice);
  return withinLimit(rescaled(a.mantissa * b.mantissa, a.scale + b.scale, digits));
}

/** The text as a plain ASCII decimal (`-1234.50`), same value; a plain one comes back as it is. */
export function plainDecimal(text: string, currency: string): string | DecimalFault {
  if (isPlain(text)) return text;
  if (text.length > MAX_CHARS) return 'notANumber';
  const folded = text.normalize('NFKC').replaceAll('\u2212', '-').trim();
  const match = WRITTEN.exec(folded);
  if (match?.groups === undefined) return 'notANumber';
  const { signBefore = '', signAfter = '', codeBefore, codeAfter, whole = '', fraction = '' } = match.groups;
  if (signBefore !== '' && signAfter !== '') return 'notANumber';
  const digits = whole.replaceAll(/[,' \u2019]/g, '');
  if (digits === '' && fraction.length < 2) return 'notANumber';
  for (const code of [codeBefore, codeAfter]) {
    if (code !== undefined && !namesCurrency(code, currency)) return 'currency';
  }
  const sign = signBefore === '-' || signAfter === '-' ? '-' : '';
  return `${sign}${digits === '' ? '0' : digits}${fraction.length > 1 ? fraction : ''}`;
}

/** Sign, currency, sign, digits (in groups of three with one kind of separator, or without), fraction, currency. */
const WRITTEN =
  /^(?<signBefore>[+-]?) ?(?:(?:[A-Z]{2})?\p{Sc}|(?<codeBefore>[A-Za-z]{3}))? ?(?<signAfter>[+-]?) ?(?<whole>\d{1,3}(?<mark>[,' \u2019])\d{3}(?:\k<mark>\d{3})*|\d*)(?<fraction>(?:\.\d*)?) ?(?:\p{Sc}|[元圆]|(?<codeAfter>[A-Za-z]{3}))?$/u;

/** `RMB` is how people write CNY. */
export function namesCurrency(code: string, currency: string): boolean {
  const upper = code.toUpperCase();
  return upper === currency || (upper === 'RMB' && currency === 'CNY');
}

function isPlain(text: string): boolean {
  const length = text.length;
  if (length === 0 || length > MAX_CHARS) return false;
  let digits = 0;
  let points = 0;
  for (let i = text.charCodeAt(0) === 0x2d ? 1 : 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) digits++;
    else if (code === 0x2e && points === 0 && digits > 0 && i + 1 < length) points++;
    else return false;
  }
  return digits > 0;
}

/** Minor units of a short plain number, NaN for everything else. Never -0. */
function quickMinorUnits(text: string, digits: number): number {
  const length = text.length;
  if (length === 0 || length > 16) return Number.NaN;
  let i = 0;
  const isNegative = text.charCodeAt(0) === 0x2d;
  if (isNegative) i = 1;
  let value = 0;
  let whole = 0;
  let fraction = -1;
  let roundUp = 0;
  for (; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (fraction >= 0 || whole === 0 || i + 1 === length) return Number.NaN;
      fraction = 0;
    } else if (code < 0x30 || code > 0x39) return Number.NaN;
    else if (fraction < 0) {
      value = value * 10 + code - 0x30;
      whole++;
    } else {
      if (fraction < digits) value = value * 10 + code - 0x30;
      else if (fraction === digits && code >= 0x35) roundUp = 1;
      fraction++;
    }
  }
  if (whole === 0 || whole > 13) return Number.NaN;
  const missing = digits - Math.max(fraction, 0);
  if (missing > 0) value *= POWERS[missing] ?? Number.NaN;
  value += roundUp;
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return isNegative && value !== 0 ? -value : value;
}

function quickProduct(quantity: string, unitPrice: string, digits: number): number {
  if (quantity.length > 9 || unitPrice.length > 12) return Number.NaN;
  const places = fractionOf(quantity) + fractionOf(unitPrice);
  // Stripping the point leaves at most 9 and 12 digits; the product of the integers must stay below 2^53.
  const product = integerOf(quantity) * integerOf(unitPrice);
  const magnitude = Math.abs(product);
  if (magnitude > Number.MAX_SAFE_INTEGER) return Number.NaN;
  let units = magnitude;
  if (places > digits) {
    const divisor = POWERS[places - digits] ?? Number.NaN;
    const rest = magnitude % divisor;
    units = (magnitude - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
  } else units = magnitude * (POWERS[digits - places] ?? Number.NaN);
  if (units > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return product < 0 && units !== 0 ? -units : units;
}

function fractionOf(plain: string): number {
  const point = plain.indexOf('.');
  return point < 0 ? 0 : plain.length - point - 1;
}

function integerOf(plain: string): number {
  let value = 0;
  for (let i = 0; i < plain.length; i++) {
    const code = plain.charCodeAt(i);
    if (code >= 0x30) value = value * 10 + code - 0x30;
  }
  return plain.charCodeAt(0) === 0x2d ? -value : value;
}

function partsOf(plain: string): { mantissa: bigint; scale: number } {
  return { mantissa: BigInt(plain.replace('.', '')), scale: fractionOf(plain) };
}

function rescaled(mantissa: bigint, scale: number, digits: number): bigint {
  if (scale <= digits) return mantissa * 10n ** BigInt(digits - scale);
  const divisor = 10n ** BigInt(scale - digits);
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const units = (magnitude * 2n + divisor) / (divisor * 2n);
  return mantissa < 0n ? -units : units;
}

function withinLimit(units: bigint): bigint | DecimalFault {
  return units > MAX_MINOR_UNITS || units < -MAX_MINOR_UNITS ? 'tooLarge' : units;
}
