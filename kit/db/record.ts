import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['ZIHUAN_RECORD_SQL'];

/** While the tests run, every distinct statement is written down once, for `db lint` to parse. */
export function recordSql(statement: string): void {
  if (folder) appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify({ sql: statement })}\n`);
}
