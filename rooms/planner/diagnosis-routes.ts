import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/index.ts';
import * as api from './api.ts';
import { createTask, updateTask } from './commands/manage-tasks.ts';
import { takeDiagnosis } from './commands/take-diagnosis.ts';
import { calibrationReply } from './queries/calibration.ts';
import { documentOf, findDesign } from './queries/designs.ts';
import { diagnosisReply, findDiagnosis, listDiagnoses } from './queries/diagnoses.ts';
import { evidenceReply } from './queries/evidence.ts';
import { rewardRoomReply } from './queries/reward-room.ts';
import { findTask, listTasks, taskReply } from './queries/tasks.ts';

const tag = 'Planner';

const taskById = async (ctx: Ctx, params: Record<string, string>) => await findTask(ctx, params['id'] ?? '');
const designIdOf = async (ctx: Ctx, id: string | undefined) => (id === undefined ? null : (await findDesign(ctx, id, '/design')).design_id);

/** Checklists that are kept, what data answers of them, and what is to be done. */
export const diagnosisRoutes: Route[] = [
  route({
    id: 'planner.evidence',
    method: 'get',
    path: '/planner/evidence',
    tag,
    permission: 'planner.read',
    summary: 'What the data of the brand answers of the checklist, with the figure, how it was read, and the screen that shows it',
    reply: api.evidenceList,
    handle: async (ctx, { language }) => await evidenceReply(ctx, language),
  }),
  route({
    id: 'planner.calibration',
    method: 'get',
    path: '/planner/calibration',
    tag,
    permission: 'planner.read',
    summary: 'Every number of a plan: what is assumed, what your own history shows, and what follows from both',
    query: api.calibrationQuery,
    reply: api.calibration,
    async handle(ctx, { query, language }) {
      const design = query.design === undefined ? null : await findDesign(ctx, query.design, '/design');
      const document = design && (await documentOf(ctx, design.design_id));
      return await calibrationReply(ctx, { preset: design?.template ?? query.preset, document }, language);
    },
  }),
  route({
    id: 'planner.rewardRoom',
    method: 'get',
    path: '/planner/reward-room',
    tag,
    permission: 'planner.read',
    summary: 'What may be given for one friend who is brought: measured here where it was, assumed where it was not, and which is which',
    reply: api.rewardRoom,
    handle: async (ctx) => await rewardRoomReply(ctx),
  }),
  route({
    id: 'diagnoses.list',
    method: 'get',
    path: '/planner/diagnoses',
    tag,
    permission: 'planner.read',
    summary: 'Checklists that were taken, the newest first',
    query: api.diagnosesQuery,
    reply: api.diagnosisList,
    handle: async (ctx, { query: { design, ...page } }) => await listDiagnoses(ctx, { ...page, designId: await designIdOf(ctx, design) }),
  }),
  route({
    id: 'diagnoses.take',
    method: 'post',
    path: '/planner/diagnoses',
    tag,
    permission: 'planner.write',
    summary: 'Take the checklist and keep it: your answers, and those of the data where you gave none',
    body: api.takeDiagnosis,
    reply: api.diagnosis,
    handle: async (ctx, { body, language }) => await diagnosisReply(ctx, await takeDiagnosis(ctx, body, language), language),
  }),
  route({
    id: 'diagnoses.get',
    method: 'get',
    path: '/planner/diagnoses/{id}',
    tag,
    permission: 'planner.read',
    summary: 'One checklist as it was taken',
    reply: api.diagnosis,
    handle: async (ctx, { params, language }) =>
      await diagnosisReply(ctx, (await findDiagnosis(ctx, params['id'] ?? '')).diagnosis_id, language),
  }),
  route({
    id: 'tasks.list',
    method: 'get',
    path: '/planner/tasks',
    tag,
    permission: 'planner.read',
    summary: 'What is to be done for designs, gaps, cells and steps, the newest first',
    query: api.tasksQuery,
    reply: api.taskList,
    handle: async (ctx, { query: { design, diagnosis, ...rest } }) =>
      await listTasks(ctx, {
        limit: rest.limit,
        cursor: rest.cursor,
        about: rest.about ?? null,
        place: rest.place ?? null,
        state: rest.state ?? null,
        designId: await designIdOf(ctx, design),
        diagnosisId: diagnosis === undefined ? null : (await findDiagnosis(ctx, diagnosis, '/diagnosis')).diagnosis_id,
      }),
  }),
  route({
    id: 'tasks.create',
    method: 'post',
    path: '/planner/tasks',
    tag,
    permission: 'planner.write',
    summary: 'Write down something to do, with its owner and its day',
    body: api.createTask,
    reply: api.task,
    handle: async (ctx, { body }) => await taskReply(ctx, await createTask(ctx, body)),
  }),
  route({
    id: 'tasks.get',
    method: 'get',
    path: '/planner/tasks/{id}',
    tag,
    permission: 'planner.read',
    summary: 'One task',
    reply: api.task,
    handle: async (ctx, { params }) => await taskReply(ctx, (await taskById(ctx, params)).task_id),
  }),
  route({
    id: 'tasks.update',
    method: 'patch',
    path: '/planner/tasks/{id}',
    tag,
    permission: 'planner.write',
    summary: 'Change a task, finish it, drop it, or open it again',
    body: api.updateTask,
    reply: api.task,
    find: taskById,
    async handle(ctx, { params, body }) {
      const task = await taskById(ctx, params);
      await updateTask(ctx, task, body);
      return await taskReply(ctx, task.task_id);
    },
  }),
];
