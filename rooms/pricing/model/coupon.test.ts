import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { couponFor, normaliseCode, type Coupon } from './coupon.ts';

const AT = Date.UTC(2026, 0, 15);
const coupon: Coupon = {
  couponId: 'c',
  code: 'SPRING',
  name: 'Spring',
  gives: { kind: 'money', off: 2000n },
  minSpend: 10_000n,
  isOnce: true,
  issueLimit: 3,
  usedCount: 0,
  startsAt: AT,
  endsAt: AT + 1000,
  isEnded: false,
};
const ask: Parameters<typeof couponFor>[1] = { spend: 10_000n, personId: 'p', hasUsed: false, at: AT };

test('a coupon takes its money or its part off, never more than there is', () => {
  assert.deepEqual(couponFor(coupon, ask), { kind: 'taken', discount: 2000n });
  assert.deepEqual(couponFor({ ...coupon, gives: { kind: 'off', offPpm: 150_000 } }, { ...ask, spend: 9999n + 1000n }), {
    kind: 'taken',
    discount: 1649n,
  });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10_000n }), fc.bigInt({ min: 1n, max: 20_000n }), (spend, off) => {
      const answer = couponFor({ ...coupon, minSpend: 0n, gives: { kind: 'money', off } }, { ...ask, spend });
      assert.ok(answer.kind === 'taken' && answer.discount <= spend && answer.discount <= off);
    }),
  );
});

test('a coupon says which of its conditions is not met', () => {
  const no = (over: Partial<Coupon>, asked: Partial<typeof ask> = {}) => {
    const answer = couponFor({ ...coupon, ...over }, { ...ask, ...asked });
    return answer.kind === 'refused' ? answer.code : answer.discount;
  };
  assert.equal(no({ isEnded: true }), 'coupon.over');
  assert.equal(no({}, { at: AT - 1 }), 'coupon.over');
  assert.equal(no({}, { at: AT + 1000 }), 'coupon.over');
  assert.equal(no({}, { spend: 9999n }), 'coupon.belowSpend');
  assert.equal(no({}, { personId: null }), 'coupon.nobody');
  assert.equal(no({}, { hasUsed: true }), 'coupon.used');
  assert.equal(no({ isOnce: false }, { hasUsed: true }), 2000n);
  assert.equal(no({ usedCount: 3 }), 'coupon.gone');
  assert.equal(no({ usedCount: 2 }), 2000n);
});

test('a code is read whatever its case and the spaces around it', () => {
  assert.equal(normaliseCode(' spring '), 'SPRING');
});
