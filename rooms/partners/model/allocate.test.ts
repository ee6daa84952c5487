import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allocate as splitWhole } from '../../../kit/money/index.ts';
import { allocate, owed } from './allocate.ts';
import type { Allocation, ChainPerson, CommissionSnapshot, Plan } from './plan.ts';
import { referenceOf } from './reference.fixture.ts';
import { anySnapshot, lineOf, noLimits, orderOf, personAt, whenOf } from './snapshots.fixture.ts';

const RUNS = Number(process.env['ZIHUAN_COMMISSION_RUNS'] ?? 4000);

/** `payee amount` per row, in order. */
function paid(order: CommissionSnapshot): string[] {
  return allocate(order).allocations.map((each) => `${each.payeeId} ${each.amount}`);
}

function outcomes(order: CommissionSnapshot): string[] {
  return allocate(order).trace.map((step) => `${step.personId} ${step.role} ${step.outcome}`);
}

const level = (depth: number, ratePpm: number): Plan['levels'][number] => ({ depth, ratePpm });

test('two levels pay the first and the second of the chain, by the rate of their depth', () => {
  assert.deepEqual(paid(orderOf({ levels: [level(1, 100_000), level(2, 30_000)] })), ['p1 1000', 'p2 300']);
});

test('7.5 % stays 7.5 %', () => {
  assert.deepEqual(paid(orderOf({ levels: [level(1, 75_000)] }, { lines: [lineOf(9_999n)] })), ['p1 749']);
});

test('the floor is taken on line totals, not per piece: 0.99 × 3 at 15 % is 0.44', () => {
  assert.deepEqual(paid(orderOf({ levels: [level(1, 150_000)] }, { lines: [lineOf(297n, { quantity: 3n })] })), ['p1 44']);
});

test('the bases of lines are what discounts leave: 53.90, 35.91 and 0.09 of the worked example', () => {
  const prices = [5_990n, 3_990n, 10n];
  const discounts = splitWhole(1_000n, prices);
  assert.deepEqual(discounts, [600n, 399n, 1n]);
  const lines = prices.map((price, i) => lineOf(price - (discounts[i] ?? 0n), { line: i + 1 }));
  assert.deepEqual(
    allocate(orderOf({ levels: [level(1, 100_000)] }, { lines })).allocations.map((each) => [each.line, each.base, each.amount]),
    [
      [1, 5_390n, 539n],
      [2, 3_591n, 359n],
    ],
  );
});

test('refunds of a third each take back 4.00, 4.00 and 3.99 of 11.99, and nothing is left', () => {
  const order = orderOf({ levels: [level(1, 120_000)] }, { lines: [lineOf(9_999n)] });
  const [only] = allocate(order).allocations;
  assert.ok(only);
  assert.equal(only.amount, 1_199n);
  const left = [9_999n, 6_666n, 3_333n, 0n].map((remaining) => owed(only, remaining));
  assert.deepEqual(left, [1_199n, 799n, 399n, 0n]);
});

test('a refund of 1.00 on a line of 100.00 keeps 99 % of the commission', () => {
  const [only] = allocate(orderOf({ levels: [level(1, 100_000)] })).allocations;
  assert.ok(only);
  assert.equal(owed(only, 9_900n), 990n);
});

test('half off the price is half off the commission: a coupon of 60 % leaves the commission on 40 %', () => {
  assert.deepEqual(paid(orderOf({ levels: [level(1, 100_000)] }, { lines: [lineOf(4_000n)] })), ['p1 400']);
});

test('the cap is used up from depth 1 upward and what is trimmed stays with the brand', () => {
  const order = orderOf({ levels: [level(1, 250_000), level(2, 80_000), level(3, 50_000)], capPpm: 300_000 }, { lines: [lineOf(8_990n)] });
  assert.deepEqual(paid(order), ['p1 2247', 'p2 449']);
  assert.deepEqual(outcomes(order), ['p1 direct paid', 'p2 indirect trimmed', 'p3 indirect trimmed']);
});

test('gifts take the cap first: of 26.97 a gift of 5.00 leaves 21.97 to direct and nothing to indirect', () => {
  const levels = [level(1, 250_000), level(2, 80_000)];
  const of = (promised: bigint) => orderOf({ levels, capPpm: 300_000 }, { lines: [lineOf(8_990n, { promised })] });
  assert.deepEqual(paid(of(500n)), ['p1 2197']);
  assert.deepEqual(outcomes(of(500n)).slice(0, 2), ['p1 direct giftFirst', 'p2 indirect trimmed']);
  assert.deepEqual(paid(of(0n)), ['p1 2247', 'p2 449']);
  // A gift dearer than the cap leaves nothing, and takes nothing from anybody either.
  assert.deepEqual(paid(of(3_000n)), []);
  const [row] = allocate(of(500n)).allocations;
  assert.ok(row);
  assert.deepEqual([owed(row, 4_495n), owed(row, 0n)], [1_098n, 0n]);
});

test('without a cap of its own a plan has the pack’s, and never a higher one', () => {
  const levels = [level(1, 250_000), level(2, 250_000)];
  const limits = { ...noLimits, capPpm: 300_000 };
  assert.deepEqual(paid(orderOf({ levels }, { limits })), ['p1 2500', 'p2 500']);
  assert.deepEqual(paid(orderOf({ levels, capPpm: 900_000 }, { limits })), ['p1 2500', 'p2 500']);
  assert.deepEqual(paid(orderOf({ levels: [level(1, 700_000), level(2, 700_000)] })), ['p1 7000', 'p2 3000']);
});

test('a trimmed share never pays more after a refund than before', () => {
  const order = orderOf({ levels: [level(1, 199_999), level(2, 199_999)], capPpm: 300_000 }, { lines: [lineOf(101n)] });
  for (const each of allocate(order).allocations) {
    for (let remaining = 101n; remaining > 0n; remaining--) assert.ok(owed(each, remaining - 1n) <= owed(each, remaining));
  }
});

test('fixed pay is per piece, never more than the base, and falls with what remains', () => {
  const overrides = [{ when: whenOf({ ladderRole: 'core' }), depth: 1, pay: { kind: 'fixed' as const, perPiece: 500n } }];
  const two = orderOf({ overrides }, { lines: [lineOf(9_000n, { ladderRole: 'core', quantity: 2n })] });
  const [row] = allocate(two).allocations;
  assert.ok(row);
  assert.deepEqual([row.amount, row.ratePpm, row.rule], [1_000n, null, 'override:0']);
  assert.equal(owed(row, 4_499n), 499n);
  const cheap = orderOf({ overrides }, { lines: [lineOf(300n, { ladderRole: 'core', quantity: 2n })] });
  assert.deepEqual(paid(cheap), ['p1 300']);
});

test('the most specific override wins: product, category, step of the ladder, then partner level alone', () => {
  const rate = (ratePpm: number) => ({ kind: 'rate' as const, ratePpm });
  const overrides: Plan['overrides'] = [
    { when: whenOf({ partnerLevel: 'gold' }), depth: 1, pay: rate(10_000) },
    { when: whenOf({ ladderRole: 'core' }), depth: 1, pay: rate(20_000) },
    { when: whenOf({ ladderRole: 'core', partnerLevel: 'gold' }), depth: 1, pay: rate(30_000) },
    { when: whenOf({ category: 'drinks' }), depth: 1, pay: rate(40_000) },
    { when: whenOf({ productId: 'tea' }), depth: 1, pay: rate(50_000) },
    { when: whenOf({ productId: 'tea', category: 'drinks' }), depth: 1, pay: rate(60_000) },
    { when: whenOf({ productId: 'tea', partnerLevel: 'gold' }), depth: 1, pay: rate(70_000) },
    { when: whenOf({ productId: 'tea' }), depth: 2, pay: rate(5_000) },
  ];
  const rule = (line: object, partnerLevel: string | null) =>
    allocate(
      orderOf({ levels: [level(1, 1_000)], overrides }, { lines: [lineOf(10_000n, line)], chain: [personAt(1, { level: partnerLevel })] }),
    ).allocations[0]?.rule;
  assert.equal(rule({}, null), 'level:1');
  assert.equal(rule({}, 'gold'), 'override:0');
  assert.equal(rule({ ladderRole: 'core' }, null), 'override:1');
  assert.equal(rule({ ladderRole: 'core' }, 'gold'), 'override:2');
  assert.equal(rule({ ladderRole: 'core', category: 'drinks' }, 'gold'), 'override:3');
  assert.equal(rule({ productId: 'tea', category: 'drinks' }, null), 'override:4');
  assert.equal(rule({ productId: 'tea', category: 'drinks', ladderRole: 'core' }, 'gold'), 'override:6');
});

test('an override may pay a depth that the levels lack, and may take a depth’s pay away', () => {
  const overrides: Plan['overrides'] = [
    { when: whenOf({ category: 'drinks' }), depth: 2, pay: { kind: 'rate', ratePpm: 20_000 } },
    { when: whenOf({ category: 'drinks' }), depth: 1, pay: { kind: 'rate', ratePpm: 0 } },
  ];
  const order = orderOf({ levels: [level(1, 100_000)], overrides }, { lines: [lineOf(10_000n, { category: 'drinks' })] });
  assert.deepEqual(paid(order), ['p2 200']);
  assert.deepEqual(outcomes(order), ['p1 direct zeroRate', 'p2 indirect paid', 'p3 indirect noRule']);
});

test('who may not earn leaves the share with the brand, and everybody above keeps their own depth', () => {
  const chain = [personAt(1, { stage: 'repeat' }), personAt(2), personAt(3, { isFrozen: true })];
  const order = orderOf({ levels: [level(1, 100_000), level(2, 50_000), level(3, 20_000), level(4, 10_000)] }, { chain });
  assert.deepEqual(paid(order), ['p2 500']);
  assert.deepEqual(outcomes(order), ['p1 direct notEligible', 'p2 indirect paid', 'p3 indirect frozen', 'null indirect noPerson']);
});

test('no active attribution pays nobody, at any depth', () => {
  assert.deepEqual(paid(orderOf({ levels: [level(1, 100_000), level(2, 50_000)] }, { chain: [] })), []);
});

test('deeper than the policy pays nobody: it neither rolls up nor moves down', () => {
  const limits = { ...noLimits, maxDepth: 1 };
  const order = orderOf({ levels: [level(1, 100_000), level(2, 50_000)] }, { limits });
  assert.deepEqual(paid(order), ['p1 1000']);
  assert.deepEqual(outcomes(order), ['p1 direct paid', 'p2 indirect policyDepth', 'p3 indirect noRule']);
  const none = orderOf({ levels: [level(1, 100_000), level(2, 50_000)] }, { limits, chain: [personAt(1, { stage: 'fan' }), personAt(2)] });
  assert.deepEqual(paid(none), []);
});

test('a joining fee pays nobody where the pack excludes it, and counts elsewhere', () => {
  const lines = [lineOf(10_000n, { ladderRole: 'membership' }), lineOf(10_000n, { line: 2, ladderRole: 'core' })];
  const levels = [level(1, 100_000)];
  const strict = orderOf({ levels }, { lines, limits: { ...noLimits, excludesJoiningFee: true } });
  assert.deepEqual(
    allocate(strict).allocations.map((each) => each.line),
    [2],
  );
  assert.equal(allocate(strict).trace[0]?.outcome, 'joiningFee');
  assert.deepEqual(paid(orderOf({ levels }, { lines })), ['p1 1000', 'p1 1000']);
});

test('a buyer earns nothing on their own order, even above themselves; in LAB a plan may pay them the rate of depth 1', () => {
  const chain = [personAt(1), personAt(2, { personId: 'buyer' })];
  const buyer = personAt(0, { personId: 'buyer' });
  const levels = [level(1, 100_000), level(2, 50_000)];
  const none = orderOf({ levels }, { chain, buyer });
  assert.deepEqual(paid(none), ['p1 1000']);
  assert.deepEqual(outcomes(none), ['p1 direct paid', 'buyer indirect ownOrder']);
  const own = orderOf({ levels, selfBuy: 'commission', capPpm: 150_000 }, { chain: [personAt(1), personAt(2)], buyer });
  assert.deepEqual(paid(own), ['buyer 1000', 'p1 500']);
  assert.deepEqual(paid({ ...own, limits: { ...noLimits, allowsSelfBuy: false } }), ['p1 1000', 'p2 500']);
});

test('only where the pack allows it a share rolls up to the next who may earn', () => {
  const chain = [personAt(1, { stage: 'customer' }), personAt(2), personAt(3)];
  const order = orderOf(
    { levels: [level(1, 100_000), level(2, 30_000)], payees: { stages: ['partner'], onIneligible: 'rollUp' } },
    { chain },
  );
  assert.deepEqual(paid(order), ['p2 1000']);
  assert.deepEqual(outcomes(order), ['p1 direct notEligible', 'p2 indirect paid', 'p2 indirect betterRole', 'p3 indirect noRule']);
  assert.deepEqual(paid({ ...order, limits: { ...noLimits, allowsRollUp: false } }), ['p2 300']);
});

const rates = [
  { partnerLevel: 'silver', ratePpm: 50_000 },
  { partnerLevel: 'gold', ratePpm: 80_000 },
  { partnerLevel: 'jade', ratePpm: 100_000 },
];

test('the differential pays 8 + 0 + 2 = 10 % up a path of 8, 5 and 10 %, never 13 %', () => {
  const roles: Plan['roles'] = [{ role: 'differential', rates, countsDirect: true }];
  const chain = [personAt(1, { level: 'gold' })];
  const team = [personAt(1, { personId: 't1', level: 'silver' }), personAt(2, { personId: 't2', level: 'jade' })];
  const order = orderOf({ roles }, { chain, team });
  assert.deepEqual(
    allocate(order).allocations.map((each) => [each.payeeId, each.depth, each.ratePpm, each.amount]),
    [
      ['p1', 1, 80_000, 800n],
      ['t2', 3, 20_000, 200n],
    ],
  );
  assert.ok(outcomes(order).includes('t1 differential alreadyGranted'));
});

test('what direct was granted counts as paid on the path when the plan says so', () => {
  const chain = [personAt(1, { level: 'silver' })];
  const team = [personAt(1, { personId: 't1', level: 'gold' }), personAt(2, { personId: 't2', level: 'jade' })];
  const levels = [level(1, 90_000)];
  const counted = orderOf({ levels, roles: [{ role: 'differential', rates, countsDirect: true }] }, { chain, team });
  assert.deepEqual(paid(counted), ['p1 900', 't2 100']);
  const aside = orderOf({ levels, roles: [{ role: 'differential', rates, countsDirect: false }] }, { chain, team });
  assert.deepEqual(paid(aside), ['p1 900', 't1 300', 't2 200']);
  assert.ok(outcomes(aside).includes('p1 differential betterRole'));
});

test('the differential is walked only to the depth the pack pays', () => {
  const roles: Plan['roles'] = [{ role: 'differential', rates, countsDirect: true }];
  const chain = [personAt(1, { level: 'silver' })];
  const team = [personAt(1, { personId: 't1', level: 'gold' }), personAt(2, { personId: 't2', level: 'jade' })];
  const at = (maxDepth: number) => paid(orderOf({ roles }, { chain, team, limits: { ...noLimits, maxDepth } }));
  assert.deepEqual(at(1), ['p1 500']);
  assert.deepEqual(at(2), ['p1 500', 't1 300']);
});

test('a level rate that falls to somebody who may not earn stays with the brand and does not move up', () => {
  const roles: Plan['roles'] = [{ role: 'differential', rates, countsDirect: true }];
  const chain = [personAt(1, { level: 'gold', isFrozen: true })];
  const team = [personAt(1, { personId: 't1', level: 'jade' })];
  assert.deepEqual(paid(orderOf({ roles }, { chain, team })), ['t1 200']);
});

test('service is paid for a logged act only, is no depth, and comes last under the cap', () => {
  const roles: Plan['roles'] = [{ role: 'service', rates, countsDirect: true }];
  const s: ChainPerson = { personId: 's', depth: 0, stage: 'partner', level: 'jade', isFrozen: false };
  const served = [{ line: 1, person: s, isLate: false }];
  const limits = { ...noLimits, maxDepth: 1, capPpm: 300_000 };
  assert.deepEqual(paid(orderOf({ roles, levels: [level(1, 250_000)] }, { limits })), ['p1 2500']);
  assert.deepEqual(paid(orderOf({ roles, levels: [level(1, 250_000)] }, { limits, served })), ['p1 2500', 's 500']);
  assert.deepEqual(outcomes(orderOf({ roles }, { chain: [] })), ['null service noService']);
});

test('of two acts on a line the first is paid, and each line is served by itself', () => {
  const roles: Plan['roles'] = [{ role: 'service', rates, countsDirect: true }];
  const act = (line: number, personId: string) => ({ line, isLate: false, person: personAt(0, { personId, level: 'silver' }) });
  const order = orderOf(
    { roles },
    { chain: [], lines: [lineOf(10_000n), lineOf(2_000n, { line: 2 })], served: [act(2, 'b'), act(1, 'a'), act(1, 'b')] },
  );
  assert.deepEqual(paid(order), ['a 500', 'b 100']);
  assert.deepEqual(outcomes(order), ['a service paid', 'b service servedBefore', 'b service paid']);
});

test('an act logged after the payment never takes back what its person earns on the line already', () => {
  const roles: Plan['roles'] = [{ role: 'service', rates, countsDirect: true }];
  const at = (isLate: boolean) =>
    orderOf(
      { roles, levels: [level(1, 20_000)] },
      { served: [{ line: 1, isLate, person: personAt(0, { personId: 'p1', level: 'jade' }) }] },
    );
  assert.deepEqual(paid(at(false)), ['p1 1000']);
  assert.deepEqual(paid(at(true)), ['p1 200']);
  assert.ok(outcomes(at(true)).includes('p1 service betterRole'));
});

test('less than one minor unit is no row, and the trace says so', () => {
  const order = orderOf({ levels: [level(1, 100_000)] }, { lines: [lineOf(9n)] });
  assert.deepEqual([paid(order), outcomes(order)[0]], [[], 'p1 direct tooSmall']);
});

test('whatever the order and the plan, engine and independent reference agree on every payee, before and after refunds', () => {
  fc.assert(
    fc.property(anySnapshot, fc.bigInt({ min: 0n, max: 1_000n }), (order, kept) => {
      const reference = referenceOf(order);
      const { allocations } = allocate(order);
      const keys = allocations.map((each) => `${each.line} ${each.role} ${each.depth} ${each.payeeId}`);
      assert.deepEqual(keys, [...reference.keys()]);
      for (const [i, each] of allocations.entries()) {
        const expected = reference.get(keys[i] ?? '');
        const remaining = (each.base * kept) / 1_000n;
        assert.equal(each.amount, expected?.(each.base));
        assert.equal(owed(each, each.base), each.amount);
        assert.equal(owed(each, remaining), expected?.(remaining));
      }
    }),
    { numRuns: RUNS },
  );
});

test('a line never pays more than its cap, exactly, and at most one row a person', () => {
  fc.assert(
    fc.property(anySnapshot, (order) => {
      const { allocations } = allocate(order);
      const cap = BigInt(Math.min(order.plan.capPpm ?? 1_000_000, order.limits.capPpm));
      for (const line of order.lines) {
        const rows = allocations.filter((each) => each.line === line.line);
        assert.equal(new Set(rows.map((row) => row.payeeId)).size, rows.length);
        const promised = (line.promised ?? 0n) * 1_000_000n;
        const left = cap * line.base > promised ? cap * line.base - promised : 0n;
        assert.ok(sumOf(rows, (row) => row.amount) * 1_000_000n <= left);
        // Exact shares: Σ num/den ≤ cap, over their common denominator.
        const den = 1_000_000n * (line.base > 0n ? line.base : 1n);
        assert.ok(sumOf(rows, (row) => (row.share.num * den) / row.share.den) * 1_000_000n <= cap * den);
      }
    }),
    { numRuns: RUNS / 4 },
  );
});

test('refunds only ever lower what is owed, in any order end at the same amount, and a full refund takes all back', () => {
  fc.assert(
    fc.property(anySnapshot, fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 6 }), (order, weights) => {
      for (const each of allocate(order).allocations) {
        const refunds = splitWhole(each.base, weights.map(BigInt));
        assert.equal(reversals(each, refunds), reversals(each, refunds.toReversed()));
        assert.equal(reversals(each, refunds), each.amount);
      }
    }),
    { numRuns: RUNS / 4 },
  );
});

/** Takes back after every refund what is no longer owed. */
function reversals(allocation: Allocation, refunds: readonly bigint[]): bigint {
  let remaining = allocation.base;
  let reversed = 0n;
  for (const refund of refunds) {
    remaining -= refund;
    const now = allocation.amount - owed(allocation, remaining);
    assert.ok(now >= reversed, 'a refund gives nothing back to the payee');
    reversed = now;
  }
  return reversed;
}

test('in any team the differential stays below the highest rate: direct and differential together where direct counts', () => {
  const member = fc.record({ level: fc.option(fc.constantFrom('silver', 'gold', 'jade')), isFrozen: fc.boolean() });
  fc.assert(
    fc.property(fc.array(member, { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 150_000 }), (path, direct) => {
      const [first, ...team] = path.map((each, i) => personAt(i + 1, { ...each, personId: `m${i}` }));
      assert.ok(first);
      const roles: Plan['roles'] = [{ role: 'differential', rates, countsDirect: true }];
      const order = orderOf({ levels: [level(1, direct)], roles }, { chain: [first], team, lines: [lineOf(1_000_000n)] });
      const total = sumOf(allocate(order).allocations, (row) => row.amount);
      assert.ok(total <= BigInt(Math.max(direct, 100_000)), `${total}`);
    }),
    { numRuns: RUNS / 4 },
  );
});

test('the same snapshot gives the same bytes, rows and trace', () => {
  const bytes = (order: CommissionSnapshot) =>
    JSON.stringify(allocate(order), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  fc.assert(
    fc.property(anySnapshot, (order) => {
      assert.equal(bytes(order), bytes(structuredClone(order)));
    }),
    { numRuns: RUNS / 8 },
  );
});

test('everybody on the path has a step for every line, and every row has its step', () => {
  fc.assert(
    fc.property(anySnapshot, (order) => {
      const { allocations, trace } = allocate(order);
      for (const { line } of order.lines) {
        for (const { personId } of order.chain) assert.ok(trace.some((step) => step.line === line && step.personId === personId));
      }
      const rows = trace.filter((step) => step.amount > 0n).map((step) => `${step.line} ${step.role} ${step.depth} ${step.personId}`);
      assert.deepEqual(
        rows,
        allocations.map((each) => `${each.line} ${each.role} ${each.depth} ${each.payeeId}`),
      );
    }),
    { numRuns: RUNS / 8 },
  );
});

function sumOf<T>(rows: readonly T[], value: (row: T) => bigint): bigint {
  return rows.reduce((sum, row) => sum + value(row), 0n);
}
