import type { Ctx } from '../../kit/ctx.ts';
import { buyerOf, route, visitorOf, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import * as api from './ceremony-api.ts';
import { answerNotice, readInbox } from './commands/answer-notice.ts';
import { draftCeremony, dropCeremonyDraft, takeStep, writeCeremony } from './commands/ceremony.ts';
import { badgesOf } from './queries/badges.ts';
import { ceremonyReply, ownCeremony } from './queries/ceremonies.ts';
import { findNotice, inboxOf, noticeJson, unreadOf } from './queries/inbox.ts';
import { leaderboard } from './queries/leaderboard.ts';

const tag = 'Membership';
const shop = 'Shop';

const ownNotice = (ctx: Ctx, params: Record<string, string>) => findNotice(ctx, buyerOf(ctx), params['id'] ?? '');

/** The ceremony as the brand writes it, and as a member lives it; what they are told, their badges, the board of helpers. */
export const ceremonyRoutes: Route[] = [
  route({
    id: 'ceremony.get',
    method: 'get',
    path: '/ceremony',
    tag,
    permission: 'brand.read',
    summary: 'The ceremony new members go through',
    reply: api.ceremony,
    handle: async (ctx) => await ceremonyReply(ctx),
  }),
  route({
    id: 'ceremony.write',
    method: 'patch',
    path: '/ceremony',
    tag,
    permission: 'brand.write',
    summary: 'Write the ceremony, or a draft of it; whoever has begun ends under the one they know',
    body: api.writeCeremony,
    reply: api.ceremony,
    async handle(ctx, { body }) {
      await (body.isDraft ? draftCeremony(ctx, body.steps) : writeCeremony(ctx, body.steps));
      return await ceremonyReply(ctx);
    },
  }),
  route({
    id: 'ceremony.dropDraft',
    method: 'delete',
    path: '/ceremony/draft',
    tag,
    permission: 'brand.write',
    status: 204,
    summary: 'Throw the draft of the ceremony away',
    async handle(ctx) {
      await dropCeremonyDraft(ctx);
      return null;
    },
  }),
  route({
    id: 'shop.ceremony',
    method: 'get',
    path: '/shop/{brand}/me/ceremony',
    tag: shop,
    permission: 'shop.own',
    summary: 'My ceremony: my number, the steps, who brought me',
    reply: api.ownCeremony,
    handle: async (ctx) => await ownCeremony(ctx, buyerOf(ctx)),
  }),
  route({
    id: 'shop.takeStep',
    method: 'post',
    path: '/shop/{brand}/me/ceremony/steps',
    tag: shop,
    permission: 'shop.own',
    status: 200,
    summary: 'Take the next step of my ceremony',
    body: api.doStep,
    reply: api.ownCeremony,
    async handle(ctx, { body }) {
      const personId = buyerOf(ctx);
      await takeStep(ctx, personId, body.step);
      return await ownCeremony(ctx, personId);
    },
  }),
  route({
    id: 'shop.inbox',
    method: 'get',
    path: '/shop/{brand}/me/inbox',
    tag: shop,
    permission: 'shop.own',
    summary: 'What I was told, newest first',
    query: pageQuery,
    reply: api.inbox,
    handle: async (ctx, { query }) => await inboxOf(ctx, buyerOf(ctx), query),
  }),
  route({
    id: 'shop.readInbox',
    method: 'post',
    path: '/shop/{brand}/me/inbox/read',
    tag: shop,
    permission: 'shop.own',
    status: 200,
    summary: 'I have seen what is there',
    reply: api.readNotices,
    async handle(ctx) {
      const personId = buyerOf(ctx);
      await readInbox(ctx, personId);
      return { unread: await unreadOf(ctx, personId) };
    },
  }),
  route({
    id: 'shop.answerNotice',
    method: 'post',
    path: '/shop/{brand}/me/inbox/{id}/answer',
    tag: shop,
    permission: 'shop.own',
    status: 200,
    summary: 'Welcome the friend a notice is about',
    reply: api.notice,
    find: ownNotice,
    async handle(ctx, { params }) {
      await answerNotice(ctx, buyerOf(ctx), params['id'] ?? '');
      return noticeJson(await ownNotice(ctx, params));
    },
  }),
  route({
    id: 'shop.badges',
    method: 'get',
    path: '/shop/{brand}/me/badges',
    tag: shop,
    permission: 'shop.own',
    summary: 'My six badges and what is missing for the next',
    reply: api.badges,
    handle: async (ctx) => await badgesOf(ctx, buyerOf(ctx)),
  }),
  route({
    id: 'shop.leaderboard',
    method: 'get',
    path: '/shop/{brand}/leaderboard',
    tag: shop,
    permission: 'shop.look',
    summary: 'Who helped the most friends; names masked',
    reply: api.leaderboard,
    handle: async (ctx) => await leaderboard(ctx, visitorOf(ctx)),
  }),
];
