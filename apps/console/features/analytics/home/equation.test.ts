import assert from 'node:assert/strict';
import test from 'node:test';
import { factorsOf, isReconciled, monthFactors, noLevers, salesOf, whatIf, whyLoopMoved } from './equation.ts';

const cny = (amount: number) => ({ amount: String(amount), currency: 'CNY' });
const factors = {
  buyers: 100,
  personOrders: 231,
  personSales: 1_000_000n,
  anonymous: 50_000n,
  unnamedReturns: 20_000n,
};

test('sales are those of named people plus anonymous minus returns without a name', () => {
  assert.equal(salesOf(factors), 1_030_000n);
  const reply = {
    buyers: 100,
    personOrders: 231,
    personSales: cny(1_000_000),
    anonymous: cny(50_000),
    unnamedReturns: cny(20_000),
  };
  assert.deepEqual(factorsOf({ ...reply, sales: cny(1_030_000) }), factors);
  assert.equal(isReconciled({ ...reply, sales: cny(1_030_000) }), true);
  assert.equal(isReconciled({ ...reply, sales: cny(1_030_001) }), false);
});

test('levers multiply the sales of named people only', () => {
  const result = whatIf(factors, 365, { buyers: 100_000, ordersPerBuyer: 0, averageOrder: 0 });
  assert.equal(result.before, 1_030_000n);
  assert.equal(result.after, 1_130_000n);
  assert.equal(result.gain, 100_000n);
});

test('two levers together bring more than the two alone', () => {
  const result = whatIf(factors, 365, { buyers: 100_000, ordersPerBuyer: 100_000, averageOrder: 0 });
  assert.equal(result.gain, 210_000n);
  assert.equal(result.alone.buyers + result.alone.ordersPerBuyer, 200_000n);
});

test('no lever changes nothing, and a shorter period is stretched to a year', () => {
  assert.equal(whatIf(factors, 365, noLevers).gain, 0n);
  assert.equal(whatIf(factors, 73, noLevers).before, 5_150_000n);
});

test('a lever of minus one hundred percent leaves anonymous sales and returns', () => {
  assert.equal(whatIf(factors, 365, { ...noLevers, buyers: -2_000_000 }).after, 30_000n);
});

test('negative sales of a period with more refunds than orders are kept as they are', () => {
  assert.equal(
    whatIf({ ...factors, personSales: -5n, anonymous: 0n, unnamedReturns: 0n }, 365, {
      ...noLevers,
      averageOrder: 500_000,
    }).after,
    -8n,
  );
});

test('the loop rate is explained by the shares that moved', () => {
  const loop = (gross: number, repeat: number, referred: number) => ({
    gross: cny(gross),
    byOrigin: { repeat: { orders: 1, sales: cny(repeat) }, referred: { orders: 1, sales: cny(referred) } },
  });
  assert.deepEqual(whyLoopMoved(loop(100, 50, 10), loop(100, 25, 10)), { repeat: 0.25, referred: 0 });
  assert.equal(whyLoopMoved(loop(0, 0, 0), loop(100, 1, 1)), null);
});

test('a month without buyers draws zeros, not gaps in the arithmetic', () => {
  const [month] = monthFactors([
    {
      period: '2026-01-01',
      isComplete: true,
      buyers: 0,
      orders: 0,
      gross: cny(0),
      returns: cny(0),
      byOrigin: { anonymous: { orders: 0, sales: cny(0) } },
    },
  ]);
  assert.deepEqual([month?.ordersPerBuyer, month?.averageOrder], [0, 0]);
});
