import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isSilence, LEAST_WAITS, silenceOf, type Wait } from './silence.ts';

const DAY = 86_400_000;
const window = { from: 1000 * DAY, to: 1180 * DAY };
const wait = (from: number, to: number | null, until = 1180): Wait => ({
  stage: 'C1',
  from: from * DAY,
  to: to === null ? null : to * DAY,
  until: until * DAY,
});

test('whoever is silent longer than nine in ten of those who came again counts as gone, on the day it becomes so', () => {
  // Forty came again, after 1 to 40 days: nine in ten had come by the 36th.
  const came = Array.from({ length: 40 }, (_, i) => wait(1000, 1001 + i));
  const silent = [wait(1050, null), wait(1160, null), wait(900, null), wait(1050, null, 1060)];
  const read = silenceOf('C1', [...came, ...silent], window, 0);
  assert.ok(isSilence(read));
  assert.deepEqual([read.days, read.waits], [36, 40]);
  // Four of those who came had been given up, and the one of the 1050th; not the one who waits since 20 days, nor who went before the
  // window, nor who became a member meanwhile. On the very day nobody is given up who comes on it.
  assert.equal(read.events, 4 + 1);
  const days = Array.from({ length: 40 }, (_, i) => Math.min(36, 1 + i)).reduce((sum, one) => sum + one, 0) + 36 + 20 + 10;
  assert.ok(Math.abs(read.months - days / (365.25 / 12)) < 1e-9);
});

test('of too few who came again, or of a history too short for silence to show, nothing is read', () => {
  const came = Array.from({ length: LEAST_WAITS }, () => wait(1000, 1020));
  assert.deepEqual(silenceOf('C1', came.slice(1), window, 0), { reason: 'few', waits: LEAST_WAITS - 1 });
  assert.deepEqual(silenceOf('C1', came, window, 1150 * DAY), { reason: 'short', days: 20 });
  assert.deepEqual(silenceOf('C2', came, window, 0), { reason: 'nobody' });
  assert.ok(isSilence(silenceOf('C1', came, window, 1140 * DAY)));
});

test('people who leave at a constant rate are measured at about that rate, and nobody is counted out of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 3 }), (seed) => {
      let state = seed;
      const random = (): number => (state = (state * 48_271) % (2 ** 31 - 1)) / (2 ** 31 - 1);
      // Half come within 60 days at an even pace, half never: of every hundred days of waiting the shares are known.
      const waits = Array.from({ length: 2000 }, () => {
        const from = Math.floor(400 + random() * 780);
        return wait(from, random() < 0.5 ? from + 1 + Math.floor(random() * 60) : null);
      });
      const read = silenceOf('C1', waits, window, 0);
      assert.ok(isSilence(read) && read.days >= 50 && read.days <= 58, JSON.stringify(read));
      const rate = read.events / read.months;
      // In 54 days 55 of a hundred are given up (50 never come, 5 come later), over 42 days waited on average.
      assert.ok(rate > 0.3 && rate < 0.5, `${rate}`);
      assert.ok(read.events <= waits.length && read.months >= 0);
    }),
    { numRuns: 20 },
  );
});
