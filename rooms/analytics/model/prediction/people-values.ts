import { aliveProbability } from './bg-nbd.ts';
import type { PurchaseModel } from './fit-purchases.ts';
import { comingWhileHere, weigher, type Coming } from './lifetime-value.ts';
import { largestOf, type Purchases } from './purchases.ts';
import { meanSpend, meanSquared, spendingOf } from './spending.ts';

/** What is left of each person's purchases until a horizon, discounted: mean and variance. */
export interface PeopleValues {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

export interface ValueOptions {
  readonly horizons: readonly number[];
  readonly discount: number;
  /** of each person's sales the share that is left; all of them where absent */
  readonly keeps?: Float64Array;
  /** weeks taken together */
  readonly step?: number;
}

/**
 * In closed form for everybody: Σ_t E[purchase days in week t]·E[M]·m ÷ (1 + d)^(t ÷ 52). The variance counts whether they have left, how often
 * they come, how days scatter and how little is known of their mean; that purchases come early or late is taken by its mean. What depends on
 * (x, T) alone is worked out once for all who share it.
 */
export function valuesOfAll(model: PurchaseModel, purchases: Purchases, { horizons, discount, keeps, step }: ValueOptions): PeopleValues[] {
  const { bgNbd, method, unitDays } = model;
  const { repeats, recencyDays, ageDays, values } = purchases;
  const width = largestOf(ageDays) + 1;
  const known = new Map<number, Coming[]>();
  const weigh = weigher(discount);
  const found = horizons.map(() => ({ mean: new Float64Array(repeats.length), variance: new Float64Array(repeats.length) }));
  for (let i = 0; i < repeats.length; i++) {
    const x = repeats[i] as number;
    const age = ageDays[i] as number;
    const key = x * width + age;
    const T = age / unitDays;
    let coming = known.get(key);
    if (!coming) known.set(key, (coming = comingWhileHere(model, { x, T }, horizons, weigh, step)));
    const alive = method === 'bgNbd' && bgNbd ? aliveProbability(bgNbd, { x, tx: (recencyDays[i] as number) / unitDays, T }) : 1;
    const spending = spendingOf(model, x, values[i] as number);
    const each = meanSpend(spending) * (keeps?.[i] ?? 1);
    const squared = meanSquared(spending);
    for (let h = 0; h < horizons.length; h++) {
      const { first, second, discounted } = coming[h] as Coming;
      if (first <= 0) continue;
      const later = (each * discounted) / first;
      const days = alive * first;
      const { mean, variance } = found[h] as PeopleValues;
      mean[i] = alive * discounted * each;
      variance[i] = Math.max(0, later * later * (squared * (days / spending.p + alive * second) - days * days));
    }
  }
  return found;
}
