import { createCanvas, loadImage, type Image, type SKRSContext2D } from '@napi-rs/canvas';
import { createHash } from 'node:crypto';
import { encodeQR } from 'qr';
import { bringFace, FACE } from './face.ts';
import { indexedPng, plainPng } from './png.ts';
import { drawable, setLines } from './typeset.ts';
import wordsEn from './words.en.json' with { type: 'json' };
import wordsZh from './words.zh-CN.json' with { type: 'json' };

/** A thing on the poster of a shop, its prices as written; `listPrice` null where a friend pays what everybody pays. */
export interface Shown {
  readonly name: string;
  readonly price: string;
  readonly listPrice: string | null;
}

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
  /** names the picture of the thing; null where it has none */
  readonly picture: string | null;
  /** of a poster for the whole shop: what a friend finds there, at most three things */
  readonly shelf: readonly Shown[];
  /** the name friends see */
  readonly from: string;
  /** what the code leads to */
  readonly address: string;
  /** a trial brand: nothing of it is real */
  readonly isSandbox: boolean;
}

const [WIDTH, HEIGHT, EDGE] = [720, 1080, 56];
const [INK, SOFT, PAPER, ACCENT] = ['#1f1d1a', '#6b665e', '#ffffff', '#b4472e'];
const HAIR = '#e7e2da';
const FULL = WIDTH - 2 * EDGE;
const QR_SIZE = 264;
/** where the part with the code begins */
const FOOT = HEIGHT - EDGE - QR_SIZE - 76;

/** Posters that were drawn last, by what they say. */
const drawn = new Map<string, Promise<Buffer<ArrayBuffer>>>();
const MOST_DRAWN = 200;

/** Names a poster by what it says: the same poster is drawn once. */
export function posterTag(poster: Poster): string {
  return createHash('sha256').update(JSON.stringify(poster)).digest('base64url').slice(0, 22);
}

/** The poster as a PNG of 720 × 1080. @param pictureOf brings the bytes of its picture, one we drew ourselves; asked only when it is drawn */
export async function posterPng(poster: Poster, pictureOf?: () => Promise<Buffer>): Promise<Buffer<ArrayBuffer>> {
  const tag = posterTag(poster);
  const known = drawn.get(tag);
  if (known) return await known;
  const [oldest] = drawn.keys();
  if (drawn.size >= MOST_DRAWN && oldest !== undefined) drawn.delete(oldest);
  const fresh = Promise.resolve().then(async () => await draw(poster, pictureOf));
  drawn.set(tag, fresh);
  fresh.catch(() => drawn.delete(tag));
  return await fresh;
}

async function draw(poster: Poster, pictureOf?: () => Promise<Buffer>): Promise<Buffer<ArrayBuffer>> {
  const picture = poster.picture === null || !pictureOf ? null : await loadImage(await pictureOf());
  bringFace();
  const canvas = createCanvas(WIDTH, HEIGHT);
  const pen = canvas.getContext('2d');
  const words = poster.language === 'en' ? wordsEn : wordsZh;
  const accent = /^#[0-9a-f]{6}$/i.test(poster.accent ?? '') ? (poster.accent ?? ACCENT) : ACCENT;
  fillBox(pen, PAPER, [0, 0, WIDTH, HEIGHT]);
  pen.textBaseline = 'alphabetic';
  if (poster.product === null) shopPart(pen, poster, { words, accent });
  else if (picture === null) productPart(pen, poster, { words, accent });
  else picturePart(pen, poster, { words, accent, picture });
  const top = FOOT + 36;
  fillBox(pen, HAIR, [EDGE, FOOT, FULL, 2]);
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
    width: FULL,
    most: 1,
    leading: 30,
  });
  const { data } = pen.getImageData(0, 0, WIDTH, HEIGHT);
  // A photograph has more colours than a palette.
  return picture === null ? indexedPng(data, WIDTH, HEIGHT) : plainPng(data, WIDTH, HEIGHT);
}

interface Look {
  readonly words: typeof wordsEn;
  readonly accent: string;
}

/** By whom it is recommended. */
function fromText({ from: name }: Poster, words: typeof wordsEn): string {
  const from = drawable(name);
  return from === '' || from === '**' ? words.forYou : words.fromName.replace('{{name}}', () => from);
}

/** One thing: what it is, and what a friend pays for it. */
function productPart(pen: SKRSContext2D, poster: Poster, { words, accent }: Look): void {
  const brand = drawable(poster.brand);
  fillBox(pen, accent, [0, 0, WIDTH, 148]);
  write(pen, brand, { x: EDGE, y: 92, size: 40, weight: 700, colour: onAccent(accent), width: FULL, most: 1, leading: 48 });
  const y = write(pen, fromText(poster, words), {
    x: EDGE,
    y: 232,
    size: 30,
    weight: 400,
    colour: SOFT,
    width: FULL,
    most: 2,
    leading: 44,
  });
  const headline = drawable(poster.product ?? '') || words.comeToShop.replace('{{brand}}', () => brand);
  const end = write(pen, headline, { x: EDGE, y: y + 40, size: 60, weight: 700, colour: INK, width: FULL, most: 3, leading: 78 });
  if (poster.price !== null) price(pen, poster, { words, accent, y: end + 26 });
}

const SQUARE = 336;

/** One thing that is seen: its picture, and beside it what it is and what a friend pays. */
function picturePart(pen: SKRSContext2D, poster: Poster, { words, accent, picture }: Look & { picture: Image }): void {
  const brand = drawable(poster.brand);
  fillBox(pen, accent, [0, 0, WIDTH, 132]);
  write(pen, brand, { x: EDGE, y: 82, size: 40, weight: 700, colour: onAccent(accent), width: FULL, most: 1, leading: 48 });
  write(pen, fromText(poster, words), { x: EDGE, y: 204, size: 30, weight: 400, colour: SOFT, width: FULL, most: 1, leading: 44 });
  const top = 252;
  // The middle of the picture, as lists show it.
  const side = Math.min(picture.width, picture.height);
  pen.save();
  pen.beginPath();
  pen.roundRect(EDGE, top, SQUARE, SQUARE, 20);
  pen.clip();
  pen.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, EDGE, top, SQUARE, SQUARE);
  pen.restore();
  const beside = { x: EDGE + SQUARE + 32, width: FULL - SQUARE - 32 };
  const headline = drawable(poster.product ?? '') || words.comeToShop.replace('{{brand}}', () => brand);
  const end = write(pen, headline, { ...beside, y: top + 40, size: 40, weight: 700, colour: INK, most: 3, leading: 52 });
  if (poster.price === null) return;
  const isLower = poster.listPrice !== null;
  const y = end + 16;
  write(pen, isLower ? words.friendPrice : words.price, { ...beside, y, size: 24, weight: 400, colour: SOFT, most: 1, leading: 34 });
  // As large as it goes beside the picture, whatever the amount.
  pen.fillStyle = onPaper(accent);
  const size = [52, 40, 30, 20].find((one) => wideAt(pen, poster.price ?? '', one) <= beside.width) ?? 16;
  pen.font = `700 ${size}px ${FACE}`;
  pen.fillText(poster.price, beside.x, y + 16 + size);
  if (poster.listPrice === null) return;
  pen.font = `400 26px ${FACE}`;
  pen.fillStyle = SOFT;
  const wide = pen.measureText(poster.listPrice).width;
  if (wide > beside.width) return;
  pen.fillText(poster.listPrice, beside.x, y + 60 + size);
  fillBox(pen, SOFT, [beside.x - 2, y + 51 + size, wide + 4, 2]);
}

function wideAt(pen: SKRSContext2D, text: string, size: number): number {
  pen.font = `700 ${size}px ${FACE}`;
  return pen.measureText(text).width;
}

const BAND = 316;
const ROW = 92;

/** The whole shop: its name as large as it goes, and what a friend finds there at what price. */
function shopPart(pen: SKRSContext2D, poster: Poster, { words, accent }: Look): void {
  const brand = drawable(poster.brand);
  const over = onAccent(accent);
  fillBox(pen, accent, [0, 0, WIDTH, BAND]);
  rings(pen, over);
  // As large as it goes into two lines.
  const sizes = [76, 60, 46];
  const size = sizes.find((one) => linesOf(pen, brand, { size: one, weight: 700, width: FULL, most: 3 }) <= 2) ?? 46;
  const name = { x: EDGE, size, weight: 700, colour: over, width: FULL, leading: Math.round(size * 1.18), most: 2 } as const;
  const isOne = linesOf(pen, brand, name) === 1;
  write(pen, fromText(poster, words), {
    x: EDGE,
    y: isOne ? 92 : 84,
    size: 30,
    weight: 400,
    colour: over,
    width: FULL,
    most: 1,
    leading: 44,
  });
  write(pen, brand, { ...name, y: isOne ? 224 : 266 - name.leading });
  const { shelf } = poster;
  if (shelf.length === 0) {
    write(
      pen,
      words.comeToShop.replace('{{brand}}', () => brand),
      {
        x: EDGE,
        y: BAND + 150,
        size: 60,
        weight: 700,
        colour: INK,
        width: FULL,
        most: 3,
        leading: 78,
      },
    );
    return;
  }
  // What there is stands in the middle between the band and the code.
  const first = BAND + (FOOT - BAND - 52 - shelf.length * ROW) / 2;
  write(pen, words.inShop, { x: EDGE, y: first + 40, size: 28, weight: 400, colour: SOFT, width: FULL, most: 1, leading: 40 });
  for (const [i, one] of shelf.entries()) {
    const top = first + 52 + i * ROW;
    if (i > 0) fillBox(pen, HAIR, [EDGE, top, FULL, 1]);
    const wide = shelfPrice(pen, one, { words, accent, middle: top + ROW / 2 });
    const text = { x: EDGE, size: 30, weight: 700, colour: INK, width: Math.floor(FULL - wide - 32), leading: 40, most: 2 } as const;
    const isOne = linesOf(pen, drawable(one.name), text) === 1;
    write(pen, drawable(one.name), { ...text, y: top + ROW / 2 + (isOne ? 11 : -9) });
  }
}

/** What one thing costs a friend, at the right edge, and below it what others pay, struck through. @returns how wide it is */
function shelfPrice(
  pen: SKRSContext2D,
  { price: now, listPrice }: Shown,
  { words, accent, middle }: { words: typeof wordsEn; accent: string; middle: number },
): number {
  pen.font = `700 38px ${FACE}`;
  pen.fillStyle = onPaper(accent);
  const wide = pen.measureText(now).width;
  pen.fillText(now, WIDTH - EDGE - wide, middle + (listPrice === null ? 14 : 0));
  if (listPrice === null) return wide;
  pen.font = `400 24px ${FACE}`;
  pen.fillStyle = SOFT;
  const was = pen.measureText(listPrice).width;
  const note = pen.measureText(`${words.firstOrder} `).width;
  pen.fillText(listPrice, WIDTH - EDGE - was, middle + 32);
  fillBox(pen, SOFT, [WIDTH - EDGE - was - 2, middle + 23, was + 4, 2]);
  pen.fillText(words.firstOrder, WIDTH - EDGE - was - note - 6, middle + 32);
  return Math.max(wide, was + note + 6);
}

/** The loop, at the edge of the band. */
function rings(pen: SKRSContext2D, colour: string): void {
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, WIDTH, BAND);
  pen.clip();
  pen.globalAlpha = 0.12;
  pen.strokeStyle = colour;
  pen.lineWidth = 30;
  for (const radius of [96, 176, 256]) {
    pen.beginPath();
    pen.arc(WIDTH - 24, BAND - 12, radius, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.restore();
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

function linesFor(pen: SKRSContext2D, text: string, how: Pick<Writing, 'weight' | 'size' | 'width' | 'most'>): string[] {
  pen.font = `${how.weight} ${how.size}px ${FACE}`;
  return setLines(text, { width: how.width, most: how.most, measure: (piece) => widthOf(pen, piece) });
}

/** How many lines a text takes. */
function linesOf(pen: SKRSContext2D, text: string, how: Pick<Writing, 'weight' | 'size' | 'width' | 'most'>): number {
  return linesFor(pen, text, how).length;
}

/** @returns where the line after it would stand */
function write(pen: SKRSContext2D, text: string, how: Writing): number {
  const lines = linesFor(pen, text, how);
  pen.fillStyle = how.colour;
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
