import { randomOf } from '../../../kit/random/index.ts';
import { unitEconomics } from './economics.ts';
import { luckOf } from './luck.ts';
import type { PlanParameters } from './parameters.ts';
import { drawPlan, type Ranges } from './ranges.ts';
import { simulate, type RunOptions } from './simulate.ts';

/** One tenth of the runs end below p10, half below p50, nine tenths below p90. */
export interface Spread {
  readonly mean: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface LuckOptions extends RunOptions {
  readonly runs: number;
  readonly seed: number;
  /** what is not known of the plan; left out: the plan is true and only luck differs */
  readonly ranges?: Ranges | undefined;
}

export interface LuckyPlan {
  readonly runs: number;
  readonly seed: number;
  readonly months: readonly {
    readonly month: number;
    readonly sales: Spread;
    readonly profit: Spread;
    readonly cash: Spread;
    readonly members: Spread;
  }[];
  readonly profitTotal: Spread;
  /** of all runs, as shares: those paid back within the time, and those whose sharing alone would grow */
  readonly paidBack: number;
  readonly explosive: number;
}

const SERIES = ['sales', 'profit', 'cash', 'members'] as const;

/**
 * A plan lived through `runs` times: each run draws what is not known once (`ranges`) and its luck month by month. Run i of a seed is
 * the same whatever the number of runs. Made to be called off the page's thread.
 */
export function monteCarlo(plan: PlanParameters, options: LuckOptions): LuckyPlan {
  const { runs, seed, months, ranges } = options;
  const seen = SERIES.map(() => Array.from({ length: months }, () => new Float64Array(runs)));
  const record = (series: number, month: number, run: number, value: number): void => {
    const row = seen[series]?.[month];
    if (row) row[run] = value;
  };
  let paidBack = 0;
  let explosive = 0;
  for (let run = 0; run < runs; run++) {
    const random = randomOf(seed, run);
    const drawn = ranges ? drawPlan(plan, ranges, random) : plan;
    const lived = simulate(drawn, options, luckOf(random));
    lived.forEach(({ sales, profit, cash, members }, i) => {
      [sales.total, profit, cash, members].forEach((value, series) => record(series, i, run, value));
    });
    if (lived.some((month) => month.cash >= 0)) paidBack += 1;
    if (unitEconomics(drawn).isExplosive) explosive += 1;
  }
  const spread = (series: number, month: number): Spread => spreadOf(seen[series]?.[month] ?? new Float64Array());
  return {
    runs,
    seed,
    months: Array.from({ length: months }, (_, i) => ({
      month: i + 1,
      sales: spread(0, i),
      profit: spread(1, i),
      cash: spread(2, i),
      members: spread(3, i),
    })),
    profitTotal: spread(2, months - 1),
    paidBack: paidBack / runs,
    explosive: explosive / runs,
  };
}

function spreadOf(values: Float64Array): Spread {
  const sorted = values.toSorted();
  const at = (p: number): number => {
    const place = p * (sorted.length - 1);
    const low = sorted[Math.floor(place)] ?? 0;
    return low + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? low) - low);
  };
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
