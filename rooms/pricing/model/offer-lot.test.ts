import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../kit/ids/index.ts';
import { isLeftOut } from './offer-lot.ts';

test('the lot leaves out the share that was asked for, the same people whenever it is looked at, and others with another seed', () => {
  const people = Array.from({ length: 20_000 }, () => newId());
  for (const sharePpm of [50_000, 100_000, 500_000]) {
    const left = people.filter((id) => isLeftOut(id, { seed: 7, sharePpm }));
    const [share, error] = [left.length / people.length, Math.sqrt(((sharePpm / 1e6) * (1 - sharePpm / 1e6)) / people.length)];
    assert.ok(Math.abs(share - sharePpm / 1e6) < 5 * error, `${share}`);
    assert.deepEqual(
      left,
      people.filter((id) => isLeftOut(id, { seed: 7, sharePpm })),
    );
  }
  const [one, two] = [8, 9].map((seed) => people.filter((id) => isLeftOut(id, { seed, sharePpm: 500_000 })));
  const both = one?.filter((id) => two?.includes(id)).length ?? 0;
  assert.ok(Math.abs(both / people.length - 0.25) < 0.02, 'what one trial drew says nothing of the next');
});
