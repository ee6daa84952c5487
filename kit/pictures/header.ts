/** What a picture says of itself before anybody draws it. */
export interface PictureHeader {
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
  /** the largest extent anything in the file claims */
  readonly width: number;
  readonly height: number;
  /** it goes through to its end: nothing was cut off on the way */
  readonly isWhole: boolean;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Reads the header of a JPEG, a PNG or a WebP that stands still, and walks through its parts without unpacking any. What a file is called
 * and what stands behind the picture is of no matter.
 * @returns null where it is none of these
 */
export function pictureHeader(bytes: Uint8Array): PictureHeader | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.subarray(0, 8).equals(PNG)) return png(file);
  if (file.length > 3 && file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff) return jpeg(file);
  if (file.length > 15 && file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WEBP') return webp(file);
  return null;
}

/** ISO/IEC 15948: chunks of length, name, content and checksum, from IHDR to IEND. */
function png(file: Buffer): PictureHeader | null {
  if (file.length < 33 || file.toString('latin1', 12, 16) !== 'IHDR') return null;
  const extent = { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
  for (let at = 8; at + 12 <= file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'IEND') return { type: 'image/png', ...extent, isWhole: true };
  }
  return { type: 'image/png', ...extent, isWhole: false };
}

const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const [END, SCAN] = [0xd9, 0xda];
const hasNoLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** ITU-T T.81: segments behind markers, and between them what was packed, up to the marker of the end. */
function jpeg(file: Buffer): PictureHeader | null {
  const extent = { width: 0, height: 0 };
  const told = (isWhole: boolean): PictureHeader | null =>
    extent.width === 0 || extent.height === 0 ? null : { type: 'image/jpeg', ...extent, isWhole };
  let at = 2;
  for (;;) {
    const start = file.indexOf(0xff, at);
    if (start < 0 || start + 1 >= file.length) return told(false);
    const marker = file[start + 1] ?? 0;
    // Between segments 0xff fills; inside a scan 0xff00 is a value.
    if (marker === 0xff || marker === 0) {
      at = start + 1;
      continue;
    }
    if (marker === END) return told(true);
    at = start + 2;
    if (hasNoLength(marker)) continue;
    if (at + 2 > file.length) return told(false);
    const length = file.readUInt16BE(at);
    if (FRAMES.has(marker) && at + 7 <= file.length) {
      extent.height = Math.max(extent.height, file.readUInt16BE(at + 3));
      extent.width = Math.max(extent.width, file.readUInt16BE(at + 5));
    }
    if (marker === SCAN && extent.width === 0) return null;
    at += length;
  }
}

/** RFC 9649: a canvas, and frames that may claim more than it. What moves is no picture here. */
function webp(file: Buffer): PictureHeader | null {
  const end = 8 + file.readUInt32LE(4);
  const extent = { width: 0, height: 0 };
  const claim = (width: number, height: number): void => {
    extent.width = Math.max(extent.width, width);
    extent.height = Math.max(extent.height, height);
  };
  let hasFrame = false;
  for (let at = 12; at + 8 <= Math.min(end, file.length);) {
    const name = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (name === 'ANIM' || name === 'ANMF') return null;
    if (name === 'VP8X' && body.length >= 10) claim(1 + body.readUIntLE(4, 3), 1 + body.readUIntLE(7, 3));
    if (name === 'VP8 ' && body.length >= 10) {
      hasFrame = true;
      claim(body.readUInt16LE(6) & 0x3fff, body.readUInt16LE(8) & 0x3fff);
    }
    if (name === 'VP8L' && body.length >= 5) {
      hasFrame = true;
      const bits = body.readUInt32LE(1);
      claim(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
    }
    at += 8 + length + (length % 2);
  }
  if (!hasFrame || extent.width === 0 || extent.height === 0) return null;
  return { type: 'image/webp', ...extent, isWhole: end <= file.length };
}
