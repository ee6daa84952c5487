import assert from 'node:assert/strict';
import test from 'node:test';
import { isBehind, standingOf } from './standing.ts';

const step = (doneAt: string | null, ...seen: (boolean | null)[]) =>
  standingOf({ met: seen.every((one) => one === true), doneAt, evidence: seen.map((one) => ({ met: one })) });

test('a step passes by what is seen; what nobody can see waits for its owner, whose word does not outweigh the data', () => {
  const at = '2026-01-05T00:00:00Z';
  assert.equal(step(null, true, true), 'passed');
  assert.equal(step(at, true, true), 'passed');
  assert.equal(step(null, true, null), 'asFarAsSeen');
  assert.equal(step(at, true, null), 'said');
  assert.equal(step(null, null), 'yours');
  assert.equal(step(at, null), 'said');
  assert.equal(step(null, true, false, null), 'open');
  assert.equal(step(at, true, false, null), 'claimed');
  assert.deepEqual((['passed', 'asFarAsSeen', 'said', 'claimed', 'open', 'yours'] as const).filter(isBehind), ['passed', 'said']);
});
