import assert from 'node:assert/strict';
import test from 'node:test';
import { groupOf, groups, squareOf, stepsOf } from './rfm.ts';

test('every square of the grid has one group and every group has a square', () => {
  const found = new Set<string>();
  for (let r = 1; r <= 5; r++) for (let f = 1; f <= 5; f++) found.add(groupOf(r, f));
  assert.deepEqual([...found].sort(), [...groups].sort());
});

test('a square adds up its spend buckets', () => {
  const cell = (m: number, people: number, amount: string) => ({
    r: 5,
    f: 5,
    m,
    people,
    sales: { amount, currency: 'CNY' },
  });
  const square = squareOf([cell(4, 2, '10'), cell(5, 3, '20'), { ...cell(1, 9, '9'), f: 1 }], 5, 5, 'CNY');
  assert.deepEqual([square.people, square.sales.amount, square.group], [5, '30', 'champions']);
});

test('steps lie between the edges, and one that nothing can fall into is left out', () => {
  assert.deepEqual(stepsOf([1, 2, 2, 5]), [
    { at: 1, from: null, to: 1 },
    { at: 2, from: 2, to: 2 },
    { at: 4, from: 3, to: 5 },
    { at: 5, from: 6, to: null },
  ]);
});
