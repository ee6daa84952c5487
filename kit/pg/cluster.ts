import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import type { Listen } from './config.ts';
import { canReach, defaultDataDir, isRoot, makeSocketFolder, own, runFolder, serverIdentity } from './place.ts';
import type { Identity } from './place.ts';

/** The superuser that owns everything; migrations and the platform's own work run as it. */
export const OWNER_ROLE = 'zihuan_owner';
/** The role requests run as: row-level security binds it. */
export const APP_ROLE = 'zihuan_app';
export const DATABASE = 'zihuan';

/** One embedded cluster on disk: `pg` (PGDATA), `run` (socket, configuration), `postgres.log`, `*.lock`. */
export interface Cluster {
  readonly dataDir: string;
  /** PGDATA. */
  readonly folder: string;
  /** As whom the server runs; null = as ourselves. */
  readonly identity: Identity | null;
  readonly isDurable: boolean;
  readonly transport: Listen['kind'];
  /** False when the server's user cannot walk to the folder and is put into it instead. */
  readonly isReachable: boolean;
}

/** Where a cluster listens and keeps its configuration, and what opens it (loopback only). */
export interface Address {
  readonly run: string;
  readonly listen: Listen;
  readonly secrets: { owner: string; app: string } | null;
}

/** Describes the cluster of a data folder that exists. */
export function clusterAt(dataDir: string, options: { isDurable: boolean; transport?: Listen['kind'] | undefined }): Cluster {
  const identity = serverIdentity(dataDir);
  const folder = join(realpathSync(dataDir), 'pg');
  return {
    dataDir,
    folder,
    identity,
    isDurable: options.isDurable,
    transport: options.transport ?? (process.platform === 'win32' ? 'loopback' : 'socket'),
    isReachable: !identity || canReach(folder, identity),
  };
}

/**
 * The path by which the server may name its folder. A user who cannot walk there (a folder below root's 0700 home, or
 * one made by mkdtemp) is started inside it: Linux lets a process name the folder it stands in whatever lies above.
 */
export function serverPath(cluster: Cluster): string {
  if (cluster.isReachable) return cluster.folder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new Error(unreachable(cluster));
}

/** How to start a program of PostgreSQL: as whom, where, and with none of our environment (PGDATA, PGPORT and the like). */
export function spawnOptions(cluster: Cluster, folder: string): { cwd: string; env: NodeJS.ProcessEnv } & Partial<Identity> {
  const env: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '/usr/bin:/bin' };
  if (process.platform === 'win32') Object.assign(env, { SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP });
  return { cwd: cluster.isReachable ? dirname(cluster.folder) : folder, env, ...cluster.identity };
}

/**
 * Makes the cluster if it is not there. An attempt that was cut off counts for nothing: the folder gets its name last.
 * @throws when initdb fails, or when the cluster is of another major version than the programs
 */
export async function makeCluster(cluster: Cluster, address: Address, binaries: Binaries): Promise<void> {
  if (existsSync(join(cluster.folder, 'PG_VERSION'))) return;
  const part = `${cluster.folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { mode: 0o700 });
  own(part, cluster.identity);
  const passwordFile = join(address.run, 'owner.password');
  if (address.secrets) {
    writeFileSync(passwordFile, address.secrets.owner, { mode: 0o600 });
    own(passwordFile, cluster.identity);
  }
  try {
    const told = await run(
      binaries.initdb,
      [
        '-D',
        cluster.isReachable ? part : serverPath(cluster),
        `--username=${OWNER_ROLE}`,
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--data-checksums',
        ...(address.secrets ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`] : ['--auth=trust']),
        ...(cluster.isDurable ? [] : ['--no-sync']),
      ],
      spawnOptions(cluster, part),
    );
    if (told.code !== 0)
      throw new Error(`PostgreSQL could not make its files in ${cluster.dataDir}:\n${told.text.trim()}${hint(cluster, told.text)}`);
    rmSync(cluster.folder, { recursive: true, force: true });
    renameSync(part, cluster.folder);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(part, { recursive: true, force: true });
  }
}

/** Why initdb or the server may have failed, in words for the operator; empty when nothing is known. */
export function hint(cluster: Cluster, text: string): string {
  if (text.includes('could not look up effective user ID')) {
    return '\nThis user has no account (no line in /etc/passwd), which PostgreSQL wants. Add one, or set DATABASE_URL.';
  }
  if (text.includes('incompatible with server')) {
    return `\nThe data in ${cluster.dataDir} is of another PostgreSQL version. Use "zihuan backup" with the version that made it, then restore.`;
  }
  return cluster.isReachable ? '' : `\n${unreachable(cluster)}`;
}

/**
 * Where the cluster listens. Kept in a file, because clients hold on to the address while the server is restarted by
 * one that would choose differently (another TMPDIR, another free port).
 */
export async function addressOf(cluster: Cluster): Promise<Address> {
  const kept = keptAddress(cluster.dataDir);
  if (cluster.transport === 'loopback') {
    const port = kept?.port ?? (await freePort());
    const run = runFolder(cluster.dataDir, cluster.identity);
    keep(cluster, { run, port });
    makeSocketFolder(run, cluster.identity);
    return { run, listen: { kind: 'loopback', port }, secrets: secrets(cluster) };
  }
  const run = kept?.run && existsSync(kept.run) ? kept.run : runFolder(cluster.dataDir, cluster.identity);
  const folder = makeSocketFolder(run, cluster.identity);
  keep(cluster, { run });
  return { run, listen: { kind: 'socket', folder }, secrets: null };
}

/**
 * What the last start wrote down about where the cluster of a data folder listens. In a folder that was copied that
 * is the address of the original, and counts for nothing.
 */
export function keptAddress(dataDir: string): { run?: string; port?: number } | null {
  const kept = readJson<{ of: string; run: string; port?: number }>(join(dataDir, 'address.json'));
  return kept?.of === realpathSync(dataDir) ? kept : null;
}

/** A connection string in the form node-postgres and libpq both read. */
export function urlFor(address: Address, role: typeof OWNER_ROLE | typeof APP_ROLE, database: string): string {
  const name = encodeURIComponent(database);
  if (address.listen.kind === 'loopback') {
    const password = role === OWNER_ROLE ? address.secrets?.owner : address.secrets?.app;
    return `postgresql://${role}:${password ?? ''}@127.0.0.1:${address.listen.port}/${name}?sslmode=disable`;
  }
  // The host of the query counts; URL parsers refuse a user without one before it. Port and mode are said so that
  // PGPORT and PGSSLMODE of the environment cannot say otherwise.
  return `postgresql://${role}@localhost/${name}?host=${encodeURIComponent(address.listen.folder)}&port=5432&sslmode=disable`;
}

/** Removes what only a running server needs, wherever it stands. */
export function removeRunFolder(cluster: Cluster, run: string): void {
  if (basename(run) !== 'run' && !basename(run).startsWith('zihuan-')) return;
  rmSync(run, { recursive: true, force: true });
  if (cluster.transport === 'socket') rmSync(join(cluster.dataDir, 'address.json'), { force: true });
}

/** Root working in somebody else's data folder leaves its own files to them, so that they can go on later. */
export function handBack(dataDir: string): void {
  if (!isRoot()) return;
  const { uid, gid } = statSync(dataDir);
  if (uid === 0) return;
  for (const name of ['postgres.log', 'postgres.log.1', 'address.json', 'secrets.json', 'life.lock', 'clients.lock', 'run']) {
    const found = lstatSync(join(dataDir, name), { throwIfNoEntry: false });
    if (found && found.uid !== uid) lchownSync(join(dataDir, name), uid, gid);
  }
}

function secrets(cluster: Cluster): { owner: string; app: string } {
  const path = join(cluster.dataDir, 'secrets.json');
  const kept = readJson<{ owner: string; app: string }>(path);
  if (kept) return kept;
  const made = { owner: randomBytes(24).toString('hex'), app: randomBytes(24).toString('hex') };
  writeFileSync(path, JSON.stringify(made), { mode: 0o600 });
  return made;
}

function keep(cluster: Cluster, address: { run: string; port?: number }): void {
  const path = join(cluster.dataDir, 'address.json');
  writeFileSync(`${path}.part`, JSON.stringify({ of: realpathSync(cluster.dataDir), ...address }), {
    mode: 0o600,
  });
  renameSync(`${path}.part`, path);
}

function unreachable(cluster: Cluster): string {
  return (
    `PostgreSQL runs as user ${cluster.identity?.uid ?? 'unknown'}, who cannot get to ${cluster.dataDir}. ` +
    `Use --data ${defaultDataDir()}, or start as an ordinary user.`
  );
}

function readJson<Shape>(path: string): Shape | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Shape;
  } catch {
    return null;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv } & Partial<Identity>,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    // Detached: a Ctrl-C in the terminal must not cut initdb off before we decide.
    const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const take = (chunk: Buffer): void => void (text += chunk.toString());
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: null, text: `${program}: ${error.message}` }));
    child.on('close', (code) => resolve({ code, text }));
  });
}
