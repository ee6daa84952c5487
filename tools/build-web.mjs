/**
 * Builds the web apps, each when its sources changed: console → dist/console, shop → dist/shop. Runs on Node 20 with
 * built-ins only, Vite under the product's Node. Called alone it builds whatever changed; output goes to stderr.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { run } from '../bin/children.mjs';
import { withLock } from '../bin/lock.mjs';
import { requireNode } from '../bin/node.mjs';

const APPS = ['console', 'shop'];

/**
 * Builds every app whose sources differ from those of the last build. Simultaneous calls wait for one another. The
 * files of the last build stay until the new ones are whole.
 * @param {{ root: string, node: string }} options folder of the product; the Node for Vite
 * @returns {Promise<void>} rejects when a build fails
 */
export async function buildWeb({ root, node }) {
  const changed = () => APPS.filter((app) => hasChanged(root, app));
  if (changed().length === 0) return;
  await withLock(
    join(root, 'dist', '.web.lock'),
    async () => {
      for (const app of changed()) await build(root, node, app);
    },
    (pid) => process.stderr.write(`zihuan: waiting for process ${pid}, which is building the web apps\n`),
  );
}

function hasChanged(root, app) {
  if (!existsSync(configOf(root, app))) return false;
  const isBuilt = existsSync(join(root, 'dist', app, 'index.html'));
  return !isBuilt || read(stampFile(root, app)) !== stamp(root, app);
}

async function build(root, node, app) {
  process.stderr.write(`zihuan: building the ${app}\n`);
  // Taken before the build: what is edited while it runs is built the next time.
  const made = stamp(root, app);
  const [out, part, old] = ['', '.part', '.old'].map((end) => join(root, 'dist', app + end));
  rmSync(part, { recursive: true, force: true });
  rmSync(stampFile(root, app), { force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await run(node, [vite, 'build', join(root, 'apps', app), '--config', configOf(root, app), '--outDir', part, '--emptyOutDir'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  pack(part);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(out)) renameSync(out, old);
  renameSync(part, out);
  rmSync(old, { recursive: true, force: true });
  writeFileSync(stampFile(root, app), made);
}

/** Lays a `.br` and a `.gz` beside every script and style sheet, so that the server packs nothing while it serves. */
function pack(folder) {
  for (const name of readdirSync(folder, { recursive: true }).filter((one) => /\.(js|css)$/.test(one))) {
    const text = readFileSync(join(folder, name));
    if (text.length < 1024) continue;
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text, options));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
  }
}

function configOf(root, app) {
  return join(root, 'apps', app, 'vite.config.ts');
}

function stampFile(root, app) {
  return join(root, 'dist', `.web-${app}`);
}

/** A hash of everything an app is made from: itself, what it imports, and the versions of the packages. */
function stamp(root, app) {
  const hash = createHash('sha256');
  for (const path of sources(root, app)) {
    hash
      .update(`${relative(root, path).split(sep).join('/')}\n`)
      .update(readFileSync(path))
      .update('\n');
  }
  return hash.digest('hex');
}

function sources(root, app) {
  const folders = ['apps/' + app, 'ui', 'sdk', 'kit'].flatMap((folder) => filesBelow(join(root, folder)));
  // Of the rooms a browser sees the shapes of their API, the pure rules those name or a page computes with, and their words.
  const rooms = filesBelow(join(root, 'rooms')).filter((path) => /[\\/](api|model|content)([\\/.]|-)/.test(path));
  const settings = ['package-lock.json', 'tsconfig.web.json', 'tsconfig.json'].map((name) => join(root, name));
  return [...folders, ...rooms, ...settings.filter((path) => existsSync(path))].sort();
}

function filesBelow(folder) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return entry.isFile() && !/\.test\.tsx?$|\.sql$|~$/.test(entry.name) ? [path] : [];
  });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = fileURLToPath(new URL('../', import.meta.url));
  try {
    mkdirSync(join(root, 'dist'), { recursive: true });
    await buildWeb({ root, node: requireNode(root) });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
