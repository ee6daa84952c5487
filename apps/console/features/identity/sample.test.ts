import assert from 'node:assert/strict';
import test from 'node:test';
import { slugOf } from './sample.ts';

test('a brand’s address is made from the latin part of its name', () => {
  assert.equal(slugOf('Café & Tea 喜茶', []), 'cafe-tea');
  assert.equal(slugOf('林小姐的店', []), 'brand');
});

test('an address that is taken gets a number', () => {
  assert.equal(slugOf('林小姐的店', ['brand', 'brand-2']), 'brand-3');
});
