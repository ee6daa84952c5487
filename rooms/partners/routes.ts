import type { Ctx } from '../../kit/ctx.ts';
import { perform } from '../../kit/db/trial.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { dryRunQuery, pageQuery, periodQuery } from '../../kit/http/shapes.ts';
import { publicId } from '../../kit/ids/index.ts';
import { dayText, parseDay } from '../../kit/time/index.ts';
import { findPerson } from '../relations/index.ts';
import * as api from './api.ts';
import { createPlan } from './commands/create-plan.ts';
import { endPartnership, enrolPartner, setLevel } from './commands/enrol-partner.ts';
import { createLevel, deleteLevel, updateLevel } from './commands/manage-levels.ts';
import { judgePlan, publishPlan } from './commands/publish-plan.ts';
import { rewriteDraft } from './commands/rewrite-draft.ts';
import { planSentences } from './model/sentences.ts';
import { levelReply, listLevels } from './queries/levels.ts';
import { personCommissions } from './queries/person-commissions.ts';
import { findPartner, listPartners, partnerJson } from './queries/partners.ts';
import { checkReply, findPlan, listPlans, namesFor, planJson, planOfRow } from './queries/plan-replies.ts';
import { rehearsePlan } from './queries/rehearse-plan.ts';
import { portalRoutes } from './portal-routes.ts';
import { teamRoutes } from './team-routes.ts';

const plans = 'Commission plans';
const tag = 'Partners';

const planById = (ctx: Ctx, params: Record<string, string>) => findPlan(ctx, params['id'] ?? '');
const partnerById = (ctx: Ctx, params: Record<string, string>) => findPartner(ctx, params['id'] ?? '');
const levelById = (ctx: Ctx, params: Record<string, string>) => levelReply(ctx, params['id'] ?? '');

const planRoutes: Route[] = [
  route({
    id: 'commissionPlans.create',
    method: 'post',
    path: '/commission-plans',
    tag: plans,
    permission: 'plans.write',
    summary: 'Write a commission plan down as a draft',
    body: api.createPlan,
    reply: api.plan,
    async handle(ctx, { body }) {
      const { planId } = await createPlan(ctx, body);
      return planJson(await findPlan(ctx, publicId('plan', planId)), ctx.tenant.currency);
    },
  }),
  route({
    id: 'commissionPlans.list',
    method: 'get',
    path: '/commission-plans',
    tag: plans,
    permission: 'plans.read',
    summary: 'Commission plans, newest first',
    query: api.plansQuery,
    reply: api.planList,
    async handle(ctx, { query }) {
      return await listPlans(ctx, query);
    },
  }),
  route({
    id: 'commissionPlans.get',
    method: 'get',
    path: '/commission-plans/{id}',
    tag: plans,
    permission: 'plans.read',
    summary: 'One commission plan',
    reply: api.plan,
    find: planById,
    async handle(ctx, { params }) {
      return planJson(await planById(ctx, params), ctx.tenant.currency);
    },
  }),
  route({
    id: 'commissionPlans.update',
    method: 'patch',
    path: '/commission-plans/{id}',
    tag: plans,
    permission: 'plans.write',
    summary: 'Change what a draft says; a plan that was ever published stays as it is',
    body: api.updatePlan,
    reply: api.plan,
    find: planById,
    async handle(ctx, { params, body }) {
      await rewriteDraft(ctx, params['id'] ?? '', body);
      return planJson(await planById(ctx, params), ctx.tenant.currency);
    },
  }),
  route({
    id: 'commissionPlans.publish',
    method: 'post',
    path: '/commission-plans/{id}/publish',
    tag: plans,
    permission: 'plans.write',
    status: 200,
    summary: 'Put a plan in force for orders created from now on, if the policy pack allows it',
    body: api.publishPlan,
    reply: api.publishedPlan,
    find: planById,
    async handle(ctx, { params, body, language }) {
      const row = await planById(ctx, params);
      const warnings = await publishPlan(ctx, row.plan_id, body.acknowledge ?? null, language);
      return { ...planJson(await planById(ctx, params), ctx.tenant.currency), warnings };
    },
  }),
  route({
    id: 'commissionPlans.check',
    method: 'post',
    path: '/commission-plans/{id}/check',
    tag: plans,
    permission: 'plans.read',
    tx: 'read',
    status: 200,
    summary: 'Judge a plan by the policy pack and its worst case, without publishing it',
    body: api.publishPlan,
    reply: api.planCheck,
    find: planById,
    async handle(ctx, { params, body, language }) {
      const plan = planOfRow(await planById(ctx, params));
      return await checkReply(ctx, plan, await judgePlan(ctx, plan, body.acknowledge ?? null), language);
    },
  }),
  route({
    id: 'commissionPlans.rehearse',
    method: 'get',
    path: '/commission-plans/{id}/rehearsal',
    tag: plans,
    permission: 'plans.read',
    summary: 'What a plan would have paid on the orders of a period; of the last 30 days when none is given',
    query: periodQuery,
    reply: api.planRehearsal,
    find: planById,
    async handle(ctx, { params, query }) {
      const row = await planById(ctx, params);
      return await rehearsePlan(ctx, { planId: row.plan_id, acknowledgement: row.acknowledgement }, periodOf(ctx, query));
    },
  }),
  route({
    id: 'commissionPlans.explain',
    method: 'get',
    path: '/commission-plans/{id}/explain',
    tag: plans,
    permission: 'plans.read',
    summary: 'A plan as sentences, in both languages',
    reply: api.planSentences,
    find: planById,
    async handle(ctx, { params }) {
      const plan = planOfRow(await planById(ctx, params));
      const names = await namesFor(ctx, plan);
      return { 'zh-CN': planSentences(plan, names, 'zh-CN'), en: planSentences(plan, names, 'en') };
    },
  }),
];

/** Days of the brand, `to` not included. */
function periodOf(ctx: Ctx, { from, to }: { from?: string | undefined; to?: string | undefined }): { from: Date; to: Date } {
  const end = to === undefined ? ctx.today + 1 : parseDay(to);
  const start = from === undefined ? end - 30 : parseDay(from);
  if (start > end) throw new DomainError('period.reversed', { from: dayText(start), to: dayText(end), pointer: '/from' });
  return { from: new Date(ctx.zone.startOf(start)), to: new Date(ctx.zone.startOf(end)) };
}

const partnerRoutes: Route[] = [
  route({
    id: 'partners.create',
    method: 'post',
    path: '/partners',
    tag,
    permission: 'partners.write',
    summary: 'Make somebody a partner: free, without a purchase',
    query: dryRunQuery,
    body: api.enrolPartner,
    reply: api.partner,
    async handle(ctx, { query, body }) {
      const person = await findPerson(ctx, body.person, '/person');
      return await perform(ctx, query, async () => {
        const wish = { personId: person.person_id, level: body.level, at: body.at === undefined ? undefined : new Date(body.at) };
        const { partnershipId } = await enrolPartner(ctx, wish);
        return partnerJson(await findPartner(ctx, publicId('partner', partnershipId)));
      });
    },
  }),
  route({
    id: 'partners.list',
    method: 'get',
    path: '/partners',
    tag,
    permission: 'partners.read',
    summary: 'Partners, newest first',
    query: api.partnersQuery,
    reply: api.partnerList,
    async handle(ctx, { query }) {
      return await listPartners(ctx, query);
    },
  }),
  route({
    id: 'partners.get',
    method: 'get',
    path: '/partners/{id}',
    tag,
    permission: 'partners.read',
    summary: 'One partner',
    reply: api.partner,
    find: partnerById,
    async handle(ctx, { params }) {
      return partnerJson(await partnerById(ctx, params));
    },
  }),
  route({
    id: 'partners.update',
    method: 'patch',
    path: '/partners/{id}',
    tag,
    permission: 'partners.write',
    summary: 'Give a partner another level from now on',
    body: api.updatePartner,
    reply: api.partner,
    find: partnerById,
    async handle(ctx, { params, body }) {
      await setLevel(ctx, await partnerById(ctx, params), body.level);
      return partnerJson(await partnerById(ctx, params));
    },
  }),
  route({
    id: 'people.commissions',
    method: 'get',
    path: '/people/{id}/commissions',
    tag,
    permission: 'money.read',
    summary: 'What somebody earned, line by line, the newest order first',
    query: api.personCommissionsQuery,
    reply: api.personCommissionList,
    find: (ctx, params) => findPerson(ctx, params['id'] ?? ''),
    async handle(ctx, { params, query }) {
      const person = await findPerson(ctx, params['id'] ?? '');
      return await personCommissions(ctx, person.person_id, query);
    },
  }),
  route({
    id: 'partners.end',
    method: 'post',
    path: '/partners/{id}/end',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'End a partnership; what was earned stays',
    query: dryRunQuery,
    body: api.endPartner,
    reply: api.partner,
    find: partnerById,
    async handle(ctx, { params, query, body }) {
      const row = await partnerById(ctx, params);
      return await perform(ctx, query, async () => {
        await endPartnership(ctx, row, body.reason);
        return partnerJson(await findPartner(ctx, publicId('partner', row.partnership_id)));
      });
    },
  }),
];

const levelRoutes: Route[] = [
  route({
    id: 'partnerLevels.create',
    method: 'post',
    path: '/partner-levels',
    tag,
    permission: 'plans.write',
    summary: 'Make a partner level',
    body: api.createLevel,
    reply: api.partnerLevel,
    async handle(ctx, { body }) {
      return await levelReply(ctx, await createLevel(ctx, body));
    },
  }),
  route({
    id: 'partnerLevels.list',
    method: 'get',
    path: '/partner-levels',
    tag,
    permission: 'partners.read',
    summary: 'Partner levels by rank',
    query: pageQuery,
    reply: api.levelList,
    async handle(ctx, { query }) {
      return await listLevels(ctx, query);
    },
  }),
  route({
    id: 'partnerLevels.get',
    method: 'get',
    path: '/partner-levels/{id}',
    tag,
    permission: 'partners.read',
    summary: 'One partner level',
    reply: api.partnerLevel,
    find: levelById,
    async handle(ctx, { params }) {
      return await levelById(ctx, params);
    },
  }),
  route({
    id: 'partnerLevels.update',
    method: 'patch',
    path: '/partner-levels/{id}',
    tag,
    permission: 'plans.write',
    summary: 'Change the label or the rank of a partner level',
    body: api.updateLevel,
    reply: api.partnerLevel,
    find: levelById,
    async handle(ctx, { params, body }) {
      await updateLevel(ctx, params['id'] ?? '', body);
      return await levelById(ctx, params);
    },
  }),
  route({
    id: 'partnerLevels.remove',
    method: 'delete',
    path: '/partner-levels/{id}',
    tag,
    permission: 'plans.write',
    status: 204,
    summary: 'Take a partner level away; the past keeps it',
    find: levelById,
    async handle(ctx, { params }) {
      await deleteLevel(ctx, params['id'] ?? '');
      return null;
    },
  }),
];

/** The routes of commission plans, partners, their levels, and what the console decides about them. */
export const routes: Route[] = [...planRoutes, ...partnerRoutes, ...levelRoutes, ...portalRoutes, ...teamRoutes];
