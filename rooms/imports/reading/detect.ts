import { DelimitedSplitter } from './delimited.ts';
import { FIELDS, headerKey } from './fields.ts';
import type { FileFormat } from './model.ts';
import { PROFILES } from './profiles.ts';

const SAMPLE_BYTES = 64 * 1024;
const SAMPLE_RECORDS = 30;

/** The form of a text file, from its first bytes in UTF-8. */
export interface DetectedForm {
  format: FileFormat;
  delimiter: string | null;
}

const KNOWN_HEADERS = new Set(
  [
    ...Object.values(FIELDS).flatMap((fields) => fields.flatMap(({ headers }) => headers)),
    ...PROFILES.flatMap(({ signature }) => signature.flat()),
  ].map(headerKey),
);

/**
 * Tells JSON lines from delimited text, and finds the delimiter: the one that makes most headers known and then parts most records into
 * equally many cells. A text no delimiter parts is a file of one column.
 */
export function detectForm(sample: Buffer): DetectedForm {
  const bytes = sample.subarray(0, SAMPLE_BYTES);
  if (looksJson(bytes)) return { format: 'jsonl', delimiter: null };
  let best: DetectedForm = { format: 'csv', delimiter: ',' };
  let bestScore = 0;
  for (const delimiter of [',', '\t', ';', '|']) {
    const score = scoreOf(bytes, delimiter, sample.length <= SAMPLE_BYTES);
    if (score > bestScore) {
      bestScore = score;
      best = { format: delimiter === '\t' ? 'tsv' : 'csv', delimiter };
    }
  }
  return best;
}

/** The delimiter of a format that was asked for. */
export function delimiterOf(format: FileFormat, sample: Buffer): string | null {
  if (format === 'tsv') return '\t';
  if (format === 'space') return ' ';
  if (format !== 'csv') return null;
  const found = detectForm(sample);
  return found.format === 'csv' ? found.delimiter : ',';
}

function looksJson(bytes: Buffer): boolean {
  const text = bytes.toString('utf8').trimStart();
  if (!text.startsWith('{')) return false;
  const end = text.indexOf('\n');
  if (end < 0) return /^\{\s*("|\})/.test(text);
  try {
    JSON.parse(text.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

function scoreOf(bytes: Buffer, delimiter: string, isWhole: boolean): number {
  const splitter = new DelimitedSplitter(delimiter);
  const records = [...splitter.push(bytes), ...(isWhole ? splitter.end() : [])].flat().slice(0, SAMPLE_RECORDS);
  const counts = new Map<number, number>();
  let known = 0;
  for (const { cells } of records) {
    counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    known = Math.max(known, cells.filter((cell) => KNOWN_HEADERS.has(headerKey(cell))).length);
  }
  let score = 0;
  for (const [width, count] of counts) {
    if (width > 1) score = Math.max(score, (count / records.length) * (1 + Math.log2(width)));
  }
  // A file without a header may have a known word in a cell; one alone proves nothing.
  return score + (known > 1 ? known * 10 : 0);
}
