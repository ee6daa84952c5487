import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitTests, type RoadFacts } from './exit-tests.ts';

const nothing: RoadFacts = {
  diagnosis: null,
  design: { isAdopted: false, canvasFields: 0, cells: 0, stagesOwned: 0, brands: 0, brandsWithFace: 0, dealShare: 0.08 },
  scripts: 0,
  historyDays: 0,
  deals: null,
  ladder: new Map(),
  standing: {
    cohorts: 0,
    staff: 0,
    consented: 0,
    reachable: 0,
    members: 0,
    cardDesigns: 0,
    ceremonies: 0,
    welcomesBegun: 0,
    welcomesDone: 0,
    activePlans: 0,
    referrals: 0,
    lessons: 0,
    materials: 0,
    lessonsPassed: 0,
  },
};

test('of a brand with nothing no exit test is met, and what cannot be seen is said to be unknown, not failed', () => {
  const tests = exitTests(nothing);
  assert.equal(tests.length, 10);
  for (const { checks } of tests) assert.ok(checks.every(({ met }) => met !== true));
  const unknown = tests.flatMap(({ checks }) => checks.flatMap(({ code, met }) => (met === null ? [code] : [])));
  assert.deepEqual(unknown, ['cost.unknown', 'self.ask', 'load.unknown', 'consent.nobody', 'road.calendar', 'road.matched', 'self.ask']);
});

test('selling is met from a fifth below the goal, and not before three hundred months of fans were seen', () => {
  const isMet = (share: number, fanMonths: number) => exitTests({ ...nothing, deals: { share, fanMonths } })[6]?.checks[0]?.met;
  assert.deepEqual([isMet(0.0641, 300), isMet(0.0639, 300), isMet(0.5, 299)], [true, false, false]);
});

test('a person looks after as many contacts as the method says, and a ladder has all four steps that sell', () => {
  const loadIs = (consented: number) =>
    exitTests({ ...nothing, standing: { ...nothing.standing, staff: 1, consented } })[4]?.checks[1]?.met;
  assert.deepEqual([loadIs(3000), loadIs(3001)], [true, false]);
  const sold = (...roles: string[]) =>
    exitTests({ ...nothing, ladder: new Map(roles.map((role) => [role, { products: 1, months: 0 }])) })[3]?.checks[1]?.met;
  assert.deepEqual([sold('entry', 'core', 'premium', 'membership'), sold('entry', 'core', 'premium', 'fan')], [true, false]);
});
