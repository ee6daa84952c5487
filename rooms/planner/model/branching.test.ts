import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomOf } from '../../../kit/random/index.ts';
import { broughtWithin, reachedWithin, seedGroup, spread, viralCoefficient } from './branching.ts';
import { luckOf } from './luck.ts';
import { isNear } from './plan.fixture.ts';

test('a thousand members of whom a fifth ask five and a tenth buy bring 111, not 225,000', () => {
  const k = viralCoefficient({ sharers: 0.2, invites: 5, accepted: 1, converted: 0.1 });
  assert.ok(Math.abs(k - 0.1) < 1e-12);
  assert.equal(Math.round(1000 * broughtWithin(k, 3)), 111);
});

test('the printed table of generations', () => {
  const table: [number, number[], number | null, number][] = [
    [0.3, [0.3, 0.39, 0.417, 0.428, 0.429], 1.43, 0.01],
    [0.5, [0.5, 0.75, 0.875, 0.969, 0.999], 2, 0.01],
    [0.8, [0.8, 1.44, 1.952, 2.689, 3.571], 5, 0.01],
    [1.2, [1.2, 2.64, 4.368, 8.93, 31.15], null, 0.01],
  ];
  for (const [k, figures, total, digit] of table) {
    [1, 2, 3, 5, 10].forEach((generation, i) => {
      const figure = figures[i] as number;
      assert.ok(isNear(broughtWithin(k, generation), figure, 0.001), `${k}, ${generation}`);
    });
    const { ceiling, isExplosive } = spread({ seeds: 1, k, cycleDays: 7, horizonDays: 70, addressable: null });
    if (total === null) assert.deepEqual([ceiling, isExplosive], [null, true]);
    else assert.ok(isNear(ceiling, total, digit) && !isExplosive);
  }
  assert.equal(broughtWithin(1, 7), 7);
});

test('time matters: the same K in half the cycle', () => {
  for (const [k, cycleDays, figure] of [
    [0.3, 7, 143],
    [0.8, 7, 441],
    [1.2, 7, 2363],
    [1.2, 3.5, 13_163],
  ] as const) {
    const { totalAtHorizon } = spread({ seeds: 100, k, cycleDays, horizonDays: 60, addressable: null });
    assert.ok(isNear(totalAtHorizon, figure, 1), `${k}/${cycleDays}: ${totalAtHorizon}`);
  }
  const { doublingDays } = spread({ seeds: 1, k: 1.2, cycleDays: 7, horizonDays: 7, addressable: null });
  assert.ok(isNear(doublingDays, 26.6, 0.1));
  assert.equal(spread({ seeds: 1, k: 0.9, cycleDays: 7, horizonDays: 7, addressable: null }).doublingDays, null);
});

test('a market of 5,000 is used up where the endless formula says 22,503', () => {
  const limited = spread({ seeds: 100, k: 1.2, cycleDays: 1, horizonDays: 20, addressable: 5000 });
  assert.equal(Math.round(limited.generations[5]?.total ?? 0), 835);
  assert.equal(Math.round(limited.generations[10]?.total ?? 0), 1559);
  assert.ok(isNear(limited.ceiling, 1963, 1), `${limited.ceiling}`);
  assert.equal(Math.round(limited.totalAtHorizon), 22_503);
  // One brings one, in a market of ten thousand million: √(2N) in the end, after hundreds of thousands of generations.
  const endless = spread({ seeds: 1, k: 1, cycleDays: 1, horizonDays: 1, addressable: 1e10 });
  assert.ok(isNear(endless.ceiling, Math.sqrt(2e10), 1), `${endless.ceiling}`);
  assert.equal(Math.round(reachedWithin({ seeds: 100, k: 1.2 }, 5000, 10)), 1559);
});

test('a spread never shrinks, never passes its market and is always a number', () => {
  fc.assert(
    fc.property(
      fc.record({
        seeds: fc.double({ min: 0, max: 1e6, noNaN: true }),
        k: fc.double({ min: 0, max: 100, noNaN: true }),
        cycleDays: fc.double({ min: 0.5, max: 60, noNaN: true }),
        horizonDays: fc.integer({ min: 0, max: 3650 }),
        more: fc.option(fc.double({ min: 1, max: 1e6, noNaN: true })),
      }),
      ({ more, ...each }) => {
        const addressable = more === null ? null : each.seeds + more;
        const { generations, totalAtHorizon, ceiling } = spread({ ...each, addressable });
        generations.forEach(({ fresh, total }, i) => {
          assert.ok(fresh >= 0 && Number.isFinite(total) && total >= (generations[i - 1]?.total ?? 0));
          if (addressable !== null) assert.ok(total <= addressable * (1 + 1e-9));
        });
        assert.ok(Number.isFinite(totalAtHorizon) && !Number.isNaN(ceiling ?? 0));
      },
    ),
  );
});

test('uneven sharing needs a larger group to start: 51 seeds, where even sharing needs 8', () => {
  const uneven = seedGroup(1.2, 0.2);
  assert.ok(isNear(uneven.bringsNobody, 0.68, 0.01) && isNear(uneven.diesOut, 0.942, 0.001));
  assert.equal(uneven.seedsNeeded, 51);
  assert.equal(seedGroup(1.2, null).seedsNeeded, 8);
  assert.equal(seedGroup(1.2, null, 0.999).seedsNeeded, Math.ceil(Math.log(0.001) / Math.log(seedGroup(1.2, null).diesOut)));
  assert.deepEqual(seedGroup(1, 0.2).seedsNeeded, null);
  assert.equal(seedGroup(0.5, null).diesOut, 1);
});

test('lived through a thousand times, as many spreads die out as the formula says', () => {
  const luck = luckOf(randomOf(77));
  const runs = 1000;
  let dead = 0;
  for (let run = 0; run < runs; run++) {
    let alive = 10;
    for (let i = 0; i < 60 && alive > 0 && alive < 2000; i++) alive = luck.brought(alive, 1.5, 0.5);
    if (alive === 0) dead += 1;
  }
  const expected = seedGroup(1.5, 0.5).diesOut ** 10;
  assert.ok(Math.abs(dead / runs - expected) < 4 * Math.sqrt((expected * (1 - expected)) / runs), `${dead / runs}, ${expected}`);
});
