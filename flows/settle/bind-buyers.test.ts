import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Uuid } from '../../kit/ids/index.ts';
import { orderIdsOf, peopleWhoPaid } from '../../rooms/orders/index.ts';
import { commissionsOfOrders, snapshotsOfOrders } from '../../rooms/partners/index.ts';
import {
  askOrdersWith,
  attributionsAt,
  bindReferral,
  changeAttribution,
  createPerson,
  findPeople,
  setDials,
  SHOP_DIALS,
  type Dials,
} from '../../rooms/relations/index.ts';
import { openImportBench } from '../import.fixture.ts';
import { settle, settleOne } from './index.ts';
import { placing, shopOf } from './settle.fixture.ts';

const bench = await openImportBench();
after(bench.close);
askOrdersWith(peopleWhoPaid);

const START = Date.parse('2026-01-15T04:00:00Z');
const day = (n: number): Date => new Date(START + n * 86_400_000);

/** A brand that pays 12 % at depth 1, under dials, where `x` was introduced by `a` on the first day. */
async function shop(dials: Partial<Dials>) {
  const brand = await shopOf(bench, { buyers: 1, holdDays: 7 });
  const meet = async (externalId: string): Promise<Uuid> =>
    (await brand.write((ctx) => createPerson(ctx, { externalId }), day(0))).personId;
  const [a, x] = [await meet('a'), await meet('x')];
  await meet('b');
  await brand.write((ctx) => setDials(ctx, { ...SHOP_DIALS, ...dials }), day(0));
  await brand.write((ctx) => bindReferral(ctx, { person: x, referrer: a }), day(0));
  const idOf = async (order: string): Promise<Uuid> => (await brand.read((ctx) => orderIdsOf(ctx, [order]))).get(order) ?? '';
  return {
    brand,
    x,
    async order(name: string, at: number): Promise<void> {
      await brand.write((ctx) => settleOne(ctx, placing(name, 'x', [10_000n])), day(at));
    },
    async pay(name: string, at: number): Promise<void> {
      await brand.write(
        (ctx) =>
          settleOne(ctx, {
            kind: 'recordPayment',
            order: `ext:${name}`,
            amount: 10_000n,
            provider: 'manual',
            externalId: `p-${name}`,
            at: null,
          }),
        day(at),
      );
    },
    async give(to: string, at: number): Promise<void> {
      const object = (await brand.read((ctx) => findPeople(ctx, [to]))).get(to)?.personId ?? null;
      await brand.write((ctx) => changeAttribution(ctx, { person: x, object, reason: 'moved' }), day(at));
    },
    /** who earns on an order, by name and in fen */
    async earns(name: string): Promise<string> {
      const orderId = await idOf(name);
      const rows = await brand.read((ctx) => commissionsOfOrders(ctx, [orderId]));
      const people = await brand.read((ctx) => findPeople(ctx, ['a', 'b']));
      const nameOf = (id: Uuid): string => [...people].find(([, person]) => person.personId === id)?.[0] ?? '?';
      return rows.map((row) => `${nameOf(row.payeeId)} ${row.amount}`).join(', ');
    },
    async chain(name: string): Promise<number> {
      const orderId = await idOf(name);
      return (await brand.read((ctx) => snapshotsOfOrders(ctx, [orderId]))).get(orderId)?.chain.length ?? -1;
    },
  };
}

test('an order after the validity pays nobody, with nothing having run in between (acceptance 14)', async () => {
  const s = await shop({ validityDays: 30 });
  for (const [name, at] of [
    ['in-time', 29],
    ['too-late', 30],
  ] as const) {
    await s.order(name, at);
    await s.pay(name, at);
  }
  assert.deepEqual([await s.earns('in-time'), await s.earns('too-late')], ['a 1200', '']);
});

test('whoever the customer belonged to when the order was made earns, whatever changed before it was paid (acceptance 7)', async () => {
  const s = await shop({});
  await s.order('before', 1);
  await s.give('b', 2);
  await s.pay('before', 3);
  await s.order('after', 3);
  await s.pay('after', 3);
  assert.deepEqual([await s.earns('before'), await s.earns('after')], ['a 1200', 'b 1200']);
});

test('dials that bind on the first order pay for that very order; those that bind on the first payment from the next one on', async () => {
  const first = await shop({ bindOn: 'firstOrder' });
  await first.order('one', 1);
  await first.pay('one', 1);
  assert.equal(await first.earns('one'), 'a 1200');
  const payment = await shop({ bindOn: 'firstPayment' });
  await payment.order('one', 1);
  await payment.order('meanwhile', 1);
  await payment.pay('one', 2);
  await payment.order('two', 3);
  await payment.pay('two', 3);
  assert.deepEqual([await payment.chain('one'), await payment.chain('meanwhile'), await payment.earns('two')], [0, 0, 'a 1200']);
});

test('an order that is refused binds nobody and renews nothing, whatever stood beside it in its batch', async () => {
  const s = await shop({ bindOn: 'firstOrder' });
  const tooCheap = { ...placing('refused', 'x', [10_000n]), discount: 10_001n };
  const outcomes = await s.brand.write((ctx) => settle(ctx, [tooCheap, placing('other', 'b', [10_000n])]), day(1));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.kind),
    ['refused', 'order'],
  );
  assert.equal((await s.brand.read((ctx) => attributionsAt(ctx, [s.x], day(1)))).get(s.x), null);
  // Their link waits on: the order that is taken binds them, and pays for itself.
  await s.order('one', 2);
  await s.pay('one', 2);
  assert.equal(await s.earns('one'), 'a 1200');
  const renewed = await shop({ validityDays: 30, renewOn: 'order' });
  await renewed.brand.write((ctx) => settle(ctx, [tooCheap]), day(20));
  await renewed.order('late', 31);
  assert.equal(await renewed.chain('late'), 0);
});

test('an order renews a bond that says so, and the same order told again does not', async () => {
  const s = await shop({ validityDays: 30, renewOn: 'order' });
  await s.order('one', 20);
  await s.order('one', 40);
  await s.order('two', 49);
  await s.order('three', 79);
  assert.deepEqual([await s.chain('two'), await s.chain('three')], [1, 0]);
});
