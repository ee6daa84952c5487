import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('lab');
const cny = (amount: number) => ({ amount: String(amount), currency: 'CNY' });

async function ok(method: string, path: string, body?: unknown): Promise<Told> {
  const told = await server.call(method, path, { key: keys.owner, body });
  assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
  return told;
}

interface Row {
  order: { externalId: string };
  line: number;
  amount: { amount: string };
  state: string;
  isHeld: boolean;
  buyer: { externalId: string } | null;
  product: { externalId: string } | null;
}

/** Every page of a list, each with this many rows. */
async function rowsOf(person: string, query: string, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ''; ;) {
    const page = (await ok('GET', `/people/${person}/commissions?limit=${limit}${query}${cursor}`)).as<{
      data: Row[];
      next: string | null;
    }>();
    rows.push(...page.data);
    if (page.next === null) return rows;
    assert.ok(rows.length < 50, 'the pages come to an end');
    cursor = `&cursor=${page.next}`;
  }
}

const seen = (rows: readonly Row[]) => rows.map((row) => `${row.order.externalId}.${row.line} ${row.amount.amount} ${row.state}`);

test('what somebody earned is listed newest first, page by page, by state, and under the record that is left after a merge', async () => {
  await ok('POST', '/products', { externalId: 'tea', name: 'Tea', price: cny(10_000) });
  for (const person of ['seller', 'twin', 'buyer', 'other']) await ok('POST', '/people', { externalId: person, name: person });
  await ok('POST', '/referrals', { person: 'ext:buyer', referrer: 'ext:seller' });
  await ok('POST', '/referrals', { person: 'ext:other', referrer: 'ext:twin' });
  for (const person of ['seller', 'twin']) await ok('POST', '/partners', { person: `ext:${person}` });
  const plan = (await ok('POST', '/commission-plans', { name: 'Plan', levels: [{ depth: 1, ratePpm: 100_000 }], hold: { days: 0 } })).as<{
    id: string;
  }>();
  await ok('POST', `/commission-plans/${plan.id}/publish`, {});
  const sell = async (externalId: string, person: string, lines: number): Promise<void> => {
    const line = { product: 'ext:tea', quantity: 1 };
    await ok('POST', '/orders', { externalId, person: `ext:${person}`, lines: Array.from({ length: lines }, () => line) });
    await ok('POST', `/orders/ext:${externalId}/payments`, { amount: cny(10_000 * lines) });
  };
  await sell('a', 'buyer', 2);
  await sell('b', 'buyer', 1);
  await sell('c', 'other', 1);
  await ok('POST', '/orders/ext:b/refunds', { lines: [{ line: 1, amount: cny(10_000) }] });
  const all = ['b.1 1000 reversed', 'a.2 1000 pending', 'a.1 1000 pending'];
  assert.deepEqual(seen(await rowsOf('ext:seller', '', 200)), all);
  assert.deepEqual(seen(await rowsOf('ext:seller', '', 1)), all);
  assert.deepEqual(seen(await rowsOf('ext:seller', '&state=reversed', 1)), [all[0]]);
  const [first] = await rowsOf('ext:seller', '&state=pending', 1);
  assert.deepEqual([first?.buyer?.externalId, first?.product?.externalId], ['buyer', 'tea']);
  await ok('POST', '/cases', { kind: 'review', person: 'ext:seller', order: 'ext:a', reason: 'looked at' });
  assert.deepEqual(seen(await rowsOf('ext:seller', '&state=held', 1)), [all[1], all[2]]);
  await ok('POST', '/people/ext:seller/merge', { other: 'ext:twin' });
  assert.deepEqual(seen(await rowsOf('ext:seller', '', 2)), ['c.1 1000 pending', ...all]);
  assert.equal((await server.call('GET', '/people/ext:seller/commissions', { key: keys.staff })).status, 403);
  assert.equal((await server.call('GET', '/people/ext:seller/commissions?cursor=x', { key: keys.owner })).status, 422);
});
