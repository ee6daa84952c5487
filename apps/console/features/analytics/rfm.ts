import { sumMoney, type MoneyJson } from '../../../../ui/format/money.ts';

interface Cell {
  r: number;
  f: number;
  m: number;
  people: number;
  sales: MoneyJson;
}

export const groups = ['champions', 'loyal', 'promising', 'fresh', 'cooling', 'atRisk', 'lost'] as const;
export type Group = (typeof groups)[number];

/**
 * What a square of recency (5 = bought lately) and frequency (5 = often) asks of the brand. Every square has exactly
 * one group, so that the groups add up to everyone.
 */
export function groupOf(r: number, f: number): Group {
  if (r >= 4 && f >= 4) return 'champions';
  if (r >= 3 && f >= 3) return 'loyal';
  if (r >= 4 && f === 2) return 'promising';
  if (r >= 4) return 'fresh';
  if (r === 3) return 'cooling';
  return f >= 3 ? 'atRisk' : 'lost';
}

export interface Square {
  r: number;
  f: number;
  people: number;
  sales: MoneyJson;
  group: Group;
}

/** From … to … of a step, both included; null where the step is open. */
export interface Step {
  at: number;
  from: number | null;
  to: number | null;
}

/** The steps between ascending edges. A value on an edge belongs to the step below it; a step that nothing can fall into is left out. */
export function stepsOf(edges: readonly number[]): Step[] {
  const steps = [...edges, null].map((to, at): Step => ({ at: at + 1, from: at === 0 ? null : (edges[at - 1] ?? 0) + 1, to }));
  return steps.filter((step) => step.from === null || step.to === null || step.from <= step.to);
}

/** One square of the grid: all spend buckets of a recency and a frequency together. */
export function squareOf(cells: readonly Cell[], r: number, f: number, currency: string): Square {
  const here = cells.filter((cell) => cell.r === r && cell.f === f);
  return {
    r,
    f,
    people: here.reduce((sum, cell) => sum + cell.people, 0),
    sales: sumMoney(
      here.map((cell) => cell.sales),
      currency,
    ),
    group: groupOf(r, f),
  };
}
