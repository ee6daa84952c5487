import { pinyin } from 'pinyin-pro';

const HAN = /\p{Script=Han}/u;
const HAN_RUN = /\p{Script=Han}+/gu;
const WORD = /[\p{L}\p{N}@._+-]*[\p{L}\p{N}][\p{L}\p{N}@._+-]*/gu;
const MAX_TOKENS = 60;

/**
 * One condition of a search: the token itself, or any token that begins with it.
 * Both are btree look-ups, which row level security lets use the index (DATABASE.md rule 23).
 */
export interface SearchTerm {
  readonly kind: 'equal' | 'prefix';
  readonly token: string;
}

/** What a name is sorted by: pinyin of its Han characters and its other letters, in lower case. null = no name. */
export function nameKey(name: string | null): string | null {
  if (name === null) return null;
  const text = plain(name);
  return HAN.test(text) ? syllables(text).join(' ') : text;
}

/**
 * The tokens a person is found by.
 * - `h:` one and two neighbouring Han characters (张, 张三)
 * - `w:` words, e-mail addresses, pinyin from each syllable on (zhangsan, san) and the initials (zs)
 * - `p:` the digits of a phone number from the last to the first: a tail of any length is a prefix
 */
export function personTokens(facts: { name: string | null; phones: readonly string[]; emails: readonly string[] }): string[] {
  const tokens = new Set<string>();
  if (facts.name !== null) for (const token of nameTokens(plain(facts.name))) tokens.add(token);
  for (const email of facts.emails) tokens.add(`w:${email}`);
  for (const phone of facts.phones) tokens.add(`p:${reversedDigits(phone)}`);
  return [...tokens].slice(0, MAX_TOKENS);
}

/** What a person must fulfil to be found by a text: all terms. Empty when nothing in the text can be searched for. */
export function searchTerms(text: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  const whole = plain(text);
  for (const piece of isPhone(whole) ? [whole] : whole.split(/\s+/)) {
    if (isPhone(piece)) {
      terms.push({ kind: 'prefix', token: `p:${reversedDigits(piece)}` });
      continue;
    }
    for (const run of piece.match(HAN_RUN) ?? []) {
      for (const token of grams(run, run.length === 1 ? 1 : 2)) terms.push({ kind: 'equal', token });
    }
    for (const word of piece.replace(HAN_RUN, ' ').match(WORD) ?? []) terms.push({ kind: 'prefix', token: `w:${word}` });
  }
  return terms;
}

function* nameTokens(text: string): Generator<string> {
  for (const run of text.match(HAN_RUN) ?? []) {
    yield* grams(run, 1);
    yield* grams(run, 2);
    const parts = syllables(run);
    for (let i = 0; i < parts.length; i++) yield `w:${parts.slice(i).join('')}`;
    if (parts.length > 1) yield `w:${parts.map((part) => part.slice(0, 1)).join('')}`;
  }
  const words = text.replace(HAN_RUN, ' ').match(WORD) ?? [];
  for (const word of words) yield `w:${word}`;
  if (words.length > 1) yield `w:${words.join('')}`;
}

function* grams(run: string, size: number): Generator<string> {
  const letters = [...run];
  for (let i = 0; i + size <= letters.length; i++) yield `h:${letters.slice(i, i + size).join('')}`;
}

function syllables(text: string): string[] {
  return pinyin(text, { toneType: 'none', type: 'array', surname: 'head', nonZh: 'consecutive', v: true })
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function isPhone(text: string): boolean {
  return /^[+\d][\d\s().-]{2,24}$/.test(text) && /^\d{3,15}$/.test(text.replace(/\D/g, ''));
}

function reversedDigits(phone: string): string {
  return [...phone.replace(/\D/g, '')].reverse().join('');
}
