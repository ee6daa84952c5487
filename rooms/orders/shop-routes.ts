import type { Ctx } from '../../kit/ctx.ts';
import { assert } from '../../kit/errors/index.ts';
import { buyerOf, route, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { findProduct } from '../catalog/index.ts';
import * as api from './api.ts';
import { addAddress, changeAddress, removeAddress } from './commands/addresses.ts';
import { addReview, answerReview, hideReview } from './commands/reviews.ts';
import { addressOf, addressReplies } from './queries/addresses.ts';
import { orderOfBuyer, ordersForBuyers, ordersOfBuyer } from './queries/buyers-orders.ts';
import { destinationOf } from './queries/destinations.ts';
import { purchaseFeed } from './queries/feed.ts';
import { findOrder } from './queries/order-reply.ts';
import { listRefundRequests, requestInConsole } from './queries/refund-requests.ts';
import { findReview, listReviews, reviewInConsoleReply, reviewReply, reviewsOfProduct } from './queries/reviews.ts';

const tag = 'Shop';

/** What of the shop is about orders alone: a buyer's own, their addresses, reviews and the feed; and how operators see reviews. */
export const shopRoutes: Route[] = [
  route({
    id: 'shop.feed',
    method: 'get',
    path: '/shop/{brand}/feed',
    tag,
    permission: 'shop.look',
    summary: 'Purchases that happened, the latest first, names masked',
    reply: api.shopFeed,
    handle: async (ctx) => await purchaseFeed(ctx),
  }),
  route({
    id: 'shop.reviews',
    method: 'get',
    path: '/shop/{brand}/products/{id}/reviews',
    tag,
    permission: 'shop.look',
    summary: 'What buyers said of a product, the newest first',
    query: pageQuery,
    reply: api.reviewList,
    find: async (ctx, params) => await findProduct(ctx, params['id'] ?? ''),
    handle: async (ctx, { params, query }) => await reviewsOfProduct(ctx, await findProduct(ctx, params['id'] ?? ''), query),
  }),
  route({
    id: 'shop.orders',
    method: 'get',
    path: '/shop/{brand}/orders',
    tag,
    permission: 'shop.own',
    summary: 'The buyer’s own orders, the newest first',
    query: api.shopOrdersQuery,
    reply: api.shopOrderList,
    handle: async (ctx, { query }) => await ordersOfBuyer(ctx, buyerOf(ctx), query),
  }),
  route({
    id: 'shop.order',
    method: 'get',
    path: '/shop/{brand}/orders/{id}',
    tag,
    permission: 'shop.own',
    summary: 'One of the buyer’s own orders, and what they can do about it now',
    reply: api.shopOrder,
    handle: async (ctx, { params }) => {
      const { orderId } = await orderOfBuyer(ctx, buyerOf(ctx), params['id'] ?? '');
      const reply = (await ordersForBuyers(ctx, [orderId])).get(orderId);
      assert(reply, 'what was found is there');
      return reply;
    },
  }),
  route({
    id: 'shop.review',
    method: 'post',
    path: '/shop/{brand}/orders/{id}/reviews',
    tag,
    permission: 'shop.own',
    summary: 'Review a line that was bought, received and kept: once, and for good',
    body: api.reviewInput,
    reply: api.review,
    find: async (ctx, params) => await orderOfBuyer(ctx, buyerOf(ctx), params['id'] ?? ''),
    async handle(ctx, { params, body }) {
      const personId = buyerOf(ctx);
      const { orderId } = await orderOfBuyer(ctx, personId, params['id'] ?? '');
      return await reviewReply(ctx, await addReview(ctx, { personId, orderId }, body));
    },
  }),
  route({
    id: 'shop.addresses',
    method: 'get',
    path: '/shop/{brand}/addresses',
    tag,
    permission: 'shop.own',
    summary: 'The buyer’s addresses, the one offered first',
    reply: api.addressList,
    handle: async (ctx) => ({ data: await addressReplies(ctx, buyerOf(ctx)), next: null }),
  }),
  route({
    id: 'shop.addAddress',
    method: 'post',
    path: '/shop/{brand}/addresses',
    tag,
    permission: 'shop.own',
    summary: 'Keep an address',
    // Nobody but whoever sent it reads the remembered answer.
    isSecret: true,
    body: api.addressInput,
    reply: api.address,
    async handle(ctx, { body }) {
      const personId = buyerOf(ctx);
      return await addressReply(ctx, personId, await addAddress(ctx, personId, body));
    },
  }),
  route({
    id: 'shop.changeAddress',
    method: 'patch',
    path: '/shop/{brand}/addresses/{id}',
    tag,
    permission: 'shop.own',
    summary: 'Change an address, or offer it first; orders keep the one they were made with',
    isSecret: true,
    body: api.addressChange,
    reply: api.address,
    find: findAddress,
    async handle(ctx, { params, body }) {
      const personId = buyerOf(ctx);
      return await addressReply(ctx, personId, await changeAddress(ctx, personId, params['id'] ?? '', body));
    },
  }),
  route({
    id: 'shop.removeAddress',
    method: 'delete',
    path: '/shop/{brand}/addresses/{id}',
    tag,
    permission: 'shop.own',
    status: 204,
    summary: 'Forget an address',
    handle: async (ctx, { params }) => await removeAddress(ctx, buyerOf(ctx), params['id'] ?? ''),
  }),
  route({
    id: 'orders.destination',
    method: 'get',
    path: '/orders/{id}/destination',
    tag: 'Orders',
    permission: 'orders.read',
    summary: 'Where an order from the shop goes, and what its buyer wrote beside it',
    reply: api.destination,
    async handle(ctx, { params }) {
      const orderId = await findOrder(ctx, params['id'] ?? '');
      return (await destinationOf(ctx, publicId('order', orderId))) ?? { address: null, note: null };
    },
  }),
  route({
    id: 'reviews.list',
    method: 'get',
    path: '/reviews',
    tag: 'Orders',
    permission: 'orders.read',
    summary: 'What buyers said, the newest first; of a product, with or without an answer',
    query: api.reviewsQuery,
    reply: api.reviewInConsoleList,
    async handle(ctx, { query }) {
      const productId = query.product === undefined ? undefined : await findProduct(ctx, query.product, '/product');
      return await listReviews(ctx, { ...query, productId });
    },
  }),
  route({
    id: 'reviews.answer',
    method: 'post',
    path: '/reviews/{id}/answer',
    tag: 'Orders',
    permission: 'orders.write',
    status: 200,
    summary: 'Answer a review; nobody takes one away',
    find: async (ctx, params) => await findReview(ctx, params['id'] ?? ''),
    body: api.answerReview,
    reply: api.reviewInConsole,
    handle: async (ctx, { params, body }) => await reviewInConsoleReply(ctx, await answerReview(ctx, params['id'] ?? '', body.text)),
  }),
  route({
    id: 'reviews.hide',
    method: 'post',
    path: '/reviews/{id}/hide',
    tag: 'Orders',
    permission: 'brand.write',
    status: 200,
    summary: 'Hide the words of a review because a law says so; its stars go on counting, and the shop says why',
    find: async (ctx, params) => await findReview(ctx, params['id'] ?? ''),
    body: api.hideReview,
    reply: api.reviewInConsole,
    handle: async (ctx, { params, body }) => await reviewInConsoleReply(ctx, await hideReview(ctx, params['id'] ?? '', body.because)),
  }),
  route({
    id: 'refundRequests.list',
    method: 'get',
    path: '/refund-requests',
    tag: 'Orders',
    permission: 'orders.read',
    summary: 'What buyers want back, the newest first; of a state, or all',
    query: api.refundRequestsQuery,
    reply: api.refundRequestInConsoleList,
    handle: async (ctx, { query }) => await listRefundRequests(ctx, query),
  }),
  route({
    id: 'refundRequests.get',
    method: 'get',
    path: '/refund-requests/{id}',
    tag: 'Orders',
    permission: 'orders.read',
    summary: 'One request for a refund',
    reply: api.refundRequestInConsole,
    handle: async (ctx, { params }) => await requestInConsole(ctx, params['id'] ?? ''),
  }),
];

async function findAddress(ctx: Ctx, params: Record<string, string>): Promise<unknown> {
  return await addressOf(ctx, buyerOf(ctx), params['id'] ?? '');
}

async function addressReply(ctx: Ctx, personId: Uuid, addressId: Uuid) {
  const found = (await addressReplies(ctx, personId)).find((one) => one.id === publicId('address', addressId));
  assert(found, 'what was written is there');
  return found;
}
