import assert from 'node:assert/strict';
import test from 'node:test';
import { isBehind, standingOf } from './standing.ts';

const step = (met: boolean | null, doneAt: string | null, ...seen: (boolean | null)[]) =>
  standingOf({ met, doneAt, evidence: seen.map((one) => ({ met: one })) });

test('a step passes by what is seen; what nobody can see is left to its owner, whose word does not outweigh the data', () => {
  const at = '2026-01-05T00:00:00Z';
  assert.equal(step(true, null, true, true), 'passed');
  assert.equal(step(true, null, true, null), 'asFarAsSeen');
  assert.equal(step(true, at, true, null), 'said');
  assert.equal(step(null, null, null), 'yours');
  assert.equal(step(null, at, null), 'said');
  assert.equal(step(false, null, true, false), 'open');
  assert.equal(step(false, at, true, false), 'claimed');
  assert.deepEqual((['passed', 'asFarAsSeen', 'said', 'claimed', 'open', 'yours'] as const).filter(isBehind), [
    'passed',
    'asFarAsSeen',
    'said',
  ]);
});
