import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../errors/index.ts';
import type { Db } from './index.ts';

const HOUSE = fileURLToPath(new URL('../../', import.meta.url));
// Any number that only the migrator uses; the one advisory lock of the house (DATABASE.md rule 18).
const MIGRATOR_LOCK = 7_700_001;

/** Every migration of the house in the order of its number; a number nobody took is left out. @throws when two share a number */
export function migrationFiles(): { number: number; name: string; path: string }[] {
  const folders = [
    join(HOUSE, 'kit/db/migrations'),
    ...readdirSync(join(HOUSE, 'rooms')).map((room) => join(HOUSE, 'rooms', room, 'migrations')),
  ];
  const files = folders.flatMap((folder) =>
    sqlFilesIn(folder).map((path) => ({ path, name: basename(path), number: Number(basename(path).slice(0, 4)) })),
  );
  files.sort((a, b) => a.number - b.number);
  files.forEach((file, i) => assert(i === 0 || file.number > (files[i - 1]?.number ?? 0), `migration ${file.name} shares its number`));
  return files;
}

function sqlFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The statements of a migration file: each ends with `;` at the end of a line outside a dollar-quoted body. */
export function statementsOf(text: string): string[] {
  const statements: string[] = [];
  let current: string[] = [];
  let inBody = false;
  for (const line of text.split('\n')) {
    if (!inBody && (line.trim() === '' || line.trimStart().startsWith('--')) && current.length === 0) continue;
    current.push(line);
    if ((line.match(/\$\$/g)?.length ?? 0) % 2 === 1) inBody = !inBody;
    if (!inBody && line.trimEnd().endsWith(';')) {
      statements.push(current.join('\n').trim().replace(/;$/, ''));
      current = [];
    }
  }
  assert(current.join('').trim() === '', 'a migration ends with a semicolon');
  return statements;
}

/**
 * Brings the database up to the newest migration: one statement per round trip, one transaction per file,
 * one migrator at a time. Already applied files are left alone.
 * @param upTo the last number to apply (a restore loads a backup at its own number first)
 * @returns how many files were applied
 */
export async function migrate(db: Db, upTo = Number.POSITIVE_INFINITY): Promise<number> {
  return await db.ownerSession(async (sql) => {
    await sql.text('SELECT pg_advisory_lock($1)', [MIGRATOR_LOCK]);
    try {
      await sql.text(
        `CREATE TABLE IF NOT EXISTS public.zihuan_migration (number int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)`,
      );
      const role = await sql.text<{ n: number }>(`SELECT 1 AS n FROM pg_roles WHERE rolname = 'zihuan_app'`);
      if (role.length === 0) await sql.text('CREATE ROLE zihuan_app NOLOGIN NOSUPERUSER NOBYPASSRLS');
      const done = await sql.text<{ number: number }>('SELECT number FROM public.zihuan_migration');
      const applied = new Set(done.map((row) => row.number));
      let count = 0;
      for (const file of migrationFiles()) {
        if (applied.has(file.number) || file.number > upTo) continue;
        await sql.text('BEGIN');
        try {
          for (const statement of statementsOf(readFileSync(file.path, 'utf8'))) await sql.text(statement);
          await sql.text('INSERT INTO public.zihuan_migration (number, name, applied_at) VALUES ($1, $2, $3)', [
            file.number,
            file.name,
            new Date(),
          ]);
          await sql.text('COMMIT');
        } catch (error) {
          await sql.text('ROLLBACK');
          throw new Error(`migration ${file.name} failed: ${(error as Error).message}`, { cause: error });
        }
        count += 1;
      }
      return count;
    } finally {
      await sql.text('SELECT pg_advisory_unlock($1)', [MIGRATOR_LOCK]);
    }
  });
}
