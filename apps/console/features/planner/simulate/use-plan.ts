import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { presetOf, type Lever, type PlanParameters } from '../../../../../rooms/planner/model/index.ts';
import { useUrl, type Url } from '../../../../../ui/app/go.tsx';
import { addressOf, moved, planFrom, searchOf, withMove, type PlanState } from './plan-state.ts';

/** A slider in motion does not write the address at every step. */
const SETTLES_MS = 250;

export interface Plan {
  readonly state: PlanState;
  /** where the plan starts: the preset, or the brand's own history */
  readonly start: PlanParameters;
  readonly plan: PlanParameters;
  /** names in the address that could not be read */
  readonly refused: readonly string[];
  readonly move: (lever: Lever | 'addressable', value: number | undefined) => void;
  readonly change: (changes: Partial<PlanState>) => void;
  /** the search text that carries the plan to another page */
  readonly search: string;
}

/** The plan of the address, moved at once and written back when the hand rests. */
export function usePlan(own?: PlanParameters | null): Plan {
  const [url, write] = useUrl();
  const [first] = useState(() => planFrom(url));
  const [state, setState] = useState(first.state);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => write(addressOf(state)), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [state, write]);
  const start = useMemo(() => (state.isOwn && own ? own : presetOf(state.preset)), [state.isOwn, state.preset, own]);
  const plan = useMemo(() => moved(start, state.moves), [start, state.moves]);
  const change = useCallback((changes: Partial<PlanState>) => {
    setState((now) => {
      const next = { ...now, ...changes };
      return next.adsOffAfter !== null && next.adsOffAfter > next.months ? { ...next, adsOffAfter: next.months } : next;
    });
  }, []);
  const move = useCallback(
    (lever: Lever | 'addressable', value: number | undefined) => setState((now) => ({ ...now, moves: withMove(now.moves, lever, value) })),
    [],
  );
  return { state, start, plan, refused: first.refused, move, change, search: searchOf(state, keptIn(url)) };
}

/** What the address holds besides the plan and goes along to the other pages. */
function keptIn(url: Url): Record<string, string> {
  return url['design'] ? { design: url['design'] } : {};
}
