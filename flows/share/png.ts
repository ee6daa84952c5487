import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST = 256;

/**
 * A picture of few colours as an indexed PNG: a tenth of the work and of the bytes of one in full colour. The colours of whatever comes
 * after the first 256 are rounded to the nearest of them.
 * @param rgba four bytes a pixel, opaque
 */
export function indexedPng(rgba: Uint8ClampedArray, width: number, height: number): Buffer<ArrayBuffer> {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const palette: number[] = [];
  const known = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  const bytes = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  const wide = width * 4;
  let [before, at] = [-1, 0];
  for (let y = 0, i = 0, out = 0; y < height; y++) {
    // Much of a picture is ground: a row like the one above it is that one again.
    if (y > 0 && bytes.compare(bytes, (y - 1) * wide, y * wide, y * wide, (y + 1) * wide) === 0) {
      rows.copy(rows, out, out - width - 1, out);
      [i, out] = [i + width, out + width + 1];
      continue;
    }
    // Each row begins with its filter: none.
    rows[out++] = 0;
    for (let x = 0; x < width; x++, i++) {
      // The blends of letters with their ground differ in bits nobody sees.
      const pixel = (pixels[i] ?? 0) & 0xfcfcfc;
      if (pixel !== before) {
        at = known.get(pixel) ?? learn(pixel, palette, known);
        before = pixel;
      }
      rows[out++] = at;
    }
  }
  const colours = Buffer.from(
    palette.flatMap((pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255].map((part) => part | (part >> 6))),
  );
  return Buffer.concat([
    SIGNATURE,
    head(width, height, PALETTE),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 2 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * A picture with a photograph in it as a PNG in full colour, in a fifth of the time of an encoder that looks for the fewest bytes.
 * @param rgba four bytes a pixel, opaque
 */
export function plainPng(rgba: Uint8ClampedArray, width: number, height: number): Buffer<ArrayBuffer> {
  const rows = Buffer.alloc((3 * width + 1) * height);
  for (let y = 0, i = 0, out = 0; y < height; y++) {
    // Each row begins with its filter: what a pixel adds to the one before it.
    rows[out++] = 1;
    let [red, green, blue] = [0, 0, 0];
    for (let x = 0; x < width; x++, i += 4) {
      const [r, g, b] = [rgba[i] as number, rgba[i + 1] as number, rgba[i + 2] as number];
      rows[out++] = r - red;
      rows[out++] = g - green;
      rows[out++] = b - blue;
      [red, green, blue] = [r, g, b];
    }
  }
  return Buffer.concat([
    SIGNATURE,
    head(width, height, FULL_COLOUR),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const [PALETTE, FULL_COLOUR] = [3, 2];

function head(width: number, height: number, colour: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colour, 0, 0, 0], 8);
  return chunk('IHDR', header);
}

function learn(pixel: number, palette: number[], known: Map<number, number>): number {
  let found = palette.length;
  if (found < MOST) palette.push(pixel);
  else found = nearest(pixel, palette);
  known.set(pixel, found);
  return found;
}

function nearest(pixel: number, palette: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [i, other] of palette.entries()) {
    const far = [0, 8, 16].reduce((sum, shift) => sum + (((pixel >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
    if (far < least) [best, least] = [i, far];
  }
  return best;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
