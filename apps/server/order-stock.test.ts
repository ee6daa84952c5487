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
