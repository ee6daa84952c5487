import { boundsOf, leverValue, withLever, type Lever, type PlanParameters } from './parameters.ts';
import { simulate, type RunOptions } from './simulate.ts';

export type GoalMeasure = 'profitTotal' | 'salesTotal' | 'salesOfLastMonth' | 'members';

export interface Goal extends RunOptions {
  readonly measure: GoalMeasure;
  readonly target: number;
  readonly lever: Lever;
}

/** `reached`: the lever's value nearest to today's that meets the goal. Otherwise the best this lever can do alone. */
export type GoalAnswer =
  | { readonly kind: 'reached'; readonly value: number; readonly result: number }
  | { readonly kind: 'unreachable'; readonly value: number; readonly result: number };

const STEPS = 64;
const FARTHEST = 20;

/**
 * Back from a goal to one factor: what this lever has to become, all else unchanged. Looks outwards from today's value on both sides,
 * then halves the interval in which the goal is crossed; a lever that helps up to a point and harms beyond it is served too.
 */
export function goalSeek(plan: PlanParameters, goal: Goal): GoalAnswer {
  const at = (value: number): number => measure(plan, goal, value);
  const now = leverValue(plan, goal.lever);
  const meets = (value: number): boolean => at(value) >= goal.target;
  if (meets(now)) return { kind: 'reached', value: now, result: at(now) };
  const { least, most } = boundsOf(goal.lever);
  const top = Math.min(most, now === 0 ? Math.min(most, 1) : now * FARTHEST);
  const ways = [outwards(now, top), outwards(now, Math.max(least, 0))].map((points) => ({
    points,
    hit: points.findIndex((value) => meets(value)),
  }));
  const found = ways
    .filter(({ hit }) => hit > 0)
    .map(({ points, hit }) => halve(points[hit - 1] as number, points[hit] as number, meets))
    .sort((a, b) => Math.abs(a - now) - Math.abs(b - now))[0];
  if (found !== undefined) return { kind: 'reached', value: found, result: at(found) };
  const best = ways.flatMap(({ points }) => points).reduce((best, value) => (at(value) > at(best) ? value : best), now);
  return { kind: 'unreachable', value: best, result: at(best) };
}

function outwards(from: number, to: number): number[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
}

/** @param no a value that misses the goal, `yes` one that meets it */
function halve(no: number, yes: number, meets: (value: number) => boolean): number {
  for (let i = 0; i < 50; i++) {
    const middle = (no + yes) / 2;
    if (meets(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

function measure(plan: PlanParameters, goal: Goal, value: number): number {
  const months = simulate(withLever(plan, goal.lever, value), goal);
  switch (goal.measure) {
    case 'profitTotal':
      return months.at(-1)?.cash ?? 0;
    case 'salesTotal':
      return months.reduce((sum, month) => sum + month.sales.total, 0);
    case 'salesOfLastMonth':
      return months.at(-1)?.sales.total ?? 0;
    case 'members':
      return months.at(-1)?.members ?? 0;
  }
}
