import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Turns the arguments of `start` into those of `serve`, which takes the next free port when nobody says which.
 * @param {readonly string[]} args
 * @returns {string[]}
 */
export function serveArguments(args) {
  const hasPort = args.some((arg) => arg === '--port' || arg.startsWith('--port='));
  return process.env.PORT && !hasPort ? ['serve', '--port', process.env.PORT, ...args] : ['serve', ...args];
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
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  // The address stands on the screen anyway.
  child.on('error', () => {});
  child.unref();
}
