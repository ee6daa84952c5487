import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ask, gone, serverPid, startClient, throwawayFolder } from './fixtures/driver.ts';
import { openShare } from './open.ts';
import { isAlive } from './process.ts';

// Made once: to make a cluster takes longer than all that is tested with it.
const dataDir = throwawayFolder();

test('a server left by a killed process is taken over with its data and stopped by the next', async (t) => {
  const killed = startClient(t, { dataDir });
  const { url } = await killed.next();
  await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
  const pid = serverPid(dataDir);
  killed.child.kill('SIGKILL');
  await killed.ended();
  const share = await openShare({ dataDir, isDurable: false });
  assert.equal(serverPid(dataDir), pid);
  assert.deepEqual(await ask(share.ownerUrl('postgres'), 'SELECT n FROM kept'), [{ n: 7 }]);
  await share.close();
  assert.ok(!isAlive(pid));
});

test('a process that ends without closing takes the server along when it was the last', async (t) => {
  const client = startClient(t, { dataDir });
  await client.next();
  const pid = serverPid(dataDir);
  client.say('leave');
  assert.equal(await client.ended(), 3);
  await gone(pid);
  assert.ok(!existsSync(join(dataDir, 'pg', 'postmaster.pid')), 'it did not shut down in order');
});

test('when the server is killed its clients hear of it and bring it back at the same address', async (t) => {
  const died = Promise.withResolvers<void>();
  const share = await openShare({ dataDir, isDurable: true, onExit: died.resolve });
  const other = startClient(t, { dataDir, isDurable: true });
  await other.next();
  const url = share.ownerUrl('postgres');
  await ask(url, 'CREATE TABLE acknowledged AS SELECT 7 AS n');
  // A backend in the middle of its work does not see its parent die: it must not keep the next server out.
  const busy = ask(url, 'SELECT count(*) FROM generate_series(1, 1000000000)').catch(() => 'cut off');
  const pid = serverPid(dataDir);
  process.kill(pid, 'SIGKILL');
  await died.promise;
  assert.equal((await other.next()).event, 'exit');
  other.say('ensure');
  await Promise.all([share.ensureRunning(), share.ensureRunning(), other.next()]);
  assert.equal(await busy, 'cut off');
  assert.notEqual(serverPid(dataDir), pid);
  assert.deepEqual(await ask(url, 'SELECT n FROM acknowledged'), [{ n: 7 }]);
  other.say('close');
  await other.ended();
  await share.close();
});

test('what a killed server leaves behind stops no start, even when its number has gone to another program', async (t) => {
  const killed = startClient(t, { dataDir });
  await killed.next();
  const pid = serverPid(dataDir);
  killed.child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await killed.ended();
  await gone(pid);
  const pidFile = join(dataDir, 'pg', 'postmaster.pid');
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  t.after(() => other.kill());
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(String(pid), String(other.pid)));
  const share = await openShare({ dataDir, isDurable: false });
  assert.notEqual(serverPid(dataDir), other.pid);
  await share.close();
  assert.ok(other.exitCode === null && isAlive(Number(other.pid)), 'the other program was harmed');
});
