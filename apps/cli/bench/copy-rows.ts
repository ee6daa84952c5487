import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { tables, type Db } from '../../../kit/db/index.ts';
import { timed } from './harness.ts';

/** Rows of one table as COPY text. */
export interface TableRows {
  readonly table: string;
  readonly columns: string;
  readonly key: readonly string[];
  readonly bytes: Buffer;
  readonly rows: number;
}

/** Moves what one transaction left in a database to a second one that had the same history, by the owner and plain COPY. */
export class RowCopier {
  readonly #from: pg.Client;
  readonly #to: pg.Client;
  readonly #layout: readonly { table: string; columns: string; key: string[] }[];

  private constructor(from: pg.Client, to: pg.Client, layout: { table: string; columns: string; key: string[] }[]) {
    this.#from = from;
    this.#to = to;
    this.#layout = layout;
  }

  static async open(from: Db, to: Db): Promise<RowCopier> {
    const clients = [from, to].map((db) => new pg.Client({ connectionString: db.ownerUrl })) as [pg.Client, pg.Client];
    for (const client of clients) await client.connect();
    const layout = [];
    for (const table of inOrderOfKeys(Object.keys(tables))) {
      const found = await clients[0].query<{ columns: string; key: string[] }>(
        `SELECT (SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped) AS columns,
                (SELECT array_agg(attname::text) FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey) WHERE indrelid = $1::regclass AND indisprimary) AS key`,
        [table],
      );
      layout.push({ table, ...(found.rows[0] as { columns: string; key: string[] }) });
    }
    return new RowCopier(...clients, layout);
  }

  /** Whatever the transaction that wrote last left: new rows, and the new state of rows that were there before. */
  async leftBy(xid: string): Promise<TableRows[]> {
    const left: TableRows[] = [];
    for (const { table, columns, key } of this.#layout) {
      const stream = this.#from.query(copyTo(`COPY (SELECT ${columns} FROM ${table} WHERE xmin = '${xid}'::xid) TO STDOUT`));
      const parts: Buffer[] = [];
      for await (const part of stream) parts.push(part as Buffer);
      const bytes = Buffer.concat(parts);
      // One line a row: COPY writes line breaks within values as \n.
      if (bytes.length > 0) left.push({ table, columns, key, bytes, rows: linesOf(bytes) });
    }
    return left;
  }

  /**
   * Milliseconds to COPY the rows, table after table, in one transaction. Rows that take the place of an earlier state find
   * it gone: that was done before and is not counted.
   * @returns also how many rows took the place of others
   */
  async copy(left: readonly TableRows[]): Promise<{ ms: number; replaced: number }> {
    const client = this.#to;
    let replaced = 0;
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    for (const rows of left) {
      await client.query(`CREATE TEMP TABLE replacing (LIKE ${rows.table}) ON COMMIT DROP`);
      await this.#send('replacing', rows);
      const same = rows.key.map((column) => `old.${column} = replacing.${column}`).join(' AND ');
      const gone = await client.query(`DELETE FROM ${rows.table} AS old USING replacing WHERE ${same}`);
      replaced += gone.rowCount ?? 0;
      await client.query('DROP TABLE replacing');
    }
    await client.query('COMMIT');
    const ms = await timed(async () => {
      await client.query('BEGIN');
      for (const rows of left) await this.#send(rows.table, rows);
      await client.query('COMMIT');
    });
    return { ms, replaced };
  }

  async #send(table: string, { columns, bytes }: TableRows): Promise<void> {
    const stream = this.#to.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`));
    await new Promise<void>((resolve, reject) => {
      stream.on('finish', resolve).on('error', reject);
      for (let at = 0; at < bytes.length; at += 65_536) stream.write(bytes.subarray(at, at + 65_536));
      stream.end();
    });
  }

  async close(): Promise<void> {
    await this.#from.end();
    await this.#to.end();
  }
}

function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

// People before what names them, orders before their lines: foreign keys are on.
function inOrderOfKeys(names: readonly string[]): string[] {
  const first = ['relations.person', 'catalog.product', 'orders.customer_order'];
  return [...first, ...names.filter((name) => !first.includes(name))];
}
