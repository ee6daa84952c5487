import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeReferrals } from './merge.ts';

const at = (referralId: string, fromMs: number | null, leadsBack: 'self' | 'cycle' | null = null) => ({
  referralId,
  fromMs,
  leadsBack,
});

test('the earliest introduction is kept and the later one closed', () => {
  const { kept, closed } = mergeReferrals([at('b', 200), at('a', 100)]);
  assert.equal(kept?.referralId, 'a');
  assert.deepEqual(
    closed.map((one) => [one.referral.referralId, one.reason]),
    [['b', 'second']],
  );
});

test('known since always is earlier than any date', () => {
  assert.equal(mergeReferrals([at('a', -1), at('b', null)]).kept?.referralId, 'b');
});

test('an introduction that leads back is closed even when it is the earliest', () => {
  const { kept, closed } = mergeReferrals([at('a', 100, 'cycle'), at('b', 200)]);
  assert.equal(kept?.referralId, 'b');
  assert.deepEqual(
    closed.map((one) => one.reason),
    ['cycle'],
  );
  assert.deepEqual(mergeReferrals([at('a', 100, 'self')]).kept, null);
});
