import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { keepTestSecrets, openTestDb } from '../../kit/testing/index.ts';
import { balancesOf } from '../../rooms/ledger/index.ts';
import { listCases } from '../../rooms/partners/index.ts';
import { growthOf, pointsOf, setPointsRules } from '../../rooms/points/index.ts';
import { createCoupon as couponShape } from '../../rooms/pricing/api.ts';
import { createCoupon } from '../../rooms/pricing/index.ts';
import { updatePointsRules } from '../../rooms/points/api.ts';
import { findPeople } from '../../rooms/relations/index.ts';
import { decideCase } from '../chains/close-case.ts';
import { registerFlows } from '../index.ts';
import { mergeRecords } from '../merge-people.ts';
import { counterOf, day, type Counter } from './after-sale.fixture.ts';
import type { MoneyCommand } from './index.ts';
import { releaseDueNow } from './release-due.ts';
import { placing } from './settle.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
keepTestSecrets();
after(close);

const yuan = (amount: string) => ({ amount, currency: 'CNY' });

/** A brand whose points are worth a fen each: one for every yuan paid, and whatever else is said. */
async function pointsBrand(
  rules: Record<string, unknown> = {},
  { policy }: { policy?: 'CN' } = {},
): Promise<
  Counter & {
    has(nth: number, name?: string): Promise<string>;
    due(nth: number): Promise<void>;
    rule(nth: number, change: Record<string, unknown>): Promise<void>;
  }
> {
  const counter = await counterOf(db, policy === undefined ? {} : { policy });
  const rule = async (nth: number, change: Record<string, unknown>): Promise<void> =>
    await counter.brand.write((ctx) => setPointsRules(ctx, updatePointsRules.parse(change)), new Date(day(nth)));
  await rule(0, { isOn: true, mostPpm: 900_000, ...rules });
  const due = async (nth: number): Promise<void> => await counter.brand.write((ctx) => releaseDueNow(ctx), new Date(day(nth)));
  const has = async (nth: number, name = 'b'): Promise<string> =>
    await counter.brand.read(
      async (ctx) => {
        const personId = (await findPeople(ctx, [name])).get(name)?.personId ?? assert.fail(name);
        const { balance, coming, kept, owed } = await pointsOf(ctx, personId);
        const money = (await balancesOf(ctx, [personId])).get(personId)?.points;
        const growth = (await growthOf(ctx, [personId])).get(personId);
        return `${balance} coming ${coming} kept ${kept} owed ${owed}, worth ${money}, grown ${growth}`;
      },
      new Date(day(nth)),
    );
  return { ...counter, has, due, rule };
}

const buy = (name: string, price: bigint, points?: bigint): Extract<MoneyCommand, { kind: 'placeOrder' }> => ({
  ...placing(name, 'b', [price]),
  ...(points === undefined ? {} : { points }),
});
const receive = (order: string): MoneyCommand => ({ kind: 'confirmReceipt', order: `ext:${order}`, at: null, lines: null });
const back = (
  order: string,
  amount: bigint,
  cause: 'refund' | 'chargeback' = 'refund',
  name = `${order} ${amount} ${cause}`,
): MoneyCommand => ({
  kind: 'giveRefund',
  order: `ext:${order}`,
  externalId: name,
  lines: [{ line: 1, amount }],
  shipping: 0n,
  cause,
});

test('points are granted at payment, spendable when the hold of their order ends, and a refund takes back as many as its part earned', async () => {
  const shop = await pointsBrand();
  await shop.tell(0, buy('o1', 9_999n));
  assert.equal(await shop.has(0), '0 coming 0 kept 0 owed 0, worth 0, grown 0');
  await shop.pay(0, 'ext:o1', 9_999n);
  assert.equal(await shop.has(0), '0 coming 99 kept 0 owed 0, worth 99, grown 99');
  await shop.tell(1, receive('o1'));
  assert.equal(await shop.has(7), '0 coming 99 kept 0 owed 0, worth 99, grown 99');
  assert.equal(await shop.has(8), '99 coming 0 kept 0 owed 0, worth 99, grown 99');
  await shop.tell(9, back('o1', 3_333n));
  assert.equal(await shop.has(9), '66 coming 0 kept 0 owed 0, worth 66, grown 66');
  await shop.tell(9, back('o1', 3_333n, 'chargeback'));
  assert.equal(await shop.has(9), '33 coming 0 kept 0 owed 0, worth 33, grown 33');
  await shop.tell(10, { kind: 'winChargeback', refund: 'ext:o1 3333 chargeback' });
  assert.equal(await shop.has(10), '66 coming 0 kept 0 owed 0, worth 66, grown 66');
  await shop.sound();
});

test('an order keeps the points it spends until it is paid; called off it frees them, refunded it gives them back to their lots in proportion', async () => {
  const shop = await pointsBrand({ expiryDays: 10 });
  await shop.tell(0, { kind: 'adjustPoints', person: 'ext:b', points: 700n, reason: 'a fair' });
  await shop.tell(3, { kind: 'adjustPoints', person: 'ext:b', points: 300n, reason: 'another' });
  assert.deepEqual(await shop.tell(3, buy('o0', 1_000n, 1_001n)), ['points.short']);
  assert.deepEqual(await shop.tell(3, buy('o0', 1_000n, 901n)), ['points.tooMany']);
  assert.deepEqual(await shop.tell(3, buy('o1', 2_000n, 800n), buy('o2', 2_000n, 201n)), ['done', 'points.short']);
  assert.equal(await shop.has(3), '200 coming 0 kept 800 owed 0, worth 1000, grown 0');
  await shop.tell(3, { kind: 'cancelOrder', order: 'ext:o1', reason: null });
  assert.equal(await shop.has(3), '1000 coming 0 kept 0 owed 0, worth 1000, grown 0');
  await shop.tell(3, buy('o3', 2_000n, 800n));
  assert.equal((await shop.reply('ext:o3')).total.amount, '1200');
  await shop.pay(3, 'ext:o3', 1_200n);
  assert.equal((await shop.accounts())['points:redeemed'], '-800');
  assert.equal(await shop.has(3), '200 coming 12 kept 0 owed 0, worth 212, grown 12');
  // The first lot is over on day 10; what comes back to it lives thirty days more. A third of 800 is 266, of 700 and 100: 233 and 33.
  await shop.due(11);
  await shop.tell(11, back('o3', 400n));
  assert.equal(await shop.has(11), '466 coming 8 kept 0 owed 0, worth 474, grown 8');
  await shop.tell(11, back('o3', 800n));
  assert.equal(await shop.has(11), '1000 coming 0 kept 0 owed 0, worth 1000, grown 0');
  await shop.due(15);
  assert.equal(await shop.has(15), '700 coming 0 kept 0 owed 0, worth 700, grown 0');
  assert.equal((await shop.accounts())['points:breakage'], '-300');
  await shop.due(43);
  assert.equal(await shop.has(43), '0 coming 0 kept 0 owed 0, worth 0, grown 0');
  await shop.sound();
});

test('an order that is not paid in half an hour frees the points and the coupon it kept; one that is paid in part waits', async () => {
  const shop = await pointsBrand();
  await shop.brand.write((ctx) => createCoupon(ctx, couponShape.parse({ code: 'ONE', off: yuan('100'), issueLimit: 1 })), new Date(day(0)));
  await shop.tell(0, { kind: 'adjustPoints', person: 'ext:b', points: 500n, reason: 'a fair' });
  const half = 1 / 48;
  const all: MoneyCommand = { ...buy('o1', 1_000n, 500n), coupon: 'ONE' };
  assert.deepEqual(await shop.tell(0, all, { ...buy('o2', 1_000n), coupon: 'ONE' }), ['done', 'coupon.gone']);
  assert.equal(await shop.has(0), '0 coming 0 kept 500 owed 0, worth 500, grown 0');
  await shop.sound();
  await shop.due(half - 1 / 86_400_000);
  assert.equal(await shop.has(half), '0 coming 0 kept 500 owed 0, worth 500, grown 0');
  await shop.due(half);
  assert.equal(await shop.has(half), '500 coming 0 kept 0 owed 0, worth 500, grown 0');
  assert.deepEqual(await shop.pay(half, 'ext:o1', 400n), ['order.cancelled']);
  // Paid in part, and paid in full: neither is called off.
  await shop.tell(1, { ...buy('o3', 1_000n, 300n), coupon: 'ONE' }, buy('o4', 1_000n, 200n));
  await shop.pay(1, 'ext:o3', 1n);
  await shop.pay(1, 'ext:o4', 800n);
  await shop.due(2);
  assert.equal(await shop.has(2), '0 coming 8 kept 300 owed 0, worth 308, grown 8');
  assert.deepEqual(await shop.tell(2, { ...buy('o5', 1_000n), coupon: 'ONE' }), ['coupon.gone']);
  await shop.sound();
});

test('points that were spent and are refunded away are a debt, which the next points pay; nobody ever has less than none', async () => {
  const shop = await pointsBrand();
  await shop.tell(0, buy('o1', 50_000n));
  await shop.pay(0, 'ext:o1', 50_000n);
  await shop.tell(0, receive('o1'));
  await shop.tell(8, buy('o2', 1_000n, 450n));
  await shop.pay(8, 'ext:o2', 550n);
  assert.equal(await shop.has(8), '50 coming 5 kept 0 owed 0, worth 55, grown 505');
  await shop.tell(9, back('o1', 50_000n));
  assert.equal(await shop.has(9), '0 coming 0 kept 0 owed 445, worth 0, grown 5');
  await shop.tell(10, { kind: 'adjustPoints', person: 'ext:b', points: 400n, reason: 'sorry' });
  assert.equal(await shop.has(10), '0 coming 0 kept 0 owed 45, worth 0, grown 5');
  await shop.tell(11, { kind: 'adjustPoints', person: 'ext:b', points: 400n, reason: 'sorry' });
  assert.equal(await shop.has(11), '355 coming 0 kept 0 owed 0, worth 355, grown 5');
  assert.deepEqual(await shop.tell(11, { kind: 'adjustPoints', person: 'ext:b', points: -356n, reason: 'a slip' }), ['points.short']);
  await shop.tell(11, { kind: 'adjustPoints', person: 'ext:b', points: -55n, reason: 'a slip' });
  assert.equal(await shop.has(11), '300 coming 0 kept 0 owed 0, worth 300, grown 5');
  await shop.sound();
});

test('whoever introduced a buyer is rewarded for a first order that is kept, and for no other; promised points take the cap before commissions', async () => {
  const shop = await pointsBrand({
    friendPoints: 500,
    worth: { points: 1, amount: yuan('10') },
    times: [{ ladderRole: 'entry', timesPpm: 2_000_000 }],
  });
  await shop.tell(0, buy('o1', 10_000n), buy('o2', 10_000n));
  await shop.pay(0, 'ext:o1', 10_000n);
  await shop.pay(0, 'ext:o2', 10_000n);
  assert.equal(await shop.has(0), '0 coming 400 kept 0 owed 0, worth 4000, grown 200');
  assert.equal(await shop.has(0, 'r'), '0 coming 500 kept 0 owed 0, worth 5000, grown 0');
  // The cap is the whole base of 100.00: 50.00 and 20.00 of points leave 30.00, and the plan pays 10 %.
  assert.deepEqual(await shop.earned('ext:o1'), ['1 1000 0 pending']);
  await shop.tell(1, receive('o1'));
  assert.equal(await shop.has(7, 'r'), '0 coming 500 kept 0 owed 0, worth 5000, grown 0');
  assert.equal(await shop.has(8, 'r'), '500 coming 0 kept 0 owed 0, worth 5000, grown 0');
  await shop.tell(8, back('o1', 9_999n));
  assert.equal(await shop.has(8, 'r'), '500 coming 0 kept 0 owed 0, worth 5000, grown 0');
  await shop.tell(8, back('o1', 1n));
  assert.equal(await shop.has(8, 'r'), '0 coming 0 kept 0 owed 0, worth 0, grown 0');
  // An order keeps the rule it was placed under.
  await shop.tell(8, buy('o3', 20_000n));
  await shop.rule(8, { worth: { points: 100, amount: yuan('1') }, earn: { points: 7, per: yuan('100') } });
  await shop.pay(8, 'ext:o3', 20_000n);
  assert.equal(await shop.has(8), '0 coming 600 kept 0 owed 0, worth 6000, grown 300');
  // Ninety points and ten of commission: what is promised in points leaves nobody anything above the base.
  const dear = await pointsBrand({ worth: { points: 1, amount: yuan('95') } });
  await dear.tell(0, buy('o1', 10_000n));
  await dear.pay(0, 'ext:o1', 10_000n);
  assert.equal(await dear.has(0), '0 coming 100 kept 0 owed 0, worth 9500, grown 100');
  assert.deepEqual(await dear.earned('ext:o1'), ['1 500 0 pending']);
  await shop.sound();
  await dear.sound();
});

test('points for bringing somebody who shares a telephone wait with the commission until a person decides: let go they live from then, taken back they never return', async () => {
  const suspicious = async (rules: Record<string, unknown>) => {
    const shop = await pointsBrand({ friendPoints: 500, ...rules }, { policy: 'CN' });
    await shop.tell(0, { ...placing('r1', 'r', [1_000n]), device: 'a telephone' });
    await shop.tell(0, { ...buy('o1', 10_000n), device: 'a telephone' });
    await shop.pay(0, 'ext:o1', 10_000n);
    await shop.tell(1, receive('o1'));
    await shop.due(40);
    assert.equal(await shop.has(40, 'r'), '0 coming 500 kept 0 owed 0, worth 500, grown 0');
    const open = await shop.brand.read(
      async (ctx) =>
        await ctx.sql<{ case_id: Uuid; kind: string; items: number }>`
          SELECT money_case.case_id, money_case.kind,
                 (SELECT count(*)::int FROM partners.case_item AS item
                   WHERE item.tenant_id = ${ctx.tenantId} AND item.case_id = money_case.case_id) AS items
            FROM partners.money_case AS money_case WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.state = 'open'`,
    );
    assert.deepEqual(
      open.map(({ kind, items }) => `${kind} ${items}`),
      ['sharedTraces 1'],
    );
    const shown = await shop.brand.read((ctx) => listCases(ctx, { limit: 9, personId: null }));
    assert.deepEqual(
      shown.data.map((each) => [each.state, each.points]),
      [['open', '500']],
    );
    const decide = async (nth: number, outcome: 'release' | 'void'): Promise<void> => {
      const id = publicId('moneyCase', open[0]?.case_id ?? '');
      await shop.brand.write(async (ctx) => void (await decideCase(ctx, id, { outcome, reason: 'looked at' })), new Date(day(nth)));
    };
    await shop.sound();
    return { ...shop, decide };
  };
  const family = await suspicious({ expiryDays: 30 });
  assert.deepEqual(await family.tell(40, { kind: 'adjustPoints', person: 'ext:r', points: -1n, reason: 'a slip' }), ['points.short']);
  await family.decide(41, 'release');
  assert.equal(await family.has(41, 'r'), '500 coming 0 kept 0 owed 0, worth 500, grown 0');
  await family.due(71);
  assert.equal(await family.has(71, 'r'), '500 coming 0 kept 0 owed 0, worth 500, grown 0');
  await family.due(73);
  assert.equal(await family.has(73, 'r'), '0 coming 0 kept 0 owed 0, worth 0, grown 0');
  await family.sound();
  const oneself = await suspicious({});
  await oneself.decide(41, 'void');
  const [decided] = (await oneself.brand.read((ctx) => listCases(ctx, { limit: 9, personId: null }))).data;
  assert.deepEqual([decided?.state, decided?.points], ['closed', '0']);
  assert.equal(await oneself.has(41, 'r'), '0 coming 0 kept 0 owed 0, worth 0, grown 0');
  await oneself.tell(42, back('o1', 10_000n, 'chargeback'));
  await oneself.tell(43, { kind: 'winChargeback', refund: 'ext:o1 10000 chargeback' });
  assert.equal(await oneself.has(43, 'r'), '0 coming 0 kept 0 owed 0, worth 0, grown 0');
  await oneself.sound();
});

test('coming by counts once a day of the brand; a row of days goes on over a change of the clocks and breaks on a day left out', async () => {
  const shop = await pointsBrand({ checkIn: { points: 5, streaks: [{ days: 3, points: 20 }] } });
  const visit: MoneyCommand = { kind: 'checkIn', person: 'ext:b' };
  assert.deepEqual(await shop.tell(0, visit, visit), ['done', 'repeat']);
  assert.deepEqual(await shop.tell(0, visit), ['repeat']);
  await shop.tell(1, visit);
  await shop.tell(2, visit);
  assert.equal(await shop.has(2), '35 coming 0 kept 0 owed 0, worth 35, grown 0');
  await shop.tell(4, visit);
  assert.equal(await shop.has(4), '40 coming 0 kept 0 owed 0, worth 40, grown 0');
  await shop.rule(5, { checkIn: { points: 0 } });
  assert.deepEqual(await shop.tell(5, visit), ['checkIn.off']);
  await shop.sound();
});

test('two records of one person have all points of both, and what one owes is paid by what the other has', async () => {
  const shop = await pointsBrand();
  await shop.tell(0, buy('o1', 50_000n));
  await shop.pay(0, 'ext:o1', 50_000n);
  await shop.tell(0, receive('o1'));
  await shop.tell(8, buy('o2', 1_000n, 450n));
  await shop.pay(8, 'ext:o2', 550n);
  await shop.tell(8, back('o1', 50_000n));
  await shop.tell(8, { kind: 'adjustPoints', person: 'ext:r', points: 1_000n, reason: 'a fair' });
  assert.equal(await shop.has(8), '0 coming 0 kept 0 owed 445, worth 0, grown 5');
  await shop.brand.write(
    async (ctx) => {
      const people = await findPeople(ctx, ['b', 'r']);
      const [person, other] = [people.get('b')?.personId ?? '', people.get('r')?.personId ?? ''];
      await mergeRecords(ctx, { person, other }, { isTrial: false });
    },
    new Date(day(9)),
  );
  assert.equal(await shop.has(9), '555 coming 0 kept 0 owed 0, worth 555, grown 5');
  // Whatever was spent returns to whoever the lots belong to now.
  await shop.tell(10, back('o2', 550n));
  assert.equal(await shop.has(10), '1000 coming 0 kept 0 owed 0, worth 1000, grown 0');
  await shop.sound();
});
