import type { Duplex } from 'node:stream';
import type { PoolClient, QueryResult } from 'pg';
import { recordSql } from './record.ts';

export type Param = string | number | bigint | boolean | Date | null | Uint8Array | readonly unknown[];

/** A statement as a tagged template: values become parameters, never text. Rows come as plain objects. */
export interface Sql {
  <Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row[]>;
  /** Exactly one row. @throws when there is none or more than one */
  one<Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row>;
  /** The first row or null. */
  maybe<Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row | null>;
  /** The number of rows written. */
  exec(strings: TemplateStringsArray, ...values: Param[]): Promise<number>;
  /**
   * The number of rows written by a statement that puts its arrays into tables and looks nothing up: prepared whatever their
   * size, since there is one way to do it.
   */
  put(strings: TemplateStringsArray, ...values: Param[]): Promise<number>;
  /**
   * Planned for its values every time: for look-ups of whole batches and for recursion. A plan prepared while a table was
   * small would cost minutes once it is big; planning anew costs a millisecond.
   */
  anew<Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row[]>;
  /** Text put together elsewhere (migrations, backup, bench); `$1…` parameters. */
  text<Row>(statement: string, values?: Param[]): Promise<Row[]>;
  /** The connection itself, for COPY streams. */
  readonly client: PoolClient;
}

const names = new Map<string, string>();

// Statements of templates are few and fixed, so each is prepared once per connection.
function nameOf(statement: string): string {
  let name = names.get(statement);
  if (!name) {
    name = `z${names.size}`;
    names.set(statement, name);
  }
  return name;
}

const texts = new WeakMap<TemplateStringsArray, string>();

function textOf(strings: TemplateStringsArray): string {
  let text = texts.get(strings);
  if (text === undefined) {
    text = strings.reduce((sum, part, i) => (i === 0 ? part : `${sum}$${i}${part}`), '');
    texts.set(strings, text);
    recordSql(text);
  }
  return text;
}

const BULK_CHARACTERS = 4_000;
const BULK_ITEMS = 100;

function isBulk(value: Param): boolean {
  if (value instanceof Uint8Array) return value.length > BULK_CHARACTERS;
  return typeof value === 'string'
    ? value.length > BULK_CHARACTERS && value.startsWith('{')
    : Array.isArray(value) && value.length > BULK_ITEMS;
}

const gathering = new WeakSet<Duplex>();

/** What is sent on a connection in one turn of the event loop goes out in one write. Called before each statement. */
export function gather(client: PoolClient): void {
  // The driver's own connection: its types do not tell of it.
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  if (gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  process.nextTick(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}

/** Binds the template to one connection. */
export function sqlOn(client: PoolClient): Sql {
  async function run(strings: TemplateStringsArray, values: Param[]): Promise<QueryResult> {
    const text = textOf(strings);
    gather(client);
    // A prepared plan is made for arrays of ten: with thousands it would walk them pair by pair. So bulk is planned each time.
    if (values.some(isBulk)) return await client.query(text, values as unknown[]);
    return await client.query({ name: nameOf(text), text, values: values as unknown[] });
  }
  const sql = async <Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row[]> => (await run(strings, values)).rows as Row[];
  return Object.assign(sql, {
    client,
    async one<Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row> {
      const { rows } = await run(strings, values);
      if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}: ${textOf(strings)}`);
      return rows[0] as Row;
    },
    async maybe<Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row | null> {
      return ((await run(strings, values)).rows[0] as Row | undefined) ?? null;
    },
    async exec(strings: TemplateStringsArray, ...values: Param[]): Promise<number> {
      return (await run(strings, values)).rowCount ?? 0;
    },
    async put(strings: TemplateStringsArray, ...values: Param[]): Promise<number> {
      const text = textOf(strings);
      return (await client.query({ name: nameOf(text), text, values: values as unknown[] })).rowCount ?? 0;
    },
    async anew<Row>(strings: TemplateStringsArray, ...values: Param[]): Promise<Row[]> {
      const text = textOf(strings);
      gather(client);
      return (await client.query(text, values as unknown[])).rows as Row[];
    },
    async text<Row>(statement: string, values: Param[] = []): Promise<Row[]> {
      gather(client);
      return (await client.query(statement, values as unknown[])).rows as Row[];
    },
  });
}

/** An array literal of numbers, bigints or uuids (nothing in it needs quoting; null allowed): faster than the driver's. */
export function plainArray(values: readonly (string | number | bigint | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    const value = values[i];
    text += value === null || value === undefined ? 'NULL' : String(value);
  }
  return `${text}}`;
}
