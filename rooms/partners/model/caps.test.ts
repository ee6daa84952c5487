import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { capsOn, countFrom, countKey, mergeCounts, takeRoom } from './caps.ts';
import { NO_CAPS, type PlanCaps } from './plan.ts';

const at = { personId: 'p', buyerId: 'b', dayOn: '2026-03-31', monthOn: '2026-03-01' };
const kindsOf = (caps: Partial<PlanCaps>, pack: bigint | null = null) =>
  capsOn({ ...NO_CAPS, ...caps }, pack, at).map((cap) => `${cap.kind} ${cap.most} ${countKey(cap.count)}`);

test('a plan without caps has the pack’s month alone, and a higher month of its own never lifts that', () => {
  assert.deepEqual(kindsOf({}), []);
  assert.deepEqual(kindsOf({}, 100n), ['monthlyCap 100 month 2026-03-01 p ']);
  assert.deepEqual(kindsOf({ personMonth: 200n }, 100n), ['monthlyCap 100 month 2026-03-01 p ']);
  assert.deepEqual(kindsOf({ personMonth: 50n }, 100n), ['monthlyCap 50 month 2026-03-01 p ']);
});

test('a day, a month and a pair are counted apart', () => {
  assert.deepEqual(kindsOf({ personDay: 1n, personMonth: 2n, pairDay: 3n, pairMonth: 4n }), [
    'monthlyCap 2 month 2026-03-01 p ',
    'dailyCap 1 day 2026-03-31 p ',
    'pairCap 4 month 2026-03-01 p b',
    'pairCap 3 day 2026-03-31 p b',
  ]);
});

test('the tightest limit decides what fits, and only that much is counted towards the others', () => {
  const counted = new Map<string, bigint>();
  const caps = capsOn({ ...NO_CAPS, personMonth: 100n, personDay: 60n, pairDay: 40n }, null, at);
  assert.deepEqual([takeRoom(caps, counted, 50n).fits, counted.get('month 2026-03-01 p ')], [40n, 40n]);
  assert.equal(takeRoom(caps, counted, 5n).over?.kind, 'pairCap');
  const other = capsOn({ ...NO_CAPS, personMonth: 100n, personDay: 60n, pairDay: 40n }, null, { ...at, buyerId: 'c' });
  assert.deepEqual([takeRoom(other, counted, 30n).fits, takeRoom(other, counted, 30n).over?.kind], [20n, 'dailyCap']);
  const tomorrow = capsOn({ ...NO_CAPS, personMonth: 100n, personDay: 60n }, null, { ...at, dayOn: '2026-04-01' });
  assert.deepEqual([takeRoom(tomorrow, counted, 60n).fits, takeRoom(tomorrow, counted, 60n).over?.kind], [40n, 'monthlyCap']);
});

test('whatever the amounts and their order, what fits never exceeds a limit, and everything else is held', () => {
  const limit = fc.option(fc.bigInt({ min: 0n, max: 300n }));
  const sale = fc.record({
    buyerId: fc.constantFrom('b', 'c'),
    dayOn: fc.constantFrom('2026-03-30', '2026-03-31'),
    amount: fc.bigInt({ min: 0n, max: 100n }),
  });
  fc.assert(
    fc.property(
      fc.record({ personDay: limit, personMonth: limit, pairDay: limit, pairMonth: limit }),
      limit,
      fc.array(sale, { maxLength: 30 }),
      (caps, pack, sales) => {
        const counted = new Map<string, bigint>();
        const passed = sales.map((one) => ({ ...one, fits: takeRoom(capsOn(caps, pack, { ...at, ...one }), counted, one.amount).fits }));
        const sum = (rows: typeof passed) => rows.reduce((total, row) => total + row.fits, 0n);
        const under = (most: bigint | null, rows: typeof passed) => assert.ok(most === null || sum(rows) <= most);
        under(caps.personMonth, passed);
        under(pack, passed);
        for (const dayOn of ['2026-03-30', '2026-03-31']) {
          under(
            caps.personDay,
            passed.filter((row) => row.dayOn === dayOn),
          );
          for (const buyerId of ['b', 'c'])
            under(
              caps.pairDay,
              passed.filter((row) => row.dayOn === dayOn && row.buyerId === buyerId),
            );
        }
        for (const buyerId of ['b', 'c'])
          under(
            caps.pairMonth,
            passed.filter((row) => row.buyerId === buyerId),
          );
        for (const row of passed) assert.ok(row.fits >= 0n && row.fits <= row.amount);
        if (Object.values(caps).every((one) => one === null) && pack === null) for (const row of passed) assert.equal(row.fits, row.amount);
      },
    ),
  );
});

test('a count is named by its key alone, and two records of one person are counted as one', () => {
  const count = { personId: 'p', buyerId: 'b', period: 'day' as const, fromOn: '2026-03-31' };
  assert.deepEqual(countFrom(countKey(count)), count);
  assert.deepEqual(countFrom(countKey({ ...count, buyerId: null })), { ...count, buyerId: null });
  const counted = new Map([
    [countKey(count), 1n],
    [countKey({ ...count, personId: 'x' }), 2n],
    [countKey({ ...count, buyerId: 'x' }), 4n],
    [countKey({ ...count, personId: 'x', buyerId: null }), 8n],
  ]);
  mergeCounts(counted, { survivor: 'p', absorbed: 'x' });
  assert.deepEqual([...counted].toSorted(), [
    ['day 2026-03-31 p ', 8n],
    ['day 2026-03-31 p b', 3n],
    ['day 2026-03-31 p p', 4n],
  ]);
});
