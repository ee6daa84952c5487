import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { throwawayFolder } from './fixtures/driver.ts';
import { lockAlone, tryLockAlone, tryLockShared } from './lock.ts';

test('a lock is held by one alone or by many together', (t) => {
  const path = join(throwawayFolder(t), 'x.lock');
  const [one, two] = [tryLockShared(path), tryLockShared(path)];
  assert.ok(one && two);
  assert.equal(tryLockAlone(path), null);
  one.release();
  assert.equal(tryLockAlone(path), null);
  two.release();
  const alone = tryLockAlone(path);
  assert.ok(alone);
  assert.equal(tryLockAlone(path), null);
  assert.equal(tryLockShared(path), null);
  alone.release();
  alone.release();
  tryLockShared(path)?.release();
});

test('a killed process gives its lock back', async (t) => {
  const path = join(throwawayFolder(t), 'x.lock');
  const module = join(import.meta.dirname, 'lock.ts');
  const script = `const { tryLockAlone } = await import(${JSON.stringify(module)});
    globalThis.held = tryLockAlone(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  assert.equal(tryLockAlone(path), null);
  let hasWaited = false;
  const taken = lockAlone(path, {
    onWait: () => {
      hasWaited = true;
      child.kill('SIGKILL');
    },
  });
  (await taken).release();
  assert.ok(hasWaited);
});

test('a lock whose file its holder removed is not held twice', async (t) => {
  const path = join(throwawayFolder(t), 'x.lock');
  const first = tryLockAlone(path);
  assert.ok(first);
  const waiting = lockAlone(path);
  rmSync(path);
  const second = await waiting;
  assert.equal(tryLockAlone(path), null, 'the new file is locked by the one who waited');
  first.release();
  assert.equal(tryLockAlone(path), null);
  second.release();
});
