import { momentsWhileHere, nextPurchaseIn, ordersQuantile, type History } from './bg-nbd.ts';
import { backTest, fitPurchases, predictPurchases, type BackTest, type PurchaseModel } from './fit-purchases.ts';
import { purchasesUntil, type PurchaseEvents } from './purchase-days.ts';
import { largestOf, type Purchases } from './purchases.ts';
import { expectedByStep, SURE, type Step } from './weeks.ts';

/** Days of the unit all times are in. */
export const WEEK = 7;
/** Weeks that are foreseen one by one. */
const FORESEEN = 26;
const YEAR = 52;

/** Who somebody is, by node: numbers that name a group of each kind; −1 = in none. */
export type GroupKind = 'stage' | 'source' | 'product' | 'cohort';
export type Groups = Readonly<Record<Exclude<GroupKind, 'cohort'>, Int32Array>>;

/** What a group of people is expected to do in the weeks of a look ahead. Amounts in major units, deviations one standard error. */
export interface GroupOutlook {
  readonly key: number;
  readonly people: number;
  readonly repeaters: number;
  /** how many of those who came back have not left for good; null where the model does not say: of who came once it knows nothing */
  readonly alive: number | null;
  readonly orders: number;
  readonly ordersDeviation: number;
  readonly value: number;
  readonly valueDeviation: number;
}

/** What a brand can expect, as it is kept: numbers only, nobody by name. */
export interface Outlook {
  /** on everything that is known */
  readonly model: PurchaseModel;
  readonly first: number;
  readonly last: number;
  readonly test: BackTest & { readonly end: number };
  /** how far the test was off, as a share of what it foresaw; null where nothing was tested */
  readonly error: number | null;
  /** of the people known now, week by week from the day after the last */
  readonly weeks: readonly Step[];
  /** a year, or as long as the history is where nobody is seen to leave */
  readonly horizon: number;
  readonly all: GroupOutlook;
  readonly groups: Readonly<Record<GroupKind, readonly GroupOutlook[]>>;
}

/** A third of the history in whole weeks, a year at most, is what a model is held against. */
export function heldBackFrom(first: number, last: number): number {
  return last - Math.min(YEAR, Math.floor((last - first) / (3 * WEEK))) * WEEK;
}

/** No model that knows no leaving looks farther ahead than its history is long. */
export function farthestHorizon({ method, days }: PurchaseModel, asked: number): number {
  return method === 'bgNbd' ? asked : Math.max(1, Math.min(asked, Math.floor(days / WEEK)));
}

/** Everything that is to be known of a brand's future, from its purchases up to the day `last`. */
export function lookAhead(events: PurchaseEvents, groups: Groups, { first, last }: { first: number; last: number }): Outlook {
  const end = heldBackFrom(first, last);
  const test = backTest(events, end, WEEK, last);
  const { purchases, people, firstValue } = purchasesUntil(events, last);
  const model = fitPurchases(purchases, WEEK, firstValue);
  const error = test.predicted === null || test.predicted === 0 || end === last ? null : Math.abs(test.actual / test.predicted - 1);
  const horizon = farthestHorizon(model, YEAR);
  const rows = rowsOf(model, purchases, horizon, error ?? 0);
  const cohorts = cohortsOf(purchases, last);
  const by = (keyOf: (i: number) => number): GroupOutlook[] => rows.grouped(keyOf);
  return {
    model,
    first,
    last,
    test: { ...test, end },
    error,
    weeks: expectedByStep(model, purchases, FORESEEN, error ?? 0),
    horizon,
    all: by(() => 0)[0] ?? { key: 0, people: 0, repeaters: 0, alive: null, orders: 0, ordersDeviation: 0, value: 0, valueDeviation: 0 },
    groups: {
      stage: by((i) => groups.stage[people[i] as number] ?? -1),
      source: by((i) => groups.source[people[i] as number] ?? -1),
      product: by((i) => groups.product[people[i] as number] ?? -1),
      cohort: by((i) => cohorts[i] as number),
    },
  };
}

/** The first day of the quarter of the first purchase, as a number of quarters since 1970. */
function cohortsOf({ ageDays }: Purchases, last: number): Int32Array {
  const known = new Map<number, number>();
  return ageDays.map((age) => {
    let quarter = known.get(age);
    if (quarter === undefined) {
      const date = new Date((last - age) * 86_400_000);
      known.set(age, (quarter = (date.getUTCFullYear() - 1970) * 4 + Math.floor(date.getUTCMonth() / 3)));
    }
    return quarter;
  });
}

interface Sum {
  people: number;
  repeaters: number;
  alive: number;
  orders: number;
  variance: number;
  value: number;
  valueVariance: number;
}

function rowsOf(model: PurchaseModel, purchases: Purchases, horizon: number, error: number) {
  const { repeats, ageDays } = purchases;
  const { alive, orders, values } = predictPurchases(model, purchases, horizon);
  const secondOf = secondMoments(model, purchases, horizon);
  const scatter = scatterOf(model);
  return {
    grouped(keyOf: (i: number) => number): GroupOutlook[] {
      const sums = new Map<number, Sum>();
      for (let i = 0; i < repeats.length; i++) {
        const key = keyOf(i);
        let sum = sums.get(key);
        if (!sum) sums.set(key, (sum = { people: 0, repeaters: 0, alive: 0, orders: 0, variance: 0, value: 0, valueVariance: 0 }));
        const x = repeats[i] as number;
        const here = alive?.[i] ?? 1;
        const mean = orders?.[i] ?? 0;
        const each = values[i] as number;
        const variance = orders === null ? 0 : Math.max(0, here * secondOf(x, ageDays[i] as number) - mean * mean);
        sum.people += 1;
        sum.repeaters += x > 0 ? 1 : 0;
        sum.alive += x > 0 ? here : 0;
        sum.orders += mean;
        sum.variance += variance;
        sum.value += mean * each;
        sum.valueVariance += each * each * (variance + mean * scatter);
      }
      return [...sums]
        .map(([key, sum]) => ({
          key,
          people: sum.people,
          repeaters: sum.repeaters,
          alive: alive === null || sum.repeaters === 0 ? null : sum.alive,
          orders: sum.orders,
          ordersDeviation: Math.sqrt(sum.variance + (error * sum.orders) ** 2),
          value: sum.value,
          valueDeviation: Math.sqrt(sum.valueVariance + (error * sum.value) ** 2),
        }))
        .sort((a, b) => b.value - a.value || b.people - a.people || a.key - b.key);
    },
  };
}

/** How much purchases of one person scatter about their own mean, as a share of its square. */
function scatterOf({ gammaGamma, spendReason }: PurchaseModel): number {
  return gammaGamma && spendReason === null ? 1 / gammaGamma.p : 1;
}

/** E[Y²] while still here; worked out once for all who share x and T. */
function secondMoments({ bgNbd, method, pooled, unitDays }: PurchaseModel, { ageDays }: Purchases, horizon: number) {
  const width = largestOf(ageDays) + 1;
  const known = new Map<number, number>();
  return (x: number, days: number): number => {
    const key = x * width + days;
    let second = known.get(key);
    if (second !== undefined) return second;
    if (bgNbd && (method === 'bgNbd' || method === 'nbd')) second = momentsWhileHere(bgNbd, x, days / unitDays, horizon).second;
    else {
      const { mean, variance } = pooledMoments(pooled.rate ?? 0, x, days / unitDays, horizon);
      second = variance + mean * mean;
    }
    known.set(key, second);
    return second;
  };
}

/** Purchases about everybody's rate, bent to one's own: gamma-Poisson with a prior worth one purchase. */
function pooledMoments(rate: number, x: number, T: number, horizon: number): { mean: number; variance: number } {
  if (rate <= 0) return { mean: 0, variance: 0 };
  const scale = 1 / rate + T;
  const mean = (horizon * (1 + x)) / scale;
  return { mean, variance: mean * (1 + horizon / scale) };
}

/** One person's history in days, and what a repeat purchase day of theirs was worth. */
export interface OwnHistory {
  readonly repeats: number;
  readonly recencyDays: number;
  readonly ageDays: number;
  readonly value: number;
}

/** What one person is expected to do. Amounts in major units; low and high bound four fifths of futures. */
export interface PersonOutlook {
  readonly alive: number | null;
  readonly orders: number;
  readonly ordersLow: number;
  readonly ordersHigh: number;
  /** what a purchase day of theirs is worth */
  readonly each: number;
}

/** A person's next weeks; null where nothing can be said. */
export function personOutlook(model: PurchaseModel, own: OwnHistory, horizon: number): PersonOutlook | null {
  const { bgNbd, method, pooled } = model;
  const one: Purchases = {
    repeats: Int32Array.of(own.repeats),
    recencyDays: Int32Array.of(own.recencyDays),
    ageDays: Int32Array.of(own.ageDays),
    values: Float64Array.of(own.value),
  };
  const { alive, orders, values } = predictPurchases(model, one, horizon);
  if (orders === null) return null;
  const history = historyOf(own);
  const quantile = (share: number): number =>
    bgNbd && (method === 'bgNbd' || method === 'nbd')
      ? ordersQuantile(bgNbd, history, horizon, share)
      : pooledQuantile(pooled.rate ?? 0, history, horizon, share);
  return {
    alive: alive?.[0] ?? null,
    orders: orders[0] as number,
    ordersLow: quantile(0.1),
    ordersHigh: quantile(0.9),
    each: values[0] as number,
  };
}

/** Weeks until the share of people like this one who have come again reaches `share`; null when it never will. */
export function nextWithin(model: PurchaseModel, own: OwnHistory, share: number): number | null {
  const { bgNbd, method, pooled } = model;
  const history = historyOf(own);
  if (bgNbd && method === 'bgNbd') return nextPurchaseIn(bgNbd, history, share);
  // Nobody is seen to leave: the wait is Pareto, by one's own rate.
  const [shape, scale] =
    bgNbd && method === 'nbd'
      ? [bgNbd.r + history.x, bgNbd.alpha + history.T]
      : pooled.rate === null || method === 'none'
        ? [0, 0]
        : [1 + history.x, 1 / pooled.rate + history.T];
  return shape > 0 ? scale * ((1 - share) ** (-1 / shape) - 1) : null;
}

function historyOf({ repeats, recencyDays, ageDays }: OwnHistory): History {
  return { x: repeats, tx: recencyDays / WEEK, T: ageDays / WEEK };
}

function pooledQuantile(rate: number, { x, T }: History, horizon: number, share: number): number {
  if (rate <= 0) return 0;
  const scale = 1 / rate + T;
  const chance = horizon / (scale + horizon);
  const shape = 1 + x;
  let mass = Math.exp(shape * Math.log1p(-chance));
  let below = mass;
  let k = 0;
  while (below < share && k < 100_000) {
    mass *= ((shape + k) / (k + 1)) * chance;
    below += mass;
    k += 1;
  }
  return k;
}

/** Bounds of four fifths about a mean, never below nothing. */
export function boundsAbout(mean: number, deviation: number): { low: number; high: number } {
  return { low: Math.max(0, mean - SURE * deviation), high: mean + SURE * deviation };
}
