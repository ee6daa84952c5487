import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Ctx } from '../../kit/ctx.ts';
import { seeded } from '../../kit/random/index.ts';
import { sharedData } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { brokenSeal } from '../../rooms/ledger/index.ts';
import { createPlan, newPlan, publishPlan } from '../../rooms/partners/index.ts';
import { openImportBench } from '../import.fixture.ts';
import { settle, type MoneyCommand } from './index.ts';
import { readForest, readRestaurant, readTmall, reckon, type Sale } from './reference.fixture.ts';

const bench = await openImportBench();
after(bench.close);

const files = {
  cascades: sharedData('weibo-cascades', 'cascades.csv'),
  edges: sharedData('weibo-cascades', 'edges.csv.gz'),
  tmall: sharedData('tmall-orders', 'tmall_orders_before_2020-02-20.csv'),
  restaurant: sharedData('restaurant-orders-cn', 'meal_order_info_gb18030.csv'),
};
const STAGES = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;

test('Tmall and the restaurant sold live over the forest of Weibo: every commission equals an independent reckoning, also after 1,000 partial refunds', async (t) => {
  const { cascades, edges, tmall, restaurant } = files;
  if (!cascades || !edges || !tmall || !restaurant) return t.diagnostic('the data sets are not here: nothing was proved');
  const { parent, csv } = readForest(cascades, edges);
  const people = [...parent.keys()];
  const sales = [...readTmall(tmall, people), ...readRestaurant(restaurant, people)];
  assert.equal(sales.length, 4_718 + 162);
  const brand = await bench.brand({ policy: 'LAB', isSandbox: true });
  await brand.import({ text: csv }, { as: 'referrals' });
  await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'thing', name: 'Thing' });
    const levels = [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 50_000 },
    ];
    const plan = newPlan.parse({
      name: 'Two levels',
      levels,
      payees: { stages: STAGES, onIneligible: 'brand' },
      hold: { days: 15, from: 'receipt' },
    });
    const { planId } = await createPlan(ctx, plan);
    await publishPlan(ctx, planId, null);
  });
  for (const portion of portions(sales, 600)) {
    const commands = portion.flatMap(sold);
    const outcomes = await brand.write((ctx) => settle(ctx, commands));
    for (const outcome of outcomes) assert.notEqual(outcome.kind, 'refused', JSON.stringify(outcome));
  }
  assert.deepEqual(await brand.read(keptOf), sorted(reckon(sales, parent)));

  const random = seeded(20_260_201);
  const open = sales.filter((sale) => sale.isPaid && sale.total > sale.refunded);
  const refunds: MoneyCommand[] = [];
  while (refunds.length < 1_000) {
    const sale = open[Math.floor(random() * open.length)];
    if (!sale || sale.total === sale.refunded) continue;
    const amount = 1n + BigInt(Math.floor(random() * Number(sale.total - sale.refunded)));
    sale.refunded += amount;
    refunds.push(refundOf(sale, amount, `r${refunds.length}`));
  }
  for (const portion of portions(refunds, 300)) {
    const outcomes = await brand.write((ctx) => settle(ctx, portion));
    for (const outcome of outcomes) assert.equal(outcome.kind, 'refund', JSON.stringify(outcome));
  }
  assert.deepEqual(await brand.read(keptOf), sorted(reckon(sales, parent)));
  const books = await brand.read(async (ctx) => ({ broken: await brokenSeal(ctx), ...(await sums(ctx)) }));
  const owed = [...reckon(sales, parent).values()].reduce((sum, amount) => sum + amount, 0n);
  assert.deepEqual(books, { broken: null, all: 0n, pending: -owed, net: netOf(sales) });
});

function sold(sale: Sale): MoneyCommand[] {
  const place: MoneyCommand = {
    kind: 'placeOrder',
    externalId: sale.order,
    person: `ext:${sale.person}`,
    lines: [{ product: 'ext:thing', sku: null, quantity: 1n, unitPrice: sale.total, discount: 0n, tax: 0n }],
    discount: 0n,
    shipping: 0n,
    coupon: null,
    scene: null,
    method: null,
    channel: null,
    placedAt: null,
  };
  if (!sale.isPaid || sale.total === 0n) return [place];
  const order = `ext:${sale.order}`;
  const pay: MoneyCommand = {
    kind: 'recordPayment',
    order,
    amount: sale.total,
    provider: 'manual',
    externalId: `p-${sale.order}`,
    at: null,
  };
  return [place, pay, ...(sale.refunded > 0n ? [refundOf(sale, sale.refunded, `first-${sale.order}`)] : [])];
}

function refundOf(sale: Sale, amount: bigint, externalId: string): MoneyCommand {
  return { kind: 'giveRefund', order: `ext:${sale.order}`, externalId, lines: [{ line: 1, amount }], shipping: 0n, cause: 'refund' };
}

/** What every payee keeps of every order, as the product wrote it. */
async function keptOf(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.sql<{ order_ref: string; payee: string; depth: number; kept: bigint }>`
    SELECT customer_order.external_id AS order_ref, person.external_id AS payee, commission.depth, commission.amount - commission.reversed AS kept
      FROM partners.commission AS commission
      JOIN orders.customer_order AS customer_order
        ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = commission.order_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = commission.payee_id
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.amount > commission.reversed`;
  return sorted(new Map(rows.map((row) => [`${row.order_ref} ${row.payee} ${row.depth}`, row.kept])));
}

async function sums(ctx: Ctx): Promise<{ all: bigint; pending: bigint; net: bigint }> {
  return await ctx.sql.one`
    SELECT coalesce(sum(entry.amount), 0)::bigint AS all,
           coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'pending'), 0)::bigint AS pending,
           coalesce(-sum(entry.amount) FILTER (WHERE entry.account IN ('sales', 'sales:refunds')), 0)::bigint AS net
      FROM ledger.entry AS entry
     WHERE entry.tenant_id = ${ctx.tenantId}`;
}

function netOf(sales: readonly Sale[]): bigint {
  return sales.reduce((sum, sale) => (sale.isPaid ? sum + sale.total - sale.refunded : sum), 0n);
}

function sorted(map: ReadonlyMap<string, bigint>): string[] {
  return [...map].map(([key, amount]) => `${key} ${amount}`).sort();
}

function portions<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
