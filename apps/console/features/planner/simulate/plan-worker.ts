import {
  goalSeek,
  leverValue,
  monteCarlo,
  presetRanges,
  type Goal,
  type GoalAnswer,
  type Lever,
  type LuckOptions,
  type PlanParameters,
} from '../../../../../rooms/planner/model/index.ts';

/** What takes longer than a frame: a plan lived through many times, and how far each lever must go for a goal. */
export type PlanQuestion =
  | { readonly kind: 'live'; readonly plan: PlanParameters; readonly options: LuckOptions }
  | { readonly kind: 'seek'; readonly plan: PlanParameters; readonly goal: Omit<Goal, 'lever'>; readonly levers: readonly Lever[] };

export interface Sought {
  readonly lever: Lever;
  readonly now: number;
  readonly answer: GoalAnswer;
}

// One question, one answer: whoever wants a newer one ends this worker.
addEventListener('message', ({ data }: MessageEvent<PlanQuestion>) => {
  switch (data.kind) {
    case 'live':
      // What is not known of a plan is what its preset does not know, unless its own history says more.
      return postMessage(monteCarlo(data.plan, { ...data.options, ranges: data.options.ranges ?? presetRanges(data.plan) }));
    case 'seek':
      return postMessage(
        data.levers.map((lever): Sought => ({
          lever,
          now: leverValue(data.plan, lever),
          answer: goalSeek(data.plan, { ...data.goal, lever }),
        })),
      );
  }
});
