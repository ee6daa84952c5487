import { route, type Route } from '../../kit/http/index.ts';
import * as api from './api.ts';
import { createTeamNotice, createTeamTask, withdrawTeamNote } from './commands/team-notes.ts';
import { findTeamNote, listTeamNotices, listTeamTasks, teamNoticeReply, teamProgress, teamTaskReply } from './queries/team-notes.ts';

const tag = 'Partners';

/** What the console tells partners and asks of them together. */
export const teamRoutes: Route[] = [
  route({
    id: 'teamNotices.create',
    method: 'post',
    path: '/team-notices',
    tag,
    permission: 'partners.write',
    summary: 'Tell partners something: all of them, a level or a team',
    body: api.createTeamNotice,
    reply: api.teamNotice,
    handle: async (ctx, { body }) => await teamNoticeReply(ctx, await createTeamNotice(ctx, body)),
  }),
  route({
    id: 'teamNotices.list',
    method: 'get',
    path: '/team-notices',
    tag,
    permission: 'partners.read',
    summary: 'What partners were told, and how many have seen it',
    query: api.teamNotesQuery,
    reply: api.teamNoticeList,
    handle: async (ctx, { query }) => await listTeamNotices(ctx, query),
  }),
  route({
    id: 'teamNotices.withdraw',
    method: 'post',
    path: '/team-notices/{id}/withdraw',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'Take a notice back',
    body: api.withdrawTeamNotice,
    reply: api.teamNotice,
    find: async (ctx, params) => await findTeamNote(ctx, 'notice', params['id'] ?? ''),
    async handle(ctx, { params }) {
      await withdrawTeamNote(ctx, 'notice', params['id'] ?? '');
      return await teamNoticeReply(ctx, params['id'] ?? '');
    },
  }),
  route({
    id: 'teamTasks.create',
    method: 'post',
    path: '/team-tasks',
    tag,
    permission: 'partners.write',
    summary: 'Ask something of partners together, with a goal and a day; never heads, never purchases',
    body: api.createTeamTask,
    reply: api.teamTask,
    handle: async (ctx, { body }) => await teamTaskReply(ctx, await createTeamTask(ctx, body)),
  }),
  route({
    id: 'teamTasks.list',
    method: 'get',
    path: '/team-tasks',
    tag,
    permission: 'partners.read',
    summary: 'What partners were asked to do, and how many have done it',
    query: api.teamNotesQuery,
    reply: api.teamTaskList,
    handle: async (ctx, { query }) => await listTeamTasks(ctx, query),
  }),
  route({
    id: 'teamTasks.progress',
    method: 'get',
    path: '/team-tasks/{id}/progress',
    tag,
    permission: 'partners.read',
    summary: 'How far each partner is with a task',
    query: api.teamNotesQuery,
    reply: api.teamProgress,
    find: async (ctx, params) => await findTeamNote(ctx, 'task', params['id'] ?? ''),
    handle: async (ctx, { params, query }) => await teamProgress(ctx, params['id'] ?? '', query),
  }),
  route({
    id: 'teamTasks.end',
    method: 'post',
    path: '/team-tasks/{id}/end',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'End a task before its day',
    body: api.endTeamTask,
    reply: api.teamTask,
    find: async (ctx, params) => await findTeamNote(ctx, 'task', params['id'] ?? ''),
    async handle(ctx, { params }) {
      await withdrawTeamNote(ctx, 'task', params['id'] ?? '');
      return await teamTaskReply(ctx, params['id'] ?? '');
    },
  }),
];
