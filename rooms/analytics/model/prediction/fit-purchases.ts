import { fitBgNbd, forecastAll, type BgNbdFit } from './bg-nbd.ts';
import { expectedValue, fitGammaGamma, populationMean, type GammaGamma, type GammaGammaFit } from './gamma-gamma.ts';
import { purchasesUntil, type PurchaseEvents } from './purchase-days.ts';
import { samplesOf, type ByRepeats, type Purchases } from './purchases.ts';
import { expectedByStep, type Step } from './weeks.ts';

/** Fewer people who came back, or a shorter history, and no model is fitted (domain.md §6). */
export const FEWEST_REPEATERS = 200;
export const SHORTEST_DAYS = 182;
/** Spending that goes with frequency this closely breaks the assumption of Gamma-Gamma. */
export const CLOSEST_CORRELATION = 0.3;

/**
 * Why there is no full model. `nobody`: no customer. `tooFewRepeaters`, `tooShort`: see above. `nobodyLeaves`: the likeliest chance of
 * leaving is nought, so nothing can be said of who has left. `noSpread`, `noPeak`: the likelihood has no peak to stand on.
 */
export type FitReason = 'nobody' | 'tooFewRepeaters' | 'tooShort' | 'nobodyLeaves' | 'noSpread' | 'noPeak';

/** Why spending is a plain shrunk mean and not Gamma-Gamma. */
export type SpendReason = 'nothingSpent' | 'tooFewRepeaters' | 'noMean' | 'dependsOnFrequency';

export interface PurchaseModel {
  readonly status: 'ok' | 'degenerate' | 'tooLittleData';
  readonly reason: FitReason | null;
  /** bgNbd: as fitted; nbd: purchases without leaving, for a horizon no longer than the history; pooled: everybody's rate, bent to one's own */
  readonly method: 'bgNbd' | 'nbd' | 'pooled' | 'none';
  readonly bgNbd: BgNbdFit | null;
  readonly gammaGamma: GammaGammaFit | null;
  readonly spendReason: SpendReason | null;
  readonly customers: number;
  readonly repeaters: number;
  /** the longest history among them */
  readonly days: number;
  /** of repeats and values among those who came back; null with fewer than two */
  readonly correlation: number | null;
  /** purchases in a unit of time and mean value of a repeat day, over everybody: what the fallback starts from; null = not known */
  readonly pooled: { readonly rate: number | null; readonly value: number };
  readonly unitDays: number;
}

/** A mean chance of leaving below this is none: people would make a million purchases before they go. */
const LEAST_LEAVING = 1e-6;
const LARGEST_PARAMETER = 1e4;

/**
 * The model these people allow, and what keeps it from being the full one. Never throws, never NaN.
 * @param firstValue what a purchase is taken to be worth before anybody came back
 */
export function fitPurchases(purchases: Purchases, unitDays: number, firstValue = 0): PurchaseModel {
  const samples = samplesOf(purchases);
  const facts = factsOf(samples.at(-1) as ByRepeats, unitDays, firstValue);
  const gammaGamma = facts.repeaters >= FEWEST_REPEATERS ? fitGammaGamma(purchases, samples) : null;
  const spendReason = spendReasonOf(facts, gammaGamma);
  const model = { gammaGamma, spendReason, ...facts, unitDays };
  const tooLittle: FitReason | null =
    facts.customers === 0
      ? 'nobody'
      : facts.repeaters < FEWEST_REPEATERS
        ? 'tooFewRepeaters'
        : facts.days < SHORTEST_DAYS
          ? 'tooShort'
          : null;
  if (tooLittle) {
    return { ...model, status: 'tooLittleData', reason: tooLittle, method: facts.pooled.rate === null ? 'none' : 'pooled', bgNbd: null };
  }
  const bgNbd = fitBgNbd(purchases, unitDays, samples);
  const reason = degeneracy(bgNbd);
  const method = reason === null ? 'bgNbd' : reason === 'nobodyLeaves' ? 'nbd' : 'pooled';
  return { ...model, status: reason === null ? 'ok' : 'degenerate', reason, method, bgNbd };
}

function degeneracy({ r, alpha, a, b, isConverged }: BgNbdFit): FitReason | null {
  if (a / (a + b) < LEAST_LEAVING) return 'nobodyLeaves';
  if (r > LARGEST_PARAMETER || alpha > LARGEST_PARAMETER * 100) return 'noSpread';
  return isConverged && a + b < LARGEST_PARAMETER ? null : 'noPeak';
}

function spendReasonOf({ repeaters, pooled, correlation }: Facts, fit: GammaGammaFit | null): SpendReason | null {
  if (pooled.value <= 0) return 'nothingSpent';
  if (repeaters < FEWEST_REPEATERS || fit === null) return 'tooFewRepeaters';
  if (!fit.isConverged || populationMean(fit) === null) return 'noMean';
  return correlation !== null && Math.abs(correlation) >= CLOSEST_CORRELATION ? 'dependsOnFrequency' : null;
}

type Facts = Pick<PurchaseModel, 'customers' | 'repeaters' | 'days' | 'correlation' | 'pooled'>;

function factsOf({ starts, ageDays, values }: ByRepeats, unitDays: number, firstValue: number): Facts {
  let [days, allDays, allRepeats] = [0, 0, 0];
  let [n, sumX, sumZ, sumXX, sumZZ, sumXZ, spent] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < ageDays.length; i++) {
    const age = ageDays[i] as number;
    allDays += age;
    if (age > days) days = age;
  }
  for (let x = 1; x < starts.length - 1; x++) {
    let [people, sum, squares] = [0, 0, 0];
    for (let i = starts[x] as number; i < (starts[x + 1] as number); i++) {
      const z = values[i] as number;
      spent += x * z;
      if (z <= 0) continue;
      people += 1;
      sum += z;
      squares += z * z;
    }
    allRepeats += x * ((starts[x + 1] as number) - (starts[x] as number));
    n += people;
    sumX += x * people;
    sumXX += x * x * people;
    sumZ += sum;
    sumZZ += squares;
    sumXZ += x * sum;
  }
  const spread = Math.sqrt((n * sumXX - sumX * sumX) * (n * sumZZ - sumZ * sumZ));
  return {
    customers: ageDays.length,
    repeaters: ageDays.length - (starts[1] as number),
    days,
    correlation: n > 1 ? (spread > 0 ? (n * sumXZ - sumX * sumZ) / spread : 0) : null,
    pooled: {
      // Half a purchase before anybody came back: nobody seen is not nobody ever.
      rate: allDays > 0 ? ((allRepeats + 0.5) / allDays) * unitDays : null,
      value: allRepeats > 0 ? spent / allRepeats : firstValue,
    },
  };
}

export interface Prediction {
  /** chance of not having left for good; null where the model does not say */
  readonly alive: Float64Array | null;
  /** purchase days expected in the horizon; null where nothing can be said */
  readonly orders: Float64Array | null;
  /** what a purchase day is expected to be worth */
  readonly values: Float64Array;
}

/** What these people will do in the next `horizon` units of time, by the method the model allows. */
export function predictPurchases(model: PurchaseModel, purchases: Purchases, horizon: number): Prediction {
  const values = valuesOf(model, purchases);
  const { bgNbd, method, unitDays, pooled } = model;
  if (bgNbd && (method === 'bgNbd' || method === 'nbd')) {
    const { alive, orders } = forecastAll(bgNbd, purchases, unitDays, horizon);
    return { alive: method === 'bgNbd' ? alive : null, orders, values };
  }
  const { rate } = pooled;
  if (method === 'none' || rate === null) return { alive: null, orders: null, values };
  // A gamma prior worth one purchase at everybody's rate, and what this person did: (1 + x) ÷ (1/rate + T).
  const orders = Float64Array.from(
    purchases.repeats,
    (x, i) => (horizon * (1 + x)) / (1 / rate + (purchases.ageDays[i] as number) / unitDays),
  );
  return { alive: null, orders, values };
}

function valuesOf({ gammaGamma, spendReason, pooled }: PurchaseModel, { repeats, values }: Purchases): Float64Array {
  const fit: GammaGamma | null = spendReason === null || spendReason === 'dependsOnFrequency' ? gammaGamma : null;
  const everybody = fit ? (populationMean(fit) ?? pooled.value) : pooled.value;
  const expected = new Float64Array(repeats.length);
  for (let i = 0; i < repeats.length; i++) {
    const x = repeats[i] as number;
    const value = values[i] as number;
    if (fit && x > 0 && value > 0) expected[i] = expectedValue(fit, x, value);
    else expected[i] = fit ? everybody : (everybody + x * value) / (1 + x);
  }
  return expected;
}

/** One unit of the time held back: what was expected of these people and what they did. */
export interface TestStep extends Step {
  /** its first day */
  readonly from: number;
  readonly actual: number;
  /** the last one may be cut short by the end of what is known */
  readonly isWhole: boolean;
}

export interface BackTest {
  readonly model: PurchaseModel;
  readonly customers: number;
  /** purchase days of these people from the day after the end to the last known; null where nothing could be predicted or nothing came after */
  readonly predicted: number | null;
  readonly actual: number;
  readonly steps: readonly TestStep[];
}

/** More units than these are not drawn one by one. */
const MOST_STEPS = 104;

/** Fits what was known at `end` and holds it against what came after. */
export function backTest(events: PurchaseEvents, end: number, unitDays: number, knownTo?: number): BackTest {
  const { purchases, people, firstValue, actualLater, laterDays } = purchasesUntil(events, end, knownTo);
  const model = fitPurchases(purchases, unitDays, firstValue);
  const orders = laterDays > 0 ? predictPurchases(model, purchases, laterDays / unitDays).orders : null;
  const count = Math.min(MOST_STEPS, Math.ceil(laterDays / unitDays));
  const actual = actualBySteps(events, people, end, unitDays, count);
  return {
    model,
    customers: purchases.repeats.length,
    predicted: orders === null ? null : orders.reduce((sum, each) => sum + each, 0),
    actual: actualLater,
    steps: expectedByStep(model, purchases, count).map((step, i) => ({
      ...step,
      from: end + 1 + i * unitDays,
      actual: actual[i] as number,
      isWhole: (i + 1) * unitDays <= laterDays,
    })),
  };
}

/** Purchase days of these people in each unit after the end. Both lists stand in the order of people. */
function actualBySteps({ people, days }: PurchaseEvents, known: Int32Array, end: number, unitDays: number, count: number): Int32Array {
  const actual = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < people.length; i++) {
    const person = people[i] as number;
    while (at < known.length && (known[at] as number) < person) at += 1;
    const day = days[i] as number;
    const isAgain = i > 0 && people[i - 1] === person && days[i - 1] === day;
    const step = Math.floor((day - end - 1) / unitDays);
    if (known[at] === person && day > end && !isAgain && step < count) actual[step]! += 1;
  }
  return actual;
}
