import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { keepTestSecrets, openTestDb } from '../../kit/testing/index.ts';
import { addCodes, createProduct, findProduct, give } from '../../rooms/catalog/index.ts';
import { createDesign, createOutlet, redeem, showCode } from '../../rooms/membership/index.ts';
import { updatePointsRules } from '../../rooms/points/api.ts';
import { setPointsRules } from '../../rooms/points/index.ts';
import { findPeople } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { counterOf, day, type Counter } from '../settle/after-sale.fixture.ts';
import { placing } from '../settle/settle.fixture.ts';
import { acceptRequest, requestRefund } from '../shop/refund-requests.ts';
import { diagnose } from './index.ts';

registerFlows();
const { db, close } = await openTestDb();
keepTestSecrets();
after(close);

let counter: Counter;
const cny = (amount: string) => ({ amount, currency: 'CNY' });

/** A member who redeemed a cup, points earned, spent, given back and owed, a gift out of the stock, and a request for money back. */
before(async () => {
  counter = await counterOf(db, { stock: 50 });
  const { brand } = counter;
  const buyer = await brand.write(
    async (ctx) => {
      await createProduct(ctx, { externalId: 'cup', name: 'Cup', price: cny('1000') });
      await createProduct(ctx, { externalId: 'month', name: 'Month', ladderRole: 'membership', price: cny('9000') });
      await createDesign(ctx, {
        product: 'ext:month',
        kind: 'pass',
        term: { unit: 'month' },
        grant: { item: 'ext:cup', units: 1, per: 'day' },
      });
      await setPointsRules(
        ctx,
        updatePointsRules.parse({
          isOn: true,
          mostPpm: 900_000,
          checkIn: { points: 5 },
          friendPoints: 50,
          growthPer: cny('100'),
          expiryDays: 300,
        }),
      );
      return (await findPeople(ctx, ['b'])).get('b')?.personId ?? assert.fail('b');
    },
    new Date(day(0)),
  );
  await counter.tell(0, { kind: 'checkIn', person: 'ext:b' });
  await counter.tell(1, { kind: 'checkIn', person: 'ext:b' });
  await counter.tell(0, placing('p1', 'b', [10_000n]));
  await counter.pay(0, 'ext:p1', 10_000n);
  await counter.tell(1, { kind: 'confirmReceipt', order: 'ext:p1', at: null, lines: null });
  await counter.tell(9, { ...placing('p2', 'b', [4_000n]), points: 100n });
  await counter.pay(9, 'ext:p2', 3_900n);
  const refund = (order: string, amount: bigint) =>
    ({
      kind: 'giveRefund',
      order: `ext:${order}`,
      externalId: `back ${order}`,
      lines: [{ line: 1, amount }],
      shipping: 0n,
      cause: 'refund',
    }) as const;
  await counter.tell(10, refund('p2', 1_950n));
  await counter.tell(10, refund('p1', 10_000n));
  await counter.tell(10, { kind: 'adjustPoints', person: 'ext:b', points: 20n, reason: 'a fair' });
  const month = placing('c', 'b', [9_000n]);
  await counter.tell(11, { ...month, lines: month.lines.map((line) => ({ ...line, product: 'ext:month' })) });
  await counter.pay(11, 'ext:c', 9_000n);
  await brand.write(
    async (ctx) => {
      const outlet = publicId('outlet', await createOutlet(ctx, { name: 'Old town' }));
      const { code } = await showCode(ctx, buyer, undefined);
      await redeem(ctx, { code, outlet });
      const productId: Uuid = await findProduct(ctx, 'ext:other', '/product');
      await give(ctx, [{ personId: buyer, productId, quantity: 2, occasion: 'gift', onceKey: 'a fair' }]);
      await createProduct(ctx, { externalId: 'song', name: 'Song', kind: 'virtual', delivery: { kind: 'codes' } });
      const song = await findProduct(ctx, 'ext:song', '/product');
      await addCodes(ctx, song, ['A', 'B']);
      await give(ctx, [{ personId: buyer, productId: song, occasion: 'fan', onceKey: buyer }]);
    },
    new Date(day(11)),
  );
  await counter.tell(12, placing('q', 'b', [700n]));
  await counter.pay(12, 'ext:q', 700n);
  await brand.write(
    async (ctx) => {
      const order = (await counter.reply('ext:q')).id;
      const requestId = await requestRefund(ctx, { personId: buyer, order }, { lines: [{ line: 1 }], reason: 'too sweet' });
      await acceptRequest(ctx, publicId('refundRequest', requestId), { shipping: cny('0'), answer: '' });
    },
    new Date(day(12)),
  );
});

async function found(): Promise<string[]> {
  const { findings } = await diagnose(db, counter.brand.tenant.slug);
  return findings.filter((finding) => !finding.ok && finding.tenant !== null).map((finding) => finding.id);
}

const of = 'WHERE tenant_id = $1';
const more = (table: string, column: string, where: string): { sql: string; undo: string } => ({
  sql: `UPDATE ${table} SET ${column} = ${column} + 1 ${of} AND ${where}`,
  undo: `UPDATE ${table} SET ${column} = ${column} - 1 ${of} AND ${where}`,
});
const faults: { what: string; sql: string; undo: string; finds: string[] }[] = [
  {
    what: 'a use of a card that nobody redeemed',
    sql: `WITH more AS (UPDATE membership.card SET used = used + 1 ${of}) INSERT INTO membership.card_use (tenant_id, card_id, period, used) SELECT tenant_id, card_id, 3, 1 FROM membership.card ${of}`,
    undo: `WITH fewer AS (UPDATE membership.card SET used = used - 1 ${of}) DELETE FROM membership.card_use ${of} AND period = 3`,
    finds: ['M10.redemptions'],
  },
  { what: 'a second cup of a day', ...more('membership.redemption', 'nth', 'true'), finds: ['M10.redemptions'] },
  { what: 'two cups of a card that gives one', ...more('membership.card_use', 'used', 'true'), finds: ['I10.uses', 'M10.redemptions'] },
  {
    what: 'a cup somebody else took',
    sql: `UPDATE membership.redemption SET person_id = (SELECT person_id FROM relations.person ${of} AND external_id = 'r') ${of}`,
    undo: `UPDATE membership.redemption SET person_id = (SELECT person_id FROM relations.person ${of} AND external_id = 'b') ${of}`,
    finds: ['M10.redemptions'],
  },
  {
    what: 'a code that was redeemed and is charged to the outlet too',
    sql: `WITH lease AS (INSERT INTO membership.outlet_lease (tenant_id, lease_id, outlet_id, device, granted_at, granted_by, expires_at)
                         SELECT tenant_id, redemption_id, outlet_id, 'Tablet', redeemed_at, 'Li', redeemed_at FROM membership.redemption ${of})
          INSERT INTO membership.redemption_exception (tenant_id, exception_id, outlet_id, lease_id, card_id, person_id, product_id, worth, reason, code_id, accepted_at, recorded_at)
          SELECT tenant_id, redemption_id, outlet_id, redemption_id, card_id, person_id, product_id, worth, 'alreadyUsed', code_id, redeemed_at, recorded_at FROM membership.redemption ${of}`,
    undo: `WITH gone AS (DELETE FROM membership.redemption_exception ${of}) DELETE FROM membership.outlet_lease ${of}`,
    finds: ['M10.codes'],
  },
  { what: 'more given than left the stock', ...more('catalog.giving', 'quantity', "occasion = 'gift'"), finds: ['I11.givings'] },
  {
    what: 'two codes for one gift',
    sql: `UPDATE catalog.delivery_code AS free SET (order_id, line, issued_at) = (SELECT taken.order_id, taken.line, taken.issued_at FROM catalog.delivery_code AS taken
           WHERE taken.tenant_id = $1 AND taken.order_id IS NOT NULL) WHERE free.tenant_id = $1 AND free.order_id IS NULL`,
    undo: `UPDATE catalog.delivery_code SET order_id = NULL, line = NULL, issued_at = NULL ${of} AND code = 'B'`,
    finds: ['I11.givings'],
  },
  { what: 'a request that gave back other than was asked', ...more('orders.refund_request', 'amounts[1]', 'true'), finds: ['S2.requests'] },
  {
    what: 'an answered request whose claim stands open',
    sql: `UPDATE orders.claim SET closed_at = NULL, outcome = NULL ${of}`,
    undo: `UPDATE orders.claim SET closed_at = opened_at, outcome = 'refunded' ${of}`,
    finds: ['S2.requests'],
  },
  {
    what: 'points out of nothing',
    ...more('points.movement', 'left_after', "kind = 'redeemed'"),
    finds: ['M.lots'],
  },
  { what: 'points that an order keeps and no lot knows of', ...more('points.spend', 'points', 'true'), finds: ['M.spends'] },
  { what: 'points that came back to no lot', ...more('points.spend', 'returned', 'true'), finds: ['M.returned'] },
  {
    what: 'points that were taken back twice',
    ...more('points.lot', 'taken_back', "source = 'order' AND taken_back < granted"),
    finds: ['M.earned'],
  },
  {
    what: 'a reward held by a case that nobody opened',
    sql: `UPDATE points.lot SET case_id = lot_id ${of} AND source = 'friend'`,
    undo: `UPDATE points.lot SET case_id = NULL ${of} AND source = 'friend'`,
    finds: ['M.held'],
  },
  { what: 'a debt of points that nobody paid', ...more('points.debt', 'points', 'true'), finds: ['M.debts'] },
  { what: 'growth that nothing was paid for', ...more('points.growth', 'amount', 'amount > 0'), finds: ['M.growth'] },
  { what: 'a row of days that skips one', ...more('points.check_in', 'streak', 'streak > 1'), finds: ['M.checkIns'] },
];

test('what members took, what was given and asked back, and every movement of points has its fault found, by its own check', async () => {
  assert.deepEqual(await found(), [], 'nothing is wrong to begin with');
  for (const { what, sql, undo, finds } of faults) {
    const change = (text: string) => db.ownerTx((own) => own.text(text, [counter.brand.tenant.id]));
    await change(sql);
    const seen = await found();
    for (const id of finds) assert.ok(seen.includes(id), `${what}: ${id} among ${seen.join(', ') || 'nothing'}`);
    await change(undo);
  }
  assert.deepEqual(await found(), [], 'and nothing is left of them');
});
