import assert from 'node:assert/strict';
import test from 'node:test';
import { marginShare, perBuyer, shelfOf, type Product } from './ladder.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const part = (buyers: number, margin: string | null, sales = '100') => ({
  buyers,
  sales: cny(sales),
  margin: margin === null ? null : cny(margin),
  coveredPpm: null,
});

test('a margin per buyer is rounded half away from zero', () => {
  assert.equal(perBuyer(part(2, '5')), 3n);
  assert.equal(perBuyer(part(2, '-5')), -3n);
  assert.equal(perBuyer(part(3, '10')), 3n);
});

test('without buyers or costs there is no margin, and buyers who bought nothing more brought nothing', () => {
  assert.equal(perBuyer(part(0, null, '0')), null);
  assert.equal(perBuyer(part(4, null, '900')), null);
  assert.equal(perBuyer(part(4, null, '0')), 0n);
});

const product = (over: Partial<Product>): Product => ({
  id: 'prd_1',
  externalId: 'p',
  name: 'P',
  kind: 'goods',
  category: null,
  earlyUntil: null,
  ladderRole: 'core',
  position: 0,
  price: null,
  cost: null,
  skus: 0,
  stock: null,
  isBundle: false,
  picture: null,
  createdAt: '2026-01-01T00:00:00Z',
  archivedAt: null,
  ...over,
});

test('a shelf keeps the order it was laid out in, then the cheaper first', () => {
  const products = [
    product({ id: 'dear', price: cny('900') }),
    product({ id: 'cheap', price: cny('100') }),
    product({ id: 'first', position: -1, price: cny('9999') }),
    product({ id: 'elsewhere', ladderRole: 'fan' }),
  ];
  assert.deepEqual(
    shelfOf(products, 'core').map((one) => one.id),
    ['first', 'cheap', 'dear'],
  );
});

test('the share of margin needs a price and a cost', () => {
  assert.equal(marginShare(product({ price: cny('200'), cost: cny('50') })), 0.75);
  assert.equal(marginShare(product({ price: cny('200') })), null);
  assert.equal(marginShare(product({ price: cny('0'), cost: cny('50') })), null);
});
