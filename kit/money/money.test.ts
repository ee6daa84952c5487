import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addMoney, allocate, decimal6, divideHalfUp, minorDigits, takePpm } from './index.ts';

const amount = fc.bigInt({ min: 0n, max: 10n ** 13n });

test('a split loses nothing, makes nothing, and gives nobody a negative part', () => {
  fc.assert(
    fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 50 }), (whole, weights) => {
      const parts = allocate(whole, weights);
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0n),
        whole,
      );
      assert.ok(parts.every((part) => part >= 0n));
    }),
  );
});

test('the largest remainder gets the odd unit, the earlier line on a tie', () => {
  // rules.md C2: lines 59.90 / 39.90 / 0.10, order discount 10.00
  assert.deepEqual(allocate(1000n, [5990n, 3990n, 10n]), [600n, 399n, 1n]);
  assert.deepEqual(allocate(1n, [1n, 1n]), [1n, 0n]);
});

test('a part at a rate is rounded down', () => {
  assert.equal(takePpm(9999n, 120_000), 1199n);
});

test('a quotient is rounded half up on its magnitude', () => {
  assert.equal(divideHalfUp(5n, 2n), 3n);
  assert.equal(divideHalfUp(-5n, 2n), -3n);
  assert.equal(divideHalfUp(4n, 3n), 1n);
});

test('decimal strings carry six digits half up and are null without a divisor', () => {
  assert.equal(decimal6(1n, 3n), '0.333333');
  assert.equal(decimal6(2n, 3n), '0.666667');
  assert.equal(decimal6(-1n, 2n), '-0.500000');
  assert.equal(decimal6(1n, 0n), null);
});

test('two currencies cannot be added, and each has its own minor digits', () => {
  assert.throws(() => addMoney({ amount: 1n, currency: 'CNY' }, { amount: 1n, currency: 'USD' }));
  assert.deepEqual(['CNY', 'JPY', 'KWD'].map(minorDigits), [2, 0, 3]);
});
