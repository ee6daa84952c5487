/** Text broken into lines as a page of Chinese is set; pure. */

/** What never begins a line (GB/T 15834 and W3C clreq: closing marks), and what never ends one (opening marks). */
const NO_START = /^[\p{Pe}\p{Pf}，。、！？；：·…—～％‰℃%!?,.;:)\]}»]/u;
const NO_END = /[\p{Ps}\p{Pi}¥￥$€£([{«]$/u;
/** Letters and digits that stand together; everything else may be parted from its neighbour. */
const PIECE = /[\p{Script=Latin}\p{Script=Cyrillic}\p{M}\p{Nd}'’&@#+/.,:%-]+|\s+|./gsu;
const ELLIPSIS = '…';

type Measure = (text: string) => number;

/**
 * Sets a text in as few lines as it takes, each about as long as the others, so that no sign is left alone on the last one. What does not
 * fit into `most` lines ends in an ellipsis; a word longer than a line is parted.
 * @param measure how wide a text is drawn
 */
export function setLines(text: string, { width, most, measure }: { width: number; most: number; measure: Measure }): string[] {
  const pieces = piecesOf(text, width, measure);
  const greedy = fill(pieces, width, measure);
  if (greedy.length <= 1) return greedy;
  if (greedy.length > most) return cut(greedy, { width, most, measure });
  // The narrowest measure that needs no more lines: found by halves, to within a unit of the width.
  let [narrow, wide] = [width / (greedy.length + 1), width];
  while (wide - narrow > 1) {
    const middle = (narrow + wide) / 2;
    const tried = fill(pieces, middle, measure);
    if (tried.length <= greedy.length && tried.every((line) => measure(line) <= middle)) wide = middle;
    else narrow = middle;
  }
  const balanced = fill(pieces, wide, measure);
  return balanced.length <= greedy.length ? balanced : greedy;
}

function piecesOf(text: string, width: number, measure: Measure): string[] {
  const plain = text.replaceAll(/\s+/gu, ' ').trim();
  return (plain.match(PIECE) ?? []).flatMap((piece) => (measure(piece) > width ? [...piece] : [piece])).reduce<string[]>(joinMarks, []);
}

/** A mark stays with the sign before it, also over a space, or behind it. */
function joinMarks(joined: string[], piece: string): string[] {
  const before = joined.at(-1);
  const closes = NO_START.test(piece);
  if (closes && before === ' ' && joined.length > 1) return [...joined.slice(0, -2), `${joined.at(-2)} ${piece}`];
  if (before !== undefined && before !== ' ' && piece !== ' ' && (closes || NO_END.test(before)))
    joined[joined.length - 1] = before + piece;
  else joined.push(piece);
  return joined;
}

function fill(pieces: readonly string[], width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && measure((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += line === '' ? piece.trimStart() : piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

function cut(lines: readonly string[], { width, most, measure }: { width: number; most: number; measure: Measure }): string[] {
  const kept = lines.slice(0, most);
  let last = [...(kept.at(-1) ?? '')];
  while (last.length > 0 && (measure(last.join('') + ELLIPSIS) > width || /[\s\p{P}]$/u.test(last.at(-1) ?? ''))) last = last.slice(0, -1);
  return [...kept.slice(0, -1), last.join('') + ELLIPSIS];
}

/** Everything the poster's typeface has no sign for: drawn, it would be a row of boxes. */
const UNDRAWN = /[^\p{Script=Latin}\p{Script=Han}\p{Script=Cyrillic}\p{Nd}\p{P}\p{Zs}¥￥$€£+=<>|~^`×°℃™®©·]|[\u{10000}-\u{10ffff}]/gu;

/** A text as the poster can draw it; empty where nothing of it can be. */
export function drawable(text: string): string {
  const kept = text.normalize('NFC').replaceAll(UNDRAWN, '').replaceAll(/\s+/gu, ' ').trim();
  return /[\p{L}\p{N}]/u.test(kept) ? kept : '';
}
