import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { findPerson } from '../relations/index.ts';
import * as api from './api.ts';
import { approveApplication, declineApplication, invitePartner } from './commands/applications.ts';
import { handLead, takeLeadBack } from './commands/leads.ts';
import { createLesson, updateLesson } from './commands/lessons.ts';
import { createMaterial, updateMaterial } from './commands/materials.ts';
import { applicationReply, findApplication, listApplications } from './queries/applications.ts';
import { findLead, leadReply, listLeads } from './queries/leads.ts';
import { findLesson, lessonJson, lessonReply, listLessons } from './queries/lessons.ts';
import { listLevelWarnings } from './queries/level-warnings.ts';
import { findMaterial, listMaterials, materialReply } from './queries/materials.ts';

const tag = 'Partners';

const personOf = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');
const applicationOf = (ctx: Ctx, params: Record<string, string>) => findApplication(ctx, params['id'] ?? '');
const lessonOf = (ctx: Ctx, params: Record<string, string>) => findLesson(ctx, params['id'] ?? '');
const materialOf = (ctx: Ctx, params: Record<string, string>) => findMaterial(ctx, params['id'] ?? '');
const leadOf = (ctx: Ctx, params: Record<string, string>) => findLead(ctx, params['id'] ?? '');

const applicationRoutes: Route[] = [
  route({
    id: 'partnerApplications.list',
    method: 'get',
    path: '/partner-applications',
    tag,
    permission: 'partners.read',
    summary: 'Who asked to become a partner and who was invited, newest first',
    query: api.partnerApplicationsQuery,
    reply: api.partnerApplicationList,
    async handle(ctx, { query }) {
      return await listApplications(ctx, query);
    },
  }),
  route({
    id: 'partnerApplications.get',
    method: 'get',
    path: '/partner-applications/{id}',
    tag,
    permission: 'partners.read',
    summary: 'One application or invitation',
    reply: api.partnerApplication,
    find: applicationOf,
    async handle(ctx, { params }) {
      return await applicationReply(ctx, (await applicationOf(ctx, params)).application_id);
    },
  }),
  route({
    id: 'partnerApplications.approve',
    method: 'post',
    path: '/partner-applications/{id}/approve',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'Agree to an application: they are a partner from now on',
    body: api.approveApplication,
    reply: api.partnerApplication,
    find: applicationOf,
    async handle(ctx, { params, body }) {
      return await applicationReply(ctx, await approveApplication(ctx, params['id'] ?? '', body));
    },
  }),
  route({
    id: 'partnerApplications.decline',
    method: 'post',
    path: '/partner-applications/{id}/decline',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'Say no to an application, or take an invitation back',
    body: api.declineApplication,
    reply: api.partnerApplication,
    find: applicationOf,
    async handle(ctx, { params, body }) {
      return await applicationReply(ctx, await declineApplication(ctx, params['id'] ?? '', body.reason));
    },
  }),
  route({
    id: 'people.invitePartner',
    method: 'post',
    path: '/people/{id}/partner-invitation',
    tag,
    permission: 'partners.write',
    summary: 'Invite somebody to become a partner; they decide in the shop',
    body: api.invitePartner,
    reply: api.partnerApplication,
    find: personOf,
    async handle(ctx, { params, body }) {
      const person = await personOf(ctx, params);
      return await applicationReply(ctx, await invitePartner(ctx, person.person_id, body));
    },
  }),
  route({
    id: 'levelWarnings.list',
    method: 'get',
    path: '/level-warnings',
    tag,
    permission: 'partners.read',
    summary: 'Partners who were warned that they fall a level, the next to fall first',
    query: pageQuery,
    reply: api.levelWarningList,
    async handle(ctx, { query }) {
      return await listLevelWarnings(ctx, query);
    },
  }),
];

const lessonRoutes: Route[] = [
  route({
    id: 'lessons.create',
    method: 'post',
    path: '/lessons',
    tag,
    permission: 'partners.write',
    summary: 'Write a lesson of the partners’ training, with questions or without',
    body: api.createLesson,
    reply: api.lesson,
    async handle(ctx, { body }) {
      return await lessonReply(ctx, await createLesson(ctx, body));
    },
  }),
  route({
    id: 'lessons.list',
    method: 'get',
    path: '/lessons',
    tag,
    permission: 'partners.read',
    summary: 'Lessons in the order in which they are taught',
    query: pageQuery,
    reply: api.lessonList,
    async handle(ctx, { query }) {
      return await listLessons(ctx, query);
    },
  }),
  route({
    id: 'lessons.get',
    method: 'get',
    path: '/lessons/{id}',
    tag,
    permission: 'partners.read',
    summary: 'One lesson with its questions',
    reply: api.lesson,
    find: lessonOf,
    async handle(ctx, { params }) {
      return lessonJson(await lessonOf(ctx, params));
    },
  }),
  route({
    id: 'lessons.update',
    method: 'patch',
    path: '/lessons/{id}',
    tag,
    permission: 'partners.write',
    summary: 'Change a lesson; who passed it stays passed',
    body: api.updateLesson,
    reply: api.lesson,
    find: lessonOf,
    async handle(ctx, { params, body }) {
      return await lessonReply(ctx, await updateLesson(ctx, params['id'] ?? '', body));
    },
  }),
];

const materialRoutes: Route[] = [
  route({
    id: 'materials.create',
    method: 'post',
    path: '/materials',
    tag,
    permission: 'partners.write',
    summary: 'Write something for partners to share: words, and the product they are about',
    body: api.createMaterial,
    reply: api.material,
    async handle(ctx, { body }) {
      return await materialReply(ctx, await createMaterial(ctx, body));
    },
  }),
  route({
    id: 'materials.list',
    method: 'get',
    path: '/materials',
    tag,
    permission: 'partners.read',
    summary: 'What partners are given to share',
    query: pageQuery,
    reply: api.materialList,
    async handle(ctx, { query }) {
      return await listMaterials(ctx, query);
    },
  }),
  route({
    id: 'materials.get',
    method: 'get',
    path: '/materials/{id}',
    tag,
    permission: 'partners.read',
    summary: 'One thing to share',
    reply: api.material,
    find: materialOf,
    async handle(ctx, { params }) {
      return await materialReply(ctx, (await materialOf(ctx, params)).material_id);
    },
  }),
  route({
    id: 'materials.update',
    method: 'patch',
    path: '/materials/{id}',
    tag,
    permission: 'partners.write',
    summary: 'Change what partners are given to share',
    body: api.updateMaterial,
    reply: api.material,
    find: materialOf,
    async handle(ctx, { params, body }) {
      return await materialReply(ctx, await updateMaterial(ctx, params['id'] ?? '', body));
    },
  }),
];

const leadRoutes: Route[] = [
  route({
    id: 'leads.create',
    method: 'post',
    path: '/leads',
    tag,
    permission: 'people.write',
    summary: 'Ask a partner to look after somebody; it binds nobody and earns nobody anything',
    body: api.handLead,
    reply: api.lead,
    async handle(ctx, { body }) {
      const [person, partner] = [await findPerson(ctx, body.person, '/person'), await findPerson(ctx, body.partner, '/partner')];
      return await leadReply(ctx, await handLead(ctx, { personId: person.person_id, partnerId: partner.person_id, note: body.note }));
    },
  }),
  route({
    id: 'leads.list',
    method: 'get',
    path: '/leads',
    tag,
    permission: 'people.read',
    summary: 'Whom partners were asked to look after and what came of it, newest first',
    query: api.leadsQuery,
    reply: api.leadList,
    async handle(ctx, { query }) {
      return await listLeads(ctx, query);
    },
  }),
  route({
    id: 'leads.get',
    method: 'get',
    path: '/leads/{id}',
    tag,
    permission: 'people.read',
    summary: 'One lead',
    reply: api.lead,
    find: leadOf,
    async handle(ctx, { params }) {
      return await leadReply(ctx, (await leadOf(ctx, params)).lead_id);
    },
  }),
  route({
    id: 'leads.takeBack',
    method: 'post',
    path: '/leads/{id}/take-back',
    tag,
    permission: 'people.write',
    status: 200,
    summary: 'Take somebody back from the partner who was to look after them',
    body: api.takeLeadBack,
    reply: api.lead,
    find: leadOf,
    async handle(ctx, { params }) {
      return await leadReply(ctx, await takeLeadBack(ctx, params['id'] ?? ''));
    },
  }),
];

/** What the console decides about partners: who becomes one, what they learn, share and look after. */
export const portalRoutes: Route[] = [...applicationRoutes, ...lessonRoutes, ...materialRoutes, ...leadRoutes];
