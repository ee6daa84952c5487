import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaksOf, type LeakFacts } from './leaks.ts';

const healthy: LeakFacts = {
  customers: 100n,
  oneTimeBuyers: 0n,
  gross: 100_000n,
  anonymous: 0n,
  paid: 0n,
  referred: 30_000n,
  returns: 0n,
  averageOrder: 500n,
  lapsed: { people: 0n, spendPerYear: 0n },
  absentBefore: '2026-10-01',
  secondOrderDays: 12,
  top: { people: 1n, spend: 2_000n, all: 100_000n },
};

test('a healthy loop has no leak', () => {
  assert.deepEqual(leaksOf(healthy), []);
});

test('no data, no leak and no division by zero', () => {
  assert.deepEqual(
    leaksOf({
      ...healthy,
      customers: 0n,
      gross: 0n,
      referred: 0n,
      averageOrder: null,
      secondOrderDays: null,
      top: { people: 0n, spend: 0n, all: 0n },
    }),
    [],
  );
});

test('the largest loss stands first, those without an amount last', () => {
  const leaks = leaksOf({
    ...healthy,
    oneTimeBuyers: 60n,
    returns: 90_000n,
    paid: 50_000n,
    secondOrderDays: 61,
  });
  assert.deepEqual(
    leaks.map((leak) => leak.id),
    ['returns', 'oneTimeBuyers', 'slowSecondOrder', 'paidDependence'],
  );
  assert.equal(leaks[0]?.worth, 30_000n);
  assert.equal(leaks[1]?.worth, 3_000n);
});

test('every amount states the assumption it rests on', () => {
  for (const leak of leaksOf({
    ...healthy,
    oneTimeBuyers: 60n,
    returns: 9_000n,
    anonymous: 20_000n,
    referred: 0n,
    lapsed: { people: 5n, spendPerYear: 4_000n },
  })) {
    if (leak.worth !== null) assert.match(String(leak.facts['assumedShare']), /^0\.\d{6}$/, leak.id);
  }
});

test('regulars who stopped are shown without those who came lately', () => {
  const [leak] = leaksOf({ ...healthy, lapsed: { people: 5n, spendPerYear: 4_000n } });
  assert.equal(leak?.filter?.['lastOrderBefore'], '2026-10-01');
});
