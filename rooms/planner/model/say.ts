import en from '../content/evidence.en.json' with { type: 'json' };
import zh from '../content/evidence.zh-CN.json' with { type: 'json' };
import { factText } from './say-time.ts';

const words = { 'zh-CN': zh, en } as const;

export type SayCode = keyof typeof en;
export type SaidFacts = Readonly<Record<string, number | string>>;

/** A sentence of the content with its facts in place: shares (`…Share`, `share`) as per cent, other numbers, months and days as people read them. */
export function say(
  code: SayCode,
  facts: SaidFacts,
  language: 'zh-CN' | 'en',
): { code: string; facts: Record<string, number | string>; text: string } {
  return { code, facts: { ...facts }, text: filled(words[language][code], facts, language) };
}

/** A text with its facts in place. */
export function filled(text: string, facts: SaidFacts, language: 'zh-CN' | 'en'): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => shown(name, facts[name] ?? '', language));
}

function shown(name: string, value: number | string, language: 'zh-CN' | 'en'): string {
  if (typeof value === 'string') return factText(name, value, language);
  const isShare = /(?:^s|S)hare$/.test(name);
  return new Intl.NumberFormat(language, isShare ? { style: 'percent', maximumFractionDigits: 1 } : { maximumFractionDigits: 2 }).format(
    value,
  );
}
