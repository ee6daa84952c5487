import { linkSync, mkdirSync, readFileSync, rmSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Locks between launchers, with what Node 20 has: a file that names its holder and appears whole (a hard link), and
 * is taken away from a holder who is no longer there.
 */

/** Longer than the few file operations of `takeAway` can take, in milliseconds. */
const BREAKING_MS = 10_000;

const held = new Set();
process.on('exit', () => held.forEach((release) => release()));

/**
 * Runs `work` while nobody else does under the same lock file, waiting for as long as somebody does.
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {(pid: number) => void} [onWait] called once, with the holder's process number, when there is one
 * @returns {Promise<T>}
 * @template T
 */
export async function withLock(path, work, onWait) {
  let isWaiting = false;
  for (;;) {
    const release = tryLock(path, (pid) => {
      if (!isWaiting) onWait?.(pid);
      isWaiting = true;
    });
    if (release) {
      try {
        return await work();
      } finally {
        release();
      }
    }
    await pause(100);
  }
}

/**
 * Takes the lock if it is free or its holder is dead.
 * @param {string} path
 * @param {(pid: number) => void} [onHeld] called with the process number of the one who has it
 * @returns {(() => void) | null} gives it back; so does the end of the process
 */
export function tryLock(path, onHeld) {
  mkdirSync(dirname(path), { recursive: true });
  const me = JSON.stringify({ pid: process.pid, since: startOf(process.pid) });
  if (!appear(path, me)) {
    const text = read(path);
    const holder = text === null ? null : parse(text);
    if (holder && isThere(holder)) {
      onHeld?.(holder.pid);
      return null;
    }
    // Without hard links a fresh lock is empty for a moment.
    if (text !== null && !holder && isFresh(path)) return null;
    if (text !== null) takeAway(path, text);
    if (!appear(path, me)) return null;
  }
  const release = () => {
    held.delete(release);
    if (read(path) === me) rmSync(path, { force: true });
  };
  held.add(release);
  return release;
}

/** Makes the file with its content at once; false when it is there. */
function appear(path, text) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, text);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    return appearWithoutLinks(path, text);
  } finally {
    unlinkSync(own);
  }
}

/** For the few file systems without hard links. */
function appearWithoutLinks(path, text) {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** One at a time, or two who saw the same dead holder would take away each other's fresh lock. */
function takeAway(path, text) {
  const breaking = `${path}.breaking`;
  try {
    mkdirSync(breaking);
  } catch {
    if (!isFresh(breaking)) rmSync(breaking, { recursive: true, force: true });
    return;
  }
  try {
    if (read(path) === text) unlinkSync(path);
  } catch {
    // Not ours to remove (another user's, in a folder open to all): it stays taken.
  } finally {
    rmdirSync(breaking);
  }
}

function isFresh(path) {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return changed !== undefined && Date.now() - changed < BREAKING_MS;
}

function isThere({ pid, since }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  // The number may have gone to another process since.
  return since === null || since === startOf(pid);
}

/** When a process began, as a word to compare; null where the system does not tell (not Linux). */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parse(text) {
  try {
    const { pid, since } = JSON.parse(text);
    return Number.isInteger(pid) && pid > 0 ? { pid, since: since ?? null } : null;
  } catch {
    return null;
  }
}
