import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { keepTestSecrets, openTestDb } from '../../kit/testing/index.ts';
import { createProduct, restock, saleProductsById } from '../../rooms/catalog/index.ts';
import { updateHappyDeal } from '../../rooms/pricing/api.ts';
import { setHappyDeal } from '../../rooms/pricing/index.ts';
import { bindReferral, createPerson, findPeople } from '../../rooms/relations/index.ts';
import { giveBefore } from '../happy-deal/give-before.ts';
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

interface GiftBrand extends Counter {
  /** `kind state because` of what was promised about a friend, in the order it was promised */
  promised(name?: string): Promise<string[]>;
  /** kind and facts of what stands in somebody's inbox */
  told(name: string): Promise<string[]>;
  /** `occasion quantity` of what somebody was given */
  given(name: string): Promise<string[]>;
  deal(nth: number, change: Record<string, unknown>): Promise<void>;
  before(nth: number, name?: string): Promise<string | null>;
  due(nth: number): Promise<void>;
  /** what gifts and points take of the cap of each line */
  taken(order: string): Promise<bigint[]>;
}

/** A brand that gives a cup before (3.00), a bag with the first order (5.00) and a box for bringing somebody (8.00). */
async function giftBrand(
  change: Record<string, unknown> = {},
  { stock, policy }: { stock?: number; policy?: 'CN' } = {},
): Promise<GiftBrand> {
  const counter = await counterOf(db, policy === undefined ? {} : { policy });
  const { brand } = counter;
  const at = (nth: number) => new Date(day(nth));
  const idOf = async (ctx: Parameters<typeof findPeople>[0], name: string) =>
    (await findPeople(ctx, [name])).get(name)?.personId ?? assert.fail(name);
  await brand.write(async (ctx) => {
    for (const name of ['cup', 'bag', 'box'])
      await createProduct(ctx, { externalId: name, name, ...(stock === undefined ? {} : { stock }) });
    const first = {
      isOn: true,
      before: { product: 'ext:cup', cost: yuan('300') },
      after: { product: 'ext:bag', cost: yuan('500') },
      onReferral: { product: 'ext:box', cost: yuan('800') },
    };
    await setHappyDeal(ctx, updateHappyDeal.parse({ ...first, ...change }));
  }, at(0));
  return {
    ...counter,
    deal: (nth, next) => brand.write((ctx) => setHappyDeal(ctx, updateHappyDeal.parse(next)), at(nth)),
    before: (nth, name = 'b') => brand.write(async (ctx) => await giveBefore(ctx, await idOf(ctx, name)), at(nth)),
    due: (nth) => brand.write((ctx) => releaseDueNow(ctx), at(nth)),
    promised: (name = 'b') =>
      brand.read(async (ctx) => {
        const rows = await ctx.sql<{ said: string }>`
          SELECT concat_ws(' ', promise.kind, promise.state, promise.because) AS said
            FROM pricing.gift_promise AS promise
           WHERE promise.tenant_id = ${ctx.tenantId} AND promise.friend_id = ${await idOf(ctx, name)}
           ORDER BY promise.promise_id`;
        return rows.map((row) => row.said);
      }),
    given: (name) =>
      brand.read(async (ctx) => {
        const rows = await ctx.sql<{ said: string }>`
          SELECT concat_ws(' ', giving.occasion, giving.quantity) AS said FROM catalog.giving AS giving
           WHERE giving.tenant_id = ${ctx.tenantId} AND giving.person_id = ${await idOf(ctx, name)} ORDER BY giving.giving_id`;
        return rows.map((row) => row.said);
      }),
    told: (name) =>
      brand.read(async (ctx) => {
        const rows = await ctx.sql<{ said: string }>`
          SELECT concat_ws(' ', notice.kind, notice.facts) AS said FROM membership.notice AS notice
           WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${await idOf(ctx, name)} ORDER BY notice.notice_id`;
        return rows.map((row) => row.said);
      }),
    taken: (order) =>
      brand.read(async (ctx) => {
        const rows = await ctx.sql<{ taken: bigint | null }>`
          SELECT (line.fixed ->> 6)::bigint AS taken
            FROM partners.snapshot AS snapshot
            JOIN orders.customer_order AS placed ON placed.tenant_id = ${ctx.tenantId} AND placed.order_id = snapshot.order_id
           CROSS JOIN LATERAL jsonb_array_elements(snapshot.lines) WITH ORDINALITY AS line (fixed, nth)
           WHERE snapshot.tenant_id = ${ctx.tenantId} AND placed.external_id = ${order}
           ORDER BY line.nth`;
        return rows.map((row) => row.taken ?? 0n);
      }),
  };
}

const buy = (name: string, price: bigint, extra: Partial<ReturnType<typeof placing>> = {}): MoneyCommand => ({
  ...placing(name, 'b', [price]),
  ...extra,
});
const receive = (order: string): MoneyCommand => ({ kind: 'confirmReceipt', order: `ext:${order}`, at: null, lines: null });
const back = (order: string, amount: bigint, cause: 'refund' | 'chargeback' = 'refund'): MoneyCommand => ({
  kind: 'giveRefund',
  order: `ext:${order}`,
  externalId: `${order} ${amount} ${cause}`,
  lines: [{ line: 1, amount }],
  shipping: 0n,
  cause,
});

test('a friend is given one gift before and one with their first paid order, whoever brought them theirs when its hold is over; all take the cap before anybody earns', async () => {
  const shop = await giftBrand();
  assert.equal(await shop.before(0), null);
  assert.equal(await shop.before(0), 'given');
  assert.deepEqual(await shop.given('b'), ['giftBefore 1']);
  await shop.tell(0, buy('o1', 10_000n));
  assert.deepEqual(await shop.promised(), ['before given', 'after waiting', 'onReferral waiting']);
  assert.deepEqual(await shop.taken('o1'), [1_600n]);
  await shop.pay(0, 'ext:o1', 10_000n);
  assert.deepEqual(await shop.given('b'), ['giftBefore 1', 'giftAfter 1']);
  assert.deepEqual(await shop.given('r'), []);
  // The cap is the whole of 100.00: 16.00 for gifts leaves enough for ten per cent.
  assert.deepEqual(await shop.earned('ext:o1'), ['1 1000 0 pending']);
  await shop.tell(1, receive('o1'));
  await shop.due(7);
  assert.deepEqual(await shop.given('r'), []);
  await shop.due(8);
  assert.deepEqual(await shop.given('r'), ['giftOnReferral 1']);
  // Each is told once of what they were given, and of friends no more than a masked name.
  assert.deepEqual(await shop.told('b'), ['gift.given {"name": "cup"}', 'gift.given {"name": "bag"}']);
  assert.deepEqual(await shop.told('r'), ['gift.earned {"name": "box", "friend": "**"}']);
  // Another order is no first one, and what was given is not taken back.
  await shop.tell(8, buy('o2', 10_000n), back('o1', 10_000n));
  await shop.pay(8, 'ext:o2', 10_000n);
  assert.deepEqual(await shop.promised(), ['before given', 'after given', 'onReferral given']);
  assert.deepEqual(await shop.taken('o2'), [0n]);
  await shop.sound();
});

test('a gift the cap of an order does not carry is not promised; what was given before is charged all the same, and leaves nobody more than is left', async () => {
  const shop = await giftBrand({ before: { product: 'ext:cup', cost: yuan('950') } });
  await shop.before(0);
  // Of 10.00 the cup took 9.50: the bag does not fit, nor the box; of the tenth that is earned a half is left.
  await shop.tell(0, buy('o1', 1_000n));
  assert.deepEqual([await shop.taken('o1'), await shop.promised()], [[950n], ['before given']]);
  await shop.pay(0, 'ext:o1', 1_000n);
  assert.deepEqual(await shop.earned('ext:o1'), ['1 50 0 pending']);
  // To the last unit.
  const other = await giftBrand({ before: null, onReferral: null });
  await other.tell(0, buy('o2', 499n), buy('o3', 500n));
  assert.deepEqual(await other.promised(), ['after waiting']);
  assert.deepEqual(await other.taken('o3'), [500n]);
  await shop.sound();
  await other.sound();
});

test('of several orders of a friend the first that is paid brings the gifts; what was promised with the others, or called off, lapses', async () => {
  const shop = await giftBrand({ before: null });
  await shop.tell(0, buy('o1', 10_000n), buy('o2', 10_000n), buy('o3', 10_000n));
  await shop.tell(0, { kind: 'cancelOrder', order: 'ext:o1', reason: null });
  await shop.pay(0, 'ext:o3', 10_000n);
  await shop.pay(0, 'ext:o2', 10_000n);
  assert.deepEqual(await shop.promised(), [
    'after lapsed cancelled',
    'onReferral lapsed cancelled',
    'after lapsed notFirst',
    'onReferral lapsed notFirst',
    'after given',
    'onReferral waiting',
  ]);
  assert.deepEqual(await shop.given('b'), ['giftAfter 1']);
  await shop.sound();
});

test('an order that is refunded in full before its hold is over earns nobody a gift, in part it does; a chargeback that is won brings it back', async () => {
  const shop = await giftBrand({ before: null });
  await shop.tell(0, buy('o1', 10_000n));
  await shop.pay(0, 'ext:o1', 10_000n);
  await shop.tell(1, receive('o1'));
  await shop.tell(2, back('o1', 4_000n));
  assert.deepEqual(await shop.promised(), ['after given', 'onReferral waiting']);
  await shop.tell(3, back('o1', 6_000n, 'chargeback'));
  assert.deepEqual(await shop.promised(), ['after given', 'onReferral lapsed refunded']);
  await shop.due(20);
  assert.deepEqual(await shop.given('r'), []);
  await shop.tell(21, { kind: 'winChargeback', refund: 'ext:o1 6000 chargeback' });
  assert.deepEqual(await shop.promised(), ['after given', 'onReferral given']);
  assert.deepEqual(await shop.given('r'), ['giftOnReferral 1']);
  // An open complaint stops the clock of the gift as it stops that of the commission.
  const slow = await giftBrand({ before: null, after: null });
  await slow.tell(0, buy('o1', 10_000n));
  await slow.pay(0, 'ext:o1', 10_000n);
  await slow.tell(1, receive('o1'), { kind: 'openClaim', order: 'ext:o1', lines: [1], reason: null });
  await slow.due(30);
  assert.deepEqual(await slow.promised(), ['onReferral waiting']);
  await shop.sound();
  await slow.sound();
});

test('what is out of stock is not promised; what was promised and is out of stock by then stays theirs and is given when there are pieces again; there are never more than there are', async () => {
  const shop = await giftBrand({ before: null, onReferral: null }, { stock: 1 });
  await shop.brand.write(
    async (ctx) => {
      const other = await createPerson(ctx, { externalId: 'b2' });
      const introducer = (await findPeople(ctx, ['r'])).get('r')?.personId ?? '';
      await bindReferral(ctx, { person: other.personId, referrer: introducer });
    },
    new Date(day(0)),
  );
  // One bag: it is promised to the first of a batch, and not to the second.
  await shop.tell(0, buy('o1', 10_000n), { ...placing('p1', 'b2', [10_000n]) });
  assert.deepEqual([await shop.promised('b'), await shop.promised('b2')], [['after waiting'], []]);
  await shop.tell(0, { ...placing('p2', 'b2', [10_000n]) });
  await shop.pay(0, 'ext:p2', 10_000n);
  assert.deepEqual(await shop.given('b2'), ['giftAfter 1']);
  await shop.pay(0, 'ext:o1', 10_000n);
  assert.deepEqual(await shop.promised('b'), ['after short']);
  await shop.due(1);
  assert.deepEqual(await shop.promised('b'), ['after short']);
  await shop.brand.write(
    async (ctx) => {
      const rows = await ctx.sql<{ product_id: string }>`
      SELECT promise.product_id FROM pricing.gift_promise AS promise WHERE promise.tenant_id = ${ctx.tenantId} LIMIT 1`;
      const product = (await saleProductsById(ctx, [rows[0]?.product_id ?? ''])).get(rows[0]?.product_id ?? '');
      await restock(ctx, [{ skuId: product?.skus[0]?.skuId ?? '', quantity: 1, note: 'delivered' }]);
    },
    new Date(day(2)),
  );
  await shop.due(2);
  assert.deepEqual([await shop.promised('b'), await shop.given('b')], [['after given'], ['giftAfter 1']]);
  // As many as the brand said, and no more.
  const few = await giftBrand({ before: null, onReferral: null, after: { product: 'ext:bag', cost: yuan('500'), most: 1 } });
  await few.tell(0, buy('o1', 10_000n), buy('o2', 10_000n));
  assert.deepEqual(await few.promised(), ['after waiting']);
  await shop.sound();
  await few.sound();
});

test('whoever shares a device or a payer with whom they brought waits for a person to look; an address alone holds back only what is earned by bringing', async () => {
  const shop = await giftBrand({ before: null }, { policy: 'CN' });
  await shop.tell(0, { ...placing('r1', 'r', [1_000n]), address: 'one road' });
  await shop.tell(0, buy('o1', 10_000n, { address: 'one road' }));
  await shop.pay(0, 'ext:o1', 10_000n);
  assert.deepEqual(await shop.promised(), ['after given', 'onReferral held sharedTraces']);
  await shop.tell(1, receive('o1'));
  await shop.due(40);
  assert.deepEqual(await shop.promised(), ['after given', 'onReferral held sharedTraces']);
  const one = await giftBrand({ before: null }, { policy: 'CN' });
  await one.tell(0, { ...placing('r1', 'r', [1_000n]), device: 'a telephone' });
  await one.tell(0, buy('o1', 10_000n, { device: 'a telephone' }));
  await one.pay(0, 'ext:o1', 10_000n);
  assert.deepEqual(await one.promised(), ['after held sharedTraces', 'onReferral held sharedTraces']);
  assert.deepEqual(await one.given('b'), []);
  await shop.sound();
  await one.sound();
});

test('two records of one person have the gifts of both, and whoever brought themselves is given nothing for it', async () => {
  const shop = await giftBrand({ before: null });
  await shop.tell(0, buy('o1', 10_000n));
  await shop.pay(0, 'ext:o1', 10_000n);
  await shop.brand.write(
    async (ctx) => {
      const people = await findPeople(ctx, ['b', 'r']);
      await mergeRecords(ctx, { person: people.get('r')?.personId ?? '', other: people.get('b')?.personId ?? '' }, { isTrial: false });
    },
    new Date(day(1)),
  );
  assert.deepEqual(await shop.promised('r'), ['after given', 'onReferral lapsed ownOrder']);
  assert.deepEqual(await shop.given('r'), ['giftAfter 1']);
  await shop.due(20);
  assert.deepEqual(await shop.given('r'), ['giftAfter 1']);
  await shop.sound();
});

test('an order keeps the gifts it was promised; a deal that is off promises nothing', async () => {
  const shop = await giftBrand({ before: null, onReferral: null });
  await shop.tell(0, buy('o1', 10_000n));
  await shop.deal(0, { isOn: false });
  await shop.tell(0, buy('o2', 10_000n));
  await shop.pay(0, 'ext:o1', 10_000n);
  assert.deepEqual(await shop.promised(), ['after given']);
  assert.equal(await shop.before(0), 'none');
  await shop.sound();
});
