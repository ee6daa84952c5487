import { buyerOf, route, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import * as api from '../../rooms/partners/api.ts';
import { assertPartner, myTeamNotices, myTeamTask, myTeamTasks, readTeamNotices, tickTeamTask } from '../../rooms/partners/index.ts';

const tag = 'Shop: partners';

/** What a partner is told and asked by the brand. */
export const teamShopRoutes: Route[] = [
  route({
    id: 'shop.teamNotices',
    method: 'get',
    path: '/shop/{brand}/me/team-notices',
    tag,
    permission: 'shop.own',
    summary: 'What the brand tells its partners, newest first',
    query: pageQuery,
    reply: api.myTeamNotices,
    async handle(ctx, { query }) {
      await assertPartner(ctx, buyerOf(ctx));
      return await myTeamNotices(ctx, buyerOf(ctx), query);
    },
  }),
  route({
    id: 'shop.readTeamNotices',
    method: 'post',
    path: '/shop/{brand}/me/team-notices/read',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'I have seen them',
    body: api.readTeamNotices,
    reply: api.myTeamNotices,
    async handle(ctx) {
      await assertPartner(ctx, buyerOf(ctx));
      await readTeamNotices(ctx, buyerOf(ctx));
      return await myTeamNotices(ctx, buyerOf(ctx), { limit: 20 });
    },
  }),
  route({
    id: 'shop.teamTasks',
    method: 'get',
    path: '/shop/{brand}/me/team-tasks',
    tag,
    permission: 'shop.own',
    summary: 'What partners are asked to do together, and how far I am',
    query: pageQuery,
    reply: api.myTeamTasks,
    async handle(ctx, { query }) {
      await assertPartner(ctx, buyerOf(ctx));
      return await myTeamTasks(ctx, buyerOf(ctx), query);
    },
  }),
  route({
    id: 'shop.tickTeamTask',
    method: 'post',
    path: '/shop/{brand}/me/team-tasks/{id}/tick',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Say that a task is done, or not yet after all',
    body: api.tickTeamTask,
    reply: api.myTeamTask,
    find: async (ctx, params) => await myTeamTask(ctx, buyerOf(ctx), params['id'] ?? ''),
    async handle(ctx, { params, body }) {
      await tickTeamTask(ctx, buyerOf(ctx), params['id'] ?? '', body.isDone);
      return await myTeamTask(ctx, buyerOf(ctx), params['id'] ?? '');
    },
  }),
];
