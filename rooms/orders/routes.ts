import { shopRoutes } from './shop-routes.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { pageQuery, periodQuery } from '../../kit/http/shapes.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { findPerson } from '../relations/index.ts';
import * as api from './api.ts';
import { setOrderSettings } from './commands/set-order-settings.ts';
import { listOverdue } from './queries/agreements.ts';
import { listOrders } from './queries/list-orders.ts';
import { orderSettingsOf } from './queries/order-settings.ts';
import { listReturns } from './queries/list-returns.ts';
import { listClaims, listPayments, listRefunds, listShipments } from './queries/money-replies.ts';
import { findOrder, orderReply } from './queries/order-reply.ts';

const tag = 'Orders';

const byId = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

/** The routes of orders and returns as records. */
export const routes: Route[] = [
  route({
    id: 'orders.list',
    method: 'get',
    path: '/orders',
    tag,
    permission: 'orders.read',
    summary: 'Orders, newest first, of a state or of all; a period or an origin asks for paid ones, `overdue=true` for late instalments',
    query: api.ordersQuery,
    reply: api.orderList,
    async handle(ctx, { query }) {
      const personId = query.person === undefined ? undefined : (await findPerson(ctx, query.person, '/person')).person_id;
      return query.overdue === 'true' ? await listOverdue(ctx, { ...query, personId }) : await listOrders(ctx, { ...query, personId });
    },
  }),
  route({
    id: 'orders.get',
    method: 'get',
    path: '/orders/{id}',
    tag,
    permission: 'orders.read',
    summary: 'One order with its lines',
    reply: api.orderWithLines,
    async handle(ctx, { params }) {
      return await orderReply(ctx, params['id'] ?? '');
    },
  }),
  route({
    id: 'orders.payments',
    method: 'get',
    path: '/orders/{id}/payments',
    tag,
    permission: 'orders.read',
    summary: 'The payments of an order, oldest first',
    reply: api.paymentList,
    async handle(ctx, { params }) {
      return await listPayments(ctx, await findOrder(ctx, params['id'] ?? ''));
    },
  }),
  route({
    id: 'orders.refunds',
    method: 'get',
    path: '/orders/{id}/refunds',
    tag,
    permission: 'orders.read',
    summary: 'The refunds of an order, oldest first',
    reply: api.refundList,
    async handle(ctx, { params }) {
      return await listRefunds(ctx, await findOrder(ctx, params['id'] ?? ''));
    },
  }),
  route({
    id: 'orders.shipments',
    method: 'get',
    path: '/orders/{id}/shipments',
    tag,
    permission: 'orders.read',
    summary: 'The shipments of an order, oldest first',
    reply: api.shipmentList,
    async handle(ctx, { params }) {
      return await listShipments(ctx, await findOrder(ctx, params['id'] ?? ''));
    },
  }),
  route({
    id: 'orders.claims',
    method: 'get',
    path: '/orders/{id}/claims',
    tag,
    permission: 'orders.read',
    summary: 'The after-sale claims of an order, oldest first',
    reply: api.claimList,
    async handle(ctx, { params }) {
      return await listClaims(ctx, await findOrder(ctx, params['id'] ?? ''));
    },
  }),
  route({
    id: 'people.orders',
    method: 'get',
    path: '/people/{id}/orders',
    tag,
    permission: 'orders.read',
    summary: 'The orders of a person, newest first',
    query: pageQuery,
    reply: api.orderList,
    find: byId,
    async handle(ctx, { params, query }) {
      const person = await byId(ctx, params);
      return await listOrders(ctx, { ...query, personId: person.person_id });
    },
  }),
  route({
    id: 'orderSettings.get',
    method: 'get',
    path: '/order-settings',
    tag,
    permission: 'orders.read',
    summary: 'What the brand decided about orders',
    reply: api.orderSettings,
    async handle(ctx) {
      return await orderSettingsOf(ctx);
    },
  }),
  route({
    id: 'orderSettings.update',
    method: 'patch',
    path: '/order-settings',
    tag,
    permission: 'brand.write',
    summary: 'Decide when shipped goods count as received by themselves; what was shipped keeps its day',
    body: api.updateOrderSettings,
    reply: api.orderSettings,
    async handle(ctx, { body }) {
      await setOrderSettings(ctx, body);
      return await orderSettingsOf(ctx);
    },
  }),
  route({
    id: 'returns.list',
    method: 'get',
    path: '/returns',
    tag,
    permission: 'orders.read',
    summary: 'Returns, newest first',
    query: pageQuery.extend(periodQuery.shape),
    reply: api.returnList,
    async handle(ctx, { query }) {
      return await listReturns(ctx, query);
    },
  }),
  ...shopRoutes,
];
