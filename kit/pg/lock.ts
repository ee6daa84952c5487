import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Locks between processes that the operating system takes back when their holder dies, kill -9 included: nothing is
 * ever stale. Node has no flock, but the SQLite inside it locks its files with fcntl (LockFileEx on Windows), so an
 * empty SQLite file is a lock: an open transaction holds it, closing the connection or dying releases it.
 *
 * A lock file must never be opened by other means in the same process: POSIX drops a process's locks on a file when
 * it closes any descriptor of that file.
 */
export interface HeldLock {
  /** Gives the lock back; a second call does nothing. */
  release(): void;
}

/** SQLITE_BUSY: someone else holds a lock that ours does not go with. */
const SQLITE_BUSY = 5;

/** Takes the lock alone, or answers null when anyone holds it. @throws when the file cannot be made or locked at all. */
export function tryLockAlone(path: string): HeldLock | null {
  return tryLock(path, 'BEGIN EXCLUSIVE');
}

/** Takes the lock together with other sharers, or answers null when someone holds it alone. */
export function tryLockShared(path: string): HeldLock | null {
  return tryLock(path, 'BEGIN');
}

/**
 * Waits until the lock is ours alone.
 * @param prepare called before every try: makes the folder, which the last holder may have removed meanwhile
 * @param onWait called once, when the lock was not free at the first try
 */
export async function lockAlone(path: string, options: { prepare?: () => void; onWait?: () => void } = {}): Promise<HeldLock> {
  for (let tries = 0; ; tries += 1) {
    if (options.prepare) options.prepare();
    else mkdirSync(dirname(path), { recursive: true });
    const held = tryLockAlone(path);
    if (held) return held;
    if (tries === 0) options.onWait?.();
    // Jitter: two that try in step would keep refusing each other.
    await pause(10 + Math.random() * 20);
  }
}

function tryLock(path: string, begin: string): HeldLock | null {
  const before = inode(path);
  let connection: DatabaseSync | null = null;
  try {
    connection = new DatabaseSync(path, { timeout: 0 });
    // No journal on disk: nothing is ever written, and a killed holder must leave nothing to roll back.
    connection.exec(`PRAGMA journal_mode = MEMORY; ${begin}`);
    // A plain transaction takes its shared lock with the first read.
    if (begin === 'BEGIN') connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get();
  } catch (error) {
    connection?.close();
    if (isBusy(error) || (connection === null && inode(dirname(path)) === null)) return null;
    throw new Error(`cannot lock ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  // Whoever held it before may have removed the file: then this is a lock on nothing, and the next try makes the file.
  if (before === null || before !== inode(path)) {
    connection.close();
    return inode(path) === null ? null : tryLock(path, begin);
  }
  let open: DatabaseSync | null = connection;
  return {
    release(): void {
      open?.close();
      open = null;
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}

function inode(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}
