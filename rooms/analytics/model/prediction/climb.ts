import { maximise, type Objective, type Peak } from './maximise.ts';
import type { ByRepeats } from './purchases.ts';

/** e^±12: nobody's data has its likeliest parameters out there. */
const FENCE = 12;
/** A thousandth of what a parameter of so many people is uncertain by. */
const FLAT_ENOUGH = 3e-7;

/**
 * The peak of a mean log-likelihood over many people: a few of them say where it is, more of them how it bends, so that everybody is looked at
 * a few times only. @param starts in the parameters themselves; the next is tried where one finds no peak
 */
export function climbBySamples(
  samples: readonly ByRepeats[],
  objectiveOf: (people: ByRepeats) => Objective,
  starts: readonly (readonly number[])[],
): Peak {
  let known: Peak | null = null;
  let peak = null as Peak | null;
  for (const people of samples) {
    peak = climb(objectiveOf(people), starts, known);
    // A sample without a peak says nothing of where everybody's is.
    known = peak.isConverged ? peak : null;
  }
  return peak as Peak;
}

function climb(objective: Objective, starts: readonly (readonly number[])[], known: Peak | null): Peak {
  if (known) return maximise(objective, [...known.at], { inverse: known.inverse, farthest: FENCE, flat: FLAT_ENOUGH });
  let best: Peak | null = null;
  for (const start of starts) {
    const peak = maximise(objective, start.map(Math.log), { farthest: FENCE });
    if (peak.isConverged) return peak;
    if (best === null || peak.value > best.value) best = peak;
  }
  return best as Peak;
}
