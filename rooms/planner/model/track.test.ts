import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { presetOf } from './presets.ts';
import { simulate } from './simulate.ts';
import { cellState, leversNow, livedSide, plannedSide, recalibrate, stocksAfter, type LivedMonth } from './track.ts';

const food = presetOf('food');
const planned = simulate(food, { months: 24 });
const zero = { F: 0, C1: 0, C2: 0, M: 0, P: 0 };

test('a plan that is lived exactly as planned shows the same figures on both sides', () => {
  for (const [i, month] of planned.entries()) {
    const plan = plannedSide(food, month, planned[i - 1]?.stocks);
    const lived: LivedMonth = {
      sales: {
        firstOwn: month.sales.adFirst,
        firstBrought: month.sales.referralFirst,
        repeat: month.sales.repeat + month.sales.fee,
        anonymous: 0,
      },
      buyers: plan.buyers,
      firstBuyers: { own: month.sales.adFirst / food.a1, brought: month.sales.referralFirst / (food.a1 * (1 - food.d)) },
      newFans: plan.newFans,
      members: month.members,
      margin: 1 - month.cost.goods / month.sales.total,
      commission: month.cost.commission,
    };
    const actual = livedSide(food, lived, month, 1);
    for (const key of Object.keys(plan) as (keyof typeof plan)[])
      assert.ok(Math.abs((plan[key] ?? 0) - (actual[key] ?? 0)) < 1e-6, `${key} of month ${month.month}`);
  }
  // Members of a tea shop order three and a half times a month: each is one buyer.
  const tea = presetOf('milk-tea');
  const [first] = simulate(tea, { months: 1, start: { A: { M: 1000 } } });
  const { buyers } = plannedSide({ ...tea, a1: 0 }, first as (typeof planned)[number], { A: { ...zero, M: 1000 }, R: zero });
  assert.ok(Math.abs(buyers - 1000 * (1 - Math.exp(-3.5))) < 1e-9);
});

test('of a month half over, half of what the shop does not know was spent; where costs are not known there is no profit', () => {
  const [first] = planned;
  assert.ok(first);
  const nothing: LivedMonth = {
    sales: { firstOwn: 0, firstBrought: 0, repeat: 0, anonymous: 0 },
    buyers: 0,
    firstBuyers: { own: 0, brought: 0 },
    newFans: 0,
    members: 0,
    margin: 0.4,
    commission: 0,
  };
  assert.equal(livedSide(food, nothing, first, 0.5).profit, -(food.ad + food.fixed + first.cost.service + first.cost.gifts) / 2);
  const unknown = livedSide(food, { ...nothing, margin: null }, first, 1);
  assert.deepEqual([unknown.profit, unknown.loopRate, unknown.broughtShare], [null, null, null]);
});

test('who is there at the start is what the plan itself would have kept of those who came', () => {
  const month = { fan: 100, customer: 10, repeat: 4 };
  assert.deepEqual(stocksAfter(food, [month], { members: 3, partners: 1 }), { F: 100, C1: 10, C2: 4, M: 3, P: 1 });
  const { F, C1 } = stocksAfter(food, [month, { fan: 0, customer: 0, repeat: 0 }], { members: 0, partners: 0 });
  assert.ok(Math.abs(F - 100 * (1 - food.h) * (1 - food.gF)) < 1e-9 && Math.abs(C1 - 10 * (1 - food.p12) * (1 - food.g1)) < 1e-9);
});

test('the lever to work on is one that is worse than planned; one that is better asks for nothing', () => {
  // Twice as many come back as was planned, half as many buy first, and fans cost three times as much.
  const history = {
    rates: { p12: { months: 5_000, events: 1_200 }, h: { months: 5_000, events: 200 } },
    means: { cpf: { count: 5_000, mean: 27, deviation: 3 } },
  };
  const now = recalibrate(food, history);
  const levers = leversNow(food, now, { months: 12, start: { A: zero, R: zero } });
  assert.deepEqual(
    levers.map(({ lever, isBelow }) => [lever, isBelow]),
    [
      ['cpf', true],
      ['h', true],
      ['p12', false],
    ],
  );
  assert.ok(levers.every((one) => (one.isBelow ? one.gain > 0 : one.gain === 0)));
  // Said what each costs, the one that returns most for it comes first.
  const [best] = leversNow(food, now, { months: 12, start: { A: zero, R: zero }, costs: { h: 100, cpf: 1e9 } });
  assert.equal(best?.lever, 'h');
});

test('nobody is told to work on a number nobody measured', () => {
  assert.deepEqual(leversNow(food, recalibrate(food, {}), { months: 12, start: { A: zero, R: zero } }), []);
});

test('a cell is judged only where enough people waited, and a fifth below the goal is on it', () => {
  const goal = { rate: 0.1, days: 25 };
  const lived = (rate: number | null, days: number | null, waiting = 300) => cellState(goal, { rate, days, waiting });
  assert.deepEqual(
    [lived(0.08, 20), lived(0.079, 20), lived(0.2, 26), lived(0.2, 20, 29), lived(null, null)],
    ['onTarget', 'below', 'slow', 'tooFew', 'tooFew'],
  );
  const nobodyMoved = { rate: 0, days: null, waiting: 300 };
  assert.equal(cellState({ rate: null, days: 3 }, nobodyMoved), 'slow');
  assert.equal(cellState({ rate: 0.1, days: null }, nobodyMoved), 'below');
  assert.equal(cellState({ rate: null, days: null }, { rate: 1, days: 1, waiting: 1000 }), 'noTarget');
});

test('whatever the history, what a lever is worth is a number', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 0, max: 1e6 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (months, events, mean) => {
        const history = {
          rates: { p12: { months, events }, gF: { months, events } },
          means: { a2: { count: events, mean, deviation: mean } },
        };
        for (const one of leversNow(food, recalibrate(food, history), { months: 6, start: { A: zero, R: zero } })) {
          assert.ok(Number.isFinite(one.gain) && one.measured >= 0 && one.measured <= 1);
        }
      },
    ),
    { numRuns: 30 },
  );
});
