import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, keepsTooMuch, ruleOf, type RuleDraft } from './level-rule.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const draft = (changes: Partial<RuleDraft>): RuleDraft => ({ ...draftOf(null), measure: 'sales', reach: '5,000', ...changes });

test('what is typed for a level becomes its rule and comes back as it was typed; nothing to keep is kept for good', () => {
  const rule = ruleOf(draft({ keep: '2000.5' }), 'CNY');
  assert.deepEqual(rule, { measure: 'sales', windowDays: 90, graceDays: 30, reach: cny('500000'), keep: cny('200050') });
  assert.deepEqual(ruleOf(draftOf(rule), 'CNY'), rule);
  assert.equal(keepsTooMuch(rule), false);
  assert.deepEqual(ruleOf(draft({ measure: 'services', reach: '12' }), 'CNY'), {
    measure: 'services',
    windowDays: 90,
    graceDays: 30,
    reach: 12,
    keep: 0,
  });
  assert.equal(ruleOf(draft({ measure: 'hand' }), 'CNY'), null);
  // What the law refuses is said to the server, which refuses it in words.
  const heads = ruleOf(draft({ measure: 'recruits', reach: '9' }), 'CNY');
  assert.ok(heads !== null && heads !== 'wrong' && heads.measure === 'recruits');
});

test('a level asks for a number above nothing within 1 to 3,650 days, and more to keep than to reach is seen', () => {
  for (const wrong of [
    { reach: '' },
    { reach: '0' },
    { reach: '1.234' },
    { keep: '-1' },
    { windowDays: '0' },
    { windowDays: '3651' },
    { graceDays: '' },
    { graceDays: '9999' },
    { measure: 'services' as const, reach: '1.5' },
  ])
    assert.equal(ruleOf(draft(wrong), 'CNY'), 'wrong', JSON.stringify(wrong));
  const odd = ruleOf(draft({ keep: '5000.01' }), 'CNY');
  assert.ok(odd !== null && odd !== 'wrong' && keepsTooMuch(odd));
});
