import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { serverOf } from './serve.ts';
import { testServer, type Told, told } from './server.fixture.ts';

const server = await testServer();
const brand = await server.brand('teahouse');
const other = await server.brand('elsewhere');
const key = brand.keys.owner;

// Over the network: only there is anything answered from memory.
const listening = serverOf(server.app).listen(0, '127.0.0.1');
await once(listening, 'listening');
const origin = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
after(() => listening.close());
const guest = async (path: string, headers: Record<string, string> = {}): Promise<Told> =>
  await told(await fetch(`${origin}/api/v1${path}`, { headers }));

let made = 0;
async function product(amount = '1500'): Promise<{ id: string; path: string }> {
  const body = { externalId: `tea-${++made}`, name: `Tea ${made}`, ladderRole: 'entry', price: { amount, currency: 'CNY' }, stock: 9 };
  const reply = await server.call('POST', '/products', { key, body });
  assert.equal(reply.status, 201, reply.text);
  const id = String(reply.body['id']);
  return { id, path: `/shop/teahouse/products/${id}` };
}
const change = async (id: string, body: object): Promise<void> => {
  const reply = await server.call('PATCH', `/products/${id}`, { key, body });
  assert.equal(reply.status, 200, reply.text);
};
const priceOf = (reply: Told): string | undefined => reply.as<{ price: { amount: string } | null }>().price?.amount;
/** As another process changes it: this one is not told. */
const changeElsewhere = async (name: string): Promise<void> =>
  void (await server.db.ownerTx((sql) => sql.text('UPDATE catalog.product SET name = $1 WHERE external_id = $2', [name, `tea-${made}`])));

test('what guests are told comes from memory, says the same under the same headers, and is not sent twice', async () => {
  const { path } = await product();
  const long = await guest(path);
  await changeElsewhere('Renamed');
  const short = await guest(path);
  assert.deepEqual([short.status, short.text], [200, long.text], 'for a second nothing is read');
  const own = [
    'connection',
    'content-length',
    'date',
    'etag',
    'keep-alive',
    'transfer-encoding',
    'vary',
    'zihuan-request-id',
    'cache-control',
  ];
  const said = (reply: Told): [string, string][] => [...reply.headers].filter(([name]) => !own.includes(name)).toSorted();
  assert.deepEqual(said(short), said(long));
  assert.notEqual(short.headers.get('zihuan-request-id'), long.headers.get('zihuan-request-id'));
  const etag = short.headers.get('etag') ?? '';
  const again = await guest(path, { 'if-none-match': `"other", W/${etag}` });
  assert.deepEqual([again.status, again.text, again.headers.get('cache-control')], [304, '', 'private, no-cache']);
});

test('what another process changes shows after a second, whatever staff change here at once, and what is taken off is gone', async () => {
  const { id, path } = await product();
  await guest(path);
  await changeElsewhere('Renamed elsewhere');
  assert.equal((await guest(path)).body['name'], `Tea ${made}`);
  server.clock.at += 1_001;
  assert.equal((await guest(path)).body['name'], 'Renamed elsewhere');
  for (const amount of ['1600', '1700', '1800']) {
    await change(id, { price: { amount, currency: 'CNY' } });
    assert.equal(priceOf(await guest(path)), amount);
  }
  await change(id, { name: 'Renamed here' });
  assert.equal((await guest(path)).body['name'], 'Renamed here');
  assert.match((await guest('/shop/teahouse/front')).text, /Renamed here/);
  const rule = { name: 'Today', kind: 'campaign', product: id, price: { amount: '900', currency: 'CNY' } };
  assert.equal((await server.call('POST', '/price-rules', { key, body: rule })).status, 201);
  assert.equal(priceOf(await guest(path)), '900');
  await change(id, { isArchived: true });
  assert.equal((await guest(path)).status, 404);
  assert.doesNotMatch((await guest('/shop/teahouse/front')).text, /Renamed here/);
});

test('a change is never followed by an answer from before it, whoever asks meanwhile', async () => {
  const { id, path } = await product();
  let isOver = false;
  const crowd = Array.from({ length: 8 }, async () => {
    while (!isOver) assert.equal((await guest(path)).status, 200);
  });
  for (let step = 1; step <= 25; step++) {
    await change(id, { price: { amount: `${1_500 + step}`, currency: 'CNY' } });
    assert.equal(priceOf(await guest(path)), `${1_500 + step}`);
  }
  isOver = true;
  await Promise.all(crowd);
});

test('a question for a language and nothing else is answered from memory, in that language', async () => {
  const { id, path } = await product();
  const english = { 'accept-language': 'en' };
  for (const [ask, headers] of [['?lang=zh-CN'], ['?lang=en'], ['', english]] as const) await guest(`${path}${ask}`, headers ?? {});
  await changeElsewhere('Renamed');
  for (const [ask, headers] of [['?lang=zh-CN'], ['?lang=en', english], [''], ['', english]] as const) {
    assert.equal((await guest(`${path}${ask}`, headers ?? {})).body['name'], `Tea ${made}`, ask);
  }
  for (const ask of ['?lang=en&', '?lang=de', '?lang=EN', '?x=1', '?lang=en&x=1', '?']) {
    assert.notEqual((await guest(`${path}${ask}`)).body['name'], `Tea ${made}`, ask);
  }
  const nowhere = `/shop/teahouse/products/${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
  const told = async (ask: string): Promise<unknown> => (await guest(`${nowhere}${ask}`)).body['detail'];
  assert.notEqual(await told('?lang=en'), await told('?lang=zh-CN'));
});

test('no other brand, no person signed in and nobody with a key or a question is answered from what guests are told', async () => {
  const { id, path } = await product();
  const rule = { name: 'Fans', kind: 'stage', stages: ['fan', 'prospect'], product: id, price: { amount: '1100', currency: 'CNY' } };
  assert.equal((await server.call('POST', '/price-rules', { key, body: rule })).status, 201);
  const fan = await server.shopper('teahouse');
  const mine = async (): Promise<Told> => await guest(path, { cookie: fan.cookie });
  assert.deepEqual(
    [priceOf(await mine()), priceOf(await guest(path)), priceOf(await mine()), priceOf(await guest(path))],
    ['1100', '1500', '1100', '1500'],
  );
  await changeElsewhere('Changed');
  assert.equal((await mine()).body['name'], 'Changed', 'a person is never told what is a second old');
  assert.equal((await guest(`${path}?lang=en`)).body['name'], 'Changed');
  assert.equal((await guest(path, { authorization: `Bearer ${other.keys.owner}` })).status, 403);
  assert.equal((await guest(`/shop/elsewhere/products/${id}`)).status, 404);
  assert.equal((await guest(path)).status, 200);
  assert.equal((await guest(`/shop/elsewhere/products/${id}`)).status, 404);
});

test('of many who ask for one thing at once, one asks the database', async () => {
  const { path } = await product();
  const crowd: Promise<Told>[] = [];
  await server.db.ownerTx(async (sql) => {
    await sql.text('LOCK TABLE catalog.product IN ACCESS EXCLUSIVE MODE');
    crowd.push(...Array.from({ length: 40 }, async () => await guest(path)));
    const waiting = async (): Promise<number> => {
      const [row] = await sql.text<{ count: number }>(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
      );
      return row?.count ?? 0;
    };
    while ((await waiting()) === 0);
    // Everybody has come by when the last of them has been told something else meanwhile.
    await guest('/shop/nowhere/front');
    assert.equal(await waiting(), 1);
  });
  const replies = await Promise.all(crowd);
  assert.deepEqual([...new Set(replies.map((reply) => `${reply.status} ${priceOf(reply)}`))], ['200 1500']);
});

test('what could not be made is told to each who waited', async () => {
  const { id, path } = await product();
  await change(id, { isArchived: true });
  const replies = await Promise.all(Array.from({ length: 20 }, async () => await guest(path)));
  assert.deepEqual([...new Set(replies.map((reply) => reply.status))], [404]);
});
