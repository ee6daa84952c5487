import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellTest } from './pattern.ts';

test('a pattern is searched for in the cell', () => {
  const test_ = cellTest('^(pending|voided)$');
  assert.equal(test_('pending'), true);
  assert.equal(test_('paid'), false);
  assert.equal(test_('pending'), true);
  assert.equal(cellTest('^$')(''), true);
  assert.equal(cellTest('未付款|已关闭')('订单已关闭'), true);
  assert.equal(cellTest('[0-2]{1,3}')('x2'), true);
});

test('patterns whose matching can explode are refused', () => {
  for (const pattern of [
    '(a+)+$',
    '(a|a)*$',
    '(a*)*',
    '((a)+)+',
    '(?:x+y?)+',
    '(a|b?){9}',
    '(.*)\\1',
    '(?=a)a',
    '.*.*.*x',
    'a'.repeat(201),
    '(a{1,9}){2,}',
  ]) {
    assert.throws(() => cellTest(pattern), { code: 'import.pattern', facts: { pattern: pattern.slice(0, 200), why: 'unsafe' } }, pattern);
  }
});

test('patterns that are none are refused', () => {
  for (const pattern of ['(', '[', '*a', 'a{2,1}']) {
    assert.throws(() => cellTest(pattern), { code: 'import.pattern' }, pattern);
  }
});

test('only the beginning of a long cell is looked at', () => {
  assert.equal(cellTest('x$')(`${'a'.repeat(500)}x`), false);
});
