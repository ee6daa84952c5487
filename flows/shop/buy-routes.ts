import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { buyerOf, route, type Input, type Route } from '../../kit/http/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import type { askOutside } from '../../kit/outside/index.ts';
import * as orders from '../../rooms/orders/api.ts';
import { orderOfBuyer, requestInConsole, requestReply } from '../../rooms/orders/index.ts';
import { accountById, actOnCharge, findIntent, paymentsError } from '../../rooms/payments/index.ts';
import { turnPaymentsOf } from '../payments/clockwork.ts';
import { paymentsHost } from '../payments/host.ts';
import { payIntent, shopPaymentOf } from './pay.ts';
import { acceptRequest, declineRequest, requestRefund } from './refund-requests.ts';
import { shopCounter, type ShopAsk } from './shop-counter.ts';

const tag = 'Shop';

const ownOrder = async (ctx: Ctx, params: Record<string, string>) => await orderOfBuyer(ctx, buyerOf(ctx), params['id'] ?? '');

/** A buyer's command that the settler decides. */
function shopCommand<Body extends z.ZodType | null = null>(spec: {
  id: string;
  path: string;
  summary: string;
  status?: number;
  body?: Body;
  find?: NonNullable<Route['find']>;
  ask(ctx: Ctx, input: Input<Record<string, string>, undefined, Body extends z.ZodType ? z.infer<Body> : undefined>): ShopAsk;
}): Route {
  const { ask, ...shapes } = spec;
  return route<null, Body, typeof orders.shopOrder, ShopAsk>({
    method: 'post',
    tag,
    permission: 'shop.own',
    reply: orders.shopOrder,
    ...shapes,
    together: { counter: shopCounter, ask: ask as never },
    handle: async () => {
      throw new Error('impossible: a cart is rehearsed by its quote');
    },
  });
}

/** Buying, paying, calling off, receiving, and asking for money back; and how operators answer. */
export function buyRoutes({ db, ...how }: { db: Db; now?: () => Date; ask?: typeof askOutside }): Route[] {
  const host = paymentsHost(db, how);
  return [
    shopCommand({
      id: 'shop.placeOrder',
      path: '/shop/{brand}/orders',
      summary: 'Buy what is in the cart at the price that stands now; its pieces are kept for half an hour',
      body: orders.placeShopOrder,
      ask: (ctx, { body }) => ({ kind: 'place', personId: buyerOf(ctx), cart: body }),
    }),
    shopCommand({
      id: 'shop.cancelOrder',
      path: '/shop/{brand}/orders/{id}/cancel',
      status: 200,
      summary: 'Call an unpaid order off',
      find: ownOrder,
      ask: (ctx, { params }) => ({ kind: 'cancel', personId: buyerOf(ctx), order: params['id'] ?? '' }),
    }),
    shopCommand({
      id: 'shop.confirmReceipt',
      path: '/shop/{brand}/orders/{id}/confirm-receipt',
      status: 200,
      summary: 'What was sent has arrived',
      find: ownOrder,
      ask: (ctx, { params }) => ({ kind: 'receive', personId: buyerOf(ctx), order: params['id'] ?? '' }),
    }),
    route({
      id: 'shop.pay',
      method: 'post',
      path: '/shop/{brand}/orders/{id}/pay',
      tag,
      permission: 'shop.own',
      tx: 'none',
      summary: 'Prepare the payment of what is due; asked again while it is open, the same one comes back',
      body: orders.payShopOrder,
      reply: orders.shopPayment,
      find: ownOrder,
      async handle(_, { params, body, run, from, request }) {
        const { origin } = new URL(request.url);
        const userAgent = request.headers.get('user-agent') ?? '';
        const at = { order: params['id'] ?? '', address: from.address, origin, userAgent };
        const intentId = await payIntent(host, run, at, body);
        return await run('read', async (ctx) => await shopPaymentOf(ctx, buyerOf(ctx), publicId('paymentIntent', intentId)));
      },
    }),
    route({
      id: 'shop.payment',
      method: 'get',
      path: '/shop/{brand}/payments/{id}',
      tag,
      permission: 'shop.own',
      summary: 'How one attempt to pay stands',
      reply: orders.shopPayment,
      handle: async (ctx, { params }) => await shopPaymentOf(ctx, buyerOf(ctx), params['id'] ?? ''),
    }),
    route({
      id: 'shop.actInTest',
      method: 'post',
      path: '/shop/{brand}/payments/{id}/test',
      tag,
      permission: 'shop.own',
      tx: 'none',
      status: 200,
      summary: 'In a trial shop: pay, or fail to, at the built-in provider',
      body: orders.actOnShopPayment,
      reply: orders.shopPayment,
      find: async (ctx, params) => await shopPaymentOf(ctx, buyerOf(ctx), params['id'] ?? ''),
      async handle({ tenantId }, { params, body, run }) {
        const id = params['id'] ?? '';
        await run('write', async (ctx) => {
          await shopPaymentOf(ctx, buyerOf(ctx), id);
          const intent = await findIntent(ctx, id);
          if (intent.provider !== 'test') throw paymentsError('testCharge.notFound');
          await actOnCharge(ctx, await accountById(ctx, intent.account_id), intent.reference, { do: body.do, over: {} });
        });
        await turnPaymentsOf(host, tenantId);
        return await run('read', async (ctx) => await shopPaymentOf(ctx, buyerOf(ctx), id));
      },
    }),
    route({
      id: 'shop.askRefund',
      method: 'post',
      path: '/shop/{brand}/orders/{id}/refund-requests',
      tag,
      permission: 'shop.own',
      summary: 'Ask for money back on lines; the brand answers, and nobody’s commission is released meanwhile',
      body: orders.askRefund,
      reply: orders.refundRequest,
      find: ownOrder,
      async handle(ctx, { params, body }) {
        return await requestReply(ctx, await requestRefund(ctx, { personId: buyerOf(ctx), order: params['id'] ?? '' }, body));
      },
    }),
    route({
      id: 'refundRequests.accept',
      method: 'post',
      path: '/refund-requests/{id}/accept',
      tag: 'Orders',
      permission: 'orders.write',
      status: 200,
      summary: 'Give back what a buyer asked for; commissions follow what remains',
      body: orders.acceptRefundRequest,
      reply: orders.refundRequestInConsole,
      async handle(ctx, { params, body }) {
        await acceptRequest(ctx, params['id'] ?? '', body);
        return await requestInConsole(ctx, params['id'] ?? '');
      },
    }),
    route({
      id: 'refundRequests.decline',
      method: 'post',
      path: '/refund-requests/{id}/decline',
      tag: 'Orders',
      permission: 'orders.write',
      status: 200,
      summary: 'Say no to a request for a refund, and why',
      body: orders.declineRefundRequest,
      reply: orders.refundRequestInConsole,
      async handle(ctx, { params, body }) {
        await declineRequest(ctx, params['id'] ?? '', body.answer);
        return await requestInConsole(ctx, params['id'] ?? '');
      },
    }),
  ];
}
