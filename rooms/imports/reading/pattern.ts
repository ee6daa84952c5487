import { DomainError } from '../../../kit/errors/index.ts';

const MAX_PATTERN_CHARS = 200;
/** Two open-ended repeats over a text of this length cost at most some ten thousand steps. */
const MAX_SUBJECT_CHARS = 120;
const MAX_OPEN_REPEATS = 2;
const MAX_REMEMBERED = 2_000;

/** A test of one cell, safe to run on every row of a file. */
export type CellTest = (text: string) => boolean;

/**
 * Compiles an operator's regular expression, refusing those whose matching can grow out of hand: back references, look-around, repeats
 * of a group that itself repeats or branches, and more than two open-ended repeats. Only the first 120 characters of a cell are
 * looked at, and answers are remembered per distinct cell.
 * @throws DomainError `import.pattern` with `why`: `syntax` or `unsafe`
 */
export function cellTest(pattern: string): CellTest {
  if (pattern.length > MAX_PATTERN_CHARS || !isSafe(pattern))
    throw new DomainError('import.pattern', { pattern: pattern.slice(0, 200), why: 'unsafe' });
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
    // The engine builds its program at the first run and may only then find it too large.
    expression.test('');
  } catch {
    throw new DomainError('import.pattern', { pattern, why: 'syntax' });
  }
  const known = new Map<string, boolean>();
  return (text) => {
    const subject = text.length > MAX_SUBJECT_CHARS ? text.slice(0, MAX_SUBJECT_CHARS) : text;
    const remembered = known.get(subject);
    if (remembered !== undefined) return remembered;
    const fits = expression.test(subject);
    if (known.size < MAX_REMEMBERED) known.set(subject, fits);
    return fits;
  };
}

interface Group {
  /** It holds a repeat or a branch, so repeating it may explode. */
  isComplex: boolean;
}

/** Reads a pattern once from left to right, as far as repeats and groups are concerned. */
function isSafe(pattern: string): boolean {
  const open: Group[] = [];
  let closed: Group | null = null;
  let openRepeats = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') {
      if (/[1-9k]/.test(pattern[i + 1] ?? '')) return false;
      i++;
      closed = null;
    } else if (char === '[') {
      i = endOfClass(pattern, i);
      closed = null;
    } else if (char === '(') {
      if (pattern[i + 1] === '?') {
        if (pattern[i + 2] !== ':') return false;
        i += 2;
      }
      open.push({ isComplex: false });
      closed = null;
    } else if (char === ')') {
      closed = open.pop() ?? null;
      const outer = open.at(-1);
      if (outer && closed?.isComplex) outer.isComplex = true;
    } else if (char === '|') {
      const group = open.at(-1);
      if (group) group.isComplex = true;
      closed = null;
    } else if (char === '*' || char === '+' || char === '?' || char === '{') {
      const repeat = repeatAt(pattern, i);
      if (repeat !== null) {
        if (repeat.isMany && closed?.isComplex) return false;
        if (repeat.isMany && ++openRepeats > MAX_OPEN_REPEATS) return false;
        const group = open.at(-1);
        if (group) group.isComplex = true;
        i = repeat.end;
      }
      closed = null;
    } else closed = null;
  }
  return true;
}

function repeatAt(pattern: string, at: number): { isMany: boolean; end: number } | null {
  let end = at;
  let isMany = pattern[at] !== '?';
  if (pattern[at] === '{') {
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(pattern.slice(at, at + 24));
    if (braces === null) return null;
    end = at + braces[0].length - 1;
    const most = braces[2] === undefined ? braces[1] : braces[3];
    isMany = most === '' || Number(most) > 1;
  }
  if (pattern[end + 1] === '?') end++;
  return { isMany, end };
}

function endOfClass(pattern: string, from: number): number {
  for (let i = from + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === ']') return i;
  }
  return pattern.length;
}
