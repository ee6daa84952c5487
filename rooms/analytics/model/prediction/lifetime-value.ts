import { renewalRate, type CardSurvival } from './card-survival.ts';
import type { PurchaseModel } from './fit-purchases.ts';
import { SURE } from './weeks.ts';
import { purchasesWhileHere } from './while-here.ts';

/** Weeks of a year: what is discounted by a rate a year, is by its 52nd root a week. */
export const YEAR = 52;
/** One year and three: beyond three years nothing of a shop of today is known. */
export const HORIZONS = [YEAR, 3 * YEAR] as const;
/** What money a year later is worth less, unless a brand says otherwise. */
export const USUAL_DISCOUNT = 0.1;

/** Weeks that are taken together where many people are summed: a quarter, within a thousandth of week by week. */
export const GROUP_STEP = 13;

/** What margin at the end of week `week` counts today. */
export function weightOf(discount: number, week: number): number {
  return (1 + discount) ** (-week / YEAR);
}

/** The same for many weeks: each is worked out once. */
export function weigher(discount: number): (week: number) => number {
  const known: number[] = [];
  return (week) => (known[week] ??= weightOf(discount, week));
}

/** Purchase days of somebody who has not left, until a horizon. */
export interface Coming {
  readonly first: number;
  readonly second: number;
  /** Σ_t E[purchase days in week t] ÷ (1 + d)^(t ÷ 52) */
  readonly discounted: number;
}

/**
 * Week by week until each horizon; the last week may be cut short. All horizons in one pass, nearest first.
 * @param T in weeks
 * @param weigh what money at the end of a week counts
 * @param step weeks taken together, as if purchases came evenly in them: one, unless a coarser sum is good enough
 */
export function comingWhileHere(
  model: PurchaseModel,
  { x, T }: { readonly x: number; readonly T: number },
  horizons: readonly number[],
  weigh: (week: number) => number,
  step = 1,
): Coming[] {
  let [at, before, discounted] = [0, 0, 0];
  return horizons.map((horizon) => {
    let moments = purchasesWhileHere(model, x, T, Math.min(at, horizon));
    while (at < horizon - 1e-9) {
      const week = Math.min(at + step, horizon);
      moments = purchasesWhileHere(model, x, T, week);
      discounted += (moments.first - before) * meanWeight(weigh, at, week);
      [at, before] = [week, moments.first];
    }
    return { ...moments, discounted };
  });
}

/** Of the weeks that end after `from`, up to the one `to` lies in. */
function meanWeight(weigh: (week: number) => number, from: number, to: number): number {
  const [first, last] = [Math.floor(from + 1e-9) + 1, Math.ceil(to - 1e-9)];
  let sum = 0;
  for (let week = first; week <= last; week++) sum += weigh(week);
  return sum / (last - first + 1);
}

/** A card with a term that somebody holds, and what a renewal of it leaves. */
export interface HeldTerm {
  /** weeks until it ends, and from one end to the next */
  readonly leftWeeks: number;
  readonly termWeeks: number;
  /** terms renewed so far */
  readonly renewals: number;
  /** of one renewal, in major units */
  readonly margin: number;
}

/** No more ends of terms than these are looked at. */
const MOST_ENDS = 600;

/** At each end of a term until the horizon: the chance that they are still there after it, and what a renewal then counts today. */
export function* renewalsOf(survival: CardSurvival, term: HeldTerm, horizon: number, discount: number) {
  let stays = 1;
  for (let k = 1; k <= MOST_ENDS; k++) {
    const week = Math.max(0, term.leftWeeks) + (k - 1) * Math.max(1 / 7, term.termWeeks);
    if (week > horizon) return;
    const renews = renewalRate(survival, term.renewals + k);
    stays *= renews;
    yield { week, renews, stays, worth: term.margin * weightOf(discount, Math.ceil(week)) };
  }
}

/** Mean and variance of what renewals leave until the horizon, discounted. */
export function feesOf(survival: CardSurvival, term: HeldTerm, horizon: number, discount: number): { mean: number; variance: number } {
  let [mean, squares, earlier] = [0, 0, 0];
  for (const { stays, worth } of renewalsOf(survival, term, horizon, discount)) {
    mean += stays * worth;
    // Whoever renewed the k-th time renewed all times before.
    squares += stays * worth * (worth + 2 * earlier);
    earlier += worth;
  }
  return { mean, variance: Math.max(0, squares - mean * mean) };
}

/** P10, P50 and P90. */
export interface Band {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/**
 * The band of a sum with this mean and deviation: log-normal, so that a few people's band leans to the high side and many people's is even.
 * A mean that is not above nothing has an even one.
 */
export function bandAbout(mean: number, deviation: number): Band {
  if (!(mean > 0)) return { low: mean - SURE * deviation, middle: mean, high: mean + SURE * deviation };
  const spread = Math.log1p((deviation / mean) ** 2);
  const middle = mean * Math.exp(-spread / 2);
  const factor = Math.exp(SURE * Math.sqrt(spread));
  return { low: middle / factor, middle, high: middle * factor };
}
