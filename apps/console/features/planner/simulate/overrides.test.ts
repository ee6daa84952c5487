import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { boundsOf, levers, presetIds, presetOf, withLever, withOverrides } from '../../../../../rooms/planner/model/index.ts';
import { movesBetween, overridesBetween } from './overrides.ts';
import { moved } from './plan-state.ts';
import { planOfScenario } from './scenarios.ts';

const anyPlan = fc
  .record({
    preset: fc.constantFrom(...presetIds),
    at: fc.array(fc.tuple(fc.constantFrom(...levers), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 8 }),
    addressable: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  })
  .map(({ preset, at, addressable }) =>
    at.reduce(
      (plan, [lever, share]) => {
        const { least, most } = boundsOf(lever);
        return withLever(plan, lever, least + (most - least) * share);
      },
      { ...presetOf(preset), addressable },
    ),
  );

test('what is kept of a plan makes it again, from whatever design it is seen', () => {
  fc.assert(
    fc.property(anyPlan, anyPlan, fc.constantFrom(...presetIds), (from, to, template) => {
      assert.deepEqual(withOverrides(from, overridesBetween(from, to)), to);
      const document = { params: overridesBetween(presetOf(template), from) };
      assert.deepEqual(planOfScenario({ template, document }, { params: overridesBetween(from, to) }), to);
      assert.deepEqual(overridesBetween(to, to), {});
    }),
  );
});

test('a kept plan opens with its sliders where they stood', () => {
  fc.assert(
    fc.property(anyPlan, fc.constantFrom(...presetIds), (to, template) => {
      const start = presetOf(template);
      assert.deepEqual(moved(start, movesBetween(start, to)), to);
    }),
  );
});
