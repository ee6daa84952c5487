const WIDE = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u;
const NARROW = 0.54;
/** marks that may not begin a line */
const TAIL = /^[，。、；：！？）》”]/u;

/** How wide a text is, in the size of its type. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 1 : NARROW), 0);
}

/** A text broken into lines for a picture, which breaks none by itself: between words, and between Chinese characters but not before a mark. */
export function linesOf(text: string, most: number): string[] {
  const pieces = text.match(/[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]|[^\s\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]+\s*|\s+/gu) ?? [];
  const lines: string[] = [];
  let now = '';
  for (const piece of pieces) {
    if (now !== '' && widthOf((now + piece).trimEnd()) > most && !TAIL.test(piece)) {
      lines.push(now.trimEnd());
      now = '';
    }
    now += piece;
  }
  return [...lines, now.trimEnd()].filter((line) => line !== '');
}
