import { DomainError } from '../errors/index.ts';

/** PostgreSQL's own grammar: statement text in, parse tree out. */
export interface Grammar {
  /**
   * @returns one tree per statement of the text
   * @throws SqlSyntaxError when PostgreSQL would refuse the text
   */
  parse(sql: string): readonly Wrapped[];
}

/** A parse tree node: one key, the kind, over its fields. */
export type Wrapped = Readonly<Record<string, unknown>>;

/** `offset` is in bytes of the UTF-8 text, from 0. */
export class SqlSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'SqlSyntaxError';
    this.offset = offset;
  }
}

const PACKAGE = 'libpg-query';

/**
 * Loads the grammar. It is a development dependency, so an installed Zihuan may not have it.
 * @throws DomainError `grammar_missing` with the command that installs it
 */
export async function loadGrammar(): Promise<Grammar> {
  const library = await import('libpg-query').catch((cause: unknown) => {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new DomainError('grammar_missing', {
      package: PACKAGE,
      run: `npm install --no-save ${PACKAGE}@18.1.5`,
    });
  });
  await library.loadModule();
  return {
    parse(sql) {
      try {
        const { stmts = [] } = library.parseSync(sql) as { stmts?: { stmt?: Wrapped }[] };
        return stmts.flatMap(({ stmt }) => (stmt ? [stmt] : []));
      } catch (error) {
        const at = library.hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
        throw new SqlSyntaxError((error as Error).message, at);
      }
    },
  };
}
