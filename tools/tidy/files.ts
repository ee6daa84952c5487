import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** One file of the tree. `path` is relative to the root, with `/` on every system. */
export interface SourceFile {
  readonly path: string;
  /** in bytes */
  readonly size: number;
  /** '' for what is not text (images, fonts) or larger than a megabyte */
  readonly text: string;
}

/** Something the tree must not contain: where, and what to do about it. */
export interface Finding {
  readonly path: string;
  /** from 1 */
  readonly line: number;
  /** what is wrong and what to do, in one sentence or two */
  readonly message: string;
}

export const LARGEST_FILE_BYTES = 1_000_000;
const BINARY = /\.(png|jpe?g|gif|ico|webp|woff2?|ttf|zip|xlsx|gz|wasm)$/;
const NOT_OURS = new Set(['node_modules', 'dist', '.git', 'coverage']);

/** Every file that is or would be committed: git's own list in a clone, a walk elsewhere. Sorted by path. */
export function filesOf(root: string): SourceFile[] {
  return (listedByGit(root) ?? walked(root, root))
    .filter((path) => existsSync(join(root, path)))
    .sort()
    .map((path) => read(root, path));
}

/** True for files the compiler, the formatter and these rules treat as code. */
export function isCode(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.(test|fixture)\.(ts|tsx|mjs)$/.test(path);
}

/** The line, from 1, that holds the character at this offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

// Null outside a clone, and where git is missing or refuses a clone that belongs to somebody else.
function listedByGit(root: string): string[] | null {
  if (!existsSync(join(root, '.git'))) return null;
  const { status, stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? [...new Set(stdout.split('\0').filter((path) => path !== ''))] : null;
}

function walked(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walked(root, path);
    return entry.isFile() ? [relative(root, path).split(sep).join('/')] : [];
  });
}

function read(root: string, path: string): SourceFile {
  const { size } = statSync(join(root, path));
  const isText = !BINARY.test(path) && size <= LARGEST_FILE_BYTES;
  return { path, size, text: isText ? readFileSync(join(root, path), 'utf8') : '' };
}
