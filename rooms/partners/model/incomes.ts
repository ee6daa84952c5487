/** Fewer than that and a quartile would name somebody (rules.md B12). */
export const LEAST_PARTNERS = 20;

/**
 * The places of an income distribution, those who earned nothing included (compliance P10): the smallest income that so many parts of
 * all do not exceed (nearest rank). Null below `LEAST_PARTNERS`.
 */
export function quartilesOf(incomes: readonly bigint[]): { lower: bigint; median: bigint; upper: bigint; topTenth: bigint } | null {
  if (incomes.length < LEAST_PARTNERS) return null;
  const sorted = incomes.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (percent: number): bigint => sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? 0n;
  return { lower: at(25), median: at(50), upper: at(75), topTenth: at(90) };
}
