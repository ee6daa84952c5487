import { levers, leverValue, type PlanOverrides, type PlanParameters } from '../../../../../rooms/planner/model/index.ts';
import type { Moves } from './plan-state.ts';

/** What has to be said otherwise of one plan to make it another, as the server keeps it: `{ h: 0.1, s: { M: 0.05 } }`. */
export function overridesBetween(from: PlanParameters, to: PlanParameters): PlanOverrides {
  const said: Record<string, number | null | Record<string, number>> = {};
  const sharing: Record<string, number> = {};
  for (const lever of levers) {
    const value = leverValue(to, lever);
    if (value === leverValue(from, lever)) continue;
    if (lever.startsWith('s.')) sharing[lever.slice(2)] = value;
    else said[lever] = value;
  }
  if (Object.keys(sharing).length > 0) said['s'] = sharing;
  if (to.addressable !== from.addressable) said['addressable'] = to.addressable;
  return said as PlanOverrides;
}

/** The same as moves of sliders. A market that was known and is not any more has no slider: it is left as it was. */
export function movesBetween(from: PlanParameters, to: PlanParameters): Moves {
  const moved = levers.flatMap((lever) => {
    const value = leverValue(to, lever);
    return value === leverValue(from, lever) ? [] : [[lever, value] as const];
  });
  const market = to.addressable !== null && to.addressable !== from.addressable ? { addressable: to.addressable } : {};
  return { ...Object.fromEntries(moved), ...market };
}
