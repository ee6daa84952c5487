import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Tenant } from '../kit/ctx.ts';
import { makeTestTenant, openTestDb, type TestTenant } from '../kit/testing/index.ts';
import { keepSecretsIn } from '../kit/secrets/index.ts';
import type { Uuid } from '../kit/ids/index.ts';
import { readOptions, type ImportRun } from '../rooms/imports/api.ts';
import { addRun, claimRun, keepFile, recordUpload, runById, runReply } from '../rooms/imports/index.ts';
import { OWNER, type ImportHost } from './import-host.ts';
import { workOnRun } from './import-run.ts';

type Options = z.input<typeof readOptions> & { dryRun?: boolean };

/** A brand that files are brought into, on a database and in a folder of its own. */
export interface ImportBrand extends TestTenant {
  readonly host: ImportHost;
  /** Keeps a file (a path, or its text) and enters a run for it. */
  enter(file: { path: string } | { text: string }, options: Options): Promise<Uuid>;
  /** Works on a run to its end or its stop. */
  work(runId: Uuid, how?: { portionRows?: number; signal?: AbortSignal }): Promise<ImportRun>;
  /** Both, and the answer. */
  import(
    file: { path: string } | { text: string },
    options: Options,
    how?: { portionRows?: number; signal?: AbortSignal },
  ): Promise<ImportRun>;
  state(runId: Uuid): Promise<ImportRun>;
}

export interface ImportBench {
  readonly host: ImportHost;
  brand(over?: Partial<Tenant>): Promise<ImportBrand>;
  close(): Promise<void>;
}

export async function openImportBench(): Promise<ImportBench> {
  const test = await openTestDb();
  const dataDir = mkdtempSync(join(tmpdir(), 'zihuan-import-test-'));
  keepSecretsIn(dataDir);
  const host = { db: test.db, dataDir };
  return {
    host,
    brand: async (over = {}) => brandOn(host, await makeTestTenant(test.db, over)),
    async close() {
      await test.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function brandOn(host: ImportHost, brand: TestTenant): ImportBrand {
  const { tenant } = brand;
  async function state(runId: Uuid): Promise<ImportRun> {
    return await brand.read(async (ctx) => {
      const run = await runById(ctx, runId);
      if (!run) throw new Error('no such run');
      return runReply(ctx, run);
    });
  }
  async function enter(file: { path: string } | { text: string }, { dryRun = false, ...options }: Options): Promise<Uuid> {
    const body = 'path' in file ? createReadStream(file.path) : Readable.from([Buffer.from(file.text)]);
    const kept = await keepFile(host.dataDir, body);
    return await brand.write(async (ctx) => {
      const upload = await recordUpload(ctx, kept, 'path' in file ? 'file' : 'text.csv');
      return await addRun(ctx, upload, { ...readOptions.parse(options), dryRun });
    });
  }
  async function work(runId: Uuid, how: { portionRows?: number; signal?: AbortSignal } = {}): Promise<ImportRun> {
    await brand.write(async (ctx) => {
      const run = await runById(ctx, runId);
      if (run) await claimRun(ctx, runId, OWNER, run);
    });
    await workOnRun(host, tenant.id, runId, how.signal ?? new AbortController().signal, how.portionRows);
    return await state(runId);
  }
  return {
    ...brand,
    host,
    enter,
    work,
    state,
    import: async (file, options, how) => await work(await enter(file, options), how),
  };
}

/** The counts of an answer that a rule is about. */
export function counts({ result }: ImportRun): Record<string, unknown> {
  const { rows, accepted, skipped, rejected, orders, returns, people, sales } = result;
  return { rows, accepted, skipped, rejected, orders, returns, people, sales: sales.amount };
}
