import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cny, DAY_MS, moneyShop, type MoneyJson } from './money.fixture.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const shop = async (slug: string) => await moneyShop(server, slug);

interface Agreement {
  total: MoneyJson;
  paid: MoneyJson;
  next: { order: string; number: number; amount: MoneyJson; isOverdue: boolean } | null;
  instalments: { order: string; number: number; amount: MoneyJson; state: string; isOverdue: boolean }[];
}
const agreementOf = (told: Told): Agreement => told.as<{ agreement: Agreement }>().agreement;
const inDays = (now: number, days: number): string => new Date(now + days * DAY_MS).toISOString();

test('an agreement is placed in one request, shows what is due next, and is paid order by order', async () => {
  const { ok, refused, commissions } = await shop('agreement');
  const now = Date.now();
  const order = { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] };
  const instalments = [
    { dueAt: inDays(now, 0), amount: cny(4_000) },
    { dueAt: inDays(now, 30), amount: cny(6_000) },
  ];
  await refused(
    'POST',
    '/orders',
    { ...order, instalments: [instalments[0], { dueAt: inDays(now, 30), amount: cny(6_001) }] },
    422,
    'instalments.sum',
  );
  await refused('POST', '/orders', { ...order, instalments: instalments.toReversed() }, 422, 'instalments.unsorted');
  const placed = await ok('POST', '/orders', { ...order, instalments });
  assert.equal(placed.status, 201);
  assert.deepEqual([placed.body['externalId'], placed.body['total']], ['o', cny(4_000)]);
  const { next, instalments: parts, total } = agreementOf(placed);
  assert.deepEqual([next?.number, next?.order, next?.amount, total], [1, placed.body['id'], cny(4_000), cny(10_000)]);
  const second = parts[1]?.order ?? '';
  await refused('POST', `/orders/${second}/payments`, { amount: cny(6_000) }, 409, 'instalment.firstOpen');
  await ok('POST', '/orders/ext:o/payments', { amount: cny(4_000) });
  assert.deepEqual(
    (await commissions('o')).map((row) => row.amount.amount),
    ['400', '200'],
  );
  const paid = await ok('POST', `/orders/${second}/payments`, { amount: cny(6_000), externalId: 'second' });
  assert.equal(paid.body['orderState'], 'paid');
  const whole = await ok('GET', '/orders/ext:o');
  assert.deepEqual([agreementOf(whole).next, agreementOf(whole).paid], [null, cny(10_000)]);
  const loop = await ok('GET', '/figures/loop');
  assert.deepEqual([loop.body['orders'], loop.body['sales']], [1, cny(10_000)]);
  assert.equal((await ok('GET', '/people/ext:amy')).body['stage'], 'customer');
  assert.equal((await ok('POST', '/orders', { ...order, instalments })).status, 200, 'told again');
});

test('what is overdue by the brand’s clock is listed, stops delivery and can be called off', async () => {
  const { ok, refused, later } = await shop('overdue');
  const now = Date.now();
  const placed = await ok('POST', '/orders', {
    externalId: 'o',
    person: 'ext:amy',
    lines: [{ product: 'ext:tea', quantity: 1 }],
    instalments: [1, 10, 20].map((days, i) => ({ dueAt: inDays(now, days), amount: cny(i === 0 ? 2_000 : 4_000) })),
  });
  await ok('POST', '/orders/ext:o/payments', { amount: cny(2_000) });
  assert.deepEqual((await ok('GET', '/orders?overdue=true')).body['data'], []);
  await later(11 * DAY_MS);
  const listed = (await ok('GET', '/orders?overdue=true')).as<{ data: { id: string; instalment: { number: number; first: string } }[] }>();
  assert.deepEqual(
    listed.data.map((order) => [order.instalment.number, order.instalment.first]),
    [[2, placed.body['id']]],
  );
  const second = listed.data[0]?.id ?? '';
  const stopped = await refused('POST', '/orders/ext:o/shipments', {}, 409, 'instalment.overdue');
  assert.equal(stopped.as<{ facts: { order: string } }>().facts.order, second);
  await ok('POST', `/orders/${second}/cancel`, { reason: 'cannot pay' });
  const { instalments } = agreementOf(await ok('GET', '/orders/ext:o'));
  assert.deepEqual(
    instalments.map((part) => part.state),
    ['paid', 'cancelled', 'cancelled'],
  );
  await ok('POST', '/orders/ext:o/shipments', {});
});

test('goods are exchanged on the order they were bought with: only the difference moves, and a rehearsal says so first', async () => {
  const { ok, refused, sold, commissions, account, free } = await shop('exchange');
  await sold('o');
  const body = { externalId: 'x', line: 1, with: { product: 'ext:cup', quantity: 2, unitPrice: cny(4_500) } };
  await ok('POST', '/orders/ext:o/exchanges?dryRun=true', body);
  assert.equal((await ok('GET', '/orders/ext:o')).as<{ lines: unknown[] }>().lines.length, 1);
  const told = await ok('POST', '/orders/ext:o/exchanges', body);
  assert.deepEqual(
    [told.status, told.body['cause'], told.body['amount'], told.body['kept'], told.body['externalId']],
    [201, 'exchange', cny(10_000), cny(9_000), 'x'],
  );
  assert.equal((await ok('POST', '/orders/ext:o/exchanges', body)).status, 200);
  await refused('POST', '/orders/ext:o/exchanges', { ...body, restock: 1 }, 409, 'refund.exists');
  assert.equal(await free('cup'), 3);
  assert.equal(await account('provider:manual'), '9000');
  const order = (await ok('GET', '/orders/ext:o')).as<{ net: MoneyJson; lines: { exchange: string | null; base: MoneyJson }[] }>();
  assert.deepEqual(
    [order.net, order.lines.map((line) => [line.exchange, line.base])],
    [
      cny(9_000),
      [
        [null, cny(10_000)],
        [told.body['id'], cny(9_000)],
      ],
    ],
  );
  assert.deepEqual(
    (await commissions('o')).map((row) => [row.line, row.depth, row.amount.amount, row.state]),
    [
      [1, 1, '1000', 'reversed'],
      [1, 2, '500', 'reversed'],
      [2, 1, '900', 'pending'],
      [2, 2, '450', 'pending'],
    ],
  );
  const loop = await ok('GET', '/figures/loop');
  assert.deepEqual([loop.body['orders'], loop.body['sales']], [1, cny(9_000)]);
  const dearer = { line: 2, with: { product: 'ext:tea', quantity: 1, unitPrice: cny(10_000) } };
  const due = await refused('POST', '/orders/ext:o/exchanges', dearer, 409, 'exchange.due');
  assert.deepEqual(due.as<{ facts: { due: MoneyJson } }>().facts.due, cny(1_000));
  await ok('POST', '/orders/ext:o/exchanges', { ...dearer, payment: { externalId: 'difference' }, restock: 2 });
  assert.equal(await free('cup'), 5);
  assert.equal(await account('provider:manual'), '10000');
  const tooMany = { ...dearer, line: 3, with: { product: 'ext:cup', quantity: 1 }, restock: 2 };
  await refused('POST', '/orders/ext:o/exchanges', tooMany, 409, 'restock.tooMany');
  await refused('POST', '/orders/ext:o/exchanges', { line: 9, with: { product: 'ext:tea', quantity: 1 } }, 422, 'line.unknown');
  await refused('POST', '/orders/ext:o/exchanges', { line: 3, with: { product: 'ext:none', quantity: 1 } }, 404, 'product.notFound');
  await refused('POST', '/orders/ext:none/exchanges', { line: 1, with: { product: 'ext:tea', quantity: 1 } }, 404, 'order.notFound');
});

test('a refund puts back into stock what it says came back, once, and never more than was sold', async () => {
  const { ok, refused, sold, free } = await shop('restock');
  await sold('o', [{ product: 'ext:cup', quantity: 3 }]);
  assert.equal(await free('cup'), 2);
  await refused('POST', '/orders/ext:o/refunds', { lines: [{ line: 1, amount: cny(1_000), restock: 4 }] }, 409, 'restock.tooMany');
  const back = { externalId: 'r', lines: [{ line: 1, amount: cny(2_000), restock: 2 }] };
  await ok('POST', '/orders/ext:o/refunds', back);
  assert.equal((await ok('POST', '/orders/ext:o/refunds', back)).status, 200);
  await refused('POST', '/orders/ext:o/refunds', { externalId: 'r', lines: [{ line: 1, amount: cny(2_000) }] }, 409, 'refund.exists');
  assert.equal(await free('cup'), 4);
  await ok('POST', '/orders/ext:o/refunds', { lines: [{ line: 1, amount: cny(1_000) }] });
  assert.equal(await free('cup'), 4, 'nothing is put back unsaid');
});
