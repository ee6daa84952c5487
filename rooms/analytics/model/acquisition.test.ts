import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LEAST_BUYERS, returnedOf, spentWithin } from './acquisition.ts';

test('a sum over days is shared by any two neighbouring times without a unit lost or made, and none of it falls outside its days', () => {
  const day = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), day, fc.nat(400), day, day, day, (amount, from, length, a, b, c) => {
      const sum = { amount, from, to: from + length };
      const [low, middle, high] = [a, b, c].toSorted((x, y) => x - y) as [number, number, number];
      assert.equal(spentWithin(sum, low, middle) + spentWithin(sum, middle, high), spentWithin(sum, low, high));
      assert.equal(spentWithin(sum, from, from + length + 1), amount);
      assert.equal(spentWithin(sum, from - 9, from), 0n);
      assert.equal(spentWithin(sum, from + length + 1, from + length + 9), 0n);
      assert.ok(spentWithin(sum, low, high) >= 0n);
    }),
  );
});

test('a customer has paid back in the month in which the margin of those who lived it reaches the cost', () => {
  const month = (buyers: number, perBuyer: number) => ({ buyers, margin: buyers * perBuyer });
  const ages = [month(100, 10), month(80, 6), month(40, 5), month(LEAST_BUYERS - 1, 1000)];
  assert.deepEqual(returnedOf(16, ages), { perBuyer: 21, months: 3, seen: 3, paidBackAfter: 2 });
  assert.deepEqual(returnedOf(10, ages)?.paidBackAfter, 1);
  assert.deepEqual(returnedOf(21.5, ages)?.paidBackAfter, null, 'too few stand behind the month that would have done it');
  assert.equal(returnedOf(1, [month(LEAST_BUYERS - 1, 50)]), null);
  const long = Array.from({ length: 20 }, () => month(50, 1));
  assert.deepEqual(
    returnedOf(15, long),
    { perBuyer: 12, months: 12, seen: 20, paidBackAfter: 15 },
    'a year of margin, however long they stay',
  );
});
