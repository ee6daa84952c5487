import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isSame, joined, written } from './merge.ts';

test('what two people wrote in different places stands side by side', () => {
  const base = { cells: { 'fan.product': { offer: 'a' } } };
  const mine = { cells: { 'fan.product': { offer: 'a', owner: 'Lin' } } };
  const theirs = { cells: { 'fan.product': { offer: 'b' }, 'fan.team': { offer: 'c' } }, months: 36 };
  assert.deepEqual(joined(base, mine, theirs), {
    document: { cells: { 'fan.product': { offer: 'b', owner: 'Lin' }, 'fan.team': { offer: 'c' } }, months: 36 },
    clashes: [],
  });
});

test('where both wrote something else the place is named and neither text is lost', () => {
  const { document, clashes } = joined({ name: 'a' }, { name: 'b' }, { name: 'c' });
  assert.deepEqual(document, { name: 'b' });
  assert.deepEqual(clashes, [{ path: ['name'], mine: 'b', theirs: 'c' }]);
  assert.deepEqual(written(document, ['name'], 'c'), { name: 'c' });
});

test('what one took away and nobody else touched is gone; what the other wrote there meanwhile is asked about', () => {
  assert.deepEqual(joined({ a: 1, b: 2 }, { b: 2 }, { a: 1, b: 3 }), { document: { b: 3 }, clashes: [] });
  assert.deepEqual(joined<Record<string, number>>({ a: 1 }, {}, { a: 2 }).clashes, [{ path: ['a'], mine: undefined, theirs: 2 }]);
});

test('lists are joined whole', () => {
  assert.deepEqual(joined({ l: ['a'] }, { l: ['a', 'b'] }, { l: ['a', 'c'] }).clashes, [
    { path: ['l'], mine: ['a', 'b'], theirs: ['a', 'c'] },
  ]);
});

const trees = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.integer(), fc.dictionary(fc.constantFrom('x', 'y'), fc.integer())));

test('joined with what was not touched, a document is what the other made of it; and every clash can be settled either way', () => {
  fc.assert(
    fc.property(trees, trees, trees, (base, mine, theirs) => {
      assert.ok(isSame(joined(base, base, theirs).document, theirs));
      assert.ok(isSame(joined(base, mine, base).document, mine));
      const { document, clashes } = joined(base, mine, theirs);
      for (const { path, mine: own, theirs: other } of clashes) {
        assert.ok(!isSame(own, other));
        assert.ok(isSame(at(written(document, path, other), path), other));
      }
    }),
  );
});

function at(value: unknown, [name, ...rest]: readonly string[]): unknown {
  return name === undefined ? value : at((value as Record<string, unknown> | undefined)?.[name], rest);
}
