import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import {
  addProducts,
  createProduct,
  productReply,
  productsForSale,
  releaseExpired,
  releaseStock,
  reserveStock,
  sellReserved,
} from '../index.ts';

let base: TestDb;
let brand: TestTenant;

before(async () => {
  base = await openTestDb();
  brand = await makeTestTenant(base.db);
});
after(() => base.close());

async function counted(externalId: string, stock: number | undefined): Promise<Uuid> {
  await brand.write((ctx) => createProduct(ctx, { externalId, name: externalId, ...(stock === undefined ? {} : { stock }) }));
  const product = (await brand.read((ctx) => productsForSale(ctx, [`ext:${externalId}`]))).get(`ext:${externalId}`);
  return product?.skus[0]?.skuId ?? newId();
}

/** Free, reserved, sold, total. */
async function stockOf(externalId: string): Promise<number[]> {
  const { stock } = await brand.read((ctx) => productReply(ctx, `ext:${externalId}`));
  return stock ? [stock.free, stock.reserved, stock.sold, stock.total] : [];
}

const later = (minutes: number): Date => new Date(Date.UTC(2026, 0, 15, 4, minutes));
const wish = (orderId: Uuid, skuId: Uuid, quantity: number, expiresAt: Date | null = null) => ({ orderId, skuId, quantity, expiresAt });

test('pieces are held for an order, then sold or given back; free, held and sold always add up to what came in', async () => {
  const sku = await counted('kept', 10);
  const [paid, dropped] = [newId(), newId()];
  assert.deepEqual(await brand.write((ctx) => reserveStock(ctx, [wish(paid, sku, 3), wish(dropped, sku, 2), wish(dropped, sku, 1)])), []);
  assert.deepEqual(await stockOf('kept'), [4, 6, 0, 10]);
  await brand.write((ctx) => reserveStock(ctx, [wish(paid, sku, 3)]));
  assert.deepEqual(await stockOf('kept'), [4, 6, 0, 10], 'asked twice, held once');
  assert.deepEqual(await brand.write((ctx) => sellReserved(ctx, [paid])), []);
  await brand.write((ctx) => releaseStock(ctx, [dropped]));
  assert.deepEqual(await stockOf('kept'), [7, 0, 3, 10]);
  await brand.write((ctx) => sellReserved(ctx, [paid]));
  await brand.write((ctx) => releaseStock(ctx, [paid, dropped]));
  assert.deepEqual(await stockOf('kept'), [7, 0, 3, 10], 'told again, nothing moves');
});

test('of fifty buyers at once for twenty pieces exactly twenty get one', async () => {
  const sku = await counted('rush', 20);
  const answers = await Promise.all(Array.from({ length: 50 }, () => brand.write((ctx) => reserveStock(ctx, [wish(newId(), sku, 1)]))));
  assert.equal(answers.filter((short) => short.length === 0).length, 20);
  assert.deepEqual(await stockOf('rush'), [0, 20, 0, 20]);
});

test('orders that want two things in opposite order do not wait for each other for ever', async () => {
  const [a, b] = [await counted('left', 1000), await counted('right', 1000)];
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => {
      const order = newId();
      const wishes = [wish(order, a, 1), wish(order, b, 1)];
      return brand.write((ctx) => reserveStock(ctx, i % 2 === 0 ? wishes : wishes.toReversed()));
    }),
  );
  assert.deepEqual(
    [await stockOf('left'), await stockOf('right')],
    [
      [970, 30, 0, 1000],
      [970, 30, 0, 1000],
    ],
  );
});

test('a product whose stock nobody counts reserves nothing and is never short', async () => {
  const sku = await counted('uncounted', undefined);
  assert.deepEqual(await brand.write((ctx) => reserveStock(ctx, [wish(newId(), sku, 1_000_000)])), []);
  assert.deepEqual(await stockOf('uncounted'), []);
});

test('what is not paid in time is free again, by the clock of the brand; what is paid is not', async () => {
  const sku = await counted('timed', 5);
  const [soon, late, paid] = [newId(), newId(), newId()];
  await brand.write((ctx) =>
    reserveStock(ctx, [wish(soon, sku, 1, later(15)), wish(late, sku, 1, later(30)), wish(paid, sku, 1, later(15))]),
  );
  await brand.write((ctx) => sellReserved(ctx, [paid]));
  assert.deepEqual(await brand.write((ctx) => releaseExpired(ctx, later(14), 100)), []);
  assert.deepEqual(await brand.write((ctx) => releaseExpired(ctx, later(15), 100)), [soon]);
  assert.deepEqual(await stockOf('timed'), [3, 1, 1, 5]);
});

test('a payment that comes after its pieces were given back takes them again, or says what is gone', async () => {
  const sku = await counted('lapsed', 2);
  const [first, second, third] = [newId(), newId(), newId()];
  await brand.write((ctx) => reserveStock(ctx, [wish(first, sku, 1, later(1)), wish(second, sku, 1, later(1))]));
  await brand.write((ctx) => releaseExpired(ctx, later(2), 100));
  await brand.write((ctx) => reserveStock(ctx, [wish(third, sku, 1)]));
  assert.deepEqual(await brand.write((ctx) => sellReserved(ctx, [first])), []);
  assert.deepEqual(await brand.write((ctx) => sellReserved(ctx, [second])), [{ orderId: second, skuId: sku, wanted: 1, free: 0 }]);
  assert.deepEqual(await stockOf('lapsed'), [0, 1, 1, 2]);
});

test('the database itself refuses to sell what is not there', async () => {
  await counted('bare', 1);
  await assert.rejects(
    brand.write(
      (ctx) => ctx.sql.exec`
      UPDATE catalog.sku AS sku SET stock = -1, sold = 2 WHERE sku.tenant_id = ${ctx.tenantId} AND sku.external_id = 'bare'`,
    ),
    /sku_free/,
  );
  await assert.rejects(
    brand.write(
      (ctx) => ctx.sql.exec`
      UPDATE catalog.sku AS sku SET stock = 5 WHERE sku.tenant_id = ${ctx.tenantId} AND sku.external_id = 'bare'`,
    ),
    /sku_adds_up/,
  );
});

test('a newer file sets what is free and leaves what is held and sold', async () => {
  const sku = await counted('filed', 10);
  const order = newId();
  await brand.write((ctx) => reserveStock(ctx, [wish(order, sku, 4)]));
  const entry = { externalId: 'filed', name: null, price: null, cost: null, category: null, ladderRole: null, stock: 3, sku: null };
  await brand.write((ctx) => addProducts(ctx, [entry], 'update'));
  assert.deepEqual(await stockOf('filed'), [3, 4, 0, 7]);
  await brand.write((ctx) => addProducts(ctx, [{ ...entry, stock: -2 }], 'update'));
  assert.deepEqual(await stockOf('filed'), [0, 4, 0, 4]);
});
