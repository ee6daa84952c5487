import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expectedOrders, type BgNbdFit } from './bg-nbd.ts';
import { backTest, fitPurchases, type PurchaseModel } from './fit-purchases.ts';
import { fitSpread } from './fit-spread.ts';
import { expectedValue } from './gamma-gamma.ts';
import { bandAbout, feesOf, weightOf } from './lifetime-value.ts';
import { heldBackFrom, lookAhead, type Groups, type ValueFacts } from './outlook.ts';
import { valuesOfAll } from './people-values.ts';
import type { PurchaseEvents } from './purchase-days.ts';
import { cdnow, cdnowEvents, eventsOf, live, onlineRetailEvents, spending, WEEK } from './purchases.fixture.ts';
import type { Purchases } from './purchases.ts';
import { drawnBands, drawnFutures } from './value-draws.ts';
import { testValue } from './value-test.ts';

const fitted: BgNbdFit = { ...cdnow, logLikelihood: 0, isConverged: true, evaluations: 0 };
const model: PurchaseModel = {
  status: 'ok',
  reason: null,
  method: 'bgNbd',
  bgNbd: fitted,
  gammaGamma: { ...spending, logLikelihood: 0, isConverged: true, people: 900 },
  spendReason: null,
  customers: 2357,
  repeaters: 946,
  days: 272,
  correlation: 0,
  pooled: { rate: 0.05, value: 35 },
  unitDays: WEEK,
};
const pooled: PurchaseModel = {
  ...model,
  status: 'tooLittleData',
  reason: 'tooFewRepeaters',
  method: 'pooled',
  bgNbd: null,
  gammaGamma: null,
  spendReason: 'tooFewRepeaters',
};

function one(repeats: number, recencyDays: number, ageDays: number, value: number): Purchases {
  return {
    repeats: Int32Array.of(repeats),
    recencyDays: Int32Array.of(recencyDays),
    ageDays: Int32Array.of(ageDays),
    values: Float64Array.of(value),
  };
}

function near(value: number | undefined, expected: number, what: string, share = 1e-9): void {
  assert.ok(
    value !== undefined && Math.abs(value - expected) <= share * Math.max(1, Math.abs(expected)),
    `${what}: ${value} is not ${expected}`,
  );
}

test('value is the discounted margin of what is expected: sums by hand, the published purchases, and nothing less at no discount', () => {
  // Somebody who came 4 times again in 20 weeks, where everybody comes once in 20: (1 + 4) ÷ (20 + 20) a week, for ever.
  const [year, three] = valuesOfAll(pooled, one(4, 120, 140, 50), { horizons: [52, 156], discount: 0.1, keeps: Float64Array.of(0.4) });
  const v = 1.1 ** (-1 / 52);
  const each = ((35 + 4 * 50) / 5) * 0.4;
  for (const [horizon, values] of [[52, year] as const, [156, three] as const])
    near(values?.mean[0], ((0.125 * v * (1 - v ** horizon)) / (1 - v)) * each, `geometric sum over ${horizon}`);
  near(weightOf(0.1, 52), 1 / 1.1, 'a year later');

  // The published person (x 2, t_x 30.43, T 38.86): 1.226 purchases in 39 weeks, worth E[M] each; later ones count less.
  const person = one(2, 213, 272, 25.5);
  const history = { x: 2, tx: 213 / 7, T: 272 / 7 };
  const [free] = valuesOfAll(model, person, { horizons: [39], discount: 0 });
  near((free?.mean[0] ?? 0) / expectedValue(spending, 2, 25.5), 1.226, 'purchases of the table', 0.0005);
  let sum = 0;
  for (let t = 1; t <= 156; t++) sum += (expectedOrders(cdnow, history, t) - expectedOrders(cdnow, history, t - 1)) / 1.1 ** (t / 52);
  const [, far] = valuesOfAll(model, person, { horizons: [52, 156], discount: 0.1, keeps: Float64Array.of(0.42) });
  near(far?.mean[0], sum * expectedValue(spending, 2, 25.5) * 0.42, 'week by week');
  const [coarse] = valuesOfAll(model, person, { horizons: [156], discount: 0.1, keeps: Float64Array.of(0.42), step: 13 });
  near(coarse?.mean[0], far?.mean[0] ?? 0, 'a quarter at a time', 1e-3);
});

test('what came is counted in the same measure: by its week, by what is left of it, of those who were known', () => {
  const events = eventsOf([
    [0, 0, 30],
    [0, 70, 30],
    [0, 108, 100],
    [1, 50, 20],
    [1, 101, -5],
    [2, 104, 999],
  ]);
  const { test: tested, groups } = testValue(
    events,
    { model: pooled, end: 100, last: 120, discount: 0.1, keepsOf: (node) => 0.4 + node / 10 },
    [(node) => node],
  ) ?? { groups: [] };
  assert.ok(tested && tested.weeks === 20 / 7 && tested.all.people === 2);
  const first = 100 * 0.4 * 1.1 ** (-2 / 52);
  near(tested.all.actual, first - 5 * 0.5 * 1.1 ** (-1 / 52), 'the second week of one, the first of the other');
  const [one1, two] = groups[0] ?? [];
  assert.ok(one1 && two);
  near(one1.meanError, Math.abs(first - one1.predicted), 'error of one');
  near(tested.all.meanError, (one1.meanError + two.meanError) / 2, 'mean error');
  near(tested.error, Math.abs(tested.all.actual / tested.all.predicted - 1), 'error of all');
  assert.equal(testValue(events, { model: { ...pooled, method: 'none' }, end: 100, last: 120, discount: 0.1, keepsOf: () => 1 }), null);
});

test('renewals are worth the fee that is left at each end of a term, by who is still there', () => {
  // Ten weeks to go, a year each: 12/19 renew, of those 22/29, of those 32/39.
  const shape = { a: 0.7, b: 1.2 };
  const term = { leftWeeks: 10, termWeeks: 52, renewals: 0, margin: 80 };
  const ends = [12 / 19, (12 / 19) * (22 / 29), (12 / 19) * (22 / 29) * (32 / 39)];
  const counts = [10, 62, 114].map((week) => 80 / 1.1 ** (week / 52));
  const mean = ends.reduce((total, stays, k) => total + stays * (counts[k] as number), 0);
  const { mean: fees, variance } = feesOf(shape, term, 156, 0.1);
  near(fees, mean, 'three ends');
  // Whoever leaves at once brings nothing, whoever leaves later all ends before.
  const futures = [0, 1, 2, 3].map((renewed) => ({
    chance: (ends[renewed - 1] ?? 1) - (ends[renewed] ?? 0),
    worth: counts.slice(0, renewed).reduce((total, each) => total + each, 0),
  }));
  near(
    variance,
    futures.reduce((total, { chance, worth }) => total + chance * (worth - mean) ** 2, 0),
    'variance',
  );
  near(feesOf(shape, term, 52, 0.1).mean, (ends[0] as number) * (counts[0] as number), 'one end in a year');
  assert.equal(feesOf(shape, term, 9, 0.1).mean, 0);
  assert.ok(feesOf(shape, { ...term, renewals: 4 }, 156, 0.1).mean > fees, 'who stayed, stays');
});

test('bands are drawn the same each time, agree with the closed form, and hold who lives by the model', () => {
  const own = { repeats: 6, recencyDays: 200, ageDays: 272, value: 30 };
  const card = { leftWeeks: 10, termWeeks: 52, renewals: 1, margin: 80 };
  const options = { horizons: [52, 156], discount: 0.1, survival: { a: 0.7, b: 1.2 } };
  const margin = { rate: 0.4, feeShare: 0.25, card };
  const drawn = drawnBands(model, own, margin, options);
  assert.deepEqual(drawnBands(model, own, margin, options), drawn);
  const [near1, far] = drawn;
  assert.ok(near1 && far && near1.low <= near1.middle && near1.middle <= near1.high && near1.high < far.high);
  for (const [repeats, held] of [[6, card] as const, [1, null] as const]) {
    const someone = { ...own, repeats };
    const futures = drawnFutures(model, someone, { ...margin, card: held }, { ...options, draws: 40_000 });
    for (const [h, horizon] of options.horizons.entries()) {
      const [values] = valuesOfAll(model, one(repeats, 200, 272, 30), {
        horizons: [horizon],
        discount: 0.1,
        keeps: Float64Array.of(0.3),
      });
      const fees = held ? feesOf(options.survival, held, horizon, 0.1) : { mean: 0, variance: 0 };
      const here = futures[h] ?? new Float64Array();
      const mean = here.reduce((total, each) => total + each, 0) / here.length;
      near(mean, (values?.mean[0] ?? 0) + fees.mean, `mean of futures over ${horizon} weeks`, 0.02);
      const variance = here.reduce((total, each) => total + (each - mean) ** 2, 0) / here.length;
      near(variance, (values?.variance[0] ?? 0) + fees.variance, `their variance over ${horizon} weeks`, 0.08);
    }
  }

  // People who live by the model: each one's band holds four fifths or more, parts of them about four fifths, by chance alone.
  const { events } = live({ r: 0.8, alpha: 6, a: 0.6, b: 3 }, 8_000, 540, 12);
  const known = backTest(events, 360, WEEK, 540);
  const tested = testValue(events, {
    model: known.model,
    end: 360,
    last: 539,
    discount: 0.1,
    keepsOf: () => 0.4,
    width: { error: 0, apart: 0 },
  })?.test;
  assert.ok(tested && tested.persons.count >= 900 && tested.parts.count >= 20, JSON.stringify(tested));
  const persons = tested.persons.inside / tested.persons.count;
  const parts = tested.parts.inside / tested.parts.count;
  assert.ok(persons >= 0.8 && persons < 0.97 && parts >= 0.65, `${persons} ${parts}`);
  assert.ok(tested.error < 0.05 && tested.apart < 0.12, `${tested.error} ${tested.apart}`);
});

test('a band leans to the high side for few and is even for many; what the parameters leave open shrinks with the people', () => {
  const few = bandAbout(100, 100);
  near(few.middle, 100 / Math.SQRT2, 'median');
  assert.ok(few.low > 0 && few.high - few.middle > few.middle - few.low);
  const many = bandAbout(100, 1);
  near(many.high - 100, 100 - many.low, 'even', 0.03);
  assert.deepEqual(bandAbout(0, 0), { low: 0, middle: 0, high: 0 });
  assert.ok(bandAbout(-5, 2).low < -5);
  const truth = { r: 0.8, alpha: 6, a: 0.6, b: 3 };
  const [small, large] = [2_000, 8_000].map((count) => {
    const { purchases } = live(truth, count, 400, 5);
    return fitSpread(fitPurchases(purchases, WEEK), purchases, { horizons: [52, 156], discount: 0.1 });
  });
  assert.ok(small && large);
  for (const h of [0, 1]) {
    const ratio: number = (small[h] as number) / (large[h] as number);
    assert.ok(ratio > 1.5 && ratio < 2.7, `a fourth of the people, twice as open: ${ratio}`);
  }
  assert.ok((small[0] as number) > 0.005 && (small[0] as number) < 0.1 && (small[1] as number) > (small[0] as number));
});

/** Everybody in one group, the margin the same for all, no cards. */
function plain(events: PurchaseEvents, rate: number): { groups: Groups; facts: ValueFacts } {
  const none = new Int32Array(1 + events.people.reduce((most, each) => Math.max(most, each), 0));
  const empty = { nodes: new Int32Array(), renewals: new Int32Array() };
  const amounts = { leftWeeks: new Float64Array(), termWeeks: new Float64Array(), margins: new Float64Array(), paid: new Float64Array() };
  return {
    groups: { stage: none, stageThen: none, source: none, product: none },
    facts: { discount: 0.1, rate, rates: null, holders: { ...empty, ...amounts }, survival: { a: 0.7, b: 1.2 } },
  };
}

function spanOf({ days }: PurchaseEvents): { first: number; last: number } {
  return { first: days.reduce((least, day) => Math.min(least, day)), last: days.reduce((most, day) => Math.max(most, day)) };
}

test('held against the end of two published histories, the bands as they would have been shown held what came', (t) => {
  const [records, shops] = [cdnowEvents(t), onlineRetailEvents(t)];
  if (!records || !shops) return;
  for (const [name, events, off, parts] of [['CDNOW', records, 0.02, 0.8] as const, ['Online Retail', shops, 0.12, 0.65] as const]) {
    const { groups, facts } = plain(events, 0.42);
    const { first, last } = spanOf(events);
    const { value, all } = lookAhead(events, groups, facts, { first, last });
    assert.ok(value?.test && all.tested);
    const { test: tested, horizons } = value;
    const share = ({ inside, count }: { inside: number; count: number }): number => inside / count;
    t.diagnostic(
      `${name}: total ${(100 * (tested.all.actual / tested.all.predicted - 1)).toFixed(1)} %, each ${tested.all.meanError.toFixed(2)} of ` +
        `${(tested.all.actual / tested.all.people).toFixed(2)} off, ${tested.parts.inside} of ${tested.parts.count} parts and ` +
        `${tested.persons.inside} of ${tested.persons.count} people inside their bands`,
    );
    assert.ok(tested.error <= off && share(tested.parts) >= parts && share(tested.persons) >= 0.8);
    assert.equal(tested.end, heldBackFrom(first, last));
    assert.equal(
      tested.often.reduce((sum, each) => sum + each.people, 0),
      tested.all.people,
    );
    near(
      tested.often.reduce((sum, each) => sum + each.actual, 0),
      tested.all.actual,
      'the classes are everybody',
    );
    // Nobody is seen to leave in Online Retail: no value farther ahead than its history is long.
    assert.deepEqual([...horizons], name === 'CDNOW' ? [52, 156] : [39]);
    all.worth.forEach(({ mean, deviation }, h) => {
      const open = Math.hypot(value.width.error, value.spread[h] ?? 1) * mean;
      assert.ok(open > 0 && deviation > open, 'as wide as the error, the parameters and chance together');
    });
    if (name !== 'CDNOW') continue;
    // Half the margin is half the value, and its bands with it.
    const half = lookAhead(events, groups, { ...facts, rate: 0.21 }, { first, last });
    all.worth.forEach(({ mean, deviation }, h) => {
      near(half.all.worth[h]?.mean, mean / 2, 'half');
      near(half.all.worth[h]?.deviation, deviation / 2, 'half as wide');
    });
  }
});

test('whatever people did and whatever is left of it, value is a number or nothing is said', () => {
  const event = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 700 }), fc.constantFrom(-20, 0, 1, 50, 1e9));
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 200 }), fc.constantFrom(-10, 0, 0.42, 1), (rows, rate) => {
      const events = eventsOf(
        rows.flatMap(([person, day, value]) => Array.from({ length: 8 }, (_, i): [number, number, number] => [person * 8 + i, day, value])),
      );
      const { groups, facts } = plain(events, rate);
      const { all, value, groups: kinds } = lookAhead(events, groups, facts, spanOf(events));
      assert.equal(value === null, all.worth.length === 0);
      for (const group of [all, ...kinds.cohort, ...kinds.stage])
        for (const { mean, deviation } of group.worth) {
          const { low, middle, high } = bandAbout(mean, deviation);
          assert.ok([mean, deviation, low, middle, high].every(Number.isFinite) && low <= middle && middle <= high, `${mean} ${deviation}`);
        }
      const tested = value?.test?.all;
      assert.ok(tested === undefined || [tested.predicted, tested.actual, tested.meanError].every(Number.isFinite));
    }),
    { numRuns: 25 },
  );
});
