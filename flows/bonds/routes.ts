import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/index.ts';
import * as api from '../../rooms/relations/api.ts';
import {
  attributionChangeReply,
  attributionRefused,
  bondsOf,
  findAttributionChange,
  findPerson,
  listAttributionChanges,
} from '../../rooms/relations/index.ts';
import { approveChange, changeHands, declineChange } from './change-hands.ts';
import { handOverPool, listPool } from './pool.ts';

const tag = 'Partners';
const personOf = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');
const changeOf = (ctx: Ctx, params: Record<string, string>) => findAttributionChange(ctx, params['id'] ?? '');
const instantOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** Customers who change hands by hand: one, many of the pool, and the second person who agrees. */
export const bondRoutes: Route[] = [
  route({
    id: 'people.changeAttribution',
    method: 'post',
    path: '/people/{id}/attribution',
    tag: 'People',
    permission: 'partners.write',
    status: 200,
    summary:
      'Give a person to somebody else, or to the house, from now on or later; orders made before stay as they are. Above the brand’s threshold a second person has to agree',
    body: api.changeAttribution,
    reply: api.bonds,
    find: personOf,
    async handle(ctx, { params, body }) {
      const person = (await personOf(ctx, params)).person_id;
      const object = body.to === null ? null : (await findPerson(ctx, body.to, '/to')).person_id;
      const { refused } = await changeHands(ctx, {
        people: [person],
        object,
        reason: body.reason,
        effectiveAt: instantOf(body.effectiveAt),
      });
      if (refused[0]) throw attributionRefused(refused[0].reason, { person, ...(object === null ? {} : { object }) });
      return await bondsOf(ctx, person);
    },
  }),
  route({
    id: 'attributionChanges.list',
    method: 'get',
    path: '/attribution-changes',
    tag,
    permission: 'partners.read',
    summary: 'Changes of hands that wait for a second person, or did, newest first',
    query: api.attributionChangesQuery,
    reply: api.attributionChangeList,
    async handle(ctx, { query }) {
      return await listAttributionChanges(ctx, query);
    },
  }),
  route({
    id: 'attributionChanges.approve',
    method: 'post',
    path: '/attribution-changes/{id}/approve',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'Agree to a change of hands that somebody else asked for',
    body: api.approveAttributionChange,
    reply: api.attributionChange,
    find: changeOf,
    async handle(ctx, { params }) {
      return await attributionChangeReply(ctx, await approveChange(ctx, params['id'] ?? ''));
    },
  }),
  route({
    id: 'attributionChanges.decline',
    method: 'post',
    path: '/attribution-changes/{id}/decline',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'Decline a change of hands: nobody moves',
    body: api.declineAttributionChange,
    reply: api.attributionChange,
    find: changeOf,
    async handle(ctx, { params, body }) {
      return await attributionChangeReply(ctx, await declineChange(ctx, params['id'] ?? '', body.reason));
    },
  }),
  route({
    id: 'reassignPool.list',
    method: 'get',
    path: '/reassign-pool',
    tag,
    permission: 'partners.read',
    summary: 'Customers whose partner left and from whom nobody earns since, last first',
    query: api.reassignPoolQuery,
    reply: api.orphanList,
    async handle(ctx, { query }) {
      return await listPool(ctx, query);
    },
  }),
  route({
    id: 'reassignPool.handOver',
    method: 'post',
    path: '/reassign-pool/hand-over',
    tag,
    permission: 'partners.write',
    status: 200,
    summary: 'Hand customers of the pool over to somebody, or to the house, by one decision',
    body: api.handOverPool,
    reply: api.handedOver,
    async handle(ctx, { body }) {
      return await handOverPool(ctx, { ...body, effectiveAt: instantOf(body.effectiveAt) });
    },
  }),
];
