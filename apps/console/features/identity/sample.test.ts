import assert from 'node:assert/strict';
import test from 'node:test';
import { isSlug, slugOf } from './sample.ts';

test('a brand’s address is made from the latin part of its name', () => {
  assert.equal(slugOf('Café & Tea 喜茶', []), 'cafe-tea');
  assert.equal(slugOf('林小姐的店', []), 'brand');
});

test('an address that is taken gets a number', () => {
  assert.equal(slugOf('林小姐的店', ['brand', 'brand-2']), 'brand-3');
});

test('an address an owner types is small letters, digits and dashes inside, forty at most', () => {
  for (const good of ['shanfang', 'lin-tea', '7', 'a'.repeat(40)]) assert.ok(isSlug(good), good);
  for (const bad of ['', '山房', 'Tea', '-tea', 'tea-', 'a b', 'a/b', 'a'.repeat(41)]) assert.ok(!isSlug(bad), bad);
});
