import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestDb } from '../../kit/testing/index.ts';
import { updatePointsRules } from '../../rooms/points/api.ts';
import { setPointsRules } from '../../rooms/points/index.ts';
import { registerFlows } from '../index.ts';
import { counterOf, day, type Counter } from '../settle/after-sale.fixture.ts';
import { placing } from '../settle/settle.fixture.ts';
import { diagnose } from './index.ts';

registerFlows();
const { db, close } = await openTestDb();
after(close);

let counter: Counter;

/**
 * An agreement of two instalments, both paid, an order of which the goods were exchanged for something cheaper, and one that keeps points and
 * is not paid.
 */
before(async () => {
  counter = await counterOf(db);
  const instalments = [400n, 600n].map((amount, i) => ({ dueAt: day(i), amount }));
  await counter.tell(0, { ...placing('o', 'b', [1_000n]), instalments }, placing('x', 'b', [1_000n]));
  const parts = (await counter.reply('ext:o')).agreement?.instalments ?? [];
  for (const [i, part] of parts.entries()) await counter.pay(i + 1, part.order, i === 0 ? 400n : 600n);
  await counter.pay(3, 'ext:x', 1_000n);
  await counter.tell(4, {
    kind: 'exchangeGoods',
    order: 'ext:x',
    externalId: 'ex',
    line: 1,
    amount: null,
    with: { product: 'ext:other', sku: null, quantity: 1n, unitPrice: 700n },
    payment: null,
    restock: 0n,
  });
  await counter.brand.write((ctx) => setPointsRules(ctx, updatePointsRules.parse({ isOn: true })), new Date(day(5)));
  await counter.tell(5, { kind: 'adjustPoints', person: 'ext:b', points: 300n, reason: 'a fair' });
  assert.deepEqual(await counter.tell(5, { ...placing('k', 'b', [1_000n]), points: 300n }), ['done']);
});

async function found(): Promise<string[]> {
  const { findings } = await diagnose(db, counter.brand.tenant.slug);
  return findings.filter((finding) => !finding.ok && finding.tenant !== null).map((finding) => finding.id);
}

const orders = 'UPDATE orders.customer_order SET';
const of = 'WHERE tenant_id = $1';
const faults: { what: string; sql: string; undo: string; finds: string }[] = [
  {
    what: 'a part of a line that no instalment carries',
    sql: `UPDATE orders.line SET deferred_amount = deferred_amount + 1 ${of} AND deferred_amount = 600`,
    undo: `UPDATE orders.line SET deferred_amount = deferred_amount - 1 ${of} AND deferred_amount = 601`,
    finds: 'O.instalments',
  },
  {
    what: 'a later instalment that was paid before the first',
    sql: `${orders} paid_at = paid_at - interval '3 days' ${of} AND follows_id IS NOT NULL`,
    undo: `${orders} paid_at = paid_at + interval '3 days' ${of} AND follows_id IS NOT NULL`,
    finds: 'O.instalments',
  },
  {
    what: 'a later instalment that counts as a purchase',
    sql: `UPDATE analytics.day SET orders = orders + 1 ${of} AND orders = 0`,
    undo: `UPDATE analytics.day SET orders = orders - 1 ${of} AND orders = 1 AND sales = 600`,
    finds: 'I2.days',
  },
  {
    what: 'an origin that is not that of the purchase',
    sql: `${orders} origin = 'direct' ${of} AND follows_id IS NOT NULL`,
    undo: `${orders} origin = 'referred' ${of} AND follows_id IS NOT NULL`,
    finds: 'F.origins',
  },
  {
    what: 'an exchange that kept more than its new goods cost',
    sql: `UPDATE orders.refund SET kept_amount = kept_amount + 1 ${of} AND cause = 'exchange'`,
    undo: `UPDATE orders.refund SET kept_amount = kept_amount - 1 ${of} AND cause = 'exchange'`,
    finds: 'O.exchanges',
  },
  {
    what: 'an order that does not know what its exchange kept',
    sql: `${orders} exchanged_amount = exchanged_amount - 1 ${of} AND exchanged_amount > 0`,
    undo: `${orders} exchanged_amount = exchanged_amount + 1 ${of} AND exchanged_amount > 0`,
    finds: 'I9.payments',
  },
  {
    what: 'an unpaid order that keeps points and has no time by which it is called off',
    sql: `DELETE FROM orders.deadline ${of}`,
    undo: `INSERT INTO orders.deadline (tenant_id, order_id, at)
           SELECT o.tenant_id, o.order_id, o.placed_at + interval '30 minutes' FROM orders.customer_order AS o ${of} AND o.external_id = 'k'`,
    finds: 'O.deadlines',
  },
  {
    what: 'an order that says it was sent free and saved nothing by it',
    sql: `${orders} acted = '[{"acts": "freeShipping", "privilege": "p", "holder": "h", "name": "Gold", "saved": "0"}]' ${of} AND external_id = 'x'`,
    undo: `${orders} acted = NULL ${of} AND external_id = 'x'`,
    finds: 'O.acted',
  },
];

test('agreements and exchanges as the product keeps them have nothing to find', async () => {
  assert.deepEqual(await found(), []);
});

for (const fault of faults) {
  test(`${fault.what} is found`, async () => {
    const { id } = counter.brand.tenant;
    await db.ownerTx((sql) => sql.text(fault.sql, [id]));
    const broken = await found();
    await db.ownerTx((sql) => sql.text(fault.undo, [id]));
    assert.ok(broken.includes(fault.finds), broken.join(', '));
    assert.deepEqual(await found(), [], 'put right, nothing is found');
  });
}
