import { nextPurchaseIn, ordersQuantile, type History } from './bg-nbd.ts';
import type { CardSurvival } from './card-survival.ts';
import { fitSpread } from './fit-spread.ts';
import { backTest, fitPurchases, predictPurchases, type BackTest, type PurchaseModel } from './fit-purchases.ts';
import { feesOf, GROUP_STEP, HORIZONS, YEAR } from './lifetime-value.ts';
import { valuesOfAll, type PeopleValues } from './people-values.ts';
import { purchasesUntil, type PurchaseEvents } from './purchase-days.ts';
import { largestOf, type Purchases } from './purchases.ts';
import type { OwnHistory } from './value-draws.ts';
import { testValue, type Tested, type ValueTest, type Width } from './value-test.ts';
import { expectedByStep, SURE, type Step } from './weeks.ts';
import { purchasesWhileHere } from './while-here.ts';

/** Days of the unit all times are in. */
export const WEEK = 7;
/** Weeks that are foreseen one by one. */
const FORESEEN = 26;

/** Who somebody is, by node: numbers that name a group of each kind; −1 = in none. */
export type GroupKind = 'stage' | 'source' | 'product' | 'cohort';
export type Groups = Readonly<Record<Exclude<GroupKind, 'cohort'>, Int32Array>> & {
  /** the stage at the end of what the test knows */
  readonly stageThen: Int32Array;
};

/** Holders of a card with a term, side by side. */
export interface Holders {
  readonly nodes: Int32Array;
  /** weeks until the card ends, and from one end to the next */
  readonly leftWeeks: Float64Array;
  readonly termWeeks: Float64Array;
  readonly renewals: Int32Array;
  /** what a renewal leaves, and what they paid for cards so far, in major units */
  readonly margins: Float64Array;
  readonly paid: Float64Array;
}

/** What turns purchases into value: what is left of sales, what later money counts, and cards that are renewed. */
export interface ValueFacts {
  /** a year */
  readonly discount: number;
  /** of everybody's sales */
  readonly rate: number;
  /** of each person's, by node; NaN = as everybody's, null = nobody's differs */
  readonly rates: Float64Array | null;
  readonly holders: Holders;
  readonly survival: CardSurvival;
}

/** What a group leaves until a horizon: gross margin, discounted, in major units. */
export interface Worth {
  readonly weeks: number;
  readonly mean: number;
  /** of it what renewals of cards leave */
  readonly fees: number;
  readonly deviation: number;
}

/** How the value was worked out, and how it stood the test. */
export interface ValueOutlook {
  readonly discount: number;
  readonly rate: number;
  /** in weeks; nearer where nobody is seen to leave */
  readonly horizons: readonly number[];
  /** standard error of everybody's value from that of the parameters, as a share, by horizon */
  readonly spread: readonly number[];
  readonly width: Width;
  readonly test: ValueTest | null;
}

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
  /** by horizon */
  readonly worth: readonly Worth[];
  /** the same group in the time held back; null where it had nobody or nothing was tested */
  readonly tested: Tested | null;
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
  /** null where nothing can be foreseen */
  readonly value: ValueOutlook | null;
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
export function lookAhead(
  events: PurchaseEvents,
  groups: Groups,
  facts: ValueFacts,
  { first, last }: { first: number; last: number },
): Outlook {
  const end = heldBackFrom(first, last);
  const test = backTest(events, end, WEEK, last);
  const { purchases, people, firstValue } = purchasesUntil(events, last);
  const model = fitPurchases(purchases, WEEK, firstValue);
  const error = test.predicted === null || test.predicted === 0 || end === last ? null : Math.abs(test.actual / test.predicted - 1);
  const horizon = farthestHorizon(model, YEAR);
  const tested = testOutlook(events, groups, facts, { model: test.model, first, end, last });
  const value = valueOutlook(model, purchases, facts, tested?.test ?? null);
  const worths = value === null ? [] : worthsOf(model, purchases, { people, events, facts, horizons: value.horizons });
  const rows = rowsOf(model, purchases, horizon, { error: error ?? 0, value, worths });
  const quarterOf = quarters(last);
  const node = (i: number): number => people[i] as number;
  const by = (keyOf: (i: number) => number, kind: GroupKind): GroupOutlook[] =>
    rows.grouped(keyOf, tested?.groups[KINDS.indexOf(kind)] ?? [], value ? Math.max(value.width.error, value.width.apart) : 0);
  const [all] = rows.grouped(() => 0, tested ? [tested.test.all] : [], value?.width.error ?? 0);
  return {
    model,
    first,
    last,
    test: { ...test, end },
    error,
    weeks: expectedByStep(model, purchases, FORESEEN, error ?? 0),
    horizon,
    all: all ?? NOBODY,
    groups: {
      stage: by((i) => groups.stage[node(i)] ?? -1, 'stage'),
      source: by((i) => groups.source[node(i)] ?? -1, 'source'),
      product: by((i) => groups.product[node(i)] ?? -1, 'product'),
      cohort: by((i) => quarterOf(purchases.ageDays[i] as number), 'cohort'),
    },
    value,
  };
}

const KINDS: readonly GroupKind[] = ['stage', 'source', 'product', 'cohort'];
const NOBODY: GroupOutlook = {
  key: 0,
  people: 0,
  repeaters: 0,
  alive: null,
  orders: 0,
  ordersDeviation: 0,
  value: 0,
  valueDeviation: 0,
  worth: [],
  tested: null,
};

/**
 * The value against the time held back, by the kinds of groups as they were then. Bands are judged as they would have been shown then: as wide
 * as a test of the time before made them.
 */
function testOutlook(
  events: PurchaseEvents,
  groups: Groups,
  { discount, rate, rates }: ValueFacts,
  { model, first, end, last }: { model: PurchaseModel; first: number; end: number; last: number },
): ReturnType<typeof testValue> {
  if (end >= last) return null;
  const keepsOf = (node: number): number => rateOf(rates, rate, node);
  const before = eventsUntil(events, end);
  const earlier = heldBackFrom(first, end);
  const width =
    earlier < end
      ? testValue(before, { model: backTest(before, earlier, WEEK, end).model, end: earlier, last: end, discount, keepsOf })?.test
      : undefined;
  const quarterOf = quarters(end);
  return testValue(events, { model, end, last, discount, keepsOf, width: { error: width?.error ?? 0, apart: width?.apart ?? 0 } }, [
    (node) => groups.stageThen[node] ?? -1,
    (node) => groups.source[node] ?? -1,
    (node) => groups.product[node] ?? -1,
    (_, age) => quarterOf(age),
  ]);
}

function eventsUntil({ people, days, values }: PurchaseEvents, end: number): PurchaseEvents {
  const known = { people: new Int32Array(days.length), days: new Int32Array(days.length), values: new Float64Array(days.length) };
  let count = 0;
  for (let i = 0; i < days.length; i++) {
    if ((days[i] as number) > end) continue;
    known.people[count] = people[i] as number;
    known.days[count] = days[i] as number;
    known.values[count++] = values[i] as number;
  }
  return { people: known.people.subarray(0, count), days: known.days.subarray(0, count), values: known.values.subarray(0, count) };
}

function rateOf(rates: Float64Array | null, rate: number, node: number): number {
  const own = rates?.[node] ?? Number.NaN;
  return Number.isNaN(own) ? rate : own;
}

/** The horizons a model may look to, and how wide bands are beyond chance. */
function valueOutlook(
  model: PurchaseModel,
  purchases: Purchases,
  { discount, rate }: ValueFacts,
  test: ValueTest | null,
): ValueOutlook | null {
  if (model.method === 'none') return null;
  const horizons = horizonsOf(model);
  return {
    discount,
    rate,
    horizons,
    spread: fitSpread(model, purchases, { horizons, discount }),
    width: { error: test?.error ?? 0, apart: test?.apart ?? 0 },
    test,
  };
}

/** A year and three; only as far as the history is long where nobody is seen to leave. */
export function horizonsOf(model: PurchaseModel): number[] {
  return [...new Set(HORIZONS.map((weeks) => farthestHorizon(model, weeks)))];
}

/** What is left of each person's purchases and renewals by horizon; of renewals also by themselves. */
type PeopleWorth = PeopleValues & { readonly fees: Float64Array };

function worthsOf(
  model: PurchaseModel,
  purchases: Purchases,
  { people, events, facts, horizons }: { people: Int32Array; events: PurchaseEvents; facts: ValueFacts; horizons: readonly number[] },
): PeopleWorth[] {
  const { discount, rate, rates, holders, survival } = facts;
  const keeps = Float64Array.from(people, (node) => rateOf(rates, rate, node));
  const at = new Map<number, number>();
  if (holders.nodes.length > 0) people.forEach((node, i) => at.set(node, i));
  const spent = new Map<number, number>();
  if (holders.nodes.length > 0) events.people.forEach((node, i) => spent.set(node, (spent.get(node) ?? 0) + (events.values[i] as number)));
  holders.nodes.forEach((node, h) => {
    const i = at.get(node);
    if (i !== undefined) keeps[i] = (keeps[i] as number) * (1 - feeShareOf(holders.paid[h] as number, spent.get(node) ?? 0));
  });
  return valuesOfAll(model, purchases, { horizons, discount, keeps, step: GROUP_STEP }).map((values, k) => {
    const fees = new Float64Array(people.length);
    holders.nodes.forEach((node, h) => {
      const i = at.get(node);
      if (i === undefined) return;
      const term = {
        leftWeeks: holders.leftWeeks[h] as number,
        termWeeks: holders.termWeeks[h] as number,
        renewals: holders.renewals[h] as number,
        margin: holders.margins[h] as number,
      };
      const { mean, variance } = feesOf(survival, term, horizons[k] as number, discount);
      fees[i] = mean;
      values.mean[i] = (values.mean[i] as number) + mean;
      values.variance[i] = (values.variance[i] as number) + variance;
    });
    return { ...values, fees };
  });
}

/** Of what a holder spent the share that was for cards: that part of their purchases comes by renewals. */
export function feeShareOf(paid: number, spent: number): number {
  return spent > 0 ? Math.max(0, Math.min(1, paid / spent)) : 0;
}

/** The quarter in which somebody came who had known the brand for so many days on the last, as a number of quarters since 1970. */
function quarters(last: number): (ageDays: number) => number {
  const known = new Map<number, number>();
  return (age) => {
    let quarter = known.get(age);
    if (quarter === undefined) {
      const date = new Date((last - age) * 86_400_000);
      known.set(age, (quarter = (date.getUTCFullYear() - 1970) * 4 + Math.floor(date.getUTCMonth() / 3)));
    }
    return quarter;
  };
}

interface Sum {
  people: number;
  repeaters: number;
  alive: number;
  orders: number;
  variance: number;
  value: number;
  valueVariance: number;
  readonly worth: Float64Array;
  readonly fees: Float64Array;
  readonly worthVariance: Float64Array;
}

interface RowFacts {
  readonly error: number;
  readonly value: ValueOutlook | null;
  readonly worths: readonly PeopleWorth[];
}

function rowsOf(model: PurchaseModel, purchases: Purchases, horizon: number, { error, value, worths }: RowFacts) {
  const { repeats, ageDays } = purchases;
  const { alive, orders, values } = predictPurchases(model, purchases, horizon);
  const secondOf = secondMoments(model, purchases, horizon);
  const scatter = scatterOf(model);
  const horizons = value?.horizons ?? [];
  const empty = (): Sum => ({
    people: 0,
    repeaters: 0,
    alive: 0,
    orders: 0,
    variance: 0,
    value: 0,
    valueVariance: 0,
    worth: new Float64Array(horizons.length),
    fees: new Float64Array(horizons.length),
    worthVariance: new Float64Array(horizons.length),
  });
  return {
    /** @param tests the groups in the time held back @param off how far groups of this kind are off beyond chance, as a share */
    grouped(keyOf: (i: number) => number, tests: readonly Tested[], off: number): GroupOutlook[] {
      const sums = new Map<number, Sum>();
      for (let i = 0; i < repeats.length; i++) {
        const key = keyOf(i);
        let sum = sums.get(key);
        if (!sum) sums.set(key, (sum = empty()));
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
        for (let h = 0; h < worths.length; h++) {
          const worth = worths[h] as PeopleWorth;
          sum.worth[h]! += worth.mean[i] as number;
          sum.fees[h]! += worth.fees[i] as number;
          sum.worthVariance[h]! += worth.variance[i] as number;
        }
      }
      const testOf = new Map(tests.map((test) => [test.key, test]));
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
          worth: horizons.map((weeks, h) => {
            const mean = sum.worth[h] as number;
            const spread = value?.spread[h] ?? 0;
            const variance = (sum.worthVariance[h] as number) + (spread * spread + off * off) * mean * mean;
            return { weeks, mean, fees: sum.fees[h] as number, deviation: Math.sqrt(variance) };
          }),
          tested: testOf.get(key) ?? null,
        }))
        .sort((a, b) => worthOf(b) - worthOf(a) || b.value - a.value || b.people - a.people || a.key - b.key);
    },
  };
}

function worthOf({ worth }: GroupOutlook): number {
  return worth.at(-1)?.mean ?? 0;
}

/** How much purchases of one person scatter about their own mean, as a share of its square. */
function scatterOf({ gammaGamma, spendReason }: PurchaseModel): number {
  return gammaGamma && spendReason === null ? 1 / gammaGamma.p : 1;
}

/** E[Y²] while still here; worked out once for all who share x and T. */
function secondMoments(model: PurchaseModel, { ageDays }: Purchases, horizon: number) {
  const width = largestOf(ageDays) + 1;
  const known = new Map<number, number>();
  return (x: number, days: number): number => {
    const key = x * width + days;
    let second = known.get(key);
    if (second === undefined) known.set(key, (second = purchasesWhileHere(model, x, days / model.unitDays, horizon).second));
    return second;
  };
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
