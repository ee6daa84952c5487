/**
 * `npm test`: installs what is missing, then runs everything that must hold (tools/check) under the Node version
 * the product needs. Runs on Node 20 with built-ins only.
 *   --checks-only   the static checks, no tests
 *   --only TEXT     the test files whose path contains TEXT, no checks
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../bin/install.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

try {
  await ensureInstalled();
} catch (error) {
  process.stderr.write(`install failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}

const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const child = spawn(node, [join(root, 'tools', 'check', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  shell: process.platform === 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`${node} does not start: ${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
