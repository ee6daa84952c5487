import { boundsOf, leverValue, withLever, type Lever, type PlanParameters } from './parameters.ts';
import { simulate, type RunOptions } from './simulate.ts';

export interface LeverEffect {
  readonly lever: Lever;
  readonly from: number;
  readonly to: number;
  /** profit of the whole run, in major units, when this lever alone is better by `step` */
  readonly gain: number;
  /** what the improvement costs over the run, where the owner has said so, and the gain it leaves for each unit spent */
  readonly cost: number | null;
  readonly gainPerCost: number | null;
}

export interface PairEffect {
  readonly levers: readonly [Lever, Lever];
  readonly gain: number;
  /** what the two bring together beyond the sum of each alone */
  readonly together: number;
}

export interface SensitivityOptions extends RunOptions {
  /** how much better, as a share: 0.1 */
  readonly step?: number | undefined;
  /** what improving a lever by `step` costs over the run */
  readonly costs?: { readonly [L in Lever]?: number } | undefined;
}

/** Levers of which less is better. All others: more. */
const LESS_IS_BETTER: ReadonlySet<Lever> = new Set([
  'cpf',
  'gF',
  'g1',
  'g2',
  'gM',
  'gP',
  'd',
  'c1',
  'c2',
  'G',
  'sC',
  'sM',
  'fixed',
  'payment',
]);

/** Levers an owner can work on; spread of luck and assumptions without a handle are left out. */
export const workable: readonly Lever[] = [
  'cpf',
  'ad',
  'organic',
  'h',
  'u',
  'p12',
  'pM',
  'pP',
  'gF',
  'g1',
  'g2',
  'gM',
  'gP',
  's.C1',
  's.C2',
  's.M',
  's.P',
  'n',
  'a',
  'a1',
  'a2',
  'aM',
  'l2',
  'lM',
  'fee',
  'm',
  'mF',
  'd',
  'c1',
  'c2',
  'G',
  'sC',
  'sM',
  'fixed',
  'payment',
];

const STEP = 0.1;
const PAIRED = 4;

/** Whether one value of a lever is better for the brand than another. */
export function isBetter(lever: Lever, value: number, than: number): boolean {
  return LESS_IS_BETTER.has(lever) ? value < than : value > than;
}

/** The plan with one lever better by a share: more of what is good, less of what is not; never beyond what can be. */
export function improved(plan: PlanParameters, lever: Lever, step = STEP): PlanParameters {
  const { least, most } = boundsOf(lever);
  const value = leverValue(plan, lever) * (LESS_IS_BETTER.has(lever) ? 1 - step : 1 + step);
  return withLever(plan, lever, Math.min(most, Math.max(least, value)));
}

/**
 * Which lever moves profit most (domain.md §5): the gain of each when it alone improves by a tenth, the largest first; where costs are
 * known they come first by gain per cost, for the rank is what an improvement returns. Levers at nought have nothing to improve.
 */
export function tornado(plan: PlanParameters, options: SensitivityOptions): LeverEffect[] {
  const profit = profitOf(plan, options);
  const step = options.step ?? STEP;
  return workable
    .filter((lever) => leverValue(plan, lever) !== 0)
    .map((lever): LeverEffect => {
      const better = improved(plan, lever, step);
      const gain = profitOf(better, options) - profit;
      const cost = options.costs?.[lever] ?? null;
      return {
        lever,
        from: leverValue(plan, lever),
        to: leverValue(better, lever),
        gain,
        cost,
        gainPerCost: cost === null || cost === 0 ? null : gain / cost,
      };
    })
    .sort((a, b) => byReturn(a, b));
}

/** The four strongest levers two by two: what each pair brings, and how much of it only together. */
export function pairGrid(plan: PlanParameters, options: SensitivityOptions): PairEffect[] {
  const profit = profitOf(plan, options);
  const top = tornado(plan, { ...options, costs: undefined }).slice(0, PAIRED);
  return top.flatMap((one, i) =>
    top.slice(i + 1).map((other): PairEffect => {
      const both = improved(improved(plan, one.lever, options.step), other.lever, options.step);
      const gain = profitOf(both, options) - profit;
      return { levers: [one.lever, other.lever], gain, together: gain - one.gain - other.gain };
    }),
  );
}

function profitOf(plan: PlanParameters, options: RunOptions): number {
  return simulate(plan, options).at(-1)?.cash ?? 0;
}

function byReturn(a: LeverEffect, b: LeverEffect): number {
  if (a.gainPerCost !== null && b.gainPerCost !== null) return b.gainPerCost - a.gainPerCost;
  if (a.gainPerCost !== null || b.gainPerCost !== null) return a.gainPerCost === null ? 1 : -1;
  return b.gain - a.gain;
}
