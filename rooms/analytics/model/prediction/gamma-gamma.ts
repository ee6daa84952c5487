import { climbBySamples } from './climb.ts';
import type { Objective } from './maximise.ts';
import { samplesOf, type ByRepeats, type Purchases } from './purchases.ts';
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

/** In units of the mean, so that the same start serves fen and yuan. */
const STARTS = [[2, 3, 1]];

/** The likeliest parameters; people without a repeat or without a value are left out. Null when nobody is left. */
export function fitGammaGamma(purchases: Purchases, samples = samplesOf(purchases)): GammaGammaFit | null {
  const everybody = samples.at(-1) as ByRepeats;
  let people = 0;
  let sum = 0;
  for (let i = everybody.starts[1] as number; i < everybody.values.length; i++) {
    const value = everybody.values[i] as number;
    if (value <= 0) continue;
    people += 1;
    sum += value;
  }
  if (people === 0) return null;
  const scale = sum / people;
  const peak = climbBySamples(samples, (some) => gammaGammaLikelihood(some, scale), STARTS);
  const [p = 0, q = 0, gamma = 0] = peak.at.map(Math.exp);
  // A density in units of the mean is larger by the mean.
  return { p, q, gamma: gamma * scale, logLikelihood: people * (peak.value - Math.log(scale)), isConverged: peak.isConverged, people };
}

/** Products of factors are taken as one logarithm as long as they fit into a number. */
const LARGEST_PRODUCT = 1e200;

/**
 * The mean log-likelihood in the logarithms of p, q, γ and its slopes, over people who came back and spent something. Within those who came
 * back x times all but γ + x·z̄ is the same, and its logarithms are those of products.
 */
export function gammaGammaLikelihood({ starts, values }: ByRepeats, scale: number): Objective {
  const mostRepeats = starts.length - 2;
  const spends = new Float64Array(values.length - (starts[1] as number));
  const ends = new Int32Array(mostRepeats + 1);
  let count = 0;
  // Σ log z and Σ x·log(x·z): all that depends on the values but not on the parameters.
  let logValues = 0;
  let weighted = 0;
  for (let x = 1; x <= mostRepeats; x++) {
    const before = count;
    let [product, logs] = [1, 0];
    for (let i = starts[x] as number; i < (starts[x + 1] as number); i++) {
      const value = values[i] as number;
      if (value <= 0) continue;
      const spend = (x * value) / scale;
      spends[count++] = spend;
      product *= spend;
      if (product > LARGEST_PRODUCT || product < 1 / LARGEST_PRODUCT) {
        logs += Math.log(product);
        product = 1;
      }
    }
    logs += Math.log(product);
    weighted += x * logs;
    logValues += logs - (count - before) * Math.log(x);
    ends[x] = count;
  }

  return (at: Float64Array, slope: Float64Array): number => {
    const [p = 1, q = 1, gamma = 1] = at.map(Math.exp);
    let total = p * weighted - logValues + count * (q * Math.log(gamma) - logGamma(q));
    let dp = weighted;
    let dq = count * (Math.log(gamma) - digamma(q));
    let dGamma = (count * q) / gamma;
    for (let x = 1; x <= mostRepeats; x++) {
      const [from, to] = [ends[x - 1] as number, ends[x] as number];
      if (to === from) continue;
      let [product, logs, inverses] = [1, 0, 0];
      // Two at a time: 1/u + 1/v = (u + v) ÷ uv, and uv is what the logarithm is of.
      for (let i = from; i < to; i += 2) {
        const one = gamma + (spends[i] as number);
        const isPair = i + 1 < to;
        const other = isPair ? gamma + (spends[i + 1] as number) : 1;
        const both = one * other;
        inverses += (isPair ? one + other : 1) / both;
        product *= both;
        if (product > LARGEST_PRODUCT || product < 1 / LARGEST_PRODUCT) {
          logs += Math.log(product);
          product = 1;
        }
      }
      logs += Math.log(product);
      const n = to - from;
      const power = p * x + q;
      const slopeOf = digamma(power);
      total += n * (logGamma(power) - logGamma(p * x)) - power * logs;
      dp += x * (n * (slopeOf - digamma(p * x)) - logs);
      dq += n * slopeOf - logs;
      dGamma -= power * inverses;
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
