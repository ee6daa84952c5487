import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayText, parseDay } from '../../../kit/time/index.ts';
import { changeOf, debtsLeft, noSums, periodOf, statementsOf, type Cut, type Sums } from './statement.ts';

const span = (day: string, cut: Cut): string[] => {
  const { from, to } = periodOf(parseDay(day), cut);
  return [dayText(from), dayText(to)];
};

test('time is cut into days, weeks from Monday and months from a day', () => {
  assert.deepEqual(span('2026-03-01', { by: 'day', day: 1 }), ['2026-03-01', '2026-03-02']);
  assert.deepEqual(span('2026-03-01', { by: 'week', day: 1 }), ['2026-02-23', '2026-03-02']);
  assert.deepEqual(span('2026-03-02', { by: 'week', day: 1 }), ['2026-03-02', '2026-03-09']);
  assert.deepEqual(span('1969-12-31', { by: 'week', day: 1 }), ['1969-12-29', '1970-01-05']);
  assert.deepEqual(span('2026-03-31', { by: 'month', day: 1 }), ['2026-03-01', '2026-04-01']);
  assert.deepEqual(span('2026-03-27', { by: 'month', day: 28 }), ['2026-02-28', '2026-03-28']);
  assert.deepEqual(span('2026-03-28', { by: 'month', day: 28 }), ['2026-03-28', '2026-04-28']);
});

const cuts = fc.record({ by: fc.constantFrom('day', 'week', 'month'), day: fc.integer({ min: 1, max: 28 }) }) as fc.Arbitrary<Cut>;
const amount = fc.bigInt({ min: 0n, max: 10_000n });
const movements = fc.array(
  fc.record({
    day: fc.integer({ min: 20_000, max: 20_400 }),
    sums: fc.record({
      earned: amount,
      reversed: amount,
      adjusted: amount,
      netted: amount,
      tax: amount,
      fee: amount,
      paid: amount,
      debt: fc.bigInt(-10_000n, 10_000n),
    }),
  }),
  { maxLength: 40 },
);

test('every day lies in exactly one period, and periods follow one another without a gap', () => {
  fc.assert(
    fc.property(cuts, fc.integer({ min: -5_000, max: 40_000 }), (cut, day) => {
      const period = periodOf(day, cut);
      assert.ok(period.from <= day && day < period.to);
      assert.equal(periodOf(period.to, cut).from, period.to);
      assert.equal(periodOf(period.from - 1, cut).to, period.from);
    }),
  );
});

test('statements open where the one before closed, and all together are everything that moved', () => {
  fc.assert(
    fc.property(cuts, movements, (cut, days) => {
      const statements = statementsOf(days, 20_400, cut);
      let balance = 0n;
      for (const each of statements) {
        assert.equal(each.opening, balance);
        balance = each.closing;
      }
      const all = days.reduce<Sums>((sum, each) => {
        for (const part of Object.keys(sum) as (keyof Sums)[]) sum[part] += each.sums[part];
        return sum;
      }, noSums());
      assert.equal(balance, changeOf(all));
      assert.equal(statements.at(-1)?.to, Math.max(...statements.map((each) => each.to)));
    }),
  );
});

test('a repayment pays the oldest debt first, and what is left of all debts is what is owed', () => {
  const left = debtsLeft([
    { source: 'a', amount: 100n },
    { source: 'b', amount: 50n },
    { source: '', amount: -120n },
    { source: 'c', amount: 30n },
    { source: '', amount: -10n },
  ]).map(({ source, left: rest }) => [source, rest]);
  assert.deepEqual(left, [
    ['a', 0n],
    ['b', 20n],
    ['c', 30n],
  ]);
  fc.assert(
    fc.property(fc.array(fc.bigInt(-1_000n, 1_000n), { maxLength: 30 }), (wished) => {
      let owed = 0n;
      const changes = wished.map((amount) => {
        const change = amount < -owed ? -owed : amount;
        owed += change;
        return { source: null, amount: change };
      });
      const debts = debtsLeft(changes);
      assert.equal(
        debts.reduce((sum, debt) => sum + debt.left, 0n),
        owed,
      );
      const firstOpen = debts.findIndex((debt) => debt.left > 0n);
      assert.ok(firstOpen < 0 || debts.slice(firstOpen + 1).every((debt) => debt.left === debt.amount));
    }),
  );
});
