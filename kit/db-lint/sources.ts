import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Migration } from './schema.ts';

const PRODUCT = '{kit,rooms,flows,apps,sdk}/**/*.{ts,tsx,js}';
const TESTS = /\.test\.[a-z]+$|^kit\/testing\//;

/** All migrations below the root, in the order of their numbers. */
export function migrationsOf(root: string): Migration[] {
  return globSync(['rooms/*/migrations/*.sql', 'kit/**/migrations/*.sql'], { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/**
 * The distinct statements that processes wrote down while `ZIHUAN_RECORD_SQL` named this folder: files of JSON
 * lines `{"sql": "…"}`. A line cut off by a killed process is left out.
 */
export function recordedStatements(folder: string): string[] {
  const lines = globSync('*.jsonl', { cwd: folder }).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  return [...new Set(lines.filter((line) => line.endsWith('}')).map((line) => (JSON.parse(line) as { sql: string }).sql))];
}

/** Where a statement is written. */
export interface Origin {
  readonly path: string;
  /** of the statement's first character, from 1 */
  readonly line: number;
}

/** Finds the template a recorded statement came from. */
export class Sources {
  readonly #files: readonly { path: string; text: string; isTest: boolean }[];

  constructor(root: string) {
    this.#files = globSync([PRODUCT, '{e2e,tools}/**/*.ts'], {
      cwd: root,
      exclude: ['**/node_modules/**', '**/dist/**'],
    })
      .map((path) => path.replaceAll('\\', '/'))
      .toSorted()
      .map((path) => ({
        path,
        text: readFileSync(join(root, path), 'utf8'),
        isTest: TESTS.test(path) || /^(e2e|tools)\//.test(path),
      }));
  }

  /** @returns 'test' for a statement that only tests send; null when no file holds it as one template */
  originOf(sql: string): Origin | 'test' | null {
    const parts = sql.split(/\$\d+/);
    const found = this.#files.flatMap((file) => {
      const offset = templateAt(file.text, parts);
      return offset === -1 ? [] : [{ isTest: file.isTest, path: file.path, line: file.text.slice(0, offset).split('\n').length }];
    });
    const product = found.find((origin) => !origin.isTest);
    if (product) return { path: product.path, line: product.line };
    return found.length > 0 ? 'test' : null;
  }
}

/** The offset of a template whose fixed parts are these, with something interpolated between them; -1 without. */
function templateAt(text: string, [first = '', ...others]: readonly string[]): number {
  for (let start = text.indexOf(`\`${first}`); start !== -1; start = text.indexOf(`\`${first}`, start + 1)) {
    let end = start + 1 + first.length;
    const isWhole = others.every((part) => {
      if (!text.startsWith('${', end)) return false;
      const next = text.indexOf(`}${part}`, end);
      end = next + 1 + part.length;
      return next !== -1;
    });
    if (isWhole && text[end] === '`') return start + 1;
  }
  return -1;
}
