import { posix } from 'node:path';
import { isCode, lineAt, LARGEST_FILE_BYTES, type Finding, type SourceFile } from './files.ts';
import { placeOf } from './house.ts';

const LONGEST_FILE_LINES = 500;
const EMPTY_NAMES = /(^|[-.])(utils?|helpers?|managers?|services?)$|^data$/;

/** What can be said about a file from its name and size. */
export function fileFindings(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const say = (message: string, line = 1): void => void findings.push({ path: file.path, line, message });
  if (file.size > LARGEST_FILE_BYTES) {
    say(`is ${(file.size / 1e6).toFixed(1)} MB, more than 1 MB; keep it out of the repository or make it smaller`);
  }
  if (isCode(file.path)) {
    const lines = file.text.split('\n').length - 1;
    if (lines > LONGEST_FILE_LINES && !isGenerated(file))
      say(`has ${lines} lines, more than ${LONGEST_FILE_LINES}; split it where a second story starts`, LONGEST_FILE_LINES + 1);
    for (const name of emptyNames(file.path)) say(`"${name}" says nothing about what is inside; name it after its subject or its verb`);
    const base = posix.basename(file.path);
    if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(base)) say(`file names are kebab-case: ${base} → ${kebab(base)}`);
  }
  if (posix.basename(file.path) === 'package-lock.json') {
    const match = /"resolved": *"https?:/.exec(file.text);
    if (match)
      say(
        'holds registry addresses; set omit-lockfile-registry-resolved=true in .npmrc and write the lockfile again',
        lineAt(file.text, match.index),
      );
  }
  return findings;
}

/** Every room says what it owns and has a front door; migrations of the house share one number sequence. */
export function roomFindings(files: readonly SourceFile[]): Finding[] {
  const paths = new Set(files.map((file) => file.path));
  const rooms = new Set(files.flatMap((file) => placeOf(file.path).room ?? []));
  const missing = [...rooms].flatMap((room) =>
    ['README.md', 'index.ts']
      .filter((door) => !paths.has(`rooms/${room}/${door}`))
      .map((door) => ({
        path: `rooms/${room}/${door}`,
        line: 1,
        message: `is missing; every room has one (${door === 'index.ts' ? 'its front door' : 'what it owns, its words, its invariants, what it refuses to do'})`,
      })),
  );
  return [...missing, ...numberFindings([...paths].filter((path) => /\/migrations\/[^/]+\.sql$/.test(path)))];
}

function numberFindings(migrations: readonly string[]): Finding[] {
  const byNumber = new Map<string, string>();
  return migrations.toSorted().flatMap((path) => {
    const number = /\/(\d{4})-[a-z0-9-]+\.sql$/.exec(path)?.[1];
    if (!number)
      return [
        {
          path,
          line: 1,
          message: 'a migration is named 0031-points-lot.sql: four digits, then what it is about',
        },
      ];
    const other = byNumber.get(number);
    byNumber.set(number, path);
    return other ? [{ path, line: 1, message: `has the number of ${other}; the house has one number sequence` }] : [];
  });
}

/** Names of the file and its folders that are only a drawer. */
function emptyNames(path: string): string[] {
  const stem = posix.basename(path).replace(/(\.test)?\.(ts|tsx|mjs)$/, '');
  return [...posix.dirname(path).split('/'), stem].filter((name) => EMPTY_NAMES.test(name));
}

function isGenerated(file: SourceFile): boolean {
  return /\.gen\.|generated/.test(file.path) || file.text.slice(0, 200).includes('@generated');
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
