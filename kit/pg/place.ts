import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The user PostgreSQL runs as when it is not us: PostgreSQL refuses to run as root. */
export interface Identity {
  uid: number;
  gid: number;
}

/** `nobody` on Linux. */
const NOBODY: Identity = { uid: 65_534, gid: 65_534 };
/** Bytes of a socket's path. Linux takes 107, macOS 103. */
const SOCKET_PATH_LIMIT = 100;
const SOCKET_FILE = '.s.PGSQL.5432';

/** Whether this process is root, who may become any user. Never on Windows. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The folder for one user's data by the custom of the system: `~/.local/share/zihuan` or its equivalent. */
export function userDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'zihuan');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'zihuan');
  const base = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(homedir(), '.local', 'share');
  return join(base, 'zihuan');
}

/**
 * Where data is kept when nobody says: the user's data folder. For root that is `/var/lib/zihuan` unless the user
 * PostgreSQL runs as can reach root's home.
 */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env): string {
  const own = userDataFolder(env);
  if (!isRoot() || canReach(own, NOBODY)) return own;
  return '/var/lib/zihuan';
}

/**
 * As whom PostgreSQL must run for a data folder: null = as ourselves. For root it is the owner of the cluster that is
 * there, else the owner of the folder, else `nobody`.
 * @throws when root has no user to hand it to
 */
export function serverIdentity(dataDir: string): Identity | null {
  if (!isRoot()) return null;
  const cluster = statSync(join(dataDir, 'pg'), { throwIfNoEntry: false });
  if (cluster && cluster.uid !== 0) return { uid: cluster.uid, gid: cluster.gid };
  const folder = statSync(dataDir, { throwIfNoEntry: false });
  if (folder && folder.uid !== 0 && hasAccount(folder.uid)) return { uid: folder.uid, gid: folder.gid };
  if (process.platform === 'linux' && hasAccount(NOBODY.uid)) return NOBODY;
  throw new Error(
    `PostgreSQL refuses to run as root and there is no user "nobody" (65534) to run it as. ` +
      `Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

/** Whether every folder above `path` lets this user through. Access lists beyond the mode bits are not read. */
export function canReach(path: string, identity: Identity): boolean {
  for (let folder = dirname(resolveExisting(path)); ; folder = dirname(folder)) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found && (modeFor(found, identity) & 1) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether this user can reach, read and enter or run `path`. */
export function canUse(path: string, identity: Identity): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (modeFor(found, identity) & 5) === 5 && canReach(path, identity);
}

/** Makes the data folder. @throws with a sentence for the operator when that cannot be. */
export function makeDataDir(dataDir: string): void {
  if (statSync(join(dataDir, 'PG_VERSION'), { throwIfNoEntry: false })) {
    throw new Error(`${dataDir} is itself the folder of a PostgreSQL. Choose another one with --data DIR.`);
  }
  if (statSync(dataDir, { throwIfNoEntry: false })?.isDirectory()) return;
  try {
    mkdirSync(dirname(dataDir), { recursive: true });
    // Root's PostgreSQL runs as somebody else, who must get through to the folder of the cluster.
    mkdirSync(dataDir, { mode: isRoot() ? 0o711 : 0o700, recursive: true });
    if (isRoot()) chmodSync(dataDir, 0o711);
  } catch (error) {
    throw new Error(`cannot make ${dataDir} (${reason(error)}). Choose a folder you may write to with --data DIR.`, { cause: error });
  }
}

/**
 * The folder for the socket and the configuration of a cluster: below the data folder, or, where that is too long a
 * path for a socket or the server's user cannot get there, a short one named after the data folder.
 */
export function runFolder(dataDir: string, identity: Identity | null): string {
  const inside = join(dataDir, 'run');
  const fits = Buffer.byteLength(join(inside, 's', SOCKET_FILE)) <= SOCKET_PATH_LIMIT;
  if (process.platform === 'win32' || (fits && (!identity || canReach(join(inside, 's'), identity)))) return inside;
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
  for (const base of shortBases()) {
    for (let serial = 0; serial < 10; serial += 1) {
      const folder = join(base, `zihuan-${process.getuid?.() ?? 0}-${name}${serial || ''}`);
      if (Buffer.byteLength(join(folder, 's', SOCKET_FILE)) > SOCKET_PATH_LIMIT) break;
      if (identity && !canReach(folder, identity)) break;
      if (makeOwn(folder)) return folder;
    }
  }
  throw new Error(`found no folder for the socket of PostgreSQL. Choose a shorter folder with --data DIR, such as ${defaultDataDir()}.`);
}

/** Makes the 0700 folder in which the socket stands, owned by the server's user. */
export function makeSocketFolder(run: string, identity: Identity | null): string {
  mkdirSync(run, { recursive: true, mode: identity ? 0o711 : 0o700 });
  if (identity) chmodSync(run, 0o711);
  const socket = join(run, 's');
  mkdirSync(socket, { recursive: true, mode: 0o700 });
  own(socket, identity);
  return socket;
}

/** Hands a file or folder to the server's user. */
export function own(path: string, identity: Identity | null): void {
  if (identity) chownSync(path, identity.uid, identity.gid);
}

function shortBases(): string[] {
  const bases = isRoot() ? ['/run', tmpdir(), '/tmp'] : [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'];
  return bases.filter((base): base is string => typeof base === 'string' && base.startsWith('/'));
}

/** Makes a folder of ours; in a folder open to all a name may already be taken by someone else. */
function makeOwn(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: isRoot() ? 0o711 : 0o700 });
    return true;
  } catch {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  }
}

function modeFor(found: { uid: number; gid: number; mode: number }, identity: Identity): number {
  if (found.uid === identity.uid) return (found.mode >> 6) & 7;
  return (found.gid === identity.gid ? found.mode >> 3 : found.mode) & 7;
}

function resolveExisting(path: string): string {
  const whole = resolve(path);
  for (let head = whole; ; head = dirname(head)) {
    try {
      return join(realpathSync(head), whole.slice(head.length));
    } catch {
      if (head === dirname(head)) return whole;
    }
  }
}

/** initdb looks its user up by number and refuses one that has no account. */
function hasAccount(uid: number): boolean {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .some((line) => line.split(':')[2] === String(uid));
  } catch {
    return false;
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
