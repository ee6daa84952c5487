import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Small, so that reading one text back costs little where a sheet names its texts in no order. */
const PAGE = 32;
/** Pages kept as texts; sheets mostly name their strings in order, or the same few again and again. */
const PAGES_AT_HAND = 1_024;
const MAX_AT_HAND_BYTES = 4 * 1024 * 1024;

/**
 * The shared strings of a workbook: appended once, then read at random. They are kept as packed pages of 32; what goes beyond a budget
 * lies in a temporary file, so the memory is bounded however many texts a workbook has.
 */
export class SharedStrings {
  readonly #budgetBytes: number;
  /** Packed pages in memory; null for one that lies in the file. */
  readonly #pages: (Buffer | null)[] = [];
  readonly #places: number[] = [];
  readonly #lengths: number[] = [];
  readonly #atHand = new Map<number, string[]>();
  #atHandBytes = 0;
  #open: string[] = [];
  #count = 0;
  #heldBytes = 0;
  #folder: string | null = null;
  #file = -1;
  #fileBytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  push(text: string): void {
    this.#open.push(text);
    this.#count++;
    if (this.#open.length === PAGE) this.seal();
  }

  /** Call after the last push. */
  seal(): void {
    if (this.#open.length === 0) return;
    const bytes = Buffer.from(JSON.stringify(this.#open), 'utf8');
    this.#open = [];
    const isHeld = this.#heldBytes + bytes.length <= this.#budgetBytes;
    this.#pages.push(isHeld ? bytes : null);
    this.#places.push(isHeld ? 0 : this.#fileBytes);
    this.#lengths.push(bytes.length);
    if (isHeld) this.#heldBytes += bytes.length + 100;
    else this.#write(bytes);
  }

  /** The text of an index; null when the workbook has no such string. */
  at(index: number): string | null {
    if (!Number.isInteger(index) || index < 0 || index >= this.#count) return null;
    const page = Math.floor(index / PAGE);
    const texts = this.#atHand.get(page) ?? this.#fetch(page);
    return texts[index % PAGE] ?? null;
  }

  dispose(): void {
    if (this.#file >= 0) closeSync(this.#file);
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
    this.#file = -1;
    this.#folder = null;
  }

  #fetch(page: number): string[] {
    const length = this.#lengths[page] ?? 0;
    let bytes = this.#pages[page] ?? null;
    if (bytes === null) {
      bytes = Buffer.allocUnsafe(length);
      readSync(this.#file, bytes, 0, length, this.#places[page] ?? 0);
    }
    const texts = JSON.parse(bytes.toString('utf8')) as string[];
    for (const [oldest] of this.#atHand) {
      const isRoom = this.#atHand.size < PAGES_AT_HAND && this.#atHandBytes + length <= MAX_AT_HAND_BYTES;
      if (isRoom) break;
      this.#atHand.delete(oldest);
      this.#atHandBytes -= this.#lengths[oldest] ?? 0;
    }
    this.#atHand.set(page, texts);
    this.#atHandBytes += length;
    return texts;
  }

  #write(bytes: Buffer): void {
    if (this.#folder === null) {
      this.#folder = mkdtempSync(join(tmpdir(), 'zihuan-strings-'));
      this.#file = openSync(join(this.#folder, 'pages'), 'wx+', 0o600);
    }
    writeSync(this.#file, bytes, 0, bytes.length, this.#fileBytes);
    this.#fileBytes += bytes.length;
  }
}
