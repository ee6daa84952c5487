import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../../../kit/db/lane.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { ensureProducts } from '../../catalog/index.ts';
import { addPeople } from '../../relations/index.ts';
import * as api from '../api.ts';
import {
  insertLines,
  insertOrders,
  insertReturns,
  listOrders,
  listReturns,
  moveOrders,
  orderReply,
  updateOrders,
  type OrderFilter,
  type OrderRecord,
} from '../index.ts';

let base: TestDb;
let other: TestTenant;

before(async () => {
  base = await openTestDb();
  other = await makeTestTenant(base.db);
});
after(() => base.close());

async function person(brand: TestTenant, externalId: string): Promise<Uuid> {
  return await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const added = await addPeople(ctx, lane, [{ externalId }]);
    await lane.save();
    return added.rows[0]?.person?.personId ?? '';
  });
}

function record(externalId: string, at: string, more: Partial<OrderRecord> = {}): OrderRecord {
  const ms = Date.parse(at);
  return {
    orderId: newId(),
    externalId,
    personId: null,
    placedAtMs: ms,
    paidAtMs: ms,
    charged: 1000n,
    refunded: 0n,
    isRefunded: false,
    origin: 'anonymous',
    totalFrom: 'lines',
    scene: null,
    channel: null,
    status: null,
    ...more,
  };
}

const unpaid = { paidAtMs: null, origin: null };

async function allOf(brand: TestTenant, filter: Omit<OrderFilter, 'limit'>): Promise<(string | null)[]> {
  const seen: (string | null)[] = [];
  let cursor: string | undefined;
  do {
    const page = await brand.read((ctx) => listOrders(ctx, { ...filter, limit: 2, cursor }));
    api.orderList.parse(page);
    seen.push(...page.data.map((order) => order.externalId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return seen;
}

test('orders come newest first, unpaid ones by when they were placed, page by page without gaps or doubles', async () => {
  const brand = await makeTestTenant(base.db);
  const buyer = await person(brand, 'buyer');
  const mine: { personId: Uuid; origin: Origin } = { personId: buyer, origin: 'direct' };
  await brand.write((ctx) =>
    insertOrders(
      ctx,
      [
        record('a', '2026-01-01T00:00:00Z'),
        record('b', '2026-01-03T00:00:00Z', mine),
        record('c', '2026-01-03T00:00:00Z'),
        record('d', '2026-01-02T00:00:00Z', unpaid),
        record('e', '2026-01-04T16:00:00Z', mine),
        record('~0a.1', '2025-12-31T00:00:00Z', { ...mine, ...unpaid }),
      ],
      null,
    ),
  );
  assert.deepEqual(await allOf(brand, {}), ['e', 'c', 'b', 'd', 'a', null]);
  assert.deepEqual(await allOf(brand, { personId: buyer }), ['e', 'b', null]);
  assert.deepEqual(await allOf(brand, { origin: 'direct' }), ['e', 'b']);
  assert.deepEqual(await allOf(other, {}), []);
});

test('orders of one state are those and no others, across paid and unpaid', async () => {
  const brand = await makeTestTenant(base.db);
  await brand.write((ctx) =>
    insertOrders(
      ctx,
      [
        record('paid', '2026-01-01T00:00:00Z'),
        record('back', '2026-01-02T00:00:00Z', { isRefunded: true, refunded: 1000n }),
        record('open', '2026-01-03T00:00:00Z', unpaid),
        record('sent', '2026-01-04T00:00:00Z'),
        record('here', '2026-01-05T00:00:00Z'),
        record('dropped', '2026-01-06T00:00:00Z', unpaid),
      ],
      null,
    ),
  );
  await brand.write(async (ctx) => {
    const at = new Date('2026-01-07T00:00:00Z');
    await ctx.sql`UPDATE orders.customer_order SET shipped_at = ${at} WHERE tenant_id = ${ctx.tenantId} AND external_id = ANY(${['sent', 'here']}::text[])`;
    await ctx.sql`UPDATE orders.customer_order SET received_at = ${at} WHERE tenant_id = ${ctx.tenantId} AND external_id = 'here'`;
    await ctx.sql`UPDATE orders.customer_order SET cancelled_at = ${at} WHERE tenant_id = ${ctx.tenantId} AND external_id = 'dropped'`;
  });
  const found = new Map<string, (string | null)[]>();
  for (const state of ['unpaid', 'paid', 'shipped', 'received', 'refunded', 'cancelled'] as const)
    found.set(state, await allOf(brand, { state }));
  assert.deepEqual(Object.fromEntries(found), {
    unpaid: ['open'],
    paid: ['paid'],
    shipped: ['sent'],
    received: ['here'],
    refunded: ['back'],
    cancelled: ['dropped'],
  });
});

test('a period holds the days of the brand’s zone and paid orders only', async () => {
  const brand = await makeTestTenant(base.db);
  await brand.write((ctx) =>
    insertOrders(
      ctx,
      [
        record('before', '2026-01-31T15:59:59Z'),
        record('first', '2026-01-31T16:00:00Z'),
        record('last', '2026-02-28T15:59:59Z'),
        record('after', '2026-02-28T16:00:00Z'),
        record('waiting', '2026-02-10T00:00:00Z', unpaid),
      ],
      null,
    ),
  );
  assert.deepEqual(await allOf(brand, { from: '2026-02-01', to: '2026-03-01' }), ['last', 'first']);
  await assert.rejects(
    brand.read((ctx) => listOrders(ctx, { limit: 2, from: '2026-02-30' })),
    refusal('date.invalid'),
  );
});

test('an order shows what was received, what went back and what remains, with its lines', async () => {
  const brand = await makeTestTenant(base.db);
  const buyer = await person(brand, 'buyer');
  const order = record('o-1', '2026-01-05T00:00:00Z', {
    personId: buyer,
    origin: 'direct',
    charged: 1500n,
    refunded: 500n,
    scene: 'group',
  });
  const waiting = record('~00ff.1', '2026-01-06T00:00:00Z', { ...unpaid, charged: 700n });
  await brand.write(async (ctx) => {
    const { ids } = await ensureProducts(ctx, [{ externalId: 'tea', name: 'Tea', category: 'drinks' }]);
    await insertOrders(ctx, [order, waiting], null);
    const line = { orderId: order.orderId, quantity: '2.50', refunded: 0n, isTotal: false };
    await insertLines(
      ctx,
      [
        { ...line, line: 2, productId: null, amount: 500n, contentKey: 'a'.repeat(32) },
        { ...line, line: 1, productId: ids.get('tea') ?? null, amount: 1000n, contentKey: 'b'.repeat(32) },
      ],
      null,
    );
  });
  const shown = await brand.read((ctx) => orderReply(ctx, 'ext:o-1'));
  api.orderWithLines.parse(shown);
  assert.deepEqual(
    [shown.state, shown.total.amount, shown.paid.amount, shown.refunded.amount, shown.net.amount, shown.lineCount],
    ['paid', '1500', '1500', '500', '1000', 2],
  );
  assert.deepEqual(
    shown.lines.map((line) => [line.line, line.product?.name ?? null, line.quantity]),
    [
      [1, 'Tea', 2.5],
      [2, null, 2.5],
    ],
  );
  assert.equal(shown.person?.externalId, 'buyer');
  const later = await brand.read((ctx) => orderReply(ctx, publicId('order', waiting.orderId)));
  assert.deepEqual(
    [later.state, later.externalId, later.total.amount, later.paid.amount, later.net.amount],
    ['unpaid', null, '700', '0', '0'],
  );
  await assert.rejects(
    brand.read((ctx) => orderReply(ctx, 'ext:~00ff.1')),
    refusal('order.notFound'),
  );
  for (const id of ['ext:o-1', publicId('order', order.orderId), 'ord_zz', 'ext:\0'])
    await assert.rejects(
      other.read((ctx) => orderReply(ctx, id)),
      refusal('order.notFound'),
    );
});

test('an update takes the place of what was there; an order refunded in full is refunded', async () => {
  const brand = await makeTestTenant(base.db);
  const order = record('o-2', '2026-01-05T00:00:00Z');
  await brand.write((ctx) => insertOrders(ctx, [order], null));
  await brand.write((ctx) => updateOrders(ctx, [{ ...order, refunded: 1000n, isRefunded: true, origin: null, status: 'closed' }]));
  const shown = await brand.read((ctx) => orderReply(ctx, 'ext:o-2'));
  assert.deepEqual([shown.state, shown.net.amount, shown.origin, shown.status], ['refunded', '0', 'anonymous', 'closed']);
});

test('one external id is one order, also when two files bring it at once', async () => {
  const brand = await makeTestTenant(base.db);
  const outcomes = await Promise.allSettled(
    [1, 2, 3].map(() => brand.write((ctx) => insertOrders(ctx, [record('twice', '2026-01-05T00:00:00Z')], null))),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
});

test('returns come newest first and move with the orders of a person', async () => {
  const brand = await makeTestTenant(base.db);
  const [one, two] = [await person(brand, 'one'), await person(brand, 'two')];
  await brand.write(async (ctx) => {
    await insertOrders(ctx, [record('o', '2026-01-05T00:00:00Z', { personId: one, origin: 'direct' })], null);
    const row = { externalId: null, orderId: null, personId: one, productId: null, amount: 5n, nth: 1 };
    await insertReturns(
      ctx,
      [
        { ...row, returnId: newId(), atMs: Date.parse('2026-01-06T00:00:00Z'), contentKey: 'c'.repeat(32) },
        { ...row, returnId: newId(), atMs: Date.parse('2026-01-07T00:00:00Z'), contentKey: 'd'.repeat(32) },
      ],
      null,
    );
  });
  const first = await brand.read((ctx) => listReturns(ctx, { limit: 1 }));
  api.returnList.parse(first);
  const second = await brand.read((ctx) => listReturns(ctx, { limit: 1, cursor: first.next ?? undefined }));
  assert.deepEqual([first.data[0]?.at, second.data[0]?.at, second.next], ['2026-01-07T00:00:00.000Z', '2026-01-06T00:00:00.000Z', null]);
  await brand.write((ctx) => moveOrders(ctx, { from: one, to: two }));
  assert.deepEqual(await allOf(brand, { personId: one }), []);
  assert.deepEqual(await allOf(brand, { personId: two }), ['o']);
  assert.equal((await brand.read((ctx) => listReturns(ctx, { limit: 9, personId: two }))).data.length, 2);
});
