import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect, isUnavailable, migrate } from '../kit/db/index.ts';
import { openDatabase } from '../kit/pg/index.ts';
import { makeTestTenant } from '../kit/testing/index.ts';
import type { Uuid } from '../kit/ids/index.ts';
import { figuresLifetime, figuresLoop, periodOf } from '../rooms/analytics/index.ts';
import type { ImportRun } from '../rooms/imports/api.ts';
import { diagnose } from './doctor/index.ts';
import { importFinished, resumeImports, startImport } from './import-start.ts';
import { brandOn, counts, openImportBench, type ImportBrand } from './import.fixture.ts';

const bench = await openImportBench();
after(async () => await bench.close());

const ORDERS = 9_000;

/** Orders of several rows that lie far apart, doubles, returns, referrers: whatever a cut could spoil. */
function fileText(): string {
  const lines = ['order,person,at,amount,product,referrer'];
  for (let i = 0; i < ORDERS; i++) {
    const at = new Date(Date.UTC(2025, 0, 1) + ((i * 7_919) % 365) * 86_400_000).toISOString();
    const person = i % 9 === 0 ? '' : `p${(i * 31) % 1_500}`;
    lines.push(`${i},${person},${at},${(i % 97) + 0.5},sku${i % 40},${i % 50 === 1 ? `p${i % 700}` : ''}`);
    if (i % 5 === 0 && i > 2_500) lines.push(`${i - 2_500},,${at},2,sku1,`);
    if (i % 11 === 0) lines.push(`${i},${person},${at},1,sku2,`, `${i},${person},${at},1,sku2,`);
    if (i % 17 === 0) lines.push(`${i + (i % 2) * 100_000},,${at},-0.25,,`);
    if (i % 13 === 0) lines.push(`,${person},${at},3,sku3,`, `,${person},${at},3,sku3,`);
    if (i % 700 === 0) lines.push(`${i},nobody,${at},1,sku2,`);
  }
  return `${lines.join('\n')}\n`;
}

const text = fileText();
const options = { as: 'orders' } as const;

interface Picture {
  counts: Record<string, unknown>;
  rejects: ImportRun['result']['rejects'];
  loop: unknown;
  lifetime: unknown;
}

async function pictureOf(brand: ImportBrand, run: ImportRun): Promise<Picture> {
  return await brand.read(async (ctx) => ({
    counts: counts(run),
    rejects: run.result.rejects,
    loop: await figuresLoop(ctx, periodOf({})),
    lifetime: await figuresLifetime(ctx, null),
  }));
}

let undisturbed: Picture | null = null;
async function undisturbedPicture(): Promise<Picture> {
  const brand = await bench.brand();
  undisturbed ??= await pictureOf(brand, await brand.import({ text }, options));
  return undisturbed;
}

/** Waits until so many rows are committed, then returns. */
async function rowsCommitted(brand: ImportBrand, runId: Uuid, rows: number): Promise<void> {
  for (;;) {
    const run = await brand.state(runId);
    if (run.rowsDone >= rows || run.state === 'done' || run.state === 'failed') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function killedServer(brand: ImportBrand, runId: Uuid, atRows: number): Promise<void> {
  const { db, dataDir } = brand.host;
  const script = fileURLToPath(new URL('./import-child.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify({ ownerUrl: db.ownerUrl, appUrl: db.appUrl, dataDir })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  try {
    await rowsCommitted(brand, runId, atRows);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

test('a server killed twice in the middle of an import leaves nothing half done: taken up again it ends like an undisturbed one', async () => {
  const expected = await undisturbedPicture();
  const brand = await bench.brand();
  const runId = await brand.enter({ text }, options);
  for (const atRows of [400, 6_000]) await killedServer(brand, runId, atRows);
  assert.equal((await brand.state(runId)).state, 'running');
  await resumeImports(brand.host);
  await importFinished(runId);
  assert.deepEqual(await pictureOf(brand, await brand.state(runId)), expected);
  const { findings } = await diagnose(brand.host.db, brand.tenant.slug);
  assert.deepEqual(
    findings.filter((finding) => !finding.ok && !finding.id.startsWith('K.')).map((finding) => finding.id),
    [],
  );
});

test('the file of a killed import, run again as a new import, brings only what was missing', async () => {
  const expected = await undisturbedPicture();
  const brand = await bench.brand();
  await killedServer(brand, await brand.enter({ text }, options), 6_000);
  const again = await brand.import({ text }, options, { portionRows: 777 });
  const { loop, lifetime } = await pictureOf(brand, again);
  assert.deepEqual({ loop, lifetime }, { loop: expected.loop, lifetime: expected.lifetime });
  assert.ok(again.result.skipped >= 6_000, 'what was in was skipped');
  assert.equal(again.result.conflicts.count, 0);
});

/** Connections of the old server are found broken one by one. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!isUnavailable(error) || tries === 20) throw error;
    }
  }
}

test('a PostgreSQL killed in the middle of an import comes back and the import goes on by itself', async () => {
  const expected = await undisturbedPicture();
  const external = process.env['DATABASE_URL'];
  delete process.env['DATABASE_URL'];
  const dataDir = mkdtempSync(join(tmpdir(), 'zihuan-import-kill-'));
  const database = await openDatabase({ dataDir, onExit: () => void database.ensureRunning() });
  const db = connect({ ownerUrl: database.ownerUrl, appUrl: database.appUrl });
  try {
    await migrate(db);
    const brand = brandOn({ db, dataDir }, await makeTestTenant(db));
    const runId = await brand.enter({ text }, options);
    startImport(brand.host, brand.tenant.id, runId);
    await rowsCommitted(brand, runId, 400);
    process.kill(Number(readFileSync(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await importFinished(runId);
    const run = await answered(() => brand.state(runId));
    assert.deepEqual(await answered(() => pictureOf(brand, run)), expected);
  } finally {
    await db.close();
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
    if (external) process.env['DATABASE_URL'] = external;
  }
});
