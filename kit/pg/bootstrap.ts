import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { APP_ROLE, DATABASE, OWNER_ROLE, urlFor } from './cluster.ts';
import type { Address } from './cluster.ts';

/** The server is there but does not take connections yet (57P03), or was not there at that moment. */
const RETRIABLE: readonly unknown[] = ['57P03', 'ECONNREFUSED', 'ENOENT', 'ECONNRESET'];
const PATIENCE_MS = 60_000;

/**
 * Sees to it that the database and the app role exist. Done at every start, since a first start may have been killed
 * between any two of these statements.
 */
export async function makeRolesAndDatabase(address: Address): Promise<void> {
  const client = await connect(urlFor(address, OWNER_ROLE, 'postgres'));
  try {
    const { rows } = await client.query<{ has_role: boolean; has_database: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) AS has_role,
              EXISTS (SELECT 1 FROM pg_database WHERE datname = $2) AS has_database`,
      [APP_ROLE, DATABASE],
    );
    const password = address.secrets ? ` PASSWORD '${address.secrets.app}'` : '';
    if (!rows[0]?.has_role) {
      await client.query(`CREATE ROLE ${APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS${password}`);
    }
    if (!rows[0]?.has_database) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE}`);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    const client = new pg.Client({ connectionString: url });
    // A server that dies under an idle connection makes an event of it; the query that follows fails anyway.
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (!RETRIABLE.includes(code) || Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}
