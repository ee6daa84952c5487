import type { FileOptions, OrderRow, PersonRow, ProductRow, ReferralRow, Reject, RunOptions, Reading } from '../rooms/imports/index.ts';

export type AnyRow = OrderRow | PersonRow | ReferralRow | ProductRow;
export type AnyReading = Reading<'orders' | 'people' | 'referrals' | 'products'>;

/** What a file is read with: the run's own settings, the brand's where it has none. */
export function fileOptions<As extends RunOptions['as']>(
  options: Omit<RunOptions, 'dryRun'> & { as: As },
  brand: { currency: string; timeZone: string },
): FileOptions & { as: As } {
  return {
    as: options.as,
    currency: brand.currency,
    timeZone: options.timeZone ?? brand.timeZone,
    profile: options.profile,
    format: options.format,
    // False is what a form says by default; only true overrules what is recognised.
    noHeader: options.noHeader || undefined,
    encoding: options.encoding,
    map: options.map,
    unpaidWhen: options.unpaidWhen,
    dateOrder: options.dateOrder,
  };
}

/** Runs with the same key read the same file the same way: what one left undone the other goes on with. */
export function readingKey(run: { readonly options: RunOptions }): string {
  const { as, profile, map, format, noHeader, encoding, timeZone, currency, dateOrder, unpaidWhen } = run.options;
  const columns = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([as, profile, columns, format, noHeader, encoding, timeZone, currency, dateOrder, unpaidWhen]);
}

// The first portion is small: it shows the planner what the tables are filled with (see imports.refresh_statistics).
const FIRST_PORTION_ROWS = 500;

/** Rows and refusals of one transaction, in file order. */
export interface Portion {
  readonly rows: AnyRow[];
  readonly rejects: Reject[];
  /** line of the last record in it */
  readonly lastRow: number;
  readonly bytesRead: number;
}

/**
 * The file in portions of at least `portionRows`, without the records up to `doneRow`.
 * @param otherCurrency the currency the file was said to be in, where that is not the brand's: rows that name none are refused
 */
export async function* portionsOf(
  reading: AnyReading,
  by: { doneRow: number; portionRows: number; otherCurrency: string | null },
): AsyncGenerator<Portion> {
  let rows: AnyRow[] = [];
  let rejects: Reject[] = [];
  let lastRow = by.doneRow;
  let bytesRead = 0;
  let wanted = Math.min(FIRST_PORTION_ROWS, by.portionRows);
  for await (const batch of reading.batches) {
    bytesRead = batch.bytesRead;
    for (const row of batch.rows) {
      if (row.row <= by.doneRow) continue;
      lastRow = Math.max(lastRow, row.row);
      if (by.otherCurrency !== null && !('currency' in row && row.currency !== null)) {
        rejects.push({ row: row.row, column: null, value: by.otherCurrency, reason: 'currency.other' });
      } else rows.push(row);
    }
    for (const reject of batch.rejects) {
      if (reject.row <= by.doneRow) continue;
      lastRow = Math.max(lastRow, reject.row);
      rejects.push(reject);
    }
    if (by.otherCurrency !== null) rejects.sort((a, b) => a.row - b.row);
    while (rows.length + rejects.length >= wanted) {
      const portion = cut(rows, rejects, wanted, lastRow);
      wanted = by.portionRows;
      yield { ...portion, bytesRead };
      rows = portion.restRows;
      rejects = portion.restRejects;
    }
  }
  if (rows.length + rejects.length > 0) yield { rows, rejects, lastRow, bytesRead };
}

/** The first records by line: a portion ends on a line, so that going on behind it misses nothing. */
function cut(
  rows: AnyRow[],
  rejects: Reject[],
  count: number,
  lastRow: number,
): Omit<Portion, 'bytesRead'> & { restRows: AnyRow[]; restRejects: Reject[] } {
  if (rows.length + rejects.length < count * 2) return { rows, rejects, lastRow, restRows: [], restRejects: [] };
  let [fromRows, fromRejects] = [0, 0];
  while (fromRows + fromRejects < count) {
    const row = rows[fromRows]?.row ?? Infinity;
    const reject = rejects[fromRejects]?.row ?? Infinity;
    if (row < reject) fromRows += 1;
    else fromRejects += 1;
  }
  const last = Math.max(rows[fromRows - 1]?.row ?? 0, rejects[fromRejects - 1]?.row ?? 0);
  return {
    rows: rows.slice(0, fromRows),
    rejects: rejects.slice(0, fromRejects),
    lastRow: last,
    restRows: rows.slice(fromRows),
    restRejects: rejects.slice(fromRejects),
  };
}
