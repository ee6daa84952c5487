import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDay } from '../../kit/time/index.ts';
import { generateSample } from './generate.ts';

const END = parseDay('2026-11-22');

function rowsOf(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
}

test('the same seed and day give the same bytes, another seed gives others', () => {
  assert.deepEqual(generateSample(1, END), generateSample(1, END));
  assert.notEqual(generateSample(1, END).orders, generateSample(2, END).orders);
});

test('every introduced person was met after the one who introduced them', () => {
  const files = generateSample(7, END);
  const metAt = new Map(rowsOf(files.people).map(([id, , , at]) => [id, at ?? '']));
  const referrals = rowsOf(files.referrals);
  assert.ok(referrals.length > 300);
  for (const [person, referrer, at] of referrals) {
    assert.ok((metAt.get(referrer) ?? '9') < (at ?? ''), `${referrer} met before ${person}`);
  }
});

test('the loop is alive: about three thousand people, walk-ins, refunds, returns, and nothing after the last day', () => {
  const files = generateSample(7, END);
  const orders = rowsOf(files.orders);
  assert.ok(Math.abs(rowsOf(files.people).length - 3000) < 300);
  assert.ok(
    orders.some((row) => row[1] === ''),
    'walk-ins',
  );
  assert.ok(
    orders.some((row) => Number(row[9]) > 0),
    'refunds',
  );
  assert.ok(
    orders.some((row) => Number(row[8]) < 0),
    'returns',
  );
  assert.ok(orders.every((row) => (row[2] ?? '') < '2026-11-22'));
});
