import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawHeldOut } from './hold-out.ts';

test('a seed draws the same people again, never one twice, and as many as the share says, over many small rounds too', () => {
  fc.assert(
    fc.property(fc.nat(400), fc.integer({ min: 0, max: 500_000 }), fc.nat(2 ** 32 - 1), (people, share, seed) => {
      const held = drawHeldOut(people, share, seed);
      assert.deepEqual(held, drawHeldOut(people, share, seed));
      assert.ok(Math.abs(held.size - (people * share) / 1e6) < 1 && [...held].every((at) => at >= 0 && at < people));
    }),
  );
  let all = 0;
  const times = [0, 0, 0, 0];
  for (let seed = 0; seed < 20_000; seed++) {
    all += drawHeldOut(4, 100_000, seed).size;
    for (const at of drawHeldOut(4, 500_000, seed)) times[at]! += 1;
  }
  assert.ok(Math.abs(all / 80_000 - 0.1) < 0.005, `${all}`);
  for (const each of times) assert.ok(Math.abs(each / 20_000 - 0.5) < 0.02, `${times.join(' ')}`);
});
