import { ContentKeys } from './content-key.ts';
import { copied, showable } from './copied.ts';
import { unguarded } from '../../../kit/csv/index.ts';
import { minorUnits, plainDecimal } from './decimal.ts';
import { MAX_ID_CHARS, MAX_NAME_CHARS } from './limits.ts';
import type { RawRecord, Reject, Source } from './model.ts';
import type { FieldPlan, Plan } from './recognise.ts';
import type { WhenReader } from './when.ts';

const MAX_SHOWN_CHARS = 200;
/** Up to here a kept cell may hold on to the line it was cut from; a longer line is let go by copying. */
const MAX_HELD_LINE_CHARS = 1_000;

/** Texts that stand for nothing, as R, pandas, spreadsheets, MySQL and Hive dumps and people write them. */
const MISSING = new Set(['NA', 'N/A', '#N/A', 'NULL', 'null', '\\N', '--', '-', '—', '——', '/', '无', 'None']);
const MISSING_FIRST = new Set([...MISSING].map((text) => text.charCodeAt(0)));

/** Thrown out of a row by the first cell that is wrong; caught by the loop over rows. */
export class CellFault {
  readonly field: string;
  readonly reason: string;
  readonly value: string;
  constructor(field: string, reason: string, value: string) {
    this.field = field;
    this.reason = reason;
    this.value = value;
  }
}

/** What the cells of a kind are read with. */
export interface CellContext {
  readonly plan: Plan;
  readonly digits: number;
  readonly currency: string;
  readonly when: WhenReader;
}

/**
 * Reads one record's cells by field. Set `record` first; every method answers null for an absent cell and throws a CellFault for one
 * that cannot be meant.
 */
export class CellReader {
  readonly #context: CellContext;
  readonly #ids: readonly string[];
  /** Mapped fields: their place in `ids`, their only column or -1, and their plan. */
  readonly #planned: readonly { readonly place: number; readonly column: number; readonly plan: FieldPlan }[];
  /** The text of every field in the order of `ids`, and last a mark of the caller's. */
  readonly #texts: string[];
  readonly #keys = new ContentKeys();
  #lineIsLong = false;
  /** 128 bits over the mapped cells in the order of `ids`, and over the mark given with the record. */
  contentKey = '';

  /** @param ids the fields of the kind in their fixed order, which the content key follows */
  constructor(context: CellContext, ids: readonly string[]) {
    this.#context = context;
    this.#ids = ids;
    this.#planned = ids.flatMap((id, place) => {
      const plan = context.plan.fields[id];
      return plan === undefined ? [] : [{ place, column: plan.columns.length === 1 ? (plan.columns[0] ?? 0) : -1, plan }];
    });
    this.#texts = [...ids.map(() => ''), ''];
  }

  /** Takes up the next record: cuts its mapped cells, trimmed. The mark says what else belongs to its content. */
  take(record: RawRecord, mark: string): void {
    const cells = record.cells;
    const texts = this.#texts;
    for (const { place, column, plan } of this.#planned) {
      texts[place] = column >= 0 ? cleaned(cells[column]) : several(plan, cells);
    }
    texts[this.#ids.length] = mark;
    this.contentKey = this.#keys.of(texts);
    this.#lineIsLong = isLongLine(cells);
  }

  /** The trimmed text of a field by its place in `ids`; empty when absent. */
  raw(field: number): string {
    return this.#texts[field] ?? '';
  }

  has(field: number): boolean {
    const text = this.#texts[field] ?? '';
    return text !== '' && !isMissing(text);
  }

  /** Identifier of at most 255 characters. */
  id(field: number): string | null {
    const text = this.#text(field, MAX_ID_CHARS);
    if (text === null) return null;
    // Excel shows long numbers as 1.23E+17 and saves what it shows: many ids become one.
    const second = text.charCodeAt(1);
    if ((second === 0x2e || second === 0x45) && /^\d(?:\.\d+)?E\+\d+$/.test(text)) throw this.fault(field, 'id.mangled');
    if (this.#keys.isWide && (text.includes('\uFFFD') || !text.isWellFormed())) throw this.fault(field, 'cell.undecodable');
    return text;
  }

  /** Text of at most 1,000 characters. */
  name(field: number): string | null {
    return this.#text(field, MAX_NAME_CHARS);
  }

  money(field: number): bigint | null {
    if (!this.has(field)) return null;
    const units = minorUnits(this.raw(field), this.#context.digits, this.#context.currency);
    if (typeof units === 'bigint') return units;
    throw this.fault(field, units === 'currency' ? 'currency.other' : `${this.#ids[field]}.${units}`);
  }

  decimal(field: number): string | null {
    if (!this.has(field)) return null;
    const text = this.raw(field);
    const plain = plainDecimal(text, this.#context.currency);
    if (plain === 'notANumber' || plain === 'currency' || plain === 'tooLarge') throw this.fault(field, `${this.#ids[field]}.notANumber`);
    return plain;
  }

  when(field: number): number | null {
    if (!this.has(field)) return null;
    const at = this.#context.when.read(this.raw(field));
    if (typeof at === 'number') return at;
    throw this.fault(field, `date.${at}`);
  }

  /** `kind` or `kind:name`; any other text is an owned source of that name (CONTRACT §7). */
  source(field: number): Source | null {
    const text = this.name(field);
    if (text === null) return null;
    const match = /^(owned|referral|paid|pond|offline)(?:\s*[:：]\s*(.*))?$/is.exec(text);
    if (match === null) return { kind: 'owned', name: text };
    return { kind: (match[1] ?? 'owned').toLowerCase() as Source['kind'], name: match[2] ? match[2] : null };
  }

  fault(field: number, reason: string): CellFault {
    return new CellFault(this.#ids[field] ?? '', reason, this.raw(field));
  }

  #text(field: number, mostChars: number): string | null {
    const text = this.#texts[field] ?? '';
    if (text === '' || isMissing(text)) return null;
    if (text.length > mostChars) throw this.fault(field, 'text.tooLong');
    return this.#lineIsLong ? copied(text) : text;
  }
}

/** A refused row as it is reported. */
export function rejectOf(row: number, column: number | null, value: string, reason: string, plan: Plan): Reject {
  const headers = plan.recognition.headers;
  const header = column === null ? null : headers[column];
  const named = header === undefined || header === '' ? String((column ?? 0) + 1) : header;
  return { row, column: named, value: value === '' ? null : showable(value, MAX_SHOWN_CHARS), reason };
}

function isMissing(text: string): boolean {
  return text.length <= 4 && MISSING_FIRST.has(text.charCodeAt(0)) && MISSING.has(text);
}

function isLongLine(cells: readonly string[]): boolean {
  let chars = 0;
  for (const cell of cells) chars += cell.length;
  return chars > MAX_HELD_LINE_CHARS;
}

/** The cell without blanks around, Excel's `="0012"` unwrapped, the apostrophe of a guarded formula taken off. */
function cleaned(cell: string | undefined): string {
  if (cell === undefined || cell === '') return '';
  const text = isTrimmed(cell) ? cell : cell.trim();
  const code = text.charCodeAt(0);
  if (code === 0x27) return unguarded(text);
  if (code === 0x3d && text.length > 3 && text.startsWith('="') && text.endsWith('"')) return text.slice(2, -1).trim();
  return text;
}

/** ASCII beyond the blank at both ends: nothing to trim, the common case. */
function isTrimmed(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first > 0x20 && first < 0x80 && last > 0x20 && last < 0x80;
}

function several(plan: FieldPlan, cells: readonly string[]): string {
  if (plan.how === 'joined')
    return plan.columns
      .map((column) => cleaned(cells[column]))
      .filter((text) => text !== '')
      .join(' ');
  for (const column of plan.columns) {
    const text = cleaned(cells[column]);
    if (text !== '' && !isMissing(text)) return text;
  }
  return '';
}
