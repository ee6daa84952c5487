import assert from 'node:assert/strict';
import test from 'node:test';
import { apart } from './apart.ts';
import { axisOf } from './axis.ts';

test('labels that do not touch stay where they are', () => {
  assert.deepEqual(apart([10, 200, 100], 16, 260), [10, 200, 100]);
});

test('labels on one place are moved apart and keep their order', () => {
  assert.deepEqual(apart([100, 101, 20], 16, 260), [100, 116, 20]);
});

test('labels at the bottom are moved up, never out of the picture', () => {
  assert.deepEqual(apart([258, 259], 16, 260), [244, 260]);
});

test('an axis holds nought and every value between round ends, in few steps', () => {
  assert.deepEqual(axisOf(0, 314_525), { min: 0, max: 400_000, step: 100_000 });
  assert.deepEqual(axisOf(-68_046, 56_675), { min: -100_000, max: 100_000, step: 50_000 });
  assert.deepEqual(axisOf(3, 3), { min: 0, max: 3, step: 1 });
  assert.deepEqual(axisOf(0, 0), { min: 0, max: 0.25, step: 0.25 });
});
