import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { refusal } from './doors.ts';
import { isTest, type Finding, type SourceFile } from './files.ts';
import { isBrowserArea, placeOf } from './house.ts';
import type { Import, Parsed } from './syntax.ts';

type Tree = ReadonlyMap<string, Parsed>;

// Packages that open sockets, files or processes: a browser bundle with one of them does not start.
const SERVER_PACKAGES = new Set([
  'pg',
  'pg-copy-streams',
  'pino',
  'graphile-worker',
  '@hono/node-server',
  'yauzl',
  'yazl',
  'iconv-lite',
  'libpg-query',
  '@duckdb/node-api',
  'playwright-core',
]);

/** Everything wrong with who imports whom. `files` are all files of the tree, `parsed` the code among them. */
export function importFindings(files: readonly SourceFile[], parsed: Tree): Finding[] {
  const known = new Set(files.map((file) => file.path));
  const shipped = dependenciesOf(files);
  const findings: Finding[] = [];
  for (const [path, { imports }] of parsed) {
    for (const one of imports) {
      const message = one.specifier === '' ? null : refusedImport(path, one, known, shipped);
      if (message) findings.push({ path, line: one.line, message });
    }
    if (mustRunAnywhere(path)) findings.push(...serverCodeReachedFrom(path, parsed, known));
  }
  return findings;
}

function refusedImport(path: string, one: Import, known: ReadonlySet<string>, shipped: ReadonlySet<string> | null): string | null {
  const target = resolve(path, one.specifier, known);
  if (target) return refusal(path, target) ?? impureModel(path, one, target);
  if (one.specifier.startsWith('.'))
    return climbsOut(path, one.specifier) ? `${one.specifier} leaves the repository; take it from a package` : null;
  return unshipped(path, one, shipped);
}

/** The file of the tree a relative specifier names; null for packages, built-ins and files that are not there. */
function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null;
  const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
  const tries = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`];
  return tries.find((candidate) => known.has(candidate)) ?? null;
}

function climbsOut(from: string, specifier: string): boolean {
  return posix.join(posix.dirname(from), specifier).startsWith('..');
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** model.ts is the law: it decides, and leaves reading and writing to the commands that ask it. */
function impureModel(path: string, one: Import, target: string): string | null {
  if (!isModel(path) || one.isTypeOnly) return null;
  return /^rooms\/[^/]+\/((commands|queries)\/|(routes|jobs)\.ts$)/.test(target)
    ? `a model is asked by commands and does not call ${target}; pass the value in`
    : null;
}

function isModel(path: string): boolean {
  return /^rooms\/[^/]+\/model(\.ts$|\/)/.test(path) && !isTest(path);
}

/** What the package installs for a user is `dependencies`; a development dependency is missing there. */
function unshipped(path: string, one: Import, shipped: ReadonlySet<string> | null): string | null {
  const { area } = placeOf(path);
  const isShipped = area === 'kit' || area === 'rooms' || area === 'flows' || area === 'apps/server' || area === 'apps/cli';
  if (
    !shipped ||
    !isShipped ||
    isTest(path) ||
    path.startsWith('kit/testing') ||
    one.isTypeOnly ||
    one.isDynamic ||
    isBuiltin(one.specifier)
  )
    return null;
  const name = packageOf(one.specifier);
  return shipped.has(name)
    ? null
    : `${name} is not among the dependencies of package.json, so an installed Zihuan would not start; add it there or load it with import()`;
}

function dependenciesOf(files: readonly SourceFile[]): ReadonlySet<string> | null {
  const manifest = files.find((file) => file.path === 'package.json');
  if (!manifest) return null;
  const { dependencies = {} } = JSON.parse(manifest.text) as { dependencies?: Record<string, string> };
  return new Set(Object.keys(dependencies));
}

/** What a browser loads, and the models: neither may reach the database, the file system or a clock's package. */
function mustRunAnywhere(path: string): boolean {
  const { area } = placeOf(path);
  if (isTest(path) || path.endsWith('/vite.config.ts')) return false;
  return isBrowserArea(area) || isModel(path) || /^rooms\/[^/]+\/api\.ts$/.test(path);
}

/** Follows value imports from such a file to the first built-in or server package; says the way there. */
function serverCodeReachedFrom(start: string, parsed: Tree, known: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set([start]);
  const queue: { path: string; line: number | null; way: string[] }[] = [{ path: start, line: null, way: [start] }];
  for (let step = queue.shift(); step; step = queue.shift()) {
    for (const one of parsed.get(step.path)?.imports ?? []) {
      if (one.isTypeOnly) continue;
      const line = step.line ?? one.line;
      const target = resolve(step.path, one.specifier, known);
      if (target && !seen.has(target)) {
        seen.add(target);
        // Another browser file answers for itself: one finding per cause.
        if (!mustRunAnywhere(target)) queue.push({ path: target, line, way: [...step.way, target] });
      } else if (!target && (isBuiltin(one.specifier) || SERVER_PACKAGES.has(packageOf(one.specifier)))) {
        const way = [...step.way.slice(1), one.specifier].join(' → ');
        findings.push({
          path: start,
          line,
          message: isModel(start)
            ? `a model is pure but reaches ${way}; let the command use it and pass the value in`
            : `runs in a browser but reaches ${way}; keep server code out of what it imports`,
        });
      }
    }
  }
  return findings;
}
