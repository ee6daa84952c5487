import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { finish, launch, lines, product } from './fixtures/product.ts';

test('simultaneous first starts install once while the others wait', async () => {
  const root = product();
  const all = await Promise.all(['a', 'b', 'c'].map((name) => finish(launch(root, [name]))));
  assert.deepEqual(
    all.map(({ code, out }) => [code, out]),
    ['a', 'b', 'c'].map((name) => [0, `["${name}"]\n`]),
  );
  assert.deepEqual(lines(root, 'installs.log'), ['ci --ignore-scripts --include=dev --include=optional --no-fund --no-audit']);
  assert.ok(
    all.some(({ errors }) => errors.includes('npm output')),
    'what npm says belongs on stderr',
  );
});

test('dependencies are installed again when the lockfile changed, and only then', async () => {
  const root = product();
  for (const lock of ['{"packages":{}}', '{"packages":{}}', '{"packages":{}} ']) {
    writeFileSync(join(root, 'package-lock.json'), lock);
    assert.equal((await finish(launch(root, ['x']))).code, 0);
  }
  assert.equal(lines(root, 'installs.log').length, 2);
});

test('an install that was killed is made good by the next start', async () => {
  const root = product();
  const child = launch(root, ['x'], { env: { FIXTURE_NPM_HANGS: '1' }, detached: true });
  assert.ok(child.stderr);
  while (!existsSync(join(root, 'installing'))) await once(child.stderr, 'data');
  process.kill(-Number(child.pid), 'SIGKILL');
  await once(child, 'exit');
  rmdirSync(join(root, 'installing'));
  assert.deepEqual(await finish(launch(root, ['x'])).then(({ code, out }) => [code, out]), [0, '["x"]\n']);
});

test('an install that was asked to end ends with npm and runs nothing', async () => {
  const root = product();
  const child = launch(root, ['x'], { env: { FIXTURE_NPM_HANGS: '1' } });
  assert.ok(child.stderr);
  while (!existsSync(join(root, 'installing'))) await once(child.stderr, 'data');
  child.kill('SIGTERM');
  assert.deepEqual(await finish(child).then(({ code, out }) => [code, out]), [143, '']);
});

test('what somebody installed with npm is taken as it is when it is what the lockfile names', async () => {
  const lock = {
    packages: {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', os: ['none'] },
    },
  };
  const files = { 'package-lock.json': JSON.stringify(lock), 'node_modules/a/package.json': '{}' };
  const same = product({ ...files, 'node_modules/.package-lock.json': JSON.stringify(lock) });
  assert.equal((await finish(launch(same, ['x']))).code, 0);
  assert.deepEqual(lines(same, 'installs.log'), []);
  const old = JSON.stringify(lock).replace('1.0.0', '0.9.0');
  const other = product({ ...files, 'node_modules/.package-lock.json': old });
  assert.equal((await finish(launch(other, ['x']))).code, 0);
  assert.equal(lines(other, 'installs.log').length, 1);
});

test('the command gets its arguments and its exit code is the answer', async () => {
  const root = product();
  const told = await finish(launch(root, ['figures', 'loop', '--tenant', '花 店', '--json']));
  assert.equal(told.out, '["figures","loop","--tenant","花 店","--json"]\n');
  assert.equal((await finish(launch(root, ['exit', '2']))).code, 2);
  assert.equal((await finish(launch(root, ['kill', 'SIGKILL']))).code, 137);
});

test('an installed package runs the JavaScript it was packed with and installs nothing', async () => {
  const root = product({ 'dist/server/apps/cli/main.js': "console.log('emitted');" });
  assert.deepEqual(await finish(launch(root, ['x'])).then(({ code, out }) => [code, out]), [0, 'emitted\n']);
  assert.deepEqual(lines(root, 'installs.log'), []);
  const unbuilt = product({});
  const told = await finish(launch(unbuilt, ['x']));
  assert.equal(told.code, 1);
  assert.match(told.errors, /was not built/);
});
