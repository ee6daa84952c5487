import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../kit/ids/index.ts';
import { zoneOf } from '../../../kit/time/index.ts';
import { PointsDesk } from '../commands/points-desk.ts';
import { freeOf, mostWithin, spendableOf, worthOf } from './lots.ts';
import { checkInPoints, pointsAt, rateFor, streakOn, type PointsRule } from './rule.ts';

const RULE: PointsRule = {
  ruleId: newId(),
  version: 1,
  isOn: true,
  worth: { points: 3n, amount: 2n },
  earnPoints: 1n,
  earnAmount: 100n,
  times: [],
  mostPpm: 990_000,
  expiryDays: 5,
  graceDays: 2,
  checkInPoints: 0n,
  streaks: [],
  friendPoints: 0n,
  growthAmount: 0n,
  budgetAmount: null,
};
const BUYER = newId();
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5, 3);

function deskOf(rule: PointsRule = RULE): PointsDesk {
  const none = new Map<never, never>();
  const nothing = { terms: none, earnings: none, lots: [], spends: [], debts: [], referrers: none, tiers: none };
  return new PointsDesk({ rule, ...nothing, paidBefore: new Set(), checkIns: none }, zoneOf('Asia/Shanghai'));
}

/** A purse told in thirty lines and without the product's code: parcels in the order they came, each with the day it is over. */
interface Parcel {
  left: number;
  over: number;
}
interface Naive {
  parcels: Parcel[];
  orders: {
    parts: { parcel: Parcel; points: number; back: number }[];
    charged: number;
    refunded: number;
    isPaid: boolean;
    isGone: boolean;
  }[];
}

type Step =
  | { kind: 'give'; points: number }
  | { kind: 'take'; points: number }
  | { kind: 'order'; points: number; charged: number }
  | { kind: 'pay' | 'cancel'; nth: number }
  | { kind: 'refund'; nth: number; amount: number }
  | { kind: 'nights'; days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('give' as const), points: fc.integer({ min: 1, max: 50 }) }) },
  fc.record({ kind: fc.constant('take' as const), points: fc.integer({ min: 1, max: 50 }) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('order' as const),
      points: fc.integer({ min: 2, max: 80 }),
      charged: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('pay' as const, 'cancel' as const), nth: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refund' as const), nth: fc.nat(5), amount: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('nights' as const), days: fc.integer({ min: 1, max: 5 }) }) },
);

test('a purse of lots does what parcels on a table would: soonest over first, back to where it came from, and never less than none', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 50, size: 'max' }), (steps) => {
      const desk = deskOf();
      const naive: Naive = { parcels: [], orders: [] };
      const kept = new Map<Parcel, number>();
      const free = (parcel: Parcel): number => parcel.left - (kept.get(parcel) ?? 0);
      const ids: string[] = [];
      let book = 0n;
      let day = 0;
      const tell = (postings: readonly { entries: readonly { account: string; amount: bigint }[] }[]): void => {
        for (const entry of postings.flatMap((posting) => posting.entries)) if (entry.account === 'points') book -= entry.amount;
      };
      const use = (points: number): { parcel: Parcel; points: number }[] => {
        let left = points;
        return naive.parcels
          .map((parcel, i) => ({ parcel, i }))
          .filter(({ parcel }) => parcel.over > day && free(parcel) > 0)
          .sort((a, b) => a.parcel.over - b.parcel.over || a.i - b.i)
          .flatMap(({ parcel }) => {
            const part = Math.min(left, free(parcel));
            left -= part;
            return part > 0 ? [{ parcel, points: part }] : [];
          });
      };
      const has = (): number => naive.parcels.filter((parcel) => parcel.over > day).reduce((sum, parcel) => sum + free(parcel), 0);
      for (const it of steps) {
        const at = new Date(START + day * DAY);
        if (it.kind === 'give') {
          tell(desk.adjust(BUYER, BigInt(it.points), 'given', at));
          naive.parcels.push({ left: it.points, over: day + 6 });
        } else if (it.kind === 'take') {
          if (it.points > has()) assert.throws(() => desk.adjust(BUYER, BigInt(-it.points), 'taken', at), { code: 'points.short' });
          else {
            tell(desk.adjust(BUYER, BigInt(-it.points), 'taken', at));
            for (const part of use(it.points)) part.parcel.left -= part.points;
          }
        } else if (it.kind === 'order') {
          const orderId = newId();
          const ask = { orderId, personId: BUYER, points: BigInt(it.points), spend: 100_000n, at: at.getTime() };
          if (it.points > has()) assert.throws(() => desk.take(ask), { code: 'points.short' });
          else {
            desk.take(ask);
            const parts = use(it.points).map((part) => ({ ...part, back: 0 }));
            for (const part of parts) kept.set(part.parcel, (kept.get(part.parcel) ?? 0) + part.points);
            ids.push(orderId);
            naive.orders.push({ parts, charged: it.charged, refunded: 0, isPaid: false, isGone: false });
          }
        } else if (it.kind === 'nights') {
          day += it.days;
          const morning = new Date(START + day * DAY);
          tell(desk.expire(morning));
          for (const parcel of naive.parcels) if (parcel.over <= day) parcel.left = kept.get(parcel) ?? 0;
        } else {
          const order = naive.orders[it.nth];
          const orderId = ids[it.nth] ?? '';
          if (!order || order.isGone) continue;
          const lives = (parcel: Parcel): void => {
            if (parcel.over <= day) parcel.over = day + 3;
          };
          if (it.kind === 'pay' && !order.isPaid) {
            tell(desk.redeem(orderId, at));
            order.isPaid = true;
            for (const { parcel, points } of order.parts) {
              kept.set(parcel, (kept.get(parcel) ?? 0) - points);
              parcel.left -= points;
            }
          } else if (it.kind === 'cancel' && !order.isPaid) {
            desk.release(orderId, at);
            order.isGone = true;
            for (const { parcel, points } of order.parts) {
              kept.set(parcel, (kept.get(parcel) ?? 0) - points);
              lives(parcel);
            }
          } else if (it.kind === 'refund' && order.isPaid && order.refunded + it.amount <= order.charged) {
            order.refunded += it.amount;
            const part = { back: BigInt(order.refunded), of: BigInt(order.charged) };
            tell(desk.giveBack(orderId, part, { source: 'refund', sourceId: newId() }, at));
            for (const one of order.parts) {
              const back = Math.floor((one.points * order.refunded) / order.charged);
              if (back === one.back) continue;
              one.parcel.left += back - one.back;
              one.back = back;
              lives(one.parcel);
            }
          }
        }
        const now = START + day * DAY;
        assert.equal(spendableOf(desk.lots.values(), now), BigInt(has()), JSON.stringify(it));
        const lots = [...desk.lots.values()];
        assert.deepEqual(
          lots.map((lot) => Number(lot.left)),
          naive.parcels.map((parcel) => parcel.left),
        );
        assert.equal(
          book,
          lots.reduce((sum, lot) => sum + worthOf(lot.left, lot.worth), 0n),
        );
        for (const lot of lots) assert.ok(freeOf(lot) >= 0n && lot.left <= lot.granted);
      }
    }),
    { numRuns: 200 },
  );
});

test('however an order is refunded, what its lines still earn is what stays, and what was used of the rest is owed to the last point', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 100_000n),
      fc.array(fc.bigInt(1n, 40_000n), { maxLength: 6 }),
      fc.bigInt(0n, 1_000n),
      fc.boolean(),
      (base, refunds, spent, isLate) => {
        const desk = deskOf();
        const orderId = newId();
        const at = new Date(START);
        desk.fix({ orderId, personId: BUYER, holdDays: 0, lines: [{ line: 1, base, ladderRole: null }], isPurchase: true });
        desk.grant(BUYER, { orderId, lines: [{ line: 1, base }] }, { source: 'order', sourceId: orderId }, at);
        desk.holdEnds(orderId, new Map([[1, START]]), START);
        const earned = base / 100n;
        const used = spent < earned ? spent : earned;
        if (used > 1n) {
          const other = newId();
          desk.take({ orderId: other, personId: BUYER, points: used, spend: 10_000_000n, at: START });
          desk.redeem(other, at);
        }
        // What lapsed meanwhile is nobody's gain: only what was used is owed.
        const later = new Date(START + (isLate ? 10 * DAY : 0));
        desk.expire(later);
        const gone = used > 1n ? used : 0n;
        let rest = base;
        for (const refund of refunds) {
          rest -= refund < rest ? refund : rest;
          desk.reverse(orderId, (_, rate) => (rate ? pointsAt(rate, rest) : 0n), { source: 'refund', sourceId: newId() }, later);
          desk.settleDebts(later);
          const owed = desk.debts.reduce((sum, debt) => sum + debt.left, 0n);
          const has = spendableOf(desk.lots.values(), later.getTime());
          const back = earned - rest / 100n;
          assert.equal(has - owed, isLate ? -(back < gone ? back : gone) : rest / 100n - gone);
          assert.ok(has === 0n || owed === 0n);
        }
      },
    ),
  );
});

test('the most points within an amount are worth no more than it, and no more than there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ points: fc.bigInt(1n, 5_000n), worth: fc.record({ points: fc.bigInt(1n, 50n), amount: fc.bigInt(1n, 50n) }) }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.bigInt(0n, 20_000n),
      (parcels, amount) => {
        const desk = deskOf();
        for (const parcel of parcels) {
          const one = deskOf({ ...RULE, worth: parcel.worth });
          one.adjust(BUYER, parcel.points, 'given', new Date(START));
          for (const lot of one.lots.values()) desk.takeIn(lot);
        }
        const all = [...desk.lots.values()];
        const { points, worth } = mostWithin(all, amount);
        assert.ok(worth <= amount);
        assert.ok(points <= spendableOf(all, START));
      },
    ),
  );
});

test('a row of days is the calendar’s: it goes on over a change of the clocks and over midnight, and every seventh day brings more', () => {
  const newYork = zoneOf('America/New_York');
  // 2026-03-08 has 23 hours, 2026-11-01 has 25: the day is the one on the wall.
  const visits = ['2026-03-07T23:59:00-05:00', '2026-03-08T00:01:00-05:00', '2026-03-09T00:30:00-04:00', '2026-03-11T00:00:00-04:00'];
  let last: { day: number; streak: number } | null = null;
  const rows = visits.map((at) => {
    const day = newYork.dayOf(Date.parse(at));
    last = { day, streak: streakOn(day, last) };
    return last.streak;
  });
  assert.deepEqual(rows, [1, 2, 3, 1]);
  const autumn = ['2026-10-31T23:00:00-04:00', '2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'].map((at) =>
    newYork.dayOf(Date.parse(at)),
  );
  assert.equal((autumn[1] ?? 0) - (autumn[0] ?? 0), 1);
  assert.equal(autumn[2], autumn[1]);
  const rule = {
    checkInPoints: 5n,
    streaks: [
      { days: 7, points: 20 },
      { days: 30, points: 100 },
    ],
  };
  assert.deepEqual(
    [1, 6, 7, 14, 30, 210].map((streak) => checkInPoints(rule, streak)),
    [5n, 5n, 25n, 25n, 105n, 105n],
  );
});

test('a step and a tier together go before a step, a step before a tier, and nothing earns where it counts no times', () => {
  const times = [
    { ladderRole: null, tier: 'gold', timesPpm: 2_000_000 },
    { ladderRole: 'entry', tier: null, timesPpm: 500_000 },
    { ladderRole: 'entry', tier: 'gold', timesPpm: 3_000_000 },
    { ladderRole: 'membership', tier: null, timesPpm: 0 },
  ];
  const points = (ladderRole: string | null, tier: string | null): bigint => {
    const rate = rateFor({ ...RULE, times }, { ladderRole, tier });
    return rate === null ? 0n : pointsAt(rate, 10_000n);
  };
  assert.deepEqual(
    [points('core', null), points('core', 'gold'), points('entry', null), points('entry', 'gold'), points('membership', 'gold')],
    [100n, 200n, 50n, 300n, 0n],
  );
  assert.equal(rateFor({ ...RULE, isOn: false }, { ladderRole: null, tier: null }), null);
});
