import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, parseId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { parseDay, zoneOf } from '../../../kit/time/index.ts';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { createProduct, updateProduct } from '../../catalog/index.ts';
import * as api from '../api.ts';
import { addPeople, addSales, refund, type NewOrder, type TestPerson } from '../brand.fixture.ts';
import { followLadder, isLadderBehind } from '../commands/follow-ladder.ts';
import { rebuildHistory } from '../commands/rebuild.ts';
import { writeChange } from '../commands/store-rollups.ts';
import { figuresLadder } from './figures-ladder.ts';

let base: TestDb;
before(async () => {
  base = await openTestDb();
});
after(() => base.close());

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 15, 4);
const START = NOW - 500 * DAY;
// The first of March by the clock of the brand, the last of February in UTC.
const FIRST_OF_MARCH = Date.UTC(2025, 1, 28, 20);
const ROLES = ['fan', 'entry', 'core', 'premium', 'membership', 'companion'] as const;

interface Item {
  readonly product: number;
  readonly quantity: number;
  readonly amount: bigint;
  readonly refunded: bigint;
}
interface Sale {
  readonly orderId: Uuid;
  readonly person: number;
  readonly paidAt: number;
  readonly items: readonly Item[];
}
interface Good {
  readonly id: Uuid;
  readonly role: (typeof ROLES)[number] | null;
  readonly cost: bigint | null;
}

interface Shop {
  readonly brand: TestTenant;
  readonly goods: Good[];
  readonly people: readonly TestPerson[];
}

/** Writes a brand with these products and nobody's orders and returns it. */
async function shopWith(goods: readonly Omit<Good, 'id'>[]): Promise<Shop> {
  const brand = await makeTestTenant(base.db);
  const made: Good[] = [];
  for (const [i, good] of goods.entries()) {
    const { productId } = await brand.write((ctx) =>
      createProduct(ctx, {
        externalId: `p${i}`,
        name: `P${i}`,
        ...(good.role === null ? {} : { ladderRole: good.role }),
        ...(good.cost === null ? {} : { cost: { amount: String(good.cost), currency: 'CNY' } }),
      }),
    );
    made.push({ ...good, id: productId });
  }
  const people = await brand.write((ctx) =>
    addPeople(
      ctx,
      Array.from({ length: 6 }, (_, i) => ({ externalId: `c${i}` })),
    ),
  );
  return { brand, goods: made, people };
}

function orderOf({ people }: Shop, sale: Sale): NewOrder {
  const net = sale.items.reduce((sum, item) => sum + item.amount - item.refunded, 0n);
  return { orderId: sale.orderId, paidAt: sale.paidAt, net, isRefunded: isRefunded(sale), person: people[sale.person] as TestPerson };
}

/** Takes these orders in, with their lines. */
async function sell(shop: Shop, sales: readonly Sale[]): Promise<void> {
  const rows = sales.flatMap((sale) => sale.items.map((item, i) => ({ ...item, orderId: sale.orderId, line: i + 2 })));
  const ids = plainArray(sales.map((sale) => sale.orderId));
  await shop.brand.write(async (ctx) => {
    await addSales(
      ctx,
      sales.map((sale) => orderOf(shop, sale)),
    );
    await ctx.sql
      .exec`UPDATE orders.line AS line SET is_total = true WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = ANY(${ids}::uuid[])`;
    await ctx.sql.exec`
      INSERT INTO orders.line (tenant_id, order_id, line, product_id, quantity, amount, refunded_amount, is_total, row_hash)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.line, fresh.product_id, fresh.quantity, fresh.amount, fresh.refunded, false, fresh.order_id
        FROM unnest(${plainArray(rows.map((row) => row.orderId))}::uuid[], ${plainArray(rows.map((row) => row.line))}::int[],
                    ${plainArray(rows.map((row) => shop.goods[row.product]?.id ?? null))}::uuid[], ${plainArray(rows.map((row) => row.quantity))}::int[],
                    ${plainArray(rows.map((row) => row.amount))}::bigint[], ${plainArray(rows.map((row) => row.refunded))}::bigint[])
             AS fresh (order_id, line, product_id, quantity, amount, refunded)`;
  });
}

/** Gives everything of an order back. @returns the order as it is then */
async function giveBack(shop: Shop, sale: Sale): Promise<Sale> {
  const given = { ...sale, items: sale.items.map((item) => ({ ...item, refunded: item.amount })) };
  await shop.brand.write(async (ctx) => {
    // What cost nothing cannot be refunded.
    await refund(ctx, orderOf(shop, sale), { net: 0n, isRefunded: isRefunded(given) });
    await ctx.sql.exec`
      UPDATE orders.line AS line SET refunded_amount = line.amount
       WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = ${sale.orderId} AND NOT line.is_total`;
  });
  return given;
}

/** Puts a product on another step, at another cost. */
async function move(shop: Shop, nth: number, to: Omit<Good, 'id'>): Promise<Shop> {
  const good = shop.goods[nth] as Good;
  const cost = to.cost === null ? null : { amount: String(to.cost), currency: 'CNY' };
  await shop.brand.write((ctx) => updateProduct(ctx, good.id, { ladderRole: to.role, cost }));
  return { ...shop, goods: shop.goods.with(nth, { ...to, id: good.id }) };
}

function isRefunded(sale: Sale): boolean {
  const charged = sale.items.reduce((sum, item) => sum + item.amount, 0n);
  return charged > 0n && sale.items.every((item) => item.refunded === item.amount);
}

/** The same figures, worked out one person after another. */
function naive(goods: readonly Good[], sales: readonly Sale[], bounds: { low: number; high: number }) {
  const kept = sales
    .filter((sale) => !isRefunded(sale) && sale.items.length > 0)
    .toSorted((a, b) => a.paidAt - b.paidAt || (a.orderId < b.orderId ? -1 : 1));
  return ROLES.map((role) => {
    const entries = [...Map.groupBy(kept, (sale) => sale.person).values()].flatMap((own) => {
      const at = own.findIndex((sale) => sale.items.some((item) => goods[item.product]?.role === role));
      const first = own[at];
      return first && first.paidAt >= bounds.low && first.paidAt < bounds.high ? [{ first, after: own.slice(at + 1) }] : [];
    });
    const next = new Map<number, number>();
    for (const { after: rest } of entries) {
      for (const product of new Set(rest[0]?.items.map((item) => item.product) ?? [])) next.set(product, (next.get(product) ?? 0) + 1);
    }
    const commonest = [...next].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    return {
      first: totals(
        goods,
        entries.map((entry) => [entry.first]),
      ),
      later: [30, 90, 365].map((days) => {
        const ripe = entries.filter((entry) => entry.first.paidAt + days * DAY <= NOW);
        const within = ripe.map((entry) => entry.after.filter((sale) => sale.paidAt <= entry.first.paidAt + days * DAY));
        return { days, cameBack: within.filter((list) => list.length > 0).length, ...totals(goods, within) };
      }),
      wentOn: entries.filter((entry) => entry.after.length > 0).length,
      next: commonest ? { product: goods[commonest[0]]?.id, buyers: commonest[1] } : null,
    };
  });
}

function totals(goods: readonly Good[], perPerson: readonly (readonly Sale[])[]) {
  let [sales, covered, cost] = [0n, 0n, 0n];
  for (const item of perPerson.flat().flatMap((sale) => sale.items)) {
    const known = goods[item.product]?.cost ?? null;
    const net = item.amount - item.refunded;
    sales += net;
    if (known === null) continue;
    covered += net;
    if (item.refunded === 0n || net > 0n) cost += known * BigInt(item.quantity);
  }
  return {
    buyers: perPerson.length,
    sales: sales.toString(),
    margin: covered === 0n && cost === 0n ? null : (covered - cost).toString(),
    coveredPpm: sales <= 0n ? null : Number((covered * 1_000_000n) / sales),
  };
}

const item: fc.Arbitrary<Item> = fc
  .record({
    product: fc.nat(6),
    quantity: fc.integer({ min: 1, max: 4 }),
    amount: fc.bigInt({ min: 0n, max: 5000n }),
    part: fc.constantFrom(0n, 0n, 0n, 1n, 2n),
  })
  .map(({ part, ...one }) => ({ ...one, refunded: part === 0n ? 0n : one.amount / part }));
const sale: fc.Arbitrary<Sale> = fc.record({
  orderId: fc.constant(null).map(() => newId()),
  person: fc.nat(5),
  paidAt: fc.oneof(
    fc.integer({ min: START, max: NOW }),
    fc.constantFrom(START, START + 30 * DAY, START + 365 * DAY, NOW - 30 * DAY, FIRST_OF_MARCH),
  ),
  items: fc.array(item, { maxLength: 4 }),
});
const good = fc.record({
  role: fc.constantFrom(...ROLES, null),
  cost: fc.option(fc.bigInt({ min: 0n, max: 2000n }), { nil: null }),
});

/** What the product answers, and what it should. */
async function bothOf(shop: Shop, sales: readonly Sale[], days: { from?: string; to?: string }, zone = 8) {
  const period = { from: days.from === undefined ? null : parseDay(days.from), to: days.to === undefined ? null : parseDay(days.to) };
  const inZone = (ctx: Ctx): Ctx => (zone === 8 ? ctx : { ...ctx, zone: zoneOf('UTC'), today: zoneOf('UTC').dayOf(NOW) });
  const answer = api.ladder.parse(await shop.brand.read((ctx) => figuresLadder(inZone(ctx), period), new Date(NOW)));
  const plain = (part: (typeof answer)['steps'][number]['first']) => ({
    ...part,
    sales: part.sales.amount,
    margin: part.margin?.amount ?? null,
  });
  const kept = sales.filter((one) => !isRefunded(one)).flatMap((one) => one.items);
  return {
    ours: {
      lines: answer.lines,
      unplaced: answer.unplacedLines,
      steps: answer.steps.map((step) => ({
        first: plain(step.first),
        later: step.later.map((part) => ({ ...plain(part), days: part.days, cameBack: part.cameBack })),
        wentOn: step.wentOn,
        next: step.next && { product: parseId('product', step.next.product.id), buyers: step.next.buyers },
      })),
    },
    expected: {
      lines: kept.length,
      unplaced: kept.filter((one) => shop.goods[one.product]?.role === null).length,
      steps: naive(shop.goods, sales, {
        low: period.from === null ? 0 : period.from * DAY - zone * 3_600_000,
        high: period.to === null ? Infinity : period.to * DAY - zone * 3_600_000,
      }),
    },
  };
}

/** Everything that is stored of the ladder but how far it has come. */
async function storedOf({ brand }: Shop): Promise<unknown> {
  return await brand.read(async (ctx) => [
    await ctx.sql`SELECT step.* FROM analytics.ladder_step AS step WHERE step.tenant_id = ${ctx.tenantId} ORDER BY step.node, step.role`,
    await ctx.sql`
      SELECT cell.* FROM analytics.ladder_cell AS cell WHERE cell.tenant_id = ${ctx.tenantId} AND (cell.buyers, cell.lines) <> (0, 0) ORDER BY cell.role, cell.month`,
    await ctx.sql`
      SELECT cell.* FROM analytics.ladder_next AS cell WHERE cell.tenant_id = ${ctx.tenantId} AND cell.people <> 0 ORDER BY cell.role, cell.month, cell.product_id`,
    await ctx.sql`SELECT known.* FROM analytics.ladder_product AS known WHERE known.tenant_id = ${ctx.tenantId} ORDER BY known.product_id`,
  ]);
}

const periods = fc.constantFrom(
  {},
  { from: '2025-03-01' },
  { from: '2024-11-01', to: '2025-08-01' },
  { from: '2024-11-20', to: '2025-12-17' },
);

test('the figures of the ladder are those of every person worked out one by one, however far the stored cells have come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(good, { minLength: 7, maxLength: 7 }),
      fc.array(sale, { maxLength: 40 }),
      fc.array(sale, { maxLength: 12 }),
      good,
      periods,
      async (goods, early, late, moved, days) => {
        let shop = await shopWith(goods);
        let sales = early;
        const check = async (when: string, zone = 8) => {
          const { ours, expected } = await bothOf(shop, sales, days, zone);
          assert.deepEqual(ours, expected, when);
        };
        const follow = (portion?: number) => shop.brand.write((ctx) => followLadder(ctx, portion));
        await sell(shop, early);
        await check('nothing stored');
        // Two people at a time: some are in the cells, some are not yet.
        await follow(2);
        await check('two people stored');
        for (let more = true; more;) more = await follow(2);
        await check('all stored');
        await check('in another zone', 0);
        await sell(shop, late);
        sales = [...early, ...late];
        const [first] = sales;
        if (first) sales = [await giveBack(shop, first), ...sales.slice(1)];
        shop = await move(shop, 3, moved);
        await check('sold, given back and moved since');
        await follow();
        await check('followed');
        if (shop.goods.every((one) => one.role === null)) return;
        assert.equal(await shop.brand.read(isLadderBehind), false);
        const stored = await storedOf(shop);
        await shop.brand.write(
          async (ctx) => await ctx.sql.exec`DELETE FROM analytics.ladder_state AS state WHERE state.tenant_id = ${ctx.tenantId}`,
        );
        assert.equal(await shop.brand.read(isLadderBehind), shop.people.length > 0);
        await follow();
        assert.deepEqual(await storedOf(shop), stored, 'built anew');
      },
    ),
    { numRuns: 25 },
  );
});

test('a rebuilt history has the ladder built anew', async () => {
  const shop = await shopWith([{ role: 'entry', cost: 100n }]);
  const one: Sale = { orderId: newId(), person: 0, paidAt: START, items: [{ product: 0, quantity: 1, amount: 500n, refunded: 0n }] };
  await sell(shop, [one]);
  await shop.brand.write((ctx) => followLadder(ctx));
  // As after a repair by hand: the cells are wrong and nobody was told.
  await shop.brand.write(async (ctx) => {
    await ctx.sql.exec`UPDATE analytics.ladder_cell AS cell SET buyers = 9 WHERE cell.tenant_id = ${ctx.tenantId}`;
    const lane = await lockLane(ctx);
    await rebuildHistory(ctx, lane);
    await lane.save();
  });
  for (const when of ['before', 'after']) {
    const { ours, expected } = await bothOf(shop, [one], {});
    assert.deepEqual(ours, expected, when);
    await shop.brand.write((ctx) => followLadder(ctx));
  }
});

test('what was committed since is kept for a ladder that is behind, and only for it', async () => {
  const shop = await shopWith([{ role: 'entry', cost: null }]);
  await shop.brand.write((ctx) => followLadder(ctx));
  const log = (seq: bigint) => shop.brand.write((ctx) => writeChange(ctx, seq, []));
  const kept = async () =>
    (
      await shop.brand.read(
        (ctx) => ctx.sql<{ seq: bigint }>`SELECT change.seq FROM analytics.change AS change WHERE change.tenant_id = ${ctx.tenantId}`,
      )
    )
      .map((row) => Number(row.seq))
      .toSorted((a, b) => a - b);
  const [through] = await shop.brand.read(
    (ctx) =>
      ctx.sql<{
        seq: bigint;
      }>`SELECT state.through_seq AS seq FROM analytics.ladder_state AS state WHERE state.tenant_id = ${ctx.tenantId}`,
  );
  const taken = Number(through?.seq);
  await log(BigInt(taken + 1));
  await log(6400n);
  assert.deepEqual(await kept(), [taken + 1, 6400]);
  await log(128_000n);
  assert.deepEqual(await kept(), [128_000]);
});

test('a worked case: an entry buyer who comes back for the core product within ninety days', async () => {
  const order = (person: number, day: number, product: number, amount: bigint): Sale => ({
    orderId: newId(),
    person,
    paidAt: START + day * DAY,
    items: [{ product, quantity: 1, amount, refunded: 0n }],
  });
  const shop = await shopWith([
    { role: 'entry', cost: 600n },
    { role: 'core', cost: 3000n },
    { role: 'companion', cost: null },
  ]);
  await sell(shop, [order(0, 0, 0, 990n), order(0, 40, 1, 9900n), order(0, 45, 2, 500n), order(1, 0, 0, 990n)]);
  await shop.brand.write((ctx) => followLadder(ctx));
  const { steps, lines, unplacedLines } = await shop.brand.read((ctx) => figuresLadder(ctx, { from: null, to: null }), new Date(NOW));
  const entry = steps[1];
  assert.deepEqual([entry?.first.buyers, entry?.first.margin?.amount, entry?.first.coveredPpm], [2, '780', 1_000_000]);
  assert.deepEqual(
    entry?.later.map((part) => [part.days, part.buyers, part.cameBack, part.sales.amount, part.margin?.amount, part.coveredPpm]),
    [
      [30, 2, 0, '0', undefined, null],
      [90, 2, 1, '10400', '6900', 951_923],
      [365, 2, 1, '10400', '6900', 951_923],
    ],
  );
  assert.deepEqual([entry?.next?.product.externalId, entry?.next?.buyers, entry?.wentOn], ['p1', 1, 1]);
  assert.deepEqual([lines, unplacedLines], [4, 0]);
});
