/** A histogram of whole days: how many stayed for so long. */
export type DayHistogram = ReadonlyMap<number, number>;

/**
 * percentile_cont over a histogram, computed as PostgreSQL does: position p × (n − 1), linear between neighbours.
 * @returns one value per `p`, null for an empty histogram
 */
export function percentilesOf<const P extends readonly number[]>(histogram: DayHistogram, ps: P): { [I in keyof P]: number | null } {
  const days = Float64Array.from(histogram.keys()).sort();
  const upTo = new Float64Array(days.length);
  let count = 0;
  for (let i = 0; i < days.length; i++) upTo[i] = count += Math.max(0, histogram.get(days[i] as number) ?? 0);
  const valueAt = (index: number): number => {
    let at = 0;
    for (let end = upTo.length; at < end;) {
      const middle = (at + end) >> 1;
      if (index < (upTo[middle] as number)) end = middle;
      else at = middle + 1;
    }
    return days[at] ?? 0;
  };
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
