import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findBinaries } from './binaries.ts';
import { throwawayFolder } from './fixtures/driver.ts';
import { isRoot } from './place.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };

/** A package as npm lays it out with --ignore-scripts: without its links. */
function packageIn(folder: string): string {
  const native = join(folder, 'package', 'native');
  for (const name of ['bin', 'lib', 'share']) mkdirSync(join(native, name), { recursive: true, mode: 0o755 });
  for (const name of ['initdb', 'postgres', 'pg_ctl']) writeFileSync(join(native, 'bin', name), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  writeFileSync(join(folder, 'package', 'package.json'), '{"version":"1.2.3"}');
  return native;
}

test('library links that an install without scripts left out are made in place', (t) => {
  const folder = throwawayFolder(t);
  chmodSync(folder, 0o755);
  const native = packageIn(folder);
  assert.equal(findBinaries(null, native).postgres, join(native, 'bin', 'postgres'));
  assert.equal(readFileSync(join(native, 'lib', 'libpq.so.5'), 'utf8'), 'library');
  findBinaries(null, native);
});

test('programs that the server’s user cannot run are copied once to where they can', (t) => {
  const folder = throwawayFolder(t);
  const base = join(throwawayFolder(t), 'copies');
  chmodSync(join(base, '..'), 0o755);
  const native = packageIn(folder);
  // Root hands the server to somebody else, to whom its own folders are closed; anyone else meets a file that may not run.
  if (isRoot()) chmodSync(folder, 0o700);
  else chmodSync(join(native, 'bin', 'postgres'), 0o644);
  const identity = isRoot() ? NOBODY : null;
  const found = findBinaries(identity, native, [base]);
  assert.ok(found.postgres.startsWith(base), found.postgres);
  assert.equal(statSync(found.postgres).mode & 0o777, 0o755);
  const copy = join(found.postgres, '..', '..');
  assert.equal(readFileSync(join(copy, 'lib', 'libpq.so.5'), 'utf8'), 'library');
  const made = statSync(copy).ino;
  assert.equal(findBinaries(identity, native, [base]).postgres, found.postgres);
  assert.equal(statSync(copy).ino, made);
  assert.deepEqual(readdirSync(base).length, 1);
});

test('a folder that others may write to is no place for programs', (t) => {
  const folder = throwawayFolder(t);
  const native = packageIn(folder);
  chmodSync(join(native, 'bin', 'postgres'), 0o600);
  const [bad, good] = [join(folder, 'bad'), join(folder, 'good')];
  chmodSync(folder, 0o755);
  const identity = isRoot() ? NOBODY : null;
  const first = findBinaries(identity, native, [bad, good]).postgres;
  assert.ok(first.startsWith(bad));
  chmodSync(join(first, '..', '..', '..'), 0o777);
  assert.ok(findBinaries(identity, native, [bad, good]).postgres.startsWith(good));
  assert.throws(() => findBinaries(identity, native, [bad]), /not usable/);
  assert.ok(existsSync(first));
});
