import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseDue } from '../../flows/settle/release-due.ts';
import { cny, moneyShop } from './money.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = async (slug: string) => await moneyShop(server, slug);

test('an order keeps its pieces; who comes after the last one is told how many are left', async () => {
  const { ok, refused, free } = await shop('stock');
  await ok('POST', '/orders', { person: 'ext:amy', lines: [{ product: 'ext:cup', quantity: 3 }] });
  assert.equal(await free('cup'), 2);
  const two = [
    { product: 'ext:cup', quantity: 2 },
    { product: 'ext:cup', quantity: 1 },
  ];
  const told = await refused('POST', '/orders', { person: 'ext:bob', lines: two }, 409, 'stock.short');
  assert.deepEqual(told.as<{ facts: { free: number; wanted: number } }>().facts, { free: 2, wanted: 3 });
  assert.equal(await free('cup'), 2);
});

test('fifty orders at once for five pieces: five are taken, each piece once', async () => {
  const { call, ok, free } = await shop('oversell');
  const told = await Promise.all(
    Array.from({ length: 50 }, () => call('POST', '/orders', { person: 'ext:amy', lines: [{ product: 'ext:cup', quantity: 1 }] })),
  );
  assert.equal(told.filter((one) => one.status === 201).length, 5);
  assert.equal(told.filter((one) => one.body['code'] === 'stock.short').length, 45);
  assert.equal(await free('cup'), 0);
  const { stock } = (await ok('GET', '/products/ext:cup')).as<{ stock: Record<string, number> }>();
  assert.deepEqual(stock, { free: 0, reserved: 5, sold: 0, total: 5 });
});

test('pieces nobody pays for are free after half an hour by the brand’s clock, and a late payment takes them again', async () => {
  const { ok, free, later } = await shop('lapse');
  await ok('POST', '/orders', { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:cup', quantity: 4 }] });
  await later(29 * 60_000);
  assert.equal(await free('cup'), 1);
  await later(2 * 60_000);
  assert.equal(await free('cup'), 5);
  await ok('POST', '/orders/ext:o/payments', { amount: cny(4_000) });
  assert.equal(await free('cup'), 1);
  await later(60 * 60_000);
  assert.equal(await free('cup'), 1);
});

test('money that comes when the pieces went to somebody else is taken, and a person is told', async () => {
  const { ok, free, later, tenantId } = await shop('too-late');
  await ok('POST', '/orders', { externalId: 'slow', person: 'ext:amy', lines: [{ product: 'ext:cup', quantity: 4 }] });
  await later(31 * 60_000);
  await ok('POST', '/orders', { externalId: 'quick', person: 'ext:bob', lines: [{ product: 'ext:cup', quantity: 3 }] });
  await ok('POST', '/orders/ext:quick/payments', { amount: cny(3_000) });
  assert.equal((await ok('POST', '/orders/ext:slow/payments', { amount: cny(4_000) })).body['orderState'], 'paid');
  assert.equal(await free('cup'), 2);
  const told = await server.db.ownerTx(
    async (sql) =>
      await sql.text<{ payload: { orders: string[] } }>(`SELECT payload FROM kit.outbox WHERE tenant_id = $1 AND kind = 'stock.missing'`, [
        tenantId,
      ]),
  );
  assert.deepEqual(
    told.map((row) => row.payload.orders),
    [[(await ok('GET', '/orders/ext:slow')).body['id']]],
  );
});

test('without a moved clock the timer frees what lapsed and rolls the ledger up', async () => {
  const { ok, free, tenantId } = await shop('timer');
  await ok('POST', '/orders', { externalId: 'o', person: 'ext:amy', lines: [{ product: 'ext:cup', quantity: 5 }] });
  await server.db.ownerTx(
    async (sql) =>
      await sql.text(`UPDATE catalog.reservation SET expires_at = now() - interval '1 second' WHERE tenant_id = $1`, [tenantId]),
  );
  await releaseDue(server.db, tenantId);
  assert.equal(await free('cup'), 5);
  await ok('POST', '/orders/ext:o/payments', { amount: cny(5_000) });
  await releaseDue(server.db, tenantId);
  const [row] = await server.db.ownerTx(
    async (sql) =>
      await sql.text<{ is_whole: boolean }>(
        `SELECT head.next_entry - 1 = rolled.through_entry AS is_whole FROM ledger.head AS head JOIN ledger.rolled AS rolled USING (tenant_id) WHERE tenant_id = $1`,
        [tenantId],
      ),
  );
  assert.equal(row?.is_whole, true);
});

// ZIHUAN_BUYERS=5000 npm test -- --only order-stock --patient
const buyers = Number(process.env['ZIHUAN_BUYERS'] ?? 250);

test(`${buyers} buyers rush for a hundred pieces, some leave without paying, some click twice: a hundred are sold, never more (M9)`, async (t) => {
  const { call, ok, later } = await shop('rush');
  await ok('POST', '/products', { externalId: 'lamp', name: 'Lamp', price: cny(1_000), stock: 100 });
  const began = performance.now();
  let asked = 0;
  const place = async (name: string): Promise<string> => {
    asked += 1;
    const told = await call('POST', '/orders', { externalId: name, person: 'ext:amy', lines: [{ product: 'ext:lamp', quantity: 1 }] });
    return told.status === 201 || told.status === 200 ? 'kept' : String(told.body['code']);
  };
  const inWaves = async <T>(list: readonly T[], work: (each: T, i: number) => Promise<unknown>): Promise<void> => {
    for (let i = 0; i < list.length; i += 250) await Promise.all(list.slice(i, i + 250).map((each, nth) => work(each, i + nth)));
  };
  const stock = async () => (await ok('GET', '/products/ext:lamp')).as<{ stock: Record<string, number> }>().stock;
  const said = new Set<string>();
  let paid = 0;
  let waiting = Array.from({ length: buyers }, (_, i) => `rush-${i}`);
  for (let round = 1; paid < 100 && round <= 5; round++) {
    const kept: string[] = [];
    await inWaves(waiting, async (name, i) => {
      // Every tenth clicks twice: one order, whichever click is first.
      const clicks = await Promise.all(i % 10 === 0 ? [place(`${name} ${round}`), place(`${name} ${round}`)] : [place(`${name} ${round}`)]);
      for (const click of clicks) said.add(click);
      assert.equal(new Set(clicks).size, 1, 'both clicks are told the same');
      if (clicks[0] === 'kept') kept.push(name);
    });
    assert.deepEqual(await stock(), { free: 0, reserved: 100 - paid, sold: paid, total: 100 });
    // Three in ten leave, until few are left to fight for.
    const paying = kept.filter((_, i) => round > 2 || i % 10 >= 3);
    await inWaves(paying, (name) => ok('POST', `/orders/${encodeURIComponent(`ext:${name} ${round}`)}/payments`, { amount: cny(1_000) }));
    paid += paying.length;
    await later(31 * 60_000);
    waiting = waiting.filter((name) => !paying.includes(name));
  }
  assert.deepEqual(await stock(), { free: 0, reserved: 0, sold: 100, total: 100 });
  assert.deepEqual([...said].sort(), ['kept', 'stock.short']);
  t.diagnostic(`${asked} orders asked for, ${Math.round((asked * 1_000) / (performance.now() - began))} a second`);
});
