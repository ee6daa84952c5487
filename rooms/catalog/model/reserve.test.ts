import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shareOut } from './reserve.ts';

const wishes = fc.array(
  fc.record({
    orderId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    skuId: fc.constantFrom('x', 'y', 'z'),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 20 },
);

test('an order gets all its pieces or none, and nothing is given twice', () => {
  fc.assert(
    fc.property(wishes, fc.nat(20), fc.nat(20), (wanted, x, y) => {
      const free = new Map([
        ['x', x],
        ['y', y],
      ]);
      const { taken, short } = shareOut(wanted, free);
      for (const skuId of ['x', 'y']) {
        const given = taken.filter((row) => row.skuId === skuId).reduce((sum, row) => sum + row.quantity, 0);
        assert.ok(given <= (free.get(skuId) ?? 0));
      }
      const refused = new Set(short.map((row) => row.orderId));
      for (const orderId of new Set(wanted.map((row) => row.orderId))) {
        const wants = wanted.filter((row) => row.orderId === orderId && row.skuId !== 'z').reduce((sum, row) => sum + row.quantity, 0);
        const gets = taken.filter((row) => row.orderId === orderId).reduce((sum, row) => sum + row.quantity, 0);
        assert.equal(gets, refused.has(orderId) ? 0 : wants);
      }
      // What is not counted is always there.
      assert.ok(taken.every((row) => row.skuId !== 'z'));
    }),
  );
});

test('an order that is refused leaves its pieces to the next', () => {
  const { taken, short } = shareOut(
    [
      { orderId: 'first', skuId: 'x', quantity: 2 },
      { orderId: 'first', skuId: 'y', quantity: 1 },
      { orderId: 'second', skuId: 'x', quantity: 2 },
    ],
    new Map([
      ['x', 2],
      ['y', 0],
    ]),
  );
  assert.deepEqual(taken, [{ orderId: 'second', skuId: 'x', quantity: 2 }]);
  assert.deepEqual(short, [{ orderId: 'first', skuId: 'y', wanted: 1, free: 0 }]);
});
