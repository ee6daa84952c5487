import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publicId } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import * as api from '../api.ts';
import { createProduct, listProducts, productReply } from '../index.ts';

let base: TestDb;
let brand: TestTenant;
let other: TestTenant;

before(async () => {
  base = await openTestDb();
  brand = await makeTestTenant(base.db);
  other = await makeTestTenant(base.db);
});
after(() => base.close());

const cny = (amount: string) => ({ amount, currency: 'CNY' });

test('a product is made once: the repeat answers with the same one, other content is refused', async () => {
  const input = {
    externalId: 'tea',
    name: 'Tea',
    ladderRole: 'entry',
    price: cny('9900'),
    cost: cny('3000'),
    stock: 5,
  } as const;
  const first = await brand.write((ctx) => createProduct(ctx, input));
  assert.deepEqual(await brand.write((ctx) => createProduct(ctx, input)), {
    productId: first.productId,
    isNew: false,
  });
  for (const changed of [{ name: 'Green tea' }, { price: cny('9901') }, { cost: undefined }, { stock: 6 }, { category: 'drinks' }]) {
    await assert.rejects(
      brand.write((ctx) => createProduct(ctx, { ...input, ...changed })),
      refusal('product.exists'),
    );
  }
  const reply = await brand.read((ctx) => productReply(ctx, 'ext:tea'));
  api.product.parse(reply);
  assert.deepEqual([reply.price?.amount, reply.skus, reply.ladderRole], ['9900', 1, 'entry']);
});

test('the same product told many times at once is one product', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => brand.write((ctx) => createProduct(ctx, { externalId: 'race', name: 'Race' }))),
  );
  assert.equal(new Set(answers.map((answer) => answer.productId)).size, 1);
  assert.equal(answers.filter((answer) => answer.isNew).length, 1);
});

test('a price in another currency, below nothing or beyond counting is refused', async () => {
  await assert.rejects(
    brand.write((ctx) => createProduct(ctx, { externalId: 'usd', name: 'x', price: { amount: '1', currency: 'USD' } })),
    refusal('currency.other'),
  );
  for (const amount of ['-1', '1.5', '1e3', '９', '9'.repeat(19)]) {
    assert.equal(api.createProduct.safeParse({ externalId: 'x', name: 'x', price: cny(amount) }).success, false, amount);
  }
});

test('products are listed newest first without gaps or doubles, page by page', async () => {
  const shop = await makeTestTenant(base.db);
  for (let i = 0; i < 7; i++) await shop.write((ctx) => createProduct(ctx, { externalId: `p${i}`, name: `P${i}` }));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await shop.read((ctx) => listProducts(ctx, { limit: 3, cursor }));
    api.productList.parse(page);
    seen.push(...page.data.map((product) => product.externalId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual(seen, ['p6', 'p5', 'p4', 'p3', 'p2', 'p1', 'p0']);
  await assert.rejects(
    shop.read((ctx) => listProducts(ctx, { limit: 3, cursor: 'rubbish' })),
    refusal('cursor.invalid'),
  );
});

test('a product of another brand is not found', async () => {
  const { productId } = await brand.write((ctx) => createProduct(ctx, { externalId: 'mine', name: 'Mine' }));
  for (const id of ['ext:mine', publicId('product', productId), 'ext:\0', 'prd_x']) {
    await assert.rejects(
      other.read((ctx) => productReply(ctx, id)),
      refusal('product.notFound'),
    );
  }
});
