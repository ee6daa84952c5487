/**
 * What a spreadsheet takes for the beginning of a formula: `= + - @` in ASCII, full-width and small form, after any blanks; and a
 * leading TAB, CR or LF, which some programs drop.
 */
const FORMULA = /^'*(?:[\t\r\n]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212])/;
const NEEDS_QUOTES = /[",;|\t\r\n']|^\s|\s$/;

/**
 * One cell of a CSV file, ready to be joined by commas. Text that a spreadsheet would run as a formula gets an apostrophe in front, so
 * that it is shown and never run; so does text that already has such an apostrophe. `unguarded` takes exactly one away, and our import
 * does so with every cell: `+8613800000000`, written as `'+8613800000000`, comes back unchanged. Numbers are written bare.
 */
export function csvCell(value: string | number | bigint | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of a CSV file with its line end (CRLF, RFC 4180). */
export function csvLine(values: readonly (string | number | bigint | null | undefined)[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

/** The text `csvCell` was given, for a cell as a CSV reader hands it over. */
export function unguarded(cell: string): string {
  return cell.charCodeAt(0) === 0x27 && FORMULA.test(cell) ? cell.slice(1) : cell;
}
