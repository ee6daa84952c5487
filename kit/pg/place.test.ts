import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findBinaries } from './binaries.ts';
import { ask, serverPid, startClient, throwawayFolder } from './fixtures/driver.ts';
import { openShare } from './open.ts';
import { canReach, canUse, defaultDataDir, isRoot } from './place.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };
/** Whoever runs the tests, this is somebody else. */
const STRANGER = { uid: 54_321, gid: 54_321 };

test('a user reaches a file only when every folder above lets them through', (t) => {
  const folder = throwawayFolder(t);
  chmodSync(folder, 0o711);
  const inner = join(folder, 'inner');
  mkdirSync(inner, { mode: 0o755 });
  assert.ok(canReach(join(inner, 'not', 'there'), STRANGER));
  assert.ok(canUse(inner, STRANGER));
  chmodSync(folder, 0o700);
  assert.ok(!canReach(inner, STRANGER));
  assert.ok(!canUse(inner, STRANGER));
  assert.ok(canReach(inner, { uid: process.getuid?.() ?? 0, gid: 0 }), 'the owner is not shut out');
});

test('without a choice data goes where its user may keep it', () => {
  const folder = defaultDataDir({ XDG_DATA_HOME: '/' });
  if (process.platform === 'linux') assert.equal(folder, '/zihuan');
  if (process.platform === 'linux' && isRoot()) {
    const hidden = join(homedir(), '.local', 'share');
    const isHidden = !canReach(join(hidden, 'zihuan'), NOBODY);
    const expected = isHidden ? '/var/lib/zihuan' : join(hidden, 'zihuan');
    assert.equal(defaultDataDir({ XDG_DATA_HOME: hidden }), expected);
  }
});

test('an ordinary user runs the server as themselves, with the socket out of everyone else’s reach', async (t) => {
  const folder = throwawayFolder(t);
  chmodSync(folder, 0o777);
  const dataDir = join(folder, 'data');
  // Found before the client gives up root: a clone below root's home is no place for an ordinary user.
  const binaries = findBinaries(isRoot() ? NOBODY : null);
  const client = startClient(t, { dataDir, binaries, ...(isRoot() ? { uid: NOBODY.uid } : {}) });
  const { url } = await client.next();
  const socket = statSync(new URL(url).searchParams.get('host') ?? '');
  const uid = isRoot() ? NOBODY.uid : process.getuid?.();
  assert.deepEqual([socket.uid, socket.mode & 0o777], [uid, 0o700]);
  assert.equal(statSync(join(dataDir, 'pg')).uid, uid);
  assert.deepEqual(await ask(url, 'SELECT 1 AS one'), [{ one: 1 }]);
  client.say('close');
  assert.equal(await client.ended(), 0);

  // Root in somebody's data folder works as its owner and leaves nothing they could not use afterwards.
  const share = await openShare({ dataDir, isDurable: false });
  assert.equal(statSync(join(dataDir, 'run')).uid, uid);
  await share.close();
  const again = startClient(t, { dataDir, binaries, ...(isRoot() ? { uid: NOBODY.uid } : {}) });
  await again.next();
  again.say('close');
  assert.equal(await again.ended(), 0);
});

test('a folder closed to the server’s user, at the end of a long path, still holds a database', async (t) => {
  const folder = throwawayFolder(t);
  chmodSync(folder, 0o700);
  const dataDir = join(folder, 'a folder with spaces'.repeat(3), "and a 'quote'".repeat(3), 'data');
  const share = await openShare({ dataDir, isDurable: false });
  const url = share.ownerUrl('zihuan');
  assert.deepEqual(await ask(url, 'SELECT current_database() AS name'), [{ name: 'zihuan' }]);
  const host = new URL(url).searchParams.get('host') ?? '';
  assert.ok(Buffer.byteLength(join(host, '.s.PGSQL.5432')) <= 100, host);
  assert.equal(statSync(host).mode & 0o777, 0o700);
  assert.ok(serverPid(dataDir) > 0);
  await share.close();
  assert.throws(() => statSync(host), { code: 'ENOENT' }, 'the folder of the socket is left behind');
});

test('a folder that is a PostgreSQL of its own is not taken over', async (t) => {
  const dataDir = throwawayFolder(t);
  writeFileSync(join(dataDir, 'PG_VERSION'), '18\n');
  await assert.rejects(openShare({ dataDir, isDurable: false }), /itself the folder of a PostgreSQL/);
  await assert.rejects(openShare({ dataDir: join(dataDir, 'PG_VERSION', 'x'), isDurable: false }), /Choose a folder you may write to/);
});
