/** A histogram of whole days: how many stayed for so long. */
export type DayHistogram = ReadonlyMap<number, number>;

/**
 * percentile_cont over a histogram, computed as PostgreSQL does: position p × (n − 1), linear between neighbours.
 * @returns null for an empty histogram
 */
export function percentileOf(histogram: DayHistogram, p: number): number | null {
  const rows = [...histogram].filter(([, people]) => people > 0).sort(([a], [b]) => a - b);
  const count = rows.reduce((sum, [, people]) => sum + people, 0);
  if (count === 0) return null;
  const position = p * (count - 1);
  const low = valueAt(rows, Math.floor(position));
  const high = valueAt(rows, Math.ceil(position));
  return low + (position - Math.floor(position)) * (high - low);
}

function valueAt(rows: readonly (readonly [number, number])[], index: number): number {
  let seen = 0;
  for (const [days, people] of rows) {
    seen += people;
    if (index < seen) return days;
  }
  return rows.at(-1)?.[0] ?? 0;
}
