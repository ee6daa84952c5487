import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { tryLock } from './lock.mjs';

const PORT = 7700;
const PORTS = 100;

/**
 * Turns the arguments of `start` into those of `serve`: the port is the one of --port or PORT, else 7700 or the next
 * one that is free.
 * @param {readonly string[]} args
 * @returns {Promise<string[]>} rejects when none of a hundred ports is free
 */
export async function serveArguments(args) {
  if (args.some((arg) => arg === '--port' || arg.startsWith('--port='))) return ['serve', ...args];
  const port = process.env.PORT || String(await nextFreePort(hostOf(args)));
  return ['serve', '--port', port, ...args];
}

function hostOf(args) {
  const at = args.findIndex((arg) => arg === '--host' || arg.startsWith('--host='));
  if (at < 0) return '127.0.0.1';
  return args[at].includes('=') ? args[at].slice('--host='.length) : (args[at + 1] ?? '127.0.0.1');
}

async function nextFreePort(host) {
  for (let port = PORT; port < PORT + PORTS; port += 1) {
    // A port is free until its server listens, which takes a while: two starts at once must not choose the same.
    const release = tryLock(join(tmpdir(), `zihuan-port-${port}.lock`));
    if (!release) continue;
    if ((await isFree(port, host)) && (await isFree(port, undefined))) return port;
    release();
  }
  throw new Error(`no port from ${PORT} to ${PORT + PORTS - 1} is free: choose one with --port`);
}

function isFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether somebody sits before a screen on which a browser could open. */
export function hasBrowser(env = process.env, platform = process.platform) {
  if (env.CI || env.BROWSER === 'none' || env.SSH_CONNECTION) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Passes the output of `serve` on and opens the browser when it says where it answers.
 * @param {import('node:stream').Readable} output
 */
export function openWhenReady(output) {
  let text = '';
  const watch = (chunk) => {
    text += chunk.toString();
    const ready = /^ready (http:\/\/\S+)$/m.exec(text);
    if (!ready) return;
    output.off('data', watch);
    openBrowser(ready[1]);
  };
  output.on('data', watch);
  output.pipe(process.stdout);
}

function openBrowser(url) {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  // The address stands on the screen anyway.
  child.on('error', () => {});
  child.unref();
}
