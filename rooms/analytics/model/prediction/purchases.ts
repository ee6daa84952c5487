/**
 * What is known of everybody who ever bought, one entry a person, in arrays because there may be a million. Days are whole days of the
 * brand; what happens on one day counts once (Fader, Hardie & Lee 2005).
 */
export interface Purchases {
  /** x: days with a purchase after the first */
  readonly repeats: Int32Array;
  /** t_x: from the first purchase day to the last; 0 without repeats */
  readonly recencyDays: Int32Array;
  /** T: from the first purchase day to the end of what is known */
  readonly ageDays: Int32Array;
  /** mean value of a repeat purchase day; 0 without repeats */
  readonly values: Float64Array;
}

/** Every `step`-th person: a sample that does not depend on luck. */
function everyNth({ repeats, recencyDays, ageDays, values }: Purchases, step: number): Purchases {
  const count = Math.ceil(repeats.length / step);
  const sample = {
    repeats: new Int32Array(count),
    recencyDays: new Int32Array(count),
    ageDays: new Int32Array(count),
    values: new Float64Array(count),
  };
  for (let i = 0, from = 0; i < count; i++, from += step) {
    sample.repeats[i] = repeats[from] as number;
    sample.recencyDays[i] = recencyDays[from] as number;
    sample.ageDays[i] = ageDays[from] as number;
    sample.values[i] = values[from] as number;
  }
  return sample;
}

export function largestOf(list: Int32Array): number {
  let most = 0;
  for (let i = 0; i < list.length; i++) if ((list[i] as number) > most) most = list[i] as number;
  return most;
}

/** The same people by how often they came back: those with x repeats stand from `starts[x]` to before `starts[x + 1]`. */
export interface ByRepeats {
  readonly starts: Int32Array;
  readonly recencyDays: Int32Array;
  readonly ageDays: Int32Array;
  readonly values: Float64Array;
}

/** Counting sort: likelihoods are sums over groups in which most is the same for everybody. Each column is read and written once. */
export function byRepeats({ repeats, recencyDays, ageDays, values }: Purchases): ByRepeats {
  const count = repeats.length;
  const most = largestOf(repeats);
  const starts = new Int32Array(most + 2);
  for (let i = 0; i < count; i++) starts[(repeats[i] as number) + 1]! += 1;
  for (let x = 0; x <= most; x++) starts[x + 1]! += starts[x] as number;
  const next = starts.slice();
  const sorted = { starts, recencyDays: new Int32Array(count), ageDays: new Int32Array(count), values: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    const at = next[repeats[i] as number]!++;
    sorted.recencyDays[at] = recencyDays[i] as number;
    sorted.ageDays[at] = ageDays[i] as number;
    sorted.values[at] = values[i] as number;
  }
  return sorted;
}

/** Enough for a first fit; whoever has more goes on from there with eight times as many, and then with everybody. */
const SAMPLES = [15_000, 120_000];

/** The people a fit goes through, fewest first, everybody last. */
export function samplesOf(purchases: Purchases): ByRepeats[] {
  const steps = SAMPLES.map((size) => Math.floor(purchases.repeats.length / size)).filter((step) => step > 1);
  return [...steps.map((step) => everyNth(purchases, step)), purchases].map(byRepeats);
}
