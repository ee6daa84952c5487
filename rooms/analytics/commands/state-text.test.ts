import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StateText } from './state-text.ts';

test('values come back as they were written, whatever their size and sign', () => {
  const row = fc.record({
    number: fc.maxSafeInteger(),
    amount: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    instant: fc.option(fc.integer({ min: -62_135_596_800_000, max: 4_102_444_800_000 })),
    word: fc.constantFrom('prospect', 'repeat'),
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const text = rows.map((one) => [one.number, one.amount, one.instant ?? 'x', one.word].join(',')).join(',');
      const cells = new StateText(text);
      const read = [];
      while (!cells.isDone) read.push({ number: cells.number(), amount: cells.amount(), instant: cells.instant(), word: cells.word() });
      assert.deepEqual(
        read,
        rows.map((one) => ({ ...one })),
      );
    }),
  );
});
