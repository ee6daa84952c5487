import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { importFinished, startImport } from '../../../flows/import-start.ts';
import { tables, type Db } from '../../../kit/db/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { dayText, parseDay } from '../../../kit/time/index.ts';
import { addRun, keepFile, recordUpload, runById } from '../../../rooms/imports/index.ts';
import { makeBenchBrand, type BenchBrand } from './brand.ts';
import {
  median,
  peakMemory,
  timed,
  withBenchServer,
  type BenchOptions,
  type BenchResult,
  type BenchServer,
  type Round,
} from './harness.ts';

/**
 * One million rows of an order export, end to end: read, recognised, keyed, planned, written, with stages, origins and
 * every rollup, against a COPY by the owner of the rows this left behind into tables with the same indexes and keys.
 */
export async function benchImport(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const rows = options.n ?? 1_000_000;
  return await withBenchServer(dataDir, async (server) => {
    const whole = join(server.folder, 'orders.csv');
    const quarter = join(server.folder, 'quarter.csv');
    await makeFile(whole, rows);
    await makeFile(quarter, Math.floor(rows / 4));
    const small = await importInto(server, quarter);
    const rounds: Round[] = [];
    const invariants: Record<string, boolean> = {};
    const notes: Record<string, number | string> = {
      rows,
      fileMiB: Math.round((await stat(whole)).size / 1_048_576),
      idleMiB: Math.round(process.memoryUsage.rss() / 1_048_576),
    };
    let stored: Stored[] = [];
    for (let i = 0; i < options.rounds; i++) {
      const done = await importInto(server, whole, i === 0 ? join(server.folder, 'rows') : null);
      if (done.stored) stored = done.stored;
      const reference = await copyInto(server, stored);
      rounds.push({ reference: rate(rows, reference), candidate: rate(rows, done.ms), ratio: reference / done.ms });
      invariants['every row is in'] = (invariants['every row is in'] ?? true) && done.accepted === rows;
      notes['peak MiB, whole file'] = Math.max(Number(notes['peak MiB, whole file'] ?? 0), done.peakMiB);
      options.say(
        `round ${i + 1}: ${Math.round(rate(rows, done.ms))} rows/s, COPY ${Math.round(rate(rows, reference))} rows/s, ratio ${(reference / done.ms).toFixed(3)}`,
      );
    }
    notes['peak MiB, quarter of the file'] = small.peakMiB;
    notes['rows stored'] = stored.reduce((sum, table) => sum + table.rows, 0);
    invariants['memory does not grow with the file'] = Number(notes['peak MiB, whole file']) <= small.peakMiB + 96;
    return {
      name: 'import',
      mode: null,
      reads: 'rows a second, COPY and import',
      goal: '≥ 0.35',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      invariants,
      notes,
    };
  });
}

function rate(rows: number, ms: number): number {
  return rows / (ms / 1000);
}

/** Orders of one to three rows over three years in the order of time, from a fifth as many people, 200 products, one in ten without a name. */
async function makeFile(path: string, rows: number): Promise<void> {
  const random = seeded(3);
  const file = createWriteStream(path);
  const first = parseDay('2023-11-01');
  const people = Math.max(1, Math.floor(rows / 5));
  file.write('order,person,at,product,productName,category,quantity,unitPrice\n');
  let text = '';
  for (let row = 0, order = 0; row < rows; order++) {
    const lines = Math.min(rows - row, random() < 0.7 ? 1 : random() < 0.7 ? 2 : 3);
    const person = random() < 0.1 ? '' : `p${Math.floor(people * random() ** 1.8)}`;
    const day = first + Math.floor((row / rows) * 1095);
    const at = `${dayText(day)} ${String(8 + Math.floor(random() * 14)).padStart(2, '0')}:${String(Math.floor(random() * 60)).padStart(2, '0')}:00`;
    for (let line = 0; line < lines; line++, row++) {
      const product = Math.floor(200 * random() ** 2);
      text += `B${String(order).padStart(7, '0')},${person},${at},sku-${product},Product ${product},cat-${product % 12},${1 + Math.floor(random() * 3)},${(9 + product * 0.37).toFixed(2)}\n`;
    }
    if (text.length > 65_536) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
  }
  file.end(text);
  await once(file, 'finish');
}

interface Stored {
  readonly table: string;
  readonly file: string;
  readonly columns: string;
  readonly rows: number;
}

async function importInto(
  server: BenchServer,
  path: string,
  keepIn: string | null = null,
): Promise<{ ms: number; peakMiB: number; accepted: number; stored: Stored[] | null }> {
  const db = await server.database('candidate');
  const brand = await makeBenchBrand(db);
  try {
    await checkpoint(db);
    let accepted = 0;
    let ms = 0;
    const peakMiB = await peakMemory(async () => {
      ms = await timed(async () => {
        accepted = await runImport(db, brand, server.folder, path);
      });
    });
    return { ms, peakMiB, accepted, stored: keepIn ? await copyOut(db, keepIn) : null };
  } finally {
    await db.close();
    await server.drop('candidate');
  }
}

async function runImport(db: Db, brand: BenchBrand, dataDir: string, path: string): Promise<number> {
  const kept = await keepFile(dataDir, createReadStream(path));
  const runId = await brand.write(async (ctx) => {
    const upload = await recordUpload(ctx, kept, 'orders.csv');
    return await addRun(ctx, upload, { as: 'orders', map: {}, noHeader: false, encoding: 'auto', onConflict: 'keep', dryRun: false });
  });
  startImport({ db, dataDir }, brand.tenantId, runId);
  await importFinished(runId);
  const run = await brand.read((ctx) => runById(ctx, runId));
  if (run?.state !== 'done') throw new Error(`the import ended ${run?.state}: ${JSON.stringify(run?.failure)}`);
  return run.counters.accepted;
}

async function checkpoint(db: Db): Promise<void> {
  await db.ownerSession((sql) => sql.text('CHECKPOINT'));
}

/** What the import left in the rooms' tables, as COPY text files. */
async function copyOut(db: Db, folder: string): Promise<Stored[]> {
  await mkdir(folder, { recursive: true });
  const client = new pg.Client({ connectionString: db.ownerUrl });
  await client.connect();
  const stored: Stored[] = [];
  for (const table of Object.keys(tables).filter((name) => /^(relations|catalog|orders|analytics)\./.test(name))) {
    const [schema, name] = table.split('.');
    const found = await client.query<{ column_name: string }>(
      'SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
      [schema, name],
    );
    const columns = found.rows.map((row) => row.column_name).join(', ');
    const file = join(folder, `${table}.copy`);
    const stream = client.query(copyTo(`COPY ${table} (${columns}) TO STDOUT`));
    await pipeline(stream, createWriteStream(file));
    if (stream.rowCount > 0) stored.push({ table, file, columns, rows: stream.rowCount });
  }
  await client.end();
  return stored;
}

/** Milliseconds to COPY the same rows, table after table in the order of their keys, one transaction. */
async function copyInto(server: BenchServer, stored: readonly Stored[]): Promise<number> {
  const db = await server.database('reference');
  const client = new pg.Client({ connectionString: db.ownerUrl });
  await client.connect();
  try {
    await checkpoint(db);
    return await timed(async () => {
      await client.query('BEGIN');
      for (const { table, columns, file } of stored)
        await pipeline(createReadStream(file), client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`)));
      await client.query('COMMIT');
    });
  } finally {
    await client.end();
    await db.close();
    await server.drop('reference');
  }
}
