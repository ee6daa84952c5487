import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DomainError } from '../../../kit/errors/index.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { createProduct } from '../../catalog/index.ts';
import { bindReferral, createPerson } from '../../relations/index.ts';
import * as api from '../api.ts';
import { createCoupon, endCoupon, updateCoupon } from '../commands/coupons.ts';
import { createPriceRule, endPriceRule, updatePriceRule } from '../commands/price-rules.ts';
import {
  announceMemberFloors,
  CouponDesk,
  knowPaidBuyers,
  loadPrices,
  moveCouponUses,
  priceIn,
  quote,
  returnCoupons,
  useCoupons,
} from '../index.ts';
import { productsForSale } from '../../catalog/index.ts';
import { couponReply, findCoupon, listCoupons } from './coupons.ts';
import { memberClashes } from './member-clashes.ts';
import { findRule, listRules, ruleReply } from './price-rules.ts';

let base: TestDb;
let brand: TestTenant;
const paid = new Set<Uuid>();

before(async () => {
  base = await openTestDb();
  brand = await makeTestTenant(base.db);
  knowPaidBuyers(async () => paid);
});
after(() => base.close());

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const person = async (shop: TestTenant, externalId: string): Promise<Uuid> =>
  (await shop.write((ctx) => createPerson(ctx, { externalId, name: externalId }))).personId;
const asMember = async (shop: TestTenant, personId: Uuid): Promise<number> =>
  await shop.write(
    (ctx) => ctx.sql.exec`
    UPDATE relations.person AS person SET stage = 'member' WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`,
  );

test('a quote says what somebody pays, which rule made it, and why every other price is not it', async () => {
  const shop = await makeTestTenant(base.db);
  await shop.write((ctx) => createProduct(ctx, { externalId: 'tea', name: 'Tea', price: cny('10000'), category: 'drinks' }));
  const introducer = await person(shop, 'introducer');
  const friend = await person(shop, 'friend');
  await shop.write((ctx) => bindReferral(ctx, { person: friend, referrer: introducer }));
  await shop.write(async (ctx) => {
    await createPriceRule(ctx, { name: 'Friends', kind: 'referral', product: 'ext:tea', price: cny('8000') });
    await createPriceRule(ctx, { name: 'Three', kind: 'quantity', category: 'drinks', offPpm: 300_000, minQuantity: 3 });
    await createPriceRule(ctx, { name: 'Members', kind: 'stage', stages: ['member', 'partner'], offPpm: 100_000 });
  });
  const ask = async (who: string | undefined, quantity: number) =>
    api.quote.parse(
      await shop.read((ctx) => quote(ctx, { lines: [{ product: 'ext:tea', quantity }], ...(who === undefined ? {} : { person: who }) })),
    ).lines[0];
  assert.deepEqual([(await ask('ext:friend', 1))?.unitPrice?.amount, (await ask('ext:friend', 1))?.kind], ['8000', 'referral']);
  assert.deepEqual(
    (await ask('ext:friend', 1))?.reasons.map((reason) => [reason.kind, reason.price?.amount, reason.why]),
    [
      ['list', '10000', 'higher'],
      ['stage', '9000', 'notStage'],
      ['referral', '8000', 'lowest'],
      ['quantity', '7000', 'fewPieces'],
    ],
  );
  assert.deepEqual([(await ask('ext:friend', 3))?.kind, (await ask('ext:friend', 3))?.amount?.amount], ['quantity', '21000']);
  assert.equal((await ask(undefined, 1))?.unitPrice?.amount, '10000');
  paid.add(friend);
  assert.equal((await ask('ext:friend', 1))?.reasons[2]?.why, 'notFirstOrder');
  await asMember(shop, introducer);
  const member = await ask('ext:introducer', 1);
  assert.deepEqual([member?.unitPrice?.amount, member?.kind, member?.memberWouldPay?.amount], ['8000', 'referral', '9000']);
  const like = async (as: 'prospect' | 'friend' | 'member' | 'partner') => {
    const answer = await shop.read((ctx) => quote(ctx, { as, lines: [{ product: 'ext:tea', quantity: 1 }] }));
    return [answer.person, answer.stage, answer.lines[0]?.kind, answer.lines[0]?.unitPrice?.amount];
  };
  assert.deepEqual(await like('prospect'), [null, 'prospect', 'list', '10000']);
  assert.deepEqual(await like('friend'), [null, 'prospect', 'referral', '8000']);
  // A member pays the lower price of a friend although nobody introduced them.
  assert.deepEqual(await like('member'), [null, 'member', 'referral', '8000']);
  assert.deepEqual(await like('partner'), [null, 'partner', 'referral', '8000']);
  const clashes = await shop.read(memberClashes);
  assert.deepEqual(
    clashes.map((clash) => [clash.product.externalId, clash.memberWouldPay.amount, clash.givenInstead.amount, clash.rule?.name]),
    [['tea', '9000', '8000', 'Friends']],
  );
});

test('an order that gave a member somebody else’s price tells the operator once per batch', async () => {
  const shop = await makeTestTenant(base.db);
  await shop.write((ctx) => createProduct(ctx, { externalId: 'tea', name: 'Tea', price: cny('10000') }));
  await shop.write((ctx) => createPriceRule(ctx, { name: 'Newcomers', kind: 'stage', stages: ['prospect'], offPpm: 500_000 }));
  const buyer = await person(shop, 'buyer');
  await asMember(shop, buyer);
  await shop.write(async (ctx) => {
    const product = (await productsForSale(ctx, ['ext:tea'])).get('ext:tea');
    assert.ok(product);
    const book = await loadPrices(ctx, { personIds: [buyer] });
    const answer = priceIn(book, { personId: buyer, product, sku: null, quantity: 1n });
    const plain = priceIn(book, { personId: null, product, sku: null, quantity: 1n });
    const given = [answer, plain, answer].map((one) => ({ orderId: newId(), productId: product.productId, answer: one }));
    await announceMemberFloors(ctx, given);
    await announceMemberFloors(ctx, [given[1] ?? assert.fail()]);
  });
  const events = await shop.read(
    (ctx) => ctx.sql<{ payload: { lines: unknown[] } }>`
      SELECT outbox.payload FROM kit.outbox AS outbox WHERE outbox.tenant_id = ${ctx.tenantId} AND outbox.kind = 'price.memberFloor'`,
  );
  assert.deepEqual(
    events.map((event) => event.payload.lines.length),
    [2],
  );
});

test('a bundle, an agreed price and a coupon add up to the cent', async () => {
  const shop = await makeTestTenant(base.db);
  await shop.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'a', name: 'A', price: cny('5990') });
    await createProduct(ctx, { externalId: 'b', name: 'B', price: cny('3990') });
    await createProduct(ctx, { externalId: 'c', name: 'C', price: cny('10') });
    await createProduct(ctx, {
      externalId: 'set',
      name: 'Set',
      parts: [
        { product: 'ext:a', quantity: 1 },
        { product: 'ext:b', quantity: 2 },
      ],
    });
    await createCoupon(ctx, { code: 'ten', off: cny('1000'), minSpend: cny('5000') });
  });
  // rules.md C2: 59.90 / 39.90 / 0.10 less 10.00 → 6.00 / 3.99 / 0.01
  const lines = ['a', 'b', 'c'].map((id) => ({ product: `ext:${id}`, quantity: 1 }));
  const worked = await shop.read((ctx) => quote(ctx, { lines, coupon: ' Ten ' }));
  assert.deepEqual(
    worked.lines.map((line) => [line.couponDiscount.amount, line.amount?.amount]),
    [
      ['600', '5390'],
      ['399', '3591'],
      ['1', '9'],
    ],
  );
  assert.equal(worked.total?.amount, '8990');
  const mixed = await shop.read((ctx) =>
    quote(ctx, {
      lines: [
        { product: 'ext:set', quantity: 2, discount: cny('40') },
        { product: 'ext:c', quantity: 3, unitPrice: cny('7') },
      ],
      coupon: 'nothing',
    }),
  );
  assert.deepEqual(
    [mixed.lines[0]?.unitPrice?.amount, mixed.lines[1]?.kind, mixed.total?.amount, mixed.coupon?.why],
    ['13970', 'agreed', '27921', 'coupon.notFound'],
  );
  await assert.rejects(
    shop.read((ctx) => quote(ctx, { lines: [{ product: 'ext:c', quantity: 1, discount: cny('11') }] })),
    refusal('discount.tooBig'),
  );
  await assert.rejects(
    shop.read((ctx) => quote(ctx, { lines: [{ product: 'ext:nothing', quantity: 1 }] })),
    refusal('product.notFound'),
  );
});

test('a rule is made once under its external id, changes for what comes, and ends without going away', async () => {
  const rule = { externalId: 'r-1', name: 'Spring', kind: 'campaign', offPpm: 200_000, startsAt: '2026-01-01T00:00:00Z' } as const;
  const { ruleId } = await brand.write((ctx) => createPriceRule(ctx, rule));
  assert.equal((await brand.write((ctx) => createPriceRule(ctx, rule))).ruleId, ruleId);
  await assert.rejects(
    brand.write((ctx) => createPriceRule(ctx, { ...rule, offPpm: 100_000 })),
    refusal('priceRule.exists'),
  );
  await brand.write((ctx) => updatePriceRule(ctx, ruleId, { price: cny('500'), endsAt: '2026-02-01T00:00:00Z' }));
  const changed = api.priceRule.parse(await brand.read((ctx) => ruleReply(ctx, ruleId)));
  assert.deepEqual([changed.price?.amount, changed.offPpm, changed.state], ['500', null, 'standing']);
  await assert.rejects(
    brand.write((ctx) => updatePriceRule(ctx, ruleId, { endsAt: '2025-12-31T00:00:00Z' })),
    refusal('priceRule.periodInvalid'),
  );
  assert.equal(await brand.read((ctx) => findRule(ctx, 'ext:r-1')), ruleId);
  await brand.write((ctx) => endPriceRule(ctx, ruleId));
  await brand.write((ctx) => endPriceRule(ctx, ruleId));
  await assert.rejects(
    brand.write((ctx) => updatePriceRule(ctx, ruleId, { name: 'Late' })),
    refusal('priceRule.over'),
  );
  const ids = async (over: boolean) => (await brand.read((ctx) => listRules(ctx, { limit: 50, over }))).data.map((one) => one.externalId);
  assert.deepEqual([(await ids(false)).includes('r-1'), (await ids(true)).includes('r-1')], [false, true]);
  for (const id of ['prc_x', 'ext:nothing', 'ext:\0', publicId('priceRule', newId())]) {
    await assert.rejects(
      brand.read((ctx) => findRule(ctx, id)),
      refusal('priceRule.notFound'),
    );
  }
});

test('a rule without a gift, with two scopes, for nobody or for everything at one price is malformed', () => {
  const base = { name: 'x', kind: 'campaign', product: 'ext:tea' };
  for (const wrong of [
    base,
    { ...base, offPpm: 0 },
    { ...base, offPpm: 100, price: cny('1') },
    { ...base, offPpm: 100, category: 'drinks' },
    { ...base, kind: 'stage', offPpm: 100 },
    { ...base, stages: ['fan'], offPpm: 100 },
    { ...base, kind: 'tier', offPpm: 100 },
    { ...base, kind: 'quantity', offPpm: 100 },
    { name: 'x', kind: 'campaign', price: cny('1') },
    { ...base, kind: 'list', offPpm: 100 },
  ]) {
    assert.equal(api.createPriceRule.safeParse(wrong).success, false, JSON.stringify(wrong));
  }
  assert.equal(api.createPriceRule.safeParse({ ...base, offPpm: 100 }).success, true);
});

test('of orders at once exactly as many get a coupon as were issued, and a person gets it once', async () => {
  const { couponId } = await brand.write((ctx) => createCoupon(ctx, { code: 'few', off: cny('100'), issueLimit: 5, isOnce: true }));
  const people = await Promise.all(Array.from({ length: 9 }, (_, i) => person(brand, `taker-${i}`)));
  const take = async (personId: Uuid) =>
    await brand.write(async (ctx) => {
      const desk = new CouponDesk(await loadPrices(ctx, { personIds: [personId], codes: ['few'], isPlacing: true }));
      const orderId = newId();
      desk.take({ orderId, code: 'few', personId, spend: 1000n });
      await useCoupons(ctx, desk.uses);
      return orderId;
    });
  const answers = await Promise.allSettled(people.map(take));
  assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 5);
  for (const answer of answers) if (answer.status === 'rejected') assert.equal((answer.reason as DomainError).code, 'coupon.gone');
  const lucky = answers.findIndex((answer) => answer.status === 'fulfilled');
  const first = answers[lucky];
  assert.ok(first?.status === 'fulfilled');
  await brand.write((ctx) => updateCoupon(ctx, couponId, { issueLimit: 9 }));
  await assert.rejects(take(people[lucky] ?? ''), refusal('coupon.used'));
  await brand.write((ctx) => returnCoupons(ctx, [first.value]));
  await brand.write((ctx) => returnCoupons(ctx, [first.value]));
  assert.equal((await brand.read((ctx) => couponReply(ctx, couponId))).used, 4);
  await take(people[lucky] ?? '');
  await assert.rejects(
    brand.write((ctx) => updateCoupon(ctx, couponId, { issueLimit: 4 })),
    refusal('coupon.limit'),
  );
});

test('orders of one batch use up a coupon between them, and one that comes to nothing leaves it to the next', async () => {
  await brand.write((ctx) => createCoupon(ctx, { code: 'one', offPpm: 100_000, issueLimit: 1 }));
  await brand.write(async (ctx) => {
    const desk = new CouponDesk(await loadPrices(ctx, { personIds: [], codes: ['ONE'], isPlacing: true }));
    const orderId = newId();
    assert.equal(desk.take({ orderId, code: 'one', personId: null, spend: 999n }).amount, 99n);
    assert.throws(() => desk.take({ orderId: newId(), code: 'one', personId: null, spend: 999n }), refusal('coupon.gone'));
    desk.drop(orderId);
    desk.take({ orderId: newId(), code: 'one', personId: null, spend: 999n });
    await useCoupons(ctx, desk.uses);
  });
  const { data } = await brand.read((ctx) => listCoupons(ctx, { limit: 50 }));
  assert.equal(data.find((coupon) => coupon.code === 'ONE')?.state, 'gone');
});

test('the database itself refuses to use a coupon more often than issued or twice by one person', async () => {
  const { couponId } = await brand.write((ctx) => createCoupon(ctx, { code: 'hard', off: cny('1'), issueLimit: 1 }));
  await assert.rejects(
    brand.write(
      (ctx) => ctx.sql.exec`
      UPDATE pricing.coupon AS coupon SET used_count = 2 WHERE coupon.tenant_id = ${ctx.tenantId} AND coupon.coupon_id = ${couponId}`,
    ),
    /coupon_issue/,
  );
  const buyer = await person(brand, 'hard-buyer');
  const uses = [newId(), newId()].map((orderId) => ({ orderId, couponId, personId: buyer, isOnce: true, amount: 1n }));
  await brand.write((ctx) => useCoupons(ctx, uses.slice(0, 1)));
  await brand.write((ctx) => updateCoupon(ctx, couponId, { issueLimit: null }));
  await assert.rejects(
    brand.write((ctx) => useCoupons(ctx, uses.slice(1))),
    /coupon_use_once/,
  );
});

test('what two people used, the one they turned out to be has used', async () => {
  await brand.write((ctx) => createCoupon(ctx, { code: 'merge', off: cny('1'), isOnce: true }));
  const [from, to] = [await person(brand, 'twin-1'), await person(brand, 'twin-2')];
  await brand.write(async (ctx) => {
    const desk = new CouponDesk(await loadPrices(ctx, { personIds: [from], codes: ['merge'], isPlacing: true }));
    desk.take({ orderId: newId(), code: 'merge', personId: from, spend: 10n });
    await useCoupons(ctx, desk.uses);
    await moveCouponUses(ctx, { from, to });
  });
  const book = await brand.read((ctx) => loadPrices(ctx, { personIds: [to], codes: ['merge'] }));
  assert.throws(() => new CouponDesk(book).take({ orderId: newId(), code: 'merge', personId: to, spend: 10n }), refusal('coupon.used'));
});

test('a coupon is told once by its code, is found by it, and ends', async () => {
  const coupon = { code: 'hello', off: cny('100') };
  const { couponId } = await brand.write((ctx) => createCoupon(ctx, coupon));
  assert.equal((await brand.write((ctx) => createCoupon(ctx, { ...coupon, code: 'HELLO' }))).couponId, couponId);
  await assert.rejects(
    brand.write((ctx) => createCoupon(ctx, { ...coupon, isOnce: true })),
    refusal('coupon.exists'),
  );
  assert.equal(await brand.read((ctx) => findCoupon(ctx, 'ext:hello')), couponId);
  assert.equal(parseId('coupon', (await brand.read((ctx) => couponReply(ctx, couponId))).id), couponId);
  await brand.write((ctx) => endCoupon(ctx, couponId));
  assert.equal((await brand.read((ctx) => couponReply(ctx, couponId))).state, 'over');
  await assert.rejects(
    brand.write((ctx) => updateCoupon(ctx, couponId, { name: 'x' })),
    refusal('coupon.over'),
  );
  await assert.rejects(
    brand.read((ctx) => findCoupon(ctx, 'ext:nothing')),
    refusal('coupon.notFound'),
  );
});
