/** Letters nobody mistakes for another when a code is read aloud or typed from a poster. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const LENGTH = 10;
/** Bytes from here on would make some letters likelier than others. */
const FAIR = 256 - (256 % LETTERS.length);

/** Bytes drawn by chance that are as good as always enough for a code. */
export const CODE_BYTES = 32;

/**
 * The code of a link: one of 31 letters to the power of 10, so that trying codes finds nobody.
 * @param random bytes drawn by chance
 * @returns null where too few of them are fair
 */
export function shareCodeOf(random: Uint8Array): string | null {
  const letters = [...random].filter((byte) => byte < FAIR).map((byte) => LETTERS[byte % LETTERS.length]);
  return letters.length < LENGTH ? null : letters.slice(0, LENGTH).join('');
}

/** Whether a text has the form of a code; asked before anything is looked up. */
export function isShareCode(text: string): boolean {
  return /^[2-9a-hjkmnp-z]{10}$/.test(text);
}
