import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CODE_BYTES, isShareCode, shareCodeOf } from './share-code.ts';

test('a code is ten letters that are not mistaken for others, each as likely as any', () => {
  const seen = new Map<string, number>();
  const codes = Array.from({ length: 20_000 }, () => shareCodeOf(randomBytes(CODE_BYTES)) ?? '');
  for (const letter of codes.join('')) seen.set(letter, (seen.get(letter) ?? 0) + 1);
  assert.equal(seen.size, 31);
  for (const unclear of '01ilo') assert.ok(!seen.has(unclear), unclear);
  // 200,000 letters over 31: the mean is 6,452 and eight standard deviations are 632.
  for (const [letter, count] of seen) assert.ok(Math.abs(count - 200_000 / 31) < 632, `${letter} ${count}`);
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.every(isShareCode));
});

test('too few fair bytes make no code, and what has another form is none', () => {
  assert.equal(shareCodeOf(new Uint8Array(CODE_BYTES).fill(255)), null);
  for (const text of ['', 'abcdefghj', 'abcdefghjkm', 'ABCDEFGHJK', 'abcdefgh1k', 'abcdefgh/k', 'abcdefgh\nk', 'ａbcdefghjk']) {
    assert.equal(isShareCode(text), false, text);
  }
});
