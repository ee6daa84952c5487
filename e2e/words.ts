import { readFileSync } from 'node:fs';

export type Language = 'zh-CN' | 'en';
type Blanks = Readonly<Record<string, string | number>>;

/** What stands on screen: `say('cart.checkout', { total: '¥27.90' })`. */
type Say = (key: string, blanks?: Blanks) => string;

const ROOT = new URL('../apps/', import.meta.url);

/** The words of a topic of the shop. */
export function shopWords(topic: string, language: Language): Say {
  return sayOf(`shop/words/${topic}.${language}.json`);
}

/** The words of a part of the console. */
export function consoleWords(part: string, language: Language): Say {
  return sayOf(`console/${part}/words.${language}.json`);
}

function sayOf(path: string): Say {
  const words: unknown = JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
  return (key, blanks = {}) => {
    const isOne = blanks['count'] === 1;
    const found = at(words, key) ?? at(words, `${key}_${isOne ? 'one' : 'other'}`) ?? at(words, `${key}_other`);
    const sentence = typeof found === 'string' ? found : at(found, isOne ? 'one' : 'other');
    if (typeof sentence !== 'string') throw new Error(`${path} does not say ${key}`);
    return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(blanks[name] ?? ''));
  };
}

function at(words: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((found, part) => (isTable(found) ? found[part] : undefined), words);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
