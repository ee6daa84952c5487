const HIDDEN = '**';
/** What draws nothing or turns the writing around: it would let a name hide itself, or mirror the words beside it. */
const UNSEEN = /[\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/u;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** The longest sign in use (a family, a flag of a region) has fewer; what is longer is a letter drowned in marks. */
const LONGEST_SIGN = 16;

/**
 * A person's name as another person may see it (rules.md B12): the first sign, then always two stars, so that not even the length
 * is told: 林小雨 → 林**. A name of one sign, an empty one and none at all are the stars alone. What comes back holds no white space and
 * nothing that turns the writing direction.
 */
export function maskedName(name: string | null): string {
  const signs = Array.from(graphemes.segment(name ?? ''), ({ segment }) => segment).filter((sign) => !UNSEEN.test(firstPoint(sign)));
  const [first] = signs;
  if (first === undefined || signs.length === 1) return HIDDEN;
  return `${first.length > LONGEST_SIGN ? firstPoint(first) : first}${HIDDEN}`;
}

function firstPoint(sign: string): string {
  return String.fromCodePoint(sign.codePointAt(0) ?? 0);
}
