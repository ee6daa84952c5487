import { useEffect, useRef, useState } from 'react';
import type { LuckyPlan, PlanParameters, Ranges } from '../../../../../rooms/planner/model/index.ts';
import type { LuckQuestion } from './luck-worker.ts';

export const RUNS = 1000;
const SEED = 1;
/** A slider in motion asks nothing yet. */
const RESTS_MS = 150;

export type LuckState = 'running' | 'done' | 'stopped' | 'failed';

export interface Luck {
  /** the newest answer, of the plan before while a newer one is awaited */
  readonly lived: LuckyPlan | null;
  readonly state: LuckState;
  readonly stop: () => void;
  readonly again: () => void;
}

/**
 * A plan lived through a thousand times, beside the page: the newest plan is the only one that is asked about, and an answer to an older one
 * never arrives, because its worker is ended.
 */
export function useLuck(plan: PlanParameters, months: number, adsOffAfter: number | null, ranges?: Ranges): Luck {
  const [lived, setLived] = useState<LuckyPlan | null>(null);
  const [state, setState] = useState<LuckState>('running');
  const [asked, setAsked] = useState(0);
  const ending = useRef<() => void>(() => undefined);
  useEffect(() => {
    setState('running');
    let worker: Worker | null = null;
    const timer = setTimeout(() => {
      worker = new Worker(new URL('luck-worker.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('message', ({ data }: MessageEvent<LuckyPlan>) => {
        setLived(data);
        setState('done');
        worker?.terminate();
      });
      worker.addEventListener('error', () => setState('failed'));
      const question: LuckQuestion = {
        plan,
        options: { months, runs: RUNS, seed: SEED, ranges, ...(adsOffAfter === null ? {} : { adsOffAfter }) },
      };
      worker.postMessage(question);
    }, RESTS_MS);
    ending.current = () => {
      clearTimeout(timer);
      worker?.terminate();
    };
    return ending.current;
  }, [plan, months, adsOffAfter, ranges, asked]);
  return {
    lived: lived?.months.length === months ? lived : null,
    state,
    stop: () => {
      ending.current();
      setState('stopped');
    },
    again: () => setAsked((times) => times + 1),
  };
}
