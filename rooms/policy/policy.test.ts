import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../../kit/testing/index.ts';
import { assertNoPromise, isPolicyAllowed, policyPackOf, policyPacks } from './index.ts';

test('every pack but the laboratory refuses pay for heads, roll-up and earning on own orders', () => {
  for (const pack of policyPacks.filter((each) => each.id !== 'LAB')) {
    assert.ok(pack.commission.forbiddenTriggers.includes('memberJoined'), pack.id);
    assert.equal(pack.commission.allowsRollUp, false, pack.id);
    assert.equal(pack.commission.allowsSelfBuy, false, pack.id);
    assert.ok(Number(pack.commission.paidLevels.default ?? Infinity) <= Number(pack.commission.paidLevels.hardMax ?? 0), pack.id);
  }
});

test('China pays one level, two when the risk is taken, thirty per cent in all, and nothing on joining fees', () => {
  const pack = policyPackOf('CN');
  assert.deepEqual(pack?.commission.paidLevels, { default: 1, hardMax: 2 });
  assert.equal(pack?.commission.capPpm, 300_000);
  assert.ok(pack?.commission.excludeFromBase.includes('joiningFee'));
});

test('the laboratory pack is for sandbox brands only', () => {
  assert.equal(isPolicyAllowed('LAB', false), false);
  assert.equal(isPolicyAllowed('LAB', true), true);
  assert.equal(policyPackOf('XX'), null);
});

test('a promise of income is found in both languages and in full-width letters; what a product costs is none', () => {
  for (const text of ['轻松月入过万', '财务自由从这里开始', '每月赚5000', 'Make $3,000 a month', 'ＰＡＳＳＩＶＥ ＩＮＣＯＭＥ']) {
    assert.throws(() => assertNoPromise(text, '/text'), refusal('claim.incomePromised'), text);
  }
  for (const text of ['一个月喝一杯，只要 39 元', 'Save $5 a month on tea', '月卡 30 天']) assertNoPromise(text, '/text');
});
