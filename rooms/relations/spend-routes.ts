import { route, type Route } from '../../kit/http/route.ts';
import { assert } from '../../kit/errors/index.ts';
import * as api from './api.ts';
import { correctSpend, recordSpend } from './commands/record-spend.ts';
import { findSpend, listSpend, spendReplies } from './queries/spend.ts';

/** The routes of what was spent so that people come. */
export const spendRoutes: Route[] = [
  route({
    id: 'spend.list',
    method: 'get',
    path: '/spend',
    tag: 'Figures',
    permission: 'figures.read',
    summary: 'What was spent on sources of people, entry by entry, corrections among them',
    query: api.spendQuery,
    reply: api.spendList,
    async handle(ctx, { query }) {
      return await listSpend(ctx, query);
    },
  }),
  route({
    id: 'spend.record',
    method: 'post',
    path: '/spend',
    tag: 'Figures',
    permission: 'money.write',
    summary: 'Enter what was spent on sources of people: all entries or none',
    body: api.recordSpend,
    reply: api.recordedSpend,
    async handle(ctx, { body }) {
      return { data: await spendReplies(ctx, await recordSpend(ctx, body)) };
    },
  }),
  route({
    id: 'spend.correct',
    method: 'post',
    path: '/spend/{id}/correction',
    tag: 'Figures',
    permission: 'money.write',
    summary: 'Say what a sum really was; the entry stays on record and counts no more',
    body: api.correctSpend,
    reply: api.spend,
    find: async (ctx, params) => await findSpend(ctx, params['id'] ?? ''),
    async handle(ctx, { params, body }) {
      const spendId = await correctSpend(ctx, await findSpend(ctx, params['id'] ?? ''), body);
      const [reply] = await spendReplies(ctx, [spendId]);
      assert(reply, 'what was just entered is there');
      return reply;
    },
  }),
];
