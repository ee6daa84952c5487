import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { findPerson } from '../relations/index.ts';
import * as api from './api.ts';
import { setPointsRules } from './commands/set-rules.ts';
import { liabilityOf } from './queries/liability.ts';
import { movementsOf, pointsOf } from './queries/points-of.ts';
import { rulesReply } from './queries/rules-reply.ts';
import { shopRoutes } from './shop-routes.ts';

const tag = 'Points';

const personOf = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

/** The routes of what a brand promises in points. */
export const routes: Route[] = [
  ...shopRoutes,
  route({
    id: 'points.rules',
    method: 'get',
    path: '/points-rules',
    tag,
    permission: 'brand.read',
    summary: 'What points are worth, what earns them and how long they last',
    reply: api.pointsRules,
    async handle(ctx) {
      return await rulesReply(ctx);
    },
  }),
  route({
    id: 'points.updateRules',
    method: 'patch',
    path: '/points-rules',
    tag,
    permission: 'brand.write',
    summary: 'Change the rules of points from now on; orders and points that are there keep theirs',
    body: api.updatePointsRules,
    reply: api.pointsRules,
    async handle(ctx, { body }) {
      await setPointsRules(ctx, body);
      return await rulesReply(ctx);
    },
  }),
  route({
    id: 'points.liability',
    method: 'get',
    path: '/points/liability',
    tag,
    permission: 'money.read',
    summary: 'What the brand owes in points, by when they are over, and the month against its budget',
    reply: api.pointsLiability,
    async handle(ctx) {
      return await liabilityOf(ctx);
    },
  }),
  route({
    id: 'points.ofPerson',
    method: 'get',
    path: '/people/{id}/points',
    tag,
    permission: 'people.read',
    summary: 'What a person has in points, lot by lot',
    reply: api.personPoints,
    async handle(ctx, { params }) {
      return await pointsOf(ctx, (await personOf(ctx, params)).person_id);
    },
  }),
  route({
    id: 'points.history',
    method: 'get',
    path: '/people/{id}/points/history',
    tag,
    permission: 'people.read',
    summary: 'Everything that happened to a person’s points, newest first',
    query: pageQuery,
    reply: api.movementList,
    find: personOf,
    async handle(ctx, { params, query }) {
      return await movementsOf(ctx, (await personOf(ctx, params)).person_id, query);
    },
  }),
];
