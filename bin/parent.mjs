import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** How often to look, in milliseconds. `npm start` must have ended everything 20 s after its own end. */
const EVERY_MS = 500;

/**
 * Calls `onGone` once when the npm that runs us has ended without passing its signal on. A process whose parent ends
 * gets another: ours, or that of the shell which npm puts between. Started in any other way we may outlive our parent
 * (nohup, a service manager) and nothing is watched.
 * @param {() => void} onGone
 */
export function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const shell = isShell(parent) ? parentOf(parent) : null;
  const timer = setInterval(() => {
    if (process.ppid === parent && (shell === null || parentOf(parent) === shell)) return;
    clearInterval(timer);
    onGone();
  }, EVERY_MS);
  timer.unref();
}

/** npm itself may well outlive who started it: only what stands between it and us is looked through. */
function isShell(pid) {
  return /^(?:.*\/)?-?(?:sh|bash|dash|ash|zsh|ksh|busybox)$/.test(tell(pid, 'comm') ?? '');
}

function parentOf(pid) {
  return tell(pid, 'ppid');
}

/** The parent's number or the program's name of a process, as text; null when it is gone or the system does not tell. */
function tell(pid, what) {
  if (process.platform === 'win32') return null;
  if (process.platform !== 'linux') {
    const { status, stdout } = spawnSync('ps', ['-o', `${what}=`, '-p', String(pid)], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return what === 'comm' ? stat.slice(stat.indexOf('(') + 1, end) : stat.slice(end + 2).split(' ')[1];
  } catch {
    return null;
  }
}
