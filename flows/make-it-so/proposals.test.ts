import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProduct } from '../../rooms/catalog/api.ts';
import { createCard, createTier, writeCeremony, writeLetter } from '../../rooms/membership/api.ts';
import { newPlan } from '../../rooms/partners/index.ts';
import { createTask, designDocument } from '../../rooms/planner/api.ts';
import { libraryScript, presetIds, proposalsOf, type Proposal } from '../../rooms/planner/index.ts';

const CNY = { currency: 'CNY', minorDigits: 2, paidLevels: 1 };
const languages = ['zh-CN', 'en'] as const;
const of = (template: (typeof presetIds)[number], document = {}, brand = CNY, language: 'zh-CN' | 'en' = 'en'): Proposal[] =>
  proposalsOf({ id: 'dsn_1', template, document: designDocument.parse(document) }, brand, language);
const one = (proposals: readonly Proposal[], key: string): Proposal => {
  const found = proposals.find((each) => each.key === key);
  assert.ok(found, key);
  return found;
};

test('whatever the trade and the language, every proposal is what the room of the thing takes', () => {
  for (const template of presetIds) {
    for (const language of languages) {
      const proposals = of(template, {}, CNY, language);
      assert.equal(new Set(proposals.map((each) => each.key)).size, proposals.length, 'each key once');
      for (const { kind, body, name, key } of proposals) {
        assert.ok(name.length > 0 && !/undefined|\{\{/.test(JSON.stringify([name, body])), key);
        if (kind === 'product') createProduct.parse(body);
        if (kind === 'card') createCard.parse({ product: 'prd_1', ...(body['card'] as object) });
        if (kind === 'card') createProduct.parse(body['product']);
        if (kind === 'tier') createTier.parse(body);
        if (kind === 'commissionPlan') newPlan.parse(body);
        if (kind === 'ceremony') (body['occasion'] === undefined ? writeCeremony : writeLetter).parse(body);
        if (kind === 'task') createTask.parse({ ...body, design: 'dsn_1' });
        if (kind === 'script') assert.ok(libraryScript(String(body['library']), language), key);
      }
      const kinds = new Set(proposals.map((each) => each.kind));
      assert.deepEqual([...kinds].toSorted(), ['card', 'ceremony', 'commissionPlan', 'product', 'script', 'task', 'tier'], template);
    }
  }
});

test('nothing a design proposes is live: cards are off sale, tiers and the ceremony are drafts', () => {
  for (const template of presetIds) {
    const proposals = of(template);
    assert.equal((one(proposals, 'card:membership').body['card'] as { isOnSale: boolean }).isOnSale, false);
    for (const { kind, body } of proposals)
      if (kind === 'tier' || kind === 'ceremony') assert.equal(body['occasion'] === undefined ? body['isDraft'] : !body['isOpen'], true);
    assert.equal(proposals.filter(({ kind }) => kind === 'ceremony').length, 6, 'six ceremonies');
    // A tier is kept by two thirds of what reaches it, and the next one begins higher.
    const [two, three] = ['tier:two', 'tier:three'].map((key) => one(proposals, key).body as { reach: number; keep: number });
    assert.deepEqual(
      [two?.keep, three?.keep],
      [two, three].map((tier) => Math.floor(((tier?.reach ?? 0) * 2) / 3)),
    );
    assert.ok((two?.reach ?? 0) > 1 && (two?.reach ?? 0) < (three?.reach ?? 0), template);
  }
});

test('what the owner wrote comes before the template, and what was simulated before its band of prices', () => {
  const food = of('food');
  assert.deepEqual(one(food, 'product:entry').body['price'], { amount: '3900', currency: 'CNY' });
  assert.equal(one(food, 'product:entry').name, 'Sampler of six flavours');
  const own = of('food', {
    cells: { 'fan.product': { offer: 'Three jars to try, 45 a box' }, 'fan.scene': { scene: 'live' } },
    params: { a1: 45, c1: 0.2 },
  });
  assert.deepEqual(one(own, 'product:entry').body['price'], { amount: '4500', currency: 'CNY' });
  assert.equal(one(own, 'product:entry').name, 'Three jars to try');
  assert.deepEqual(one(own, 'commissionPlan:referral').body['levels'], [{ depth: 1, ratePpm: 200_000 }]);
  const ticked = own.filter((each) => each.kind === 'script' && each.stage === 'fan' && each.isSuggested);
  assert.deepEqual([...new Set(ticked.map((each) => each.body['scene']))], ['live']);
});

test('levels are as deep as the policy pays without being asked twice, and a brand of another currency names its own prices', () => {
  const deep = one(of('food', {}, { ...CNY, paidLevels: 2 }), 'commissionPlan:referral');
  assert.deepEqual(deep.body['levels'], [
    { depth: 1, ratePpm: 100_000 },
    { depth: 2, ratePpm: 30_000 },
  ]);
  assert.equal(one(of('food'), 'commissionPlan:referral').why.code, 'plan.shallower');
  assert.equal(
    of('food', { params: { c1: 0, c2: 0 } }).some((each) => each.kind === 'commissionPlan'),
    false,
    'no commission, no plan',
  );
  const pounds = { currency: 'GBP', minorDigits: 2, paidLevels: 1 };
  assert.equal(one(of('food', {}, pounds), 'product:entry').body['price'], undefined);
  assert.deepEqual(one(of('food', { params: { a1: 12.5 } }, pounds), 'product:entry').body['price'], { amount: '1250', currency: 'GBP' });
  const yen = { currency: 'JPY', minorDigits: 0, paidLevels: 1 };
  assert.deepEqual(one(of('food', { params: { a1: 900 } }, yen), 'product:entry').body['price'], { amount: '900', currency: 'JPY' });
});
