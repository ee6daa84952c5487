import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOf } from '../../../kit/random/index.ts';
import { calibrate } from './calibrate.ts';
import { monteCarlo } from './monte-carlo.ts';
import { leverValue, problemsOf, withOverrides, type Lever } from './parameters.ts';
import { presetIds, presetOf } from './presets.ts';
import { drawPlan, presetRanges } from './ranges.ts';
import { simulate } from './simulate.ts';

test('luck has the expected month as its mean, in every category', () => {
  for (const preset of presetIds) {
    const plan = presetOf(preset);
    const expected = simulate(plan, { months: 24 });
    const { months } = monteCarlo(plan, { months: 24, runs: 200, seed: 11 });
    months.forEach(({ sales, members }, i) => {
      // A tenth to nine tenths is 2.56 deviations of a normal; the mean of 200 runs is off by a fourteenth of one.
      const near = (name: string, value: { mean: number; p10: number; p90: number }, mean: number, floor: number): void => {
        const error = Math.max(floor, (value.p90 - value.p10) / 2.56 / 14);
        assert.ok(Math.abs(value.mean - mean) < 4.5 * error, `${preset}, month ${i + 1}, ${name}: ${value.mean}, expected ${mean}`);
      };
      near('sales', sales, expected[i]?.sales.total ?? 0, 0.001 * sales.mean);
      near('members', members, expected[i]?.members ?? 0, 0.05);
    });
  }
});

test('a seed gives the same runs again, and one run does not depend on how many there are', () => {
  const plan = presetOf('milk-tea');
  const options = { months: 12, runs: 40, seed: 5, ranges: presetRanges(plan) };
  assert.deepEqual(monteCarlo(plan, options), monteCarlo(plan, options));
  assert.notDeepEqual(monteCarlo(plan, options).profitTotal, monteCarlo(plan, { ...options, seed: 6 }).profitTotal);
  // A run more adds one life to those there were: what each brought comes out of the means, and a tenth of eleven is the second.
  const means = Array.from({ length: 12 }, (_, runs) => (runs === 0 ? 0 : runs * monteCarlo(plan, { ...options, runs }).profitTotal.mean));
  const lives = means
    .slice(1)
    .map((sum, i) => sum - (means[i] ?? 0))
    .toSorted((a, b) => a - b);
  const { p10, p50, p90 } = monteCarlo(plan, { ...options, runs: 11 }).profitTotal;
  [p10, p50, p90].forEach((value, i) =>
    assert.ok(Math.abs(value - (lives[1 + 4 * i] ?? Number.NaN)) < 1e-3, `${value} of ${lives.join()}`),
  );
});

test('a life that paid back and lost it again has paid back; sharing grows in those lives that were drawn so', () => {
  const food = presetOf('food');
  // A thousand members are there and leave; nobody new comes.
  const start = { A: { M: 1000 } };
  const falling = monteCarlo({ ...food, ad: 0, gM: 0.9 }, { months: 24, runs: 20, seed: 2, start });
  assert.ok(falling.profitTotal.p90 < 0);
  assert.equal(falling.paidBack, 1);
  const near = withOverrides(food, { n: 30 });
  const { explosive } = monteCarlo(near, { months: 1, runs: 60, seed: 4, ranges: presetRanges(near) });
  assert.ok(explosive > 0 && explosive < 1, `${explosive}`);
});

test('not knowing the plan spreads the outcome far more than luck, and shows a bad tenth below the expected plan', () => {
  const plan = presetOf('food');
  const luck = monteCarlo(plan, { months: 24, runs: 300, seed: 3 });
  const unsure = monteCarlo(plan, { months: 24, runs: 300, seed: 3, ranges: presetRanges(plan) });
  const width = ({ profitTotal }: typeof luck): number => profitTotal.p90 - profitTotal.p10;
  assert.ok(width(unsure) > 5 * width(luck), `${width(unsure)} ${width(luck)}`);
  assert.ok(
    unsure.profitTotal.p10 < 0 && unsure.profitTotal.p10 < unsure.profitTotal.p50 && unsure.profitTotal.p50 < unsure.profitTotal.p90,
  );
  assert.ok(unsure.paidBack > 0 && unsure.paidBack < 1);
});

test('every plan that is drawn can be, and its levers keep their mean', () => {
  const plan = withOverrides(presetOf('food'), { h: 0, gF: 1 });
  const random = randomOf(8);
  const sums = new Map<Lever, number>();
  const count = 4000;
  for (let i = 0; i < count; i++) {
    const drawn = drawPlan(plan, presetRanges(plan), random);
    assert.deepEqual(problemsOf(drawn), []);
    for (const lever of ['cpf', 'n', 'p12', 'a2', 'h', 'gF', 'ad', 'c1'] as const)
      sums.set(lever, (sums.get(lever) ?? 0) + leverValue(drawn, lever));
  }
  for (const [lever, sum] of sums) assert.ok(Math.abs(sum / count - leverValue(plan, lever)) <= 0.03 * leverValue(plan, lever), lever);
});

test('history moves a plan by its weight against fifty people, and narrows what is not known', () => {
  const plan = presetOf('food');
  const {
    plan: own,
    ranges,
    evidence,
  } = calibrate(plan, {
    rates: { p12: { months: 950, events: 190 }, pM: { months: 0, events: 0 } },
    means: { a2: { count: 150, mean: 115, deviation: 60 } },
  });
  assert.ok(Math.abs(own.p12 - (0.12 * 50 + 190) / 1000) < 1e-12);
  assert.equal(own.pM, plan.pM, 'nobody was watched');
  assert.ok(Math.abs(own.a2 - (75 * 50 + 115 * 150) / 200) < 1e-12);
  assert.deepEqual(
    evidence.map((each) => [each.lever, each.assumed, each.measured, each.observations]),
    [
      ['p12', 0.12, 0.95, 950],
      ['a2', 75, 0.75, 150],
    ],
  );
  assert.deepEqual(ranges.p12, { kind: 'share', yes: 0.12 * 50 + 190, no: 0.88 * 50 + 760 });
  assert.deepEqual(ranges.a2, { kind: 'amount', spread: 60 / own.a2 / Math.sqrt(200) });
  const before = monteCarlo(plan, { months: 12, runs: 200, seed: 1, ranges: presetRanges(plan) }).profitTotal;
  const after = monteCarlo(plan, {
    months: 12,
    runs: 200,
    seed: 1,
    ranges: { ...ranges, h: { kind: 'share', yes: 80_000, no: 920_000 } },
  }).profitTotal;
  assert.ok(after.p90 - after.p10 < before.p90 - before.p10);
});

test('a history of one customer hardly moves a plan, and an impossible one cannot break it', () => {
  const plan = presetOf('food');
  const one = calibrate(plan, { rates: { p12: { months: 1, events: 1 } } });
  assert.ok(Math.abs(one.plan.p12 - 7 / 51) < 1e-12);
  const odd = calibrate(plan, {
    rates: { p12: { months: 10, events: 30 }, g1: { months: -3, events: 1 } },
    means: { a2: { count: 3, mean: Number.NaN, deviation: 0 } },
  });
  assert.deepEqual(problemsOf(odd.plan), []);
  assert.equal(odd.plan.a2, plan.a2);
  assert.equal(odd.plan.g1, plan.g1);
});
