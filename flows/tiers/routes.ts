import type { Ctx } from '../../kit/ctx.ts';
import { assert } from '../../kit/errors/index.ts';
import { buyerOf, route, visitorOf, type Route } from '../../kit/http/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import * as api from '../../rooms/membership/api.ts';
import {
  createPrivilege,
  findPrivilege,
  heldBy,
  seePaidForItself,
  takePrivilege,
  undoPrivilege,
  updatePrivilege,
} from '../../rooms/membership/index.ts';
import { findPerson } from '../../rooms/relations/index.ts';
import { privilegeMatrix } from './matrix.ts';
import { ownMembership, privilegeShelf, tierHistory } from './own.ts';

const tag = 'Membership';
const shop = 'Shop';

const privilegeById = (ctx: Ctx, params: Record<string, string>) => findPrivilege(ctx, params['id'] ?? '');
const personById = async (ctx: Ctx, params: Record<string, string>) => await findPerson(ctx, params['id'] ?? '');

/** Tiers and privileges as they stand: what they are, who has them, and what of them is used. */
export const tierRoutes: Route[] = [
  route({
    id: 'privileges.list',
    method: 'get',
    path: '/privileges',
    tag,
    permission: 'brand.read',
    summary: 'Privileges by tier and card, with their use of thirty days and what is wrong with them',
    reply: api.privilegeMatrix,
    handle: async (ctx) => await privilegeMatrix(ctx),
  }),
  route({
    id: 'privileges.create',
    method: 'post',
    path: '/privileges',
    tag,
    permission: 'brand.write',
    summary: 'Make a privilege that people give, for tiers and cards',
    body: api.createPrivilege,
    reply: api.privilege,
    handle: async (ctx, { body }) => await onePrivilege(ctx, await createPrivilege(ctx, body)),
  }),
  route({
    id: 'privileges.update',
    method: 'patch',
    path: '/privileges/{id}',
    tag,
    permission: 'brand.write',
    summary: 'Change a privilege, or end it',
    body: api.updatePrivilege,
    reply: api.privilege,
    find: privilegeById,
    async handle(ctx, { params, body }) {
      const privilege = await privilegeById(ctx, params);
      const before = await onePrivilege(ctx, privilege.privilegeId);
      await updatePrivilege(ctx, privilege, body);
      return body.ended ? before : await onePrivilege(ctx, privilege.privilegeId);
    },
  }),
  route({
    id: 'privileges.use',
    method: 'post',
    path: '/privileges/{id}/uses',
    tag,
    permission: 'redemptions.write',
    summary: 'Tick that somebody used a privilege: at most as often a month as the best of what they have gives',
    body: api.usePrivilege,
    reply: api.heldPrivileges,
    find: privilegeById,
    handle: async (ctx, { params, body }) => await ticked(ctx, params, body.person, takePrivilege),
  }),
  route({
    id: 'privileges.undoUse',
    method: 'post',
    path: '/privileges/{id}/uses/undo',
    tag,
    permission: 'redemptions.write',
    status: 200,
    summary: 'Take back the last use of today: it was ticked by a slip',
    body: api.usePrivilege,
    reply: api.heldPrivileges,
    find: privilegeById,
    handle: async (ctx, { params, body }) => await ticked(ctx, params, body.person, undoPrivilege),
  }),
  route({
    id: 'people.privileges',
    method: 'get',
    path: '/people/{id}/privileges',
    tag,
    permission: 'people.read',
    summary: 'The privileges somebody has now, with what of them is left this month',
    reply: api.heldPrivileges,
    find: personById,
    handle: async (ctx, { params }) => ({ data: await heldBy(ctx, (await personById(ctx, params)).person_id) }),
  }),
  route({
    id: 'people.tiers',
    method: 'get',
    path: '/people/{id}/tiers',
    tag,
    permission: 'people.read',
    summary: 'Every tier somebody stood in: why it began, until when, why it ended',
    reply: api.tierHistory,
    find: personById,
    handle: async (ctx, { params }) => await tierHistory(ctx, (await personById(ctx, params)).person_id),
  }),
  route({
    id: 'shop.privileges',
    method: 'get',
    path: '/shop/{brand}/privileges',
    tag: shop,
    permission: 'shop.look',
    summary: 'The shelf of privileges: what members and each tier get, and what of it is mine',
    reply: api.privilegeShelf,
    handle: async (ctx) => await privilegeShelf(ctx, visitorOf(ctx)),
  }),
  route({
    id: 'shop.membership',
    method: 'get',
    path: '/shop/{brand}/me/membership',
    tag: shop,
    permission: 'shop.own',
    summary: 'My tier, my growth, my privileges, and what I would lose with my card',
    reply: api.ownMembership,
    handle: async (ctx) => await ownMembership(ctx, buyerOf(ctx)),
  }),
  route({
    id: 'shop.seePaidForItself',
    method: 'post',
    path: '/shop/{brand}/me/membership/seen',
    tag: shop,
    permission: 'shop.own',
    status: 200,
    summary: 'I have seen that my card has paid for itself',
    reply: api.ownMembership,
    async handle(ctx) {
      const personId = buyerOf(ctx);
      await seePaidForItself(ctx, personId);
      return await ownMembership(ctx, personId);
    },
  }),
];

async function onePrivilege(ctx: Ctx, privilegeId: Uuid) {
  const found = (await privilegeMatrix(ctx)).data.find((one) => one.id === publicId('privilege', privilegeId));
  assert(found, 'a privilege that was just written is there');
  return found;
}

/** Ticks a use or takes one back, and tells what somebody has left. */
async function ticked(ctx: Ctx, params: Record<string, string>, person: string, tick: typeof takePrivilege) {
  const privilege = await privilegeById(ctx, params);
  const { person_id: personId } = await findPerson(ctx, person, '/person');
  await tick(ctx, privilege, personId);
  return { data: await heldBy(ctx, personId) };
}
