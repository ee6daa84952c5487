import assert from 'node:assert/strict';
import test from 'node:test';
import { apart } from './apart.ts';

test('labels that do not touch stay where they are', () => {
  assert.deepEqual(apart([10, 200, 100], 16, 260), [10, 200, 100]);
});

test('labels on one place are moved apart and keep their order', () => {
  assert.deepEqual(apart([100, 101, 20], 16, 260), [100, 116, 20]);
});

test('labels at the bottom are moved up, never out of the picture', () => {
  assert.deepEqual(apart([258, 259], 16, 260), [244, 260]);
});
