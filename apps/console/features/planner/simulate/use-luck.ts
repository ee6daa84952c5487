import { useMemo } from 'react';
import type { LuckyPlan } from '../../../../../rooms/planner/model/index.ts';
import { rangesAround } from './own.ts';
import type { PlanQuestion } from './plan-worker.ts';
import { useAway, type Away } from './use-away.ts';
import type { Plan } from './use-plan.ts';

export const RUNS = 1000;
const SEED = 1;

export type Luck = Omit<Away<LuckyPlan>, 'answer'> & { readonly lived: LuckyPlan | null };

/** A plan lived through a thousand times, beside the page; what is not known of it is what its own history leaves open, where it was read. */
export function useLuck({ plan, own, options, reading }: Plan): Luck {
  const ranges = own?.ranges;
  const question = useMemo(
    (): PlanQuestion | null =>
      reading === 'running'
        ? null
        : { kind: 'live', plan, options: { ...options, runs: RUNS, seed: SEED, ranges: ranges && rangesAround(plan, ranges) } },
    [plan, options, ranges, reading],
  );
  const { answer, ...rest } = useAway<LuckyPlan>(question);
  return { ...rest, lived: answer?.months.length === options.months ? answer : null };
}
