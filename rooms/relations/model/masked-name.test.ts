import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskedName } from './masked-name.ts';

test('a masked name shows its first sign and never how long it is', () => {
  assert.equal(maskedName('林小雨'), '林**');
  assert.equal(maskedName('林雨'), '林**');
  assert.equal(maskedName('Alexander Graham Bell-Wolfeschlegelstein'), 'A**');
  assert.equal(maskedName('𠮷野家'), '𠮷**');
  assert.equal(maskedName('13800138000'), '1**');
});

test('a name of one sign, an empty one and none at all are masked whole', () => {
  for (const name of ['林', 'X', '👨‍👩‍👧‍👦', 'é', '', ' 　 ', '\u200b\u2060', null]) assert.equal(maskedName(name), '**', String(name));
});

test('a sign of several code points is shown whole, a letter drowned in marks is not', () => {
  assert.equal(maskedName('👨‍👩‍👧‍👦 Familie'), '👨‍👩‍👧‍👦**');
  assert.equal(maskedName('🇨🇳小王'), '🇨🇳**');
  assert.equal(maskedName('e\u0301tienne'), 'e\u0301**');
  assert.equal(maskedName(`Z${'\u0335'.repeat(400)}algo`), 'Z**');
});

test('a masked name turns no writing direction and starts with something to see', () => {
  assert.equal(maskedName('محمد علي'), 'م**');
  assert.equal(maskedName('\u202e\u2066 evil'), 'e**');
  assert.equal(maskedName('\u200d\u200b王芳'), '王**');
  assert.equal(maskedName('\t\n 李雷'), '李**');
});

test('whatever the name, what is shown is short, holds nothing unseen and at most one of its signs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const masked = maskedName(name);
      assert.ok(masked.endsWith('**') && masked.length <= 18, masked);
      assert.ok(masked.isWellFormed());
      assert.doesNotMatch(masked, /[\s\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u);
      assert.ok(masked === '**' || name.includes(masked.slice(0, -2)));
    }),
    { numRuns: 2000 },
  );
});
