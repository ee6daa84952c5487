import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { connect, migrate, migrationFiles, type Db } from '../db/index.ts';

/** A database of its own for one test file: a copy of a migrated template, dropped at the end. */
export interface TestDb {
  readonly db: Db;
  close(): Promise<void>;
}

interface Cluster {
  ownerUrl(database: string): string;
  appUrl(database: string): string;
  close(): Promise<void>;
}

/** A PostgreSQL to test on: `ZIHUAN_TEST_URL` (owner URL with `DATABASE` standing for the name), or an embedded one without fsync. */
async function cluster(): Promise<Cluster> {
  const url = process.env['ZIHUAN_TEST_URL'];
  if (!url) return await (await import('../pg/index.ts')).openTestCluster();
  const app = process.env['ZIHUAN_TEST_APP_URL'] ?? url.replace('zihuan_owner', 'zihuan_app');
  return {
    ownerUrl: (database) => url.replace('DATABASE', database),
    appUrl: (database) => app.replace('DATABASE', database),
    close: async () => undefined,
  };
}

const TEMPLATE_LOCK = 7_700_002;

/**
 * Opens a fresh migrated database (copied from a template in well under 100 ms).
 * The template is made once per cluster and state of the migrations.
 */
export async function openTestDb(): Promise<TestDb> {
  const server = await cluster();
  const admin = new pg.Client({ connectionString: server.ownerUrl('postgres') });
  await admin.connect();
  const template = await templateOn(server, admin);
  const name = `t_${randomBytes(6).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const db = connect({ ownerUrl: server.ownerUrl(name), appUrl: server.appUrl(name) });
  return {
    db,
    async close() {
      await db.close();
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
      await server.close();
    },
  };
}

async function templateOn(server: Cluster, admin: pg.Client): Promise<string> {
  const hash = createHash('sha1');
  for (const file of migrationFiles()) hash.update(readFileSync(file.path));
  const name = `template_${hash.digest('hex').slice(0, 12)}`;
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const known = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (known.rowCount === 0) {
      const role = await admin.query(`SELECT 1 FROM pg_roles WHERE rolname = 'zihuan_app'`);
      if (role.rowCount === 0) await admin.query('CREATE ROLE zihuan_app LOGIN NOSUPERUSER NOBYPASSRLS');
      const building = `${name}_building`;
      await admin.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
      await admin.query(`CREATE DATABASE ${building}`);
      const db = connect({ ownerUrl: server.ownerUrl(building), appUrl: server.appUrl(building) });
      await migrate(db);
      await db.close();
      await admin.query(`ALTER DATABASE ${building} RENAME TO ${name}`);
    }
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return name;
}

export { refusal } from './refusal.ts';
export { keepTestSecrets } from './secrets.ts';
export { makeTestTenant, type TestTenant } from './tenant.ts';

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/**
 * A file of the published data sets beside the repository, or null when they are not there.
 * Tell it with `t.diagnostic` and return: such a test proves nothing on that machine.
 */
export function sharedData(...path: string[]): string | null {
  const file = join(SHARED, ...path);
  return existsSync(file) ? file : null;
}
