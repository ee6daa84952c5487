import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moneyShop, cny, DAY_MS, type MoneyJson } from './money.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = async (slug: string) => await moneyShop(server, slug);

test('a cancelled order frees its pieces, gives what was paid in part back and takes nothing more', async () => {
  const { ok, refused, free, account } = await shop('cancel');
  await ok('POST', '/orders', { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:cup', quantity: 5 }] });
  await ok('POST', '/orders/ext:o/payments', { amount: cny(1_000), externalId: 'p' });
  const cancelled = await ok('POST', '/orders/ext:o/cancel', { reason: 'changed their mind' });
  assert.equal(cancelled.body['state'], 'cancelled');
  assert.equal(await free('cup'), 5);
  const again = await ok('POST', '/orders/ext:o/cancel', {});
  assert.equal(again.body['cancelledAt'], cancelled.body['cancelledAt']);
  assert.deepEqual(
    [await account('provider:manual'), await account('customer:unapplied'), await account('refund:payable')],
    ['0', '0', '0'],
  );
  for (const [path, body] of [
    ['payments', { amount: cny(1_000) }],
    ['receipt', {}],
    ['shipments', {}],
    ['claims', { lines: [1] }],
    ['refunds', { lines: [{ line: 1, amount: cny(1) }] }],
  ] as const) {
    await refused('POST', `/orders/ext:o/${path}`, body, 409, 'order.cancelled');
  }
  assert.equal((await ok('POST', '/orders/ext:o/payments', { amount: cny(1_000), externalId: 'p' })).status, 200);
});

test('a paid order is refunded, not cancelled', async () => {
  const { sold, refused } = await shop('paid');
  await sold('o');
  await refused('POST', '/orders/ext:o/cancel', {}, 409, 'order.paid');
});

test('money a provider holds is owed until the provider has sent it back; what came in by hand is back at once', async () => {
  const { ok, account } = await shop('legs');
  await ok('POST', '/orders', { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] });
  await ok('POST', '/orders/ext:o/payments', { amount: cny(4_000), provider: 'manual' });
  await ok('POST', '/orders/ext:o/payments', { amount: cny(6_000), provider: 'elsewhere' });
  await ok('POST', '/orders/ext:o/refunds', { lines: [{ line: 1, amount: cny(3_000) }] });
  assert.deepEqual([await account('provider:manual'), await account('refund:payable')], ['1000', '0']);
  await ok('POST', '/orders/ext:o/refunds', { lines: [{ line: 1, amount: cny(3_000) }] });
  assert.deepEqual([await account('provider:manual'), await account('refund:payable')], ['0', '-2000']);
  assert.equal(await account('provider:elsewhere'), '6000');
});

test('what was shipped counts as received ten days later by itself, and the hold runs from then', async () => {
  const { ok, sold, later, refused, commissions } = await shop('ship');
  await refused('POST', '/orders/ext:nobody/shipments', {}, 404, 'order.notFound');
  await ok('POST', '/orders', { externalId: 'early', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] });
  await refused('POST', '/orders/ext:early/shipments', {}, 409, 'order.unpaid');
  await sold('o', [
    { product: 'ext:tea', quantity: 1 },
    { product: 'ext:tea', quantity: 1 },
  ]);
  const first = await ok('POST', '/orders/ext:o/shipments', { lines: [1], carrier: 'SF', number: 'SF1' });
  assert.deepEqual([first.status, first.body['lines'], first.body['orderState']], [201, [1], 'paid']);
  const rest = await ok('POST', '/orders/ext:o/shipments', {});
  assert.deepEqual([rest.body['lines'], rest.body['orderState']], [[2], 'shipped']);
  const again = await ok('POST', '/orders/ext:o/shipments', {});
  assert.deepEqual([again.status, again.body['id']], [200, rest.body['id']]);
  assert.equal((await ok('GET', '/orders/ext:o/shipments')).as<{ data: unknown[] }>().data.length, 2);
  await refused('POST', '/orders/ext:o/shipments', { lines: [3] }, 422, 'line.unknown');
  await later(10 * DAY_MS - 300_000);
  assert.equal((await ok('GET', '/orders/ext:o')).body['state'], 'shipped');
  await later(600_000);
  assert.equal((await ok('GET', '/orders/ext:o')).body['state'], 'received');
  assert.deepEqual(new Set((await commissions('o')).map((row) => row.state)), new Set(['pending']));
  await later(7 * DAY_MS);
  assert.deepEqual(new Set((await commissions('o')).map((row) => row.state)), new Set(['confirmed']));
});

test('the brand says after how many days, within bounds; what was shipped before keeps the day it got', async () => {
  const { ok, sold, later, refused } = await shop('days');
  assert.equal((await ok('GET', '/order-settings')).body['receivedAfterDays'], 10);
  for (const receivedAfterDays of [0, 61, 1.5, '7']) await refused('PATCH', '/order-settings', { receivedAfterDays }, 422, 'input.invalid');
  for (const order of ['before', 'after']) await sold(order);
  await ok('POST', '/orders/ext:before/shipments', {});
  assert.equal((await ok('PATCH', '/order-settings', { receivedAfterDays: 3 })).body['receivedAfterDays'], 3);
  await ok('POST', '/orders/ext:after/shipments', {});
  const states = async () =>
    await Promise.all(['before', 'after'].map(async (order) => (await ok('GET', `/orders/ext:${order}`)).body['state']));
  await later(3 * DAY_MS - 300_000);
  assert.deepEqual(await states(), ['shipped', 'shipped']);
  await later(600_000);
  assert.deepEqual(await states(), ['shipped', 'received']);
  await later(7 * DAY_MS);
  assert.deepEqual(await states(), ['received', 'received']);
});

test('a half-shipped order is received by line, and each line releases by itself', async () => {
  const { ok, sold, later, commissions } = await shop('half');
  await sold('o', [
    { product: 'ext:tea', quantity: 1 },
    { product: 'ext:tea', quantity: 1 },
  ]);
  await ok('POST', '/orders/ext:o/receipt', { lines: [1] });
  await later(7 * DAY_MS);
  assert.deepEqual(
    (await commissions('o')).map((row) => [row.line, row.state]),
    [
      [1, 'confirmed'],
      [1, 'confirmed'],
      [2, 'pending'],
      [2, 'pending'],
    ],
  );
});

test('what is delivered by itself needs no parcel: it is received when it is paid', async () => {
  const { ok, sold, refused } = await shop('virtual');
  await ok('POST', '/products', { externalId: 'course', name: 'Course', kind: 'virtual', price: cny(900) });
  await ok('POST', '/products', { externalId: 'card', name: 'Card', ladderRole: 'membership', price: cny(900) });
  await sold('o', [{ product: 'ext:course', quantity: 1 }]);
  await sold('m', [{ product: 'ext:card', quantity: 1 }]);
  assert.equal((await ok('GET', '/orders/ext:o')).body['state'], 'received');
  assert.equal((await ok('GET', '/orders/ext:m')).body['state'], 'received');
  await refused('POST', '/orders/ext:o/shipments', {}, 409, 'shipment.nothing');
});

test('codes of a virtual good belong to the buyer with the payment, each to one, and an empty pool is told', async () => {
  const { ok, sold } = await shop('codes');
  await ok('POST', '/products', { externalId: 'gift', name: 'Gift', kind: 'virtual', price: cny(900), delivery: { kind: 'codes' } });
  await ok('POST', '/products/ext:gift/codes', { codes: ['A1', 'B2', 'C3'] });
  await ok('POST', '/orders', { externalId: 'unpaid', person: 'ext:amy', lines: [{ product: 'ext:gift', quantity: 1 }] });
  await sold('one', [{ product: 'ext:gift', quantity: 2 }]);
  await sold('two', [{ product: 'ext:gift', quantity: 2 }]);
  const delivered = async (order: string) =>
    (await ok('GET', `/orders/ext:${order}`)).as<{ lines: { delivered: unknown }[] }>().lines[0]?.delivered;
  assert.deepEqual(await delivered('unpaid'), null);
  assert.deepEqual(await delivered('one'), { kind: 'codes', text: null, codes: ['A1', 'B2'] });
  assert.deepEqual(await delivered('two'), { kind: 'codes', text: null, codes: ['C3'] });
  const told = await server.db.ownerTx(async (sql) => await sql.text(`SELECT payload FROM kit.outbox WHERE kind = 'delivery.missing'`));
  assert.equal(told.length, 1);
});

test('an open claim stops the hold, and the time it stood still is added', async () => {
  const { ok, sold, later, refused, commissions } = await shop('claim');
  await sold('o', [
    { product: 'ext:tea', quantity: 1 },
    { product: 'ext:tea', quantity: 1 },
  ]);
  await ok('POST', '/orders/ext:o/receipt', {});
  await later(5 * DAY_MS);
  await refused('POST', '/orders/ext:o/claims', { lines: [9] }, 422, 'line.unknown');
  const claim = await ok('POST', '/orders/ext:o/claims', { lines: [1], reason: 'broken' });
  await refused('POST', '/orders/ext:o/claims', { lines: [2, 1] }, 409, 'claim.open');
  await later(30 * DAY_MS);
  assert.deepEqual(
    (await commissions('o')).map((row) => [row.line, row.state]),
    [
      [1, 'pending'],
      [1, 'pending'],
      [2, 'confirmed'],
      [2, 'confirmed'],
    ],
  );
  const closed = await ok('POST', `/claims/${String(claim.body['id'])}/close`, { outcome: 'kept' });
  assert.deepEqual([closed.status, closed.body['outcome']], [200, 'kept']);
  const again = await ok('POST', `/claims/${String(claim.body['id'])}/close`, { outcome: 'other' });
  assert.deepEqual(again.body, closed.body);
  await later(2 * DAY_MS - 300_000);
  assert.equal((await commissions('o'))[0]?.state, 'pending');
  await later(600_000);
  assert.equal((await commissions('o'))[0]?.state, 'confirmed');
  await refused('POST', '/claims/clm_00000000000000000000000000/close', {}, 404, 'claim.notFound');
});

test('a claim before receipt adds nothing but the time after it', async () => {
  const { ok, sold, later, commissions } = await shop('early-claim');
  await sold('o');
  const claim = await ok('POST', '/orders/ext:o/claims', { lines: [1] });
  await later(20 * DAY_MS);
  await ok('POST', '/orders/ext:o/receipt', {});
  await later(3 * DAY_MS);
  await ok('POST', `/claims/${String(claim.body['id'])}/close`, {});
  await later(7 * DAY_MS - 300_000);
  assert.equal((await commissions('o'))[0]?.state, 'pending');
  await later(600_000);
  assert.equal((await commissions('o'))[0]?.state, 'confirmed');
});

test('a chargeback takes the sale and the commissions back, winning it brings both again from what the order fixed', async () => {
  const { ok, sold, refused, later, balances, account, commissions } = await shop('dispute');
  await sold('o');
  await ok('POST', '/orders/ext:o/receipt', {});
  await later(8 * DAY_MS);
  assert.equal((await balances('bob')).available.amount, '1000');
  const plain = await ok('POST', '/orders/ext:o/refunds', { lines: [{ line: 1, amount: cny(1_000) }] });
  await refused('POST', `/refunds/${String(plain.body['id'])}/chargeback-won`, {}, 409, 'refund.noChargeback');
  const lost = await ok('POST', '/orders/ext:o/refunds', {
    externalId: 'cb',
    cause: 'chargeback',
    lines: [{ line: 1, amount: cny(9_000) }],
  });
  assert.deepEqual([lost.body['orderState'], (await balances('bob')).available.amount], ['refunded', '0']);
  assert.deepEqual([await account('provider:manual'), await account('refund:payable')], ['0', '0']);
  const won = await ok('POST', '/refunds/ext:cb/chargeback-won', {});
  assert.deepEqual([won.body['orderState'], won.body['wonAt'] !== null], ['received', true]);
  assert.equal((await ok('POST', '/refunds/ext:cb/chargeback-won', {})).body['wonAt'], won.body['wonAt']);
  assert.equal((await balances('bob')).available.amount, '900');
  assert.deepEqual([await account('provider:manual'), await account('sales:refunds')], ['9000', '1000']);
  assert.deepEqual(
    (await commissions('o')).map((row) => [row.amount.amount, row.reversed.amount, row.state]),
    [
      ['1000', '100', 'confirmed'],
      ['500', '50', 'confirmed'],
    ],
  );
  assert.equal((await ok('GET', '/orders/ext:o')).as<{ net: MoneyJson }>().net.amount, '9000');
  assert.equal((await ok('GET', '/figures/loop')).as<{ sales: MoneyJson }>().sales.amount, '9000');
  assert.equal((await ok('GET', '/people/ext:amy')).body['stage'], 'customer');
  await refused('POST', '/refunds/ext:none/chargeback-won', {}, 404, 'refund.notFound');
});

test('what a case took back for good stays taken, also when the bank gives a chargeback back', async () => {
  const { ok, sold, commissions } = await shop('voided');
  await sold('o');
  const opened = await ok('POST', '/cases', { person: 'ext:bob', order: 'ext:o', reason: 'made up' });
  await ok('POST', `/cases/${String(opened.body['id'])}/close`, { outcome: 'void', reason: 'made up' });
  await ok('POST', '/orders/ext:o/refunds', { externalId: 'cb', cause: 'chargeback', lines: [{ line: 1, amount: cny(10_000) }] });
  await ok('POST', '/refunds/ext:cb/chargeback-won', {});
  assert.deepEqual(
    (await commissions('o')).map((row) => [row.reversed.amount, row.state]),
    [
      ['1000', 'reversed'],
      ['0', 'pending'],
    ],
  );
});

test('a line without an agreed price takes the lowest that fits and keeps why; told again it is the same order at any later price', async () => {
  const { ok, refused } = await shop('prices');
  await ok('POST', '/price-rules', { name: 'Spring', kind: 'campaign', product: 'ext:tea', offPpm: 100_000 });
  const body = { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] };
  const placed = (await ok('POST', '/orders', body)).as<{
    total: MoneyJson;
    lines: { price: { kind: string; reasons: { why: string }[] } }[];
  }>();
  assert.deepEqual([placed.total.amount, placed.lines[0]?.price.kind], ['9000', 'campaign']);
  assert.deepEqual(
    placed.lines[0]?.price.reasons.map((reason) => reason.why),
    ['higher', 'lowest'],
  );
  await ok('POST', '/price-rules', { name: 'Summer', kind: 'campaign', product: 'ext:tea', offPpm: 500_000 });
  const again = await ok('POST', '/orders', body);
  assert.deepEqual([again.status, again.as<{ total: MoneyJson }>().total.amount], [200, '9000']);
  await refused('POST', '/orders', { ...body, lines: [{ product: 'ext:tea', quantity: 2 }] }, 409, 'order.exists');
  const agreed = await ok('POST', '/orders', { person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1, unitPrice: cny(1) }] });
  assert.deepEqual(agreed.as<{ lines: { price: unknown }[] }>().lines[0]?.price, { kind: 'agreed', reasons: [] });
});

test('a coupon is a discount of the order, used once, and free again when the order comes to nothing', async () => {
  const { ok, refused } = await shop('coupons');
  await ok('POST', '/coupons', { code: 'TEN', offPpm: 100_000, issueLimit: 1 });
  const lines = [{ product: 'ext:tea', quantity: 1 }];
  const body = { externalId: 'o', person: 'ext:amy', coupon: 'ten', lines };
  const placed = (await ok('POST', '/orders', body)).as<{ total: MoneyJson; lines: { base: MoneyJson }[] }>();
  assert.deepEqual([placed.total.amount, placed.lines[0]?.base.amount], ['9000', '9000']);
  assert.equal((await ok('POST', '/orders', body)).status, 200);
  await refused('POST', '/orders', { person: 'ext:bob', coupon: 'TEN', lines }, 409, 'coupon.gone');
  await refused('POST', '/orders', { person: 'ext:bob', coupon: 'NONE', lines }, 404, 'coupon.notFound');
  await ok('POST', '/orders/ext:o/cancel', {});
  await ok('POST', '/orders', { person: 'ext:bob', coupon: 'TEN', lines });
});

test('what an earlier step cost comes off the next one, and commissions are of money newly paid', async () => {
  const { ok, refused, commissions } = await shop('upgrade');
  const line = { product: 'ext:tea', quantity: 1, upgradeCredit: cny(4_000) };
  await ok('POST', '/orders', { externalId: 'o', person: 'ext:amy', lines: [line] });
  await ok('POST', '/orders/ext:o/payments', { amount: cny(6_000) });
  assert.deepEqual(
    (await commissions('o')).map((row) => row.amount.amount),
    ['600', '300'],
  );
  await refused('POST', '/orders', { person: 'ext:amy', lines: [{ ...line, discount: cny(6_001) }] }, 422, 'discount.tooBig');
});

test('every order, payment and refund that cannot be is refused by name, and nothing is written', async () => {
  const { ok, sold, refused, account } = await shop('refusals');
  const lines = [{ product: 'ext:tea', quantity: 1 }];
  await refused('POST', '/orders', { person: 'ext:nobody', lines }, 404, 'person.notFound');
  await refused('POST', '/orders', { person: 'ext:amy', lines: [{ product: 'ext:none', quantity: 1 }] }, 404, 'product.notFound');
  await refused('POST', '/orders', { person: 'ext:amy', lines: [{ ...lines[0], sku: 'ext:none' }] }, 404, 'sku.notFound');
  await refused('POST', '/orders', { person: 'ext:amy', lines: [{ ...lines[0], discount: cny(10_001) }] }, 422, 'discount.tooBig');
  await refused('POST', '/orders', { person: 'ext:amy', lines, discount: cny(10_001) }, 422, 'discount.tooBig');
  await refused('POST', '/orders', { person: 'ext:amy', lines: [] }, 422, 'input.invalid');
  await refused('POST', '/orders', { person: 'ext:amy', lines, tenantId: 'x' }, 422, 'input.invalid');
  await refused(
    'POST',
    '/orders',
    { person: 'ext:amy', lines: [{ ...lines[0], unitPrice: { amount: '1', currency: 'USD' } }] },
    409,
    'currency.other',
  );
  await ok('POST', '/products', { externalId: 'free', name: 'No price' });
  await refused('POST', '/orders', { person: 'ext:amy', lines: [{ product: 'ext:free', quantity: 1 }] }, 409, 'product.unpriced');
  await sold('o');
  await refused('POST', '/orders/ext:o/payments', { amount: cny(1) }, 409, 'payment.tooMuch');
  await refused('POST', '/orders/ext:o/payments', { amount: cny(9_999), externalId: 'pay-o' }, 409, 'payment.exists');
  const tooMuch = await refused(
    'POST',
    '/orders/ext:o/refunds?lang=en',
    { lines: [{ line: 1, amount: cny(10_001) }] },
    409,
    'refund.tooMuch',
  );
  assert.equal(tooMuch.body['detail'], 'At most ¥100.00 can still be given back here.', 'an amount is told as money');
  await refused('POST', '/orders/ext:o/refunds', { lines: [{ line: 2, amount: cny(1) }] }, 422, 'line.unknown');
  await refused('POST', '/orders/ext:o/refunds', { shipping: cny(1) }, 409, 'refund.tooMuch');
  await refused('POST', '/orders/ext:o/refunds', {}, 422, 'input.invalid');
  await ok('POST', '/orders/ext:o/refunds', { externalId: 'r', lines: [{ line: 1, amount: cny(10_000) }] });
  await refused('POST', '/orders/ext:o/refunds', { externalId: 'r', lines: [{ line: 1, amount: cny(1) }] }, 409, 'refund.exists');
  await refused('POST', '/orders/ext:o/claims', { lines: [1] }, 409, 'claim.nothing');
  assert.deepEqual([await account('provider:manual'), await account('sales')], ['0', '-10000']);
});

test('an amount is a whole number of minor units or it is refused, never rounded', async () => {
  const { ok, call } = await shop('amounts');
  await ok('POST', '/orders', {
    externalId: 'o',
    person: 'ext:amy',
    lines: [{ product: 'ext:tea', quantity: 1, unitPrice: cny(2n ** 46n) }],
  });
  const bad = ['1e3', '１２３', '-1', '0', '', ' 1', '1.0', '0x10', 'NaN', 'Infinity', '1_000', '99999999999999999999', '+5', '1\u0000'];
  for (const amount of bad) {
    const told = await call('POST', '/orders/ext:o/payments', { amount: { amount, currency: 'CNY' } });
    assert.equal(told.status, 422, `${amount}: ${told.text}`);
  }
  for (const amount of [100, null, NaN, {}, ['1']]) {
    assert.equal((await call('POST', '/orders/ext:o/payments', { amount: { amount, currency: 'CNY' } })).status, 422);
  }
  const huge = await call('POST', '/orders', {
    person: 'ext:amy',
    lines: [{ product: 'ext:tea', quantity: 1_000_000, unitPrice: cny(99_999_999_999_999n) }],
  });
  assert.equal(huge.status, 422, huge.text);
  for (const total of [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n]) {
    const line = { product: 'ext:tea', quantity: 1, unitPrice: cny(total) };
    const told = await call('POST', '/orders', { externalId: `big-${total}`, person: 'ext:amy', lines: [line] });
    if (told.status === 422) continue;
    assert.equal(told.as<{ total: MoneyJson }>().total.amount, String(total));
  }
  const many = { product: 'ext:tea', quantity: 100, unitPrice: cny(90_071_992_547_411n) };
  await ok('POST', '/orders', { externalId: 'exact', person: 'ext:amy', lines: [many] });
  await ok('POST', '/orders/ext:exact/payments', { amount: cny(90_071_992_547_411n) });
  const exact = (await ok('GET', '/orders/ext:exact')).as<{ total: MoneyJson; paid: MoneyJson }>();
  assert.deepEqual([exact.total.amount, exact.paid.amount], ['9007199254741100', '90071992547411']);
});

test('a hundred requests with one key are one payment', async () => {
  const { ok, key, account } = await shop('one-key');
  await ok('POST', '/orders', { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] });
  const body = { amount: cny(4_000) };
  const pay = async () => await server.call('POST', '/orders/ext:o/payments', { key, body, headers: { 'idempotency-key': 'k' } });
  const told = await Promise.all(Array.from({ length: 100 }, pay));
  for (const one of told) assert.ok(one.status === 201 || (one.status === 409 && one.body['code'] === 'idempotency.running'), one.text);
  const first = await pay();
  assert.equal(first.status, 201);
  assert.ok(told.filter((one) => one.status === 201).every((one) => one.text === first.text));
  assert.equal(await account('provider:manual'), '4000');
});

test('fifty payments of the whole total at once: one succeeds', async () => {
  const { ok, call, account } = await shop('race');
  await ok('POST', '/orders', { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] });
  const told = await Promise.all(
    Array.from({ length: 50 }, (_, i) => call('POST', '/orders/ext:o/payments', { amount: cny(10_000), externalId: `p${i}` })),
  );
  assert.equal(told.filter((one) => one.status === 201).length, 1);
  assert.equal(told.filter((one) => one.body['code'] === 'payment.tooMuch').length, 49);
  assert.equal(await account('provider:manual'), '10000');
});

test('answers about money are remembered for thirty days', async () => {
  const { ok, key } = await shop('thirty');
  const body = { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] };
  const send = async (path: string, sent: unknown, k: string) =>
    await server.call('POST', path, { key, body: sent, headers: { 'idempotency-key': k } });
  await send('/orders', body, 'place');
  await send('/people', { name: 'Dee' }, 'person');
  const paid = await send('/orders/ext:o/payments', { amount: cny(10_000) }, 'pay');
  assert.equal(paid.status, 201);
  const rows = await server.db.ownerTx(
    async (sql) =>
      await sql.text<{ path: string; days: number }>(
        `SELECT path, round(extract(epoch FROM expires_at - created_at) / 86400)::int AS days FROM kit.idempotency WHERE path NOT LIKE '%products%'`,
      ),
  );
  const days = new Map(rows.map((row) => [row.path.replace('/api/v1', ''), row.days]));
  assert.deepEqual([days.get('/orders'), days.get('/orders/ext:o/payments'), days.get('/people')], [30, 30, 1]);
  await ok('GET', '/orders/ext:o');
});

test('a dry run tells what would be and leaves nothing', async () => {
  const { ok, sold, free, account } = await shop('dry');
  const dry = await ok('POST', '/orders?dryRun=true', { person: 'ext:amy', lines: [{ product: 'ext:cup', quantity: 2 }] });
  assert.equal(dry.as<{ total: MoneyJson }>().total.amount, '2000');
  assert.equal(await free('cup'), 5);
  await sold('o');
  const back = await ok('POST', '/orders/ext:o/refunds?dryRun=true', { lines: [{ line: 1, amount: cny(10_000) }] });
  assert.equal(back.body['orderState'], 'refunded');
  await ok('POST', '/orders/ext:o/shipments?dryRun=true', {});
  assert.equal((await ok('GET', '/orders/ext:o')).body['state'], 'paid');
  assert.equal(await account('sales:refunds'), '0');
});

test('a file never changes an order that was sold here, whatever it may update, and no money moves on an order it brought', async () => {
  const { ok, refused, sold, key, call } = await shop('files');
  await sold('o');
  const before = (await ok('GET', '/orders/ext:o')).text;
  const rows =
    'order,person,at,amount,product,refunded\r\no,amy,2026-01-05,100.00,tea,20.00\r\no,amy,2026-01-06,-5.00,tea,0\r\nrecord,cat,2026-01-07,9.00,tea,0\r\n';
  const upload = await server.call('POST', '/uploads', {
    key,
    raw: new TextEncoder().encode(rows),
    headers: { 'content-type': 'application/octet-stream', 'zihuan-file-name': 'orders.csv' },
  });
  const run = await ok('POST', '/imports', { upload: upload.body['id'], as: 'orders', onConflict: 'update' });
  for (;;) {
    const { state, ...rest } = (await call('GET', `/imports/${String(run.body['id'])}`)).as<{ state: string }>();
    assert.ok(state !== 'failed', JSON.stringify(rest));
    if (state === 'done') break;
  }
  const done = (await ok('GET', `/imports/${String(run.body['id'])}`)).text;
  assert.match(done, /"skipped":2/);
  for (const [path, body] of [
    ['payments', { amount: cny(1) }],
    ['cancel', {}],
    ['shipments', {}],
    ['receipt', {}],
    ['claims', { lines: [1] }],
    ['refunds', { lines: [{ line: 1, amount: cny(1) }] }],
  ] as const) {
    await refused('POST', `/orders/ext:record/${path}`, body, 409, 'order.isRecord');
  }
  await refused(
    'POST',
    '/orders',
    { externalId: 'record', person: 'ext:amy', lines: [{ product: 'ext:tea', quantity: 1 }] },
    409,
    'order.exists',
  );
  assert.equal((await ok('GET', '/orders/ext:o')).text, before);
});
