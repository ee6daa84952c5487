import { route, type Route } from '../kit/http/index.ts';
import * as orders from '../rooms/orders/api.ts';
import { claimReply, findOrder, refundReply } from '../rooms/orders/index.ts';
import * as partners from '../rooms/partners/api.ts';
import { actsOfOrders, serviceActReplies } from '../rooms/partners/index.ts';
import { minor } from './money-answers.ts';
import { moneyRoute, orderOfPath } from './money-counter.ts';

const tag = 'Orders';

/** What becomes of an order between its payment and its end: each is one command to the settler. */
export const orderRoutes: Route[] = [
  moneyRoute({
    id: 'orders.cancel',
    path: '/orders/{id}/cancel',
    status: 200,
    summary: 'Call an unpaid order off: its pieces are free again, what was paid in part goes back',
    body: orders.cancelOrder,
    reply: orders.orderWithLines,
    find: orderOfPath,
    command: (_, { params, body }) => ({ kind: 'cancelOrder', order: params['id'] ?? '', reason: body.reason ?? null }),
  }),
  moneyRoute({
    id: 'orders.ship',
    path: '/orders/{id}/shipments',
    summary: 'Lines leave for the customer; ten days later they count as received by themselves',
    body: orders.shipLines,
    reply: orders.shipment,
    find: orderOfPath,
    command: (_, { params, body }) => ({
      kind: 'shipLines',
      order: params['id'] ?? '',
      lines: body.lines ?? null,
      carrier: body.carrier ?? null,
      number: body.number ?? null,
    }),
  }),
  moneyRoute({
    id: 'orders.logService',
    path: '/orders/{id}/services',
    summary: 'Somebody served the buyer of a line; where the plan pays service, the first act on a line earns',
    body: partners.logService,
    reply: partners.serviceAct,
    find: orderOfPath,
    command: (_, { params, body }) => ({
      kind: 'logService',
      order: params['id'] ?? '',
      externalId: body.externalId ?? null,
      line: body.line,
      person: body.person,
      what: body.what,
      at: body.at === undefined ? null : Date.parse(body.at),
    }),
  }),
  route({
    id: 'orders.services',
    method: 'get',
    path: '/orders/{id}/services',
    tag,
    permission: 'orders.read',
    summary: 'The services logged on an order, oldest first',
    reply: partners.serviceActList,
    async handle(ctx, { params }) {
      const acts = await actsOfOrders(ctx, [await findOrder(ctx, params['id'] ?? '')]);
      return { data: [...(await serviceActReplies(ctx, acts)).values()], next: null };
    },
  }),
  moneyRoute({
    id: 'orders.claim',
    path: '/orders/{id}/claims',
    summary: 'The customer is not content: the hold of these lines stands still until the claim is closed',
    body: orders.openClaim,
    reply: orders.claim,
    find: orderOfPath,
    command: (_, { params, body }) => ({
      kind: 'openClaim',
      order: params['id'] ?? '',
      lines: body.lines,
      reason: body.reason ?? null,
    }),
  }),
  moneyRoute({
    id: 'orders.exchange',
    path: '/orders/{id}/exchanges',
    summary: 'Goods come back and others go out for them: no new purchase, and only a difference in price is paid or given back',
    body: orders.exchangeGoods,
    reply: orders.refund,
    find: orderOfPath,
    command: (ctx, { params, body }) => ({
      kind: 'exchangeGoods',
      order: params['id'] ?? '',
      externalId: body.externalId ?? null,
      line: body.line,
      amount: body.amount === undefined ? null : minor(ctx, body.amount, '/amount'),
      with: {
        product: body.with.product,
        sku: body.with.sku ?? null,
        quantity: BigInt(body.with.quantity),
        unitPrice: body.with.unitPrice === undefined ? null : minor(ctx, body.with.unitPrice, '/with/unitPrice'),
      },
      payment: body.payment ? { provider: body.payment.provider, externalId: body.payment.externalId ?? null } : null,
      restock: BigInt(body.restock),
    }),
  }),
  route({
    id: 'claims.get',
    method: 'get',
    path: '/claims/{id}',
    tag,
    permission: 'orders.read',
    summary: 'One after-sale claim',
    reply: orders.claim,
    async handle(ctx, { params }) {
      return await claimReply(ctx, params['id'] ?? '');
    },
  }),
  moneyRoute({
    id: 'claims.close',
    path: '/claims/{id}/close',
    status: 200,
    summary: 'Close a claim: the hold runs on, later by the time it stood still',
    body: orders.closeClaim,
    reply: orders.claim,
    command: (_, { params, body }) => ({ kind: 'closeClaim', claim: params['id'] ?? '', outcome: body.outcome ?? null }),
  }),
  route({
    id: 'refunds.get',
    method: 'get',
    path: '/refunds/{id}',
    tag,
    permission: 'orders.read',
    summary: 'One refund or chargeback',
    reply: orders.refund,
    async handle(ctx, { params }) {
      return await refundReply(ctx, params['id'] ?? '');
    },
  }),
  moneyRoute({
    id: 'refunds.winChargeback',
    path: '/refunds/{id}/chargeback-won',
    status: 200,
    summary: 'The bank gave a chargeback back: the sale holds again, commissions accrue anew',
    body: orders.winChargeback,
    reply: orders.refund,
    command: (_, { params }) => ({ kind: 'winChargeback', refund: params['id'] ?? '' }),
  }),
];
