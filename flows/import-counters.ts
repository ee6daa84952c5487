import type { Reject, RunCounters } from '../rooms/imports/index.ts';
import type { PortionOutcome } from './import-portion.ts';

const SHOWN = 100;

/** How far a portion brings a run, besides what its rows did. */
export interface Advance {
  readonly phase: RunCounters['phase'];
  /** data rows of the file in this portion */
  readonly rows: number;
  readonly lastRow: number;
  readonly judged: RunCounters['judged'];
  /** rows refused before anything was looked up, in file order */
  readonly rejects: readonly Reject[];
}

/** The counters after a portion. */
export function countPortion(before: RunCounters, advance: Advance, outcome: PortionOutcome): { counters: RunCounters; rejects: Reject[] } {
  const rejects = [...advance.rejects, ...outcome.rejects];
  if (advance.rejects.length > 0) rejects.sort((a, b) => a.row - b.row);
  const rejectReasons = { ...before.rejectReasons };
  for (const { reason } of rejects) rejectReasons[reason] = (rejectReasons[reason] ?? 0) + 1;
  const counters: RunCounters = {
    ...before,
    phase: advance.phase,
    lastRow: advance.lastRow,
    judged: advance.judged,
    rows: before.rows + advance.rows,
    accepted: before.accepted + outcome.accepted,
    skipped: before.skipped + outcome.skipped,
    rejected: before.rejected + rejects.length,
    orders: before.orders + outcome.orders,
    returns: before.returns + outcome.returns,
    people: before.people + outcome.people,
    products: before.products + outcome.products,
    referrals: before.referrals + outcome.referrals,
    sales: (BigInt(before.sales) + outcome.sales).toString(),
    conflicts: {
      count: before.conflicts.count + outcome.conflicts.length,
      first: firstOf(before.conflicts.first, outcome.conflicts),
    },
    detailed: before.detailed + outcome.detailed,
    rejects: firstOf(before.rejects, rejects),
    rejectReasons,
  };
  return { counters, rejects };
}

function firstOf<Item>(known: Item[], more: readonly Item[]): Item[] {
  return known.length >= SHOWN || more.length === 0 ? known : [...known, ...more].slice(0, SHOWN);
}
