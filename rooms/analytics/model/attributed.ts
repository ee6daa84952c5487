/** To whom a sale is given: parts per million for who brought the buyer and for who brought those; the rest is the buyer's own. */
export interface Weights {
  readonly directPpm: number;
  readonly indirectPpm: number;
}

const WHOLE = 1_000_000;

/**
 * Every sale given once (domain.md §2): a share to who brought the buyer, a share to who brought those, the rest and whatever nobody takes to
 * the buyer. So the sum over people is all sales, to the minor unit; influence (own + direct + indirect) counts a sale again at every step.
 * @param own what each person bought, in minor units; all of it together stays below 2^53
 * @param parent who brought each, −1 for nobody
 */
export function attributed(own: ArrayLike<number>, parent: ArrayLike<number>, size: number, weights: Weights): Float64Array {
  const given = new Float64Array(size);
  for (let node = 0; node < size; node++) {
    const sales = own[node] ?? 0;
    if (sales === 0) continue;
    const direct = parent[node] ?? -1;
    const indirect = direct < 0 ? -1 : (parent[direct] ?? -1);
    const toDirect = direct < 0 ? 0 : shareOf(sales, weights.directPpm);
    const toIndirect = indirect < 0 ? 0 : shareOf(sales, weights.indirectPpm);
    if (direct >= 0) given[direct] = (given[direct] as number) + toDirect;
    if (indirect >= 0) given[indirect] = (given[indirect] as number) + toIndirect;
    given[node] = (given[node] as number) + sales - toDirect - toIndirect;
  }
  return given;
}

/** A share of whole minor units, rounded down, without leaving what a float holds exactly. */
function shareOf(sales: number, ppm: number): number {
  const whole = Math.floor(sales / WHOLE);
  return whole * ppm + Math.floor(((sales - whole * WHOLE) * ppm) / WHOLE);
}
