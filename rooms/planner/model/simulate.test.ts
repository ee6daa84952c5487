import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { unitEconomics } from './economics.ts';
import { problemsOf, withLever, withOverrides, type PlanParameters } from './parameters.ts';
import { anyPlan, isNear } from './plan.fixture.ts';
import { presetIds, presetOf, type PresetId } from './presets.ts';
import { ASSUMED_MARKET, simulate, type PlanMonth } from './simulate.ts';
import { runPlan } from './summary.ts';

function printed(name: string, value: number | null, figure: number, lastDigit = 1): void {
  assert.ok(isNear(value, figure, lastDigit), `${name}: ${value}, printed ${figure}`);
}

const golden: {
  preset: PresetId;
  cac: number;
  ltv: number;
  r0: number;
  m12: number;
  m24: number;
  rho: number;
  profit: number;
  payback: number;
  year2: number;
}[] = [
  { preset: 'food', cac: 27.6, ltv: 112, r0: 0.073, m12: 187_993, m24: 314_525, rho: 77.6, profit: 31_985, payback: 24, year2: 59.6 },
  { preset: 'milk-tea', cac: 6.1, ltv: 81, r0: 0.079, m12: 72_241, m24: 120_905, rho: 91.9, profit: 514_884, payback: 12, year2: 66.3 },
  {
    preset: 'education',
    cac: 98.7,
    ltv: 599,
    r0: 0.112,
    m12: 402_694,
    m24: 538_634,
    rho: 98.9,
    profit: 1_656_392,
    payback: 12,
    year2: 50.1,
  },
];

for (const row of golden) {
  test(`${row.preset}: the printed row of the specification`, () => {
    const { months, summary } = runPlan(presetOf(row.preset), { months: 24 });
    printed('CAC', summary.cac, row.cac, 0.1);
    printed('LTV', summary.ltv, row.ltv);
    printed('R0', summary.r0, row.r0, 0.001);
    printed('sales of month 12', months[11]?.sales.total ?? null, row.m12);
    printed('sales of month 24', months[23]?.sales.total ?? null, row.m24);
    printed('loop rate', 100 * (months[23]?.loopRate ?? 0), row.rho, 0.1);
    printed('profit', summary.profitTotal, row.profit);
    assert.equal(summary.paybackMonth, row.payback);
    printed('self-sufficiency', 100 * (summary.selfSufficiency.year2 ?? 0), row.year2, 0.1);
    assert.equal(summary.selfSufficiency.year3, null, 'a run of 24 months says nothing of the third year');
  });
}

test('in every preset the loop rate of month 24 lies between 70 and 99 in a hundred, and 49 to 70 of year two would be left without ads', () => {
  const seen = presetIds.map((id) => ({ id, ...runPlan(presetOf(id), { months: 36 }) }));
  for (const { id, months, summary } of seen) {
    const [rho, year2] = [100 * (months[23]?.loopRate ?? 0), 100 * (summary.selfSufficiency.year2 ?? 0)];
    assert.ok(rho >= 69.5 && rho < 99.5, `${id}: loop rate ${rho}`);
    assert.ok(year2 >= 48.5 && year2 < 70.5, `${id}: year two ${year2}`);
    assert.ok((summary.selfSufficiency.year3 ?? 1) < (summary.selfSufficiency.year2 ?? 0), `${id}: ever less is left`);
    assert.ok((summary.r0 ?? 1) < 0.2 && summary.paybackMonth !== null && summary.paybackMonth <= 24, `${id}: no rosy default`);
  }
  // The three that were run to the third year.
  const third = seen
    .filter(({ id }) => ['food', 'pet-food', 'education'].includes(id))
    .map((one) => one.summary.selfSufficiency.year3 ?? 0);
  assert.deepEqual([Math.round(100 * Math.min(...third)), Math.round(100 * Math.max(...third))], [17, 34]);
});

test('food month by month, and the third year without ads', () => {
  const { months, summary } = runPlan(presetOf('food'), { months: 36 });
  for (const [month, total, ad, referral, repeat, fee, profit] of [
    [1, 17_333, 17_333, 0, 0, 0, -68_046],
    [6, 100_096, 57_566, 182, 39_297, 3051, -34_629],
    [12, 187_993, 68_177, 763, 105_848, 13_204, 2890],
    [24, 314_525, 70_494, 2127, 211_521, 30_383, 56_675],
  ] as const) {
    const { sales, profit: made } = months[month - 1] as PlanMonth;
    const seen = [sales.total, sales.adFirst, sales.referralFirst, sales.repeat, sales.fee, made];
    [total, ad, referral, repeat, fee, profit].forEach((figure, i) => printed(`month ${month}, column ${i}`, seen[i] as number, figure));
  }
  printed('third year', 100 * (summary.selfSufficiency.year3 ?? 0), 26.6, 0.1);
  printed('loop rate of month 36', 100 * (months[35]?.loopRate ?? 0), 81.7, 0.1);
  const education = runPlan(presetOf('education'), { months: 36 });
  printed('education, third year', 100 * (education.summary.selfSufficiency.year3 ?? 0), 17.5, 0.1);
  printed('education, loop rate', 100 * (education.months[35]?.loopRate ?? 0), 99, 0.1);
});

test('in every plan that can be, sales of the four kinds add up, stocks are not negative and every figure is a number', () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      assert.deepEqual(problemsOf(plan), []);
      const { months, summary } = runPlan(plan, { months: 36 });
      let cash = 0;
      for (const { sales, profit, stocks, fans, cost, ...month } of months) {
        const parts = sales.adFirst + sales.referralFirst + sales.repeat + sales.fee;
        assert.ok(Math.abs(parts - sales.total) <= 1e-9 * Math.max(1, sales.total), 'sales add up');
        for (const stock of [...Object.values(stocks.A), ...Object.values(stocks.R), fans.ad, fans.referral])
          assert.ok(stock >= 0, `${stock}`);
        const costs = Object.values(cost).reduce((sum, each) => sum + each, 0);
        assert.ok(Math.abs(sales.total - costs - profit) <= 1e-6 * Math.max(1, sales.total, Math.abs(costs)), 'profit is sales less cost');
        cash += profit;
        assert.ok(Math.abs(cash - month.cash) <= 1e-6 * Math.max(1, Math.abs(cash)));
        for (const value of [month.cash, month.loopRate ?? 0, month.commissionRate ?? 0, month.staff, month.prepaid])
          assert.ok(Number.isFinite(value));
      }
      for (const value of Object.values(summary)) assert.ok(typeof value !== 'number' || Number.isFinite(value), `${value}`);
    }),
  );
});

test('nobody is made and nobody is lost: whoever came is in a stage or has left', () => {
  const plan = { ...presetOf('food'), gF: 0, g1: 0, g2: 0, gM: 0, gP: 0 };
  let came = 0;
  for (const { fans, stocks } of simulate(plan, { months: 24 })) {
    came += fans.ad + fans.referral;
    const there = [...Object.values(stocks.A), ...Object.values(stocks.R)].reduce((sum, each) => sum + each, 0);
    assert.ok(Math.abs(there - came) < 1e-6 * came);
  }
});

test('R₀, lifetime value and generation time are those of one buyer followed through life', () => {
  for (const id of presetIds) {
    const plan: PlanParameters = { ...presetOf(id), b: 0.01 };
    // One first buyer, followed alone: whatever is brought is counted and not let in.
    const alone = { ...plan, ad: 0, organic: 0, u: 0 };
    const months = simulate(alone, { months: 3000, start: { A: { C1: 1 } } });
    const { r0, ltv, generationMonths, friendConversion, growthPerMonth, isExplosive } = unitEconomics(plan);
    const asked = (i: number): number => months[i]?.fans.referral ?? 0;
    // The order that made them a buyer shares too, in the first month after it; the run starts behind it.
    const firstOrder = plan.b * plan.n * plan.a;
    const brought = months.reduce((sum, _, i) => sum + asked(i), firstOrder);
    const aged = months.reduce((sum, _, i) => sum + (i + 1) * asked(i), firstOrder);
    printed(`${id}: R0`, brought * friendConversion, r0 ?? 0, 0);
    printed(`${id}: generation`, aged / brought, generationMonths ?? 0, 0);
    const goods = months.reduce((sum, month) => sum + month.sales.repeat, plan.a1);
    const fees = months.reduce((sum, month) => sum + month.sales.fee, 0);
    printed(`${id}: LTV`, goods * plan.m + fees * plan.mF, ltv ?? 0, 0);
    assert.equal(isExplosive, false);
    assert.ok((growthPerMonth as number) < 1, 'what dies out shrinks');
  }
});

test('a plan that grows by itself says so and stops at the market, its own or the assumed one', () => {
  const wild = withOverrides(presetOf('food'), { n: 50, a: 1, s: { C1: 0.5, C2: 0.5, M: 0.9, P: 1 } });
  const free = runPlan(wild, { months: 60 });
  assert.equal(free.summary.isExplosive, true);
  assert.ok((free.summary.growthPerMonth as number) > 1);
  assert.equal(free.summary.assumedMarket, ASSUMED_MARKET);
  const reached = (months: readonly PlanMonth[]): number => months.reduce((sum, { fans }) => sum + fans.ad + fans.referral, 0);
  assert.ok(reached(free.months) <= ASSUMED_MARKET * (1 + 1e-9) && reached(free.months) > ASSUMED_MARKET * 0.9);
  const small = runPlan({ ...wild, addressable: 20_000 }, { months: 60 });
  assert.equal(small.summary.assumedMarket, null);
  assert.ok(reached(small.months) <= 20_000 * (1 + 1e-9));
  // Half of everybody is there already: half of those who are asked were asked before.
  const brought = (addressable: number | null) =>
    simulate({ ...presetOf('food'), ad: 0, addressable }, { months: 1, start: { A: { M: 1000 } } })[0]?.fans.referral ?? 0;
  assert.ok(brought(null) > 0 && Math.abs(brought(2000) / brought(null) - 0.5) < 1e-12);
});

test('nobody buys, nobody leaves, nothing is earned: a sentence can be made of it, there is no number', () => {
  const none = runPlan(withLever(presetOf('food'), 'h', 0), { months: 24 }).summary;
  assert.equal(none.cac, null);
  assert.equal(none.selfSufficiency.year2, null);
  assert.equal(none.paybackMonth, null);
  const forever = unitEconomics(withLever(presetOf('food'), 'gP', 0));
  assert.deepEqual([forever.ltv, forever.r0, forever.generationMonths, forever.isExplosive], [null, null, null, true]);
  const nobodyShares = unitEconomics(withOverrides(presetOf('food'), { s: { C1: 0, C2: 0, M: 0, P: 0 } }));
  assert.deepEqual([nobodyShares.r0, nobodyShares.generationMonths, nobodyShares.growthPerMonth], [0, null, null]);
});

test('R₀ of exactly one explodes; where nobody shares, buys again or earns, nought times for ever is nought', () => {
  const food = presetOf('food');
  const once = withOverrides(food, { h: 1, gF: 0, p12: 0, g1: 1, n: 1, a: 1, u: 1.8, s: { C1: 1 } });
  // Friends decide at nine in ten a month and nobody of them leaves: each brings exactly one, once.
  assert.deepEqual([unitEconomics(once).r0, unitEconomics(once).isExplosive], [1, true]);
  const stay = withOverrides(food, { p12: 0, g1: 0 });
  assert.equal(unitEconomics(withOverrides(stay, { s: { C1: 0 } })).r0, 0);
  const burst = unitEconomics(withOverrides(stay, { s: { C1: 0 }, b: 0.1 }));
  assert.deepEqual([(burst.r0 ?? 0) > 0, burst.generationMonths], [true, 1], 'the first order shares, and nothing after it');
  assert.ok((unitEconomics(withOverrides(food, { pM: 0, g2: 0, l2: 0 })).ltv ?? 0) > 0);
  assert.equal(unitEconomics(withOverrides(food, { gP: 0, m: 0, fee: 0 })).ltv, 0);
  assert.equal(unitEconomics(withOverrides(food, { gP: 0, m: -1 })).ltv, null);
});

test('how far a plan lives without ads does not depend on when it stops them itself; a team has its contacts, commission its share of all sales', () => {
  const plan = presetOf('food');
  const always = runPlan(plan, { months: 36 });
  const { selfSufficiency } = runPlan(plan, { months: 36, adsOffAfter: 3 }).summary;
  assert.deepEqual(selfSufficiency, always.summary.selfSufficiency);
  for (const { stocks, staff, commissionRate, cost, sales } of always.months) {
    const contacts = [...Object.values(stocks.A), ...Object.values(stocks.R)].reduce((sum, each) => sum + each, 0);
    assert.equal(staff, Math.ceil(contacts / 3000));
    assert.equal(commissionRate, cost.commission / sales.total);
  }
  assert.ok((always.months.at(-1)?.staff ?? 0) > 5 && (always.months.at(-1)?.commissionRate ?? 0) > 0);
});

test('what cannot be is named by its place', () => {
  const plan = withOverrides(presetOf('food'), { h: 1.2, ad: -1, m: Number.NaN, s: { M: 2 }, addressable: 0, cpf: 0 });
  assert.deepEqual(
    problemsOf(plan).map((problem) => problem.pointer),
    ['/ad', '/cpf', '/h', '/s/M', '/m', '/addressable'],
  );
  for (const id of presetIds) assert.deepEqual(problemsOf(presetOf(id)), []);
});

test('fees for time to come stand as prepaid: eleven and a half of twelve months of one just paid', () => {
  const plan = { ...presetOf('food'), ad: 0, pM: 1, g2: 0, gM: 0, gP: 0, fee: 120 };
  const [first] = simulate(plan, { months: 1, start: { A: { C2: 10 } } });
  assert.ok(Math.abs((first as PlanMonth).prepaid - 10 * 120 * (11.5 / 12)) < 1e-9);
});
