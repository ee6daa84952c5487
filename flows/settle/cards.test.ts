import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ctx } from '../../kit/ctx.ts';
import { zoneOf } from '../../kit/time/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import {
  cardEconomics,
  createDesign,
  findDesign,
  freezeCard,
  listDesigns,
  takeUnits,
  unfreezeCard,
  updateDesign,
} from '../../rooms/membership/index.ts';
import { orderReply } from '../../rooms/orders/index.ts';
import { findPerson } from '../../rooms/relations/index.ts';
import { mergeRecords } from '../merge-people.ts';
import { at, cny, refusal, shop, uuid } from './cards.fixture.ts';
import type { MoneyCommand } from './index.ts';
import { placing } from './settle.fixture.ts';

test('a card begins when it is paid, ends at the midnight after its last day, and makes a member exactly so long', async () => {
  const { buy, card, due, stages, isSound } = await shop();
  await buy('2026-01-31T15:30:00Z', 'o1', 'month');
  const bought = await card('2026-01-31T15:30:00Z');
  // 31 January 23:30 in Shanghai: a month later is the last day of February.
  assert.deepEqual([bought.state, bought.from, bought.to], ['active', '2026-01-31T15:30:00.000Z', '2026-02-27T16:00:00.000Z']);
  assert.deepEqual([bought.number, bought.units.total, bought.daysLeft], [1, '28', 28]);
  assert.equal((await card('2026-02-27T15:59:59.999Z')).state, 'active');
  assert.equal((await card('2026-02-27T16:00:00Z')).state, 'expired');
  await due('2026-02-28T09:00:00Z');
  assert.deepEqual((await stages()).slice(1), ['member 2026-01-31T15:30:00.000Z', 'customer 2026-02-27T16:00:00.000Z']);
  await isSound();
});

test('the days of a card are those of the brand, also where the clock is changed', async () => {
  const { brand, buy, card, take } = await shop({ timeZone: 'America/New_York' });
  await buy('2026-03-08T05:30:00Z', 'o1', 'month');
  const bought = await card('2026-03-08T05:30:00Z');
  // 8 March 2026 has 23 hours there: 00:30 EST; a month of 31 days ends at midnight EDT.
  assert.deepEqual([bought.to, bought.units.total], ['2026-04-08T04:00:00.000Z', '31']);
  await take('2026-03-09T03:59:59Z', bought);
  assert.equal(await refusal(take('2026-03-09T03:59:59.999Z', bought)), 'memberCard.usedUp');
  const next = await take('2026-03-09T04:00:00Z', bought);
  assert.deepEqual([next.period, next.left], [1, 0n]);
  // A device that was offline tells of the day before: that day is used up, the one before the card was not one of it.
  const late = async (on: number) =>
    await refusal(
      brand.write((ctx: Ctx) => takeUnits(ctx, { cardId: uuid(bought.id), units: 1n, on: ctx.today - on }), at('2026-03-10T12:00:00Z')),
    );
  assert.deepEqual([await late(1), await late(3)], ['memberCard.usedUp', 'memberCard.notActive']);
});

test('a day of a card is the brand’s day to the millisecond wherever clocks change, by an hour, by half of one, at midnight, or by a whole day', async () => {
  const days = [
    ['America/New_York', '2026-11-01'],
    ['America/Santiago', '2026-09-06'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-10-04'],
    ['Asia/Shanghai', '2026-02-28'],
    // Its 30 December 2011 never was.
    ['Pacific/Apia', '2011-12-31'],
  ] as const;
  for (const [timeZone, text] of days) {
    const zone = zoneOf(timeZone);
    const changed = Date.parse(text) / 86_400_000;
    const { buy, card, take, due, isSound } = await shop({ timeZone }, new Date(zone.startOf(changed - 20)));
    const iso = (instant: number) => new Date(instant).toISOString();
    await buy(iso(zone.startOf(changed) - 30 * 3_600_000), 'o1', 'month');
    const bought = await card(iso(zone.startOf(changed)));
    for (const day of [changed, changed + 1]) {
      const [begins, ends] = [zone.startOf(day), zone.startOf(day + 1)];
      assert.equal((await take(iso(begins), bought)).left, 0n, `${timeZone} ${text}, day ${day - changed}: its first instant`);
      assert.equal(await refusal(take(iso(ends - 1), bought)), 'memberCard.usedUp', `${timeZone} ${text}, day ${day - changed}: its last`);
    }
    await due(iso(zone.startOf(changed + 2)));
    await isSound();
  }
});

test('however many ask at once, a day gives one', async () => {
  const { buy, card, take, isSound, due } = await shop();
  await buy('2026-01-10T02:00:00Z', 'o1', 'month');
  const bought = await card('2026-01-10T02:00:00Z');
  const asked = await Promise.all(Array.from({ length: 20 }, () => refusal(take('2026-01-10T03:00:00Z', bought))));
  assert.deepEqual([asked.filter((one) => one === 'done').length, asked.filter((one) => one === 'memberCard.usedUp').length], [1, 19]);
  await due('2026-01-10T03:00:01Z');
  await isSound();
});

test('what is owed falls as units are used or lapse, whenever it is looked at, and is nothing at the end', async () => {
  const { buy, card, take, due, owed, isSound, brand } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'month');
  assert.equal(await owed(), 9000n);
  const bought = await card('2026-01-01T02:00:00Z');
  await take('2026-01-01T03:00:00Z', bought);
  await due('2026-01-01T03:00:02Z');
  // 31 days: 9000 × 30 ÷ 31 = 8709.68
  assert.equal(await owed(), 8710n);
  await due('2026-01-01T15:59:59Z');
  assert.equal(await owed(), 8710n);
  // Nobody looked for nine days: used on the fifth, lapsed on the others.
  await take('2026-01-05T03:00:00Z', bought);
  await due('2026-01-10T17:00:00Z');
  assert.equal(await owed(), 6097n);
  await due('2026-01-10T18:00:00Z');
  assert.equal(await owed(), 6097n);
  const now = await card('2026-01-10T18:00:00Z');
  assert.deepEqual([now.units.used, now.units.lapsed, now.units.left, now.saved.amount], ['2', '8', '21', '2000']);
  assert.deepEqual([now.refund?.amount.amount, now.refund?.isWhole], ['6097', false]);
  await isSound();
  await due('2026-03-01T00:00:00Z');
  assert.equal(await owed(), 0n);
  await isSound();
  const economics = await brand.read(async (ctx) => {
    const month = (await listDesigns(ctx, { limit: 9 })).data.find((one) => one.product.externalId === 'month');
    return await cardEconomics(ctx, await findDesign(ctx, month?.id ?? ''));
  }, at('2026-03-01T00:00:00Z'));
  assert.deepEqual(
    [economics.breakEvenUses, economics.usedPpm, economics.sold, economics.active, economics.liability.amount],
    ['18', 64_516, 1, 0, '0'],
  );
});

test('a card goes back whole in the first days while nothing is used, then for what is left; membership ends and the number stays', async () => {
  const { buy, cards, card, take, refund, owed, due, stages, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'month');
  await due('2026-01-07T17:00:00Z');
  await refund('2026-01-08T01:59:59Z', await card('2026-01-08T01:59:59Z'), 'back');
  const [first] = await cards('2026-01-08T02:00:00Z');
  assert.deepEqual([first?.state, first?.refunded.amount, first?.number], ['refunded', '9000', 1]);
  assert.equal(await owed(), 0n);
  assert.deepEqual((await stages()).slice(1), ['member 2026-01-01T02:00:00.000Z', 'prospect 2026-01-08T01:59:59.000Z']);
  // Told again it is the same refund; a card that is over cannot be given back.
  assert.ok(first);
  await refund('2026-01-08T03:00:00Z', first, 'back');
  assert.equal(await refusal(refund('2026-01-08T03:00:00Z', first)), 'memberCard.notActive');
  await buy('2026-01-10T02:00:00Z', 'o2', 'month');
  const second = (await cards('2026-01-10T02:00:00Z')).at(-1);
  assert.ok(second);
  await take('2026-01-10T03:00:00Z', second);
  await refund('2026-01-12T03:00:00Z', second);
  // Used on the tenth, lapsed on the eleventh: 9000 × 29 ÷ 31.
  const gone = (await cards('2026-01-12T04:00:00Z')).at(-1);
  assert.deepEqual([gone?.state, gone?.refunded.amount, gone?.number], ['refunded', '8419', 1]);
  assert.equal(await owed(), 0n);
  assert.equal(await refusal(take('2026-01-12T05:00:00Z', second)), 'memberCard.notActive');
  await isSound();
});

test('money given back on the line of a card comes from what is owed; beyond it, from what it earned; a won chargeback lets it run again', async () => {
  const { run, buy, card, owed, due, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'month');
  await due('2026-01-10T17:00:00Z');
  const line = (amount: bigint, cause: 'refund' | 'chargeback', externalId: string) =>
    ({ kind: 'giveRefund', order: 'ext:o1', externalId, lines: [{ line: 1, amount }], shipping: 0n, cause }) as const;
  await run('2026-01-11T02:00:00Z', line(310n, 'refund', 'sorry'));
  // 10 of 31 days are over: (9000 − 310) × 21 ÷ 31
  assert.deepEqual([(await card('2026-01-11T02:00:00Z')).state, await owed()], ['active', 5887n]);
  await run('2026-01-11T03:00:00Z', line(8690n, 'chargeback', 'bank'));
  assert.deepEqual([(await card('2026-01-11T03:00:00Z')).state, await owed()], ['refunded', 0n]);
  await isSound();
  await run('2026-01-12T17:00:00Z', { kind: 'winChargeback', refund: 'ext:bank' });
  await due('2026-01-12T17:00:01Z');
  assert.deepEqual([(await card('2026-01-12T17:00:00Z')).state, await owed()], ['active', 5326n]);
  await isSound();
});

test('the same card again begins where the last one ends, a different one runs beside it, and a member is one all the while', async () => {
  const { brand, buy, cards, due, stages, isSound, take } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'month', { quantity: 2n });
  await buy('2026-01-05T02:00:00Z', 'o2', 'month');
  await buy('2026-01-06T02:00:00Z', 'o3', 'balance');
  const [one, two, three, other] = await cards('2026-01-06T02:00:00Z');
  assert.deepEqual([one?.to, two?.from, two?.to, three?.from], ['2026-01-31T16:00:00.000Z', one?.to, '2026-02-28T16:00:00.000Z', two?.to]);
  assert.deepEqual([one?.state, two?.state, three?.state, other?.state], ['active', 'next', 'next', 'active']);
  assert.ok(one && two && other);
  assert.equal(await refusal(take('2026-01-06T03:00:00Z', two)), 'memberCard.notActive');
  // A line is received when its first card begins.
  const receipt = async () =>
    await brand.read(
      (ctx) => ctx.sql<{ external_id: string; at: Date | null }>`
      SELECT o.external_id, line.received_at AS at FROM orders.line AS line
        JOIN orders.customer_order AS o ON o.tenant_id = ${ctx.tenantId} AND o.order_id = line.order_id
       WHERE line.tenant_id = ${ctx.tenantId} AND o.external_id = 'o2'`,
    );
  assert.equal((await receipt())[0]?.at, null);
  await due('2026-03-15T00:00:00Z');
  assert.equal((await receipt())[0]?.at?.toISOString(), '2026-02-28T16:00:00.000Z');
  assert.deepEqual((await stages()).slice(1), ['member 2026-01-01T02:00:00.000Z']);
  await isSound();
  await due('2027-02-01T00:00:00Z');
  assert.deepEqual((await stages()).slice(2), ['repeat 2027-01-05T16:00:00.000Z']);
  await isSound();
});

test('a balance is spent to the last cent and not beyond, never lapses, and gives back the principal that is left', async () => {
  const { buy, card, take, owed, due, refund, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'balance');
  const bought = await card('2026-01-01T02:00:00Z');
  await take('2026-01-02T02:00:00Z', bought, 6000n);
  await due('2026-01-02T02:00:01Z');
  // Half of 120.00 is spent, so half of the 100.00 that were paid is left.
  assert.equal(await owed(), 5000n);
  assert.equal(await refusal(take('2026-01-02T03:00:00Z', bought, 6001n)), 'memberCard.usedUp');
  await due('2027-06-01T00:00:00Z');
  const over = await card('2027-06-01T00:00:00Z');
  assert.deepEqual([over.state, over.units.left, await owed()], ['expired', '6000', 5000n]);
  await refund('2027-06-01T01:00:00Z', over);
  assert.deepEqual([(await card('2027-06-01T02:00:00Z')).refunded.amount, await owed()], ['5000', 0n]);
  await isSound();
});

test('a card that waits behind one that lay still is received when it begins, and not before: so long its commissions wait', async () => {
  const { brand, buy, cards, due, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'month');
  await buy('2026-01-02T02:00:00Z', 'o2', 'month');
  const [one] = await cards('2026-01-02T02:00:00Z');
  await brand.write((ctx) => freezeCard(ctx, { cardId: uuid(one?.id ?? '') }), at('2026-01-05T04:00:00Z'));
  await brand.write((ctx) => unfreezeCard(ctx, { cardId: uuid(one?.id ?? '') }), at('2026-01-15T02:00:00Z'));
  const receivedAt = async (when: string): Promise<string | null> => {
    await due(when);
    return (await brand.read((ctx) => orderReply(ctx, 'ext:o2'), at(when))).receivedAt;
  };
  assert.equal((await cards('2026-01-15T02:00:00Z'))[1]?.from, '2026-02-10T16:00:00.000Z');
  assert.equal(await receivedAt('2026-01-31T16:00:00Z'), null);
  assert.equal(await receivedAt('2026-02-10T15:59:59.999Z'), null);
  assert.equal(await receivedAt('2026-02-11T09:00:00Z'), '2026-02-10T16:00:00.000Z');
  await isSound();
});

test('a frozen card gives nothing and loses nothing: its end, and the card behind it, move by the days', async () => {
  const { brand, buy, cards, take, due, owed, stages, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'month', { quantity: 2n });
  const [one] = await cards('2026-01-01T02:00:00Z');
  assert.ok(one);
  await take('2026-01-05T03:00:00Z', one);
  await brand.write((ctx) => freezeCard(ctx, { cardId: uuid(one.id) }), at('2026-01-05T04:00:00Z'));
  await due('2026-01-12T00:00:00Z');
  assert.equal(await owed(), 16548n);
  assert.equal(await refusal(take('2026-01-12T03:00:00Z', one)), 'memberCard.notActive');
  await brand.write((ctx) => unfreezeCard(ctx, { cardId: uuid(one.id) }), at('2026-01-15T02:00:00Z'));
  const [again, next] = await cards('2026-01-15T02:00:00Z');
  assert.deepEqual([again?.to, next?.from], ['2026-02-10T16:00:00.000Z', '2026-02-10T16:00:00.000Z']);
  // The day it was laid still was used: it goes on with the same day.
  assert.equal(await refusal(take('2026-01-15T03:00:00Z', one)), 'memberCard.usedUp');
  await take('2026-01-16T03:00:00Z', one);
  await due('2026-01-16T04:00:00Z');
  assert.deepEqual((await stages()).slice(1), [
    'member 2026-01-01T02:00:00.000Z',
    'customer 2026-01-05T04:00:00.000Z',
    'member 2026-01-15T02:00:00.000Z',
  ]);
  await isSound();
});

test('an untouched card is given to somebody else with the days it has left, and records that become one keep their cards', async () => {
  const { brand, run, buy, card, cards, take, owed, due, stages, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'month');
  const bought = await card('2026-01-01T02:00:00Z');
  const give = (when: string, to: string) => run(when, { kind: 'giveCard', order: 'ext:o1', card: uuid(bought.id), to });
  assert.equal(await refusal(give('2026-01-02T00:00:00Z', 'ext:amy')), 'memberCard.same');
  await give('2026-01-04T02:00:00Z', 'ext:bob');
  assert.equal(await refusal(give('2026-01-04T03:00:00Z', 'ext:bob')), 'memberCard.notActive');
  const theirs = await card('2026-01-04T03:00:00Z', 'bob');
  assert.deepEqual([theirs.state, theirs.to, theirs.number, theirs.givenFrom], ['active', bought.to, 2, bought.id]);
  // Three days lapsed with amy: 9000 × 28 ÷ 31.
  assert.deepEqual([await owed('amy'), await owed('bob')], [0n, 8129n]);
  await take('2026-01-04T04:00:00Z', theirs);
  await due('2026-01-06T00:00:00Z');
  assert.deepEqual(
    [(await stages('amy')).at(-1), (await stages('bob')).at(-1)],
    ['customer 2026-01-04T02:00:00.000Z', 'member 2026-01-04T02:00:00.000Z'],
  );
  await isSound();
  await brand.write(async (ctx) => {
    const [amy, bob] = [await findPerson(ctx, 'ext:amy'), await findPerson(ctx, 'ext:bob')];
    await mergeRecords(ctx, { person: amy.person_id, other: bob.person_id }, { isTrial: false });
  }, at('2026-01-06T02:00:00Z'));
  assert.deepEqual(
    (await cards('2026-01-06T03:00:00Z')).map((one) => one.state),
    ['given', 'active'],
  );
  // What amy was before goes on with what bob was since: one membership.
  assert.equal((await stages()).at(-1), 'member 2026-01-01T02:00:00.000Z');
  await due('2026-02-02T00:00:00Z');
  assert.equal(await owed(), 0n);
  await isSound();
});

test('a card for life earns its fee over the months it says and stays a membership after them', async () => {
  const { buy, card, due, owed, isSound } = await shop();
  await buy('2026-01-15T02:00:00Z', 'o1', 'life');
  await due('2026-02-14T16:00:00Z');
  assert.equal(await owed(), 35000n);
  await due('2030-01-01T00:00:00Z');
  assert.deepEqual([await owed(), (await card('2030-01-01T00:00:00Z')).state], [0n, 'active']);
  await isSound();
});

test('terms are those of the order, a card dearer than the pack allows is refused, and so is one that is off sale, in parts or exchanged', async () => {
  const { brand, run, buy, cards } = await shop();
  const day = at('2026-01-02T00:00:00Z');
  await buy('2026-01-01T02:00:00Z', 'o1', 'month');
  const month = async (ctx: Ctx) => {
    const found = (await listDesigns(ctx, { limit: 9 })).data.find((one) => one.product.externalId === 'month');
    return await findDesign(ctx, found?.id ?? '');
  };
  await brand.write(async (ctx) => await updateDesign(ctx, await month(ctx), { term: { unit: 'day', count: 7 } }), day);
  await buy('2026-01-02T02:00:00Z', 'o2', 'month', { person: 'bob' });
  assert.deepEqual(
    [(await cards('2026-01-02T02:00:00Z'))[0]?.units.total, (await cards('2026-01-02T02:00:00Z', 'bob'))[0]?.units.total],
    ['31', '7'],
  );
  const [line] = placing('x', 'amy', [0n]).lines;
  assert.ok(line);
  const place = (over: Partial<Extract<MoneyCommand, { kind: 'placeOrder' }>>, price: bigint | null = null, quantity = 1n) =>
    refusal(
      run('2026-01-03T00:00:00Z', {
        ...placing('x', 'amy', [0n]),
        lines: [{ ...line, product: 'ext:month', unitPrice: price, quantity }],
        ...over,
      }),
    );
  assert.equal(await place({}, 500_001n), 'card.tooDear');
  assert.equal(await place({}, null, 101n), 'card.tooMany');
  assert.equal(
    await place({
      instalments: [
        { dueAt: 1, amount: 4500n },
        { dueAt: 2, amount: 4500n },
      ],
    }),
    'card.noInstalments',
  );
  const thing = { product: 'ext:cup', sku: null, quantity: 1n, unitPrice: null };
  const swap = {
    kind: 'exchangeGoods',
    order: 'ext:o1',
    externalId: null,
    line: 1,
    amount: null,
    with: thing,
    payment: null,
    restock: 0n,
  } as const;
  assert.equal(await refusal(run('2026-01-03T00:00:00Z', swap)), 'card.noExchange');
  await brand.write(async (ctx) => await updateDesign(ctx, await month(ctx), { isOnSale: false }), day);
  assert.equal(await place({}), 'card.offSale');
  const made = async (product: string, ladderRole?: 'membership', price = '600000') =>
    await refusal(
      brand.write(async (ctx) => {
        await createProduct(ctx, { externalId: product, name: product, price: cny(price), ...(ladderRole ? { ladderRole } : {}) });
        await createDesign(ctx, { product: `ext:${product}`, kind: 'pass', term: { unit: 'year' } });
      }, day),
    );
  assert.deepEqual([await made('dear', 'membership'), await made('plain')], ['card.tooDear', 'card.notMembership']);
  assert.equal(
    await refusal(brand.write((ctx) => createDesign(ctx, { product: 'ext:month', kind: 'pass', term: { unit: 'year' } }), day)),
    'card.exists',
  );
});
