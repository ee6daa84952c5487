import { loadGrammar } from './grammar.ts';
import type { Registry } from './finding.ts';
import { linesBefore, lintMigrations, type PlacedFinding } from './schema.ts';
import { lintStatement } from './statements.ts';
import { migrationsOf, recordedStatements, Sources } from './sources.ts';

export { loadGrammar, type Grammar } from './grammar.ts';
export type { Registry } from './finding.ts';
export { lintMigrations, type Migration, type PlacedFinding } from './schema.ts';
export { lintStatement } from './statements.ts';

/** What was read and what was found; nothing read means nothing shown. */
export interface LintReport {
  readonly findings: readonly PlacedFinding[];
  readonly migrations: number;
  readonly statements: number;
}

/**
 * `db lint`: checks SQL against DATABASE.md with PostgreSQL's own grammar.
 * @param root the folder that holds rooms/ and kit/
 * @param tables the registry of tables (kit/db)
 * @param recorded a folder written under `ZIHUAN_RECORD_SQL`; null checks the migrations only
 * @throws DomainError `grammar_missing` where the grammar is not installed
 */
export async function lintDatabase(
  root: string,
  tables: Registry,
  recorded: string | null,
): Promise<LintReport> {
  const grammar = await loadGrammar();
  const migrations = migrationsOf(root);
  if (recorded === null) {
    return {
      findings: lintMigrations(grammar, migrations, tables),
      migrations: migrations.length,
      statements: 0,
    };
  }
  const sources = new Sources(root);
  const statements = recordedStatements(recorded).flatMap((sql) => {
    const origin = sources.originOf(sql);
    return origin === 'test'
      ? []
      : [{ sql, origin: origin ?? { path: 'a statement no template holds', line: 1 } }];
  });
  const findings = statements.flatMap(({ sql, origin }) =>
    lintStatement(grammar, sql, tables).map(({ rule, message, offset }) => ({
      path: origin.path,
      line: origin.line + linesBefore(sql, offset),
      rule,
      message: origin.path.includes(' ') ? `${message}: ${sql}` : message,
    })),
  );
  return { findings, migrations: 0, statements: statements.length };
}

/** One line of output: `path:line DATABASE rule 9: what is wrong and what to do`. */
export function formatFinding({ path, line, rule, message }: PlacedFinding): string {
  return `${path}:${line} ${rule === 'syntax' ? '' : `DATABASE rule ${rule}: `}${message}`;
}
