import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Stage } from '../../../kit/http/shapes.ts';
import { priceFor, ruleKinds, type Buyer, type PriceAsk, type PriceRule } from './price.ts';

const STAGES: readonly Stage[] = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'];
const AT = Date.UTC(2026, 0, 15);
const DAY = 86_400_000;

const product = { productId: 'p', category: 'tea', ladderRole: 'core' };
const fan: Buyer = { stage: 'fan', tier: null, hasReferrer: false, hasPaid: false };
const plain: PriceAsk = { product, listPrice: 10_000n, quantity: 1n, at: AT, buyer: fan };

let made = 0;
function rule(over: Partial<PriceRule>): PriceRule {
  return {
    ruleId: `rule-${String(made++).padStart(4, '0')}`,
    name: 'A price',
    kind: 'campaign',
    productId: 'p',
    category: null,
    ladderRole: null,
    gives: { kind: 'price', price: 9000n },
    minQuantity: 1n,
    stages: [],
    tier: null,
    startsAt: null,
    endsAt: null,
    ...over,
  };
}
const price = (amount: bigint) => ({ kind: 'price', price: amount }) as const;
const off = (offPpm: number) => ({ kind: 'off', offPpm }) as const;

const stages = fc.uniqueArray(fc.constantFrom(...STAGES), { minLength: 1 });
const time = fc.option(fc.integer({ min: AT - 2 * DAY, max: AT + 2 * DAY }), { nil: null });
const anyRule: fc.Arbitrary<PriceRule> = fc.record({
  ruleId: fc.uuid(),
  name: fc.constant('A price'),
  kind: fc.constantFrom(...ruleKinds),
  productId: fc.constantFrom('p', 'q', null),
  category: fc.constantFrom('tea', 'cup', null),
  ladderRole: fc.constantFrom('core', 'entry', null),
  gives: fc.oneof(fc.bigInt({ min: 0n, max: 12_000n }).map(price), fc.integer({ min: 1, max: 1_000_000 }).map(off)),
  minQuantity: fc.bigInt({ min: 1n, max: 4n }),
  stages,
  tier: fc.constantFrom('gold', null),
  startsAt: time,
  endsAt: time,
});
const rules = fc.array(anyRule, { maxLength: 12 });
const buyer: fc.Arbitrary<Buyer> = fc.record({
  stage: fc.constantFrom(...STAGES),
  tier: fc.constantFrom('gold', null),
  hasReferrer: fc.boolean(),
  hasPaid: fc.boolean(),
});
const listPrice = fc.option(fc.bigInt({ min: 0n, max: 12_000n }), { nil: null });
const quantity = fc.bigInt({ min: 1n, max: 5n });

test('the price given is the lowest of those that hold, and every other one says why it is not', () => {
  fc.assert(
    fc.property(rules, fc.option(buyer, { nil: null }), listPrice, quantity, (all, who, list, pieces) => {
      const answer = priceFor({ ...plain, listPrice: list, quantity: pieces, buyer: who }, all);
      const winners = answer.reasons.filter((reason) => reason.isWinner);
      assert.equal(winners.length, answer.unitPrice === null ? 0 : 1);
      for (const reason of answer.reasons) {
        if (reason.why === 'higher') assert.ok((reason.price ?? 0n) > (answer.unitPrice ?? 0n));
        if (reason.why === 'tie') assert.equal(reason.price, answer.unitPrice);
      }
      const isMember = who?.stage === 'member' || who?.stage === 'partner';
      if (!isMember) assert.ok(answer.reasons.every((reason) => reason.why !== 'memberFloor'));
    }),
  );
});

test('a member never pays more than anybody who is none, for as many pieces at the same moment', () => {
  fc.assert(
    fc.property(rules, buyer, fc.option(buyer, { nil: null }), listPrice, quantity, (all, mine, other, list, pieces) => {
      const member = { ...mine, stage: mine.stage === 'partner' ? 'partner' : 'member' } as const;
      const outsider = other && {
        ...other,
        stage: other.stage === 'member' || other.stage === 'partner' ? 'repeat' : other.stage,
        tier: null,
      };
      const ask = { ...plain, listPrice: list, quantity: pieces };
      const paid = priceFor({ ...ask, buyer: member }, all).unitPrice;
      const theirs = priceFor({ ...ask, buyer: outsider as Buyer | null }, all).unitPrice;
      if (theirs !== null) assert.ok(paid !== null && paid <= theirs, `${String(paid)} > ${String(theirs)}`);
    }),
  );
});

test('prices do not add up: the lowest one alone is given', () => {
  const answer = priceFor({ ...plain, quantity: 3n }, [
    rule({ kind: 'campaign', gives: off(100_000) }),
    rule({ kind: 'quantity', minQuantity: 3n, gives: off(200_000) }),
  ]);
  assert.deepEqual([answer.unitPrice, answer.kind], [8000n, 'quantity']);
  assert.deepEqual(
    answer.reasons.map((reason) => [reason.kind, reason.price, reason.why]),
    [
      ['list', 10_000n, 'higher'],
      ['campaign', 9000n, 'higher'],
      ['quantity', 8000n, 'lowest'],
    ],
  );
});

test('on a tie the kind that comes first wins, then the older rule', () => {
  const older = rule({ kind: 'stage', stages: ['fan'] });
  const answer = priceFor(plain, [
    rule({ kind: 'quantity' }),
    rule({ kind: 'campaign' }),
    rule({ kind: 'stage', stages: ['fan'], ruleId: 'rule-9999' }),
    older,
  ]);
  assert.deepEqual([answer.kind, answer.ruleId], ['stage', older.ruleId]);
  assert.equal(priceFor(plain, [rule({ gives: price(10_000n) })]).kind, 'list');
});

test('the friend’s price is for the first paid order of somebody who was introduced', () => {
  const referral = [rule({ kind: 'referral', gives: price(7000n) })];
  const why = (over: Partial<Buyer>) => {
    const answer = priceFor({ ...plain, buyer: { ...fan, ...over } }, referral);
    return [answer.unitPrice, answer.reasons[1]?.why];
  };
  assert.deepEqual(why({ hasReferrer: true }), [7000n, 'lowest']);
  assert.deepEqual(why({ hasReferrer: true, hasPaid: true }), [10_000n, 'notFirstOrder']);
  assert.deepEqual(why({}), [10_000n, 'noReferrer']);
  assert.deepEqual(priceFor({ ...plain, buyer: null }, referral).reasons[1]?.why, 'noReferrer');
});

test('a member gets the friend’s lower price, and the answer says what they would have paid', () => {
  const all = [
    rule({ kind: 'stage', stages: ['member', 'partner'], gives: price(8000n) }),
    rule({ kind: 'referral', gives: price(7000n) }),
  ];
  const answer = priceFor({ ...plain, buyer: { ...fan, stage: 'member', hasPaid: true } }, all);
  assert.deepEqual([answer.unitPrice, answer.kind, answer.memberWouldPay], [7000n, 'referral', 8000n]);
  assert.deepEqual(
    answer.reasons.map((reason) => reason.why),
    ['higher', 'higher', 'memberFloor'],
  );
});

test('a rule holds from its first instant to just before its last, from its number of pieces, for its stages', () => {
  const one = (over: Partial<PriceRule>, ask: Partial<PriceAsk> = {}) => priceFor({ ...plain, ...ask }, [rule(over)]).reasons[1]?.why;
  assert.equal(one({ startsAt: AT, endsAt: AT + 1 }), 'lowest');
  assert.equal(one({ startsAt: AT + 1 }), 'notYet');
  assert.equal(one({ endsAt: AT }), 'over');
  assert.equal(one({ kind: 'quantity', minQuantity: 2n }), 'fewPieces');
  assert.equal(one({ kind: 'quantity', minQuantity: 2n }, { quantity: 2n }), 'lowest');
  assert.equal(one({ kind: 'stage', stages: ['member'] }), 'notStage');
  assert.equal(one({ kind: 'tier', tier: 'gold' }), 'notTier');
  assert.equal(one({ kind: 'tier', tier: 'gold' }, { buyer: { ...fan, tier: 'gold' } }), 'lowest');
});

test('a rule is about its product, its category or its step, and a part off is rounded half up', () => {
  const kinds = (over: Partial<PriceRule>) => priceFor(plain, [rule({ productId: null, ...over })]).reasons.length;
  assert.deepEqual(
    [kinds({}), kinds({ category: 'tea' }), kinds({ category: 'cup' }), kinds({ ladderRole: 'core' }), kinds({ productId: 'q' })],
    [2, 2, 1, 2, 1],
  );
  assert.equal(priceFor({ ...plain, listPrice: 9999n }, [rule({ gives: off(500_000) })]).unitPrice, 5000n);
});

test('without a list price only a rule with a price of its own can give one', () => {
  const ask = { ...plain, listPrice: null };
  assert.equal(priceFor(ask, []).unitPrice, null);
  assert.deepEqual(
    priceFor(ask, [rule({ gives: off(100_000) })]).reasons.map((reason) => reason.why),
    ['unpriced', 'unpriced'],
  );
  assert.equal(priceFor(ask, [rule({})]).unitPrice, 9000n);
});
