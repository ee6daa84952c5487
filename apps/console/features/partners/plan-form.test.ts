import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, changesOf, draftOf, emptyOverride, emptyPlan, faultsOf, percentText, ppmOf } from './plan-form.ts';
import { givenByOverride, givenByRates } from './plan-given.ts';
import type { Plan } from './plan-words.tsx';

test('a percentage is read to a hundredth of a basis point and nothing is rounded away', () => {
  assert.deepEqual(['7.5', '7.5%', ' 12 ', '0.0001', '100', '１０'].map(ppmOf), [75_000, 75_000, 120_000, 1, 1_000_000, 100_000]);
  assert.deepEqual(['', '-1', '100.1', '7.12345', 'ten'].map(ppmOf), [null, null, null, null, null]);
  for (const ppm of [0, 1, 75_000, 123_456, 1_000_000]) assert.equal(ppmOf(percentText(ppm)), ppm);
});

test('what stands in the form is what a saved plan says, and comes back as it was', () => {
  const draft = {
    ...emptyPlan,
    name: 'Two levels',
    rates: ['10', '4.25'],
    cap: '25',
    holdDays: '20',
    bond: 'locked' as const,
    validityDays: '',
    caps: { ...emptyPlan.caps, pairMonth: '500' },
    onOrphan: 'reassignPool' as const,
    overrides: [{ ...emptyOverride(0), ladderRole: 'premium' as const, kind: 'fixed' as const, value: '12.50' }],
    differential: { isOn: true, countsDirect: false, rates: { gold: '6', silver: '' } },
  };
  assert.deepEqual(faultsOf(draft, 'CNY'), []);
  const body = bodyOf(draft, 'CNY');
  assert.deepEqual(body.levels, [
    { depth: 1, ratePpm: 100_000 },
    { depth: 2, ratePpm: 42_500 },
  ]);
  assert.deepEqual(body.roles, [{ role: 'differential', rates: [{ partnerLevel: 'gold', ratePpm: 60_000 }], countsDirect: false }]);
  assert.deepEqual(body.overrides, [{ when: { ladderRole: 'premium' }, depth: 1, fixed: { amount: '1250', currency: 'CNY' } }]);
  // The reply has dates and ids besides, which a draft does not read: cast to keep the test to what it is about.
  const again = draftOf({ ...body, payees: { stages: ['partner'], onIneligible: 'brand' } } as unknown as Plan, (id) => id);
  assert.deepEqual(bodyOf(again, 'CNY'), body);
});

test('a draft that is changed sends what was changed and nothing else', () => {
  const before = { ...emptyPlan, name: 'A', cap: '20' };
  assert.deepEqual(changesOf(before, before, 'CNY'), {});
  assert.deepEqual(changesOf(before, { ...before, name: 'B', cap: '' }, 'CNY'), { name: 'B', capPpm: null });
  assert.deepEqual(changesOf(before, { ...before, rates: ['10', '2'] }, 'CNY'), {
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 20_000 },
    ],
  });
});

test('a new plan leaves the days of the hold to the rules of the brand; a plan that has them keeps them', () => {
  const draft = { ...emptyPlan, name: 'A' };
  assert.deepEqual(faultsOf(draft, 'USD'), []);
  assert.equal('hold' in bodyOf(draft, 'USD'), false);
  assert.deepEqual(faultsOf({ ...draft, holdDays: 'two' }, 'USD'), ['hold']);
  const before = { ...draft, holdDays: '30' };
  assert.deepEqual(faultsOf(draft, 'USD', before), ['hold']);
  assert.deepEqual(changesOf(before, { ...before, holdDays: '45' }, 'USD'), { hold: { days: 45 } });
});

test('an exception without a condition or an amount is a fault, not a rule for everything', () => {
  assert.deepEqual(faultsOf({ ...emptyPlan, name: 'A', overrides: [{ ...emptyOverride(0), value: '5' }] }, 'CNY'), ['overrides']);
  assert.deepEqual(faultsOf({ ...emptyPlan, name: 'A', overrides: [{ ...emptyOverride(0), category: 'tea' }] }, 'CNY'), ['overrides']);
});

test('what a plan gives for one friend is its depths together on all they ever buy, within its cap; an amount a piece is given with every order', () => {
  const life = { goods: 400, orders: 5 };
  assert.deepEqual(givenByRates([100_000, 30_000], null, life), { ratePpm: 130_000, amount: 52 });
  assert.deepEqual(givenByRates([100_000, 30_000], 120_000, life), { ratePpm: 120_000, amount: 48 });
  assert.equal(givenByRates([100_000], null, { goods: null, orders: null }), null);
  assert.equal(givenByOverride({ ratePpm: 50_000, perPiece: null }, life), 20);
  assert.equal(givenByOverride({ ratePpm: null, perPiece: { amount: '300', currency: 'JPY' } }, life), 1500);
  assert.equal(givenByOverride({ ratePpm: null, perPiece: null }, life), null);
});
