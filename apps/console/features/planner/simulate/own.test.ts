import assert from 'node:assert/strict';
import test from 'node:test';
import { calibrate, leverValue, levers, presetOf, type History } from '../../../../../rooms/planner/model/index.ts';
import { ownFrom, rangesAround, type OwnReading } from './own.ts';

const none = { F: 0, C1: 0, C2: 0, M: 0, P: 0 };
const said = { code: 'cal.rate', facts: {}, text: '.' };

function readingOf(history: History): OwnReading {
  const prior = presetOf('food');
  const { plan, evidence } = calibrate(prior, history);
  return {
    preset: 'food',
    asOf: '2026-01-01T00:00:00Z',
    days: 400,
    customers: 200,
    orders: 900,
    notes: [],
    data: levers.map((lever) => {
      const rate = history.rates?.[lever as 'h'];
      const mean = history.means?.[lever];
      const value = leverValue(plan, lever);
      return {
        lever,
        prior: leverValue(prior, lever),
        own: rate
          ? { kind: 'rate' as const, n: rate.months, k: rate.events }
          : mean
            ? { kind: 'mean' as const, n: mean.count, mean: mean.mean, deviation: mean.deviation }
            : null,
        posterior: value,
        interval: null,
        measured: 0,
        said,
        screen: null,
      };
    }),
    params: Object.fromEntries(evidence.map(({ lever, value }) => [lever, value])),
    start: { A: { ...none, C2: 20 }, R: none },
  };
}

test('what the server read of a history is the plan and the doubt a page computes with', () => {
  const history: History = { rates: { p12: { months: 400, events: 90 } }, means: { a2: { count: 300, mean: 52, deviation: 20 } } };
  const own = ownFrom(readingOf(history));
  const { plan, ranges } = calibrate(presetOf('food'), history);
  assert.deepEqual([own.plan, own.ranges, own.measured, own.start?.A?.C2], [plan, ranges, 2, 20]);
  assert.deepEqual(ownFrom(readingOf({})).start, undefined, 'with nothing measured the preset stands alone');
  assert.deepEqual(ownFrom(readingOf({})).plan, presetOf('food'));
});

test('a number that is moved takes its doubt along', () => {
  const { plan, ranges } = calibrate(presetOf('food'), { rates: { p12: { months: 450, events: 90 } } });
  const p12 = rangesAround({ ...plan, p12: 0.4 }, ranges).p12;
  assert.ok(p12?.kind === 'share' && Math.abs(p12.yes - 200) < 1e-9 && Math.abs(p12.no - 300) < 1e-9);
});
