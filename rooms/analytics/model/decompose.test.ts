import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decompose } from './decompose.ts';

const side = fc
  .record({
    buyers: fc.bigInt(0n, 100_000n),
    more: fc.bigInt(0n, 500_000n),
    sales: fc.bigInt(-(10n ** 12n), 10n ** 13n),
  })
  .map(({ buyers, more, sales }) => (buyers === 0n ? { buyers, orders: 0n, sales: 0n } : { buyers, orders: buyers + more, sales }));

test('the parts of a change add up to the change, to the last unit', () => {
  fc.assert(
    fc.property(side, side, (before, after) => {
      const parts = decompose(before, after);
      assert.equal(parts.buyers + parts.ordersPerBuyer + parts.averageOrder, after.sales - before.sales);
    }),
  );
});

test('going back undoes every part', () => {
  fc.assert(
    fc.property(side, side, (before, after) => {
      const there = decompose(before, after);
      const back = decompose(after, before);
      for (const key of ['buyers', 'ordersPerBuyer', 'averageOrder'] as const) {
        const sum = there[key] + back[key];
        assert.ok(sum >= -2n && sum <= 2n, `${key} differs by rounding only`);
      }
    }),
  );
});

test('a change of one factor alone is due to that factor', () => {
  // 10 buyers × 2 orders × 5.00 → 15 buyers, the same habits
  assert.deepEqual(decompose({ buyers: 10n, orders: 20n, sales: 10_000n }, { buyers: 15n, orders: 30n, sales: 15_000n }), {
    buyers: 5_000n,
    ordersPerBuyer: 0n,
    averageOrder: 0n,
  });
  assert.deepEqual(decompose({ buyers: 10n, orders: 20n, sales: 10_000n }, { buyers: 10n, orders: 20n, sales: 12_000n }), {
    buyers: 0n,
    ordersPerBuyer: 0n,
    averageOrder: 2_000n,
  });
});

test('two factors that double share what neither brings alone', () => {
  // 1×1×100 → 2×2×100: +100 each alone, +100 together, half of it each
  assert.deepEqual(decompose({ buyers: 1n, orders: 1n, sales: 100n }, { buyers: 2n, orders: 4n, sales: 400n }), {
    buyers: 150n,
    ordersPerBuyer: 150n,
    averageOrder: 0n,
  });
});

test('from nothing, everything is due to buyers', () => {
  assert.deepEqual(decompose({ buyers: 0n, orders: 0n, sales: 0n }, { buyers: 3n, orders: 4n, sales: 900n }), {
    buyers: 900n,
    ordersPerBuyer: 0n,
    averageOrder: 0n,
  });
});
