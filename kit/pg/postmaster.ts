import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { hint, serverPath, spawnOptions } from './cluster.ts';
import type { Address, Cluster } from './cluster.ts';
import { serverConfig } from './config.ts';
import { isAlive, isPostgresOf, postgresProcessesOf, signal } from './process.ts';

/** The server of a cluster as its postmaster.pid and the process table tell it. */
export type Found =
  | { kind: 'none' }
  /** The file is left from a server that is gone; its number may belong to another process by now. */
  | { kind: 'stale'; pid: number }
  | { kind: 'running'; pid: number; status: 'starting' | 'ready' | 'stopping' };

/** Milliseconds after which a fast shutdown becomes an immediate one, and that a kill. `npm start` must end within 20 s. */
const FAST_MS = 8_000;
const IMMEDIATE_MS = 6_000;
/** How long processes of a server that was killed may keep its memory before they are ended. */
const LEFTOVER_MS = 15_000;
const LOG_BYTES = 8 * 1024 * 1024;

/** Looks for the server of a cluster. */
export function findPostmaster(folder: string): Found {
  let lines: string[];
  try {
    lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return { kind: 'none' };
  }
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 0) return { kind: 'none' };
  if (!isPostgresOf(pid, folder)) return { kind: 'stale', pid };
  const word = lines[7]?.trim();
  return { kind: 'running', pid, status: word === 'ready' || word === 'stopping' ? word : 'starting' };
}

/**
 * The number of a server that takes connections: the one that runs, whoever started it, or a new one. To be called
 * with the life lock held, so that nobody else starts or stops it meanwhile.
 * @throws with the end of the server's log when it does not come up
 */
export async function ensurePostmaster(cluster: Cluster, address: Address, binaries: () => Binaries): Promise<number> {
  for (;;) {
    const found = findPostmaster(cluster.folder);
    if (found.kind !== 'running') return startPostmaster(cluster, address, binaries(), found);
    if (found.status === 'ready') return found.pid;
    // Coming up (crash recovery takes as long as it takes) or, on its way down, to be waited for.
    await pause(20);
  }
}

/** Ends the server: fast, so that it need not recover, or at once where its data is thrown away. */
export async function stopPostmaster(cluster: Cluster, pid: number, options: { isImmediate: boolean }): Promise<void> {
  const steps: readonly { name: NodeJS.Signals; patienceMs: number }[] = [
    ...(options.isImmediate ? [] : [{ name: 'SIGINT', patienceMs: FAST_MS } as const]),
    { name: 'SIGQUIT', patienceMs: IMMEDIATE_MS },
    { name: 'SIGKILL', patienceMs: IMMEDIATE_MS },
  ];
  for (const { name, patienceMs } of steps) {
    await sendStop(cluster, pid, name);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return endLeftovers(cluster.folder);
      await pause(10);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end`);
}

/** Windows has no signals that ask: there pg_ctl asks through the server's named pipe. */
async function sendStop(cluster: Cluster, pid: number, name: NodeJS.Signals): Promise<void> {
  if (process.platform !== 'win32' || name === 'SIGKILL') return signal(pid, name);
  const mode = name === 'SIGINT' ? 'fast' : 'immediate';
  const { pgCtl } = findBinaries(cluster.identity);
  const child = spawn(pgCtl, ['stop', '-W', '-D', cluster.folder, '-m', mode], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
}

/** Calls `onExit` once when the server's process is gone, whoever's child it is. Answers how to stop watching. */
export function watchPostmaster(pid: number, onExit: () => void): () => void {
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    onExit();
  }, 200);
  timer.unref();
  return () => clearInterval(timer);
}

async function startPostmaster(cluster: Cluster, address: Address, binaries: Binaries, found: Found): Promise<number> {
  await endLeftovers(cluster.folder);
  const config = join(address.run, 'postgresql.conf');
  writeFileSync(config, serverConfig({ cluster: serverPath(cluster), listen: address.listen, isDurable: cluster.isDurable }));
  chmodSync(config, 0o644);
  clearSocketFolder(address);
  const deadline = Date.now() + LEFTOVER_MS;
  for (;;) {
    const started = await launch(cluster, config, binaries, found);
    if (started.kind === 'ready') return started.pid;
    // Where leftovers cannot be listed they end by themselves when they notice that their parent is gone.
    const isHeld = /shared memory block .* still in use|is another postmaster/is.test(started.log);
    if (!isHeld || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start in ${cluster.dataDir}:\n${started.log.trim()}${hint(cluster, started.log)}`);
    }
    await pause(200);
  }
}

type Launched = { kind: 'ready'; pid: number } | { kind: 'failed'; log: string };

async function launch(cluster: Cluster, config: string, binaries: Binaries, found: Found): Promise<Launched> {
  const path = join(cluster.dataDir, 'postgres.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(path, `${path}.1`);
  const log = openSync(path, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const options = spawnOptions(cluster, cluster.folder);
  // The server counts its own ancestors' numbers as stale. A number left in postmaster.pid that now belongs to some
  // other program is given as such an ancestor: so the file is overruled and its check for leftovers still made.
  if (found.kind === 'stale') options.env.PG_GRANDPARENT_PID = String(found.pid);
  const isWindows = process.platform === 'win32';
  const serverArgs = ['-D', serverPath(cluster), '-c', `config_file=${config}`];
  // pg_ctl drops administrator rights, with which the server refuses to run.
  const child = isWindows
    ? spawn(binaries.pgCtl, ['start', '-W', '-D', cluster.folder, '-l', path, '-o', `-c config_file="${config}"`], options)
    : spawn(binaries.postgres, serverArgs, { ...options, detached: true, stdio: ['ignore', log, log] });
  child.unref();
  closeSync(log);
  const end = { reason: '' };
  child.on('error', (error) => (end.reason = `${binaries.postgres}: ${error.message}\n`));
  child.on('exit', (code, name) => {
    if (!isWindows || code !== 0) end.reason ||= `ended with ${name ?? code}\n`;
  });
  for (;;) {
    const state = findPostmaster(cluster.folder);
    const isOurs = state.kind === 'running' && (isWindows || state.pid === child.pid);
    if (isOurs && state.status === 'ready') return { kind: 'ready', pid: state.pid };
    if (end.reason) return { kind: 'failed', log: tail(path, logStart) + end.reason };
    await pause(10);
  }
}

/** Socket and lock file of a server that was killed; its number in there could have become anyone's. */
function clearSocketFolder(address: Address): void {
  if (address.listen.kind !== 'socket') return;
  for (const name of readdirSync(address.listen.folder)) rmSync(join(address.listen.folder, name), { force: true });
}

/** Backends outlive a postmaster that was killed until they notice; none may work on beside the next server. */
async function endLeftovers(folder: string): Promise<void> {
  const deadline = Date.now() + LEFTOVER_MS;
  for (let round = 0; Date.now() < deadline; round += 1) {
    const left = postgresProcessesOf(folder);
    if (left.length === 0) return;
    // After a second without an answer to "quit", "kill": what they have not committed is recovered from the log.
    for (const pid of left) signal(pid, round < 50 ? 'SIGQUIT' : 'SIGKILL');
    await pause(20);
  }
}

function tail(path: string, from: number): string {
  const file = openSync(path, 'r');
  try {
    const start = Math.max(from, fstatSync(file).size - 4_000);
    const buffer = Buffer.alloc(4_000);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, start));
  } finally {
    closeSync(file);
  }
}
