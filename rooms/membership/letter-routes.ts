import { route, type Route } from '../../kit/http/index.ts';
import { writeLetter } from './commands/letters.ts';
import * as api from './letter-api.ts';
import { letterReplies } from './queries/letters.ts';

const tag = 'Membership';

/** Letters of the brand for what happens in a member's life. */
export const letterRoutes: Route[] = [
  route({
    id: 'letters.list',
    method: 'get',
    path: '/ceremony/letters',
    tag,
    permission: 'brand.read',
    summary: 'The letters for a rise, an anniversary, the first friend, the signing and the farewell, and whom they reached',
    reply: api.letters,
    handle: async (ctx) => ({ data: await letterReplies(ctx) }),
  }),
  route({
    id: 'letters.write',
    method: 'patch',
    path: '/ceremony/letters',
    tag,
    permission: 'brand.write',
    summary: 'Write the letter of an occasion, and send it from now on or to nobody',
    body: api.writeLetter,
    reply: api.letters,
    async handle(ctx, { body }) {
      await writeLetter(ctx, body);
      return { data: await letterReplies(ctx) };
    },
  }),
];
