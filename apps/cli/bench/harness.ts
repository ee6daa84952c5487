import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, migrate, type Db } from '../../../kit/db/index.ts';
import { openDatabase } from '../../../kit/pg/index.ts';

/** One round: what the reference took and what the candidate took, in the unit of the benchmark. */
export interface Round {
  reference: number;
  candidate: number;
  ratio: number;
}

/** CONTRACT §7: the ratio is the median; a false invariant fails the run. */
export interface BenchResult {
  name: string;
  mode: string | null;
  /** what the two figures are, and what the ratio has to reach */
  reads: string;
  goal: string;
  rounds: Round[];
  ratio: number;
  p99Ms?: number;
  invariants: Record<string, boolean>;
  /** figures beside the ratio: bytes, rows, milliseconds */
  notes: Record<string, number | string>;
}

export interface BenchOptions {
  rounds: number;
  /** size, where the benchmark has one (rows, people, orders) */
  n: number | null;
  /** which way of the benchmark, where it has several */
  mode: string | null;
  /** what else the benchmark knows (`inflight`, `hot`, `plan`) */
  extra: Readonly<Record<string, string>>;
  say: (line: string) => void;
}

/** A durable PostgreSQL for one benchmark, in its own folder, gone afterwards. */
export async function withBenchServer<T>(dataDir: string, work: (server: BenchServer) => Promise<T>): Promise<T> {
  const folder = join(dataDir, `bench-${process.pid}`);
  await mkdir(folder, { recursive: true });
  const external = process.env['DATABASE_URL'];
  delete process.env['DATABASE_URL'];
  const server = await openDatabase({ dataDir: folder });
  try {
    return await work({
      folder,
      async database(name) {
        const admin = connect({ ownerUrl: named(server.ownerUrl, 'postgres'), appUrl: named(server.ownerUrl, 'postgres') });
        await admin.ownerSession(async (sql) => {
          await sql.text(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
          await sql.text(`CREATE DATABASE ${name}`);
        });
        await admin.close();
        const db = connect({ ownerUrl: named(server.ownerUrl, name), appUrl: named(server.appUrl, name) });
        await migrate(db);
        return db;
      },
      async copyOf(name, of) {
        const admin = connect({ ownerUrl: named(server.ownerUrl, 'postgres'), appUrl: named(server.ownerUrl, 'postgres') });
        await admin.ownerSession((sql) => sql.text(`CREATE DATABASE ${name} TEMPLATE ${of} STRATEGY file_copy`));
        await admin.close();
        return connect({ ownerUrl: named(server.ownerUrl, name), appUrl: named(server.appUrl, name) });
      },
      open: (name) => connect({ ownerUrl: named(server.ownerUrl, name), appUrl: named(server.appUrl, name) }),
      async drop(name) {
        const admin = connect({ ownerUrl: named(server.ownerUrl, 'postgres'), appUrl: named(server.ownerUrl, 'postgres') });
        await admin.ownerSession((sql) => sql.text(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
        await admin.close();
      },
    });
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
    if (external) process.env['DATABASE_URL'] = external;
  }
}

export interface BenchServer {
  readonly folder: string;
  /** a fresh migrated database of this name */
  database(name: string): Promise<Db>;
  /** a database that begins as the copy of another, which nobody may have open */
  copyOf(name: string, of: string): Promise<Db>;
  /** one that is there already */
  open(name: string): Db;
  drop(name: string): Promise<void>;
}

function named(url: string, database: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*)\/[^?]*/, `$1/${database}`);
}

/** Milliseconds a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** The largest resident memory while a piece of work runs, in MiB, sampled every 20 ms. */
export async function peakMemory(work: () => Promise<unknown>): Promise<number> {
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.round(Math.max(peak, process.memoryUsage.rss()) / 1_048_576);
}
