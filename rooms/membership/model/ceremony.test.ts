import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CeremonyStep } from '../ceremony-api.ts';
import { nextStep } from './ceremony.ts';

const STEPS: CeremonyStep[] = ['pledge', 'number', 'welcome', 'kit', 'privilege', 'mentor', 'letter'];

test('whatever steps a brand chose, doing what comes next does each once and in its order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(STEPS), (chosen) => {
      const steps = chosen.map((step) => ({ step }));
      const done = new Set<CeremonyStep>();
      for (let next = nextStep(steps, done); next !== null; next = nextStep(steps, done)) {
        assert.ok(!done.has(next), `${next} comes twice`);
        done.add(next);
      }
      assert.deepEqual([...done], chosen);
    }),
  );
});
