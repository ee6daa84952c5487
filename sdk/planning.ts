import type { z } from 'zod';
import type * as shapes from '../kit/http/shapes.ts';
import type * as planner from '../rooms/planner/api.ts';
import { del, get, getFile, patch, post } from './endpoint.ts';

type Reply<T extends z.ZodType> = z.output<T>;
type Body<T extends z.ZodType> = z.input<T>;
type Query<T extends z.ZodType> = { [K in keyof z.output<T>]?: z.output<T>[K] | undefined };
type PageQuery = Query<typeof shapes.pageQuery>;

/** What the planner is asked: computed plans, diagnoses, designs with their scenarios and what becomes of them, tasks, scripts. */
export const planningEndpoints = {
  planner: {
    presets: get<null, Reply<typeof planner.presetList>>()('/planner/presets'),
    simulate: post<Body<typeof planner.askSimulation>, Reply<typeof planner.simulation>>()('/planner/simulate'),
    sensitivity: post<Body<typeof planner.askSensitivity>, Reply<typeof planner.sensitivity>>()('/planner/sensitivity'),
    branching: post<Body<typeof planner.askBranching>, Reply<typeof planner.branching>>()('/planner/branching'),
    monthCard: post<Body<typeof planner.askMonthCard>, Reply<typeof planner.monthCard>>()('/planner/month-card'),
    reward: post<Body<typeof planner.askReward>, Reply<typeof planner.reward>>()('/planner/reward'),
    rewardRoom: get<null, Reply<typeof planner.rewardRoom>>()('/planner/reward-room'),
    diagnose: post<Body<typeof planner.askDiagnosis>, Reply<typeof planner.diagnosisResult>>()('/planner/diagnose'),
    evidence: get<null, Reply<typeof planner.evidenceList>>()('/planner/evidence'),
    calibration: get<Query<typeof planner.calibrationQuery>, Reply<typeof planner.calibration>>()('/planner/calibration'),
  },
  diagnoses: {
    list: get<Query<typeof planner.diagnosesQuery>, Reply<typeof planner.diagnosisList>>()('/planner/diagnoses'),
    take: post<Body<typeof planner.takeDiagnosis>, Reply<typeof planner.diagnosis>>()('/planner/diagnoses'),
    get: get<null, Reply<typeof planner.diagnosis>>()('/planner/diagnoses/{id}'),
  },
  tasks: {
    list: get<Query<typeof planner.tasksQuery>, Reply<typeof planner.taskList>>()('/planner/tasks'),
    create: post<Body<typeof planner.createTask>, Reply<typeof planner.task>>()('/planner/tasks'),
    get: get<null, Reply<typeof planner.task>>()('/planner/tasks/{id}'),
    update: patch<Body<typeof planner.updateTask>, Reply<typeof planner.task>>()('/planner/tasks/{id}'),
  },
  scenarios: {
    list: get<null, Reply<typeof planner.scenarioList>>()('/planner/designs/{id}/scenarios'),
    create: post<Body<typeof planner.createScenario>, Reply<typeof planner.scenario>>()('/planner/designs/{id}/scenarios'),
    get: get<null, Reply<typeof planner.scenario>>()('/planner/scenarios/{id}'),
    update: patch<Body<typeof planner.updateScenario>, Reply<typeof planner.scenario>>()('/planner/scenarios/{id}'),
    remove: del<null, null>()('/planner/scenarios/{id}'),
  },
  designs: {
    list: get<PageQuery, Reply<typeof planner.designList>>()('/planner/designs'),
    create: post<Body<typeof planner.createDesign>, Reply<typeof planner.design>>()('/planner/designs'),
    get: get<null, Reply<typeof planner.design>>()('/planner/designs/{id}'),
    update: patch<Body<typeof planner.updateDesign>, Reply<typeof planner.design>>()('/planner/designs/{id}'),
    remove: del<null, null>()('/planner/designs/{id}'),
    export: getFile<null>()('/planner/designs/{id}/export'),
    roadmap: get<null, Reply<typeof planner.roadmap>>()('/planner/designs/{id}/roadmap'),
    import: post<Body<typeof planner.designFile>, Reply<typeof planner.design>>()('/planner/designs/import'),
    /** For the wall: A3 pages in the language asked for. */
    pdf: getFile<null>()('/planner/designs/{id}/pdf'),
    proposals: get<null, Reply<typeof planner.proposalList>>()('/planner/designs/{id}/proposals'),
    adopt: post<Body<typeof planner.adoptDesign>, Reply<typeof planner.actuals>>()('/planner/designs/{id}/adopt'),
    actuals: get<Query<typeof planner.actualsQuery>, Reply<typeof planner.actuals>>()('/planner/designs/{id}/actuals'),
    recalibrate: post<Body<typeof planner.recalibrateDesign>, Reply<typeof planner.actuals>>()('/planner/designs/{id}/recalibrate'),
    make: post<Body<typeof planner.makeProposals>, Reply<typeof planner.proposalsMade>>()('/planner/designs/{id}/proposals'),
  },
  scripts: {
    list: get<Query<typeof planner.scriptsQuery>, Reply<typeof planner.scriptList>>()('/planner/scripts'),
    get: get<null, Reply<typeof planner.scriptWhole>>()('/planner/scripts/{id}'),
    create: post<Body<typeof planner.createScript>, Reply<typeof planner.script>>()('/planner/scripts'),
    update: patch<Body<typeof planner.updateScript>, Reply<typeof planner.script>>()('/planner/scripts/{id}'),
    /** Which version somebody is to hear. */
    lot: get<Query<typeof planner.scriptLotQuery>, Reply<typeof planner.scriptLot>>()('/planner/scripts/{id}/lot'),
    /** Notes that it was said to somebody. */
    use: post<Body<typeof planner.recordScriptUse>, Reply<typeof planner.scriptUse>>()('/planner/scripts/{id}/uses'),
    result: get<null, Reply<typeof planner.scriptResult>>()('/planner/scripts/{id}/result'),
    results: get<Query<typeof planner.scriptResultsQuery>, Reply<typeof planner.scriptResults>>()('/planner/script-results'),
    startTrial: post<Body<typeof planner.startScriptTrial>, Reply<typeof planner.scriptResult>>()('/planner/scripts/{id}/trial'),
    endTrial: del<null, null>()('/planner/scripts/{id}/trial'),
  },
  scriptUses: {
    change: patch<Body<typeof planner.noteScriptUse>, Reply<typeof planner.scriptUse>>()('/planner/script-uses/{id}'),
  },
};
