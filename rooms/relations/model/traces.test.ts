import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparable, normaliseAddress } from './traces.ts';

test('an address is the same however it was typed: blanks, commas, brackets, width and case make no difference', () => {
  const one = normaliseAddress('上海市 黄浦区，南京东路 100号（3楼）');
  assert.equal(one, normaliseAddress('上海市黄浦区南京东路１００号3楼'));
  assert.equal(normaliseAddress('10 Downing St., London'), normaliseAddress('10 DOWNING ST LONDON'));
  assert.notEqual(one, normaliseAddress('上海市黄浦区南京东路101号3楼'));
});

test('what says too little tells nobody apart', () => {
  assert.deepEqual(
    [normaliseAddress('1-2, 3'), normaliseAddress('上海'), comparable('device', '  '), comparable('payer', ' o-1 ')],
    [null, null, null, 'o-1'],
  );
});
