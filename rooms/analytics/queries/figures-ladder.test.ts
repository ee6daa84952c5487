import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, parseId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { createProduct } from '../../catalog/index.ts';
import * as api from '../api.ts';
import { addPeople, addSales, type TestPerson } from '../brand.fixture.ts';
import { figuresLadder } from './figures-ladder.ts';

let base: TestDb;
before(async () => {
  base = await openTestDb();
});
after(() => base.close());

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 15, 4);
const START = NOW - 500 * DAY;
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

/** Writes a brand with these products and orders and returns it. */
async function brandWith(goods: readonly Omit<Good, 'id'>[], sales: readonly Sale[]): Promise<{ brand: TestTenant; goods: Good[] }> {
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
  const netOf = (sale: Sale) => sale.items.reduce((sum, item) => sum + item.amount - item.refunded, 0n);
  await brand.write((ctx) =>
    addSales(
      ctx,
      sales.map((sale) => ({
        orderId: sale.orderId,
        paidAt: sale.paidAt,
        net: netOf(sale),
        isRefunded: isRefunded(sale),
        person: people[sale.person] as TestPerson,
      })),
    ),
  );
  const rows = sales.flatMap((sale) => sale.items.map((item, i) => ({ ...item, orderId: sale.orderId, line: i + 2 })));
  await brand.write(async (ctx) => {
    await ctx.sql.exec`UPDATE orders.line AS line SET is_total = true WHERE line.tenant_id = ${ctx.tenantId}`;
    await ctx.sql.exec`
      INSERT INTO orders.line (tenant_id, order_id, line, product_id, quantity, amount, refunded_amount, is_total, row_hash)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.line, fresh.product_id, fresh.quantity, fresh.amount, fresh.refunded, false, fresh.order_id
        FROM unnest(${plainArray(rows.map((row) => row.orderId))}::uuid[], ${plainArray(rows.map((row) => row.line))}::int[],
                    ${plainArray(rows.map((row) => made[row.product]?.id ?? null))}::uuid[], ${plainArray(rows.map((row) => row.quantity))}::int[],
                    ${plainArray(rows.map((row) => row.amount))}::bigint[], ${plainArray(rows.map((row) => row.refunded))}::bigint[])
             AS fresh (order_id, line, product_id, quantity, amount, refunded)`;
  });
  return { brand, goods: made };
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
  paidAt: fc.oneof(fc.integer({ min: START, max: NOW }), fc.constantFrom(START, START + 30 * DAY, START + 365 * DAY, NOW - 30 * DAY)),
  items: fc.array(item, { maxLength: 4 }),
});
const good = fc.record({
  role: fc.constantFrom(...ROLES, null),
  cost: fc.option(fc.bigInt({ min: 0n, max: 2000n }), { nil: null }),
});

test('the figures of the ladder are those of every person worked out one by one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(good, { minLength: 7, maxLength: 7 }),
      fc.array(sale, { maxLength: 40 }),
      fc.constantFrom({}, { from: '2025-03-01' }, { from: '2024-11-01', to: '2025-08-01' }),
      async (goods, sales, days: { from?: string; to?: string }) => {
        const { brand, goods: made } = await brandWith(goods, sales);
        const period = { from: days.from === undefined ? null : parseDay(days.from), to: days.to === undefined ? null : parseDay(days.to) };
        const answer = api.ladder.parse(await brand.read((ctx) => figuresLadder(ctx, period), new Date(NOW)));
        const zone = 8 * 3_600_000;
        const expected = naive(made, sales, {
          low: period.from === null ? 0 : period.from * DAY - zone,
          high: period.to === null ? Infinity : period.to * DAY - zone,
        });
        for (const [i, step] of answer.steps.entries()) {
          const plain = (part: (typeof step)['first']) => ({ ...part, sales: part.sales.amount, margin: part.margin?.amount ?? null });
          assert.deepEqual(
            {
              first: plain(step.first),
              later: step.later.map((part) => ({ ...plain(part), days: part.days, cameBack: part.cameBack })),
              wentOn: step.wentOn,
              next: step.next && { product: parseId('product', step.next.product.id), buyers: step.next.buyers },
            },
            expected[i],
            step.ladderRole,
          );
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('a worked case: an entry buyer who comes back for the core product within ninety days', async () => {
  const order = (person: number, day: number, product: number, amount: bigint): Sale => ({
    orderId: newId(),
    person,
    paidAt: START + day * DAY,
    items: [{ product, quantity: 1, amount, refunded: 0n }],
  });
  const { brand } = await brandWith(
    [
      { role: 'entry', cost: 600n },
      { role: 'core', cost: 3000n },
      { role: 'companion', cost: null },
    ],
    [order(0, 0, 0, 990n), order(0, 40, 1, 9900n), order(0, 45, 2, 500n), order(1, 0, 0, 990n)],
  );
  const { steps, lines, unplacedLines } = await brand.read((ctx) => figuresLadder(ctx, { from: null, to: null }), new Date(NOW));
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
