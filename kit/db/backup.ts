import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { assert, DomainError } from '../errors/index.ts';
import { connect, migrate, migrationFiles, tables } from './index.ts';

/** What a backup holds, told when it is made and when it is restored. */
export interface BackupSummary {
  migration: number;
  madeAt: string;
  tables: number;
  rows: number;
}

interface Header {
  format?: string;
  migration: number;
  madeAt: string;
}

interface End {
  rows: number;
  sha256: string;
}

const FORMAT = 'zihuan-backup';

/**
 * Writes every table of one snapshot to a gzipped text file: a header line with the migration number, then COPY text
 * per table, then a checksum. Readers and writers go on meanwhile. The file appears under its name only when whole.
 */
export async function backup(ownerUrl: string, file: string, now: Date): Promise<BackupSummary> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const partial = `${file}.partial`;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const newest = await client.query<{ number: number }>('SELECT max(number) AS number FROM public.zihuan_migration');
    const migration = newest.rows[0]?.number ?? 0;
    const hash = createHash('sha256');
    const gzip = createGzip({ level: 6 });
    const written = pipeline(gzip, createWriteStream(partial, { mode: 0o600 }));
    written.catch(() => undefined);
    async function put(text: string | Buffer): Promise<void> {
      hash.update(text);
      if (!gzip.write(text)) await once(gzip, 'drain');
    }
    const madeAt = now.toISOString();
    await put(`${JSON.stringify({ format: FORMAT, version: 1, migration, madeAt })}\n`);
    let rows = 0;
    for (const table of Object.keys(tables)) {
      const columns = await columnsOf(client, table);
      await put(`COPY ${table} (${columns.join(', ')})\n`);
      const stream = client.query(copyTo(`COPY ${table} (${columns.join(', ')}) TO STDOUT`));
      for await (const chunk of stream) await put(chunk as Buffer);
      rows += stream.rowCount ?? 0;
      await put('\\.\n');
    }
    gzip.end(`${JSON.stringify({ end: true, rows, sha256: hash.digest('hex') })}\n`);
    await written;
    await client.query('COMMIT');
    await rename(partial, file);
    return { migration, madeAt, tables: Object.keys(tables).length, rows };
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const [schema, name] = table.split('.');
  const { rows } = await client.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`,
    [schema, name],
  );
  return rows.map((row) => row.column_name);
}

/**
 * Restores a backup beside the standing database and puts it into place in one rename; the old one is kept under
 * another name. A broken or unfinished file is refused before anything is made; a kill at any moment leaves the old
 * database standing.
 * @throws DomainError `restore.unreadable` (not a whole backup), `restore.newer` (made by a newer version), `restore.inUse`
 */
export async function restore(ownerUrl: string, file: string, now: Date): Promise<BackupSummary & { keptAs: string | null }> {
  const summary = await verify(file);
  const newest = migrationFiles().at(-1)?.number ?? 0;
  if (summary.migration > newest) throw new DomainError('restore.newer', { file, migration: summary.migration, newest });
  const name = databaseOf(ownerUrl);
  const fresh = `${name}_restoring`;
  const admin = new pg.Client({ connectionString: withDatabase(ownerUrl, 'postgres') });
  await admin.connect();
  try {
    const others = await admin.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      [name],
    );
    if (others.rowCount) throw new DomainError('restore.inUse', { sessions: others.rowCount });
    await admin.query(`DROP DATABASE IF EXISTS ${quoted(fresh)} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${quoted(fresh)}`);
    const freshUrl = withDatabase(ownerUrl, fresh);
    await migrateAt(freshUrl, summary.migration);
    await load(freshUrl, file);
    await migrateAt(freshUrl, newest);
    const known = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    const keptAs = known.rowCount ? `${name}_before_${now.toISOString().replace(/\D/g, '').slice(0, 14)}` : null;
    if (keptAs) await admin.query(`ALTER DATABASE ${quoted(name)} RENAME TO ${quoted(keptAs)}`);
    await admin.query(`ALTER DATABASE ${quoted(fresh)} RENAME TO ${quoted(name)}`);
    return { ...summary, keptAs };
  } finally {
    await admin.end();
  }
}

async function migrateAt(url: string, number: number): Promise<void> {
  const db = connect({ ownerUrl: url, appUrl: url });
  try {
    await migrate(db, number);
  } finally {
    await db.close();
  }
}

/** Reads the whole file once: the checksum at its end must fit. */
async function verify(file: string): Promise<BackupSummary> {
  const hash = createHash('sha256');
  let header: Header | null = null;
  let end: End | null = null;
  let count = 0;
  try {
    let held: string | null = null;
    for await (const line of linesOf(file)) {
      if (held !== null) hash.update(`${held}\n`);
      else header = JSON.parse(line) as Header;
      if (line.startsWith('COPY ')) count += 1;
      held = line;
    }
    if (held?.startsWith('{"end":true')) end = JSON.parse(held) as End;
  } catch {
    throw new DomainError('restore.unreadable', { file });
  }
  if (header?.format !== FORMAT || !end || end.sha256 !== hash.digest('hex')) throw new DomainError('restore.unreadable', { file });
  return { migration: header.migration, madeAt: header.madeAt, tables: count, rows: end.rows };
}

// Not node:readline: that also ends lines at U+2028 and U+2029, which names may hold.
async function* linesOf(file: string): AsyncGenerator<string> {
  const read = createReadStream(file);
  const input = createGunzip();
  read.on('error', (error) => input.destroy(error));
  read.pipe(input);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of input as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length) yield rest.toString('utf8');
}

/** Loads the rows with the foreign keys taken off, then puts them back, which checks them all at once. */
async function load(url: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    const keys = await client.query<{ table: string; name: string; definition: string }>(
      `SELECT c.conrelid::regclass::text AS table, c.conname AS name, pg_get_constraintdef(c.oid) AS definition
         FROM pg_constraint AS c WHERE c.contype = 'f' AND c.connamespace::regnamespace::text = ANY ($1)`,
      [[...new Set(Object.keys(tables).map((table) => table.split('.')[0]))]],
    );
    for (const key of keys.rows) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${key.name}`);
    let stream: ReturnType<typeof copyFrom> | null = null;
    let finished: Promise<unknown> = Promise.resolve();
    for await (const line of linesOf(file)) {
      if (stream === null) {
        if (!line.startsWith('COPY ')) continue;
        stream = client.query(copyFrom(`${line} FROM STDIN`));
        finished = Promise.race([once(stream, 'finish'), once(stream, 'error').then(([error]) => Promise.reject(error as Error))]);
        finished.catch(() => undefined);
      } else if (line === '\\.') {
        stream.end();
        await finished;
        stream = null;
      } else if (!stream.write(`${line}\n`)) await Promise.race([once(stream, 'drain'), finished]);
    }
    for (const key of keys.rows) await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${key.name} ${key.definition}`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

function databaseOf(url: string): string {
  const name = /^postgres(?:ql)?:\/\/[^/]*\/([^?]*)/.exec(url)?.[1];
  assert(name, 'a database URL names its database');
  return decodeURIComponent(name);
}

function withDatabase(url: string, database: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*)\/[^?]*/, `$1/${database}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
