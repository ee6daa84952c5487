import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ask, serverPid, startClient, throwawayFolder } from './fixtures/driver.ts';
import { openDatabase, openShare } from './open.ts';
import { isAlive } from './process.ts';

// Made once: to make a cluster takes longer than all that is tested with it.
const dataDir = throwawayFolder();

test('the first starts the server, others join it, and only the last to leave stops it', async (t) => {
  const [one, two] = [startClient(t, { dataDir }), startClient(t, { dataDir })];
  const [first, second] = await Promise.all([one.next(), two.next()]);
  assert.equal(first.url, second.url);
  const pid = serverPid(dataDir);
  one.say('close');
  assert.equal(await one.ended(), 0);
  assert.ok(isAlive(pid), 'the server stopped under its second client');
  assert.deepEqual(await ask(second.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  two.say('close');
  assert.equal(await two.ended(), 0);
  assert.ok(!isAlive(pid), 'the server outlived its last client');
  assert.ok(!existsSync(join(dataDir, 'pg', 'postmaster.pid')), 'it did not shut down in order');
});

test('closing while others open never leaves anyone without a server', async (t) => {
  const visit = async (): Promise<void> => {
    const share = await openShare({ dataDir, isDurable: false });
    await ask(share.appUrl('zihuan'), 'SELECT 1');
    await share.close();
  };
  const outside = startClient(t, { dataDir });
  await Promise.all([visit(), visit(), outside.next().then(() => outside.say('close')), visit()]);
  assert.equal(await outside.ended(), 0);
  await visit();
  assert.ok(!existsSync(join(dataDir, 'pg', 'postmaster.pid')));
});

test('two data folders on one machine are two databases', async (t) => {
  const folders = [throwawayFolder(t), throwawayFolder(t)];
  const shares = await Promise.all(folders.map((dataDir) => openShare({ dataDir, isDurable: false })));
  for (const [index, share] of shares.entries()) {
    await ask(share.ownerUrl('zihuan'), `CREATE TABLE mine AS SELECT ${index} AS n`);
  }
  for (const [index, share] of shares.entries()) {
    assert.deepEqual(await ask(share.ownerUrl('zihuan'), 'SELECT n FROM mine'), [{ n: index }]);
  }
  await Promise.all(shares.map((share) => share.close()));
});

test('a first start that was cut off anywhere is finished by the next', async (t) => {
  const dataDir = throwawayFolder(t);
  mkdirSync(join(dataDir, 'pg.part', 'base'), { recursive: true });
  const share = await openShare({ dataDir, isDurable: false });
  await ask(share.ownerUrl('postgres'), 'DROP DATABASE zihuan');
  await ask(share.ownerUrl('postgres'), 'DROP ROLE zihuan_app');
  const again = await openShare({ dataDir, isDurable: false });
  assert.deepEqual(await ask(again.appUrl('zihuan'), 'SELECT current_user::text AS role'), [{ role: 'zihuan_app' }]);
  const [role] = await ask(
    again.ownerUrl('zihuan'),
    "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole AS is_privileged FROM pg_roles WHERE rolname = 'zihuan_app'",
  );
  assert.deepEqual(role, { is_privileged: false });
  await Promise.all([share.close(), again.close()]);
});

test('where there are no private sockets the server listens on loopback and asks for a password', async (t) => {
  const dataDir = throwawayFolder(t);
  const share = await openShare({ dataDir, isDurable: false, transport: 'loopback' });
  const url = share.appUrl('zihuan');
  assert.deepEqual(await ask(url, 'SELECT current_user::text AS role'), [{ role: 'zihuan_app' }]);
  await assert.rejects(ask(url.replace(/:[0-9a-f]{48}@/, ':guess@'), 'SELECT 1'), { code: '28P01' });
  await assert.rejects(ask(url.replace(/:[0-9a-f]{48}@/, '@'), 'SELECT 1'));
  await share.close();
});

test('DATABASE_URL names the database to use and nothing is started or stopped', async (t) => {
  const dataDir = join(throwawayFolder(t), 'unused');
  t.after(() => {
    delete process.env.DATABASE_URL;
    delete process.env.DATABASE_APP_URL;
  });
  process.env.DATABASE_URL = 'postgresql://owner@db.example/brand';
  const alone = await openDatabase({ dataDir });
  assert.deepEqual([alone.kind, alone.ownerUrl, alone.appUrl], ['external', process.env.DATABASE_URL, process.env.DATABASE_URL]);
  process.env.DATABASE_APP_URL = 'postgresql://app@db.example/brand';
  const both = await openDatabase({ dataDir });
  assert.equal(both.appUrl, process.env.DATABASE_APP_URL);
  await both.ensureRunning();
  await both.close();
  assert.ok(!existsSync(dataDir));
});
