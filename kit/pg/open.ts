import { join, resolve } from 'node:path';
import { existsSync, rmSync, rmdirSync } from 'node:fs';
import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { makeRolesAndDatabase } from './bootstrap.ts';
import { APP_ROLE, DATABASE, OWNER_ROLE, addressOf, clusterAt, handBack, makeCluster, removeRunFolder, urlFor } from './cluster.ts';
import type { Address, Cluster } from './cluster.ts';
import { lockAlone, tryLockAlone, tryLockShared } from './lock.ts';
import type { HeldLock } from './lock.ts';
import { defaultDataDir, makeDataDir } from './place.ts';
import { ensurePostmaster, findPostmaster, stopPostmaster, watchPostmaster } from './postmaster.ts';
import { signal } from './process.ts';

/** What `openDatabase` may be told. */
export interface OpenOptions {
  /** Folder of the embedded cluster; by default the per-user data folder. Not looked at when DATABASE_URL is set. */
  dataDir?: string;
  /** False flushes nothing: a crash of the machine may lose or spoil everything. Only for throwaway data. */
  fsync?: boolean;
  /** Called each time the embedded server is found dead without our having stopped it. */
  onExit?: () => void;
}

/** A PostgreSQL to work with, and our share in keeping it running. */
export interface OpenDatabase {
  /** Connects as the owner of everything (superuser when embedded). */
  readonly ownerUrl: string;
  /** Connects as the role that row-level security binds. */
  readonly appUrl: string;
  readonly kind: 'embedded' | 'external';
  /** Folder of the embedded cluster; null for an external one. */
  readonly dataDir: string | null;
  /** Answers once the embedded server takes connections, starting it if it died. The URLs stay the same. */
  ensureRunning(): Promise<void>;
  /** Gives our share back; the last one on the machine to do so stops the server. */
  close(): Promise<void>;
}

/**
 * Opens the product's database. With DATABASE_URL (and DATABASE_APP_URL for the app role) in the environment that is
 * the operator's own server, else an embedded one: whoever comes first starts it, others join it, the last stops it;
 * one left over from a killed process is taken over.
 * @throws with a sentence for the operator when there is no folder, program or user to run it with
 */
export async function openDatabase(options: OpenOptions = {}): Promise<OpenDatabase> {
  const external = process.env.DATABASE_URL;
  if (external) {
    return {
      ownerUrl: external,
      appUrl: process.env.DATABASE_APP_URL || external,
      kind: 'external',
      dataDir: null,
      ensureRunning: async () => {},
      close: async () => {},
    };
  }
  const share = await openShare({
    dataDir: options.dataDir ?? defaultDataDir(),
    isDurable: options.fsync ?? true,
    onExit: options.onExit,
  });
  return {
    ownerUrl: share.ownerUrl(DATABASE),
    appUrl: share.appUrl(DATABASE),
    kind: 'embedded',
    dataDir: share.dataDir,
    ensureRunning: () => share.ensureRunning(),
    close: () => share.close(),
  };
}

/** One process's share in an embedded cluster. */
export interface Share {
  readonly dataDir: string;
  ownerUrl(database: string): string;
  appUrl(database: string): string;
  ensureRunning(): Promise<void>;
  close(): Promise<void>;
}

/** How a share is taken; the last three are for test clusters and tests. */
export interface ShareOptions {
  dataDir: string;
  isDurable: boolean;
  onExit?: (() => void) | undefined;
  /** The last to close also deletes the folder. */
  isThrowaway?: boolean;
  transport?: 'socket' | 'loopback';
  binaries?: Binaries;
}

/** Takes a share in the cluster of a data folder, making and starting it when need be. */
export async function openShare(options: ShareOptions): Promise<Share> {
  const dataDir = resolve(options.dataDir);
  const life = await lockAlone(join(dataDir, 'life.lock'), { prepare: () => makeDataDir(dataDir) });
  let client: HeldLock | null = null;
  try {
    const cluster = clusterAt(dataDir, { isDurable: options.isDurable, transport: options.transport });
    const address = await addressOf(cluster);
    let binaries: Binaries | undefined = options.binaries;
    const programs = (): Binaries => (binaries ??= findBinaries(cluster.identity));
    if (!existsSync(join(cluster.folder, 'PG_VERSION'))) await makeCluster(cluster, address, programs());
    client = tryLockShared(join(dataDir, 'clients.lock'));
    if (!client) throw new Error(`cannot share ${join(dataDir, 'clients.lock')}`);
    const pid = await ensurePostmaster(cluster, address, programs);
    await makeRolesAndDatabase(address);
    handBack(dataDir);
    return new EmbeddedShare({ cluster, address, programs, client, pid, options });
  } catch (error) {
    client?.release();
    throw error;
  } finally {
    life.release();
  }
}

/** Shares to give up when the process ends without having closed them. */
const openShares = new Set<EmbeddedShare>();
let isExitHooked = false;

class EmbeddedShare implements Share {
  readonly dataDir: string;
  readonly #cluster: Cluster;
  readonly #address: Address;
  readonly #programs: () => Binaries;
  readonly #options: ShareOptions;
  #client: HeldLock | null;
  #stopWatching: () => void = () => {};
  #restart: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(parts: {
    cluster: Cluster;
    address: Address;
    programs: () => Binaries;
    client: HeldLock;
    pid: number;
    options: ShareOptions;
  }) {
    this.dataDir = parts.cluster.dataDir;
    this.#cluster = parts.cluster;
    this.#address = parts.address;
    this.#programs = parts.programs;
    this.#client = parts.client;
    this.#options = parts.options;
    this.#watch(parts.pid);
    openShares.add(this);
    if (!isExitHooked) process.on('exit', () => openShares.forEach((share) => share.abandon()));
    isExitHooked = true;
  }

  ownerUrl(database: string): string {
    return urlFor(this.#address, OWNER_ROLE, database);
  }

  appUrl(database: string): string {
    return urlFor(this.#address, APP_ROLE, database);
  }

  ensureRunning(): Promise<void> {
    if (this.#closing) return Promise.reject(new Error('the database is closed'));
    this.#restart ??= this.#start().finally(() => (this.#restart = null));
    return this.#restart;
  }

  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  /** At the end of the process, where nothing can be waited for: tells the server to end when nobody else is there. */
  abandon(): void {
    if (process.platform === 'win32') return;
    try {
      const life = tryLockAlone(this.#path('life.lock'));
      this.#client?.release();
      // Somebody is just coming or going: they see to the server.
      if (!life) return;
      const isLast = tryLockAlone(this.#path('clients.lock')) !== null;
      const found = findPostmaster(this.#cluster.folder);
      if (isLast && found.kind === 'running') signal(found.pid, this.#options.isThrowaway ? 'SIGQUIT' : 'SIGINT');
      life.release();
    } catch {
      // The next start takes over what is left.
    }
  }

  async #start(): Promise<void> {
    const life = await lockAlone(this.#path('life.lock'), { prepare: () => makeDataDir(this.dataDir) });
    try {
      this.#stopWatching();
      await addressOf(this.#cluster);
      this.#watch(await ensurePostmaster(this.#cluster, this.#address, this.#programs));
      await makeRolesAndDatabase(this.#address);
    } finally {
      life.release();
    }
  }

  async #leave(): Promise<void> {
    await this.#restart?.catch(() => {});
    this.#stopWatching();
    openShares.delete(this);
    const life = await lockAlone(this.#path('life.lock'), { prepare: () => makeDataDir(this.dataDir) });
    try {
      this.#client?.release();
      this.#client = null;
      const last = tryLockAlone(this.#path('clients.lock'));
      if (!last) return;
      await shutDown(this.#cluster, this.#address.run, { isImmediate: this.#options.isThrowaway ?? false });
      if (this.#options.isThrowaway) removeCluster(this.dataDir);
      last.release();
    } finally {
      life.release();
    }
  }

  #watch(pid: number): void {
    this.#stopWatching = watchPostmaster(pid, () => {
      if (!this.#closing) this.#options.onExit?.();
    });
  }

  #path(name: string): string {
    return join(this.dataDir, name);
  }
}

/** Stops the server of a cluster, if it runs; with the life lock and all clients' locks held. */
export async function shutDown(cluster: Cluster, run: string, options: { isImmediate: boolean }): Promise<void> {
  const found = findPostmaster(cluster.folder);
  if (found.kind === 'running') await stopPostmaster(cluster, found.pid, options);
  removeRunFolder(cluster, run);
}

/** Deletes a throwaway data folder, the lock under which this happens last: who waits for it then makes a new one. */
export function removeCluster(dataDir: string): void {
  for (const name of [
    'pg',
    'pg.part',
    'run',
    'postgres.log',
    'postgres.log.1',
    'address.json',
    'secrets.json',
    'clients.lock',
    'life.lock',
  ]) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
  try {
    rmdirSync(dataDir);
  } catch {
    // Somebody new has come in already.
  }
}
