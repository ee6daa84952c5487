import type { EpochDay, Zone } from '../../../kit/time/index.ts';
import type { Cells, Sign } from './cells.ts';

/**
 * The stored thresholds: four edges per axis, ascending. A value on an edge belongs to the lower bucket, so people
 * with equal values are always in one bucket.
 */
export interface RfmCut {
  readonly cutOn: EpochDay;
  /** whole days between the last order's day and `cutOn` */
  readonly r: readonly number[];
  /** orders */
  readonly f: readonly number[];
  /** own net in minor units */
  readonly m: readonly bigint[];
}

/**
 * The buckets of one person as the digits of one number (543 = r 5, f 4, m 3), each 1 (worst) to 5 (best);
 * 0 for a person without an order.
 */
export function rfmCode(cut: RfmCut, lastDay: EpochDay | null, orders: number, own: bigint): number {
  if (lastDay === null || orders === 0) return 0;
  const days = Math.max(0, cut.cutOn - lastDay);
  let r = 5;
  for (const edge of cut.r) if (days > edge) r -= 1;
  let f = 1;
  for (const edge of cut.f) if (orders > edge) f += 1;
  let m = 1;
  for (const edge of cut.m) if (own > edge) m += 1;
  return r * 100 + f * 10 + m;
}

/** Adds a person's state to the grid. */
export function addRfm(
  into: { cells: Cells; zone: Zone; cut: RfmCut | null },
  state: { orders: number; net: bigint; returned: bigint; lastPaidAt: number | null },
  sign: Sign,
): void {
  if (!into.cut || state.lastPaidAt === null) return;
  const own = state.net - state.returned;
  const code = rfmCode(into.cut, into.zone.dayOf(state.lastPaidAt), state.orders, own);
  into.cells.addRfm(code, sign, sign === 1 ? own : -own);
}
