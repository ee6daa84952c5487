import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Ctx } from '../../kit/ctx.ts';
import type { Route } from '../../kit/http/route.ts';
import { newId } from '../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../kit/testing/index.ts';
import { addPeople, addSales, type TestPerson } from './brand.fixture.ts';
import { cutRfm } from './commands/cut-rfm.ts';
import { routes } from './routes.ts';

let house: TestDb;
let full: TestTenant;
let empty: TestTenant;

before(async () => {
  house = await openTestDb();
  empty = await makeTestTenant(house.db);
  full = await makeTestTenant(house.db);
  const at = Date.UTC(2025, 11, 1);
  const [ann] = await full.write((ctx) => addPeople(ctx, [{ externalId: 'ann', name: 'Ann', facts: { seenAt: at, consentAt: at } }]));
  const [bob] = await full.write((ctx) => addPeople(ctx, [{ externalId: 'bob', referrer: ann as TestPerson }]));
  const order = (person: TestPerson | null | undefined, day: number, net: bigint) => ({
    orderId: newId(),
    paidAt: at + day * 86_400_000,
    net,
    isRefunded: false,
    person: person ?? null,
  });
  await full.write((ctx) =>
    addSales(
      ctx,
      [order(ann, 1, 500n), order(ann, 20, 700n), order(bob, 25, 300n), order(null, 2, 50n)],
      [{ returnId: newId(), at, amount: 5n, person: null }],
    ),
  );
  await full.write((ctx) => cutRfm(ctx));
});
after(async () => {
  await house.close();
});

/** Answers a route as the server does: shapes first, then the handler, then the shape of the reply. */
async function answer(
  brand: TestTenant,
  route: Route,
  over: { query?: Record<string, string>; params?: Record<string, string> } = {},
): Promise<unknown> {
  const query = route.query ? route.query.parse(over.query ?? { q: 'a' }) : undefined;
  const run = <T>(how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>): Promise<T> => brand[how](work);
  const reply = await brand.read((ctx) =>
    route.handle(ctx, { params: over.params ?? { id: 'ext:ann' }, query: query as never, body: undefined as never, run } as never),
  );
  return route.reply ? route.reply.parse(reply) : reply;
}

const reading = routes.filter((route) => route.method === 'get');

for (const route of reading) {
  test(`${route.id} answers its own shape`, async () => {
    assert.ok(await answer(full, route));
    // A brand without anything has figures too; only its people are not there.
    if (route.path.includes('{id}')) await assert.rejects(answer(empty, route), { code: 'person.notFound' });
    else assert.ok(await answer(empty, route));
  });
}

test('every figure of a period may leave out either end', async () => {
  const periods = [
    {},
    { from: '2025-12-10' },
    { to: '2025-12-10' },
    { from: '2025-12-10', to: '2025-12-25' },
    { from: '2025-12-10', to: '2025-12-10' },
  ];
  for (const route of reading) {
    if (!route.query || !('from' in route.query.shape)) continue;
    for (const query of periods) assert.ok(await answer(full, route, { query }), route.id);
    await assert.rejects(answer(full, route, { query: { from: '2026-01-02', to: '2026-01-01' } }), { code: 'period.reversed' }, route.id);
  }
});

test('the change of the equation is the sum of its parts', async () => {
  const route = routes.find((one) => one.id === 'figures.equation') as Route;
  const {
    change,
    sales,
    before: earlier,
  } = (await answer(full, route, { query: { from: '2025-12-15', to: '2025-12-30' } })) as {
    change: Record<string, { amount: string }>;
    sales: { amount: string };
    before: { sales: { amount: string } };
  };
  const parts = Object.values(change).reduce((sum, part) => sum + BigInt(part.amount), 0n);
  assert.equal(parts, BigInt(sales.amount) - BigInt(earlier.sales.amount));
});

test('months of the series add up to its days', async () => {
  const route = routes.find((one) => one.id === 'figures.daily') as Route;
  const totals = async (grain: string) => {
    const { data } = (await answer(full, route, { query: { grain } })) as {
      data: { sales: { amount: string }; orders: number; newCustomers: number }[];
    };
    return data.reduce((sum, row) => [sum[0] + BigInt(row.sales.amount), sum[1] + row.orders, sum[2] + row.newCustomers] as const, [
      0n,
      0,
      0,
    ] as readonly [bigint, number, number]);
  };
  assert.deepEqual(await totals('day'), await totals('month'));
  assert.deepEqual(await totals('day'), [1545n, 4, 2]);
});

test('every sale is given once and adds up to sales; influence counts it at every step; weights above the whole are refused', async () => {
  const route = routes.find(({ id }) => id === 'figures.attributed') ?? assert.fail();
  interface Told {
    ownPpm: number;
    people: number;
    sales: { amount: string };
    influence: { amount: string };
    data: { person: { externalId: string | null }; attributed: { amount: string } }[];
  }
  const told = (await answer(full, route, { query: {} })) as Told;
  assert.deepEqual([told.ownPpm, told.people, told.sales.amount, told.influence.amount], [700_000, 2, '1500', '1800']);
  const shown = (one: Told) => one.data.map(({ person, attributed }) => [person.externalId, attributed.amount]);
  assert.deepEqual(shown(told), [
    ['ann', '1260'],
    ['bob', '240'],
  ]);
  const all = (await answer(full, route, { query: { directPpm: '1000000', indirectPpm: '0', limit: '1' } })) as Told;
  assert.deepEqual([all.people, shown(all)], [1, [['ann', '1500']]]);
  assert.deepEqual(((await answer(empty, route, { query: {} })) as Told).data, []);
  assert.equal(route.query?.safeParse({ directPpm: '600000', indirectPpm: '500000' }).success, false);
});
