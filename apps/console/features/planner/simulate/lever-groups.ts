import type { Lever } from '../../../../../rooms/planner/model/index.ts';

/** Levers in the order of the loop: more come, they buy, they come back, they join, they bring others; and what it costs. */
export const groups = {
  attract: ['ad', 'cpf', 'organic', 'gF'],
  convert: ['h', 'a1', 'g1'],
  back: ['p12', 'a2', 'l2', 'g2'],
  member: ['pM', 'aM', 'lM', 'fee', 'gM', 'pP', 'gP'],
  share: ['s.C1', 's.C2', 's.M', 's.P', 'n', 'a', 'b', 'k', 'u', 'd', 'G', 'c1', 'c2'],
  cost: ['m', 'mF', 'sC', 'sM', 'fixed', 'payment'],
} as const satisfies Record<string, readonly Lever[]>;

export type GroupName = keyof typeof groups;
export const groupNames = Object.keys(groups) as GroupName[];

type Named = Lever | 'addressable';
const shares: ReadonlySet<Named> = new Set<Named>([
  ...(['h', 'p12', 'pM', 'pP', 'gF', 'g1', 'g2', 'gM', 'gP', 's.C1', 's.C2', 's.M', 's.P'] as const),
  ...(['a', 'd', 'm', 'mF', 'c1', 'c2', 'payment'] as const),
]);
const amounts: ReadonlySet<Named> = new Set<Named>(['ad', 'cpf', 'a1', 'a2', 'aM', 'fee', 'G', 'sC', 'sM', 'fixed']);

export type ValueKind = 'share' | 'amount' | 'number';

/** How a lever is written: 0.08 as 8 %, an amount with its currency, or a bare number. */
export function kindOf(lever: Named): ValueKind {
  return shares.has(lever) ? 'share' : amounts.has(lever) ? 'amount' : 'number';
}

/** A round number not below `most`, in hundred steps of which a slider moves. */
export function roundTop(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const found = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * power >= most * 0.999_999) ?? 10;
  return Number((found * power).toPrecision(12));
}

/** Where a slider of a lever begins and ends: from nought to three times where it started, within what can be. */
export function sliderEnds(start: number, value: number, { least, most }: { least: number; most: number }): { from: number; to: number } {
  const from = Math.max(least > 0 ? 0 : least, Math.min(0, value));
  return { from, to: Math.min(most, roundTop(Math.max(start * 3, value, most <= 1 ? 0.05 : 1))) };
}
