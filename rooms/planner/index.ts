export { keepMade } from './commands/keep-made.ts';
export { recalibratePlan, recalibrationDue } from './commands/recalibrate.ts';
export { createTask, forgetTasks } from './commands/manage-tasks.ts';
export { createScript } from './commands/manage-scripts.ts';
export { forgetScriptUses, moveScriptUses } from './commands/use-scripts.ts';
export { libraryScript } from './model/library-script.ts';
export { proposalsOf, type Proposal, type ProposalKind } from './model/proposals.ts';
export { adoptionOf, type AdoptionRow } from './queries/adoptions.ts';
export { priorOf } from './queries/calibration.ts';
export { designReply, findDesign } from './queries/designs.ts';
export { madeOf, tasksMade, type MadeRow } from './queries/made.ts';
export { scriptUsesOf } from './queries/script-uses.ts';
export { scriptsById } from './queries/scripts.ts';
export { monteCarlo } from './model/monte-carlo.ts';
export { timeText } from './model/say-time.ts';
export { presetIds, presetOf } from './model/presets.ts';
export { presetRanges } from './model/ranges.ts';
export { simulate } from './model/simulate.ts';
export { runPlan } from './model/summary.ts';
export { tornado } from './model/sensitivity.ts';
export { levers } from './model/parameters.ts';
export { canvasFields, growthLadders, growthStages, holesOf, mapCells, teamFor } from './model/template.ts';
export { stepWords } from './queries/step-words.ts';
export { listTasks } from './queries/tasks.ts';
export {
  branchingAnswer,
  diagnosisAnswer,
  monthCardAnswer,
  rewardAnswer,
  sensitivityAnswer,
  simulationAnswer,
} from './queries/plan-answers.ts';
