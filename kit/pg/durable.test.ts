import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedBuffersMb } from './config.ts';
import { assertDurable, NotDurableError } from './durable.ts';
import type { Setting } from './durable.ts';
import { ask, throwawayFolder } from './fixtures/driver.ts';
import { openDatabase, openShare } from './open.ts';

test('a server that could lose acknowledged writes is refused by name', async () => {
  const settings = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
  const rows = (changed: Record<string, string>): (() => Promise<Setting[]>) => {
    const all = Object.entries({ ...settings, ...changed }).map(([name, setting]) => ({ name, setting }));
    return () => Promise.resolve(all);
  };
  await assertDurable(rows({}));
  await assertDurable(rows({ synchronous_commit: 'remote_apply' }));
  for (const [name, setting] of [
    ['fsync', 'off'],
    ['full_page_writes', 'off'],
    ['synchronous_commit', 'local'],
  ] as const) {
    const refused = (error: unknown): boolean =>
      error instanceof NotDurableError && error.settings.length === 1 && error.message.includes(`${name}=${setting}`);
    await assert.rejects(assertDurable(rows({ [name]: setting })), refused);
  }
  await assert.rejects(
    assertDurable(() => Promise.resolve([])),
    NotDurableError,
  );
});

test('the embedded server is durable, with checksums and room, and a throwaway one is not', async (t) => {
  const dataDir = throwawayFolder(t);
  const share = await openDatabase({ dataDir });
  assert.equal(share.kind, 'embedded');
  for (const url of [share.appUrl, share.ownerUrl]) await assertDurable((text) => ask<Setting & object>(url, text));
  const wanted = {
    data_checksums: 'on',
    jit: 'off',
    listen_addresses: '',
    max_connections: '200',
    server_encoding: 'UTF8',
    wal_compression: 'pglz',
  };
  const names = Object.keys(wanted).map((name) => `'${name}'`);
  const text = `SELECT name, setting FROM pg_settings WHERE name IN (${names.join()}) ORDER BY name`;
  const rows = await ask<Setting & object>(share.ownerUrl, text);
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.name, row.setting])), wanted);
  assert.deepEqual(
    await ask(share.ownerUrl, 'SELECT datlocprovider AS provider, datlocale AS locale FROM pg_database WHERE datname = current_database()'),
    [{ provider: 'b', locale: 'C.UTF-8' }],
  );
  await share.close();
  const throwaway = await openShare({ dataDir, isDurable: false });
  await assert.rejects(
    assertDurable((query) => ask<Setting & object>(throwaway.appUrl('zihuan'), query)),
    NotDurableError,
  );
  await throwaway.close();
});

test('the server keeps a quarter of the memory for pages, within bounds', () => {
  const GB = 1024 ** 3;
  assert.deepEqual(
    [0.5, 1, 2, 3, 64].map((size) => sharedBuffersMb(size * GB)),
    [64, 256, 512, 768, 1024],
  );
});
