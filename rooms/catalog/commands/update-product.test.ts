import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, parseId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import * as api from '../api.ts';
import { createProduct, findProduct, handOverCodes, listProducts, productReply, productsForSale, saleLines, skuForSale } from '../index.ts';
import { changeStock } from './change-stock.ts';
import { createSku, updateSku } from './create-sku.ts';
import { addCodes } from './deliver-codes.ts';
import { updateProduct } from './update-product.ts';

let base: TestDb;
let brand: TestTenant;

before(async () => {
  base = await openTestDb();
  brand = await makeTestTenant(base.db);
});
after(() => base.close());

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const make = async (input: Parameters<typeof createProduct>[1]): Promise<Uuid> =>
  (await brand.write((ctx) => createProduct(ctx, input))).productId;
const show = async (externalId: string) => api.productDetail.parse(await brand.read((ctx) => productReply(ctx, `ext:${externalId}`)));

test('what is given changes, what is left out stays, null takes away, and the trail says who changed a price', async () => {
  const id = await make({ externalId: 'oil', name: 'Oil', price: cny('9900'), cost: cny('3000'), category: 'care', ladderRole: 'core' });
  await brand.write((ctx) => updateProduct(ctx, id, { price: cny('8800'), category: null, position: 3, description: 'Cold pressed' }));
  const after = await show('oil');
  assert.deepEqual(
    [after.name, after.price?.amount, after.cost?.amount, after.category, after.ladderRole, after.position, after.description],
    ['Oil', '8800', '3000', null, 'core', 3, 'Cold pressed'],
  );
  const trail = await brand.read(
    (ctx) => ctx.sql<{ facts: Record<string, unknown> }>`
      SELECT audit.facts FROM identity.audit AS audit WHERE audit.tenant_id = ${ctx.tenantId} AND audit.subject_id = ${after.id}`,
  );
  assert.deepEqual(trail[0]?.facts, { price_amount: { was: '9900', is: '8800' }, category: { was: 'care', is: null } });
});

test('a product no longer sold leaves the list and comes back', async () => {
  const id = await make({ externalId: 'old', name: 'Old' });
  const names = async (archived?: boolean) =>
    (await brand.read((ctx) => listProducts(ctx, { limit: 200, archived }))).data.map((product) => product.externalId);
  await brand.write((ctx) => updateProduct(ctx, id, { isArchived: true }));
  assert.deepEqual([(await names()).includes('old'), (await names(true)).includes('old')], [false, true]);
  await brand.write((ctx) => updateProduct(ctx, id, { isArchived: false }));
  assert.equal((await names()).includes('old'), true);
});

test('products are found by step and by a part of their name', async () => {
  await make({ externalId: 'soap-1', name: '茉莉 Soap', ladderRole: 'entry' });
  await make({ externalId: 'soap-2', name: '薄荷 Soap', ladderRole: 'companion' });
  const found = async (filter: object) =>
    (await brand.read((ctx) => listProducts(ctx, { limit: 200, ...filter }))).data.map((product) => product.externalId);
  assert.deepEqual(await found({ q: 'soap' }), ['soap-2', 'soap-1']);
  assert.deepEqual(await found({ q: '茉莉' }), ['soap-1']);
  assert.deepEqual(await found({ q: 'soap', ladderRole: 'companion' }), ['soap-2']);
  assert.deepEqual(await found({ q: '%' }), []);
  assert.ok((await found({ ladderRole: 'none' })).includes('old'));
});

test('a variant is added once; its price stands before the product’s', async () => {
  const id = await make({ externalId: 'shirt', name: 'Shirt', price: cny('5000') });
  const large = { externalId: 'shirt-l', name: 'Large', price: cny('6000'), stock: 4 };
  const { skuId } = await brand.write((ctx) => createSku(ctx, id, large));
  assert.equal((await brand.write((ctx) => createSku(ctx, id, large))).skuId, skuId);
  await assert.rejects(
    brand.write((ctx) => createSku(ctx, id, { ...large, name: 'XL' })),
    refusal('sku.exists'),
  );
  await brand.write((ctx) => createSku(ctx, id, { externalId: 'shirt-s', name: 'Small' }));
  const product = (await brand.read((ctx) => productsForSale(ctx, ['ext:shirt', 'ext:nothing', 'prd_x', 'ext:\0']))).get('ext:shirt');
  assert.ok(product);
  assert.equal(skuForSale(product, 'ext:shirt-l')?.price, 6000n);
  assert.equal(skuForSale(product, 'ext:shirt-s')?.price, 5000n);
  assert.throws(() => skuForSale(product, null), refusal('sku.missing'));
  assert.throws(() => skuForSale(product, 'ext:other'), refusal('sku.notFound'));
  await brand.write((ctx) => updateSku(ctx, skuId, { price: null, name: 'L' }));
  assert.deepEqual(
    (await show('shirt')).variants.map((variant) => [variant.name, variant.price, variant.stock?.free]),
    [
      ['L', null, 4],
      ['Small', null, undefined],
    ],
  );
});

test('stock changes by so many pieces or to a count, with its reason, and never below nothing', async () => {
  const id = await make({ externalId: 'jar', name: 'Jar', stock: 5 });
  const sku = parseId('sku', (await show('jar')).variants[0]?.id ?? '') ?? '';
  await brand.write((ctx) => changeStock(ctx, sku, { change: 7, reason: 'received' }));
  await brand.write((ctx) => changeStock(ctx, sku, { counted: 9, note: 'shelf' }));
  await assert.rejects(
    brand.write((ctx) => changeStock(ctx, sku, { change: -10, reason: 'damaged' })),
    refusal('stock.short'),
  );
  assert.deepEqual((await show('jar')).stock, { free: 9, reserved: 0, sold: 0, total: 9 });
  const changes = await brand.read(
    (ctx) => ctx.sql<{ quantity: number; reason: string }>`
      SELECT change.quantity, change.reason FROM catalog.stock_change AS change
       WHERE change.tenant_id = ${ctx.tenantId} AND change.sku_id = ${sku} ORDER BY change.change_id`,
  );
  assert.deepEqual(
    changes.map((change) => [change.quantity, change.reason]),
    [
      [5, 'opening'],
      [7, 'received'],
      [-3, 'counted'],
    ],
  );
  await assert.rejects(
    brand.write((ctx) => changeStock(ctx, newId(), { counted: 1 })),
    refusal('sku.notFound'),
  );
  assert.ok(id);
});

test('a bundle is sold as its parts and holds no bundle, no stranger and nothing twice', async () => {
  await make({ externalId: 'tea', name: 'Tea', price: cny('6000'), ladderRole: 'core' });
  await make({ externalId: 'cup', name: 'Cup', price: cny('3000'), ladderRole: 'companion', stock: 5 });
  const parts = [
    { product: 'ext:tea', quantity: 2 },
    { product: 'ext:cup', quantity: 1 },
  ];
  const input = { externalId: 'box', name: 'Box', price: cny('12000'), parts };
  const box = await make(input);
  assert.equal(await make(input), box);
  assert.deepEqual(
    (await show('box')).parts.map((part) => [part.product.externalId, part.quantity, part.amount?.amount]),
    [
      ['tea', 2, '9600'],
      ['cup', 1, '2400'],
    ],
  );
  const product = (await brand.read((ctx) => productsForSale(ctx, ['ext:box']))).get('ext:box');
  assert.ok(product);
  const lines = saleLines({ product, sku: null, quantity: 2n, unitPrice: 12_000n, discount: 1n });
  assert.deepEqual(
    lines.map((line) => [line.product.externalId, line.quantity, line.quantity * line.unitPrice - line.discount, line.sku?.externalId]),
    [
      ['tea', 4n, 19_199n, undefined],
      ['cup', 2n, 4800n, 'cup'],
    ],
  );
  for (const wrong of [[{ product: 'ext:box', quantity: 1 }], [parts[0], parts[0]]]) {
    await assert.rejects(make({ externalId: 'crate', name: 'Crate', parts: wrong as typeof parts }), refusal('bundle.part'));
  }
  await assert.rejects(
    make({ externalId: 'crate', name: 'Crate', parts: [{ product: 'ext:nobody', quantity: 1 }] }),
    refusal('product.notFound'),
  );
  await assert.rejects(make({ externalId: 'crate', name: 'Crate', parts, stock: 1 }), refusal('bundle.stock'));
  const tea = await brand.read((ctx) => findProduct(ctx, 'ext:tea'));
  await assert.rejects(
    brand.write((ctx) => updateProduct(ctx, tea, { parts: [{ product: 'ext:cup', quantity: 1 }] })),
    refusal('bundle.part'),
  );
  await assert.rejects(
    brand.write((ctx) => createSku(ctx, box, { externalId: 'box-1', name: 'One' })),
    refusal('bundle.stock'),
  );
});

test('codes are handed out once each, to the same line the same ones, and what is missing is said', async () => {
  const id = await make({ externalId: 'voucher', name: 'Voucher', kind: 'virtual', delivery: { kind: 'codes' } });
  assert.deepEqual(await brand.write((ctx) => addCodes(ctx, id, ['A1', 'A2', 'A3', 'A2'])), { added: 3, known: 1, free: 3 });
  const [first, second] = [newId(), newId()];
  const wishes = [
    { orderId: first, line: 1, productId: id, quantity: 2 },
    { orderId: second, line: 1, productId: id, quantity: 2 },
  ];
  const handed = await brand.write((ctx) => handOverCodes(ctx, wishes));
  assert.deepEqual(
    handed.map((one) => [one.codes, one.missing]),
    [
      [['A1', 'A2'], 0],
      [['A3'], 1],
    ],
  );
  await brand.write((ctx) => addCodes(ctx, id, ['A4']));
  const again = await brand.write((ctx) => handOverCodes(ctx, wishes));
  assert.deepEqual(
    again.map((one) => [one.codes, one.missing]),
    [
      [['A1', 'A2'], 0],
      [['A3', 'A4'], 0],
    ],
  );
  assert.deepEqual((await show('voucher')).delivery?.codes, { free: 0, issued: 4 });
});

test('only a virtual product hands something over', async () => {
  const delivery = { kind: 'text', text: 'Welcome' } as const;
  await assert.rejects(make({ externalId: 'mug', name: 'Mug', delivery }), refusal('delivery.notVirtual'));
  const id = await make({ externalId: 'guide', name: 'Guide', kind: 'virtual', delivery });
  await assert.rejects(
    brand.write((ctx) => updateProduct(ctx, id, { kind: 'goods' })),
    refusal('delivery.notVirtual'),
  );
  await assert.rejects(
    brand.write((ctx) => addCodes(ctx, id, ['X'])),
    refusal('delivery.noCodes'),
  );
  await brand.write((ctx) => updateProduct(ctx, id, { kind: 'goods', delivery: null }));
  assert.equal((await show('guide')).delivery, null);
});
