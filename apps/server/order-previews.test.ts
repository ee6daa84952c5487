import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('lab');
const key = keys.owner;
const cny = (amount: string) => ({ amount, currency: 'CNY' });

async function post<T>(path: string, body: unknown): Promise<T> {
  const told = await server.call('POST', path, { key, body });
  assert.ok(told.status < 300, `${path}: ${told.text}`);
  return told.as<T>();
}
async function get<T>(path: string): Promise<T> {
  const told = await server.call('GET', path, { key });
  assert.equal(told.status, 200, told.text);
  return told.as<T>();
}

interface Earned {
  payee: string;
  depth: number;
  amount: { amount: string };
  state: string;
}

for (const name of ['grandparent', 'parent', 'buyer']) await post('/people', { externalId: name, name });
await post('/referrals', { person: 'ext:parent', referrer: 'ext:grandparent' });
await post('/referrals', { person: 'ext:buyer', referrer: 'ext:parent' });
await post('/partners', { person: 'ext:parent' });
await post('/products', { externalId: 'tea', name: 'Tea', price: cny('9999') });
const levels = [
  { depth: 1, ratePpm: 120_000 },
  { depth: 2, ratePpm: 50_000 },
];
const plan = await post<{ id: string }>('/commission-plans', { name: 'Two levels', levels });
await post(`/commission-plans/${plan.id}/publish`, { acknowledge: { risk: true, legalContact: 'counsel' } });
const wanted = { person: 'ext:buyer', lines: [{ product: 'ext:tea', quantity: 1 }] };

test('a trial order says who would earn on it and why others would not, and leaves nothing behind', async () => {
  const { wouldEarn } = await post<{ wouldEarn: { data: Earned[]; notPaid: { depth: number; outcome: string }[] } }>(
    '/orders?dryRun=true',
    wanted,
  );
  assert.deepEqual(
    wouldEarn.data.map((row) => [row.depth, row.amount.amount, row.state]),
    [[1, '1199', 'pending']],
  );
  assert.deepEqual(
    wouldEarn.notPaid.map((row) => [row.depth, row.outcome]),
    [[2, 'notEligible']],
  );
  assert.deepEqual((await get<{ data: unknown[] }>('/orders')).data, []);
});

test('a trial refund says what it would take back of each commission, and takes nothing', async () => {
  const order = await post<{ id: string }>('/orders', wanted);
  await post(`/orders/${order.id}/payments`, { amount: cny('9999') });
  const trial = await post<{ takenBack: { amount: { amount: string }; left: { amount: string } }[] }>(
    `/orders/${order.id}/refunds?dryRun=true`,
    {
      lines: [{ line: 1, amount: cny('3333') }],
    },
  );
  assert.deepEqual(
    trial.takenBack.map((row) => [row.amount.amount, row.left.amount]),
    [['400', '799']],
  );
  const { data } = await get<{ data: (Earned & { reversed: { amount: string } })[] }>(`/orders/${order.id}/commissions`);
  assert.deepEqual(
    data.map((row) => row.reversed.amount),
    ['0'],
  );
});

test('a paid order that pays nobody still says why', async () => {
  const order = await post<{ id: string }>('/orders', { person: 'ext:grandparent', lines: [{ product: 'ext:tea', quantity: 1 }] });
  const before = await get<{ notPaid: unknown[] }>(`/orders/${order.id}/commissions`);
  assert.deepEqual(before.notPaid, []);
  await post(`/orders/${order.id}/payments`, { amount: cny('9999') });
  const after = await get<{ data: unknown[]; notPaid: { depth: number; outcome: string }[]; plan: { name: string } }>(
    `/orders/${order.id}/commissions`,
  );
  assert.deepEqual([after.data, after.plan.name], [[], 'Two levels']);
  assert.deepEqual(
    after.notPaid.map((row) => [row.depth, row.outcome]),
    [
      [1, 'noPerson'],
      [2, 'noPerson'],
    ],
  );
});
