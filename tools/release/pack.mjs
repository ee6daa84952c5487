/**
 * `prepack`: what a clone runs from source, a package runs from JavaScript (Node strips no types under node_modules).
 * Emits the server side to dist/server, copies what it reads beside itself (SQL, JSON) and builds the web apps.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = join(root, 'dist', 'server');
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

function run(...args) {
  const { status } = spawnSync(node, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

/** SQL, words and content files stand beside the code that reads them. */
function copyAssets(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) copyAssets(path);
    else if (/\.(sql|json|css|html)$/.test(entry.name) && entry.name !== 'tsconfig.json') cpSync(join(root, path), join(out, path));
  }
}

rmSync(out, { recursive: true, force: true });
run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join('tools', 'release', 'tsconfig.json'));
for (const folder of ['kit', 'rooms', 'flows', 'sdk', 'apps/server', 'apps/cli']) copyAssets(folder);
writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n');
run(join(root, 'tools', 'build-web.mjs'));
