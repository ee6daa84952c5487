import { z } from 'zod';
import { day, instant, listOf, pageQuery } from '../../kit/http/shapes.ts';
import { questionIds } from './model/diagnosis.ts';
import { leverName, planMonths, planParams, planStart, presetId } from './model-api.ts';

const questionId = z.enum(questionIds as [string, ...string[]]);
const section = z.enum(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']);
const score = z.number().int().min(0).max(4);
const gateId = z.enum(['contribution', 'ltvToCac', 'entryFee', 'capacity']);
const factName = z.enum(['ordersPerYear', 'marginRate', 'ltvToCac', 'paybackMonths', 'contactsPerAccount']);
const figure = z.number();

/** 0 not yet, 1 an idea, 2 partly, 3 works, 4 measured and repeated; what is left out is not answered. */
export const answers = z.partialRecord(questionId, score);

export const askDiagnosis = z.strictObject({
  answers,
  /** numbers from which answers follow where none was given */
  facts: z.partialRecord(factName, z.number().min(-1e12).max(1e12)).optional(),
  /** contacts the team can look after in a month; left out, the answer to H2 decides */
  capacity: z.number().min(0).max(1e10).optional(),
  preset: presetId.optional(),
  params: planParams.optional(),
  start: planStart.optional(),
  months: planMonths.default(24),
});

const verdict = z.enum(['scale', 'pilot', 'repair', 'redesign']);

export const diagnosisResult = z
  .object({
    sections: z.array(
      z.object({ section, weight: figure, score: z.number().nullable(), answered: z.number().int(), asked: z.number().int() }),
    ),
    /** 0…100 over what was answered */
    total: z.number().nullable(),
    gates: z.array(z.object({ id: gateId, isMet: z.boolean(), value: z.number().nullable(), needed: z.number().nullable() })),
    /** a gate that is not met allows no more than `repair` */
    verdict: verdict.nullable(),
    /** by the total alone */
    band: verdict.nullable(),
    isGated: z.boolean(),
    /** the three that pay most, with what to do about each */
    gaps: z.array(z.object({ question: z.string(), section, score, lever: leverName, leverGain: figure, value: figure, task: z.string() })),
    evidence: z.array(z.object({ question: z.string(), fact: factName, value: figure, score })),
  })
  .meta({ id: 'DiagnosisResult' });

/** A figure as it is shown: a share, a number, days, money in major units, or a count of people or things. */
export const shownFigure = z
  .object({ kind: z.enum(['share', 'number', 'count', 'money', 'months', 'days']), value: figure })
  .meta({ id: 'ShownFigure' });

/** A sentence in the reader's language, and the code and facts it was made of. */
export const said = z
  .object({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])), text: z.string() })
  .meta({ id: 'Said' });

/** An answer that data can give: how it was read, and the screen that shows it (below `/b/<brand>/`). */
export const evidence = z
  .object({ question: z.string(), score, figure: shownFigure.nullable(), said, screen: z.string() })
  .meta({ id: 'DiagnosisEvidence' });

export const evidenceList = z
  .object({
    asOf: instant,
    /** of which there is data enough; the others are asked */
    data: z.array(evidence),
    /** asked of data, which could not say: why */
    silent: z.array(z.object({ question: z.string(), said })),
    facts: z.partialRecord(factName, figure),
  })
  .meta({ id: 'DiagnosisEvidenceList' });

export const takeDiagnosis = z.strictObject({
  answers,
  /** of a design: its preset and parameters are taken, and what the brand's own history measured in their place */
  design: z.string().max(600).optional(),
  preset: presetId.optional(),
  /** judged by exactly these instead */
  params: planParams.optional(),
  months: planMonths.default(24),
  capacity: z.number().min(0).max(1e10).optional(),
  note: z.string().trim().max(2000).default(''),
});

export const diagnosisTaken = z
  .object({
    id: z.string(),
    design: z.string().nullable(),
    preset: presetId,
    takenAt: instant,
    takenBy: z.string(),
    note: z.string(),
    total: z.number().nullable(),
    verdict: verdict.nullable(),
    isGated: z.boolean(),
    sections: z.array(z.object({ section, score: z.number().nullable() })),
  })
  .meta({ id: 'DiagnosisTaken' });

export const diagnosisList = listOf(diagnosisTaken).meta({ id: 'DiagnosisList' });
export const diagnosesQuery = z.object({ ...pageQuery.shape, design: z.string().max(600).optional() });

/** A checklist as it was taken: it never changes. */
export const diagnosis = z
  .object({
    ...diagnosisTaken.omit({ total: true, verdict: true, isGated: true, sections: true }).shape,
    answers: z.record(z.string(), score),
    evidence: z.array(evidence),
    result: diagnosisResult,
  })
  .meta({ id: 'Diagnosis' });

const owner = z
  .object({ kind: z.enum(['staff', 'person', 'name']), id: z.string().nullable(), name: z.string() })
  .meta({ id: 'TaskOwner' });

export const taskAbout = z.enum(['design', 'gap', 'cell', 'step']);
const taskState = z.enum(['open', 'done', 'dropped']);

/** Something to do for a design, a gap of a diagnosis, a cell of the map or a step of landing. */
export const task = z
  .object({
    id: z.string(),
    about: taskAbout,
    design: z.string().nullable(),
    diagnosis: z.string().nullable(),
    /** the question, the cell (`fan.product`) or the step (`7`) */
    place: z.string().nullable(),
    title: z.string(),
    note: z.string(),
    owner: owner.nullable(),
    due: day.nullable(),
    state: taskState,
    /** open and its day is past */
    isLate: z.boolean(),
    closedAt: instant.nullable(),
    createdAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'PlanTask' });

export const taskList = listOf(task).meta({ id: 'PlanTaskList' });

export const tasksQuery = z.object({
  ...pageQuery.shape,
  design: z.string().max(600).optional(),
  diagnosis: z.string().max(600).optional(),
  about: taskAbout.optional(),
  place: z.string().max(60).optional(),
  state: taskState.optional(),
});

/** Somebody of the staff, a person, or just a name. */
const ownerGiven = z.union([
  z.strictObject({ staff: z.string().max(600) }),
  z.strictObject({ person: z.string().max(600) }),
  z.strictObject({ name: z.string().trim().min(1).max(80) }),
]);

export const createTask = z.strictObject({
  about: taskAbout,
  design: z.string().max(600).optional(),
  diagnosis: z.string().max(600).optional(),
  place: z.string().max(60).optional(),
  title: z.string().trim().min(1).max(200),
  note: z.string().trim().max(2000).default(''),
  owner: ownerGiven.nullable().default(null),
  due: day.nullable().default(null),
});

export const updateTask = z.strictObject({
  title: z.string().trim().min(1).max(200).optional(),
  note: z.string().trim().max(2000).optional(),
  owner: ownerGiven.nullable().optional(),
  due: day.nullable().optional(),
  state: taskState.optional(),
});

export type DiagnosisEvidence = z.infer<typeof evidence>;
export type PlanTask = z.infer<typeof task>;
export type SaidJson = z.infer<typeof said>;
