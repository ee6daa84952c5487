import { buyerOf, route, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { movementsOf, pointsOf } from './queries/points-of.ts';
import * as shapes from './api.ts';

const tag = 'Shop';

/** What a person sees of their own points in the shop. */
export const shopRoutes: Route[] = [
  route({
    id: 'shop.myPoints',
    method: 'get',
    path: '/shop/{brand}/me/points',
    tag,
    permission: 'shop.own',
    summary: 'My points: what I can spend, what is coming, what is over when',
    reply: shapes.myPoints,
    async handle(ctx) {
      return await pointsOf(ctx, buyerOf(ctx));
    },
  }),
  route({
    id: 'shop.pointsHistory',
    method: 'get',
    path: '/shop/{brand}/me/points/history',
    tag,
    permission: 'shop.own',
    summary: 'Everything that happened to my points, newest first',
    query: pageQuery,
    reply: shapes.movementList,
    async handle(ctx, { query }) {
      return await movementsOf(ctx, buyerOf(ctx), query);
    },
  }),
];
