import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bundlePrice, splitBundle, type BundlePart } from './bundle.ts';

const part: fc.Arbitrary<BundlePart> = fc.record({
  quantity: fc.bigInt({ min: 1n, max: 100n }),
  listPrice: fc.option(fc.bigInt({ min: 0n, max: 10_000_000n }), { nil: null }),
});

test('the parts of a bundle add up to its price to the cent, whatever they cost by themselves', () => {
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 12 }),
      fc.bigInt({ min: 0n, max: 100_000_000n }),
      fc.bigInt({ min: 1n, max: 50n }),
      (parts, amount, count) => {
        const lines = splitBundle(parts, { amount, count });
        assert.equal(
          lines.reduce((sum, line) => sum + line.amount, 0n),
          amount,
        );
        for (const [i, line] of lines.entries()) {
          assert.equal(line.quantity * line.unitPrice - line.discount, line.amount);
          assert.equal(line.quantity, (parts[i]?.quantity ?? 0n) * count);
          assert.ok(line.amount >= 0n && line.discount >= 0n);
        }
      },
    ),
  );
});

test('a bundle is split by list price, the odd cent to the largest remainder and then to the earlier part', () => {
  const parts = [
    { quantity: 2n, listPrice: 3000n },
    { quantity: 1n, listPrice: 3000n },
  ];
  assert.deepEqual(
    splitBundle(parts, { amount: 8000n, count: 1n }).map((line) => [line.amount, line.unitPrice, line.discount]),
    [
      [5333n, 3000n, 667n],
      [2667n, 3000n, 333n],
    ],
  );
  const twins = [
    { quantity: 1n, listPrice: 100n },
    { quantity: 1n, listPrice: 100n },
  ];
  assert.deepEqual(
    splitBundle(twins, { amount: 101n, count: 1n }).map((line) => line.amount),
    [51n, 50n],
  );
});

test('parts without list prices share by pieces, and one without a price beside others gets nothing', () => {
  assert.deepEqual(
    splitBundle(
      [
        { quantity: 3n, listPrice: null },
        { quantity: 1n, listPrice: 0n },
      ],
      { amount: 400n, count: 1n },
    ).map((line) => line.amount),
    [300n, 100n],
  );
  assert.deepEqual(
    splitBundle(
      [
        { quantity: 1n, listPrice: 500n },
        { quantity: 1n, listPrice: null },
      ],
      { amount: 400n, count: 1n },
    ).map((line) => line.amount),
    [400n, 0n],
  );
});

test('a bundle without a price of its own costs its parts together, and nothing is known where one has none', () => {
  const parts = [
    { quantity: 2n, listPrice: 300n },
    { quantity: 1n, listPrice: 50n },
  ];
  assert.equal(bundlePrice(null, parts), 650n);
  assert.equal(bundlePrice(600n, parts), 600n);
  assert.equal(bundlePrice(null, [...parts, { quantity: 1n, listPrice: null }]), null);
});
