import content from '../content/claims.json' with { type: 'json' };
import en from '../content/claims.en.json' with { type: 'json' };
import zh from '../content/claims.zh-CN.json' with { type: 'json' };

export type ClaimId = keyof typeof content.claims;

/** A place of a text that says what nobody may say, or what is easily read so (compliance P10–P12, P15, advertising law). */
export interface Claim {
  /** JSON pointer into the text */
  readonly pointer: string;
  readonly word: string;
  readonly claim: ClaimId;
  /** the text cannot be used while it stands */
  readonly isRefused: boolean;
}

const LISTS = Object.entries(content.claims).map(([claim, { isRefused, words }]) => ({
  claim: claim as ClaimId,
  isRefused,
  patterns: words.map((pattern) => new RegExp(pattern, 'giu')),
}));

/** What in a document makes a claim, in the order it stands; each word of a place once. */
export function claimsIn(document: unknown): Claim[] {
  return stringsOf(document, '').flatMap(({ pointer, text }) => {
    const plain = text.normalize('NFKC');
    return LISTS.flatMap(({ claim, isRefused, patterns }) => {
      const words = new Set(patterns.flatMap((pattern) => plain.match(pattern) ?? []));
      return [...words].map((word) => ({ pointer, word, claim, isRefused }));
    });
  });
}

/** Why a claim is not made. */
export function claimText(claim: ClaimId, language: 'zh-CN' | 'en'): string {
  return (language === 'en' ? en : zh)[claim];
}

function stringsOf(value: unknown, pointer: string): { pointer: string; text: string }[] {
  if (typeof value === 'string') return [{ pointer, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsOf(inner, `${pointer}/${key}`));
}
