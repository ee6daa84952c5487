import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { createHash } from 'node:crypto';
import { encodeQR } from 'qr';
import { bringFace, FACE } from './face.ts';
import { indexedPng } from './png.ts';
import { drawable, setLines } from './typeset.ts';
import wordsEn from './words.en.json' with { type: 'json' };
import wordsZh from './words.zh-CN.json' with { type: 'json' };

/** What a poster says. */
export interface Poster {
  readonly language: 'zh-CN' | 'en';
  readonly brand: string;
  /** `#rrggbb`; null = ours */
  readonly accent: string | null;
  /** null: it is for the whole shop */
  readonly product: string | null;
  /** what a friend pays and what others do, as written; null where there is no price or no difference */
  readonly price: string | null;
  readonly listPrice: string | null;
  /** the name friends see */
  readonly from: string;
  /** what the code leads to */
  readonly address: string;
  /** a trial brand: nothing of it is real */
  readonly isSandbox: boolean;
}

const [WIDTH, HEIGHT, EDGE] = [720, 1080, 56];
const [INK, SOFT, PAPER, ACCENT] = ['#1f1d1a', '#6b665e', '#ffffff', '#b4472e'];
const QR_SIZE = 264;

/** Posters that were drawn last, by what they say. */
const drawn = new Map<string, Promise<Buffer<ArrayBuffer>>>();
const MOST_DRAWN = 200;

/** Names a poster by what it says: the same poster is drawn once. */
export function posterTag(poster: Poster): string {
  return createHash('sha256').update(JSON.stringify(poster)).digest('base64url').slice(0, 22);
}

/** The poster as a PNG of 720 × 1080. */
export async function posterPng(poster: Poster): Promise<Buffer<ArrayBuffer>> {
  const tag = posterTag(poster);
  const known = drawn.get(tag);
  if (known) return await known;
  const [oldest] = drawn.keys();
  if (drawn.size >= MOST_DRAWN && oldest !== undefined) drawn.delete(oldest);
  const fresh = Promise.resolve().then(() => draw(poster));
  drawn.set(tag, fresh);
  fresh.catch(() => drawn.delete(tag));
  return await fresh;
}

function draw(poster: Poster): Buffer<ArrayBuffer> {
  bringFace();
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  const words = poster.language === 'en' ? wordsEn : wordsZh;
  const accent = /^#[0-9a-f]{6}$/i.test(poster.accent ?? '') ? (poster.accent ?? ACCENT) : ACCENT;
  fillBox(pen, PAPER, [0, 0, WIDTH, HEIGHT]);
  fillBox(pen, accent, [0, 0, WIDTH, 148]);
  pen.textBaseline = 'alphabetic';
  const brand = drawable(poster.brand);
  write(pen, brand, { x: EDGE, y: 92, size: 40, weight: 700, colour: onAccent(accent), width: WIDTH - 2 * EDGE, most: 1, leading: 48 });

  const from = drawable(poster.from);
  let y = 232;
  y = write(pen, from === '' || from === '**' ? words.forYou : words.fromName.replace('{{name}}', () => from), {
    x: EDGE,
    y,
    size: 30,
    weight: 400,
    colour: SOFT,
    width: WIDTH - 2 * EDGE,
    most: 2,
    leading: 44,
  });
  const product = poster.product === null ? '' : drawable(poster.product);
  const headline = product === '' ? words.comeToShop.replace('{{brand}}', () => brand) : product;
  y = write(pen, headline, { x: EDGE, y: y + 40, size: 60, weight: 700, colour: INK, width: WIDTH - 2 * EDGE, most: 3, leading: 78 });
  if (poster.price !== null) price(pen, poster, { words, accent, y: y + 26 });

  const top = HEIGHT - EDGE - QR_SIZE - 40;
  fillBox(pen, '#e7e2da', [EDGE, top - 36, WIDTH - 2 * EDGE, 2]);
  qr(pen, poster.address, [EDGE, top]);
  const beside = { x: EDGE + QR_SIZE + 36, width: WIDTH - 2 * EDGE - QR_SIZE - 36 };
  write(pen, words.scan, { ...beside, y: top + 60, size: 34, weight: 700, colour: INK, most: 2, leading: 46 });
  write(pen, words.free, { ...beside, y: top + 160, size: 26, weight: 400, colour: SOFT, most: 3, leading: 38 });
  write(pen, poster.isSandbox ? `${words.label} · ${words.trial}` : words.label, {
    x: EDGE,
    y: HEIGHT - EDGE + 16,
    size: 22,
    weight: 400,
    colour: SOFT,
    width: WIDTH - 2 * EDGE,
    most: 1,
    leading: 30,
  });
  return indexedPng(pen.getImageData(0, 0, WIDTH, HEIGHT).data, WIDTH, HEIGHT);
}

const HANGING = /^[（《「『【〔〖]/u;

interface Writing {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight: 400 | 700;
  readonly colour: string;
  readonly width: number;
  readonly most: number;
  readonly leading: number;
}

/** @returns where the line after it would stand */
function write(pen: SKRSContext2D, text: string, how: Writing): number {
  pen.font = `${how.weight} ${how.size}px ${FACE}`;
  pen.fillStyle = how.colour;
  const lines = setLines(text, { width: how.width, most: how.most, measure: (piece) => widthOf(pen, piece) });
  // The left half of an opening mark is empty: it hangs outside, so that the line begins where the others do.
  for (const [i, line] of lines.entries()) pen.fillText(line, how.x - (HANGING.test(line) ? how.size / 2 : 0), how.y + i * how.leading);
  return how.y + lines.length * how.leading;
}

/** How wide texts are in a face; what posters say to everybody, and what many share, is measured once. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 20_000;

function widthOf(pen: SKRSContext2D, text: string): number {
  const key = `${pen.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size >= MOST_WIDTHS) widths.clear();
  const { width } = pen.measureText(text);
  widths.set(key, width);
  return width;
}

function price(pen: SKRSContext2D, poster: Poster, { words, accent, y }: { words: typeof wordsEn; accent: string; y: number }): void {
  const isLower = poster.listPrice !== null;
  write(pen, isLower ? words.friendPrice : words.price, {
    x: EDGE,
    y,
    size: 28,
    weight: 400,
    colour: SOFT,
    width: 600,
    most: 1,
    leading: 40,
  });
  pen.font = `700 68px ${FACE}`;
  pen.fillStyle = onPaper(accent);
  pen.fillText(poster.price ?? '', EDGE, y + 80);
  const after = EDGE + pen.measureText(poster.price ?? '').width + 28;
  if (poster.listPrice === null) return;
  pen.font = `400 32px ${FACE}`;
  pen.fillStyle = SOFT;
  const wide = pen.measureText(poster.listPrice).width;
  if (after + wide > WIDTH - EDGE) return;
  pen.fillText(poster.listPrice, after, y + 78);
  fillBox(pen, SOFT, [after - 2, y + 65, wide + 4, 3]);
}

function qr(pen: SKRSContext2D, address: string, [x, y]: [number, number]): void {
  const modules = encodeQR(address, 'raw', { ecc: 'medium', border: 2 });
  const scale = Math.floor(QR_SIZE / modules.length);
  const inset = Math.floor((QR_SIZE - scale * modules.length) / 2);
  pen.fillStyle = '#000000';
  for (const [row, line] of modules.entries()) {
    for (const [column, isDark] of line.entries())
      if (isDark) pen.fillRect(x + inset + column * scale, y + inset + row * scale, scale, scale);
  }
}

function fillBox(pen: SKRSContext2D, colour: string, [x, y, width, height]: [number, number, number, number]): void {
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, height);
}

/** White or ink, whichever is read better on a colour (WCAG relative luminance). */
function onAccent(accent: string): string {
  return luminance(accent) > 0.32 ? INK : PAPER;
}

/** A colour too light to be read on paper gives way to ink. */
function onPaper(accent: string): string {
  return luminance(accent) > 0.32 ? INK : accent;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
