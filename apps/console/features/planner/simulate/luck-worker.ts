import { monteCarlo, presetRanges, type LuckOptions, type PlanParameters } from '../../../../../rooms/planner/model/index.ts';

/** A plan to live through many times. Without ranges what is not known is what a preset does not know. */
export interface LuckQuestion {
  readonly plan: PlanParameters;
  readonly options: LuckOptions;
}

// One question, one answer: whoever wants a newer one ends this worker.
addEventListener('message', ({ data: { plan, options } }: MessageEvent<LuckQuestion>) => {
  postMessage(monteCarlo(plan, { ...options, ranges: options.ranges ?? presetRanges(plan) }));
});
