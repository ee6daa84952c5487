import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTestTenant, openTestDb, type TestDb } from '../testing/index.ts';
import { migrate, statementsOf, tables } from './index.ts';

let t: TestDb;
before(async () => {
  t = await openTestDb();
});
after(async () => await t.close());

test('a migration is cut into single statements, bodies of functions kept whole', () => {
  const text = `-- says what\nCREATE TABLE a (x int);\n\nCREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n  PERFORM 1;\nEND\n$$ LANGUAGE plpgsql;\n`;
  assert.deepEqual(
    statementsOf(text).map((each) => each.split('\n')[0]),
    ['CREATE TABLE a (x int)', 'CREATE FUNCTION f() RETURNS void AS $$'],
  );
});

test('migrating again does nothing', async () => {
  assert.equal(await migrate(t.db), 0);
});

test('the registry names exactly the tables that exist', async () => {
  const rows = await t.db.ownerTx((sql) =>
    sql.text<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public') ORDER BY 1`,
    ),
  );
  assert.deepEqual(
    rows.map((row) => row.name),
    Object.keys(tables).sort(),
  );
});

test('a session of one tenant sees and writes nothing of another', async () => {
  const a = await makeTestTenant(t.db);
  const b = await makeTestTenant(t.db);
  await a.write(async (ctx) => {
    const seen = await ctx.sql<{ tenant_id: string }>`SELECT tenant.tenant_id FROM identity.tenant AS tenant`;
    assert.deepEqual(
      seen.map((row) => row.tenant_id),
      [a.tenant.id],
    );
    await assert.rejects(
      ctx.sql
        .exec`INSERT INTO relations.source (tenant_id, source_id, kind, name, created_at) VALUES (${b.tenant.id}, ${b.tenant.id}, 'owned', 'x', ${ctx.now})`,
      { code: '42501' },
    );
  });
});

test('a pooled session keeps no tenant after an error', async () => {
  const a = await makeTestTenant(t.db);
  for (let i = 0; i < 40; i++) {
    await assert.rejects(t.db.tenantTx(a.tenant.id, (sql) => sql.text('SELECT 1 / 0')));
    const seen = await t.db.platformTx((sql) => sql.text<{ n: bigint }>('SELECT count(*) AS n FROM identity.tenant'));
    assert.equal(seen[0]?.n, 0n);
  }
});
