import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledLetter } from './letter.ts';

test('a blank nothing is known for goes with its comma, in either language, and the letter still begins as one', () => {
  assert.equal(filledLetter('{name}，你现在是{tier}了。', { name: '小雨', tier: '老朋友' }), '小雨，你现在是老朋友了。');
  assert.equal(filledLetter('{name}，你现在是{tier}了。', { name: '', tier: '老朋友' }), '你现在是老朋友了。');
  assert.equal(filledLetter('{name}, you are {tier} now.', { tier: 'gold' }), 'You are gold now.');
});
