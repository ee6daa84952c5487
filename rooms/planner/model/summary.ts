import { unitEconomics, type UnitEconomics } from './economics.ts';
import type { PlanParameters } from './parameters.ts';
import { ASSUMED_MARKET, simulate, type PlanMonth, type RunOptions } from './simulate.ts';

export interface PlanSummary extends UnitEconomics {
  readonly salesTotal: number;
  readonly profitTotal: number;
  /** the first month whose cumulative profit is not negative; null = not within the run */
  readonly paybackMonth: number | null;
  /** σ: sales of the year with ads off after month 12 ÷ with ads on; null when the run is shorter or there are no sales */
  readonly selfSufficiency: { readonly year2: number | null; readonly year3: number | null };
  /** the market that stopped an explosive plan because the plan names none; null otherwise */
  readonly assumedMarket: number | null;
}

export interface PlanRun {
  readonly months: readonly PlanMonth[];
  readonly summary: PlanSummary;
}

/** The expected months of a plan and what they come to. */
export function runPlan(plan: PlanParameters, options: RunOptions): PlanRun {
  const months = simulate(plan, options);
  const economics = unitEconomics(plan);
  return {
    months,
    summary: {
      ...economics,
      salesTotal: salesOf(months, 0, months.length),
      profitTotal: months.at(-1)?.cash ?? 0,
      paybackMonth: months.find((month) => month.cash >= 0)?.month ?? null,
      selfSufficiency: selfSufficiency(plan, options),
      assumedMarket: economics.isExplosive && plan.addressable === null ? ASSUMED_MARKET : null,
    },
  };
}

/** Whatever the plan itself says of its ads, σ compares ads bought for twelve months with ads bought always (CONTRACT §7). */
function selfSufficiency(plan: PlanParameters, { months, start }: RunOptions): PlanSummary['selfSufficiency'] {
  if (months < 24) return { year2: null, year3: null };
  const on = simulate(plan, { months, start });
  const off = simulate(plan, { months, start, adsOffAfter: 12 });
  const kept = (from: number, to: number): number | null => {
    const sales = salesOf(on, from, to);
    return months < to || sales === 0 ? null : salesOf(off, from, to) / sales;
  };
  return { year2: kept(12, 24), year3: kept(24, 36) };
}

function salesOf(months: readonly PlanMonth[], from: number, to: number): number {
  return months.slice(from, to).reduce((sum, month) => sum + month.sales.total, 0);
}
