import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goalSeek } from './goal-seek.ts';
import { leverValue, withLever, withOverrides, type Lever, type PlanParameters } from './parameters.ts';
import { isNear } from './plan.fixture.ts';
import { presetIds, presetOf, type PresetId } from './presets.ts';
import { whatIfs, type WhatIf } from './scenarios.ts';
import { improved, pairGrid, tornado } from './sensitivity.ts';
import { runPlan } from './summary.ts';

const MONTHS = { months: 24 };

const printedLevers: { preset: PresetId; gains: Partial<Record<Lever, number>> }[] = [
  { preset: 'food', gains: { cpf: 204, m: 171, h: 145, p12: 104, gF: 96, a2: 76 } },
  { preset: 'milk-tea', gains: { cpf: 105, m: 91, ad: 80, h: 64, p12: 62 } },
  { preset: 'education', gains: { cpf: 504, m: 468, a2: 412, p12: 411, h: 349 } },
];

for (const { preset, gains } of printedLevers) {
  test(`${preset}: the strongest levers in thousands, as printed`, () => {
    const effects = tornado(presetOf(preset), MONTHS);
    for (const [lever, figure] of Object.entries(gains)) {
      const gain = (effects.find((each) => each.lever === lever)?.gain ?? 0) / 1000;
      assert.ok(isNear(gain, figure, 1), `${lever}: ${gain}, printed ${figure}`);
    }
    assert.equal(effects[0]?.lever, 'cpf');
  });
}

test('commission a tenth more or less moves 24 months by less than two thousand in every preset: the weakest lever while few are brought', () => {
  for (const id of presetIds) {
    const plan = presetOf(id);
    const profit = (changed: PlanParameters): number => runPlan(changed, MONTHS).summary.profitTotal;
    for (const times of [0.9, 1.1])
      for (const [c1, c2] of [
        [times, 1],
        [1, times],
        [times, times],
      ] as const) {
        const moved = profit({ ...plan, c1: plan.c1 * c1, c2: plan.c2 * c2 }) - profit(plan);
        assert.ok(Math.abs(moved) < 2000, `${id}: ${moved}`);
        if (c1 !== 1 && plan.c1 > 0) assert.equal(moved > 0, times < 1, `${id}: less commission leaves more`);
      }
  }
});

test('a lever that is paid for ranks by what it returns, before those whose price nobody has named', () => {
  const ranked = tornado(presetOf('food'), { ...MONTHS, costs: { p12: 10_000, cpf: 100_000 } });
  assert.deepEqual(
    ranked.slice(0, 3).map((each) => each.lever),
    ['p12', 'cpf', 'm'],
  );
  assert.ok(Math.abs((ranked[0]?.gainPerCost ?? 0) - (ranked[0]?.gain ?? 0) / 10_000) < 1e-12);
});

test('pairs of the four strongest: what they bring together is the gain of both at once', () => {
  const plan = presetOf('food');
  const grid = pairGrid(plan, MONTHS);
  assert.equal(grid.length, 6);
  const profit = runPlan(plan, MONTHS).summary.profitTotal;
  for (const {
    levers: [one, other],
    gain,
    together,
  } of grid) {
    const both = runPlan(improved(improved(plan, one), other), MONTHS).summary.profitTotal - profit;
    const alone = [one, other].map((lever) => runPlan(improved(plan, lever), MONTHS).summary.profitTotal - profit);
    assert.ok(Math.abs(gain - both) < 1e-6);
    assert.ok(Math.abs(together - (both - (alone[0] as number) - (alone[1] as number))) < 1e-6);
  }
});

test('scenarios of food over 24 months, in millions as printed', () => {
  const { all, singleGains } = whatIfs(presetOf('food'), MONTHS);
  const of = (id: WhatIf['id']): WhatIf => all.find((one) => one.id === id) ?? assert.fail(id);
  const near = (name: string, value: number | null, figure: number): void =>
    assert.ok(isNear(value, figure, 0.01), `${name}: ${value}, printed ${figure}`);
  for (const [id, profit] of [
    ['base', 0.03],
    ['sharing', 0.11],
    ['basket', 1.1],
    ['frequency', 0.77],
    ['loyalty', 0.28],
    ['basketFrequencyLoyalty', 3.41],
    ['speed', 1.49],
    ['speedAndSharing', 1.79],
  ] as const)
    near(id, of(id).profit / 1e6, profit);
  near('gain of three together', of('basketFrequencyLoyalty').gain / 1e6, 3.38);
  near('sum of the single gains', singleGains / 1e6, 2.05);
  near('sales of three together', of('basketFrequencyLoyalty').salesTimes, 2.85);
  near('sales with more sharing', of('sharing').salesTimes, 1.08);
  near('sales with more speed', of('speed').salesTimes, 1.72);
  near('R₀ as it is', of('base').r0, 0.07);
  near('R₀ with more sharing', of('sharing').r0, 0.58);
  near('R₀ with both', of('speedAndSharing').r0, 1.26);
  assert.deepEqual(
    all.filter((one) => one.isExplosive).map((one) => one.id),
    ['speedAndSharing'],
    'only both together bring more than one',
  );
  assert.ok((of('speedAndSharing').growthPerMonth ?? 0) > 1 && (of('sharing').growthPerMonth ?? 2) < 1);
  // Where nothing is sold there is nothing to be a multiple of.
  assert.equal(whatIfs(withLever(presetOf('food'), 'ad', 0), MONTHS).all[0]?.salesTimes, null);
});

test('half as much sharing again, paid for with double commission, gains nothing', () => {
  const plan = withOverrides(presetOf('food'), { s: { C1: 0.006, C2: 0.0225, M: 0.06, P: 0.45 }, c1: 0.2 });
  assert.ok(isNear(runPlan(plan, MONTHS).summary.profitTotal, 30_574, 1));
});

test('back from a goal: the lever that is found meets it, and hardly less of it does not', () => {
  const plan = presetOf('food');
  for (const [lever, measure, target] of [
    ['p12', 'profitTotal', 500_000],
    ['cpf', 'profitTotal', 500_000],
    ['ad', 'members', 2000],
    ['a2', 'salesOfLastMonth', 400_000],
    ['h', 'salesTotal', 6_000_000],
  ] as const) {
    const answer = goalSeek(plan, { ...MONTHS, lever, measure, target });
    assert.equal(answer.kind, 'reached', lever);
    assert.ok(answer.result >= target && answer.result < target * 1.0001, `${lever}: ${answer.result}`);
    const now = leverValue(plan, lever);
    const short = answer.value + (now - answer.value) * 1e-4;
    const less = goalSeek(withLever(plan, lever, short), { ...MONTHS, lever, measure, target });
    assert.notEqual(less.value, short, `${lever}: a hair less does not meet it`);
  }
});

test('a goal that one lever cannot reach alone says how far it gets; one that is met already asks for nothing', () => {
  const plan = presetOf('food');
  const tooMuch = goalSeek(plan, { ...MONTHS, lever: 'c1', measure: 'profitTotal', target: 1_000_000 });
  assert.equal(tooMuch.kind, 'unreachable');
  assert.ok(tooMuch.result > 31_985 && tooMuch.result < 60_000, `${tooMuch.result}`);
  assert.deepEqual(goalSeek(plan, { ...MONTHS, lever: 'c1', measure: 'profitTotal', target: 10 }).value, plan.c1);
});
