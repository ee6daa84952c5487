import { normalQuantile } from './special.ts';

/** One half of a test: how many were in it, how many of them did what is counted. */
export interface Arm {
  readonly people: number;
  readonly did: number;
}

export interface Uplift {
  readonly treatedRate: number;
  readonly controlRate: number;
  /** difference of the rates, and its standard error */
  readonly uplift: number;
  readonly standardError: number;
  /** of those who did it, the share who would not have done it otherwise, never below nought; null when nobody did. With standard error */
  readonly incrementalShare: number | null;
  readonly shareError: number | null;
  /** people who did it only because of the treatment */
  readonly incrementalPeople: number;
  /** two-sided 95 %: whether the difference can be told from none */
  readonly isDecided: boolean;
}

const SURE = normalQuantile(0.975);

/** What a treatment really added, against people who were left out on purpose. Null when one side is empty. */
export function upliftOf(treated: Arm, control: Arm): Uplift | null {
  if (treated.people <= 0 || control.people <= 0) return null;
  const [t, c] = [treated.did / treated.people, control.did / control.people];
  const [varT, varC] = [(t * (1 - t)) / treated.people, (c * (1 - c)) / control.people];
  const standardError = Math.sqrt(varT + varC);
  const ratio = c / t;
  return {
    treatedRate: t,
    controlRate: c,
    uplift: t - c,
    standardError,
    incrementalShare: t > 0 ? Math.max(0, 1 - ratio) : null,
    // The share is 1 − c/t; its error by the delta method.
    shareError: t > 0 ? Math.sqrt(varC / (t * t) + (ratio * ratio * varT) / (t * t)) : null,
    incrementalPeople: (t - c) * treated.people,
    isDecided: Math.abs(t - c) > SURE * standardError,
  };
}

/** Amounts of one half: the sum and the sum of squares over everybody in it, also those who spent nothing. */
export interface SpendArm {
  readonly people: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Difference of mean spend per person, with its standard error (unequal variances). Null with fewer than two on a side. */
export function spendUpliftOf(treated: SpendArm, control: SpendArm): { readonly uplift: number; readonly standardError: number } | null {
  if (treated.people < 2 || control.people < 2) return null;
  const mean = ({ people, sum }: SpendArm): number => sum / people;
  const error = (arm: SpendArm): number => (arm.sumOfSquares - arm.people * mean(arm) ** 2) / (arm.people - 1) / arm.people;
  return { uplift: mean(treated) - mean(control), standardError: Math.sqrt(Math.max(0, error(treated) + error(control))) };
}

/**
 * People needed on each side to see the rate go from one value to the other: 2·p̄(1 − p̄)·(z_{1−α/2} + z_power)² ÷ δ², rounded up. 8 % →
 * 10 % at 80 % power: 3,215. Null when there is no difference to see.
 */
export function sampleSizePerArm(from: number, to: number, { power = 0.8, error = 0.05 } = {}): number | null {
  const difference = to - from;
  if (difference === 0 || from < 0 || to < 0 || from > 1 || to > 1) return null;
  const middle = (from + to) / 2;
  const reach = normalQuantile(1 - error / 2) + normalQuantile(power);
  return Math.ceil((2 * middle * (1 - middle) * reach * reach) / (difference * difference));
}

/** With fewer exposures than this no uplift is told apart by segment: rules decide (domain.md §6). */
export const FEWEST_EXPOSURES = 20_000;

export interface SegmentUplift extends Uplift {
  readonly segment: string;
  /** the segment's uplift drawn towards everybody's by how little is known of it (DerSimonian & Laird 1986) */
  readonly shrunk: number;
}

/** Uplift by segment, the largest first; null when too few were in the test. Segments with an empty side are left out. */
export function upliftBySegment(segments: readonly { segment: string; treated: Arm; control: Arm }[]): SegmentUplift[] | null {
  const exposures = segments.reduce((sum, { treated, control }) => sum + treated.people + control.people, 0);
  if (exposures < FEWEST_EXPOSURES) return null;
  const known = segments.flatMap(({ segment, treated, control }) => {
    const uplift = upliftOf(treated, control);
    return uplift && uplift.standardError > 0 ? [{ segment, ...uplift }] : [];
  });
  const weights = known.map((each) => 1 / each.standardError ** 2);
  const whole = weights.reduce((sum, each) => sum + each, 0);
  const mean = known.reduce((sum, each, i) => sum + (weights[i] as number) * each.uplift, 0) / whole;
  const q = known.reduce((sum, each, i) => sum + (weights[i] as number) * (each.uplift - mean) ** 2, 0);
  const scale = whole - weights.reduce((sum, each) => sum + each * each, 0) / whole;
  const between = scale > 0 ? Math.max(0, (q - (known.length - 1)) / scale) : 0;
  return known
    .map((each) => {
      const own = between === 0 ? 0 : between / (between + each.standardError ** 2);
      return { ...each, shrunk: mean + own * (each.uplift - mean) };
    })
    .sort((a, b) => b.shrunk - a.shrunk || b.uplift - a.uplift);
}

/** Promoters less detractors in points, with one standard error; null without answers. */
export function netPromoterScore(answers: {
  promoters: number;
  passives: number;
  detractors: number;
}): { score: number; standardError: number } | null {
  const all = answers.promoters + answers.passives + answers.detractors;
  if (all === 0) return null;
  const [up, down] = [answers.promoters / all, answers.detractors / all];
  return { score: 100 * (up - down), standardError: 100 * Math.sqrt((up + down - (up - down) ** 2) / all) };
}
