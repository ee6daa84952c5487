import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';

/** Whether a process with this number lives. One that has ended but was never waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return processState(pid) !== 'Z';
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Whether process `pid` is a PostgreSQL that works in the cluster `folder`; numbers are given to others after a crash. */
export function isPostgresOf(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder) && isPostgresProgram(pid);
    } catch {
      return commandLine(pid).includes('postgres');
    }
  }
  if (process.platform === 'win32') return true;
  const told = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return told.status === 0 && told.stdout.includes('postgres');
}

/** Numbers of all PostgreSQL processes that work in this cluster. Empty where the system does not tell (not Linux). */
export function postgresProcessesOf(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isWorkingIn(pid, folder));
}

function isWorkingIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder) && isPostgresProgram(pid) && isAlive(pid);
  } catch {
    return false;
  }
}

/** A shell that stands in the folder is not to be taken for the server. */
function isPostgresProgram(pid: number): boolean {
  return basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('postgres');
}

/** The one-letter state of /proc (Z = ended, not waited for), null where there is none. */
function processState(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.charAt(text.lastIndexOf(')') + 2);
  } catch {
    return null;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
