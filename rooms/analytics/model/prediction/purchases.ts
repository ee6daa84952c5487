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
export function everyNth({ repeats, recencyDays, ageDays, values }: Purchases, step: number): Purchases {
  const isTaken = (_: number, i: number): boolean => i % step === 0;
  return {
    repeats: repeats.filter(isTaken),
    recencyDays: recencyDays.filter(isTaken),
    ageDays: ageDays.filter(isTaken),
    values: values.filter(isTaken),
  };
}

export function largestOf(list: Int32Array): number {
  let most = 0;
  for (const each of list) if (each > most) most = each;
  return most;
}
