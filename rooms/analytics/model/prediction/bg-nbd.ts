import { maximise, type Objective, type Peak } from './maximise.ts';
import { byRepeats, everyNth, largestOf, type ByRepeats, type Purchases } from './purchases.ts';

/**
 * BG/NBD (Fader, Hardie & Lee, "Counting your customers the easy way", Marketing Science 24(2), 2005): purchases are Poisson at a rate
 * that differs between people (gamma: r, α), and after each purchase a person may leave for good, with a chance that differs too (beta: a, b).
 * α and all times are in units of `unitDays`.
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

export interface BgNbdFit extends BgNbd {
  readonly logLikelihood: number;
  readonly isConverged: boolean;
  readonly evaluations: number;
}

/** e^±12: nobody's data has its likeliest parameters out there. */
const FENCE = 12;
/** Enough for a first fit; whoever has more starts the whole from there. */
const SAMPLE = 15_000;
/** A thousandth of what a parameter of so many people is uncertain by. */
const FLAT_ENOUGH = 3e-7;
const STARTS = [
  [0.5, 5, 0.8, 2.5],
  [1, 10, 0.1, 1],
  [0.2, 1, 2, 2],
] as const;

/** The likeliest parameters for these people. Not converged = there are none: see `fitPurchases`, which says why. */
export function fitBgNbd(purchases: Purchases, unitDays: number, groups = byRepeats(purchases.repeats)): BgNbdFit {
  const count = purchases.repeats.length;
  const step = Math.floor(count / SAMPLE);
  const few = step > 1 ? everyNth(purchases, step) : null;
  const first = few ? climb(meanLogLikelihood(few, unitDays, byRepeats(few.repeats)), null) : null;
  const peak = climb(meanLogLikelihood(purchases, unitDays, groups), first);
  const [r = 0, alpha = 0, a = 0, b = 0] = peak.at.map(Math.exp);
  return { r, alpha, a, b, logLikelihood: peak.value * count, isConverged: peak.isConverged, evaluations: peak.evaluations };
}

function climb(objective: Objective, from: Peak | null): Peak {
  if (from) return maximise(objective, [...from.at], { inverse: from.inverse, farthest: FENCE, flat: FLAT_ENOUGH });
  const peaks = STARTS.map((start) => () => maximise(objective, start.map(Math.log), { farthest: FENCE }));
  let best: Peak | null = null;
  for (const attempt of peaks) {
    const peak = attempt();
    if (peak.isConverged) return peak;
    if (best === null || peak.value > best.value) best = peak;
  }
  return best as Peak;
}

/** Products of factors are taken as one logarithm as long as they fit into a number: neither a product so far nor a factor passes this. */
const LARGEST_PRODUCT = 1e40;
const LARGEST_FACTOR_LOG = 590;
/** What is looked up of a day stands together: α + t, its inverse, its logarithm, its r-th power. */
const OF_DAY = 4;

/**
 * The mean log-likelihood in the logarithms of r, α, a, b and its slopes. Days are whole, so what depends on α + t is looked up; what depends
 * on x alone is worked out once for all with that x; whoever never came back counts by T. Per repeater no logarithm and no exponential is left.
 */
function meanLogLikelihood({ repeats, recencyDays, ageDays }: Purchases, unitDays: number, { starts, order }: ByRepeats) {
  const count = repeats.length;
  const mostDays = largestOf(ageDays);
  const mostRepeats = starts.length - 2;
  const once = starts[1] as number;
  const onceByAge = new Float64Array(mostDays + 1);
  for (let i = 0; i < once; i++) onceByAge[ageDays[order[i] as number] as number]! += 1;
  const lasts = new Int32Array(count - once);
  const ages = new Int32Array(count - once);
  for (let i = once; i < count; i++) {
    lasts[i - once] = (recencyDays[order[i] as number] as number) * OF_DAY;
    ages[i - once] = (ageDays[order[i] as number] as number) * OF_DAY;
  }
  const days = new Float64Array((mostDays + 1) * OF_DAY);

  return (at: Float64Array, slope: Float64Array): number => {
    const [r = 1, alpha = 1, a = 1, b = 1] = at.map(Math.exp);
    let total = count * r * Math.log(alpha);
    let [dr, dAlpha, da, db] = [count * Math.log(alpha), (count * r) / alpha, 0, 0];
    for (let day = 0; day <= mostDays; day++) {
      const age = alpha + day / unitDays;
      const log = Math.log(age);
      days.set([age, 1 / age, log, Math.exp(r * log)], day * OF_DAY);
      const n = onceByAge[day] as number;
      total -= n * r * log;
      dr -= n * log;
      dAlpha -= (n * r) / age;
    }
    const farthest = Math.log((alpha + mostDays / unitDays) / alpha);
    // Γ(r+x)/Γ(r) and B(a,b+x)/B(a,b), step by step: no gamma function is needed.
    let [logR, invR, logB, invA, invB] = [0, 0, 0, 0, 0];
    for (let x = 0; x <= mostRepeats; x++) {
      const n = (starts[x + 1] as number) - (starts[x] as number);
      if (n > 0) {
        total += n * (logR + logB);
        dr += n * invR;
        da -= n * invA;
        db += n * (invB - invA);
      }
      if (n > 0 && x > 0) {
        const power = r + x;
        const dead = a / (b + x - 1);
        const from = (starts[x] as number) - once;
        const sums = power * farthest + Math.abs(Math.log(dead)) < LARGEST_FACTOR_LOG ? sumPlain : sumCarefully;
        const { logOdds, logs, left, shift, inverses } = sums(days, lasts, ages, from, from + n, x, r, dead);
        total += logOdds - power * logs;
        dr += shift - logs;
        dAlpha -= power * inverses;
        da += left / a;
        db -= left / (b + x - 1);
      }
      logR += Math.log(r + x);
      invR += 1 / (r + x);
      logB += Math.log((b + x) / (a + b + x));
      invA += 1 / (a + b + x);
      invB += 1 / (b + x);
    }
    slope.set([(dr * r) / count, (dAlpha * alpha) / count, (da * a) / count, (db * b) / count]);
    return total / count;
  };
}

/** Over people with the same x: Σ log(1 + odds of having left), Σ log(α+T), Σ chance of having left, and that chance against T and t_x. */
interface Sums {
  readonly logOdds: number;
  readonly logs: number;
  readonly left: number;
  readonly shift: number;
  readonly inverses: number;
}

type Sum = (days: Float64Array, lasts: Int32Array, ages: Int32Array, from: number, to: number, x: number, r: number, dead: number) => Sums;

/** Where no odds pass what a number holds: ((α+T)/(α+t_x))^(r+x) by multiplying, x being whole. */
const sumPlain: Sum = (days, lasts, ages, from, to, x, _r, dead) => {
  let [product, logOdds, logs, left, shift, inverses] = [1, 0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const last = lasts[i] as number;
    const age = ages[i] as number;
    const inverseLast = days[last + 1] as number;
    let square = (days[age] as number) * inverseLast;
    let odds = (dead * (days[age + 3] as number)) / (days[last + 3] as number);
    for (let bits = x; bits > 0; bits >>= 1) {
      if (bits & 1) odds *= square;
      square *= square;
    }
    const whole = 1 + odds;
    const chance = odds / whole;
    const logAge = days[age + 2] as number;
    const inverseAge = days[age + 1] as number;
    product *= whole;
    if (product > LARGEST_PRODUCT) {
      logOdds += Math.log(product);
      product = 1;
    }
    logs += logAge;
    left += chance;
    shift += chance * (logAge - (days[last + 2] as number));
    inverses += inverseAge + chance * (inverseLast - inverseAge);
  }
  return { logOdds: logOdds + Math.log(product), logs, left, shift, inverses };
};

/** The same for the few who came so often that the odds overflow: left for good against still here, the larger taken out. */
const sumCarefully: Sum = (days, lasts, ages, from, to, x, r, dead) => {
  let [logOdds, logs, left, shift, inverses] = [0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const last = lasts[i] as number;
    const age = ages[i] as number;
    const between = (days[age + 2] as number) - (days[last + 2] as number);
    const odds = Math.log(dead) + (r + x) * between;
    const small = Math.exp(-Math.abs(odds));
    const chance = odds > 0 ? 1 / (1 + small) : small / (1 + small);
    const inverseAge = days[age + 1] as number;
    logOdds += Math.log(1 + small) + Math.max(0, odds);
    logs += days[age + 2] as number;
    left += chance;
    shift += chance * between;
    inverses += inverseAge + chance * ((days[last + 1] as number) - inverseAge);
  }
  return { logOdds, logs, left, shift, inverses };
};

/** One person: repeats, and times in units. */
export interface History {
  readonly x: number;
  readonly tx: number;
  readonly T: number;
}

/** The chance that this person has not left for good (equation 7.3 of the note on P(alive), Fader & Hardie 2008). Whoever never came back: 1. */
export function aliveProbability({ r, alpha, a, b }: BgNbd, { x, tx, T }: History): number {
  if (x === 0) return 1;
  return 1 / (1 + Math.exp(Math.log(a / (b + x - 1)) + (r + x) * Math.log((alpha + T) / (alpha + tx))));
}

/**
 * How likely 0, 1, 2 … purchase days are in the next `horizon`, for somebody still here: the number the clock offers is negative
 * binomial, the number until they leave beta-geometric, and they are independent given the history. @returns P(at least k), from k = 1
 */
function atLeastWhileHere({ r, alpha, a, b }: BgNbd, x: number, T: number, horizon: number): number[] {
  const rate = horizon / (alpha + T + horizon);
  const shape = r + x;
  let mass = Math.exp(shape * Math.log1p(-rate));
  let beyond = 1 - mass;
  let stays = 1;
  const chances: number[] = [];
  for (let k = 1; beyond > 1e-11 && k < 100_000; k++) {
    chances.push(beyond * stays);
    stays *= (b + x + k - 1) / (a + b + x + k - 1);
    mass *= ((shape + k - 1) / k) * rate;
    beyond -= mass;
  }
  return chances;
}

/** Purchase days expected in the next `horizon`: E[Y(t) | x, t_x, T] of the paper, summed as P(at least k) so that no a is singular. */
export function expectedOrders(model: BgNbd, history: History, horizon: number): number {
  return aliveProbability(model, history) * expectedWhileHere(model, history.x, history.T, horizon);
}

function expectedWhileHere(model: BgNbd, x: number, T: number, horizon: number): number {
  return momentsWhileHere(model, x, T, horizon).first;
}

/** E[Y] and E[Y²] of the purchase days in the next `horizon` for somebody still here, from P(at least k). */
export function momentsWhileHere({ r, alpha, a, b }: BgNbd, x: number, T: number, horizon: number): { first: number; second: number } {
  const rate = horizon / (alpha + T + horizon);
  const shape = r + x;
  let mass = Math.exp(shape * Math.log1p(-rate));
  let beyond = 1 - mass;
  let stays = 1;
  let [first, second] = [0, 0];
  for (let k = 1; beyond > 1e-11 && k < 100_000; k++) {
    first += beyond * stays;
    second += (2 * k - 1) * beyond * stays;
    stays *= (b + x + k - 1) / (a + b + x + k - 1);
    mass *= ((shape + k - 1) / k) * rate;
    beyond -= mass;
  }
  return { first, second };
}

/** The number of purchase days that is reached or passed with no more than this chance: quantile 0.1 and 0.9 bound four fifths of futures. */
export function ordersQuantile(model: BgNbd, history: History, horizon: number, quantile: number): number {
  const alive = aliveProbability(model, history);
  const chances = atLeastWhileHere(model, history.x, history.T, horizon);
  const at = chances.findIndex((chance) => alive * chance <= 1 - quantile);
  return at === -1 ? chances.length : at;
}

/**
 * The time until a share (half, unless said) of the people like this one have come again; null when no more than that ever will: then no date
 * should be shown. Among those here the wait is Pareto: P(nobody by t) = ((α+T)/(α+T+t))^(r+x).
 */
export function nextPurchaseIn({ r, alpha, a, b }: BgNbd, history: History, share = 0.5): number | null {
  const alive = aliveProbability({ r, alpha, a, b }, history);
  if (alive <= share) return null;
  return (alpha + history.T) * ((1 - share / alive) ** (-1 / (r + history.x)) - 1);
}

export interface Forecasts {
  readonly alive: Float64Array;
  readonly orders: Float64Array;
}

/** What each person will do in the next `horizon` units. What depends on (x, T) alone is worked out once for all who share it. */
export function forecastAll(model: BgNbd, { repeats, recencyDays, ageDays }: Purchases, unitDays: number, horizon: number): Forecasts {
  const count = repeats.length;
  const { r, alpha, a, b } = model;
  const width = largestOf(ageDays) + 1;
  const logs = Float64Array.from({ length: width }, (_, day) => Math.log(alpha + day / unitDays));
  const logDead = Float64Array.from({ length: largestOf(repeats) + 1 }, (_, x) => Math.log(a / (b + x - 1)));
  const known = new Map<number, number>();
  const table = width * logDead.length <= LARGEST_TABLE ? new Float64Array(width * logDead.length).fill(-1) : null;
  const whileHere = (x: number, age: number): number => {
    const key = x * width + age;
    const seen = table ? (table[key] as number) : (known.get(key) ?? -1);
    if (seen >= 0) return seen;
    const value = expectedWhileHere(model, x, age / unitDays, horizon);
    if (table) table[key] = value;
    else known.set(key, value);
    return value;
  };
  const alive = new Float64Array(count);
  const orders = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const x = repeats[i] as number;
    const age = ageDays[i] as number;
    const here =
      x === 0
        ? 1
        : 1 / (1 + Math.exp((logDead[x] as number) + (r + x) * ((logs[age] as number) - (logs[recencyDays[i] as number] as number))));
    alive[i] = here;
    orders[i] = here * whileHere(x, age);
  }
  return { alive, orders };
}

const LARGEST_TABLE = 4_000_000;
