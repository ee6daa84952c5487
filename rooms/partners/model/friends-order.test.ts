import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { carriedFrom, friendsOrderOf } from './friends-order.ts';

const product = { productId: 'p', price: 8_990n, cost: 4_000n };
const quarter = { exact: 250_000n, base: 1n, promised: 0n };

test('gifts take the cap before commissions: of 89.90 under a cap of 30 %, 5.00 of gifts leave 21.97 for a quarter', () => {
  const order = friendsOrderOf(product, { before: 500n, others: [] }, { worst: { ...quarter, exact: 330_000n }, capPpm: 300_000 });
  assert.deepEqual([order.gifts, order.commissions, order.left], [500n, 2_197n, 8_990n - 4_000n - 500n - 2_197n]);
  // One that does not fit is not given, a smaller one after it is; what was given before counts whatever is left.
  const tight = friendsOrderOf(product, { before: 2_600n, others: [200n, 90n] }, { worst: quarter, capPpm: 300_000 });
  assert.deepEqual([tight.gifts, tight.commissions], [2_690n, 7n]);
  const over = friendsOrderOf(product, { before: 3_000n, others: [1n] }, { worst: { ...quarter, promised: 10_000n }, capPpm: 300_000 });
  assert.deepEqual([over.gifts, over.commissions], [3_000n, 90n]);
});

test('whatever gifts cost, they and commissions keep below the cap, but for what was given before and points', () => {
  const amount = fc.bigInt({ min: 0n, max: 20_000n });
  const ppm = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 20_000n }),
      amount,
      fc.array(amount, { maxLength: 2 }),
      ppm,
      ppm,
      (price, before, others, cap, rate) => {
        const of = { worst: { exact: BigInt(rate), base: 1n, promised: 0n }, capPpm: cap };
        const { gifts, commissions } = friendsOrderOf({ productId: 'p', price, cost: 0n }, { before, others }, of);
        const room = (BigInt(cap) * price) / 1_000_000n;
        assert.ok(gifts + commissions <= (before > room ? before : room));
        assert.ok(gifts >= before && commissions >= 0n);
      },
    ),
  );
});

test('an order carries what costs so much from the first unit at which its cap is as high', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 100_000n }), fc.integer({ min: 1, max: 1_000_000 }), (cost, cap) => {
      const from = carriedFrom(cost, cap) ?? assert.fail('a cap above nothing carries everything in the end');
      assert.ok((BigInt(cap) * from) / 1_000_000n >= cost && (BigInt(cap) * (from - 1n)) / 1_000_000n < cost);
    }),
  );
  assert.equal(carriedFrom(1n, 0), null);
});
