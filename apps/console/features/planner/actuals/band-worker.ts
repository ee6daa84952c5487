import { monteCarlo, presetRanges, type LuckOptions, type PlanParameters } from '../../../../../rooms/planner/model/index.ts';

export interface BandQuestion {
  readonly plan: PlanParameters;
  readonly options: Omit<LuckOptions, 'ranges'>;
}

// One question, one answer: whoever wants a newer one ends this worker.
addEventListener('message', ({ data: { plan, options } }: MessageEvent<BandQuestion>) => {
  postMessage(monteCarlo(plan, { ...options, ranges: presetRanges(plan) }).months.map(({ sales }) => ({ p10: sales.p10, p90: sales.p90 })));
});
