import { refusalOf, shaped, type Refusal } from '../../kit/http/index.ts';
import type { z } from 'zod';
import * as api from '../../rooms/planner/api.ts';
import {
  branchingAnswer,
  diagnosisAnswer,
  monthCardAnswer,
  rewardAnswer,
  sensitivityAnswer,
  simulationAnswer,
} from '../../rooms/planner/index.ts';

type Language = 'zh-CN' | 'en';

const asks = {
  simulate: { shape: api.askSimulation, answer: simulationAnswer },
  sensitivity: { shape: api.askSensitivity, answer: sensitivityAnswer },
  branching: { shape: api.askBranching, answer: branchingAnswer },
  'month-card': { shape: api.askMonthCard, answer: monthCardAnswer },
  reward: { shape: api.askReward, answer: rewardAnswer },
  diagnose: { shape: api.askDiagnosis, answer: diagnosisAnswer },
} as const satisfies Record<string, { shape: z.ZodType; answer: (asked: never, language: Language) => unknown }>;

export const planAsks = Object.keys(asks) as (keyof typeof asks)[];

/** What a route of the planner answers to a body, without a server: the model needs neither brand nor database. */
export function answerPlan(
  what: keyof typeof asks,
  body: unknown,
  language: Language,
): { readonly kind: 'answer'; readonly reply: unknown } | { readonly kind: 'refused'; readonly problem: Refusal['problem'] } {
  const { shape, answer } = asks[what];
  try {
    return { kind: 'answer', reply: answer(shaped(shape, body, language) as never, language) };
  } catch (error) {
    const { problem, isBug } = refusalOf(error, language, 'req_none');
    if (isBug) throw error;
    return { kind: 'refused', problem };
  }
}
