import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attributed } from './attributed.ts';

test('a sale is given once: to the buyer, to who brought them and to who brought those; what nobody takes goes back to the buyer', () => {
  // 0 brought 1, 1 brought 2; 3 came alone.
  const given = attributed([100, 80, 60, 50], [-1, 0, 1, -1], 4, { directPpm: 200_000, indirectPpm: 100_000 });
  assert.deepEqual([...given], [100 + 16 + 6, 64 + 12, 42, 50]);
});

test('over everybody it is all sales to the minor unit, however odd the weights, refunds above purchases and amounts beyond nine digits', () => {
  const person = fc.record({
    own: fc.integer({ min: -1_000_000, max: 90_000_000_000_000 }),
    above: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(person, { maxLength: 60 }),
      fc.integer({ min: 0, max: 500_000 }),
      fc.integer({ min: 0, max: 500_000 }),
      (people, directPpm, indirectPpm) => {
        const own = people.map((one) => one.own);
        // Whoever is brought comes after who brought them; the first half of the chances is nobody.
        const parent = people.map(({ above }, i) => (above < 0.3 || i === 0 ? -1 : Math.floor(above * i)));
        const given = attributed(own, parent, own.length, { directPpm, indirectPpm });
        const sum = (list: ArrayLike<number>) => Array.from(list, BigInt).reduce((all, each) => all + each, 0n);
        assert.equal(sum(given), sum(own));
      },
    ),
  );
});
