import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LEAST_PARTNERS, quartilesOf } from './incomes.ts';
import { judgeLevel, type LevelAsk, type RankedLevel } from './level-rules.ts';

const ask = (reach: bigint, keep: bigint): LevelAsk => ({ measure: 'sales', windowDays: 30, graceDays: 10, reach, keep });
const levels: RankedLevel[] = [
  { levelId: 'bronze', rank: 1, ask: ask(10n, 0n) },
  { levelId: 'silver', rank: 2, ask: ask(50n, 20n) },
  { levelId: 'honour', rank: 3, ask: null },
  { levelId: 'gold', rank: 4, ask: ask(100n, 80n) },
];
const judge = (level: string | null, had: bigint, warning: number | null = null, now = 1_000) =>
  judgeLevel(levels, { level, had: () => had, warning, now });

test('enough for several levels is the highest of them, at once, even for somebody who was warned', () => {
  assert.deepEqual(judge(null, 60n), { kind: 'rise', to: 'silver' });
  assert.deepEqual(judge('bronze', 100n), { kind: 'rise', to: 'gold' });
  assert.deepEqual(judge('silver', 100n, 500), { kind: 'rise', to: 'gold' });
});

test('a level given by hand alone is neither reached nor lost by counting', () => {
  assert.deepEqual(judge('honour', 0n), { kind: 'stay' });
  assert.deepEqual(judge('silver', 90n), { kind: 'stay' });
});

test('too little is warned of once; then there is time, then one level is lost and never two', () => {
  assert.deepEqual(judge('gold', 0n), { kind: 'warn', had: 0n, needed: 80n, graceDays: 10 });
  assert.deepEqual(judge('gold', 0n, 1_001), { kind: 'stay' });
  assert.deepEqual(judge('gold', 80n, 1_001), { kind: 'kept' });
  assert.deepEqual(judge('gold', 0n, 1_000), { kind: 'fall', to: 'honour' });
  assert.deepEqual(judgeLevel([levels[1] as RankedLevel], { level: 'silver', had: () => 0n, warning: 1, now: 1_000 }), {
    kind: 'fall',
    to: null,
  });
});

test('whoever has as much as before never stands lower for having more', () => {
  const rankOf = (level: string | null): number => levels.find((each) => each.levelId === level)?.rank ?? 0;
  const after = (level: string | null, had: bigint, warning: number | null): number => {
    const verdict = judge(level, had, warning);
    return rankOf(verdict.kind === 'rise' || verdict.kind === 'fall' ? verdict.to : level);
  };
  const amount = fc.bigInt({ min: 0n, max: 150n });
  fc.assert(
    fc.property(
      fc.constantFrom(null, ...levels.map((each) => each.levelId)),
      amount,
      amount,
      fc.option(fc.integer({ max: 2_000 })),
      (level, a, b, warning) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        assert.ok(after(level, less, warning) <= after(level, more, warning));
      },
    ),
  );
});

test('quartiles name incomes that somebody has, in order, whoever earned nothing included; few partners have none', () => {
  const incomes = fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: LEAST_PARTNERS, maxLength: 200 });
  fc.assert(
    fc.property(incomes, (all) => {
      const found = quartilesOf(all);
      assert.ok(found);
      const order = [found.lower, found.median, found.upper, found.topTenth];
      assert.ok(order.every((each, i) => all.includes(each) && (i === 0 || (order[i - 1] as bigint) <= each)));
      assert.ok(all.filter((each) => each <= found.median).length * 2 >= all.length);
    }),
  );
  assert.equal(quartilesOf(Array.from({ length: LEAST_PARTNERS - 1 }, () => 5n)), null);
});
