import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { percentileOf, percentilesOf } from './percentile.ts';

test('percentiles of a histogram are those of the days written out one by one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (days, p) => {
        const histogram = new Map<number, number>();
        for (const day of days) histogram.set(day, (histogram.get(day) ?? 0) + 1);
        const sorted = days.toSorted((a, b) => a - b);
        const position = p * (sorted.length - 1);
        const [low, high] = [sorted[Math.floor(position)] as number, sorted[Math.ceil(position)] as number];
        assert.equal(percentileOf(histogram, p), low + (position - Math.floor(position)) * (high - low));
      },
    ),
  );
});

test('days nobody stayed for do not count, and nobody has no percentile', () => {
  const histogram = new Map([
    [9, 1],
    [3, 0],
    [1, 1],
  ]);
  assert.deepEqual(percentilesOf(histogram, [0, 0.5, 1]), [1, 5, 9]);
  assert.deepEqual(percentilesOf(new Map([[3, 0]]), [0.5, 0.9]), [null, null]);
});
