import { minorDigits, moneyText } from '../../../kit/money/index.ts';
import en from '../content/plan.en.json' with { type: 'json' };
import zh from '../content/plan.zh-CN.json' with { type: 'json' };
import type { Lever } from './parameters.ts';

type Language = 'zh-CN' | 'en';
const words = { 'zh-CN': zh, en };

/** What a lever is called. */
export function leverText(lever: Lever, language: Language): string {
  return words[language].levers[lever].name;
}

/** A value of a lever as people say it: 12.3 %, ¥39.00, 0.7. */
export function leverValueText(lever: Lever, value: number, currency: string, language: Language): string {
  const { unit } = words[language].levers[lever];
  if (unit.startsWith('share')) return new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 3 }).format(value);
  return unit.startsWith('money') ? majorText(value, currency, language) : plainText(value, language);
}

/** An estimate in major units: whole from a hundred on, and from ten thousand on to three figures, for more is not known. */
export function majorText(value: number, currency: string, language: Language): string {
  const digits = minorDigits(currency);
  const rounded = Math.abs(value) >= 10_000 ? Number(value.toPrecision(3)) : Math.abs(value) >= 100 ? Math.round(value) : value;
  const text = moneyText({ amount: BigInt(Math.round(rounded * 10 ** digits)).toString(), currency }, language);
  return Number.isInteger(rounded) ? text.replace(/[.]0+$/, '') : text;
}

export function plainText(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value);
}
