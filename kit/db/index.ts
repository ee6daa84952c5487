import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import { assert } from '../errors/index.ts';
import { isUuid, type Uuid } from '../ids/index.ts';
import { log } from '../log/index.ts';
import { gather, sqlOn, type Sql } from './sql.ts';

export { plainArray, type Param, type Sql } from './sql.ts';
export { tables, type TableKind, type TableName } from './tables.ts';
export { migrate, migrationFiles, statementsOf } from './migrate.ts';

pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, (text) => text);
// int8[] and date[]
pg.types.setTypeParser(1016 as number, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(BigInt)));
pg.types.setTypeParser(1182 as number, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',')));

/** The SQLSTATE of a driver error, null for anything else. */
export function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  // EPIPE of a socket that broke looks like one.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE' ? code : null;
}

/** Refused for now, by a server that restarts or a connection that broke: worth another try by the caller. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state) return state.startsWith('08') || state.startsWith('57P') || state === '53300';
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : '';
  return (
    code === 'ECONNREFUSED' ||
    code === 'ENOENT' ||
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    /Connection terminated|connection timeout|timeout exceeded|Client has encountered a connection error/i.test(message)
  );
}

export interface Db {
  /** One transaction of the runtime role inside one tenant; re-run whole on serialisation failure or deadlock. */
  tenantTx<T>(tenantId: Uuid, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Like tenantTx, on a snapshot that cannot write: all statements see the same state. */
  tenantRead<T>(tenantId: Uuid, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A transaction of the runtime role on directory and local tables (no tenant set). */
  platformTx<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A transaction of the owner role: migrations, doctor, backup, restore and nothing else. */
  ownerTx<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A connection of the owner role without a transaction. */
  ownerSession<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  readonly ownerUrl: string;
  readonly appUrl: string;
  close(): Promise<void>;
}

const RETRIES = 8;
/** As many as a pool holds: each may have lain there while PostgreSQL was away. */
const STALE_RETRIES = 16;

/**
 * Opens the pools on a migrated (or empty) database.
 * When both urls are the same the runtime sessions step down with SET ROLE.
 */
export function connect(urls: { ownerUrl: string; appUrl: string; max?: number }): Db {
  const app = poolOf(urls.appUrl, urls.max ?? 16);
  const owner = poolOf(urls.ownerUrl, 4);
  const stepDown = urls.appUrl === urls.ownerUrl;

  async function transaction<T>(
    pool: Pool,
    opening: string[],
    work: (sql: Sql) => Promise<T>,
    { isReading = false }: { isReading?: boolean } = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await pool.connect();
      let broken: Error | undefined;
      let hasBegun = false;
      try {
        // Sent together: one round trip for BEGIN, the tenant and the first statement.
        gather(client);
        const opened = Promise.all(opening.map((statement) => client.query(statement)));
        opened.then(
          () => (hasBegun = true),
          () => undefined,
        );
        const result = await work(sqlOn(client));
        await opened;
        const committed = client.query('COMMIT');
        // Nothing a reader was told hangs on its COMMIT. Whoever has the connection next stands behind it on the wire.
        if (isReading) committed.catch(() => undefined);
        else await committed;
        return result;
      } catch (error) {
        if (isUnavailable(error)) broken = error as Error;
        else await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
        const state = sqlState(error);
        // A connection that lay in the pool while PostgreSQL was away breaks at its first word: nothing has happened yet.
        const isStale = broken !== undefined && !hasBegun && attempt <= STALE_RETRIES;
        if (isStale || ((state === '40001' || state === '40P01') && attempt < RETRIES)) continue;
        throw error;
      } finally {
        client.release(broken);
      }
    }
  }

  const begin = stepDown ? ['BEGIN', 'SET LOCAL ROLE zihuan_app'] : ['BEGIN'];
  const readOnly = stepDown
    ? ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', 'SET LOCAL ROLE zihuan_app']
    : ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'];
  function tenant(tenantId: Uuid): string {
    assert(isUuid(tenantId), 'a tenant id is a uuid');
    return `SET LOCAL app.tenant = '${tenantId}'`;
  }

  return {
    ownerUrl: urls.ownerUrl,
    appUrl: urls.appUrl,
    tenantTx: (tenantId, work) => transaction(app, [...begin, tenant(tenantId)], work),
    tenantRead: (tenantId, work) => transaction(app, [...readOnly, tenant(tenantId)], work, { isReading: true }),
    platformTx: (work) => transaction(app, begin, work),
    ownerTx: (work) => transaction(owner, ['BEGIN'], work),
    async ownerSession(work) {
      const client = await owner.connect();
      try {
        return await work(sqlOn(client));
      } finally {
        client.release();
      }
    },
    async close() {
      await Promise.all([app.end(), owner.end()]);
    },
  };
}

function poolOf(url: string, max: number): Pool {
  const config = { connectionString: url, max, pipeline: true, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 30_000 };
  const pool = new pg.Pool(config as pg.PoolConfig);
  // A connection in use tells its own query; without a listener the event would end the process with it.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  pool.on('error', (error) => log.info({ reason: error.message }, 'database connection lost'));
  return pool;
}

export type { PoolClient };
