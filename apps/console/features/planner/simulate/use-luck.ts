import { useMemo } from 'react';
import type { LuckyPlan, PlanParameters, Ranges, RunOptions } from '../../../../../rooms/planner/model/index.ts';
import type { PlanQuestion } from './plan-worker.ts';
import { useAway, type Away } from './use-away.ts';

export const RUNS = 1000;
const SEED = 1;

export type Luck = Omit<Away<LuckyPlan>, 'answer'> & { readonly lived: LuckyPlan | null };

/** A plan lived through a thousand times, beside the page. `ranges`: what is not known of it, when its own history says so. */
export function useLuck(
  plan: PlanParameters,
  months: number,
  adsOffAfter: number | null,
  known: { ranges?: Ranges; start?: RunOptions['start'] } = {},
): Luck {
  const { ranges, start } = known;
  const question = useMemo(
    (): PlanQuestion => ({
      kind: 'live',
      plan,
      options: { months, runs: RUNS, seed: SEED, ranges, start, adsOffAfter: adsOffAfter ?? undefined },
    }),
    [plan, months, adsOffAfter, ranges, start],
  );
  const { answer, ...rest } = useAway<LuckyPlan>(question);
  return { ...rest, lived: answer?.months.length === months ? answer : null };
}
