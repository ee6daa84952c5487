import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Db, Param } from '../../kit/db/index.ts';
import { parseId } from '../../kit/ids/index.ts';
import { createApp, type App } from './app.ts';
import { holdLane, turns } from './lane.fixture.ts';
import { cny, moneyShop } from './money.fixture.ts';
import { requestOf, testServer, told, type Call, type Told } from './server.fixture.ts';

const server = await testServer();
const shop = await moneyShop(server, 'counter');
const other = await moneyShop(server, 'elsewhere');

type Sent = readonly [method: string, path: string, call: Call];

const keyed = (path: string, key: string, body: unknown, owner = shop.key): Sent => [
  'POST',
  path,
  { key: owner, body, headers: { 'idempotency-key': key } },
];
const placing = (externalId: string | null, key: string, over: object = {}): Sent =>
  keyed('/orders', key, {
    ...(externalId === null ? {} : { externalId }),
    person: 'ext:amy',
    lines: [{ product: 'ext:tea', quantity: 1 }],
    ...over,
  });
const paying = (order: string, key: string, amount: number): Sent => keyed(`/orders/${order}/payments`, key, { amount: cny(amount) });

const send = async ([method, path, call]: Sent, app: App = server.app): Promise<Told> =>
  await told(await app.fetch(requestOf(method, path, call), { address: '127.0.0.1' }));

/** Sends requests that find the lane taken, so that all but the first wait for the next transaction. */
async function inOneBatch(requests: readonly Sent[]): Promise<Told[]> {
  const holding = await holdLane(server.db, 'counter');
  const first = send(placing(null, `ahead-${Math.random()}`));
  await holding.waitedFor();
  const answers = requests.map((request) => send(request));
  await turns();
  await holding.letGo();
  await first;
  return await Promise.all(answers);
}

async function rows(statement: string, values: Param[] = []): Promise<Record<string, unknown>[]> {
  return await server.db.ownerTx((sql) => sql.text(statement, values));
}

async function orderCount(): Promise<number> {
  return Number((await rows('SELECT count(*)::int AS n FROM orders.customer_order WHERE tenant_id = $1', [shop.tenantId]))[0]?.['n']);
}

const saidBy = (answer: Told): unknown[] => [answer.status, answer.body['code'] ?? answer.body['state'] ?? answer.body['orderState']];

/** A database that does something else when a write has been worked through. */
function dying(isCommitted: boolean): App {
  let deaths = 1;
  const death = (): void => {
    if (deaths-- > 0) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
  };
  const db: Db = {
    ...server.db,
    async tenantTx(tenantId, work) {
      const result = await server.db.tenantTx(tenantId, async (sql) => {
        const done = await work(sql);
        if (!isCommitted) death();
        return done;
      });
      if (isCommitted) death();
      return result;
    },
  };
  return createApp({ db, dataDir: server.dataDir, isCheckingReplies: true });
}

test('requests that come together share a transaction, and each has its own answer', async () => {
  const names = Array.from({ length: 25 }, (_, i) => `shared-${i}`);
  const answers = await inOneBatch(names.map((name) => placing(name, name)));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]));
  assert.deepEqual(
    answers.map((answer) => answer.body['externalId']),
    names,
  );
  const [row] = await rows(
    `SELECT count(*)::int AS orders, count(DISTINCT customer_order.xmin::text)::int AS commits
       FROM orders.customer_order AS customer_order WHERE external_id LIKE 'shared-%'`,
  );
  assert.deepEqual(row, { orders: 25, commits: 1 });
  const kept = await rows(`SELECT count(DISTINCT xmin::text)::int AS n FROM kit.idempotency WHERE response LIKE '%"shared-%'`);
  assert.deepEqual(kept, [{ n: 1 }], 'the answers stand in the transaction of their effects');
  for (const [i, name] of names.entries()) {
    const again = await send(placing(name, name));
    assert.deepEqual(
      [again.status, again.text, again.headers.get('idempotency-replayed')],
      [201, answers[i]?.text, 'true'],
      'the same bytes',
    );
  }
});

test('refused requests stand beside those that are done, and are remembered like them', async () => {
  await send(placing('beside', 'beside'));
  const before = await orderCount();
  const requests = [
    placing('beside', 'repeat'),
    paying('ext:beside', 'much', 10_001),
    paying('ext:nowhere', 'nowhere', 1),
    placing('beside', 'changed', { shipping: cny(1) }),
    placing('nobody', 'nobody', { person: 'ext:nobody' }),
    paying('ext:beside', 'right', 10_000),
    paying('ext:beside', 'late', 1),
  ];
  const answers = await inOneBatch(requests);
  assert.deepEqual(answers.map(saidBy), [
    [200, 'paid'],
    [409, 'payment.tooMuch'],
    [404, 'order.notFound'],
    [409, 'order.exists'],
    [404, 'person.notFound'],
    [201, 'paid'],
    [409, 'payment.tooMuch'],
  ]);
  assert.equal(await orderCount(), before + 1, 'the one that went ahead');
  const again = await Promise.all(requests.map((request) => send(request)));
  assert.deepEqual(
    again.map((answer) => [answer.status, answer.text, answer.headers.get('idempotency-replayed')]),
    answers.map((answer) => [answer.status, answer.text, 'true']),
    'down to the request id',
  );
});

test('malformed requests are told so alone: an unknown order before a malformed body, and no key is spent', async () => {
  await send(placing('form', 'form'));
  const answers = await inOneBatch([
    keyed('/orders/ext:form/payments', 'f', { amount: 'ten' }),
    keyed('/orders/ext:nowhere/payments', 'f', { amount: 'ten' }),
    keyed('/orders/ext:form/payments', 'f'.repeat(256), { amount: cny(1) }),
    paying('ext:form', 'g', 1),
  ]);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [422, 404, 422, 201],
  );
  assert.equal((await send(paying('ext:form', 'f', 1))).status, 201);
});

test('twins of one key have one effect: one is answered, the others are told to wait', async () => {
  const before = await orderCount();
  const answers = await inOneBatch(Array.from({ length: 20 }, () => placing(null, 'twin')));
  assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [201, ...Array.from({ length: 19 }, () => 409)]);
  for (const answer of answers.filter((one) => one.status === 409)) {
    assert.deepEqual([answer.body['code'], answer.headers.get('retry-after')], ['idempotency.running', '1']);
  }
  assert.equal(await orderCount(), before + 2, 'one beside the one that went ahead');
  const first = answers.find((answer) => answer.status === 201);
  assert.equal((await send(placing(null, 'twin'))).text, first?.text);
});

test('a key with another body is refused among others, and the first answer stays', async () => {
  const first = await send(placing(null, 'body'));
  const [changed, fresh] = await inOneBatch([placing(null, 'body', { shipping: cny(5) }), placing(null, 'fresh')]);
  assert.deepEqual([changed?.status, changed?.body['code'], fresh?.status], [422, 'idempotency.otherBody', 201]);
  assert.equal((await send(placing(null, 'body'))).text, first.text);
});

test('twins in two processes have one effect and one answer', async () => {
  const elsewhere = createApp({ db: server.db, dataDir: '', isCheckingReplies: true });
  const before = await orderCount();
  const holding = await holdLane(server.db, 'counter');
  const here = [send(placing(null, 'two')), send(placing(null, 'mine'))];
  await holding.waitedFor();
  const there = [send(placing(null, 'two'), elsewhere), send(placing(null, 'theirs'), elsewhere)];
  await holding.waitedFor(2);
  await holding.letGo();
  const [mine, , theirs] = await Promise.all([...here, ...there]);
  assert.deepEqual([mine?.status, theirs?.status, theirs?.text], [201, 201, mine?.text]);
  assert.equal(await orderCount(), before + 3);
});

test('when the answer is lost after the commit, whoever asks again has the first answer', async () => {
  const before = await orderCount();
  const app = dying(true);
  const lost = await send(placing(null, 'lost'), app);
  assert.deepEqual([lost.status, lost.headers.get('retry-after')], [503, '1']);
  const again = await send(placing(null, 'lost'), app);
  assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [201, 'true']);
  assert.equal(await orderCount(), before + 1);
});

test('when the database dies before the commit nothing is done and the key is free', async () => {
  const before = await orderCount();
  const app = dying(false);
  const lost = await Promise.all([send(placing(null, 'd1'), app), send(placing(null, 'd2'), app)]);
  assert.deepEqual(
    lost.map((answer) => [answer.status, answer.headers.get('retry-after')]),
    [
      [503, '1'],
      [503, '1'],
    ],
    'all that shared the transaction',
  );
  assert.equal(await orderCount(), before);
  const again = await Promise.all([send(placing(null, 'd1'), app), send(placing(null, 'd2'), app)]);
  assert.deepEqual(
    again.map((answer) => [answer.status, answer.headers.get('idempotency-replayed')]),
    [
      [201, null],
      [201, null],
    ],
  );
  assert.equal(await orderCount(), before + 2);
});

test('a key belongs to its brand, and an order of another brand is as unknown as none', async () => {
  await other.ok('POST', '/orders', { externalId: 'theirs', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] });
  const { id } = (await other.ok('GET', '/orders/ext:theirs')).as<{ id: string }>();
  const [here, there] = await Promise.all([
    send(placing('same', 'same')),
    send(keyed('/orders', 'same', { externalId: 'same', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] }, other.key)),
  ]);
  assert.deepEqual([here.status, there.status, here.body['id'] === there.body['id']], [201, 201, false]);
  const [foreign, unknown] = await inOneBatch([paying(id, 'x1', 1), paying('ord_00000000000000000000000000', 'x2', 1)]);
  assert.deepEqual([foreign?.status, foreign?.body['code'], unknown?.body['code']], [404, 'order.notFound', unknown?.body['code']]);
  assert.equal((await other.ok('GET', `/orders/${id}`)).body['state'], 'unpaid');
});

test('who may not is refused in the crowd, whoever stands beside them', async () => {
  const by = (key: string, name: string): Sent => ['POST', '/orders', { key, body: bodyOf(name) }];
  const bodyOf = (externalId: string) => ({ externalId, person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] });
  const made = (await shop.ok('POST', '/keys', { role: 'staff', name: 'gone' })).as<{ id: string; key: string }>();
  assert.equal((await send(by(made.key, 'm0'))).status, 201);
  await shop.ok('DELETE', `/keys/${made.id}`);
  // Keys that were seen before are known at once: everybody stands in the line when it moves.
  for (const key of [shop.keys.readonly, shop.keys.staff]) await send(['GET', '/orders?limit=1', { key }]);
  const answers = await inOneBatch([
    by(shop.keys.owner, 'm1'),
    by(shop.keys.readonly, 'm2'),
    by(made.key, 'm3'),
    by(shop.keys.staff, 'm4'),
    by(shop.keys.readonly, 'm5'),
    by(made.key, 'm6'),
  ]);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [201, 403, 401, 201, 403, 401],
  );
  const known = await rows(`SELECT external_id FROM orders.customer_order WHERE external_id LIKE 'm_' ORDER BY external_id`);
  assert.deepEqual(
    known.map((row) => row['external_id']),
    ['m0', 'm1', 'm4'],
  );
});

test('a rehearsal in the crowd leaves nothing behind, whatever its key', async () => {
  const before = await orderCount();
  const rehearsal: Sent = [...placing('trial', 'trial')];
  const [trial] = await Promise.all([send(['POST', '/orders?dryRun=true', rehearsal[2]]), send(placing('real', 'real'))]);
  assert.equal(trial?.status, 201);
  assert.equal(await orderCount(), before + 1);
  assert.equal((await send(placing('trial', 'trial'))).headers.get('idempotency-replayed'), null);
});

test('the house is idle when everybody has their answer', async () => {
  const answers = Array.from({ length: 10 }, (_, i) => send(placing(`end-${i}`, `end-${i}`)));
  await turns();
  await server.app.idle();
  const kept = await rows(`SELECT count(*)::int AS n FROM orders.customer_order WHERE external_id LIKE 'end-%'`);
  assert.deepEqual(kept, [{ n: 10 }]);
  for (const answer of await Promise.all(answers)) assert.equal(answer.status, 201);
});

test('people who buy in a shop at the same time share a transaction, and each buys in their own name', async () => {
  await send(['POST', '/products', { key: shop.key, body: { externalId: 'gift-code', name: 'Code', kind: 'virtual', price: cny(900) } }]);
  const phones = Array.from({ length: 7 }, (_, i) => `1380000010${i}`);
  const shoppers = await Promise.all(phones.map(async (phone) => await server.shopper('counter', phone)));
  const buy = async (i: number): Promise<Told> =>
    await send([
      'POST',
      '/shop/counter/orders',
      {
        cookie: shoppers[i]?.cookie ?? '',
        body: { lines: [{ product: 'ext:gift-code', quantity: 1 }] },
        headers: { 'idempotency-key': 'mine' },
      },
    ]);
  const holding = await holdLane(server.db, 'counter');
  const first = buy(0);
  await holding.waitedFor();
  const others = shoppers.slice(1).map((_, i) => buy(i + 1));
  await shoppers[6]?.call('POST', '/sign-out', { body: {} });
  // Who they are is asked of the database before they queue.
  for (let i = 0; i < 50; i++) await rows('SELECT 1 AS one').then(turns);
  await holding.letGo();
  const answers = await Promise.all([first, ...others]);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [201, 201, 201, 201, 201, 201, 401],
    answers.map((one) => one.text).join(),
  );
  const bought = await rows(
    `SELECT person_id::text AS person, xmin::text AS commit FROM orders.customer_order WHERE tenant_id = $1 AND person_id = ANY($2::uuid[])`,
    [shop.tenantId, shoppers.map(({ id }) => parseId('person', id) ?? '')],
  );
  assert.equal(new Set(bought.map((row) => row['person'])).size, 6);
  assert.equal(new Set(bought.map((row) => row['commit'])).size, 2, 'the first alone, the others together');
});
