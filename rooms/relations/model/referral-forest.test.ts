import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReferralForest } from './referral-forest.ts';

test('self, second and ring are told apart, a repeat is none of them', () => {
  const forest = new ReferralForest();
  assert.equal(forest.bind(1, 1), 'self');
  assert.equal(forest.bind(1, 2), 'accepted');
  assert.equal(forest.bind(1, 2), 'repeat');
  assert.equal(forest.bind(1, 3), 'second');
  assert.equal(forest.bind(2, 3), 'accepted');
  assert.equal(forest.bind(3, 1), 'cycle');
});

test('what stood before the batch counts', () => {
  const forest = new ReferralForest();
  forest.know(5, 6);
  forest.know(6, 7);
  assert.equal(forest.bind(7, 5), 'cycle');
  assert.equal(forest.bind(5, 9), 'second');
  assert.deepEqual(forest.nearest(5), [6, 7, null]);
});

test('verdicts equal those of walking up the whole chain, for any pairs in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 60 }), (pairs) => {
      const forest = new ReferralForest();
      const parents = new Map<number, number>();
      for (const [person, referrer] of pairs) {
        const expected = naive(parents, person, referrer);
        assert.equal(forest.bind(person, referrer), expected);
        if (expected === 'accepted') parents.set(person, referrer);
      }
    }),
    { numRuns: 500 },
  );
});

test('a chain of a million people is judged from either end', () => {
  for (const reversed of [false, true]) {
    const forest = new ReferralForest();
    const people = 1_000_000;
    for (let i = 1; i < people; i++) {
      const person = reversed ? people - i : i;
      assert.equal(forest.bind(person, person - 1), 'accepted');
    }
    assert.equal(forest.bind(0, people - 1), 'cycle');
  }
});

function naive(parents: Map<number, number>, person: number, referrer: number): string {
  if (person === referrer) return 'self';
  const standing = parents.get(person);
  if (standing !== undefined) return standing === referrer ? 'repeat' : 'second';
  for (let at: number | undefined = referrer; at !== undefined; at = parents.get(at)) if (at === person) return 'cycle';
  return 'accepted';
}
