/** A histogram of whole days: how many stayed for so long. */
export type DayHistogram = ReadonlyMap<number, number>;

/**
 * percentile_cont over a histogram, computed as PostgreSQL does: position p × (n − 1), linear between neighbours.
 * @returns one value per `p`, null for an empty histogram
 */
export function percentilesOf<const P extends readonly number[]>(histogram: DayHistogram, ps: P): { [I in keyof P]: number | null } {
  const days = Float64Array.from(histogram.keys()).sort();
  let count = 0;
  const upTo = Array.from(days, (day) => (count += Math.max(0, histogram.get(day) ?? 0)));
  const valueAt = (index: number): number => days[upTo.findIndex((seen) => index < seen)] ?? 0;
  return ps.map((p) => {
    if (count === 0) return null;
    const position = p * (count - 1);
    const low = valueAt(Math.floor(position));
    const high = valueAt(Math.ceil(position));
    return low + (position - Math.floor(position)) * (high - low);
  }) as { [I in keyof P]: number | null };
}

export function percentileOf(histogram: DayHistogram, p: number): number | null {
  return percentilesOf(histogram, [p])[0];
}
