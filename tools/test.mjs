/**
 * `npm test`: installs what is missing, then runs everything that must hold (tools/check) under the Node version
 * the product needs. Runs on Node 20 with built-ins only.
 *   --checks-only   the static checks, no tests
 *   --only TEXT     the test files whose path contains TEXT, no checks
 *   --patient       no test is stopped for taking long: for batteries made longer by a switch
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../bin/install.mjs';
import { findNode, productEnvironment } from '../bin/node.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

try {
  await ensureInstalled(root);
  const node = findNode(root);
  if (node === null) throw new Error('the Node version of package.json is missing after npm ci');
  const script = join(root, 'tools', 'check', 'main.ts');
  const child = spawn(node, [script, ...process.argv.slice(2)], {
    cwd: root,
    env: productEnvironment(root),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', stop);
  child.on('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  stop(error);
}

function stop(error) {
  process.stderr.write(`the checks could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}
