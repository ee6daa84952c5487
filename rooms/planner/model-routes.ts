import { route, type Route } from '../../kit/http/index.ts';
import * as api from './api.ts';
import {
  branchingAnswer,
  diagnosisAnswer,
  monthCardAnswer,
  presetAnswer,
  rewardAnswer,
  sensitivityAnswer,
  simulationAnswer,
} from './queries/plan-answers.ts';

/** They answer from what they are sent alone and write nothing: no transaction, 200. */
const pure = { method: 'post', tag: 'Planner', permission: 'planner.read', tx: 'none', status: 200 } as const;

/** The model of a plan over HTTP (CONTRACT §6). */
export const modelRoutes: Route[] = [
  route({
    id: 'planner.presets',
    method: 'get',
    path: '/planner/presets',
    tag: 'Planner',
    permission: 'planner.read',
    summary: 'What a plan of each category starts from, and every lever with its bounds',
    reply: api.presetList,
    handle: async (_, { language }) => presetAnswer(language),
  }),
  route({
    id: 'planner.simulate',
    ...pure,
    path: '/planner/simulate',
    summary: 'The months of a plan: sales by origin, profit, stocks; R₀, payback and what stays without ads',
    body: api.askSimulation,
    reply: api.simulation,
    handle: async (_, { body, language }) => simulationAnswer(body, language),
  }),
  route({
    id: 'planner.sensitivity',
    ...pure,
    path: '/planner/sensitivity',
    summary: 'Which lever moves profit most when it improves by a tenth, alone and in pairs',
    body: api.askSensitivity,
    reply: api.sensitivity,
    handle: async (_, { body, language }) => sensitivityAnswer(body, language),
  }),
  route({
    id: 'planner.branching',
    ...pure,
    path: '/planner/branching',
    summary: 'How far word spreads from person to person, where it ends, and the smallest group worth starting with',
    body: api.askBranching,
    reply: api.branching,
    handle: async (_, { body, language }) => branchingAnswer(body, language),
  }),
  route({
    id: 'planner.monthCard',
    ...pure,
    path: '/planner/month-card',
    summary: 'What a card that gives something every day brings at each level of use, and where it breaks even',
    body: api.askMonthCard,
    reply: api.monthCard,
    handle: async (_, { body }) => monthCardAnswer(body),
  }),
  route({
    id: 'planner.reward',
    ...pure,
    path: '/planner/reward',
    summary: 'The largest reward a referral can bear, counting only those who would not have come',
    body: api.askReward,
    reply: api.reward,
    handle: async (_, { body }) => rewardAnswer(body),
  }),
  route({
    id: 'planner.diagnose',
    ...pure,
    path: '/planner/diagnose',
    summary: 'The checklist scored: sections, total, gates, verdict and the gaps that pay most; nothing is kept',
    body: api.askDiagnosis,
    reply: api.diagnosisResult,
    handle: async (_, { body, language }) => diagnosisAnswer(body, language),
  }),
];
