import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { templatesOf } from './templates.ts';

test('statements are read from the source as they will be sent, tests left out', () => {
  const root = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    mkdirSync(join(root, 'rooms/orders'), { recursive: true });
    const source = [
      'export const a = (ctx, id) => ctx.sql.one<{ n: bigint }>`',
      '  SELECT 1 WHERE a = ${id} AND b = ${{ c: `d` }.c}`;',
      'export const b = (sql) => sql`SELECT 2`;',
      'export const c = (css) => css`not a statement`;',
    ].join('\n');
    writeFileSync(join(root, 'rooms/orders/a.ts'), source);
    writeFileSync(join(root, 'rooms/orders/a.test.ts'), 'export const d = (sql) => sql`SELECT 3`;');
    assert.deepEqual(templatesOf(root), [
      { sql: '\n  SELECT 1 WHERE a = $1 AND b = $2', path: 'rooms/orders/a.ts', line: 1 },
      { sql: 'SELECT 2', path: 'rooms/orders/a.ts', line: 3 },
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
