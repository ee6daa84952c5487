import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { presetOf, type Lever, type PlanParameters, type RunOptions } from '../../../../../rooms/planner/model/index.ts';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useUrl, type Url } from '../../../../../ui/app/go.tsx';
import { ownFrom, type Own } from './own.ts';
import { addressOf, moved, planFrom, searchOf, withMove, type PlanState } from './plan-state.ts';

/** A slider in motion does not write the address at every step. */
const SETTLES_MS = 250;

export interface Plan {
  readonly state: PlanState;
  /** where the plan starts: the preset, or the brand's own history */
  readonly start: PlanParameters;
  readonly plan: PlanParameters;
  /** what the brand's own history says; null while it is not asked, being read, or could not be read */
  readonly own: Own | null;
  readonly reading: 'none' | 'running' | 'failed' | 'done';
  readonly readAgain: () => void;
  /** who is there in the first month; undefined: nobody yet */
  readonly begin: RunOptions['start'];
  /** how long the plan runs, from whom, and how long with ads */
  readonly options: RunOptions;
  /** names in the address that could not be read */
  readonly refused: readonly string[];
  readonly move: (lever: Lever | 'addressable', value: number | undefined) => void;
  readonly change: (changes: Partial<PlanState>) => void;
  /** the search text that carries the plan to another page */
  readonly search: string;
}

/** The plan of the address, moved at once and written back when the hand rests. */
export function usePlan(): Plan {
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
  const { own, reading, readAgain } = useOwn(state);
  const start = useMemo(() => own?.plan ?? presetOf(state.preset), [state.preset, own]);
  const plan = useMemo(() => moved(start, state.moves), [start, state.moves]);
  const begin = state.there ?? own?.start;
  const { months, adsOffAfter } = state;
  const options = useMemo(() => ({ months, start: begin, adsOffAfter: adsOffAfter ?? undefined }), [months, begin, adsOffAfter]);
  const change = useCallback((changes: Partial<PlanState>) => {
    setState((now) => {
      // Whoever asks for other numbers to begin with asks for the people of those numbers.
      const there = changes.isOwn === undefined && changes.preset === undefined ? now.there : null;
      const next = { ...now, there, ...changes };
      return next.adsOffAfter !== null && next.adsOffAfter > next.months ? { ...next, adsOffAfter: next.months } : next;
    });
  }, []);
  const move = useCallback(
    (lever: Lever | 'addressable', value: number | undefined) => setState((now) => ({ ...now, moves: withMove(now.moves, lever, value) })),
    [],
  );
  return {
    state,
    start,
    plan,
    own,
    reading,
    readAgain,
    begin,
    options,
    refused: first.refused,
    move,
    change,
    search: searchOf(state, keptIn(url)),
  };
}

/** The brand's own history, asked for only where the plan starts from it. */
function useOwn({ isOwn, preset }: PlanState): Pick<Plan, 'own' | 'reading' | 'readAgain'> {
  const asked = useAsk(['calibration', preset], (client, signal) => client.planner.calibration({ preset }, { signal }), { isOff: !isOwn });
  // The answer about another category stays in sight elsewhere; a plan is not computed from it.
  const told = isOwn && asked.data?.preset === preset ? asked.data : null;
  const own = useMemo(() => told && ownFrom(told), [told]);
  const reading = !isOwn ? 'none' : own ? 'done' : asked.isError ? 'failed' : 'running';
  return { own, reading, readAgain: () => void asked.refetch() };
}

/** What the address holds besides the plan and goes along to the other pages. */
function keptIn(url: Url): Record<string, string> {
  return url['design'] ? { design: url['design'] } : {};
}
