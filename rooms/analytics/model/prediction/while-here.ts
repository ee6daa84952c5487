import { momentsWhileHere } from './bg-nbd.ts';
import type { PurchaseModel } from './fit-purchases.ts';

/** E[Y] and E[Y²] of the purchase days in so many units of time. */
export interface Moments {
  readonly first: number;
  readonly second: number;
}

/** What somebody who has not left will do in the next `horizon` units, by the method the model allows. @param T in units */
export function purchasesWhileHere({ bgNbd, method, pooled }: PurchaseModel, x: number, T: number, horizon: number): Moments {
  if (horizon <= 0) return { first: 0, second: 0 };
  if (bgNbd && (method === 'bgNbd' || method === 'nbd')) return momentsWhileHere(bgNbd, x, T, horizon);
  const rate = method === 'none' ? 0 : (pooled.rate ?? 0);
  if (rate <= 0) return { first: 0, second: 0 };
  // Purchases about everybody's rate, bent to one's own: gamma-Poisson with a prior worth one purchase.
  const scale = 1 / rate + T;
  const mean = (horizon * (1 + x)) / scale;
  return { first: mean, second: mean * (1 + horizon / scale) + mean * mean };
}
