import fc from 'fast-check';
import { boundsOf, levers, withLever, type PlanParameters } from './parameters.ts';
import { presetIds, presetOf } from './presets.ts';

/** A printed figure holds within a thousandth or half a unit of its last digit. */
export function isNear(value: number | null, printed: number, lastDigit: number): boolean {
  return value !== null && Math.abs(value - printed) <= Math.max(Math.abs(printed) / 1000, lastDigit / 2);
}

const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));

/** Any plan that can be: every lever anywhere in its bounds, nought and one more often than by chance. */
export const anyPlan: fc.Arbitrary<PlanParameters> = fc
  .record({
    preset: fc.constantFrom(...presetIds),
    moved: fc.array(fc.tuple(fc.constantFrom(...levers), share), { maxLength: 12 }),
    addressable: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 1_000_000 })),
  })
  .map(({ preset, moved, addressable }) =>
    moved.reduce(
      (plan, [lever, at]) => {
        const { least, most } = boundsOf(lever);
        return withLever(plan, lever, least + (most - least) * at);
      },
      { ...presetOf(preset), addressable },
    ),
  );
