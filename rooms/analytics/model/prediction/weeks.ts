import { aliveProbability, momentsWhileHere } from './bg-nbd.ts';
import type { PurchaseModel } from './fit-purchases.ts';
import { normalQuantile } from './special.ts';
import type { Purchases } from './purchases.ts';

/** Four fifths of futures lie between the bounds. */
export const SURE = normalQuantile(0.9);

/** What everybody together is expected to do in the unit of time that ends at a step. */
export interface Step {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Purchase days of all these people in each of `steps` units after the end of what is known. The band is chance, and, where it is given, by
 * how much the model was wrong when it was held against what really came (a share of the expected).
 */
export function expectedByStep(model: PurchaseModel, purchases: Purchases, steps: number, error = 0): Step[] {
  const totals = totalsUntil(model, purchases, steps);
  if (totals === null) return [];
  // How much a person's purchases in one unit scatter beyond a Poisson's; one for all steps.
  const [, one] = totals;
  const spread = one && one.mean > 0 ? Math.max(1, one.variance / one.mean) : 1;
  return Array.from({ length: steps }, (_, i) => {
    const expected = Math.max(0, (totals[i + 1]?.mean ?? 0) - (totals[i]?.mean ?? 0));
    const deviation = SURE * Math.sqrt(expected * spread + (expected * error) ** 2);
    return { expected, low: Math.max(0, expected - deviation), high: expected + deviation };
  });
}

interface Total {
  readonly mean: number;
  readonly variance: number;
}

/** Mean and variance of everybody's purchase days by the end of each unit; null where nothing can be said. */
function totalsUntil(model: PurchaseModel, purchases: Purchases, steps: number): Total[] | null {
  const { bgNbd, method, unitDays, pooled } = model;
  const { repeats, recencyDays, ageDays } = purchases;
  if (bgNbd && (method === 'bgNbd' || method === 'nbd')) {
    const groups = new Map<number, { x: number; T: number; alive: number; squares: number }>();
    for (let i = 0; i < repeats.length; i++) {
      const x = repeats[i] as number;
      const days = ageDays[i] as number;
      const key = x * 100_000 + days;
      const group = groups.get(key) ?? { x, T: days / unitDays, alive: 0, squares: 0 };
      const alive = aliveProbability(bgNbd, { x, tx: (recencyDays[i] as number) / unitDays, T: days / unitDays });
      group.alive += alive;
      group.squares += alive * alive;
      groups.set(key, group);
    }
    return Array.from({ length: steps + 1 }, (_, step) => {
      let [mean, variance] = [0, 0];
      if (step === 0) return { mean, variance };
      for (const { x, T, alive, squares } of groups.values()) {
        const { first, second } = momentsWhileHere(bgNbd, x, T, step);
        mean += alive * first;
        variance += alive * second - squares * first * first;
      }
      return { mean, variance };
    });
  }
  const { rate } = pooled;
  if (method === 'none' || rate === null) return null;
  // Gamma about everybody's rate: negative binomial purchases.
  let [perUnit, extra] = [0, 0];
  for (let i = 0; i < repeats.length; i++) {
    const scale = 1 / rate + (ageDays[i] as number) / unitDays;
    perUnit += (1 + (repeats[i] as number)) / scale;
    extra += (1 + (repeats[i] as number)) / (scale * scale);
  }
  return Array.from({ length: steps + 1 }, (_, step) => ({ mean: perUnit * step, variance: perUnit * step + extra * step * step }));
}
