import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { makeTestTenant, openTestDb, type TestDb } from '../testing/index.ts';
import { backup, restore } from './backup.ts';

let source: TestDb;
let folder: string;

before(async () => {
  source = await openTestDb();
  folder = await mkdtemp(join(tmpdir(), 'zihuan-backup-'));
});
after(async () => await source.close());

// A database without sessions of its own, so that a restore may take its place.
async function emptyTarget(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = new pg.Client({ connectionString: source.db.ownerUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  const name = `target_${process.pid}_${Date.now()}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const url = source.db.ownerUrl.replace(/\/[^/?]*\?/, `/${name}?`);
  return {
    url,
    async drop() {
      const made = await admin.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname LIKE $1', [`${name}%`]);
      for (const { datname } of made.rows) await admin.query(`DROP DATABASE ${datname} WITH (FORCE)`);
      await admin.end();
    },
  };
}

test('a backup restored elsewhere holds the same rows, awkward text included, and keeps what stood there', async () => {
  const name = 'line\nbreak \\ back\tslash 林小雨 👋 \u2028 \\. end';
  const brand = await makeTestTenant(source.db);
  await brand.write(async (ctx) => {
    await ctx.sql.exec`UPDATE identity.tenant SET name = ${name} WHERE tenant_id = ${ctx.tenantId}`;
  });
  const file = join(folder, 'a.zbk');
  const made = await backup(source.db.ownerUrl, file, new Date());
  assert.ok(made.rows >= 3);
  const target = await emptyTarget();
  const told = await restore(target.url, file, new Date());
  assert.equal(told.rows, made.rows);
  assert.match(told.keptAs ?? '', /_before_\d{14}$/);
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  const { rows } = await client.query('SELECT name FROM identity.tenant WHERE tenant_id = $1', [brand.tenant.id]);
  const keys = await client.query(`SELECT count(*)::int AS n FROM pg_constraint WHERE contype = 'f'`);
  await client.end();
  await target.drop();
  assert.equal(rows[0]?.name, name);
  assert.ok(keys.rows[0].n > 5, 'foreign keys are back');
});

test('a cut, changed or foreign file is refused and nothing is replaced', async () => {
  const file = join(folder, 'b.zbk');
  await backup(source.db.ownerUrl, file, new Date());
  const whole = await readFile(file);
  const cut = join(folder, 'cut.zbk');
  await writeFile(cut, whole.subarray(0, whole.length - 40));
  const foreign = join(folder, 'foreign.zbk');
  await writeFile(foreign, 'order,person\n1,2\n');
  const target = await emptyTarget();
  for (const bad of [cut, foreign]) {
    await assert.rejects(restore(target.url, bad, new Date()), { code: 'restore.unreadable' });
  }
  await target.drop();
});

test('a database that others are using is not replaced under them', async () => {
  const file = join(folder, 'c.zbk');
  await backup(source.db.ownerUrl, file, new Date());
  await source.db.ownerTx(async (sql) => {
    await sql.text('SELECT 1');
    await assert.rejects(restore(source.db.ownerUrl, file, new Date()), { code: 'restore.inUse' });
  });
});
