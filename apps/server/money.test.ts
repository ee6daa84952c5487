import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();

interface MoneyJson {
  amount: string;
  currency: string;
}
const cny = (amount: number | bigint): MoneyJson => ({ amount: amount.toString(), currency: 'CNY' });

async function shop(slug: string) {
  const brand = await server.brand(slug);
  const key = brand.keys.owner;
  const call = async (method: string, path: string, body?: unknown): Promise<Told> =>
    await server.call(method, path, body === undefined ? { key } : { key, body });
  const ok = async (method: string, path: string, body?: unknown): Promise<Told> => {
    const told = await call(method, path, body);
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told;
  };
  await ok('POST', '/products', { externalId: 'tea', name: 'Tea', ladderRole: 'entry', price: cny(10_000) });
  for (const externalId of ['amy', 'bob', 'cat']) await ok('POST', '/people', { externalId });
  return { key, keys: brand.keys, call, ok };
}

test('an order is placed, paid, received and refunded, and every answer shows where it stands', async () => {
  const { ok, call } = await shop('walk');
  const placed = await ok('POST', '/orders', {
    externalId: 'o1',
    person: 'ext:amy',
    lines: [{ product: 'ext:tea', quantity: 2 }],
    shipping: cny(500),
  });
  assert.equal(placed.status, 201);
  const order = placed.as<{ id: string; state: string; total: MoneyJson; lines: { base: MoneyJson }[] }>();
  assert.deepEqual([order.state, order.total.amount, order.lines[0]?.base.amount], ['unpaid', '20500', '20000']);
  assert.equal((await call('POST', `/orders/${order.id}/receipt`, {})).body['code'], 'order.unpaid');
  const half = await ok('POST', '/orders/ext:o1/payments', { amount: cny(20_000), externalId: 'p1' });
  assert.equal(half.body['orderState'], 'unpaid');
  assert.equal((await call('POST', '/orders/ext:o1/payments', { amount: cny(501) })).body['code'], 'payment.tooMuch');
  assert.equal((await ok('POST', '/orders/ext:o1/payments', { amount: cny(500), externalId: 'p2' })).body['orderState'], 'paid');
  await ok('POST', '/orders/ext:o1/receipt', {});
  const refund = await ok('POST', '/orders/ext:o1/refunds', {
    externalId: 'r1',
    lines: [{ line: 1, amount: cny(5_000) }],
    shipping: cny(500),
  });
  assert.equal(refund.body['orderState'], 'received');
  const now = (await ok('GET', '/orders/ext:o1')).as<{ net: MoneyJson; refunded: MoneyJson; paid: MoneyJson }>();
  assert.deepEqual([now.paid.amount, now.refunded.amount, now.net.amount], ['20500', '5500', '15000']);
  const trial = (await ok('GET', '/ledger/trial-balance')).as<{ balanced: boolean; accounts: { account: string; balance: MoneyJson }[] }>();
  assert.equal(trial.balanced, true);
  assert.equal(trial.accounts.find((line) => line.account === 'sales')?.balance.amount, '-20000');
  const loop = (await ok('GET', '/figures/loop')).as<{ sales: MoneyJson; orders: number }>();
  assert.deepEqual([loop.sales.amount, loop.orders], ['15000', 1]);
  assert.equal((await ok('GET', '/people/ext:amy')).body['stage'], 'customer');
});
