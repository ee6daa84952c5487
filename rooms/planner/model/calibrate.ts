import { leverValue, withLever, type Lever, type PlanParameters, type RateName } from './parameters.ts';
import { PRIOR_PEOPLE, presetRanges, type Range, type Ranges } from './ranges.ts';

/** What the brand's own history shows of one monthly rate: person-months watched, and in how many of them it happened. */
export interface Observed {
  readonly months: number;
  readonly events: number;
}

export type History = {
  readonly rates?: { readonly [R in RateName | `s.${'C1' | 'C2' | 'M' | 'P'}` | 'a']?: Observed };
  /** what is known and not estimated: it was written down for so many months */
  readonly known?: { readonly [L in Lever]?: { readonly months: number; readonly value: number } };
  /** amounts, frequencies and prices: the mean of so many observations */
  readonly means?: { readonly [L in Lever]?: { readonly count: number; readonly mean: number; readonly deviation: number } };
};

/** Where a number of a calibrated plan comes from. */
export interface Evidence {
  readonly lever: Lever;
  readonly assumed: number;
  readonly value: number;
  /** of the value, the share that was measured and not assumed */
  readonly measured: number;
  readonly observations: number;
}

export interface Calibrated {
  readonly plan: PlanParameters;
  /** what is still not known, for `monteCarlo` */
  readonly ranges: Ranges;
  readonly evidence: readonly Evidence[];
}

/**
 * A plan moved from its assumptions towards the brand's own history. A rate starts as a Beta distribution worth `PRIOR_PEOPLE` people at
 * the assumed value and takes in what was watched (conjugate: yes + events, no + months − events); a mean is weighed the same way. A
 * history of one customer moves a plan hardly at all; nothing is ever thrown away. What was written down, as money spent, is taken as it is.
 */
export function calibrate(plan: PlanParameters, history: History): Calibrated {
  let calibrated = plan;
  const ranges: { [L in Lever]?: Range } = { ...presetRanges(plan) };
  const evidence: Evidence[] = [];
  const take = (lever: Lever, value: number, observations: number): void => {
    calibrated = withLever(calibrated, lever, value);
    const assumed = leverValue(plan, lever);
    evidence.push({ lever, assumed, value, measured: observations / (observations + PRIOR_PEOPLE), observations });
  };
  for (const [lever, observed] of Object.entries(history.rates ?? {}) as [Lever, Observed][]) {
    if (!(observed.months > 0)) continue;
    const assumed = leverValue(plan, lever);
    const events = Math.min(observed.months, Math.max(0, observed.events));
    const yes = assumed * PRIOR_PEOPLE + events;
    const no = (1 - assumed) * PRIOR_PEOPLE + observed.months - events;
    take(lever, yes / (yes + no), observed.months);
    ranges[lever] = { kind: 'share', yes, no };
  }
  for (const [lever, { months, value }] of Object.entries(history.known ?? {}) as [Lever, { months: number; value: number }][]) {
    if (!(months > 0) || !Number.isFinite(value)) continue;
    calibrated = withLever(calibrated, lever, value);
    evidence.push({ lever, assumed: leverValue(plan, lever), value, measured: 1, observations: months });
    delete ranges[lever];
  }
  for (const [lever, { count, mean, deviation }] of Object.entries(history.means ?? {}) as [
    Lever,
    { count: number; mean: number; deviation: number },
  ][]) {
    if (!(count > 0) || !Number.isFinite(mean)) continue;
    const value = (leverValue(plan, lever) * PRIOR_PEOPLE + mean * count) / (PRIOR_PEOPLE + count);
    take(lever, value, count);
    // What is not known of a mean shrinks with the root of the number of observations.
    if (value > 0) ranges[lever] = { kind: 'amount', spread: deviation / value / Math.sqrt(PRIOR_PEOPLE + count) };
  }
  return { plan: calibrated, ranges, evidence };
}
