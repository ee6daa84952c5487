import { perform } from '../kit/db/trial.ts';
import { route, type Route } from '../kit/http/index.ts';
import { dryRunQuery } from '../kit/http/shapes.ts';
import { publicId } from '../kit/ids/index.ts';
import * as orders from '../rooms/orders/api.ts';
import { claimReply, findOrder, findRefund, orderReply, refundReply, shipmentReply } from '../rooms/orders/index.ts';
import { told } from './money-answers.ts';
import { settleOne } from './settle/index.ts';

const tag = 'Orders';

/** What becomes of an order between its payment and its end: each is one command to the settler. */
export const orderRoutes: Route[] = [
  route({
    id: 'orders.cancel',
    method: 'post',
    path: '/orders/{id}/cancel',
    tag,
    permission: 'orders.write',
    status: 200,
    summary: 'Call an unpaid order off: its pieces are free again, what was paid in part goes back',
    query: dryRunQuery,
    body: orders.cancelOrder,
    reply: orders.orderWithLines,
    find: (ctx, params) => findOrder(ctx, params['id'] ?? ''),
    async handle(ctx, { params, body, query }) {
      const order = params['id'] ?? '';
      return await perform(ctx, query, async () => {
        await settleOne(ctx, { kind: 'cancelOrder', order, reason: body.reason ?? null });
        return await orderReply(ctx, order);
      });
    },
  }),
  route({
    id: 'orders.ship',
    method: 'post',
    path: '/orders/{id}/shipments',
    tag,
    permission: 'orders.write',
    summary: 'Lines leave for the customer; ten days later they count as received by themselves',
    query: dryRunQuery,
    body: orders.shipLines,
    reply: orders.shipment,
    find: (ctx, params) => findOrder(ctx, params['id'] ?? ''),
    async handle(ctx, { params, body, query }) {
      return await perform(ctx, query, async () => {
        const outcome = await settleOne(ctx, {
          kind: 'shipLines',
          order: params['id'] ?? '',
          lines: body.lines ?? null,
          carrier: body.carrier ?? null,
          number: body.number ?? null,
        });
        return told(outcome, await shipmentReply(ctx, outcome.kind === 'shipment' ? outcome : { orderId: '', shipmentId: '' }));
      });
    },
  }),
  route({
    id: 'orders.claim',
    method: 'post',
    path: '/orders/{id}/claims',
    tag,
    permission: 'orders.write',
    summary: 'The customer is not content: the hold of these lines stands still until the claim is closed',
    query: dryRunQuery,
    body: orders.openClaim,
    reply: orders.claim,
    find: (ctx, params) => findOrder(ctx, params['id'] ?? ''),
    async handle(ctx, { params, body, query }) {
      return await perform(ctx, query, async () => {
        const outcome = await settleOne(ctx, {
          kind: 'openClaim',
          order: params['id'] ?? '',
          lines: body.lines,
          reason: body.reason ?? null,
        });
        return await claimReply(ctx, publicId('claim', outcome.kind === 'claim' ? outcome.claimId : ''));
      });
    },
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
  route({
    id: 'claims.close',
    method: 'post',
    path: '/claims/{id}/close',
    tag,
    permission: 'orders.write',
    status: 200,
    summary: 'Close a claim: the hold runs on, later by the time it stood still',
    query: dryRunQuery,
    body: orders.closeClaim,
    reply: orders.claim,
    async handle(ctx, { params, body, query }) {
      const claim = params['id'] ?? '';
      return await perform(ctx, query, async () => {
        await settleOne(ctx, { kind: 'closeClaim', claim, outcome: body.outcome ?? null });
        return await claimReply(ctx, claim);
      });
    },
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
      return await refundReply(ctx, (await findRefund(ctx, params['id'] ?? '')).refundId);
    },
  }),
  route({
    id: 'refunds.winChargeback',
    method: 'post',
    path: '/refunds/{id}/chargeback-won',
    tag,
    permission: 'orders.write',
    status: 200,
    summary: 'The bank gave a chargeback back: the sale holds again, commissions accrue anew',
    query: dryRunQuery,
    body: orders.winChargeback,
    reply: orders.refund,
    async handle(ctx, { params, query }) {
      const refund = params['id'] ?? '';
      return await perform(ctx, query, async () => {
        await settleOne(ctx, { kind: 'winChargeback', refund });
        return await refundReply(ctx, (await findRefund(ctx, refund)).refundId);
      });
    },
  }),
];
