import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { FACE } from '../share/face.ts';
import { drawable, setLines } from '../share/typeset.ts';

interface Text {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly weight?: 400 | 700;
  readonly colour?: string;
  /** lines at most; what does not fit ends in an ellipsis */
  readonly most?: number;
  readonly align?: 'left' | 'right';
}

export const INK = '#1F2328';
export const SOFT = '#565D66';
export const LEADING = 1.42;
const ENDLESS = 100_000;

/** How wide a sign stands at size 1000: asked once, for a page has thousands of them and few kinds. */
const widths = new Map<string, number>();
const EXACT = 1000;

/** Chinese signs and their marks are as wide as they are high. */
const SQUARE = /^[\p{Script=Han}\u3000-\u303f\uff01-\uff5e]$/u;

function widthOf(text: string, weight: 400 | 700): number {
  let width = 0;
  for (const sign of text) {
    const key = weight + sign;
    let one = SQUARE.test(sign) ? EXACT : widths.get(key);
    if (one === undefined) {
      one = rulerOf(weight).measureText(sign).width;
      widths.set(key, one);
    }
    width += one;
  }
  return width;
}

const rulers = new Map<number, SKRSContext2D>();

/** What signs are measured with: choosing a typeface costs more than measuring, so it is done once. */
function rulerOf(weight: 400 | 700): SKRSContext2D {
  const known = rulers.get(weight);
  if (known) return known;
  const ruler = createCanvas(1, 1).getContext('2d');
  ruler.font = `${weight} ${EXACT}px ${FACE}`;
  rulers.set(weight, ruler);
  return ruler;
}

/** A text broken into lines, as it would be drawn. */
export function linesOf(text: string, { width, size, weight = 400 }: Pick<Text, 'width' | 'size' | 'weight'>, most = ENDLESS): string[] {
  return setLines(drawable(text), { width, most, measure: (piece) => wideAs(piece, { size, weight }) });
}

/** The typeface each pen holds. */
const fonts = new WeakMap<SKRSContext2D, string>();

/** How wide a text is drawn. */
export function wideAs(text: string, { size, weight }: { size: number; weight: 400 | 700 }): number {
  return (widthOf(text, weight) * size) / EXACT;
}

/** Writes a text from its upper left corner. @returns where what follows may begin, and whether something had to be left out */
export function write(pen: SKRSContext2D, text: string, how: Text): { readonly y: number; readonly isCut: boolean } {
  const { x, y, width, size, weight = 400, colour = INK, most = ENDLESS, align = 'left' } = how;
  const all = linesOf(text, how);
  const shown = all.length > most ? linesOf(text, how, most) : all;
  const font = `${weight} ${size}px ${FACE}`;
  if (fonts.get(pen) !== font) {
    pen.font = font;
    fonts.set(pen, font);
  }
  pen.fillStyle = colour;
  pen.textBaseline = 'alphabetic';
  // Letters that were joined, and figures that took another shape beside letters, could not be found or copied again.
  pen.letterSpacing = '0.01px';
  for (const [at, line] of shown.entries()) {
    let across = align === 'right' ? x + width - wideAs(line, { size, weight }) : x;
    for (const run of line.split(/(\d+)/)) {
      if (run === '') continue;
      pen.fillText(run, across, y + size + at * size * LEADING);
      across += wideAs(run, { size, weight });
    }
  }
  return { y: y + shown.length * size * LEADING, isCut: all.length > most };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A sheet of paper with a hairline round it, dashed where something is missing. */
export function frame(
  pen: SKRSContext2D,
  { x, y, width, height }: Box,
  { line = '#D8D2C7', fill = '#FFFFFF', isDashed = false } = {},
): void {
  pen.beginPath();
  pen.roundRect(x, y, width, height, 5);
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = line;
  pen.lineWidth = 0.75;
  pen.setLineDash(isDashed ? [4, 3] : []);
  pen.stroke();
  pen.setLineDash([]);
}
