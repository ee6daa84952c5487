import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitTests, type RoadFacts } from './exit-tests.ts';

const nothing: RoadFacts = {
  diagnosis: null,
  design: { isAdopted: false, canvasFields: 0, cells: 0, stagesOwned: 0, brands: 0, brandsWithFace: 0, dealShare: 0.08 },
  scripts: 0,
  historyDays: 0,
  deals: null,
  sharing: { months: 0, firsts: 0, brought: 0, pairs: 0, medianDays: null },
  sources: { months: 0, all: 0, known: 0, unpaid: 0 },
  repeats: { joined: [], others: [] },
  won: null,
  holdOut: null,
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
    contentWeeks: 0,
    lessonsPassed: 0,
  },
};

test('of a brand with nothing no exit test is met, and what cannot be seen is said to be unknown, not failed', () => {
  const tests = exitTests(nothing);
  assert.equal(tests.length, 10);
  for (const { checks } of tests) assert.ok(checks.every(({ met }) => met !== true));
  const unknown = tests.flatMap(({ checks }) => checks.flatMap(({ code, met }) => (met === null ? [code] : [])));
  assert.deepEqual(unknown, [
    'cost.unknown',
    'self.unknown',
    'load.unknown',
    'consent.nobody',
    'road.calendar',
    'road.noHoldOut',
    'self.unknown',
  ]);
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

test('the last steps pass only by what was measured, on enough people and over months enough', () => {
  const checkOf = (step: number, code: string, facts: Partial<RoadFacts>) =>
    exitTests({ ...nothing, ...facts })[step - 1]?.checks.find((one) => one.code === code)?.met;
  const shared = { months: 3, firsts: 200, brought: 40, pairs: 30, medianDays: 20 };
  const sharing = (facts: Partial<RoadFacts['sharing']>) => checkOf(9, 'sharing', { sharing: { ...shared, ...facts } });
  assert.deepEqual([sharing({}), sharing({ pairs: 29 }), sharing({ months: 2 })], [true, undefined, undefined]);
  const sold = { months: 3, all: 100, known: 50, unpaid: 50 };
  const stays = (step: number, facts: Partial<RoadFacts['sources']>) => checkOf(step, 'self.measured', { sources: { ...sold, ...facts } });
  assert.deepEqual([stays(10, {}), stays(10, { unpaid: 49 }), stays(3, { unpaid: 0 })], [true, false, true]);
  assert.deepEqual([stays(10, { known: 49, unpaid: 49 }), stays(10, { months: 2 })], [undefined, undefined], 'of most nobody knows');
  const others = [
    { purchases: 1, people: 100, again: 10 },
    { purchases: 2, people: 40, again: 16 },
    { purchases: 9, people: 9, again: 0 },
  ];
  const joined = (once: number, twice: number) => [
    { purchases: 1, people: 20, again: once },
    { purchases: 2, people: 20, again: twice },
    { purchases: 9, people: 50, again: 50 },
  ];
  const matched = (of: RoadFacts['repeats']) => checkOf(8, 'road.matched', { repeats: of });
  // As often as others of their kind: 2 of twenty and 8 of twenty; half as often again is 15. Whoever is like nine others is not compared.
  assert.deepEqual([matched({ joined: joined(5, 10), others }), matched({ joined: joined(5, 9), others })], [true, false]);
  const few = { joined: joined(20, 20).slice(0, 1), others };
  assert.deepEqual([matched(few), checkOf(8, 'road.matchedFew', { repeats: few })], [undefined, false]);
});

test('referral offers are measured only by a trial that is over and told one side from the other', () => {
  const told = (verdict: 'running' | 'told' | 'untold', share: number | null, needed: number | null) =>
    exitTests({ ...nothing, holdOut: { verdict, people: 2000, share, error: share === null ? null : 0.1, needed } })[8]?.checks[3];
  assert.deepEqual(
    [told('told', 0.33, 400), told('running', 0.33, 400), told('untold', 0.1, 9000), told('untold', null, null)].map((check) => [
      check?.code,
      check?.met,
    ]),
    [
      ['road.holdOut', true],
      ['road.holdOutRuns', false],
      ['road.holdOutFew', false],
      ['road.holdOutSame', false],
    ],
  );
});

test('the cost of a customer is known once it was entered for three months, and for every paid source that brought a buyer', () => {
  const won = (months: number, coveredBuyers: number, cost: number | null = 62) => ({
    currency: 'CNY',
    byMonth: Array.from({ length: months }, () => ({ spent: 100, fans: 5, organic: 1 })),
    sources: 1,
    buyers: 10,
    paidBuyers: 10,
    coveredBuyers,
    cost,
    margin: null,
    payback: { state: 'tooFew' as const, months: null },
  });
  const check = (of: ReturnType<typeof won>) => exitTests({ ...nothing, won: of })[2]?.checks[1];
  assert.deepEqual(
    [check(won(3, 10)), check(won(2, 10)), check(won(3, 9)), check(won(3, 10, null))].map((one) => [one?.code, one?.met]),
    [
      ['cost.known', true],
      ['cost.known', false],
      ['cost.known', false],
      ['cost.nobody', false],
    ],
  );
});

test('content is kept up when something to pass on was put out in each of four weeks; who puts nothing out here is not judged', () => {
  const check = (materials: number, contentWeeks: number) =>
    exitTests({ ...nothing, standing: { ...nothing.standing, materials, contentWeeks } })[5]?.checks[2];
  assert.deepEqual([check(0, 0)?.met, check(9, 3)?.met, check(9, 4)?.met], [null, false, true]);
});
