import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tables } from '../../kit/db/index.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const ours = Object.keys(tables);
const schemas = [...new Set(ours.map((name) => name.split('.')[0]))];

interface Table {
  name: string;
  isSecured: boolean;
  isForced: boolean;
  policies: number;
  firstKeyColumn: string | null;
  owner: string;
}

async function tablesInDatabase(): Promise<Table[]> {
  return await server.db.ownerTx(
    async (sql) =>
      await sql.text<Table>(
        `SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS "isSecured", c.relforcerowsecurity AS "isForced",
                (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
                (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                  WHERE i.indrelid = c.oid AND i.indisprimary) AS "firstKeyColumn",
                pg_get_userbyid(c.relowner) AS owner
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY($1)
          ORDER BY 1`,
        [schemas],
      ),
  );
}

test('every table in the rooms is in the registry, and the other way round', async () => {
  assert.deepEqual(
    (await tablesInDatabase()).map((table) => table.name),
    ours.toSorted(),
  );
});

test('every tenant table has its wall and leads its key with the tenant', async () => {
  for (const table of await tablesInDatabase()) {
    if (tables[table.name as keyof typeof tables] !== 'tenant') continue;
    assert.equal(table.isSecured, true, `${table.name} has no row level security`);
    assert.equal(table.isForced, false, `${table.name} forces row level security on its owner`);
    assert.ok(table.policies > 0, `${table.name} has no policy`);
    assert.equal(table.firstKeyColumn, 'tenant_id', `${table.name} does not lead its key with the tenant`);
  }
});

test('the role that serves requests owns nothing, bypasses nothing and makes nothing', async () => {
  for (const table of await tablesInDatabase()) assert.notEqual(table.owner, 'zihuan_app', table.name);
  const [role] = await server.db.ownerTx(
    async (sql) =>
      await sql.text<Record<string, boolean>>(
        `SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'zihuan_app'`,
      ),
  );
  assert.deepEqual(role, { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false });
});

test('without a tenant no row of any tenant table can be seen, and with one only its own', async () => {
  await server.brand('wall-a');
  await server.brand('wall-b');
  const { tenant_id: own } = await server.db.platformTx(
    async (sql) =>
      await sql.one<{ tenant_id: string }>`
      SELECT directory.tenant_id FROM identity.tenant_directory AS directory WHERE directory.slug = 'wall-a'`,
  );
  for (const [name, kind] of Object.entries(tables)) {
    if (kind !== 'tenant') continue;
    const count = `SELECT count(*)::int AS n, count(*) FILTER (WHERE tenant_id <> $1)::int AS foreign_rows FROM ${name}`;
    const [outside] = await server.db.platformTx(async (sql) => await sql.text<{ n: number }>(count, [own]));
    assert.equal(outside?.n, 0, `${name} can be read without a tenant`);
    const [inside] = await server.db.tenantTx(own, async (sql) => await sql.text<{ n: number; foreign_rows: number }>(count, [own]));
    assert.equal(inside?.foreign_rows, 0, `${name} shows rows of another tenant`);
  }
});

test('the audit trail can be added to and never changed', async () => {
  const rights = await server.db.ownerTx(
    async (sql) =>
      await sql.text<{ privilege: string }>(
        `SELECT privilege_type AS privilege FROM information_schema.role_table_grants
          WHERE grantee = 'zihuan_app' AND table_schema = 'identity' AND table_name = 'audit' ORDER BY 1`,
      ),
  );
  assert.deepEqual(
    rights.map((right) => right.privilege),
    ['INSERT', 'SELECT'],
  );
});
