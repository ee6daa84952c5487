export { monteCarlo } from './model/monte-carlo.ts';
export { presetIds, presetOf } from './model/presets.ts';
export { presetRanges } from './model/ranges.ts';
export { simulate } from './model/simulate.ts';
export { runPlan } from './model/summary.ts';
export { tornado } from './model/sensitivity.ts';
