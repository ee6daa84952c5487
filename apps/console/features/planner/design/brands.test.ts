import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutBrand, withoutFace, withoutFaceOf } from './brands.ts';

const document = {
  brands: [{ name: 'House' }, { name: 'Tea' }, { name: 'Cups' }],
  ips: [
    { name: 'Founder', brandIndex: 0 },
    { name: 'Lin', brandIndex: 1 },
    { name: 'Chen', brandIndex: 2 },
  ],
  matrix: { '1.1': { text: 'Lin on tea' }, '2.1': { text: 'Lin on cups' }, '2.2': { text: 'Chen on cups' } },
};

test('a brand that goes takes what was said about it, and the others keep theirs', () => {
  const left = withoutBrand(document, 1);
  assert.deepEqual(left.brands, [{ name: 'House' }, { name: 'Cups' }]);
  assert.deepEqual(
    left.ips?.map(({ brandIndex }) => brandIndex),
    [0, null, 1],
  );
  assert.deepEqual(left.matrix, { '1.1': { text: 'Lin on cups' }, '1.2': { text: 'Chen on cups' } });
});

test('a face that goes takes its column, and the others keep theirs', () => {
  assert.deepEqual(withoutFace(document, 1).matrix, { '2.1': { text: 'Chen on cups' } });
});

test('a product brand nobody speaks for is named; the platform brand needs nobody', () => {
  assert.deepEqual(
    withoutFaceOf(withoutFace(document, 2)).map(({ name }) => name),
    ['Cups'],
  );
  assert.deepEqual(withoutFaceOf({ brands: [{ name: 'House' }] }), []);
});
