import type { Ctx } from '../../kit/ctx.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { publicId } from '../../kit/ids/index.ts';
import * as api from './api.ts';
import { bindReferral } from './commands/bind-referral.ts';
import { createPerson } from './commands/create-person.ts';
import { setSponsor } from './commands/set-sponsor.ts';
import { recordTouch } from './commands/touches.ts';
import { updatePerson } from './commands/update-person.ts';
import { bondsOf } from './queries/bonds-of.ts';
import { findPerson } from './queries/find-person.ts';
import { listSources } from './queries/list-sources.ts';
import { personRefOf, personReply } from './queries/person-reply.ts';
import { relationsOf } from './queries/relations-of.ts';
import { stagesOf } from './queries/stages-of.ts';
import { spendRoutes } from './spend-routes.ts';

const tag = 'People';

const byId = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

/** The routes of people and of who introduced whom. */
export const routes: Route[] = [
  route({
    id: 'people.create',
    method: 'post',
    path: '/people',
    tag,
    permission: 'people.write',
    summary: 'Make the record of a person',
    body: api.createPerson,
    reply: api.person,
    async handle(ctx, { body }) {
      const { personId } = await createPerson(ctx, body);
      return await personReply(ctx, await findPerson(ctx, publicId('person', personId)));
    },
  }),
  route({
    id: 'people.get',
    method: 'get',
    path: '/people/{id}',
    tag,
    permission: 'people.read',
    summary: 'One person: stage, source, contacts, consents',
    reply: api.person,
    find: byId,
    async handle(ctx, { params }) {
      return await personReply(ctx, await byId(ctx, params));
    },
  }),
  route({
    id: 'people.update',
    method: 'patch',
    path: '/people/{id}',
    tag,
    permission: 'people.write',
    summary: 'Change name, contacts, language or consent of a person',
    body: api.updatePerson,
    reply: api.person,
    find: byId,
    async handle(ctx, { params, body }) {
      const person = await byId(ctx, params);
      await updatePerson(ctx, person.person_id, body);
      return await personReply(ctx, await findPerson(ctx, publicId('person', person.person_id)));
    },
  }),
  route({
    id: 'people.relations',
    method: 'get',
    path: '/people/{id}/relations',
    tag,
    permission: 'people.read',
    summary: 'Who introduced a person, the whole chain above, and how many are below',
    reply: api.relations,
    find: byId,
    async handle(ctx, { params }) {
      const person = await byId(ctx, params);
      return await relationsOf(ctx, person.node);
    },
  }),
  route({
    id: 'people.stages',
    method: 'get',
    path: '/people/{id}/stages',
    tag,
    permission: 'people.read',
    summary: 'The stages a person went through',
    query: pageQuery,
    reply: api.stageChangeList,
    find: byId,
    async handle(ctx, { params, query }) {
      const person = await byId(ctx, params);
      return await stagesOf(ctx, person.person_id, query);
    },
  }),
  route({
    id: 'sources.list',
    method: 'get',
    path: '/sources',
    tag,
    permission: 'people.read',
    summary: 'Where people come from',
    query: pageQuery,
    reply: api.sourceList,
    async handle(ctx, { query }) {
      return await listSources(ctx, query);
    },
  }),
  route({
    id: 'referrals.create',
    method: 'post',
    path: '/referrals',
    tag,
    permission: 'people.write',
    summary: 'Record who introduced a person',
    body: api.createReferral,
    reply: api.referral,
    async handle(ctx, { body }) {
      const person = await findPerson(ctx, body.person, '/person');
      const referrer = await findPerson(ctx, body.referrer, '/referrer');
      const bound = await bindReferral(ctx, {
        person: person.person_id,
        referrer: referrer.person_id,
        at: body.at === undefined ? undefined : new Date(body.at),
      });
      return {
        id: publicId('referral', bound.referralId),
        externalId: null,
        person: personRefOf(person),
        referrer: personRefOf(referrer),
        at: bound.fromAt?.toISOString() ?? null,
      };
    },
  }),
  route({
    id: 'people.bonds',
    method: 'get',
    path: '/people/{id}/bonds',
    tag,
    permission: 'people.read',
    summary: 'Who earns from a person, until when, how firmly and why; which partner a partner belongs to',
    reply: api.bonds,
    find: byId,
    async handle(ctx, { params }) {
      return await bondsOf(ctx, (await byId(ctx, params)).person_id);
    },
  }),
  route({
    id: 'people.setSponsor',
    method: 'post',
    path: '/people/{id}/sponsor',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'Say which partner a partner belongs to',
    body: api.setSponsor,
    reply: api.bonds,
    find: byId,
    async handle(ctx, { params, body }) {
      const person = await byId(ctx, params);
      const sponsor = body.sponsor === null ? null : await findPerson(ctx, body.sponsor, '/sponsor');
      await setSponsor(ctx, { person: person.person_id, sponsor: sponsor?.person_id ?? null, reason: body.reason ?? null });
      return await bondsOf(ctx, person.person_id);
    },
  }),
  route({
    id: 'touches.create',
    method: 'post',
    path: '/touches',
    tag,
    permission: 'people.write',
    summary: 'Remember that somebody opened the link of a person',
    body: api.createTouch,
    reply: api.touch,
    async handle(ctx, { body }) {
      const object = await findPerson(ctx, body.object, '/object');
      const person = body.person === undefined ? null : await findPerson(ctx, body.person, '/person');
      const made = await recordTouch(ctx, { object: object.person_id, person: person?.person_id ?? null, device: body.device ?? null });
      return {
        id: publicId('touch', made.touchId),
        externalId: null,
        object: personRefOf(object),
        person: person === null ? null : personRefOf(person),
        token: made.token,
        expiresAt: made.expiresAt.toISOString(),
        outcome: made.bound?.verdict ?? null,
      };
    },
  }),
  ...spendRoutes,
];
