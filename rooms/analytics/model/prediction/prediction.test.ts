import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  aliveProbability,
  expectedOrders,
  fitBgNbd,
  forecastAll,
  nextPurchaseIn,
  ordersQuantile,
  type BgNbd,
  type BgNbdFit,
  type History,
} from './bg-nbd.ts';
import { fitCardSurvival, renewalRate, survival, termsToCome } from './card-survival.ts';
import { backTest, fitPurchases, predictPurchases } from './fit-purchases.ts';
import { expectedValue, fitGammaGamma, populationMean } from './gamma-gamma.ts';
import { purchasesUntil } from './purchase-days.ts';
import { cdnow, cdnowEvents, dayOf, eventsOf, live, onlineRetailEvents, spending, WEEK } from './purchases.fixture.ts';
import type { Purchases } from './purchases.ts';
import { digamma, logBeta, logGamma } from './special.ts';

function near(name: string, value: number | null | undefined, figure: number, lastDigit: number): void {
  assert.ok(
    value !== null && value !== undefined && Math.abs(value - figure) <= lastDigit / 2 + 1e-9,
    `${name}: ${value}, printed ${figure}`,
  );
}

test('CDNOW from its raw purchases: the published parameters, values and back-test', (t) => {
  const events = cdnowEvents(t);
  if (!events) return;
  const { model, predicted, actual, customers } = backTest(events, dayOf('1997-09-30'), WEEK);
  assert.deepEqual([model.status, model.reason, model.method, customers], ['ok', null, 'bgNbd', 2357]);
  near('r', model.bgNbd?.r, 0.243, 0.001);
  near('α', model.bgNbd?.alpha, 4.414, 0.001);
  near('a', model.bgNbd?.a, 0.793, 0.001);
  near('b', model.bgNbd?.b, 2.426, 0.001);
  near('LL', model.bgNbd?.logLikelihood, -9582.43, 0.01);
  near('p', model.gammaGamma?.p, 6.25, 0.01);
  near('q', model.gammaGamma?.q, 3.74, 0.01);
  near('γ', model.gammaGamma?.gamma, 15.44, 0.02);
  near('LL of Gamma-Gamma', model.gammaGamma?.logLikelihood, -4055.92, 0.01);
  assert.equal(model.gammaGamma?.people, 946);
  assert.equal(model.spendReason, null);
  near('predicted', predicted, 1653.4, 0.1);
  assert.equal(actual, 1882);
  const { purchases } = purchasesUntil(events, dayOf('1997-09-30'));
  const { values } = predictPurchases(model, purchases, 39);
  [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17].forEach((figure, i) =>
    near(`E[M] of customer ${i + 1}`, values[i], figure, 0.01),
  );
});

test('the worked figures of the specification', () => {
  const person: History = { x: 2, tx: 30.43, T: 38.86 };
  near('two repeats', expectedOrders(cdnow, person, 39), 1.226, 0.0001);
  near('P(alive)', aliveProbability(cdnow, person), 0.7266, 0.0001);
  near('never came back', expectedOrders(cdnow, { x: 0, tx: 0, T: 38.86 }, 39), 0.1951, 0.0001);
  near('came six times, then no more', expectedOrders(cdnow, { x: 6, tx: 10, T: 38.86 }, 39), 0.0437, 0.0001);
  near('P(alive) of that one', aliveProbability(cdnow, { x: 6, tx: 10, T: 38.86 }), 0.0097, 0.0001);
  near('mean spend', populationMean(spending), 35.22, 0.01);
  near('one repeat of 25.50', expectedValue(spending, 1, 25.5), 28.46, 0.01);
  near('ten repeats of 100', expectedValue(spending, 10, 100), 97.28, 0.01);
  // A newcomer's expected purchases, as printed in the paper from parameters with more digits.
  const exact: BgNbd = { r: 0.242_594, alpha: 4.4136, a: 0.792_922, b: 2.425_907 };
  for (const [weeks, figure] of [
    [1 / 7, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [223 / 7, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ] as const)
    near(`E[X(${weeks})]`, expectedOrders(exact, { x: 0, tx: 0, T: 0 }, weeks), figure, 0.001);
});

/** Equation 10 of the paper, with Gauss's series: another way to the same number. */
function byThePaper({ r, alpha, a, b }: BgNbd, { x, tx, T }: History, t: number): number {
  const z = t / (alpha + T + t);
  const [p, q, c] = [r + x, b + x, a + b + x - 1];
  let [term, series] = [1, 1];
  for (let j = 1; j < 100_000 && Math.abs(term) > 1e-16; j++) series += term *= (((p + j - 1) * (q + j - 1)) / ((c + j - 1) * j)) * z;
  const here = 1 - ((alpha + T) / (alpha + T + t)) ** p * series;
  const left = x > 0 ? (a / (b + x - 1)) * ((alpha + T) / (alpha + tx)) ** p : 0;
  return (((a + b + x - 1) / (a - 1)) * here) / (1 + left);
}

const anyModel = fc.record({
  r: fc.double({ min: 0.05, max: 5, noNaN: true }),
  alpha: fc.double({ min: 0.5, max: 50, noNaN: true }),
  a: fc.double({ min: 0.05, max: 5, noNaN: true }).filter((a) => Math.abs(a - 1) > 0.02),
  b: fc.double({ min: 1.1, max: 10, noNaN: true }),
});
const anyHistory = fc
  .record({
    x: fc.integer({ min: 0, max: 30 }),
    T: fc.double({ min: 0, max: 150, noNaN: true }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ x, T, at }): History => ({ x, T, tx: x === 0 ? 0 : at * T }));

test('expected purchases are those of the paper, never negative, and grow with the horizon', () => {
  fc.assert(
    fc.property(anyModel, anyHistory, fc.double({ min: 0.1, max: 60, noNaN: true }), (model, history, horizon) => {
      const value = expectedOrders(model, history, horizon);
      const paper = byThePaper(model, history, horizon);
      assert.ok(Math.abs(value - paper) <= 1e-6 * Math.max(1, paper), `${value} ${paper}`);
      const alive = aliveProbability(model, history);
      assert.ok(alive >= 0 && alive <= 1);
      assert.ok(expectedOrders(model, history, horizon * 2) >= value - 1e-9);
      const [low, high] = [ordersQuantile(model, history, horizon, 0.1), ordersQuantile(model, history, horizon, 0.9)];
      assert.ok(low >= 0 && low <= high);
    }),
  );
});

/** The log-likelihood as the paper writes it, with gamma functions. */
function likelihoodByThePaper({ r, alpha, a, b }: BgNbd, { repeats, recencyDays, ageDays }: Purchases): number {
  return repeats.reduce((sum, x, i) => {
    const [last, age] = [recencyDays[i], ageDays[i]].map((days) => Math.log(alpha + (days as number) / WEEK)) as [number, number];
    const here = -(r + x) * age;
    const left = x > 0 ? Math.log(a / (b + x - 1)) - (r + x) * last : -Infinity;
    const most = Math.max(here, left);
    const either = most + Math.log(Math.exp(here - most) + Math.exp(left - most));
    return sum + logGamma(r + x) - logGamma(r) + r * Math.log(alpha) + logBeta(a, b + x) - logBeta(a, b) + either;
  }, 0);
}

test('the likelihood is that of the paper, also for somebody who came every day for seven years and then no more', () => {
  const { purchases } = live(cdnow, 800, 400, 21);
  const some = { repeats: [2500, 1, 400], recencyDays: [2501, 1, 400], ageDays: [3900, 3900, 400], values: [1, 1, 1] };
  const all: Purchases = {
    repeats: Int32Array.from([...purchases.repeats, ...some.repeats]),
    recencyDays: Int32Array.from([...purchases.recencyDays, ...some.recencyDays]),
    ageDays: Int32Array.from([...purchases.ageDays, ...some.ageDays]),
    values: Float64Array.from([...purchases.values, ...some.values]),
  };
  for (const people of [purchases, all]) {
    const fit = fitBgNbd(people, WEEK);
    assertPeak(fit, people, 0.001);
  }
});

/** Where the fit stands is the top of the paper's own likelihood, whichever parameter steps aside. */
function assertPeak(fit: BgNbdFit, people: Purchases, step: number): void {
  assert.ok(fit.isConverged);
  assert.ok(
    Math.abs(fit.logLikelihood / likelihoodByThePaper(fit, people) - 1) < 1e-11,
    `${fit.logLikelihood / likelihoodByThePaper(fit, people) - 1}`,
  );
  for (const key of ['r', 'alpha', 'a', 'b'] as const)
    for (const factor of [1 - step, 1 + step]) {
      const beside = likelihoodByThePaper({ ...fit, [key]: fit[key] * factor }, people);
      assert.ok(beside <= fit.logLikelihood, `${key}: a step aside is higher`);
    }
}

test('whoever lives by the model is found again: its parameters, its future and the width of its future', () => {
  const truth: BgNbd = { r: 0.8, alpha: 6, a: 0.6, b: 3 };
  const { events, purchases } = live(truth, 32_000, 540, 9);
  // 32,000 people are fitted on a sample first; the whole has the last word.
  const fit = fitBgNbd(purchases, WEEK);
  assertPeak(fit, purchases, 0.003);
  for (const key of ['r', 'alpha', 'a', 'b'] as const) assert.ok(Math.abs(fit[key] / truth[key] - 1) < 0.12, `${key} ${fit[key]}`);
  const until = purchasesUntil(events, 360);
  const horizon = 180 / WEEK;
  const { orders, alive } = forecastAll(fit, until.purchases, WEEK, horizon);
  const predicted = orders.reduce((sum, each) => sum + each, 0);
  assert.ok(Math.abs(predicted / until.actualLater - 1) < 0.03, `${predicted} ${until.actualLater}`);
  const later = new Map<number, number>();
  events.people.forEach((person, i) => {
    if ((events.days[i] as number) > 360 && events.days[i] !== events.days[i - 1]) later.set(person, (later.get(person) ?? 0) + 1);
  });
  let [inside, returned, aliveSum] = [0, 0, 0];
  const some = 4000;
  for (let i = 0; i < some; i++) {
    const person: History = {
      x: until.purchases.repeats[i] as number,
      tx: (until.purchases.recencyDays[i] as number) / WEEK,
      T: (until.purchases.ageDays[i] as number) / WEEK,
    };
    assert.ok(Math.abs((orders[i] as number) - expectedOrders(fit, person, horizon)) < 1e-9, 'one by one or all at once is the same');
    const came = later.get(until.people[i] as number) ?? 0;
    if (came <= ordersQuantile(fit, person, horizon, 0.9) && came >= ordersQuantile(fit, person, horizon, 0.1)) inside += 1;
    const wait = nextPurchaseIn(fit, person);
    if (wait !== null && wait > 0) returned += 1;
    aliveSum += alive[i] as number;
  }
  // Whole numbers make the interval wider than four fifths, never narrower.
  assert.ok(inside / some > 0.79, `${inside / some}`);
  assert.ok(returned > 0 && aliveSum > 0 && aliveSum <= some);
  const spend = fitGammaGamma(purchases);
  assert.ok(spend?.isConverged);
  for (const key of ['p', 'q', 'gamma'] as const)
    assert.ok(Math.abs((spend[key] as number) / spending[key] - 1) < 0.12, `${key} ${spend[key]}`);
});

test('Online Retail: nobody is seen to leave, which is said, and purchases are predicted without it', (t) => {
  const events = onlineRetailEvents(t);
  if (!events) return;
  const { model, predicted, actual, customers } = backTest(events, dayOf('2011-06-30'), WEEK);
  assert.deepEqual([model.status, model.reason, model.method], ['degenerate', 'nobodyLeaves', 'nbd']);
  assert.ok(customers > 2500 && predicted !== null && Math.abs(predicted / actual - 1) < 0.1, `${predicted} ${actual}`);
  const { purchases } = purchasesUntil(events, dayOf('2011-06-30'));
  assert.equal(predictPurchases(model, purchases, 10).alive, null, 'nothing is said of who has left');
});

test('too little to go by is said, and what can be said still is', () => {
  const none = fitPurchases(purchasesUntil(eventsOf([]), 100).purchases, WEEK);
  assert.deepEqual([none.status, none.reason, none.method], ['tooLittleData', 'nobody', 'none']);
  const oneDay = purchasesUntil(eventsOf([[1, 100, 50]]), 100).purchases;
  const first = fitPurchases(oneDay, WEEK);
  assert.deepEqual([first.reason, first.method, first.spendReason], ['tooFewRepeaters', 'none', 'nothingSpent']);
  assert.equal(predictPurchases(first, oneDay, 10).orders, null);
  const { purchases: onceOnly, firstValue } = purchasesUntil(
    eventsOf(Array.from({ length: 500 }, (_, i) => [i, i % 200, 40 + (i % 21)])),
    300,
  );
  const once = fitPurchases(onceOnly, WEEK, firstValue);
  assert.deepEqual([once.status, once.reason, once.method], ['tooLittleData', 'tooFewRepeaters', 'pooled']);
  for (const each of predictPurchases(once, onceOnly, 52).orders ?? []) assert.ok(each > 0 && each < 0.1, `${each}`);
  // Nobody came back, so what a purchase is worth is what the first ones were.
  for (const each of predictPurchases(once, onceOnly, 52).values) assert.ok(Math.abs(each - firstValue) < 1e-9 && each > 49, `${each}`);
  const short = live(cdnow, 3000, 150, 4).purchases;
  assert.equal(fitPurchases(short, WEEK).reason, 'tooShort');
  const free = live(cdnow, 3000, 400, 4).purchases;
  const noSpend = fitPurchases({ ...free, values: free.values.map(() => 0) }, WEEK);
  assert.deepEqual([noSpend.status, noSpend.spendReason], ['ok', 'nothingSpent']);
  for (const each of predictPurchases(noSpend, { ...free, values: free.values.map(() => 0) }, 10).values) assert.equal(each, 0);
});

test('whatever people did, a model answers with numbers or says that it cannot', () => {
  const event = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 700 }), fc.constantFrom(0, 1, 50, 1e9));
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), fc.integer({ min: 0, max: 700 }), (rows, end) => {
      // Everybody ten times over, so that often enough there are people to fit.
      const many = rows.flatMap(([person, day, value]) =>
        Array.from({ length: 10 }, (_, i): [number, number, number] => [person * 10 + i, day, value]),
      );
      const { purchases } = purchasesUntil(eventsOf(many), end);
      const model = fitPurchases(purchases, WEEK);
      const { orders, values, alive } = predictPurchases(model, purchases, 26);
      for (const each of [...(orders ?? []), ...values, ...(alive ?? [])])
        assert.ok(Number.isFinite(each) && each >= 0, `${model.method}: ${each}`);
    }),
    { numRuns: 60 },
  );
});

test('a day counts once, the first day has no repeat value, and what comes after the end is held back', () => {
  const events = eventsOf([
    [7, 10, 30],
    [7, 10, 5],
    [7, 17, 20],
    [7, 17, 4],
    [7, 38, -2],
    [7, 60, 9],
    [7, 60, 9],
    [9, 55, 1],
  ]);
  const { purchases, people, actualLater, laterDays } = purchasesUntil(events, 50);
  assert.deepEqual([[...people], [...purchases.repeats], [...purchases.recencyDays], [...purchases.ageDays]], [[7], [2], [28], [40]]);
  assert.deepEqual([...purchases.values], [11]);
  assert.deepEqual([actualLater, laterDays], [1, 10]);
});

test('cards: survival as printed, renewal that rises, and the shape found again from what was lost', () => {
  const shape = { a: 0.7, b: 1.2 };
  for (const [terms, figure] of [
    [1, 63.2],
    [2, 47.9],
    [3, 39.3],
    [6, 26.7],
    [12, 17.3],
  ] as const)
    near(`after ${terms}`, 100 * survival(shape, terms), figure, 0.1);
  near('constant churn would say', 100 * survival(shape, 1) ** 12, 0.4, 0.1);
  assert.ok(renewalRate(shape, 2) > renewalRate(shape, 1));
  assert.ok(Math.abs(renewalRate(shape, 1) - survival(shape, 1)) < 1e-12);
  const begun = 100_000;
  const lost = Array.from({ length: 8 }, (_, t) => begun * (survival(shape, t) - survival(shape, t + 1)));
  const fit = fitCardSurvival([{ lost, running: begun * survival(shape, 8) }]);
  near('a', fit?.a, 0.7, 0.001);
  near('b', fit?.b, 1.2, 0.001);
  let sum = 0;
  for (let t = 1; t <= 600; t++) sum += survival(shape, t) / 1.01 ** t;
  near('terms to come', termsToCome(shape, 0, 0.01), sum, 1e-6);
  assert.ok(termsToCome(shape, 5, 0.01) > termsToCome(shape, 0, 0.01), 'who stayed, stays');
  assert.equal(fitCardSurvival([]), null);
  assert.equal(fitCardSurvival([{ lost: [0, 0, 0], running: 50 }]), null, 'nobody has left');
});

test('special functions at points whose values are known', () => {
  near('Γ(1/2)', Math.exp(2 * logGamma(0.5)), Math.PI, 1e-10);
  near('Γ(11)', logGamma(11), Math.log(3_628_800), 1e-11);
  near('ψ(1)', digamma(1), -0.577_215_664_901_532_9, 1e-11);
  near('ψ(x+1) − ψ(x)', digamma(3.7) - digamma(2.7), 1 / 2.7, 1e-11);
  near('B(2,3)', Math.exp(logBeta(2, 3)), 1 / 12, 1e-11);
});
