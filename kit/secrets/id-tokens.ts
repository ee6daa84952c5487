import { createCipheriv, createDecipheriv } from 'node:crypto';
import { keyedHash } from './sealing.ts';

const BLOCK = 16;
const FORM = /^[\w-]{22}$/;

/**
 * Ids made into tokens: each is one block of AES-256 under a key of this place, so that nothing need be kept to know a token again. Whoever
 * has some finds no other one, and not the id behind any: one of 2^128 texts at a time is to be tried.
 * @param ids 16 bytes each; no two alike
 * @returns 22 letters each, which need no escaping in addresses and cookies
 */
export function tokensOf(ids: Uint8Array, place: string): string[] {
  const cipher = createCipheriv('aes-256-ecb', keyOf(place), null).setAutoPadding(false);
  return lettersOf(cipher.update(ids));
}

// 24 bytes are 32 letters, of which 22 are those of the first 16: all are written out at once, since thousands are made a second.
const WORDS = { narrow: 4, wide: 6 };
const LETTERS = { wide: 32, own: 22 };

function lettersOf(sealed: Buffer): string[] {
  const count = sealed.length / BLOCK;
  const narrow = new Uint32Array(new Uint8Array(sealed).buffer);
  const wide = new Uint32Array(count * WORDS.wide);
  for (let i = 0; i < count; i++)
    for (let word = 0; word < WORDS.narrow; word++) wide[i * WORDS.wide + word] = narrow[i * WORDS.narrow + word] as number;
  const text = Buffer.from(wide.buffer).toString('base64url');
  return Array.from({ length: count }, (_, i) => text.slice(i * LETTERS.wide, i * LETTERS.wide + LETTERS.own));
}

/** The 16 bytes a token was made of, if it was made here; of any other text, null or bytes that are nobody's. */
export function idBehind(token: string, place: string): Buffer | null {
  if (!FORM.test(token)) return null;
  const sealed = Buffer.from(token, 'base64url');
  // The last letter holds four bits too many: only one of the sixteen is ours.
  if (sealed.toString('base64url') !== token) return null;
  return createDecipheriv('aes-256-ecb', keyOf(place), null).setAutoPadding(false).update(sealed);
}

function keyOf(place: string): Buffer {
  return Buffer.from(keyedHash('key of tokens', place), 'hex');
}
