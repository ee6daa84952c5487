import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { formatFinding, lintRecorded, type Registry } from './index.ts';
import { migrationsOf, recordedStatements } from './sources.ts';

const root = mkdtempSync(join(tmpdir(), 'db-lint-'));
after(() => rmSync(root, { recursive: true }));

const FILES = {
  'rooms/orders/queries/lines.ts':
    '\nexport const lines = (sql, order) => sql`\n    SELECT line.amount\n      FROM orders.line\n     WHERE line.order_id = ${order.id} AND line.amount > ${0}`;\n',
  'rooms/orders/queries/lines.test.ts': 'await sql`SELECT count(*) FROM orders.line`;\n',
  'rooms/orders/migrations/0002-orders.sql': 'CREATE SCHEMA orders;\n',
  'kit/db/migrations/0001-kit.sql': 'CREATE SCHEMA kit;\n',
  'recorded/1.jsonl':
    [
      '\n    SELECT line.amount\n      FROM orders.line\n     WHERE line.order_id = $1 AND line.amount > $2',
      'SELECT count(*) FROM orders.line',
      'SELECT 1 FROM orders.line',
    ]
      .map((sql) => JSON.stringify({ sql }))
      .join('\n') + '\n{"sql": "SELECT cut',
  'recorded/2.jsonl': `${JSON.stringify({ sql: 'SELECT 1 FROM orders.line' })}\n`,
};
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const tables: Registry = { 'orders.line': 'tenant' };

test('migrations come in the order of their numbers, whatever room they are in', () => {
  assert.deepEqual(
    migrationsOf(root).map(({ path }) => path),
    ['kit/db/migrations/0001-kit.sql', 'rooms/orders/migrations/0002-orders.sql'],
  );
});

test('statements of several processes are read once each, and a cut-off line is left out', () => {
  assert.equal(recordedStatements(join(root, 'recorded')).length, 3);
});

test('a finding stands at the line of the template it came from; statements of tests alone are free', async () => {
  const { findings, statements } = await lintRecorded(root, tables, join(root, 'recorded'));
  assert.equal(statements, 2);
  assert.deepEqual(
    findings.map(formatFinding).map((line) => line.slice(0, 78)),
    [
      'rooms/orders/queries/lines.ts:4 DATABASE rule 9: orders.line has no tenant fil',
      'a statement put together at run time (SELECT 1 FROM orders.line):1 DATABASE ru',
    ],
  );
});
