import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { addPeople, addReferrals, addSales, refund, type NewOrder, type NewReturn, type TestPerson } from '../brand.fixture.ts';
import { naiveFigures, type World } from '../model/naive.fixture.ts';
import { figuresCohorts } from '../queries/figures-cohorts.ts';
import { figuresFunnel } from '../queries/figures-funnel.ts';
import { figuresLifetime } from '../queries/figures-lifetime.ts';
import { figuresLoop } from '../queries/figures-loop.ts';
import { figuresRfm } from '../queries/figures-rfm.ts';
import { cutRfm } from './cut-rfm.ts';
import { rebuildHistory } from './rebuild.ts';

let test_db: TestDb;
let brand: TestTenant;
before(async () => {
  test_db = await openTestDb();
});
after(async () => {
  await test_db.close();
});

const START = Date.UTC(2025, 9, 20);
const HOUR = 3_600_000;
/** A small generator with a seed: the same brand every time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Everything derived, as text: rows at zero mean nothing and are left out. */
async function derived(ctx: Ctx): Promise<Record<string, string[]>> {
  const tables: Record<string, string> = {
    person: 'SELECT t.* FROM analytics.person AS t WHERE t.tenant_id = $1',
    day: 'SELECT t.* FROM analytics.day AS t WHERE t.tenant_id = $1 AND t.orders <> 0',
    day_people:
      'SELECT t.* FROM analytics.day_people AS t WHERE t.tenant_id = $1 AND (t.returns, t.orders, t.sales, t.customer_returns) <> (0, 0, 0, 0)',
    visit_gap: 'SELECT t.* FROM analytics.visit_gap AS t WHERE t.tenant_id = $1 AND t.people <> 0',
    cohort: 'SELECT t.* FROM analytics.cohort AS t WHERE t.tenant_id = $1 AND t.orders <> 0',
    transition: 'SELECT t.* FROM analytics.transition AS t WHERE t.tenant_id = $1 AND t.people <> 0',
    stage_count: 'SELECT t.* FROM analytics.stage_count AS t WHERE t.tenant_id = $1 AND t.people <> 0',
    rfm_cell: 'SELECT t.* FROM analytics.rfm_cell AS t WHERE t.tenant_id = $1 AND t.people <> 0',
    stage_change: 'SELECT t.* FROM relations.stage_change AS t WHERE t.tenant_id = $1',
    stage: 'SELECT t.node, t.stage, t.stage_since FROM relations.person AS t WHERE t.tenant_id = $1',
    origin: 'SELECT t.order_id, t.origin FROM orders.customer_order AS t WHERE t.tenant_id = $1',
  };
  const found: Record<string, string[]> = {};
  for (const [name, statement] of Object.entries(tables)) {
    const rows = await ctx.sql.text<{ row: string }>(`SELECT row_to_json(x)::text AS row FROM (${statement}) AS x ORDER BY 1`, [
      ctx.tenantId,
    ]);
    found[name] = rows.map((row) => row.row);
  }
  return found;
}

/** A brand grown in batches whose facts come in any order of time; answers the plain facts. */
async function grow(seed: number): Promise<World> {
  const roll = dice(seed);
  const people: TestPerson[] = [];
  const orders: NewOrder[] = [];
  const returns: NewReturn[] = [];
  const at = (): number => START + roll(150) * 13 * HOUR;
  const maybe = (): number | null => (roll(2) === 0 ? at() : null);
  for (let round = 0; round < 5; round++) {
    const fresh = await brand.write((ctx) =>
      addPeople(
        ctx,
        Array.from({ length: 8 }, (_, i) => {
          const referrer = people.length > 0 && roll(3) === 0 ? people[roll(people.length)] : undefined;
          return {
            externalId: `p${round}-${i}`,
            ...(referrer ? { referrer } : {}),
            facts: { seenAt: maybe(), consentAt: maybe(), sourceKind: roll(3) === 0 ? 'paid' : null },
          };
        }),
      ),
    );
    people.push(...fresh);
    const someone = (): TestPerson | null => (roll(8) === 0 ? null : (people[roll(people.length)] as TestPerson));
    const batch = Array.from({ length: 30 }, (): NewOrder => ({
      orderId: newId(),
      paidAt: at(),
      net: BigInt(roll(900)),
      isRefunded: false,
      person: someone(),
    }));
    const back = Array.from({ length: 5 }, (): NewReturn => ({
      returnId: newId(),
      at: at(),
      amount: BigInt(1 + roll(200)),
      person: someone(),
    }));
    await brand.write((ctx) => addSales(ctx, batch, back));
    orders.push(...batch);
    returns.push(...back);
    const free = people.filter((person) => person.facts.referral === null && person !== people[0]);
    const subject = free[roll(free.length)];
    const referrer = people[0] as TestPerson;
    if (subject && referrer.facts.referral === null)
      await brand.write((ctx) => addReferrals(ctx, [{ person: subject, referrer, knownAt: maybe() }]));
    const which = roll(orders.length);
    const isAll = roll(2) === 0;
    orders[which] = await brand.write((ctx) => refund(ctx, orders[which] as NewOrder, { net: isAll ? 0n : 1n, isRefunded: isAll }));
    if (round === 2) await brand.write((ctx) => cutRfm(ctx));
  }
  return {
    people: people.map((person) => ({
      facts: person.facts,
      orders: orders.filter((order) => order.person === person),
      returns: returns.filter((item) => item.person === person),
    })),
    anonymous: orders.filter((order) => order.person === null),
    anonymousReturns: returns.filter((item) => item.person === null),
    from: null,
    days: null,
  };
}

for (const seed of [1, 2]) {
  test(`a brand grown in any order has the figures of its facts, and a rebuild changes nothing (seed ${seed})`, async () => {
    brand = await makeTestTenant(test_db.db);
    const world = await grow(seed);
    for (const [from, to] of [
      [null, null],
      ['2025-11-10', '2025-12-20'],
      ['2025-12-01', null],
      [null, '2025-12-07'],
      ['2025-12-03', '2025-12-04'],
    ] as const) {
      const period = { from: from && parseDay(from), to: to && parseDay(to) };
      const zone = (await brand.read(async (ctx) => ctx)).zone;
      const expected = naiveFigures(world, zone, period.from, period.to);
      const { loop, lifetime } = await brand.read(async (ctx) => ({
        loop: await figuresLoop(ctx, period),
        lifetime: await figuresLifetime(ctx, period.to),
      }));
      const byOrigin = Object.fromEntries(
        Object.entries(loop.byOrigin)
          .filter(([, cell]) => cell.orders > 0)
          .map(([name, cell]) => [name, `${cell.orders}/${cell.sales.amount}`]),
      );
      assert.deepEqual(byOrigin, expected.byOrigin);
      assert.equal(loop.returns.amount, String(expected.returns));
      assert.equal(loop.buyers, expected.buyers);
      assert.equal(lifetime.customers, expected.lifetime.customers);
      assert.equal(lifetime.sales.amount, String(expected.lifetime.sales));
      assert.equal(lifetime.oneTimeBuyers, expected.lifetime.oneTimeBuyers);
      if (from === null) continue;
      const funnel = await brand.read((ctx) => figuresFunnel(ctx, period));
      const exact = naiveFigures(world, zone, period.from, period.to, 'days').transitions;
      const perStep = (step: { from: string | null; to: string }): number =>
        Object.entries(exact)
          .filter(([key]) => key.startsWith(`${step.from ?? 'none'}>${step.to}:`))
          .reduce((sum, [, people]) => sum + people, 0);
      assert.deepEqual(
        funnel.transitions.map((step) => step.count),
        funnel.transitions.map(perStep),
      );
      assert.equal(
        funnel.transitions.reduce((sum, step) => sum + step.count, 0),
        Object.values(exact).reduce((sum, people) => sum + people, 0),
      );
    }
    const cohorts = await brand.read((ctx) => figuresCohorts(ctx, { from: null, to: null }));
    const cells = cohorts.cohorts.flatMap((cohort) => cohort.cells.map((cell) => `${cell.people}/${cell.orders}/${cell.sales.amount}`));
    const zone = (await brand.read(async (ctx) => ctx)).zone;
    assert.deepEqual(cells.sort(), Object.values(naiveFigures(world, zone, null, null).cohorts).sort());

    await brand.write((ctx) => cutRfm(ctx));
    const before = await brand.read(derived);
    const grid = await brand.read(figuresRfm);
    await brand.write(async (ctx) => {
      const lane = await lockLane(ctx);
      await rebuildHistory(ctx, lane);
      await lane.save();
    });
    assert.deepEqual(await brand.read(derived), before);
    assert.deepEqual(await brand.read(figuresRfm), grid);
    assert.equal(
      grid.cells.reduce((sum, cell) => sum + cell.people, 0),
      world.people.filter((person) => person.orders.length > 0).length,
    );
  });
}

test('a return that comes before the first order lowers the sales of customers from that order on', async () => {
  brand = await makeTestTenant(test_db.db);
  const [person] = await brand.write((ctx) => addPeople(ctx, [{ externalId: 'a' }]));
  assert.ok(person);
  await brand.write((ctx) => addSales(ctx, [], [{ returnId: newId(), at: START, amount: 30n, person }]));
  await brand.write((ctx) => addSales(ctx, [{ orderId: newId(), paidAt: START + 48 * HOUR, net: 100n, isRefunded: false, person }]));
  const day = parseDay('2025-10-22');
  const [early, late] = await brand.read(async (ctx) => [await figuresLifetime(ctx, day), await figuresLifetime(ctx, day + 1)] as const);
  assert.deepEqual([early.customers, early.sales.amount], [0, '0']);
  assert.deepEqual([late.customers, late.sales.amount], [1, '70']);
});

test('cells of one brand are invisible to another', async () => {
  const first = await makeTestTenant(test_db.db);
  const second = await makeTestTenant(test_db.db);
  brand = first;
  const [person] = await first.write((ctx) => addPeople(ctx, [{ externalId: 'a' }]));
  await first.write((ctx) => addSales(ctx, [{ orderId: newId(), paidAt: START, net: 100n, isRefunded: false, person: person ?? null }]));
  const loop = await second.read((ctx) => figuresLoop(ctx, { from: null, to: null }));
  assert.equal(loop.orders, 0);
  assert.equal(loop.loopRate, null);
});
