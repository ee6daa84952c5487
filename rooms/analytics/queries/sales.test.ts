import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb } from '../../../kit/testing/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { addPeople, addSales, type NewOrder } from '../brand.fixture.ts';
import { buyersIn, tradeIn } from './sales.ts';

let db: TestDb;
before(async () => {
  db = await openTestDb();
});
after(async () => await db.close());

const FIRST = parseDay('2022-11-03');
const DAYS = 1200;
const DAY_MS = 86_400_000;

test('the buyers of any period are the distinct people with an order in it, however it is counted', async () => {
  const brand = await makeTestTenant(db.db, { timeZone: 'UTC' });
  const people = await brand.write((ctx) =>
    addPeople(
      ctx,
      Array.from({ length: 25 }, (_, i) => ({ externalId: `p${i}` })),
    ),
  );
  let state = 7;
  const roll = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const orders = Array.from({ length: 700 }, (): NewOrder & { day: number } => {
    // Some come all the time, some once, some nameless.
    const person = people[Math.floor((roll(1000) / 1000) ** 3 * people.length)];
    const day = FIRST + roll(DAYS);
    return {
      orderId: newId(),
      day,
      paidAt: day * DAY_MS + roll(DAY_MS),
      net: 10n,
      isRefunded: false,
      person: roll(9) ? (person ?? null) : null,
    };
  });
  await brand.write((ctx) => addSales(ctx, orders));

  const periods: { from: number | null; to: number | null }[] = [
    { from: null, to: null },
    { from: null, to: FIRST + 300 },
    { from: FIRST + 900, to: null },
    { from: FIRST + 10, to: null },
  ];
  for (let i = 0; i < 60; i++) {
    const from = FIRST + roll(DAYS);
    periods.push({ from, to: from + roll([3, 40, 400, 1200][i % 4] as number) });
  }
  for (const month of ['2023-02-01', '2024-02-29', '2024-01-31', '2024-01-16', '2024-01-17'])
    for (const length of [0, 1, 30, 366, 731, 732]) periods.push({ from: parseDay(month), to: parseDay(month) + length });

  await brand.read(async (ctx) => {
    for (const period of periods) {
      const inside = orders.filter((order) => order.day >= (period.from ?? -Infinity) && order.day < (period.to ?? Infinity));
      const expected = BigInt(new Set(inside.flatMap((order) => order.person?.node ?? [])).size);
      assert.equal(await buyersIn(ctx, period), expected, JSON.stringify(period));
      const trade = await tradeIn(ctx, period);
      assert.equal(trade.buyers, expected);
      assert.equal(trade.sales.orders, BigInt(inside.length));
    }
  });
});
