import { loadGrammar } from './grammar.ts';
import type { Registry } from './finding.ts';
import { linesBefore, lintMigrations, type PlacedFinding } from './schema.ts';
import { lintStatement } from './statements.ts';
import { migrationsOf, recordedStatements, Sources } from './sources.ts';

export type { Registry } from './finding.ts';
export type { PlacedFinding } from './schema.ts';

/** What was read and what was found; nothing read means nothing shown. */
export interface LintReport {
  readonly findings: readonly PlacedFinding[];
  readonly migrations: number;
  readonly statements: number;
}

/** A statement and where it is written; `line` is that of its first character. */
export interface PlacedStatement {
  readonly sql: string;
  readonly path: string;
  readonly line: number;
}

/**
 * Checks the migrations below a folder against DATABASE.md.
 * @param root the folder that holds rooms/ and kit/
 * @param tables the registry of tables (kit/db)
 * @throws DomainError `grammar_missing` where the grammar is not installed
 */
export async function lintSchema(root: string, tables: Registry): Promise<LintReport> {
  const grammar = await loadGrammar();
  const migrations = migrationsOf(root);
  return {
    findings: lintMigrations(grammar, migrations, tables),
    migrations: migrations.length,
    statements: 0,
  };
}

/** Checks statements wherever they were found. @throws DomainError `grammar_missing` */
export async function lintStatements(statements: readonly PlacedStatement[], tables: Registry): Promise<LintReport> {
  const grammar = await loadGrammar();
  const findings = statements.flatMap(({ sql, path, line }) =>
    lintStatement(grammar, sql, tables).map(({ rule, message, offset }) => ({
      path,
      line: line + linesBefore(sql, offset),
      rule,
      message,
    })),
  );
  return { findings, migrations: 0, statements: statements.length };
}

/**
 * Checks what processes sent while `ZIHUAN_RECORD_SQL` named the folder `recorded`, but for what only tests send.
 * @throws DomainError `grammar_missing`
 */
export async function lintRecorded(root: string, tables: Registry, recorded: string): Promise<LintReport> {
  const sources = new Sources(root);
  const statements = recordedStatements(recorded).flatMap((sql): PlacedStatement[] => {
    const origin = sources.originOf(sql);
    if (origin === 'test') return [];
    return [
      {
        sql,
        ...(origin ?? {
          path: `a statement put together at run time (${sql.trim().replaceAll(/\s+/g, ' ').slice(0, 120)})`,
          line: 1,
        }),
      },
    ];
  });
  return await lintStatements(statements, tables);
}

/** One line of output: `path:line DATABASE rule 9: what is wrong and what to do`. */
export function formatFinding({ path, line, rule, message }: PlacedFinding): string {
  return `${path}:${line} ${rule === 'syntax' ? '' : `DATABASE rule ${rule}: `}${message}`;
}
