import { lstatSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterAt, keptAddress } from './cluster.ts';
import { tryLockAlone } from './lock.ts';
import { openShare, removeCluster, shutDown } from './open.ts';

/** A share in the throwaway server of one test run. */
export interface TestCluster {
  /** Connects to a database of this cluster as its superuser. `postgres` always exists. */
  ownerUrl(database: string): string;
  /** Connects to a database of this cluster as the role that row-level security binds. */
  appUrl(database: string): string;
  /** Gives the share back; the last to do so stops the server and deletes it. */
  close(): Promise<void>;
}

/** Test clusters nobody holds are removed when this old, in milliseconds; a younger one may just be starting. */
const ABANDONED_MS = 60_000;

/**
 * Joins or starts the throwaway PostgreSQL of this test run: in the temporary folder, without any flushing. All
 * processes with the same ZIHUAN_TEST_CLUSTER share one; without it those with the same parent do, which are the test
 * files of one `node --test`. Looks at no DATABASE_URL.
 */
export async function openTestCluster(): Promise<TestCluster> {
  const name = (process.env.ZIHUAN_TEST_CLUSTER ?? `of-${process.ppid}`).replaceAll(/[^\w-]/g, '-').slice(0, 40);
  const dataDir = join(tmpdir(), `${prefix()}${name}`);
  await removeAbandoned(dataDir);
  const share = await openShare({ dataDir, isDurable: false, isThrowaway: true });
  return {
    ownerUrl: (database) => share.ownerUrl(database),
    appUrl: (database) => share.appUrl(database),
    close: () => share.close(),
  };
}

function prefix(): string {
  return `zihuan-test-${process.getuid?.() ?? 0}-`;
}

/** Runs that were killed leave their server running: the next run ends it. */
async function removeAbandoned(except: string): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix()))) {
    const dataDir = join(tmpdir(), name);
    if (dataDir !== except) await removeIfAbandoned(dataDir).catch(() => {});
  }
}

async function removeIfAbandoned(dataDir: string): Promise<void> {
  const found = lstatSync(dataDir);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid) || Date.now() - found.mtimeMs < ABANDONED_MS) return;
  const life = tryLockAlone(join(dataDir, 'life.lock'));
  const clients = life && tryLockAlone(join(dataDir, 'clients.lock'));
  if (life && clients) {
    const run = keptAddress(dataDir)?.run ?? join(dataDir, 'run');
    await shutDown(clusterAt(dataDir, { isDurable: false }), run, { isImmediate: true });
    removeCluster(dataDir);
  }
  clients?.release();
  life?.release();
}
