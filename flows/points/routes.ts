import type { Ctx } from '../../kit/ctx.ts';
import { perform } from '../../kit/db/trial.ts';
import { assert } from '../../kit/errors/index.ts';
import { buyerOf, Repeat, route, type Route } from '../../kit/http/index.ts';
import { dryRunQuery } from '../../kit/http/shapes.ts';
import { publicId } from '../../kit/ids/index.ts';
import { audit } from '../../rooms/identity/index.ts';
import * as api from '../../rooms/points/api.ts';
import { checkInReply, pointsOf } from '../../rooms/points/index.ts';
import { findPerson } from '../../rooms/relations/index.ts';
import { settleOne } from '../settle/index.ts';

const personOf = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

/** The routes by which points move outside orders: each is one command to the settler. */
export const pointsRoutes: Route[] = [
  route({
    id: 'shop.checkIn',
    method: 'post',
    path: '/shop/{brand}/me/check-ins',
    tag: 'Shop',
    permission: 'shop.own',
    summary: 'Come by today: points once a day of the brand, more for days in a row',
    reply: api.checkIn,
    async handle(ctx) {
      const personId = buyerOf(ctx);
      const outcome = await settleOne(ctx, { kind: 'checkIn', person: publicId('person', personId) });
      const reply = await checkInReply(ctx, personId);
      assert(reply, 'who came by has a check-in');
      return outcome.kind === 'points' && outcome.isRepeat ? new Repeat(reply) : reply;
    },
  }),
  route({
    id: 'points.adjust',
    method: 'post',
    path: '/people/{id}/points/adjustments',
    tag: 'Points',
    permission: 'money.write',
    summary: 'Give or take points by hand, with a reason',
    query: dryRunQuery,
    body: api.adjustPoints,
    reply: api.personPoints,
    find: personOf,
    async handle(ctx, { params, query, body }) {
      const person = publicId('person', (await personOf(ctx, params)).person_id);
      return await perform(ctx, query, async () => {
        await settleOne(ctx, { kind: 'adjustPoints', person, points: BigInt(body.points), reason: body.reason });
        await audit(ctx, { action: 'points.adjusted', subjectKind: 'person', subjectId: person, facts: { ...body } });
        return await pointsOf(ctx, (await findPerson(ctx, person)).person_id);
      });
    },
  }),
];
