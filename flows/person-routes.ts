import { z } from 'zod';
import type { Ctx } from '../kit/ctx.ts';
import { route, type Route } from '../kit/http/index.ts';
import { dryRunQuery } from '../kit/http/shapes.ts';
import * as shapes from '../rooms/relations/api.ts';
import { findPerson } from '../rooms/relations/index.ts';
import { eraseRecords } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import { mergeRecords } from './merge-people.ts';

const tag = 'People';

const byId = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

/** What touches everything a brand holds about a person. */
export const personRoutes: Route[] = [
  route({
    id: 'people.merge',
    method: 'post',
    path: '/people/{id}/merge',
    tag,
    permission: 'people.write',
    status: 200,
    summary: 'Make two records of one person one; never undone',
    query: dryRunQuery,
    body: shapes.mergePeople,
    reply: shapes.mergePreview,
    find: byId,
    async handle(ctx, { params, query, body }) {
      const person = await byId(ctx, params);
      const other = await findPerson(ctx, body.other, '/other');
      return await mergeRecords(ctx, { person: person.person_id, other: other.person_id }, { isTrial: query.dryRun === 'true' });
    },
  }),
  route({
    id: 'people.export',
    method: 'get',
    path: '/people/{id}/export',
    tag,
    permission: 'people.export',
    tx: 'write',
    summary: 'Everything the brand holds about a person, as one document',
    replyType: 'application/json',
    find: byId,
    async handle(ctx, { params }) {
      const document = await exportPerson(ctx, params['id'] ?? '');
      return new Response(JSON.stringify(document, null, 2), {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': 'attachment; filename="person.json"',
        },
      });
    },
  }),
  route({
    id: 'people.erase',
    method: 'post',
    path: '/people/{id}/erase',
    tag,
    permission: 'people.erase',
    status: 200,
    summary: 'Erase who a person is; what was sold to them stays under a pseudonym',
    query: dryRunQuery,
    body: z.strictObject({}),
    reply: shapes.erased,
    find: byId,
    async handle(ctx, { params, query }) {
      const person = await byId(ctx, params);
      return await eraseRecords(ctx, person.person_id, { isTrial: query.dryRun === 'true' });
    },
  }),
];
