#!/usr/bin/env node
/**
 * The launcher: `zihuan COMMAND …`. Runs on Node 20 with built-ins only; installs what is missing and builds the web
 * apps in a clone, then goes on under the Node the product needs. stdout belongs to the command alone.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { isatty } from 'node:tty';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exitCode, signalChildren, start } from './children.mjs';
import { ensureInstalled, isClone } from './install.mjs';
import { productEnvironment, requireNode } from './node.mjs';
import { watchNpm } from './parent.mjs';
import { hasBrowser, openWhenReady, serveArguments } from './start.mjs';

/** `npm start` must have ended everything 20 s after SIGTERM; the product's own way down gets most of that. */
const PATIENCE_MS = 17_000;
/** Ctrl-C reaches the whole process group; who sends SIGINT to us alone is passed on after this. */
const TERMINAL_MS = 1_000;

let ending = null;
const root = fileURLToPath(new URL('../', import.meta.url));

try {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Error(`Node 20 or newer is needed; this is ${process.versions.node}`);
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(signal));
  watchNpm(() => end('SIGTERM'));
  await main(process.argv.slice(2));
} catch (error) {
  // What we were told to end fails in its own words; that is no news.
  if (!ending) process.stderr.write(`zihuan: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = ending ? exitCode(null, ending) : 1;
}

async function main(args) {
  await ensureInstalled(root);
  const node = requireNode(root);
  const isServer = args[0] === 'serve' || args[0] === 'start';
  if (isServer && isClone(root)) {
    const { buildWeb } = await import(pathToFileURL(join(root, 'tools', 'build-web.mjs')).href);
    await buildWeb({ root, node });
  }
  const isStart = args[0] === 'start';
  runProduct(node, isStart ? serveArguments(args.slice(1)) : args, isStart && hasBrowser());
}

function runProduct(node, args, opensBrowser) {
  const guard = new URL('guard.mjs', import.meta.url).href;
  // Imports make much short-lived garbage; a small young generation keeps memory a third lower at the same speed.
  const child = start(node, ['--max-semi-space-size=8', '--import', guard, mainFile(), ...args], {
    env: productEnvironment(root),
    stdio: ['inherit', opensBrowser ? 'pipe' : 'inherit', 'inherit', 'ipc'],
  });
  if (opensBrowser) openWhenReady(child.stdout);
  child.on('error', (error) => {
    process.stderr.write(`zihuan: ${node} does not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(exitCode(code, signal)));
}

/** A clone runs its source. Node strips no types under node_modules, so a package runs what was emitted when packed. */
function mainFile() {
  const source = join(root, 'apps', 'cli', 'main.ts');
  const emitted = join(root, 'dist', 'server', 'apps', 'cli', 'main.js');
  if (isClone(root)) return source;
  if (existsSync(emitted)) return emitted;
  throw new Error(`${emitted} is missing: this package was not built. Install it again.`);
}

/** Passes a signal on and waits for the product to end in its own way, within limits. */
function end(signal) {
  ending ??= signal;
  if (signal === 'SIGINT' && isatty(0)) {
    setTimeout(() => signalChildren('SIGTERM'), TERMINAL_MS).unref();
    return;
  }
  if (signalChildren(signal) === 0) process.exit(exitCode(null, signal));
  if (signal === 'SIGINT') return;
  setTimeout(() => {
    signalChildren('SIGKILL');
    process.exit(exitCode(null, signal));
  }, PATIENCE_MS).unref();
}
