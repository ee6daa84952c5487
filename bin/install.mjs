import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { run } from './children.mjs';
import { withLock } from './lock.mjs';
import { findNode } from './node.mjs';

const HERE = fileURLToPath(new URL('../', import.meta.url));

/**
 * Installs what package-lock.json names unless it is there. Simultaneous calls wait for one another; one that was
 * killed half-way is made good by the next. Does nothing in an installed package, whose dependencies npm has seen to.
 * Output goes to stderr.
 * @param {string} [root] folder of the product
 * @returns {Promise<void>} rejects when npm is missing or fails
 */
export async function ensureInstalled(root = HERE) {
  if (!isClone(root) || isInstalled(root)) return;
  await withLock(
    join(root, 'dist', '.install.lock'),
    async () => {
      if (isInstalled(root)) return;
      if (!isInstalledByHand(root)) await install(root);
      writeFileSync(stampFile(root), stamp(root));
    },
    (pid) => process.stderr.write(`zihuan: waiting for process ${pid}, which is installing\n`),
  );
}

/** Whether this is the repository (npm never packs package-lock.json) and not an installed package. */
export function isClone(root) {
  return existsSync(join(root, 'package-lock.json'));
}

function isInstalled(root) {
  return read(stampFile(root)) === stamp(root) && findNode(root) !== null;
}

/** What node_modules must have been made from and for. */
function stamp(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`\n${process.platform} ${process.arch}\n`).digest('hex');
}

function stampFile(root) {
  return join(root, 'node_modules', '.zihuan-stamp');
}

/**
 * Whether somebody ran npm before us (`npm ci && npm test`): npm keeps a lockfile of what it installed, which must have
 * every package of ours that is for this machine, in the same version.
 */
function isInstalledByHand(root) {
  const has = packages(join(root, 'node_modules', '.package-lock.json'));
  const wants = packages(join(root, 'package-lock.json'));
  if (!has || !wants || findNode(root) === null) return false;
  return Object.entries(wants).every(([path, wanted]) => {
    if (path === '' || wanted.link || !isForThisMachine(wanted)) return true;
    const found = has[path];
    // Optional ones for any machine are what those for other machines need.
    if (!found) return wanted.optional === true && !wanted.os && !wanted.cpu;
    return found.version === wanted.version && existsSync(join(root, path, 'package.json'));
  });
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Each of these is a name or a list of names, as the package wrote it; `!name` shuts one out. */
function isForThisMachine({ os, cpu, libc }) {
  const fits = (names, name) => {
    const list = names === undefined ? [] : [names].flat();
    const allowed = list.filter((entry) => !entry.startsWith('!'));
    return !list.includes(`!${name}`) && (allowed.length === 0 || allowed.includes(name));
  };
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, 'glibc');
}

async function install(root) {
  process.stderr.write('zihuan: installing what is missing (npm ci)\n');
  // Vite is a development dependency and Node an optional one, whatever NODE_ENV or the user's npm settings leave out.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-fund', '--no-audit'];
  const npm = findNpm();
  try {
    if (npm) await run(process.execPath, [npm, ...args], { cwd: root });
    else await run('npm', args, { cwd: root, shell: process.platform === 'win32' });
  } catch (error) {
    throw new Error(`${error.message}. Run "npm ci --ignore-scripts" in ${root} to see why, then start again.`, { cause: error });
  }
}

/** npm's own script: the one that runs us, else the one that came with this Node; null when there is only the PATH. */
function findNpm() {
  const running = process.env.npm_execpath;
  // Other package managers set the variable as well.
  if (running && /^(npm|npm-cli)\.c?js$/.test(basename(running)) && existsSync(running)) return running;
  const beside = dirname(process.execPath);
  const script = join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const places = [join(beside, '..', 'lib', script), join(beside, script), '/usr/share/nodejs/npm/bin/npm-cli.js'];
  const found = places.find((path) => existsSync(path));
  return found ? realpathSync(found) : null;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
