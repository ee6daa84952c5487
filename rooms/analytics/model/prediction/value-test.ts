import type { PurchaseModel } from './fit-purchases.ts';
import { bandAbout, GROUP_STEP, weigher } from './lifetime-value.ts';
import { valuesOfAll } from './people-values.ts';
import { purchasesUntil, type PurchaseEvents } from './purchase-days.ts';
import type { Purchases } from './purchases.ts';
import { drawnBands } from './value-draws.ts';

/** What some people were expected to leave in the time held back, and what they left: margin, discounted, in major units. */
export interface Tested {
  readonly key: number;
  readonly people: number;
  readonly predicted: number;
  readonly actual: number;
  /** mean over them of how far off each one was */
  readonly meanError: number;
}

/** How wide a band has to be beyond chance: of all together, and of parts of them, as shares of what is expected. */
export interface Width {
  readonly error: number;
  readonly apart: number;
}

/** The value held against a time it had not seen. */
export interface ValueTest extends Width {
  /** the last day that was known to it, and the weeks after */
  readonly end: number;
  readonly weeks: number;
  readonly all: Tested;
  /** by how often they had come by then: the classes of `oftenOf` */
  readonly often: readonly Tested[];
  /** parts of people (the month they came, and how often) whose actual value lay in the band that would have been shown then */
  readonly parts: { readonly count: number; readonly inside: number };
  /** people, some of them standing for all, whose actual value lay in theirs */
  readonly persons: { readonly count: number; readonly inside: number };
}

/** Whom a person is held against: those who had bought on 1, 2, 3–4, 5–8, or more days. */
export function oftenOf(repeats: number): number {
  return repeats < 2 ? repeats : repeats < 4 ? 2 : repeats < 8 ? 3 : 4;
}

/** Fewer people than these are no part that is judged by itself. */
const LEAST_PART = 20;
/** People whose own band is drawn and looked at, and the futures of each. */
const SOME = 1_000;
const FEW_DRAWS = 300;
const MONTH = 30;

export interface TestAsk {
  readonly model: PurchaseModel;
  readonly end: number;
  readonly last: number;
  readonly discount: number;
  /** of each person's sales the share that is left, by node */
  readonly keepsOf: (node: number) => number;
  /** how wide bands were, by what was known then; absent: bands are not judged, people neither */
  readonly width?: Width;
}

/** By each kind of group, of a person and how long ago they came: what was foreseen and what came, by its keys. Null where nothing could be foreseen or nothing came after. */
export function testValue(
  events: PurchaseEvents,
  ask: TestAsk,
  kinds: readonly ((node: number, ageDays: number) => number)[] = [],
): { readonly test: ValueTest; readonly groups: readonly (readonly Tested[])[] } | null {
  const { model, end, last, discount, keepsOf, width } = ask;
  if (model.method === 'none' || last <= end) return null;
  const { purchases, people } = purchasesUntil(events, end, last);
  const weeks = (last - end) / model.unitDays;
  const keeps = Float64Array.from(people, keepsOf);
  const [values] = valuesOfAll(model, purchases, { horizons: [weeks], discount, keeps, step: GROUP_STEP });
  if (!values) return null;
  const actual = actualValues(events, people, { end, unitDays: model.unitDays, discount, keeps });
  const by = (keyOf: (i: number) => number): Tested[] => sumBy(values.mean, actual, keyOf);
  const [all] = by(() => 0);
  if (!all || all.predicted === 0) return null;
  const parts = partsOf(purchases, values, actual, end);
  return {
    test: {
      end,
      weeks,
      all,
      often: by((i) => oftenOf(purchases.repeats[i] as number)),
      error: Math.abs(all.actual / all.predicted - 1),
      apart: apartness(parts),
      parts: { count: width ? parts.length : 0, inside: width ? parts.filter((part) => isInside(part, width)).length : 0 },
      persons: width ? personsInside(model, purchases, keeps, actual, { weeks, discount }) : { count: 0, inside: 0 },
    },
    groups: kinds.map((keyOf) => by((i) => keyOf(people[i] as number, purchases.ageDays[i] as number))),
  };
}

/** What each of these people left after the end, each week's weighed by when it came. Both lists stand in the order of people. */
function actualValues(
  { people, days, values }: PurchaseEvents,
  known: Int32Array,
  { end, unitDays, discount, keeps }: { end: number; unitDays: number; discount: number; keeps: Float64Array },
): Float64Array {
  const actual = new Float64Array(known.length);
  const weigh = weigher(discount);
  let at = 0;
  for (let i = 0; i < people.length; i++) {
    const person = people[i] as number;
    while (at < known.length && (known[at] as number) < person) at += 1;
    const later = (days[i] as number) - end;
    if (later > 0 && known[at] === person)
      actual[at] = (actual[at] as number) + (values[i] as number) * (keeps[at] as number) * weigh(Math.ceil(later / unitDays));
  }
  return actual;
}

function sumBy(mean: Float64Array, actual: Float64Array, keyOf: (i: number) => number): Tested[] {
  const sums = new Map<number, { people: number; predicted: number; actual: number; off: number }>();
  for (let i = 0; i < mean.length; i++) {
    const key = keyOf(i);
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = { people: 0, predicted: 0, actual: 0, off: 0 }));
    sum.people += 1;
    sum.predicted += mean[i] as number;
    sum.actual += actual[i] as number;
    sum.off += Math.abs((actual[i] as number) - (mean[i] as number));
  }
  return [...sums]
    .map(([key, { people, predicted, actual: came, off }]) => ({ key, people, predicted, actual: came, meanError: off / people }))
    .sort((a, b) => a.key - b.key);
}

interface Part {
  readonly predicted: number;
  readonly actual: number;
  readonly variance: number;
}

/** People by the month they came and how often they had come, where there are enough of them. */
function partsOf(
  { repeats, ageDays }: Purchases,
  { mean, variance }: { mean: Float64Array; variance: Float64Array },
  actual: Float64Array,
  end: number,
): Part[] {
  const parts = new Map<number, { people: number; predicted: number; actual: number; variance: number }>();
  for (let i = 0; i < repeats.length; i++) {
    const key = Math.floor((end - (ageDays[i] as number)) / MONTH) * 8 + oftenOf(repeats[i] as number);
    let part = parts.get(key);
    if (!part) parts.set(key, (part = { people: 0, predicted: 0, actual: 0, variance: 0 }));
    part.people += 1;
    part.predicted += mean[i] as number;
    part.actual += actual[i] as number;
    part.variance += variance[i] as number;
  }
  return [...parts.values()].filter(({ people, predicted }) => people >= LEAST_PART && predicted > 0);
}

/** How far parts are off beyond chance, as a share of what they were expected to leave (method of moments). */
function apartness(parts: readonly Part[]): number {
  let [beyond, squares] = [0, 0];
  for (const { predicted, actual, variance } of parts) {
    beyond += (actual - predicted) ** 2 - variance;
    squares += predicted * predicted;
  }
  return squares > 0 ? Math.sqrt(Math.max(0, beyond) / squares) : 0;
}

function isInside({ predicted, actual, variance }: Part, { error, apart }: Width): boolean {
  const { low, high } = bandAbout(predicted, Math.sqrt(variance + (Math.max(error, apart) * predicted) ** 2));
  return actual >= low && actual <= high;
}

function personsInside(
  model: PurchaseModel,
  { repeats, recencyDays, ageDays, values }: Purchases,
  keeps: Float64Array,
  actual: Float64Array,
  { weeks, discount }: { weeks: number; discount: number },
): ValueTest['persons'] {
  const step = Math.max(1, Math.floor(repeats.length / SOME));
  let [count, inside] = [0, 0];
  for (let i = 0; i < repeats.length; i += step) {
    const own = {
      repeats: repeats[i] as number,
      recencyDays: recencyDays[i] as number,
      ageDays: ageDays[i] as number,
      value: values[i] as number,
    };
    const margin = { rate: keeps[i] as number, feeShare: 0, card: null };
    const [band] = drawnBands(model, own, margin, { horizons: [weeks], discount, survival: { a: 1, b: 1 }, draws: FEW_DRAWS });
    const came = actual[i] as number;
    count += 1;
    if (band && came >= band.low - 1e-9 && came <= band.high + 1e-9) inside += 1;
  }
  return { count, inside };
}
