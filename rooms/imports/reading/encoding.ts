import { isAscii, isUtf8 } from 'node:buffer';
import { DomainError } from '../../../kit/errors/index.ts';
import type { TextEncoding } from './model.ts';

/** Share of broken characters up to which a text still counts as being in an encoding. */
const TOLERATED_DAMAGE = 0.1;
const SAMPLE_BYTES = 16 * 1024;

/**
 * Turns the bytes of a text file into UTF-8, chunk by chunk. UTF-8 passes through untouched; what is broken in it shows up
 * as U+FFFD when a cell is cut out. With `auto` a byte order mark decides, else the pattern of zero bytes (UTF-16), else the
 * first bytes beyond ASCII: valid UTF-8, or GB18030.
 */
export class Transcoder {
  encoding: TextEncoding | null = null;
  readonly #asked: 'auto' | 'utf8' | 'gb18030' | 'utf16';
  #decoder: TextDecoder | null = null;
  #isStarted = false;

  constructor(asked: 'auto' | 'utf8' | 'gb18030' | 'utf16') {
    this.#asked = asked;
  }

  /**
   * @throws DomainError `import.unreadable` when the first chunk is no text, `import.encoding` when it is not in the
   *   encoding that was asked for
   */
  push(chunk: Buffer): Buffer {
    let bytes = chunk;
    if (!this.#isStarted) {
      this.#isStarted = true;
      bytes = this.#start(chunk);
    }
    if (this.encoding === null) {
      if (isAscii(bytes)) return bytes;
      this.#become(looksUtf8(bytes) ? 'utf8' : 'gb18030');
    }
    if (this.#decoder === null) return bytes;
    return Buffer.from(this.#decoder.decode(bytes, { stream: true }), 'utf8');
  }

  /** What a multi-byte character cut off at the end of the file leaves behind. */
  end(): Buffer {
    return this.#decoder === null ? Buffer.alloc(0) : Buffer.from(this.#decoder.decode(), 'utf8');
  }

  #start(chunk: Buffer): Buffer {
    const mark = byteOrderMark(chunk);
    const utf16 = mark === null ? utf16ByZeros(chunk) : null;
    if (this.#asked === 'utf16') this.#become(mark?.encoding.startsWith('utf16') ? mark.encoding : (utf16 ?? 'utf16le'));
    else if (this.#asked !== 'auto') this.#become(this.#asked);
    else if (mark !== null) this.#become(mark.encoding);
    else if (utf16 !== null) this.#become(utf16);
    const body = mark !== null && mark.encoding === this.encoding ? chunk.subarray(mark.length) : chunk;
    const isUtf16 = this.encoding === 'utf16le' || this.encoding === 'utf16be';
    if (!isUtf16 && looksBinary(body)) throw new DomainError('import.unreadable', { looksLike: 'binary' });
    this.#checkAsked(body);
    return body;
  }

  #become(encoding: TextEncoding): void {
    this.encoding = encoding;
    if (encoding === 'gb18030') this.#decoder = new TextDecoder('gb18030');
    if (encoding === 'utf16le') this.#decoder = new TextDecoder('utf-16le');
    if (encoding === 'utf16be') this.#decoder = new TextDecoder('utf-16be');
  }

  #checkAsked(body: Buffer): void {
    if (this.#asked === 'utf16') {
      const text = new TextDecoder(this.encoding === 'utf16be' ? 'utf-16be' : 'utf-16le').decode(body.subarray(0, SAMPLE_BYTES));
      // Eight-bit text read as UTF-16 is a run of odd ideographs without a single line end or digit.
      if (text.length > 8 && !/[\n\r\d,;\t]/.test(text)) throw new DomainError('import.encoding', { asked: 'utf16' });
    }
    const isWrong = this.#asked === 'utf8' && !looksUtf8(body);
    if (isWrong || (this.#asked === 'gb18030' && !looksGb18030(body))) {
      throw new DomainError('import.encoding', { asked: this.#asked });
    }
  }
}

function byteOrderMark(bytes: Buffer): { encoding: TextEncoding; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf16be', length: 2 };
  if (bytes[0] === 0x84 && bytes[1] === 0x31 && bytes[2] === 0x95 && bytes[3] === 0x33) {
    return { encoding: 'gb18030', length: 4 };
  }
  return null;
}

/** UTF-16 text without a mark has its zero bytes (of digits, commas, line ends) on one side of each pair only. */
function utf16ByZeros(bytes: Buffer): TextEncoding | null {
  const pairs = Math.min(bytes.length, SAMPLE_BYTES) >> 1;
  if (pairs < 2) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (bytes[2 * i] === 0) even++;
    if (bytes[2 * i + 1] === 0) odd++;
  }
  if (odd > pairs * 0.1 && even < odd * 0.05) return 'utf16le';
  if (even > pairs * 0.1 && odd < even * 0.05) return 'utf16be';
  return null;
}

/** Control characters where text has none. A few are a poisoned row, many are another kind of file. */
function looksBinary(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  let controls = 0;
  for (const byte of sample) {
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 0x1a) controls++;
  }
  return controls > sample.length * 0.1 || (controls > 32 && controls > sample.length * 0.01);
}

function looksUtf8(bytes: Buffer): boolean {
  const whole = bytes.subarray(0, lastWholeCharacter(bytes));
  if (isUtf8(whole)) return true;
  return damage(whole, 'utf-8') <= TOLERATED_DAMAGE;
}

function looksGb18030(bytes: Buffer): boolean {
  return isAscii(bytes) || damage(bytes, 'gb18030') <= TOLERATED_DAMAGE;
}

function damage(bytes: Buffer, encoding: string): number {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  let beyondAscii = 0;
  let broken = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) beyondAscii++;
    if (code === 0xfffd) broken++;
  }
  return beyondAscii === 0 ? 0 : broken / beyondAscii;
}

/** Where to cut so that no character of UTF-8 is cut in two. */
function lastWholeCharacter(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needs > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
