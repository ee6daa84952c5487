import { z } from 'zod';
import { route, type Route } from '../../kit/http/route.ts';
import { findPerson } from '../relations/index.ts';
import * as api from './api.ts';
import { inviteMember } from './commands/invite-member.ts';

/** Asking somebody to become a member. */
export const invitationRoutes: Route[] = [
  route({
    id: 'people.inviteMember',
    method: 'post',
    path: '/people/{id}/membership-invitation',
    tag: 'Membership',
    permission: 'people.write',
    summary: 'Asks a person in their inbox to become a member, once in ninety days and only with their consent',
    body: z.strictObject({}),
    reply: api.memberInvitation,
    find: async (ctx, params) => await findPerson(ctx, params['id'] ?? ''),
    async handle(ctx, { params }) {
      return await inviteMember(ctx, (await findPerson(ctx, params['id'] ?? '')).person_id);
    },
  }),
];
