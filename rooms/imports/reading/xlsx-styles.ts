/** Cell styles of a workbook, as far as they decide whether a number is a date. */
export class DateStyles {
  readonly #custom = new Map<number, boolean>();
  readonly #isDate: boolean[] = [];

  addFormat(id: number, code: string): void {
    if (this.#custom.size < 100_000) this.#custom.set(id, isDateFormat(code));
  }

  addCellStyle(formatId: number): void {
    if (this.#isDate.length < 100_000) this.#isDate.push(this.#custom.get(formatId) ?? isBuiltinDate(formatId));
  }

  isDate(style: string | undefined): boolean {
    return style !== undefined && this.#isDate[Number(style)] === true;
  }
}

/** ECMA-376 §18.8.30: 14–17 and 22 dates everywhere, 27–36 and 50–58 dates in East Asian Excel. */
function isBuiltinDate(id: number): boolean {
  return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/** A format shows a date when it names a year or a day outside quotes, brackets and escapes; hours alone are a duration. */
export function isDateFormat(code: string): boolean {
  const bare = code.replaceAll(/"[^"]*"|\[[^\]]*\]|\\.|_./g, '');
  return /[yd]/i.test(bare);
}

const DAY_MS = 86_400_000;

/**
 * The wall-clock text of an Excel serial (days since 1899-12-30, or 1904-01-01), to the second; null when it is no date Excel can show.
 * A whole number is a day without a time. Days before 1900-03-01 are one off in Excel itself and left to be refused as too old.
 */
export function dateOfSerial(serial: number, is1904: boolean): string | null {
  if (!(serial >= 0 && serial < 2_958_466)) return null;
  const base = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const seconds = Math.round(serial * 86_400);
  const text = new Date(base + seconds * 1000).toISOString();
  return (seconds * 1000) % DAY_MS === 0 && Number.isInteger(serial) ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
