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
  /** two-sided 95 %, by the test that holds for few people too: whether the difference can be told from none */
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
    isDecided: isTold([{ treated, control }]),
  };
}

/** One test of several that are held together: its two halves. */
interface Halves {
  readonly treated: Arm;
  readonly control: Arm;
}

/**
 * Whether the halves of these tests differ by more than chance: Mantel & Haenszel (1959) with Yates's half, which for few people says what the
 * exact test says. Rounds with different shares left out are never added up, so none can pass for the effect of another.
 */
function isTold(tests: readonly Halves[]): boolean {
  let [beyond, variance] = [0, 0];
  for (const { treated, control } of tests) {
    const people = treated.people + control.people;
    const did = treated.did + control.did;
    if (people < 2) continue;
    beyond += treated.did - (treated.people * did) / people;
    variance += (treated.people * control.people * did * (people - did)) / (people * people * (people - 1));
  }
  return variance > 0 && Math.max(0, Math.abs(beyond) - 0.5) > SURE * Math.sqrt(variance);
}

/** What several tests show together: the mean difference of their rates, each by how much it can tell. */
interface Together {
  readonly treated: Arm;
  readonly control: Arm;
  readonly uplift: number;
  readonly standardError: number;
  readonly incrementalPeople: number;
  readonly isDecided: boolean;
}

/** Null where no test has people on both sides. */
export function upliftTogether(all: readonly Halves[]): Together | null {
  const tests = all.filter(({ treated, control }) => treated.people > 0 && control.people > 0);
  const sum = (side: 'treated' | 'control', of: keyof Arm): number => tests.reduce((so, test) => so + test[side][of], 0);
  let [weights, uplift, variance] = [0, 0, 0];
  for (const { treated, control } of tests) {
    const one = upliftOf(treated, control);
    if (!one) continue;
    const weight = (treated.people * control.people) / (treated.people + control.people);
    weights += weight;
    uplift += weight * one.uplift;
    variance += (weight * one.standardError) ** 2;
  }
  if (weights === 0) return null;
  const treated = { people: sum('treated', 'people'), did: sum('treated', 'did') };
  return {
    treated,
    control: { people: sum('control', 'people'), did: sum('control', 'did') },
    uplift: uplift / weights,
    standardError: Math.sqrt(variance) / weights,
    incrementalPeople: (uplift / weights) * treated.people,
    isDecided: isTold(tests),
  };
}

/** The smallest difference from `rate` that so many people with such a share left out tell from chance, four times in five. */
export function leastTold(rate: number, people: number, share: number): number | null {
  const left = people * share;
  if (left < 1 || people - left < 1) return null;
  const reach = SURE + normalQuantile(0.8);
  return reach * Math.sqrt(rate * (1 - rate) * (1 / left + 1 / (people - left)));
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
