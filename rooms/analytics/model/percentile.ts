/** A histogram of whole days: how many stayed for so long. */
export type DayHistogram = ReadonlyMap<number, bigint>;

/**
 * percentile_cont over a histogram, computed as PostgreSQL does: position p × (n − 1), linear between neighbours.
 * @returns null for an empty histogram
 */
export function percentileOf(histogram: DayHistogram, p: number): number | null {
  const rows = [...histogram].filter(([, people]) => people > 0n).sort(([a], [b]) => a - b);
  const count = rows.reduce((sum, [, people]) => sum + people, 0n);
  if (count === 0n) return null;
  const position = p * Number(count - 1n);
  const low = valueAt(rows, BigInt(Math.floor(position)));
  const high = valueAt(rows, BigInt(Math.ceil(position)));
  return low + (position - Math.floor(position)) * (high - low);
}

function valueAt(rows: readonly (readonly [number, bigint])[], index: bigint): number {
  let seen = 0n;
  for (const [days, people] of rows) {
    seen += people;
    if (index < seen) return days;
  }
  return rows.at(-1)?.[0] ?? 0;
}
