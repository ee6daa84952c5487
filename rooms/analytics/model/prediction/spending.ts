import type { PurchaseModel } from './fit-purchases.ts';
import { populationMean } from './gamma-gamma.ts';

/**
 * What is known of how somebody spends: a purchase day is worth gamma(p) ÷ ν, and ν is somewhere in gamma(shape, rate). Where Gamma-Gamma was
 * not fitted the plain mean bent to one's own is the same thing with p = 1 and q = 2: then a day's worth scatters as much as its mean.
 */
export interface Spending {
  readonly p: number;
  readonly shape: number;
  /** in the unit of the values */
  readonly rate: number;
}

export function spendingOf({ gammaGamma, spendReason, pooled }: PurchaseModel, x: number, value: number): Spending {
  const fit = spendReason === null || spendReason === 'dependsOnFrequency' ? gammaGamma : null;
  if (fit && populationMean(fit) !== null) {
    const { p, q, gamma } = fit;
    return x > 0 && value > 0 ? { p, shape: p * x + q, rate: gamma + x * value } : { p, shape: q, rate: gamma };
  }
  return { p: 1, shape: 2 + x, rate: Math.max(0, pooled.value + x * value) };
}

export function meanSpend({ p, shape, rate }: Spending): number {
  return (p * rate) / (shape - 1);
}

/** A mean that is known so little has no variance; beyond this it is taken to be as wide as this. */
const WIDEST = 2;

/** E[M²] ÷ E[M]²: how little is known of somebody's mean. */
export function meanSquared({ shape }: Spending): number {
  return 1 + Math.min(WIDEST, shape > 2 ? 1 / (shape - 2) : WIDEST);
}
