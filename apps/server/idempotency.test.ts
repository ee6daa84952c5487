import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db } from '../../kit/db/index.ts';
import { createApp } from './app.ts';
import { holdLane } from './lane.fixture.ts';
import { told, requestOf, testServer, type Call, type Told } from './server.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('once');
const other = await server.brand('once-more');

function keyed(key: string, call: Call = {}): Call {
  return { key: keys.owner, ...call, headers: { ...call.headers, 'idempotency-key': key } };
}

async function create(key: string, name: string, call: Call = {}): Promise<Told> {
  return await server.call('POST', '/people', keyed(key, { body: { name }, ...call }));
}

async function peopleNamed(name: string): Promise<number> {
  return await server.db.ownerTx(async (sql) => {
    const [row] = await sql.text<{ n: number }>('SELECT count(*)::int AS n FROM relations.person WHERE name = $1', [name]);
    return row?.n ?? 0;
  });
}

/** The server on a database that does what a test wants. */
function serverOn(db: Db): (method: string, path: string, call: Call) => Promise<Told> {
  const app = createApp({ db, dataDir: '', isCheckingReplies: true });
  return async (method, path, call) => await told(await app.fetch(requestOf(method, path, call), { address: '127.0.0.1' }));
}

test('the same key and body get the same answer and have one effect', async () => {
  const first = await create('a1', 'Ada');
  const again = await create('a1', 'Ada');
  assert.equal(first.status, 201, first.text);
  assert.equal(again.status, 201);
  assert.equal(again.text, first.text);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.equal(await peopleNamed('Ada'), 1);
});

test('the same key with another body is refused, however small the difference', async () => {
  await create('b1', 'Ben');
  const changed = await server.call('POST', '/people', keyed('b1', { raw: '{"name": "Ben"}' }));
  assert.deepEqual([changed.status, changed.body['code']], [422, 'idempotency.otherBody']);
  assert.equal(changed.headers.get('retry-after'), null);
});

test('a key belongs to its caller, its brand, its method and its path', async () => {
  const first = await create('c1', 'Cleo');
  const byOperator = await server.call('POST', '/people', keyed('c1', { key: keys.operator, body: { name: 'Cleo' } }));
  const elsewhere = await server.call('POST', '/people', keyed('c1', { key: other.keys.owner, body: { name: 'Cleo' } }));
  const ids = [first, byOperator, elsewhere].map((one) => one.body['id']);
  assert.equal(new Set(ids).size, 3);
  const otherPath = await server.call('PATCH', `/people/${String(ids[0])}`, keyed('c1', { body: { name: 'Cleo' } }));
  assert.equal(otherPath.status, 200, otherPath.text);
});

test('a refusal of a rule is remembered like a success', async () => {
  const { id } = (await create('d0', 'Dora')).as<{ id: string }>();
  const call = keyed('d1', { body: { person: id, referrer: id } });
  const first = await server.call('POST', '/referrals', call);
  const again = await server.call('POST', '/referrals', call);
  assert.deepEqual([first.status, first.body['code']], [409, 'referral.self']);
  assert.equal(again.text, first.text, 'down to the request id');
});

test('malformed requests are not remembered: corrected, the key is as good as new', async () => {
  assert.equal((await server.call('POST', '/people', keyed('e1', { body: { nome: 'Eva' } }))).status, 422);
  assert.equal((await create('e1', 'Eva')).status, 201);
});

test('while a request runs, another with its key is told to wait, in this process and in another', async () => {
  const elsewhere = serverOn(server.db);
  const holding = await holdLane(server.db, 'once');
  const first = create('f1', 'Finn');
  await holding.waitedFor();
  for (const second of [await create('f1', 'Finn'), await elsewhere('POST', '/people', keyed('f1', { body: { name: 'Finn' } }))]) {
    assert.deepEqual([second.status, second.body['code']], [409, 'idempotency.running']);
    assert.equal(second.headers.get('retry-after'), '1');
  }
  await holding.letGo();
  const answer = await first;
  assert.equal(answer.status, 201, answer.text);
  assert.equal((await create('f1', 'Finn')).text, answer.text);
  assert.equal(await peopleNamed('Finn'), 1);
});

test('a hundred at once have one effect', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => create('g1', 'Gus')));
  assert.equal(answers.filter((one) => one.status === 201).length >= 1, true);
  for (const one of answers) assert.ok(one.status === 201 || one.body['code'] === 'idempotency.running', one.text);
  assert.equal(await peopleNamed('Gus'), 1);
});

test('when the database dies before the commit nothing is remembered and nothing written', async () => {
  let deaths = 1;
  const dying: Db = {
    ...server.db,
    tenantTx: async (tenantId, work) =>
      await server.db.tenantTx(tenantId, async (sql) => {
        const result = await work(sql);
        if (deaths-- > 0) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
        return result;
      }),
  };
  const call = serverOn(dying);
  const lost = await call('POST', '/people', keyed('h1', { body: { name: 'Hana' } }));
  assert.equal(lost.status, 503);
  assert.equal(lost.headers.get('retry-after'), '1');
  assert.equal(await peopleNamed('Hana'), 0);
  const again = await call('POST', '/people', keyed('h1', { body: { name: 'Hana' } }));
  assert.equal(again.status, 201, again.text);
  assert.equal(again.headers.get('idempotency-replayed'), null);
});

test('a failure of ours is not remembered', async () => {
  let failures = 1;
  const failing: Db = {
    ...server.db,
    tenantTx: async (tenantId, work) =>
      await server.db.tenantTx(tenantId, async (sql) => {
        const result = await work(sql);
        if (failures-- > 0) throw new Error('impossible: a bug of ours');
        return result;
      }),
  };
  const call = serverOn(failing);
  const failed = await call('POST', '/people', keyed('i1', { body: { name: 'Ida' } }));
  assert.equal(failed.status, 500);
  assert.doesNotMatch(failed.text, /bug of ours|stack/);
  assert.equal((await call('POST', '/people', keyed('i1', { body: { name: 'Ida' } }))).status, 201);
});

test('an API key is shown again to whoever repeats its making, and cannot be read from the database', async () => {
  const call = keyed('j1', { body: { role: 'staff', name: 'till' } });
  const first = await server.call('POST', '/keys', call);
  const again = await server.call('POST', '/keys', call);
  assert.equal(first.status, 201, first.text);
  assert.equal(again.text, first.text);
  const secret = first.as<{ key: string }>().key;
  const stored = await server.db.ownerTx(
    async (sql) => await sql.text<{ row: string }>('SELECT idempotency::text AS row FROM kit.idempotency AS idempotency'),
  );
  assert.ok(stored.length > 0);
  for (const { row } of stored) assert.ok(!row.includes(secret));
});

test('making a brand is repeated like everything else', async () => {
  const make = async (slug: string): Promise<Response> =>
    await server.app.localFetch('/api/v1/brands', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'm1' },
      body: JSON.stringify({ slug, name: 'Made once' }),
    });
  const first = await make('made-once');
  assert.equal(first.status, 201);
  assert.equal(await (await make('made-once')).text(), await first.text());
  assert.equal((await make('made-twice')).status, 422);
});

test('a key of more than 255 characters is malformed', async () => {
  assert.equal((await create('k'.repeat(255), 'Kim')).status, 201);
  const long = await create('k'.repeat(256), 'Kim');
  assert.deepEqual([long.status, long.body['code']], [422, 'idempotency.keyTooLong']);
});

test('a day later the key is free again', async () => {
  const first = await create('l1', 'Lea');
  server.clock.at += 24 * 3_600_000 + 1;
  const later = await create('l1', 'Lea');
  assert.notEqual(later.body['id'], first.body['id']);
});
