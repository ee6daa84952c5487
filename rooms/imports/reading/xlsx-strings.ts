import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PAGE = 256;

/**
 * The shared strings of a workbook: appended once, then read at random. Up to a budget they stay in memory; beyond it pages of 256 go to
 * a temporary file and the pages used last are kept at hand, so the memory is bounded however many texts a workbook has.
 */
export class SharedStrings {
  readonly #budget: number;
  readonly #pages = new Map<number, string[]>();
  /** Place and length of each page written out; absent while it is in memory only. */
  readonly #written: { at: number; length: number }[] = [];
  #last: string[] = [];
  #lastChars = 0;
  #held = 0;
  #count = 0;
  #folder: string | null = null;
  #file = -1;
  #fileSize = 0;

  /** @param budgetChars characters kept in memory */
  constructor(budgetChars: number) {
    this.#budget = budgetChars;
  }

  push(text: string): void {
    this.#last.push(text);
    this.#lastChars += text.length + 32;
    this.#count++;
    if (this.#last.length === PAGE) this.seal();
  }

  /** Call after the last push. */
  seal(): void {
    if (this.#last.length === 0) return;
    const index = Math.ceil(this.#count / PAGE) - 1;
    this.#pages.set(index, this.#last);
    this.#held += this.#lastChars;
    this.#last = [];
    this.#lastChars = 0;
    this.#evict(index);
  }

  /** The text of an index; null when the workbook has no such string. */
  at(index: number): string | null {
    if (!Number.isInteger(index) || index < 0 || index >= this.#count) return null;
    const page = Math.floor(index / PAGE);
    let texts = this.#pages.get(page);
    if (texts === undefined) texts = this.#load(page);
    return texts[index % PAGE] ?? null;
  }

  dispose(): void {
    if (this.#file >= 0) closeSync(this.#file);
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
    this.#file = -1;
    this.#folder = null;
  }

  #load(page: number): string[] {
    const place = this.#written[page] ?? { at: 0, length: 0 };
    const bytes = Buffer.alloc(place.length);
    readSync(this.#file, bytes, 0, place.length, place.at);
    const texts = JSON.parse(bytes.toString('utf8')) as string[];
    this.#pages.set(page, texts);
    this.#held += charsOf(texts);
    this.#evict(page);
    return texts;
  }

  /** Drops the oldest pages until the budget holds; the page just used stays, whatever its size. */
  #evict(keep: number): void {
    for (const [page, texts] of this.#pages) {
      if (this.#held <= this.#budget) return;
      if (page === keep) continue;
      if (this.#written[page] === undefined) this.#written[page] = this.#write(texts);
      this.#pages.delete(page);
      this.#held -= charsOf(texts);
    }
  }

  #write(texts: string[]): { at: number; length: number } {
    if (this.#folder === null) {
      this.#folder = mkdtempSync(join(tmpdir(), 'zihuan-strings-'));
      this.#file = openSync(join(this.#folder, 'pages'), 'wx+', 0o600);
    }
    const bytes = Buffer.from(JSON.stringify(texts), 'utf8');
    const place = { at: this.#fileSize, length: bytes.length };
    writeSync(this.#file, bytes, 0, bytes.length, place.at);
    this.#fileSize += bytes.length;
    return place;
  }
}

function charsOf(texts: readonly string[]): number {
  let chars = 0;
  for (const text of texts) chars += text.length + 32;
  return chars;
}
