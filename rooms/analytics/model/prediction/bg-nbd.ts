import { climbBySamples } from './climb.ts';
import type { Objective } from './maximise.ts';
import { largestOf, samplesOf, type ByRepeats, type Purchases } from './purchases.ts';

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

const STARTS = [
  [0.5, 5, 0.8, 2.5],
  [1, 10, 0.1, 1],
  [0.2, 1, 2, 2],
] as const;

/** The likeliest parameters for these people. Not converged = there are none: see `fitPurchases`, which says why. */
export function fitBgNbd(purchases: Purchases, unitDays: number, samples = samplesOf(purchases)): BgNbdFit {
  const peak = climbBySamples(samples, (people) => bgNbdLikelihood(people, unitDays), STARTS);
  const [r = 0, alpha = 0, a = 0, b = 0] = peak.at.map(Math.exp);
  return {
    r,
    alpha,
    a,
    b,
    logLikelihood: peak.value * purchases.repeats.length,
    isConverged: peak.isConverged,
    evaluations: peak.evaluations,
  };
}

/** Products of factors are taken as one logarithm as long as they fit into a number: neither a product so far nor a factor passes this. */
const LARGEST_PRODUCT = 1e40;
const LARGEST_FACTOR_LOG = 590;
/** What is looked up of a day stands together: 1 ÷ (α + t), its logarithm, its share of the longest to the power r + x, and one over that. */
const OF_DAY = 4;
/** A table of powers for all days pays for itself from this many people for each of them. */
const WORTH_A_TABLE = 0.25;

/**
 * The mean log-likelihood in the logarithms of r, α, a, b and its slopes. Days are whole, so what depends on α + t is looked up or counted by
 * day, and what depends on x alone is worked out once for all with that x. Per repeater no logarithm, power or exponential is left.
 */
export function bgNbdLikelihood({ starts, recencyDays, ageDays }: ByRepeats, unitDays: number): Objective {
  const count = ageDays.length;
  const mostDays = largestOf(ageDays);
  const mostRepeats = starts.length - 2;
  const peopleByAge = new Float64Array(mostDays + 1);
  const repeatsByAge = new Float64Array(mostDays + 1);
  for (let x = 0; x <= mostRepeats; x++) {
    for (let i = starts[x] as number; i < (starts[x + 1] as number); i++) {
      peopleByAge[ageDays[i] as number]! += 1;
      repeatsByAge[ageDays[i] as number]! += x;
    }
  }
  const days = new Float64Array((mostDays + 1) * OF_DAY);

  return (at: Float64Array, slope: Float64Array): number => {
    const [r = 1, alpha = 1, a = 1, b = 1] = at.map(Math.exp);
    let total = count * r * Math.log(alpha);
    let [dr, dAlpha, da, db] = [count * Math.log(alpha), (count * r) / alpha, 0, 0];
    const longest = Math.log(alpha + mostDays / unitDays);
    for (let day = 0; day <= mostDays; day++) {
      const age = alpha + day / unitDays;
      const log = Math.log(age);
      days[day * OF_DAY] = 1 / age;
      days[day * OF_DAY + 1] = log;
      const people = peopleByAge[day] as number;
      const power = r * people + (repeatsByAge[day] as number);
      total -= power * log;
      dr -= people * log;
      dAlpha -= power / age;
    }
    const farthest = longest - Math.log(alpha);
    // Γ(r+x)/Γ(r) and B(a,b+x)/B(a,b), step by step: no gamma function is needed.
    let [logR, invR, logB, invA, invB] = [0, 0, 0, 0, 0];
    let tableOf = Number.NaN;
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
        const from = starts[x] as number;
        const isTabled = n > WORTH_A_TABLE * mostDays && power * farthest + Math.abs(Math.log(dead)) < LARGEST_FACTOR_LOG;
        if (isTabled) {
          if (tableOf === x - 1) raisePowers(days, longest);
          else writePowers(days, longest, power);
          tableOf = x;
        }
        const people = { recencyDays, ageDays, from, to: from + n };
        const sums = isTabled ? sumByTable(days, people, dead) : sumOneByOne(days, people, power, dead);
        total += sums.logOdds;
        dr += sums.shift;
        dAlpha -= power * sums.inverses;
        da += sums.left / a;
        db -= sums.left / (b + x - 1);
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

/** ((α+t) ÷ the longest)^power of every day, and one over it. */
function writePowers(days: Float64Array, longest: number, power: number): void {
  for (let at = 0; at < days.length; at += OF_DAY) {
    const share = Math.exp(power * ((days[at + 1] as number) - longest));
    days[at + 2] = share;
    days[at + 3] = 1 / share;
  }
}

/** The same for a power larger by one. */
function raisePowers(days: Float64Array, longest: number): void {
  const most = Math.exp(longest);
  for (let at = 0; at < days.length; at += OF_DAY) {
    const share = (days[at + 2] as number) / ((days[at] as number) * most);
    days[at + 2] = share;
    days[at + 3] = 1 / share;
  }
}

/** Over people with the same x: Σ log(1 + odds of having left), Σ chance of having left, and Σ of that chance against T and t_x. */
interface Sums {
  readonly logOdds: number;
  readonly left: number;
  readonly shift: number;
  readonly inverses: number;
}

/** People who stand beside each other. */
interface Some {
  readonly recencyDays: Int32Array;
  readonly ageDays: Int32Array;
  readonly from: number;
  readonly to: number;
}

/** Where no odds pass what a number holds: ((α+T)/(α+t_x))^(r+x) out of the table. */
function sumByTable(days: Float64Array, { recencyDays, ageDays, from, to }: Some, dead: number): Sums {
  let [product, logOdds, left, shift, inverses] = [1, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const last = (recencyDays[i] as number) * OF_DAY;
    const age = (ageDays[i] as number) * OF_DAY;
    const odds = dead * (days[age + 2] as number) * (days[last + 3] as number);
    const whole = 1 + odds;
    const chance = odds / whole;
    product *= whole;
    if (product > LARGEST_PRODUCT) {
      logOdds += Math.log(product);
      product = 1;
    }
    left += chance;
    shift += chance * ((days[age + 1] as number) - (days[last + 1] as number));
    inverses += chance * ((days[last] as number) - (days[age] as number));
  }
  return { logOdds: logOdds + Math.log(product), left, shift, inverses };
}

/** The same for the few of a rare x, and where the odds overflow: left for good against still here, the larger taken out. */
function sumOneByOne(days: Float64Array, { recencyDays, ageDays, from, to }: Some, power: number, dead: number): Sums {
  let [logOdds, left, shift, inverses] = [0, 0, 0, 0];
  const logDead = Math.log(dead);
  for (let i = from; i < to; i++) {
    const last = (recencyDays[i] as number) * OF_DAY;
    const age = (ageDays[i] as number) * OF_DAY;
    const between = (days[age + 1] as number) - (days[last + 1] as number);
    const odds = logDead + power * between;
    const small = Math.exp(-Math.abs(odds));
    const chance = odds > 0 ? 1 / (1 + small) : small / (1 + small);
    logOdds += Math.log(1 + small) + Math.max(0, odds);
    left += chance;
    shift += chance * between;
    inverses += chance * ((days[last] as number) - (days[age] as number));
  }
  return { logOdds, left, shift, inverses };
}

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
  const most = largestOf(repeats);
  const logs = Float64Array.from({ length: width }, (_, day) => Math.log(alpha + day / unitDays));
  const dead = Float64Array.from({ length: most + 1 }, (_, x) => a / (b + x - 1));
  const powers = count > width ? powersOf(logs, r, most) : new Float64Array();
  const known = new Map<number, number>();
  const table = width * dead.length <= LARGEST_TABLE ? new Float64Array(width * dead.length).fill(-1) : null;
  const whileHere = (key: number, x: number, age: number): number => {
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
    const last = recencyDays[i] as number;
    const key = x * width + age;
    let here = 1;
    if (x > 0 && key < powers.length) {
      const then = powers[key - age + last] as number;
      here = then / (then + (dead[x] as number) * (powers[key] as number));
    } else if (x > 0) {
      const odds = Math.log(dead[x] as number) + (r + x) * ((logs[age] as number) - (logs[last] as number));
      here = 1 / (1 + Math.exp(odds));
    }
    const seen = table ? (table[key] as number) : (known.get(key) ?? -1);
    alive[i] = here;
    orders[i] = here * (seen >= 0 ? seen : whileHere(key, x, age));
  }
  return { alive, orders };
}

const LARGEST_TABLE = 4_000_000;

/** ((α+t) ÷ the longest)^(r+x) of every day, x by x, as far as numbers hold it and the table is not too large. */
function powersOf(logs: Float64Array, r: number, most: number): Float64Array {
  const width = logs.length;
  const longest = logs[width - 1] as number;
  const farthest = longest - (logs[0] as number);
  const rows = Math.min(most + 1, Math.floor(LARGEST_TABLE / width), Math.floor(LARGEST_FACTOR_LOG / Math.max(farthest, 1e-9) - r));
  const powers = new Float64Array(Math.max(0, rows) * width);
  for (let day = 0; day < width; day++) {
    const share = (logs[day] as number) - longest;
    const step = Math.exp(share);
    let power = Math.exp(r * share);
    for (let at = day; at < powers.length; at += width) {
      powers[at] = power;
      power *= step;
    }
  }
  return powers;
}
