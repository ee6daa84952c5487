import type { Ctx } from '../../kit/ctx.ts';
import { buyerOf, route, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import * as api from '../../rooms/partners/api.ts';
import {
  acceptInvitation,
  applyAsPartner,
  assertPartner,
  declineInvitation,
  findMyLead,
  incomeDisclosure,
  myDirects,
  myLeadJson,
  myLeads,
  myLesson,
  myLessons,
  myPartnership,
  myTeam,
  partnerPlan,
  publishedMaterials,
  sitLesson,
  tellOutcome,
} from '../../rooms/partners/index.ts';
import { countPeople } from './count-people.ts';
import { partnerMoneyRoutes } from './partner-money-routes.ts';
import { teamShopRoutes } from './team-routes.ts';

const tag = 'Shop: partners';

const myLeadOf = (ctx: Ctx, params: Record<string, string>) => findMyLead(ctx, buyerOf(ctx), params['id'] ?? '');
const myLessonOf = (ctx: Ctx, params: Record<string, string>) => myLesson(ctx, buyerOf(ctx), params['id'] ?? '');

/** Becoming a partner: what anybody may read before, and what a person says. */
const joiningRoutes: Route[] = [
  route({
    id: 'shop.incomeDisclosure',
    method: 'get',
    path: '/shop/{brand}/income-disclosure',
    tag,
    permission: 'shop.look',
    summary: 'What all partners earned in twelve months, those who earned nothing included',
    reply: api.incomeDisclosure,
    async handle(ctx) {
      return await incomeDisclosure(ctx);
    },
  }),
  route({
    id: 'shop.partnerPlan',
    method: 'get',
    path: '/shop/{brand}/partner-plan',
    tag,
    permission: 'shop.look',
    summary: 'The plan in force in plain sentences: what a partner is paid, when, and what leads to another level',
    reply: api.partnerPlan,
    async handle(ctx, { language }) {
      return await partnerPlan(ctx, language);
    },
  }),
  route({
    id: 'shop.myPartnership',
    method: 'get',
    path: '/shop/{brand}/me/partner',
    tag,
    permission: 'shop.own',
    summary: 'How I stand as a partner: my level, what the next one asks for, what waits for me',
    reply: api.myPartnership,
    async handle(ctx) {
      return await myPartnership(ctx, buyerOf(ctx));
    },
  }),
  route({
    id: 'shop.applyAsPartner',
    method: 'post',
    path: '/shop/{brand}/me/partner-application',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Ask to become a partner: free, without a purchase',
    body: api.applyAsPartner,
    reply: api.myPartnership,
    async handle(ctx, { body }) {
      await applyAsPartner(ctx, buyerOf(ctx), body);
      return await myPartnership(ctx, buyerOf(ctx));
    },
  }),
  route({
    id: 'shop.acceptInvitation',
    method: 'post',
    path: '/shop/{brand}/me/partner-invitation/accept',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Say yes to an invitation: I am a partner from now on',
    body: api.acceptInvitation,
    reply: api.myPartnership,
    async handle(ctx, { body }) {
      await acceptInvitation(ctx, buyerOf(ctx), body);
      return await myPartnership(ctx, buyerOf(ctx));
    },
  }),
  route({
    id: 'shop.declineInvitation',
    method: 'post',
    path: '/shop/{brand}/me/partner-invitation/decline',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Say no to an invitation',
    body: api.declineInvitation,
    reply: api.myPartnership,
    async handle(ctx) {
      await declineInvitation(ctx, buyerOf(ctx));
      return await myPartnership(ctx, buyerOf(ctx));
    },
  }),
];

/** People and team as those above may see them (rules.md B12): names masked, no orders, no phones, deeper people as a count. */
const peopleRoutes: Route[] = [
  route({
    id: 'shop.myPeople',
    method: 'get',
    path: '/shop/{brand}/me/people',
    tag,
    permission: 'shop.own',
    summary: 'Whom I introduced: masked names, the day they joined, their stage; everybody further on as a count',
    query: pageQuery,
    reply: api.myPeople,
    async handle(ctx, { query }) {
      const personId = buyerOf(ctx);
      return { ...(await countPeople(ctx, personId)), ...(await myDirects(ctx, personId, query)) };
    },
  }),
  route({
    id: 'shop.myTeam',
    method: 'get',
    path: '/shop/{brand}/me/team',
    tag,
    permission: 'shop.own',
    summary: 'The partners who belong to me: the names they show and how far they are in the training',
    query: pageQuery,
    reply: api.myTeam,
    async handle(ctx, { query }) {
      await assertPartner(ctx, buyerOf(ctx));
      return await myTeam(ctx, buyerOf(ctx), query);
    },
  }),
];

const workRoutes: Route[] = [
  route({
    id: 'shop.lessons',
    method: 'get',
    path: '/shop/{brand}/me/lessons',
    tag,
    permission: 'shop.own',
    summary: 'The training, and what of it I passed',
    reply: api.myLessonList,
    async handle(ctx) {
      await assertPartner(ctx, buyerOf(ctx));
      return { data: await myLessons(ctx, buyerOf(ctx)), next: null };
    },
  }),
  route({
    id: 'shop.lesson',
    method: 'get',
    path: '/shop/{brand}/me/lessons/{id}',
    tag,
    permission: 'shop.own',
    summary: 'One lesson to read, and its questions',
    reply: api.myLesson,
    find: myLessonOf,
    async handle(ctx, { params }) {
      const lesson = await myLessonOf(ctx, params);
      await assertPartner(ctx, buyerOf(ctx));
      return lesson;
    },
  }),
  route({
    id: 'shop.sitLesson',
    method: 'post',
    path: '/shop/{brand}/me/lessons/{id}/attempts',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Finish a lesson, or answer its questions',
    body: api.sitLesson,
    reply: api.satLesson,
    find: myLessonOf,
    async handle(ctx, { params, body }) {
      const { id } = await myLessonOf(ctx, params);
      await assertPartner(ctx, buyerOf(ctx));
      return await sitLesson(ctx, buyerOf(ctx), id, body.answers);
    },
  }),
  route({
    id: 'shop.materials',
    method: 'get',
    path: '/shop/{brand}/me/materials',
    tag,
    permission: 'shop.own',
    summary: 'What I may share, with the label that stands on it',
    reply: api.myMaterialList,
    async handle(ctx) {
      await assertPartner(ctx, buyerOf(ctx));
      const label = LABELS[ctx.tenant.language];
      const shelf = await publishedMaterials(ctx);
      return { data: shelf.map(({ id, title, body, product }) => ({ id, title, body, product, label })), next: null };
    },
  }),
  route({
    id: 'shop.leads',
    method: 'get',
    path: '/shop/{brand}/me/leads',
    tag,
    permission: 'shop.own',
    summary: 'Whom I was asked to look after, newest first',
    query: api.leadsQuery,
    reply: api.myLeads,
    async handle(ctx, { query }) {
      await assertPartner(ctx, buyerOf(ctx));
      return await myLeads(ctx, buyerOf(ctx), query);
    },
  }),
  route({
    id: 'shop.tellOutcome',
    method: 'post',
    path: '/shop/{brand}/me/leads/{id}/outcome',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'What came of somebody I was asked to look after',
    body: api.tellOutcome,
    reply: api.myLead,
    find: myLeadOf,
    async handle(ctx, { params, body }) {
      await tellOutcome(ctx, buyerOf(ctx), params['id'] ?? '', body);
      return myLeadJson(await myLeadOf(ctx, params));
    },
  }),
];

/** Who shares for a commission says so, in the brand's language (compliance P11). */
const LABELS = { 'zh-CN': '推广 · 含佣金', en: 'Ad · I may earn a commission' } as const;

/** The partner's part of the shop. */
export const partnerShopRoutes: Route[] = [...joiningRoutes, ...peopleRoutes, ...workRoutes, ...teamShopRoutes, ...partnerMoneyRoutes];
