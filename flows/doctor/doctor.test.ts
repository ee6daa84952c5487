import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../../kit/db/lane.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../kit/testing/index.ts';
import { cutRfm, moveGoods, prepareHistory } from '../../rooms/analytics/index.ts';
import { createProduct, productsForSale, reserveStock, sellReserved } from '../../rooms/catalog/index.ts';
import { insertLines, insertOrders } from '../../rooms/orders/index.ts';
import { addPeople, bindReferral, findPeople } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { diagnose } from './index.ts';

let t: TestDb;
let brand: TestTenant;

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T04:00:00Z');

before(async () => {
  t = await openTestDb();
  registerFlows();
  brand = await makeTestTenant(t.db);
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const { rows } = await addPeople(
      ctx,
      lane,
      ['a', 'b', 'c'].map((externalId) => ({ externalId, seenAtMs: START })),
    );
    const people = rows.map((row) => row.person).filter((person) => person !== null);
    const orders = people.flatMap((person, i) =>
      Array.from({ length: i + 1 }, (_, nth) => ({
        person,
        orderId: newId(),
        paidAt: START + (nth * 9 + i) * DAY,
        net: BigInt(1000 + nth),
      })),
    );
    const plan = await prepareHistory(ctx, lane, {
      people: people.map((person) => ({
        personId: person.personId,
        node: person.node,
        before: null,
        after: { seenAt: START, consentAt: null, createdAt: ctx.now.getTime(), referral: null, sourceKind: null },
        orders: orders
          .filter((order) => order.person === person)
          .map((order) => ({ before: null, after: { orderId: order.orderId, paidAt: order.paidAt, net: order.net, isRefunded: false } })),
        returns: [],
      })),
    });
    await insertOrders(
      ctx,
      orders.map((order) => ({
        orderId: order.orderId,
        externalId: order.orderId,
        personId: order.person.personId,
        placedAtMs: order.paidAt,
        paidAtMs: order.paidAt,
        charged: order.net,
        refunded: 0n,
        isRefunded: false,
        origin: plan.originOf(order.orderId),
        totalFrom: 'lines',
        scene: null,
        channel: null,
        status: null,
      })),
      null,
    );
    await insertLines(
      ctx,
      orders.map((order) => ({
        orderId: order.orderId,
        line: 1,
        productId: null,
        quantity: '1',
        amount: order.net,
        refunded: 0n,
        isTotal: false,
        contentKey: order.orderId,
      })),
      null,
    );
    await plan.write();
    await moveGoods(
      ctx,
      orders.map((order) => order.orderId),
      1,
    );
    await lane.save();
  });
  await brand.write(async (ctx) => {
    const people = await findPeople(ctx, ['a', 'b']);
    await bindReferral(ctx, { person: people.get('b')?.personId ?? '', referrer: people.get('a')?.personId ?? '' });
  });
  await brand.write(async (ctx) => await cutRfm(ctx));
  await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'jar', name: 'Jar', stock: 10 });
    const skuId = (await productsForSale(ctx, ['ext:jar'])).get('ext:jar')?.skus[0]?.skuId ?? '';
    const orderIds = (
      await ctx.sql<{ order_id: Uuid }>`
        SELECT paid.order_id FROM orders.customer_order AS paid WHERE paid.tenant_id = ${ctx.tenantId} ORDER BY paid.order_id LIMIT 2`
    ).map((row) => row.order_id);
    await reserveStock(
      ctx,
      orderIds.map((orderId) => ({ orderId, skuId, quantity: 2, expiresAt: null })),
    );
    await sellReserved(ctx, orderIds.slice(0, 1));
  });
});
after(async () => await t.close());

/** Ids of the checks that fail; the throwaway database of the tests is not durable, and says so. */
async function broken(): Promise<string[]> {
  const { findings } = await diagnose(t.db, brand.tenant.slug);
  return findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map((finding) => finding.id);
}

test('a brand kept by the product has nothing to find', async () => {
  assert.deepEqual(await broken(), []);
});

test('an unknown brand is refused by name', async () => {
  await assert.rejects(diagnose(t.db, 'nobody'), { code: 'brand.notFound' });
});

const faults: { what: string; sql: string; undo: string; finds: string }[] = [
  {
    what: 'a daily total that lost an order',
    sql: 'UPDATE analytics.day SET orders = orders - 1 WHERE tenant_id = $1',
    undo: 'UPDATE analytics.day SET orders = orders + 1 WHERE tenant_id = $1',
    finds: 'I2.days',
  },
  {
    what: 'a month that lost a piece of its goods',
    sql: 'UPDATE analytics.goods SET quantity = quantity - 1 WHERE tenant_id = $1',
    undo: 'UPDATE analytics.goods SET quantity = quantity + 1 WHERE tenant_id = $1',
    finds: 'I2.goods',
  },
  {
    what: 'a visit on another day of its month',
    sql: 'UPDATE analytics.visit_gap SET by_day = by_day[31:31] || by_day[1:30] WHERE tenant_id = $1',
    undo: 'UPDATE analytics.visit_gap SET by_day = by_day[2:31] || by_day[1:1] WHERE tenant_id = $1',
    finds: 'I2.visits',
  },
  {
    what: 'a number of visits that is not their sum',
    sql: 'UPDATE analytics.visit_gap SET people = people + 1 WHERE tenant_id = $1',
    undo: 'UPDATE analytics.visit_gap SET people = people - 1 WHERE tenant_id = $1',
    finds: 'I2.visits',
  },
  {
    what: 'a stage that took another number of days',
    sql: 'UPDATE analytics.transition SET by_day = by_day[32:32] || by_day[1:31] WHERE tenant_id = $1',
    undo: 'UPDATE analytics.transition SET by_day = by_day[2:32] || by_day[1:1] WHERE tenant_id = $1',
    finds: 'I2.transitions',
  },
  {
    what: 'a number of transitions that is not their sum',
    sql: 'UPDATE analytics.transition SET people = people + 1 WHERE tenant_id = $1',
    undo: 'UPDATE analytics.transition SET people = people - 1 WHERE tenant_id = $1',
    finds: 'I2.transitions',
  },
  {
    what: 'a state that earned a cent',
    sql: 'UPDATE analytics.person SET net_amount = net_amount + 1 WHERE tenant_id = $1 AND node = 0',
    undo: 'UPDATE analytics.person SET net_amount = net_amount - 1 WHERE tenant_id = $1 AND node = 0',
    finds: 'I2.people',
  },
  {
    what: 'an origin that is not the first that fits',
    sql: `UPDATE orders.customer_order SET origin = 'paid' WHERE tenant_id = $1 AND origin = 'repeat'`,
    undo: `UPDATE orders.customer_order SET origin = 'repeat' WHERE tenant_id = $1 AND origin = 'paid'`,
    finds: 'F.origins',
  },
  {
    what: 'a ring of referrals',
    sql: `UPDATE relations.person SET a1_node = 1 WHERE tenant_id = $1 AND node = 0`,
    undo: `UPDATE relations.person SET a1_node = NULL WHERE tenant_id = $1 AND node = 0`,
    finds: 'I14.acyclic',
  },
  {
    what: 'a stage set by hand',
    sql: `UPDATE relations.person SET stage = 'repeat' WHERE tenant_id = $1 AND node = 0`,
    undo: `UPDATE relations.person SET stage = 'customer' WHERE tenant_id = $1 AND node = 0`,
    finds: 'F.stages',
  },
  {
    what: 'a line that changed after its order',
    sql: 'UPDATE orders.line SET amount = amount + 1 WHERE tenant_id = $1',
    undo: 'UPDATE orders.line SET amount = amount - 1 WHERE tenant_id = $1',
    finds: 'O.linesAddUp',
  },
  {
    what: 'a piece that came from nowhere',
    sql: 'UPDATE catalog.sku SET stock = stock + 1, stock_total = stock_total + 1 WHERE tenant_id = $1',
    undo: 'UPDATE catalog.sku SET stock = stock - 1, stock_total = stock_total - 1 WHERE tenant_id = $1',
    finds: 'I11.received',
  },
  {
    what: 'a piece sold to nobody',
    sql: 'UPDATE catalog.sku SET stock = stock - 1, sold = sold + 1 WHERE tenant_id = $1',
    undo: 'UPDATE catalog.sku SET stock = stock + 1, sold = sold - 1 WHERE tenant_id = $1',
    finds: 'I11.kept',
  },
  {
    what: 'a coupon used by no order',
    sql: `INSERT INTO pricing.coupon (tenant_id, coupon_id, code, name, off_amount, min_spend_amount, is_once, used_count, created_at, updated_at)
          VALUES ($1, '00000000-0000-7000-8000-000000000001', 'X', 'X', 1, 0, false, 1, '2026-01-01', '2026-01-01')`,
    undo: 'DELETE FROM pricing.coupon WHERE tenant_id = $1',
    finds: 'I12.coupons',
  },
  {
    what: 'a key that nobody made on the record',
    sql: `INSERT INTO identity.api_key (tenant_id, key_id, name, role, hint, created_by, created_at)
          VALUES ($1, '00000000-0000-7000-8000-0000000000b1', 'x', 'owner', 'x', 'x', '2026-01-01')`,
    undo: 'DELETE FROM identity.api_key WHERE tenant_id = $1',
    finds: 'I20.audit',
  },
  {
    what: 'a payment that was applied and is nowhere',
    sql: `WITH account AS (
            INSERT INTO payments.account (tenant_id, account_id, provider, merchant_id, settings, secrets, is_live, created_by, created_at)
            VALUES ($1, '00000000-0000-7000-8000-0000000000a1', 'test', 'test', '{}', '', false, 'x', '2026-01-01') RETURNING account_id)
          INSERT INTO payments.inbox (tenant_id, inbox_id, provider, event_id, account_id, source, event, body_hash, received_at, attempts, processed_at, outcome)
          SELECT $1, '00000000-0000-7000-8000-0000000000a2', 'test', 'e', account_id, 'webhook', '{"kind":"paid","providerRef":"p","amount":"1"}', '',
                 '2026-01-01', 1, '2026-01-01', 'applied' FROM account`,
    undo: `WITH inbox AS (DELETE FROM payments.inbox WHERE tenant_id = $1) DELETE FROM payments.account WHERE tenant_id = $1`,
    finds: 'W1.payments',
  },
  {
    what: 'money that fits no order and does not go back',
    sql: `WITH account AS (
            INSERT INTO payments.account (tenant_id, account_id, provider, merchant_id, settings, secrets, is_live, created_by, created_at)
            VALUES ($1, '00000000-0000-7000-8000-0000000000a1', 'test', 'test', '{}', '', false, 'x', '2026-01-01') RETURNING account_id)
          INSERT INTO payments.inbox (tenant_id, inbox_id, provider, event_id, account_id, source, event, body_hash, received_at, attempts, processed_at, outcome)
          SELECT $1, '00000000-0000-7000-8000-0000000000a2', 'test', 'e', account_id, 'webhook', '{"kind":"paid"}', '', '2026-01-01', 1, '2026-01-01',
                 'unapplied' FROM account`,
    undo: `WITH inbox AS (DELETE FROM payments.inbox WHERE tenant_id = $1) DELETE FROM payments.account WHERE tenant_id = $1`,
    finds: 'W3.unapplied',
  },
  {
    what: 'a refund that left and was not posted',
    sql: `WITH account AS (
            INSERT INTO payments.account (tenant_id, account_id, provider, merchant_id, settings, secrets, is_live, created_by, created_at)
            VALUES ($1, '00000000-0000-7000-8000-0000000000a1', 'test', 'test', '{}', '', false, 'x', '2026-01-01') RETURNING account_id)
          INSERT INTO payments.provider_refund (tenant_id, refund_id, source, source_id, account_id, provider, payment_ref, amount, paid_amount, currency,
                                                state, created_at, attempts)
          SELECT $1, '00000000-0000-7000-8000-0000000000a3', 'order', '00000000-0000-7000-8000-0000000000a4', account_id, 'test', 'p', 1, 1, 'CNY', 'done',
                 '2026-01-01', 1 FROM account`,
    undo: `WITH refund AS (DELETE FROM payments.provider_refund WHERE tenant_id = $1) DELETE FROM payments.account WHERE tenant_id = $1`,
    finds: 'I9.refunds',
  },
];

for (const fault of faults) {
  test(`${fault.what} is found`, async () => {
    await t.db.ownerTx((sql) => sql.text(fault.sql, [brand.tenant.id]));
    assert.ok((await broken()).includes(fault.finds));
    await t.db.ownerTx((sql) => sql.text(fault.undo, [brand.tenant.id]));
    assert.deepEqual(await broken(), []);
  });
}
