import assert from 'node:assert/strict';
import { test } from 'node:test';
import { membershipReasons, partnershipReasons, scoreOf, type CandidateFacts } from './candidates.ts';

const nobody: CandidateFacts = {
  r: 0,
  f: 0,
  m: 0,
  orders: 0,
  sinceDays: 0,
  tenureDays: 0,
  own: 0n,
  directs: 0,
  directsBuy: 0,
  downline: 0,
  brought: 0n,
};

test('the best possible member and partner reach exactly one hundred', () => {
  const best = {
    ...nobody,
    r: 5,
    f: 5,
    m: 5,
    orders: 40,
    tenureDays: 400,
    own: 1n,
    directs: 9,
    directsBuy: 9,
    downline: 90,
    brought: 2n,
  };
  assert.equal(scoreOf(membershipReasons(best)), 100);
  assert.equal(scoreOf(partnershipReasons(best)), 100);
});

test('who bought once is no natural member, who brought nobody no natural partner', () => {
  assert.deepEqual(membershipReasons({ ...nobody, r: 5, f: 5, m: 5, orders: 1 }), []);
  assert.deepEqual(partnershipReasons({ ...nobody, r: 5, f: 5, m: 5, orders: 90 }), []);
});

test('reasons come with their figure, the weightiest first', () => {
  const reasons = membershipReasons({
    ...nobody,
    r: 5,
    f: 4,
    m: 3,
    orders: 6,
    sinceDays: 3,
    tenureDays: 200,
    own: 52_000n,
  });
  assert.deepEqual(
    reasons.map((reason) => [reason.id, reason.points, reason.value]),
    [
      ['recency', 25, '3'],
      ['frequency', 22, '6'],
      ['tenure', 10, '200'],
      ['spend', 6, '52000'],
      ['rhythm', 5, '40'],
    ].sort((a, b) => Number(b[1]) - Number(a[1])),
  );
});

test('friends who never bought count less than friends who do', () => {
  const brought = { ...nobody, directs: 3, downline: 3 };
  assert.ok(scoreOf(partnershipReasons(brought)) < scoreOf(partnershipReasons({ ...brought, directsBuy: 3, brought: 10n })));
});
