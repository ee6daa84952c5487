import { maximise, type Peak } from './maximise.ts';
import { everyNth, largestOf, type Purchases } from './purchases.ts';
import { digamma, logGamma } from './special.ts';

/**
 * Gamma-Gamma (Fader & Hardie, note 025, "The gamma-gamma model of monetary value", 2013): what somebody spends on a purchase day varies
 * about their own mean (gamma: p), and means differ between people (q, γ). Spending must not depend on how often they come.
 */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  /** in the unit of the values */
  readonly gamma: number;
}

export interface GammaGammaFit extends GammaGamma {
  readonly logLikelihood: number;
  readonly isConverged: boolean;
  /** people it rests on: those who came back and spent something */
  readonly people: number;
}

const FENCE = 12;
const SAMPLE = 15_000;

/** The likeliest parameters; people without a repeat or without a value are left out. Null when nobody is left. */
export function fitGammaGamma(purchases: Purchases): GammaGammaFit | null {
  const { repeats, values } = purchases;
  let people = 0;
  let sum = 0;
  for (let i = 0; i < repeats.length; i++) {
    if ((repeats[i] as number) > 0 && (values[i] as number) > 0) {
      people += 1;
      sum += values[i] as number;
    }
  }
  if (people === 0) return null;
  // In units of the mean, so that the same start serves fen and yuan.
  const scale = sum / people;
  const step = Math.floor(repeats.length / SAMPLE);
  const start = [2, 3, 1].map(Math.log);
  const first = maximise(meanLogLikelihood(step > 1 ? everyNth(purchases, step) : purchases, scale), start, { farthest: FENCE });
  const peak: Peak =
    step > 1
      ? maximise(meanLogLikelihood(purchases, scale), [...first.at], { farthest: FENCE, inverse: first.inverse, flat: 1e-7 })
      : first;
  const [p = 0, q = 0, gamma = 0] = peak.at.map(Math.exp);
  // A density in units of the mean is larger by the mean.
  return { p, q, gamma: gamma * scale, logLikelihood: people * (peak.value - Math.log(scale)), isConverged: peak.isConverged, people };
}

function meanLogLikelihood({ repeats, values }: Purchases, scale: number) {
  const mostRepeats = largestOf(repeats);
  const people = new Float64Array(mostRepeats + 1);
  const who = repeats.map((_, i) => i).filter((i) => (repeats[i] as number) > 0 && (values[i] as number) > 0);
  const count = who.length;
  const xs = who.map((i) => repeats[i] as number);
  const spends = Float64Array.from(who, (i) => ((repeats[i] as number) * (values[i] as number)) / scale);
  // Σ log z and Σ x·log(x·z): all that depends on the values but not on γ.
  let logValues = 0;
  let weighted = 0;
  for (let i = 0; i < count; i++) {
    const x = xs[i] as number;
    people[x] = (people[x] as number) + 1;
    const log = Math.log(spends[i] as number);
    logValues += log - Math.log(x);
    weighted += x * log;
  }

  return (at: Float64Array, slope: Float64Array): number => {
    const [p, q, gamma] = at.map(Math.exp) as unknown as [number, number, number];
    let total = p * weighted - logValues + count * (q * Math.log(gamma) - logGamma(q));
    let dp = weighted;
    let dq = count * (Math.log(gamma) - digamma(q));
    let dGamma = (count * q) / gamma;
    for (let x = 1; x <= mostRepeats; x++) {
      const n = people[x] as number;
      if (n === 0) continue;
      total += n * (logGamma(p * x + q) - logGamma(p * x));
      const both = digamma(p * x + q);
      dp += n * x * (both - digamma(p * x));
      dq += n * both;
    }
    for (let i = 0; i < count; i++) {
      const x = xs[i] as number;
      const whole = gamma + (spends[i] as number);
      const log = Math.log(whole);
      const power = p * x + q;
      total -= power * log;
      dp -= x * log;
      dq -= log;
      dGamma -= power / whole;
    }
    slope.set([(dp * p) / count, (dq * q) / count, (dGamma * gamma) / count]);
    return total / count;
  };
}

/** E[M | x, z̄]: what this person spends on a purchase day; between their own mean and everybody's, the nearer to theirs the more is known. */
export function expectedValue({ p, q, gamma }: GammaGamma, x: number, value: number): number {
  return (p * (gamma + x * value)) / (p * x + q - 1);
}

/** Everybody's mean, pγ/(q − 1); null when q ≤ 1: then it has none. */
export function populationMean({ p, q, gamma }: GammaGamma): number | null {
  return q > 1 ? (p * gamma) / (q - 1) : null;
}
