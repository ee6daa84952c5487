import { Carry } from './carry.ts';
import { faulty, nulFault } from './delimited.ts';
import { MAX_CELL_BYTES, MAX_COLUMNS, MAX_RECORD_BYTES, PORTION_RECORDS } from './limits.ts';
import type { RawRecord, RecordFault } from './model.ts';

/**
 * Reads one JSON object per line into records whose columns are the keys in the order they are first met. Numbers keep every
 * digit they were written with; a nested value is kept as its JSON text; null is an empty cell.
 */
export class JsonLines {
  /** Keys met so far; grows while reading. */
  readonly headers: string[] = [];
  readonly #columns = new Map<string, number>();
  readonly #carry = new Carry();
  #line = 1;
  #isSkipping = false;

  /** The records that end within this chunk, some at a time; to be taken to the end before the next push. */
  *push(chunk: Buffer): Generator<RawRecord[]> {
    const bytes = this.#carry.join(chunk);
    let out: RawRecord[] = [];
    let pos = 0;
    for (;;) {
      const lf = bytes.indexOf(0x0a, pos);
      if (lf < 0) break;
      if (this.#isSkipping) this.#isSkipping = false;
      else this.#record(bytes.subarray(pos, lf), out);
      this.#line++;
      pos = lf + 1;
      if (out.length < PORTION_RECORDS) continue;
      yield out;
      out = [];
    }
    if (!this.#isSkipping && bytes.length - pos > MAX_RECORD_BYTES) {
      out.push(faulty(this.#line, 'row.tooLarge', null, bytes.toString('utf8', pos, pos + 200)));
      this.#isSkipping = true;
    } else if (!this.#isSkipping) this.#carry.keep(bytes, pos);
    yield out;
  }

  *end(): Generator<RawRecord[]> {
    const out: RawRecord[] = [];
    const rest = this.#carry.join(Buffer.alloc(0));
    if (rest.length > 0) this.#record(rest, out);
    yield out;
  }

  #record(line: Buffer, out: RawRecord[]): void {
    const text = line.toString('utf8').trim();
    if (text === '') return;
    const value = parseObject(text);
    if (value === null) {
      out.push(faulty(this.#line, 'json.malformed', null, text.slice(0, 200)));
      return;
    }
    const cells: string[] = [];
    let fault: RecordFault | null = null;
    for (const key of Object.keys(value)) {
      const column = this.#columnOf(key);
      if (column < 0) {
        fault = { reason: 'row.tooManyCells', column: null, value: key.slice(0, 200) };
        break;
      }
      while (cells.length < column) cells.push('');
      const cell = cellText(value[key]);
      if (cell.length > MAX_CELL_BYTES) fault ??= { reason: 'cell.tooLarge', column, value: cell.slice(0, 200) };
      cells[column] = cell;
    }
    out.push({ row: this.#line, cells, fault: fault ?? nulFault(cells) });
  }

  #columnOf(key: string): number {
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    if (this.headers.length >= MAX_COLUMNS) return -1;
    this.#columns.set(key, this.headers.length);
    return this.headers.push(key) - 1;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null;
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    // Doubles hold 15 digits for certain; longer numbers are read again from their source text.
    return /[:\s]-?[\d.]{16}/.test(text) ? (JSON.parse(text, keepDigits) as Record<string, unknown>) : value;
  } catch {
    return null;
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? context.source : value;
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return plainNumber(value);
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}

/** The shortest decimal text without an exponent that stands for a double, as far as 20 digits go. */
export function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const [mantissa = '', exponent = '0'] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
