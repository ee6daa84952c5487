import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, hashToken, isPassword, newToken } from './index.ts';

test('a password is known again by its stored form and no other is', async () => {
  const stored = await hashPassword('correct horse');
  assert.match(stored, /^scrypt\$15\$8\$3\$/);
  assert.equal(await isPassword('correct horse', stored), true);
  assert.equal(await isPassword('correct horsf', stored), false);
  assert.equal(await isPassword('', stored), false);
});

test('two stored forms of one password differ', async () => {
  assert.notEqual(await hashPassword('same'), await hashPassword('same'));
});

test('nobody has a password that was never set', async () => {
  assert.equal(await isPassword('', null), false);
  assert.equal(await isPassword('x', 'scrypt$15$8$3$$'), false);
});

test('a password typed composed and decomposed is one password', async () => {
  assert.equal(await isPassword('café-12345', await hashPassword('cafe\u0301-12345')), true);
});

test('tokens do not repeat and are stored as hashes', () => {
  const tokens = new Set(Array.from({ length: 1000 }, newToken));
  assert.equal(tokens.size, 1000);
  for (const token of tokens) assert.notEqual(hashToken(token), token);
});
