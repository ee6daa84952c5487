import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
let key = '';

/** Everything below happens in a fresh sandbox brand under this pack, on a clock of its own. */
async function inBrand(slug: string, policy = 'LAB'): Promise<void> {
  const make = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Record<string, string>> => {
    const made = await server.app.localFetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    assert.equal(made.status, 201);
    return (await made.json()) as Record<string, string>;
  };
  await make('/brands', { slug, name: slug, sandbox: true, policy });
  key = (await make('/keys', { role: 'owner', name: 'owner' }, { 'zihuan-brand': slug }))['key'] ?? '';
}

async function post(path: string, body: unknown, status = 201): Promise<Record<string, unknown>> {
  const told = await server.call('POST', path, { key, body });
  assert.equal(told.status, status, `${path}: ${told.text}`);
  return told.body;
}

async function get(path: string): Promise<Told> {
  return await server.call('GET', path, { key });
}

const cny = (amount: number | string) => ({ amount: String(amount), currency: 'CNY' });
const ALL = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'];

/** People introduced one by the other: the first has nobody above. */
async function chain(...names: string[]): Promise<void> {
  for (const name of names) await post('/people', { externalId: name, name });
  for (const [i, name] of names.entries()) {
    if (i > 0) await post('/referrals', { person: `ext:${name}`, referrer: `ext:${names[i - 1]}` });
  }
}

async function publish(plan: Record<string, unknown>, body: unknown = {}): Promise<void> {
  const { id } = await post('/commission-plans', { name: 'Plan', levels: [], payees: { stages: ALL, onIneligible: 'brand' }, ...plan });
  await post(`/commission-plans/${String(id)}/publish`, body, 200);
}

/** A paid order of one or more lines `[product, quantity, unitPrice]`. */
async function sell(
  externalId: string,
  person: string,
  lines: [string, number, number][],
  over: Record<string, unknown> = {},
): Promise<void> {
  const order = await post('/orders', {
    externalId,
    person: `ext:${person}`,
    lines: lines.map(([product, quantity, unitPrice]) => ({ product: `ext:${product}`, quantity, unitPrice: cny(unitPrice) })),
    ...over,
  });
  await post(`/orders/ext:${externalId}/payments`, { amount: order['total'], provider: 'manual', externalId: `${externalId}-paid` });
}

interface Row {
  person: { externalId: string };
  depth: number;
  line: number;
  rule: string;
  amount: { amount: string };
  reversed: { amount: string };
  state: string;
  ratePpm: number | null;
}

/** `payee line amount` of an order, as it stands. */
async function paid(order: string): Promise<string[]> {
  const { data } = (await get(`/orders/ext:${order}/commissions`)).as<{ data: Row[] }>();
  return data.map((row) => `${row.person.externalId} ${row.line} ${BigInt(row.amount.amount) - BigInt(row.reversed.amount)}`).toSorted();
}

test('partner levels, overrides, fixed pay and the cap, told through the API', async () => {
  await inBrand('levels');
  await chain('a', 'b', 'c');
  await post('/products', { externalId: 'tea', name: 'Tea', category: 'drinks', ladderRole: 'core', price: cny(10_000) });
  await post('/products', { externalId: 'cup', name: 'Cup', category: 'ware', price: cny(10_000) });
  await post('/partners', { person: 'ext:a', level: 'gold' });
  await publish({
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 50_000 },
    ],
    overrides: [
      { when: { partnerLevel: 'gold' }, depth: 2, ratePpm: 80_000 },
      { when: { product: 'ext:tea' }, depth: 1, fixed: cny(700) },
    ],
    capPpm: 150_000,
  });
  await sell('o1', 'c', [
    ['tea', 2, 10_000],
    ['cup', 1, 9_990],
  ]);
  assert.deepEqual(await paid('o1'), ['a 1 1600', 'a 2 499', 'b 1 1400', 'b 2 999']);
});

test('who is not among the payees earns nothing, and everybody above keeps their own depth', async () => {
  await inBrand('payees');
  await chain('a', 'b', 'c', 'd');
  await post('/products', { externalId: 'tea', name: 'Tea' });
  await post('/partners', { person: 'ext:a' });
  const levels = [100_000, 50_000, 20_000].map((ratePpm, i) => ({ depth: i + 1, ratePpm }));
  await publish({ levels, payees: { stages: ['partner'], onIneligible: 'brand' } });
  await sell('o1', 'd', [['tea', 1, 10_000]]);
  assert.deepEqual(await paid('o1'), ['a 1 200']);
  await post('/partners', { person: 'ext:c' });
  await sell('o2', 'd', [['tea', 1, 10_000]]);
  assert.deepEqual(await paid('o2'), ['a 1 200', 'c 1 1000']);
  assert.deepEqual(await paid('o1'), ['a 1 200']);
  await sell('o3', 'c', [['tea', 1, 10_000]]);
  assert.deepEqual(await paid('o3'), ['a 1 500']);
});

test('plan, prices, levels and upline are those of the moment the order was created', async () => {
  await inBrand('snapshot');
  await chain('a', 'b');
  await post('/products', { externalId: 'tea', name: 'Tea' });
  await post('/partners', { person: 'ext:a', level: 'gold' });
  await publish({ levels: [{ depth: 1, ratePpm: 100_000 }], overrides: [{ when: { partnerLevel: 'gold' }, depth: 1, ratePpm: 150_000 }] });
  const order = await post('/orders', {
    externalId: 'o1',
    person: 'ext:b',
    lines: [{ product: 'ext:tea', quantity: 1, unitPrice: cny(10_000) }],
  });
  await post('/partners', { person: 'ext:a', level: 'jade' });
  await publish({ levels: [{ depth: 1, ratePpm: 10_000 }] });
  assert.deepEqual(await paid('o1'), []);
  await post('/orders/ext:o1/payments', { amount: order['total'], provider: 'manual', externalId: 'p1' });
  assert.deepEqual(await paid('o1'), ['a 1 1500']);
  await sell('o2', 'b', [['tea', 1, 10_000]]);
  assert.deepEqual(await paid('o2'), ['a 1 100']);
});

test('refunds part by part take back exactly their part, of trimmed and fixed shares too', async () => {
  await inBrand('refunds');
  await chain('a', 'b', 'c');
  await post('/products', { externalId: 'tea', name: 'Tea' });
  await publish({
    levels: [
      { depth: 1, ratePpm: 120_000 },
      { depth: 2, ratePpm: 120_000 },
    ],
    capPpm: 200_000,
  });
  await sell('o1', 'c', [['tea', 1, 9_999]]);
  assert.deepEqual(await paid('o1'), ['a 1 799', 'b 1 1199']);
  const expected = [
    ['a 1 533', 'b 1 799'],
    ['a 1 266', 'b 1 399'],
    ['a 1 0', 'b 1 0'],
  ];
  for (const [i, left] of expected.entries()) {
    await post('/orders/ext:o1/refunds', { externalId: `r${i}`, lines: [{ line: 1, amount: cny(3_333) }] });
    assert.deepEqual(await paid('o1'), left);
  }
  const { data } = (await get('/orders/ext:o1/commissions')).as<{ data: Row[] }>();
  assert.ok(data.every((row) => row.state === 'reversed'));
});

test('an order’s discount is split over its lines before anybody earns, and shipping pays nobody', async () => {
  await inBrand('discounts');
  await chain('a', 'b');
  for (const name of ['x', 'y', 'z']) await post('/products', { externalId: name, name });
  await publish({ levels: [{ depth: 1, ratePpm: 1_000_000 }] });
  const lines: [string, number, number][] = [
    ['x', 1, 5_990],
    ['y', 1, 3_990],
    ['z', 1, 10],
  ];
  await sell('o1', 'b', lines, { discount: cny(1_000), shipping: cny(800) });
  assert.deepEqual(await paid('o1'), ['a 1 5390', 'a 2 3591', 'a 3 9']);
});

test('in China a membership pays nobody, the second level nothing, and a buyer nothing on their own order', async () => {
  await inBrand('china', 'CN');
  await chain('a', 'b', 'c');
  await post('/products', { externalId: 'tea', name: 'Tea', price: cny(10_000) });
  await post('/products', { externalId: 'card', name: 'Card', ladderRole: 'membership', price: cny(30_000) });
  for (const name of ['a', 'b', 'c']) await post('/partners', { person: `ext:${name}` });
  await publish({ levels: [{ depth: 1, ratePpm: 200_000 }], payees: { stages: ['partner'], onIneligible: 'brand' } });
  await sell('o1', 'c', [
    ['tea', 1, 10_000],
    ['card', 1, 30_000],
  ]);
  assert.deepEqual(await paid('o1'), ['b 1 2000']);
});

test('a team is paid the difference of its levels up to the highest, and what direct got counts', async () => {
  await inBrand('team');
  await chain('a', 'b', 'c', 'd');
  await post('/products', { externalId: 'tea', name: 'Tea' });
  await post('/partners', { person: 'ext:a', level: 'jade' });
  await post('/partners', { person: 'ext:b', level: 'gold' });
  await post('/partners', { person: 'ext:c', level: 'silver' });
  const rates = [
    { partnerLevel: 'silver', ratePpm: 50_000 },
    { partnerLevel: 'gold', ratePpm: 80_000 },
    { partnerLevel: 'jade', ratePpm: 100_000 },
  ];
  await publish({ levels: [{ depth: 1, ratePpm: 60_000 }], roles: [{ role: 'differential', rates, countsDirect: true }] });
  await sell('o1', 'd', [['tea', 1, 10_000]]);
  assert.deepEqual(await paid('o1'), ['a 1 200', 'b 1 200', 'c 1 600']);
});

test('a person’s own copy of their data holds when they were a partner, and every row they earned', async () => {
  await inBrand('copy');
  await chain('a', 'b');
  await post('/products', { externalId: 'tea', name: 'Tea' });
  const { id } = await post('/partners', { person: 'ext:a', level: 'gold' });
  await publish({ levels: [{ depth: 1, ratePpm: 100_000 }] });
  await sell('o1', 'b', [['tea', 1, 1_000]]);
  await post('/orders/ext:o1/refunds', { externalId: 'r1', lines: [{ line: 1, amount: cny(1_000) }] });
  const copy = (await get('/people/ext:a/export')).as<{
    partnerships: { id: string; levels: { level: string }[] }[];
    earnings: { amount: unknown; reversed: unknown; state: string }[];
  }>();
  assert.deepEqual(
    copy.partnerships.map((each) => [each.id, each.levels.map((one) => one.level)]),
    [[id, ['gold']]],
  );
  assert.deepEqual(
    copy.earnings.map((each) => [each.amount, each.reversed, each.state]),
    [[cny(100), cny(100), 'reversed']],
  );
});

test('what a plan would have paid is what it does pay', async () => {
  await inBrand('rehearsal');
  await chain('a', 'b', 'c');
  await post('/products', { externalId: 'tea', name: 'Tea' });
  const levels = [100_000, 50_000].map((ratePpm, i) => ({ depth: i + 1, ratePpm }));
  for (const i of [1, 2, 3]) await sell(`o${i}`, 'c', [['tea', 1, 1_000 * i]]);
  const { id } = await post('/commission-plans', { name: 'Later', levels, payees: { stages: ALL } });
  const told = (await get(`/commission-plans/${String(id)}/rehearsal`)).body;
  assert.deepEqual([told['orders'], told['commissions'], told['payees']], [3, cny(900), 2]);
});
