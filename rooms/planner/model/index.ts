// What a page computes with: the model itself, so that a slider answers within a frame and never differs from the server (ADR 0017).
export { broughtWithin, seedGroup, spread, viralCoefficient, type Spreading } from './branching.ts';
export { calibrate, type History } from './calibrate.ts';
export {
  diagnose,
  diagnosisSections,
  type Answers,
  type Diagnosis,
  type DiagnosisFacts,
  type Gap,
  type Gate,
  type GateId,
  type SectionId,
  type VerdictId,
} from './diagnosis.ts';
export { everMoves, friendLife, unitEconomics } from './economics.ts';
export {
  afterPrice,
  attributedValue,
  cohortFunnel,
  cohortValue,
  lifetimeViews,
  periodSales,
  popularFission,
  threeFactors,
  type CreditedSale,
} from './formulas.ts';
export { goalSeek, type Goal, type GoalAnswer, type GoalMeasure } from './goal-seek.ts';
export { monthCard, type MonthCard } from './month-card.ts';
export { monteCarlo, type LuckyPlan, type LuckOptions, type Spread } from './monte-carlo.ts';
export {
  boundsOf,
  levers,
  leverValue,
  problemsOf,
  withLever,
  withOverrides,
  type Lever,
  type PlanOverrides,
  type PlanParameters,
} from './parameters.ts';
export { presetIds, presetOf, type PresetId } from './presets.ts';
export { presetRanges, type Ranges } from './ranges.ts';
export { ASSUMED_INCREMENTAL, costPerIncremental, LARGEST_SHARE, maxAffordableReward } from './reward.ts';
export { whatIfs, type WhatIf } from './scenarios.ts';
export { pairGrid, tornado, workable, type LeverEffect } from './sensitivity.ts';
export { simulate, stocksOf, type PlanMonth, type RunOptions, type StocksByOrigin } from './simulate.ts';
export { runPlan, type PlanRun } from './summary.ts';
export {
  canvasFields,
  CONTACTS_PER_PERSON,
  growthLadders,
  growthStages,
  holesOf,
  isFilled,
  mapCells,
  teamFor,
  templateOf,
  withTemplate,
  type CanvasField,
  type CellText,
  type CellTexts,
  type GrowthLadder,
  type GrowthStage,
  type LadderRung,
  type LadderWords,
  type MapCell,
  type SceneId,
  type TeamNeed,
} from './template.ts';
