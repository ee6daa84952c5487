import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../testing/index.ts';
import { connect, sqlState, type Db, type Sql } from './index.ts';

let t: TestDb;
let one: Db;
let a: TestTenant;
let b: TestTenant;
before(async () => {
  t = await openTestDb();
  one = connect({ ownerUrl: t.db.ownerUrl, appUrl: t.db.appUrl, max: 1 });
  a = await makeTestTenant(t.db);
  b = await makeTestTenant(t.db);
});
after(async () => {
  await one.close();
  await t.close();
});

async function visible(sql: Sql): Promise<string[]> {
  const rows = await sql<{ tenant_id: string }>`SELECT tenant.tenant_id FROM identity.tenant AS tenant`;
  return rows.map((row) => row.tenant_id);
}

test('two tenants alternating on one connection never see each other', async () => {
  const seen = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const brand = i % 2 ? b : a;
      const open = i % 3 ? one.tenantRead : one.tenantTx;
      return { own: [brand.tenant.id], rows: await open(brand.tenant.id, visible) };
    }),
  );
  for (const { own, rows } of seen) assert.deepEqual(rows, own);
  assert.deepEqual(await one.platformTx(visible), []);
});

test('a read that fails gives its connection back clean', async () => {
  await assert.rejects(
    one.tenantRead(a.tenant.id, (sql) => sql.text('SELECT 1 / 0')),
    (error) => sqlState(error) === '22012',
  );
  await assert.rejects(
    one.tenantRead(a.tenant.id, async () => {
      throw new Error('of our own');
    }),
    /of our own/,
  );
  assert.deepEqual(await one.platformTx(visible), []);
  assert.deepEqual(await one.tenantRead(b.tenant.id, visible), [b.tenant.id]);
});

test('a read cannot write, and what follows it on the connection can', async () => {
  const rename = (sql: Sql) => sql.exec`UPDATE identity.tenant SET name = 'Renamed' WHERE tenant_id = ${a.tenant.id}`;
  await assert.rejects(one.tenantRead(a.tenant.id, rename), (error) => sqlState(error) === '25006');
  await one.tenantRead(a.tenant.id, visible);
  assert.equal(await one.tenantTx(a.tenant.id, rename), 1);
});

test('all statements of a read see one state, the next read the newest', async () => {
  const name = async (sql: Sql) =>
    (await sql.one<{ name: string }>`SELECT tenant.name FROM identity.tenant AS tenant WHERE tenant.tenant_id = ${b.tenant.id}`).name;
  const [first, second] = await one.tenantRead(b.tenant.id, async (sql) => {
    const before = await name(sql);
    await b.write((ctx) => ctx.sql.exec`UPDATE identity.tenant SET name = 'Changed' WHERE tenant_id = ${ctx.tenantId}`);
    return [before, await name(sql)];
  });
  assert.equal(second, first);
  assert.equal(await one.tenantRead(b.tenant.id, name), 'Changed');
});

test('a connection that breaks right after a read is replaced', async () => {
  await one.tenantRead(a.tenant.id, async (sql) => {
    const [row] = await sql.text<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await t.db.ownerTx((owner) => owner.text('SELECT pg_terminate_backend($1)', [row?.pid ?? 0]));
  });
  const again = async (left: number): Promise<string[]> =>
    await one.tenantRead(a.tenant.id, visible).catch((error: Error) => (left > 0 ? again(left - 1) : Promise.reject(error)));
  assert.deepEqual(await again(5), [a.tenant.id]);
});
