import assert from 'node:assert/strict';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ask, serverPid, startClient } from './fixtures/driver.ts';
import { isAlive } from './process.ts';
import { openTestCluster } from './test-cluster.ts';

/** Folders of test clusters whose name ends so. */
function folders(end: string): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('zihuan-test-') && name.endsWith(end));
}

test('shares of one run are one server, deleted with the last; what a killed run left is removed', async (t) => {
  const before = process.env.ZIHUAN_TEST_CLUSTER;
  t.after(() => {
    if (before === undefined) delete process.env.ZIHUAN_TEST_CLUSTER;
    else process.env.ZIHUAN_TEST_CLUSTER = before;
  });
  const own = `own-${process.pid}`;
  process.env.ZIHUAN_TEST_CLUSTER = own;
  const [one, two] = await Promise.all([openTestCluster(), openTestCluster()]);
  assert.equal(one.ownerUrl('postgres'), two.ownerUrl('postgres'));
  await ask(one.ownerUrl('postgres'), 'CREATE DATABASE brand');
  assert.deepEqual(await ask(two.appUrl('brand'), 'SELECT current_user::text AS role'), [{ role: 'zihuan_app' }]);
  const [name] = folders(own);
  assert.ok(name);
  const pid = serverPid(join(tmpdir(), name));

  const left = name.replace(own, `left-${process.pid}`);
  const killed = startClient(t, { dataDir: join(tmpdir(), left), isThrowaway: true });
  await killed.next();
  killed.child.kill('SIGKILL');
  await killed.ended();
  const leftPid = serverPid(join(tmpdir(), left));
  assert.ok(isAlive(leftPid));
  utimesSync(join(tmpdir(), left), new Date(0), new Date(0));
  await (await openTestCluster()).close();
  assert.ok(!isAlive(leftPid) && !existsSync(join(tmpdir(), left)), 'the abandoned server is still there');

  await one.close();
  assert.ok(isAlive(pid));
  await two.close();
  assert.ok(!isAlive(pid));
  assert.deepEqual(folders(own), []);
});
