import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  boundsOf,
  levers,
  presetIds,
  presetOf,
  problemsOf,
  runPlan,
  withOverrides,
  type Lever,
} from '../../../../../rooms/planner/model/index.ts';
import { stateOfScenario } from './scenarios.ts';
import { overridesBetween } from './overrides.ts';
import { addressOf, LONGEST, moved, planFrom, searchOf, withMove, type PlanState } from './plan-state.ts';

const anyCount = fc.double({ min: 0, max: 1e9, noNaN: true });
const anyPeople = fc.record({ F: anyCount, C1: anyCount, C2: anyCount, M: anyCount, P: anyCount }, { noNullPrototype: true });

const anyState: fc.Arbitrary<PlanState> = fc
  .record({
    preset: fc.constantFrom(...presetIds),
    isOwn: fc.boolean(),
    there: fc.option(fc.record({ A: anyPeople, R: anyPeople }, { noNullPrototype: true })),
    at: fc.dictionary(fc.constantFrom(...levers), fc.double({ min: 0, max: 1, noNaN: true })),
    addressable: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
    months: fc.integer({ min: 1, max: LONGEST }),
    off: fc.option(fc.integer({ min: 0, max: LONGEST })),
  })
  .map(({ at, addressable, off, ...state }) => ({
    ...state,
    moves: {
      ...Object.fromEntries(
        Object.entries(at).map(([lever, share]) => {
          const { least, most } = boundsOf(lever as Lever);
          return [lever, least + (most - least) * share];
        }),
      ),
      ...(addressable === undefined ? {} : { addressable }),
    },
    adsOffAfter: off === null ? null : Math.min(off, state.months),
  }));

test('a plan comes out of its address as it went in', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const url = Object.fromEntries(new URLSearchParams(searchOf(state)));
      assert.deepEqual(planFrom(url), { state, refused: [] });
      assert.deepEqual(problemsOf(moved(presetOf(state.preset), state.moves)), []);
    }),
  );
});

test('what cannot be is named, left out, and the rest of the address still counts', () => {
  const { state, refused } = planFrom({
    h: '5',
    p12: 'x',
    's.M': '',
    m: '0.5',
    addressable: '0',
    months: '900',
    off: '-1',
    preset: 'moon',
    there: '1_2_3',
  });
  assert.deepEqual(refused.toSorted(), ['addressable', 'h', 'p12', 's.M', 'there']);
  assert.deepEqual(state, { preset: 'food', isOwn: false, there: null, moves: { m: 0.5 }, months: 24, adsOffAfter: null });
});

test('a move taken back leaves nothing in the address', () => {
  const moves = withMove(withMove({ h: 0.1 }, 'h', undefined), 'addressable', 500);
  const said = addressOf({ preset: 'food', isOwn: false, there: null, moves, months: 24, adsOffAfter: null });
  assert.deepEqual(
    Object.entries(said).filter(([, value]) => value !== undefined),
    [['addressable', '500']],
  );
});

test('a scenario that is opened again comes to the same figures, with the people it began with', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const plan = moved(presetOf(state.preset), state.moves);
      const run = (of: PlanState) =>
        runPlan(moved(presetOf(of.preset), of.moves), {
          months: of.months,
          start: of.there ?? undefined,
          adsOffAfter: of.adsOffAfter ?? undefined,
        });
      const design = { template: state.preset, document: { params: { cpf: 11, a2: 50 } } };
      const params = overridesBetween(withOverrides(presetOf(state.preset), design.document.params), plan) as object;
      const kept = { params, months: state.months, adsOffAfter: state.adsOffAfter, start: state.there };
      const url = Object.fromEntries(new URLSearchParams(searchOf(stateOfScenario(design, kept))));
      assert.deepEqual(run(planFrom(url).state).summary, run(state).summary);
    }),
    { numRuns: 50 },
  );
});
