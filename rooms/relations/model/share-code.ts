import { randomBytes } from 'node:crypto';

/** Letters nobody mistakes for another when a code is read aloud or typed from a poster. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const LENGTH = 10;
/** Bytes from here on would make some letters likelier than others. */
const FAIR = 256 - (256 % LETTERS.length);

/** A code for a link: 31 letters to the power of 10, drawn by chance, so that trying codes finds nobody. */
export function newShareCode(): string {
  let code = '';
  while (code.length < LENGTH) {
    for (const byte of randomBytes(16)) if (byte < FAIR && code.length < LENGTH) code += LETTERS[byte % LETTERS.length];
  }
  return code;
}

/** Whether a text has the form of a code; asked before anything is looked up. */
export function isShareCode(text: string): boolean {
  return /^[2-9a-hjkmnp-z]{10}$/.test(text);
}
