import { DomainError } from '../../../kit/errors/index.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import type { ByteSource } from './bytes.ts';
import { showable } from './copied.ts';
import { BATCH_ROWS } from './limits.ts';
import type { ImportKind, RawRecord, ReadOptions, Recognition, Reject, RowBatch, RowOf } from './model.ts';
import { recognise, type Plan } from './recognise.ts';
import { openRecords, type OpenRecords } from './records.ts';
import { rowReader, type RowReader } from './rows.ts';
import { WhenReader } from './when.ts';

const HEAD_RECORDS = 30;
const PREVIEW_ROWS = 10;
const PREVIEW_LOOKS_AT = 1_000;
const PREVIEW_CELL_CHARS = 200;
/** A batch is handed on when it has this many rows, or when so many portions of the file went into it. */
const BATCH_WORTH_ROWS = 1_000;
const BATCH_PORTIONS = 16;

/** A file being read. */
export interface Reading<Kind extends ImportKind> {
  readonly recognition: Recognition;
  /** Size of the file as stored; null for a stream. */
  readonly totalBytes: number | null;
  /** To be iterated once; leaving the loop closes the file. At most some 4,000 rows at a time, however large the file. */
  readonly batches: AsyncIterable<RowBatch<RowOf[Kind]>>;
  /** Closes a file whose batches are not iterated. */
  close(): Promise<void>;
}

/**
 * Opens a file (path or stream) and reads it as rows of `options.as`, streaming: memory does not grow with the file. A bad row becomes a
 * reject and never stops the reading; blank rows are not counted.
 * @throws DomainError before the first batch when the file is not what it says: `import.notFound`, `import.empty`, `import.unreadable`,
 *   `import.encoding`, `import.format`, `import.zipBomb`, `import.tooLarge`, `import.unknownSheet`, `import.tooManyColumns`,
 *   `import.unrecognised` (with `missing` and `headers`); when the options are wrong: `import.unknownProfile`, `import.profileKind`, `import.unknownColumn`,
 *   `import.unknownField`, `import.unpaidWhen`, `import.pattern`, `timeZone.unknown`; and from the batches `import.truncated`
 */
export async function readRows<Kind extends ImportKind>(
  source: ByteSource,
  options: ReadOptions & { readonly as: Kind },
): Promise<Reading<Kind>> {
  const opened = await openFile(source, options);
  const { file, plan } = opened;
  try {
    const { missing, headers } = plan.recognition;
    if (missing.length > 0) {
      throw new DomainError('import.unrecognised', {
        as: options.as,
        missing,
        headers: headers.slice(0, 100),
        kinds: plan.recognition.kinds,
      });
    }
    const reader = readerOf(options, plan);
    return {
      recognition: plan.recognition,
      totalBytes: file.totalBytes,
      batches: batchesOf(opened, reader),
      close: () => closeFile(file),
    };
  } catch (error) {
    await closeFile(file);
    throw error;
  }
}

/** One row of a preview: the cells as they stand under the headers, and what they were understood as, or why not. */
export interface PreviewRow<Row> {
  readonly row: number;
  readonly cells: string[];
  readonly value: Row | null;
  readonly reject: Reject | null;
}

export interface Preview<Kind extends ImportKind> {
  readonly recognition: Recognition;
  /** The first ten rows. */
  readonly rows: PreviewRow<RowOf[Kind]>[];
  /** Rows looked at for rejects, at most 1,000. */
  readonly rowsLooked: number;
  readonly rejects: Reject[];
}

/**
 * What a file would be read as, from its beginning. While required fields are missing from the mapping (`recognition.missing`) rows come
 * without values, so that a screen can let the operator choose columns.
 * @throws DomainError as `readRows`, but for `import.unrecognised`
 */
export async function preview<Kind extends ImportKind>(
  source: ByteSource,
  options: ReadOptions & { readonly as: Kind },
): Promise<Preview<Kind>> {
  const { file, plan, records } = await openFile(source, options);
  try {
    const { recognition } = plan;
    const reader = recognition.missing.length === 0 ? readerOf(options, plan) : null;
    const rows: PreviewRow<RowOf[Kind]>[] = [];
    const rejects: Reject[] = [];
    let rowsLooked = 0;
    for await (const portion of records) {
      for (const record of portion) {
        if (rowsLooked === PREVIEW_LOOKS_AT) break;
        rowsLooked++;
        const read = reader?.read(record) ?? null;
        const reject = read !== null && 'reject' in read ? read.reject : null;
        if (reject !== null) rejects.push(reject);
        if (rows.length < PREVIEW_ROWS)
          rows.push({
            row: record.row,
            cells: shownCells(record, recognition),
            value: read !== null && 'row' in read ? read.row : null,
            reject,
          });
      }
      if (rowsLooked === PREVIEW_LOOKS_AT) break;
    }
    return { recognition, rows, rowsLooked, rejects };
  } finally {
    await closeFile(file);
  }
}

interface OpenFile {
  file: OpenRecords;
  plan: Plan;
  records: AsyncGenerator<RawRecord[]>;
}

/** Opens a file, reads as far as its header and understands that; `records` begins with the first row. */
async function openFile(source: ByteSource, options: ReadOptions): Promise<OpenFile> {
  const file = await openRecords(source, options);
  try {
    const head: RawRecord[] = [];
    while (head.length < HEAD_RECORDS) {
      const portion = await file.records.next();
      if (portion.done) break;
      for (const record of portion.value) head.push(record);
    }
    if (head.length === 0) throw new DomainError('import.empty');
    const plan = recognise(head, file.form, options);
    return { file, plan, records: following(head.slice(plan.firstRow), file) };
  } catch (error) {
    await closeFile(file);
    throw error;
  }
}

async function* following(head: RawRecord[], file: OpenRecords): AsyncGenerator<RawRecord[]> {
  yield head;
  yield* file.records;
}

async function closeFile(file: OpenRecords): Promise<void> {
  await file.records.return(undefined);
  await file.dispose();
}

function readerOf<Kind extends ImportKind>(options: ReadOptions & { readonly as: Kind }, plan: Plan): RowReader<RowOf[Kind]> {
  const when = new WhenReader(options.timeZone, options.dateOrder ?? null);
  return rowReader(options.as, {
    plan,
    digits: minorDigits(options.currency),
    currency: options.currency,
    when,
  });
}

async function* batchesOf<Row>({ file, records }: OpenFile, reader: RowReader<Row>): AsyncGenerator<RowBatch<Row>> {
  try {
    let batch: { rows: Row[]; rejects: Reject[] } = { rows: [], rejects: [] };
    let portions = 0;
    for await (const portion of records) {
      portions++;
      for (const record of portion) {
        const read = reader.read(record);
        if ('row' in read) batch.rows.push(read.row);
        else batch.rejects.push(read.reject);
        if (batch.rows.length + batch.rejects.length < BATCH_ROWS) continue;
        yield { ...batch, bytesRead: file.progress.bytesRead };
        batch = { rows: [], rejects: [] };
      }
      if (batch.rows.length + batch.rejects.length < BATCH_WORTH_ROWS && portions < BATCH_PORTIONS) continue;
      yield { ...batch, bytesRead: file.progress.bytesRead };
      batch = { rows: [], rejects: [] };
      portions = 0;
    }
    yield { ...batch, bytesRead: file.progress.bytesRead };
  } finally {
    await closeFile(file);
  }
}

function shownCells(record: RawRecord, recognition: Recognition): string[] {
  return recognition.headers.map((_, column) => showable((record.cells[column] ?? '').trim(), PREVIEW_CELL_CHARS));
}
