/** What a file is read as (CONTRACT §1, `--as`). */
export type ImportKind = 'orders' | 'people' | 'referrals' | 'products';

/** Forms of file we read. `csv` also stands for files parted by `;` or `|`; see `Recognition.delimiter`. */
export type FileFormat = 'csv' | 'tsv' | 'space' | 'jsonl' | 'xlsx';

export type TextEncoding = 'utf8' | 'gb18030' | 'utf16le' | 'utf16be';

/** How a file is to be read. What is absent or undefined is found out. */
export interface ReadOptions {
  readonly as: ImportKind;
  /** ISO 4217; its minor unit is what amounts are counted in, and rows in another currency are rejected. */
  readonly currency: string;
  /** IANA zone that wall-clock times without an offset are in. */
  readonly timeZone: string;
  readonly profile?: string | undefined;
  readonly format?: FileFormat | undefined;
  readonly noHeader?: boolean | undefined;
  readonly encoding?: 'auto' | 'utf8' | 'gb18030' | 'utf16' | undefined;
  /** Field → header or 1-based column number (as number or text); overrides what was recognised, field by field. */
  readonly map?: Readonly<Record<string, string | number>> | undefined;
  /** `COLUMN=REGEX`: a row whose cell fits makes an unpaid order. */
  readonly unpaidWhen?: string | undefined;
  /** Settles dates like 3/4/2020, which are rejected without it. */
  readonly dateOrder?: 'mdy' | 'dmy' | undefined;
  /** Sheet of a workbook by name; the first one when absent. */
  readonly sheet?: string | undefined;
}

/** What was recognised in a file before its rows are judged. Column numbers count from 0. */
export interface Recognition {
  readonly format: FileFormat;
  readonly encoding: TextEncoding;
  /** The character between cells; null for xlsx, jsonl and space-aligned files. */
  readonly delimiter: string | null;
  readonly hasHeader: boolean;
  /** Trimmed headers; `1`, `2`, … for a file without. */
  readonly headers: readonly string[];
  /** Kinds the header could be read as, likeliest first; confidence 0…1. */
  readonly kinds: readonly {
    readonly kind: ImportKind;
    readonly confidence: number;
    readonly profile: string | null;
  }[];
  readonly profile: string | null;
  /** Field → the column it is read from (the first one where several are tried or joined). */
  readonly mapping: Readonly<Record<string, number>>;
  /** Field → further columns: tried in turn while the one before is empty, or joined by a blank (a name). */
  readonly more: Readonly<Record<string, readonly number[]>>;
  /** Columns no field reads. */
  readonly unmapped: readonly number[];
  /** Fields that must be mapped before rows can be read; `amount` stands for amount, paid, or quantity with unitPrice. */
  readonly missing: readonly string[];
  readonly problems: readonly { readonly code: string; readonly facts: Readonly<Record<string, unknown>> }[];
}

/** Where a person was first met. */
export interface Source {
  readonly kind: 'owned' | 'referral' | 'paid' | 'pond' | 'offline';
  readonly name: string | null;
}

/**
 * One row of an orders file. Texts are trimmed, never empty; absent is null.
 * `row` is the line its record begins on (the header being line 1) or the row of the sheet.
 */
export interface OrderRow {
  readonly row: number;
  /** The order this row is a line of; null: the row is an order by itself. */
  readonly order: string | null;
  /** Null: an anonymous order. */
  readonly person: string | null;
  /** Epoch ms; null only where the row is unpaid or a continuation. */
  readonly at: number | null;
  /** Minor units charged for the row, sign kept (negative: a return); `paid` stands in its place where mapped. */
  readonly amount: bigint;
  /** Minor units already given back, never negative. */
  readonly refunded: bigint;
  readonly isUnpaid: boolean;
  /** The file says the total once per order and this row only adds a line: it takes `at`, payment and person from the order's first row. */
  readonly isContinuation: boolean;
  /** Plain decimal texts, sign kept. */
  readonly quantity: string | null;
  readonly unitPrice: string | null;
  readonly product: string | null;
  readonly productName: string | null;
  readonly category: string | null;
  readonly status: string | null;
  readonly source: Source | null;
  readonly scene: string | null;
  readonly referrer: string | null;
  /** ISO 4217 when the row says it (always the brand's own), else null. */
  readonly currency: string | null;
  readonly channel: string | null;
  /** 16 bytes in 32 hex digits over the mapped cells: equal rows share it wherever they stand. PostgreSQL reads it as uuid. */
  readonly contentKey: string;
}

/** One row of a people file; `person` falls back to phone, then e-mail. */
export interface PersonRow {
  readonly row: number;
  readonly person: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  /** Epoch ms at which the person agreed to be contacted; null: no consent known. */
  readonly consentAt: number | null;
  readonly source: Source | null;
  readonly at: number | null;
  readonly contentKey: string;
}

/** Who introduced whom; a row without `at` is known since always. */
export interface ReferralRow {
  readonly row: number;
  readonly person: string;
  readonly referrer: string;
  readonly at: number | null;
  readonly contentKey: string;
}

/** One row of a products file; money in minor units. */
export interface ProductRow {
  readonly row: number;
  readonly product: string;
  /** Null where the row adds a variant or a picture to a product named earlier in the file. */
  readonly name: string | null;
  /** Null where the row is a parent or a picture without a price of its own. */
  readonly price: bigint | null;
  readonly cost: bigint | null;
  readonly category: string | null;
  readonly ladderRole: string | null;
  readonly stock: number | null;
  readonly sku: string | null;
  readonly contentKey: string;
}

export interface RowOf {
  orders: OrderRow;
  people: PersonRow;
  referrals: ReferralRow;
  products: ProductRow;
}

/** A row that was refused: the first cell that was wrong with it. */
export interface Reject {
  readonly row: number;
  /** Header, or 1-based number in a file without; null where the whole row is wrong. */
  readonly column: string | null;
  /** The cell, cut to 200 characters. */
  readonly value: string | null;
  /** A code such as `amount.notANumber`; README.md lists them. */
  readonly reason: string;
}

/** A portion of the file, rows and rejects in file order. */
export interface RowBatch<Row> {
  readonly rows: Row[];
  readonly rejects: Reject[];
  /** Bytes of the file (as stored, packed or not) read so far. */
  readonly bytesRead: number;
}

/** A record before its cells are understood. */
export interface RawRecord {
  readonly row: number;
  readonly cells: string[];
  readonly fault: RecordFault | null;
}

export interface RecordFault {
  readonly reason: string;
  readonly column: number | null;
  readonly value: string;
}
