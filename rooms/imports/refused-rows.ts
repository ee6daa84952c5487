import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Uuid } from '../../kit/ids/index.ts';
import { rejectsPath, refusalsPath } from './files.ts';
import { csvLine, unguarded } from '../../kit/csv/index.ts';
import type { ReadOptions } from './reading/index.ts';
import { openRecords } from './reading/records.ts';

/** Characters of one original cell that are shown again. */
const CELL_CHARS = 2_000;
/** Refusals that may be held to put them in the order of the file; beyond it they are listed without their rows. */
const MOST_SORTED = 100_000;

interface Refusal {
  readonly row: number;
  /** column, value, reason */
  readonly why: readonly string[];
}

/**
 * Writes the list people work with: every refused row as it stands in the file, with the column and the reason. Reads the file
 * once more beside the refusals, so that memory does not grow with either.
 * @param isInFileOrder false for introductions, which are judged in the order of time
 */
export async function listRefusedRows(of: {
  dataDir: string;
  runId: Uuid;
  source: string;
  options: ReadOptions;
  headers: readonly string[];
  isInFileOrder: boolean;
}): Promise<void> {
  const refusals = refusalsPath(of.dataDir, of.runId);
  const path = rejectsPath(of.dataDir, of.runId);
  const out = createWriteStream(`${path}.new`, { mode: 0o600 });
  out.write(`\uFEFF${csvLine(['row', ...of.headers, 'column', 'value', 'reason'])}`);
  const sorted = of.isInFileOrder ? refusalsOf(refusals) : inFileOrder(refusals);
  const rows = rowsOf(of.source, of.options);
  try {
    let row = await rows.next();
    for await (const { row: line, why } of sorted) {
      while (!row.done && row.value.row < line) row = await rows.next();
      const cells = !row.done && row.value.row === line ? row.value.cells : [];
      const shown = of.headers.map((_, i) => (cells[i] ?? '').slice(0, CELL_CHARS));
      if (!out.write(csvLine([line, ...shown, ...why]))) await once(out, 'drain');
    }
  } finally {
    await rows.return(undefined);
    out.end();
    await finished(out);
  }
  await rename(`${path}.new`, path);
}

async function* refusalsOf(path: string): AsyncGenerator<Refusal> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return;
  const file = await openRecords(createReadStream(path), {
    as: 'orders',
    currency: 'CNY',
    timeZone: 'UTC',
    format: 'csv',
    encoding: 'utf8',
  });
  let isHeader = true;
  try {
    for await (const portion of file.records) {
      for (const { cells } of portion) {
        if (!isHeader) yield { row: Number(cells[0]), why: cells.slice(1, 4).map(unguarded) };
        isHeader = false;
      }
    }
  } finally {
    await file.dispose();
  }
}

async function* inFileOrder(path: string): AsyncGenerator<Refusal> {
  const held: Refusal[] = [];
  let isSorted = true;
  for await (const refusal of refusalsOf(path)) {
    if (isSorted) held.push(refusal);
    else yield refusal;
    if (held.length < MOST_SORTED || !isSorted) continue;
    isSorted = false;
    yield* held.splice(0);
  }
  yield* held.sort((a, b) => a.row - b.row);
}

async function* rowsOf(source: string, options: ReadOptions): AsyncGenerator<{ row: number; cells: string[] }> {
  const file = await openRecords(source, options);
  try {
    for await (const portion of file.records) for (const { row, cells } of portion) yield { row, cells };
  } finally {
    await file.dispose();
  }
}
