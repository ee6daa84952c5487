import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { harmBound, isHarmful, wilsonBound, type Given } from './harm.ts';

/** `back` of `orders` orders of the same price went back. */
const equal = (orders: number, back: number, price = 10_000n): Given => ({
  orders,
  paid: BigInt(orders) * price,
  refunded: BigInt(back) * price,
  squares: BigInt(orders) * price * price,
});

test("the lower bound is Wilson's, one-sided at 90 %", () => {
  // Worked out to forty digits with another program from (p − t)² = z² t (1 − t) ÷ n.
  const exact: [number, number, string][] = [
    [10, 5, '0.312204'],
    [10, 10, '0.858931'],
    [12, 3, '0.126870'],
    [40, 2, '0.020968'],
    [100, 30, '0.244890'],
    [1000, 1, '0.000299'],
    [10, 0, '0.000000'],
  ];
  for (const [orders, back, bound] of exact) assert.equal(harmBound(equal(orders, back)), bound, `${back} of ${orders}`);
  assert.equal(harmBound(equal(0, 0)), null);
  // The other two ways to write it: as many effective orders as equal ones, and shares that are no whole orders.
  assert.equal(wilsonBound(0.5, 10).toFixed(6), harmBound(equal(10, 5)));
  assert.equal(wilsonBound(0.3, 0), 0);
});

test('one dear order that went back is no habit: unequal orders count as fewer', () => {
  const even = equal(10, 5);
  const dear: Given = { orders: 10, paid: 100_000n, refunded: 50_000n, squares: 50_000n ** 2n + 9n * 5_556n ** 2n };
  assert.ok(Number(harmBound(dear)) < Number(harmBound(even)));
  assert.ok(isHarmful(even, { paid: 1_000_000n, refunded: 90_000n }));
  assert.ok(!isHarmful(dear, { paid: 1_000_000n, refunded: 90_000n }));
});

test('fewer than ten orders are never red, however much went back', () => {
  assert.ok(!isHarmful(equal(9, 9), { paid: 10_000_000n, refunded: 1n }));
  assert.ok(isHarmful(equal(10, 10), { paid: 10_000_000n, refunded: 1n }));
  assert.ok(!isHarmful(equal(0, 0), { paid: 0n, refunded: 0n }));
});

test('a third of the brand gone back or more makes nobody red: nothing exceeds a whole', () => {
  assert.ok(!isHarmful(equal(50, 50), { paid: 300n, refunded: 100n }));
  assert.ok(isHarmful(equal(500, 500), { paid: 300n, refunded: 99n }));
});

const orders = fc.array(fc.record({ paid: fc.bigInt(1n, 10n ** 8n), back: fc.nat({ max: 1_000 }) }), { minLength: 10, maxLength: 60 });
const brands = fc.record({ paid: fc.bigInt(1n, 10n ** 12n), ppm: fc.nat({ max: 400_000 }) });

const givenOf = (each: readonly { paid: bigint; back: number }[]): Given => ({
  orders: each.length,
  paid: each.reduce((sum, one) => sum + one.paid, 0n),
  refunded: each.reduce((sum, one) => sum + (one.paid * BigInt(one.back)) / 1_000n, 0n),
  squares: each.reduce((sum, one) => sum + one.paid * one.paid, 0n),
});

test('the verdict in whole numbers is the bound against three times the rate', () => {
  fc.assert(
    fc.property(orders, brands, (each, { paid, ppm }) => {
      const given = givenOf(each);
      const brand = { paid, refunded: (paid * BigInt(ppm)) / 1_000_000n };
      const bound = wilsonBound(Number(given.refunded) / Number(given.paid), Number(given.paid) ** 2 / Number(given.squares));
      const limit = (3 * Number(brand.refunded)) / Number(brand.paid);
      // Where both are the same to nine digits, only whole numbers can tell.
      fc.pre(Math.abs(bound - limit) > 1e-9);
      assert.equal(isHarmful(given, brand), bound > limit);
    }),
  );
});

test('more that goes back never takes the red away, more that is kept never brings it', () => {
  fc.assert(
    fc.property(orders, brands, fc.bigInt(1n, 10n ** 8n), (each, { paid, ppm }, more) => {
      const brand = { paid, refunded: (paid * BigInt(ppm)) / 1_000_000n };
      const given = givenOf(each);
      const worse = { ...given, refunded: given.refunded + more < given.paid ? given.refunded + more : given.paid };
      if (isHarmful(given, brand)) assert.ok(isHarmful(worse, brand));
      // As much again of orders of the same size, all kept.
      const better = { ...given, orders: 2 * given.orders, paid: 2n * given.paid, squares: 2n * given.squares };
      if (!isHarmful(given, brand)) assert.ok(!isHarmful(better, brand));
    }),
  );
});
