import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { perform } from '../../kit/db/trial.ts';
import { assert, DomainError } from '../../kit/errors/index.ts';
import { buyerOf, route, visitorOf, type Route } from '../../kit/http/index.ts';
import { dryRunQuery } from '../../kit/http/shapes.ts';
import { publicId } from '../../kit/ids/index.ts';
import { decimalText } from '../../kit/money/index.ts';
import { findProduct, saleProductsById, skuForSale } from '../../rooms/catalog/index.ts';
import { audit } from '../../rooms/identity/index.ts';
import { offerTrial } from '../../rooms/analytics/api.ts';
import { offerTrialReply } from '../../rooms/analytics/index.ts';
import * as api from '../../rooms/pricing/api.ts';
import {
  announceGifts,
  drawOfferPlace,
  findPromise,
  giftUnfit,
  giveOut,
  listPromises,
  promiseOver,
  setHappyDeal,
  startOfferTrial,
  stopOfferTrial,
  updatePromises,
} from '../../rooms/pricing/index.ts';
import * as sharing from '../../rooms/relations/api.ts';
import { cameBy } from '../share/came-by.ts';
import { giveBefore } from './give-before.ts';
import { isToBeDrawn } from './offer-trial.ts';
import { happyDealReply, promiseReplies, shopDealReply } from './replies.ts';

const tag = 'Happy deal';

const promiseOf = async (ctx: Ctx, params: Record<string, string>) => await findPromise(ctx, params['id'] ?? '');

async function promiseReply(ctx: Ctx, id: string): Promise<api.GiftPromiseJson> {
  const [reply] = await promiseReplies(ctx, [await findPromise(ctx, id)]);
  assert(reply, 'what was found is there');
  return reply;
}

/** What friends are given, and what is given for friends. */
export const happyDealRoutes: Route[] = [
  route({
    id: 'happyDeal.read',
    method: 'get',
    path: '/happy-deal',
    tag,
    permission: 'plans.read',
    summary: 'What a friend pays and is given, what whoever introduced them is given, and what it comes to in the worst case',
    reply: api.happyDeal,
    handle: async (ctx) => await happyDealReply(ctx),
  }),
  route({
    id: 'happyDeal.update',
    method: 'patch',
    path: '/happy-deal',
    tag,
    permission: 'plans.write',
    summary: 'Change what is given to friends and for friends, for orders from now on',
    query: dryRunQuery,
    body: api.updateHappyDeal,
    reply: api.happyDeal,
    async handle(ctx, { query, body }) {
      return await perform(ctx, query, async () => {
        await setHappyDeal(ctx, body);
        const reply = await happyDealReply(ctx);
        // A rehearsal shows the figures; what loses money is not put in force (P5; trials may).
        if (query.dryRun !== 'true' && ctx.tenant.policy !== 'LAB' && reply.isOn) refuseLoss(ctx, reply);
        return reply;
      });
    },
  }),
  route({
    id: 'offerTrials.start',
    method: 'post',
    path: '/offer-trials',
    tag,
    permission: 'plans.write',
    summary: 'Leave a share of those who would be offered the gift for a friend out of it, by lot and for a time, to see what it adds',
    body: api.startOfferTrial,
    reply: offerTrial,
    async handle(ctx, { body }) {
      return await offerTrialReply(ctx, await startOfferTrial(ctx, body));
    },
  }),
  route({
    id: 'offerTrials.stop',
    method: 'post',
    path: '/offer-trials/stop',
    tag,
    permission: 'plans.write',
    status: 200,
    summary: 'Break off the trial that runs: everybody is offered the gift again, and it tells nothing',
    body: api.stopOfferTrial,
    reply: offerTrial,
    async handle(ctx) {
      return await offerTrialReply(ctx, await stopOfferTrial(ctx));
    },
  }),
  route({
    id: 'giftPromises.list',
    method: 'get',
    path: '/gift-promises',
    tag,
    permission: 'money.read',
    summary: 'Gifts that were promised, the newest first, with what became of them',
    query: api.giftPromiseQuery,
    reply: api.giftPromiseList,
    async handle(ctx, { query }) {
      const { data, next } = await listPromises(ctx, query);
      return { data: await promiseReplies(ctx, data), next };
    },
  }),
  route({
    id: 'giftPromises.give',
    method: 'post',
    path: '/gift-promises/{id}/give',
    tag,
    permission: 'money.write',
    status: 200,
    summary: 'Give a gift that is held or out of stock, or another in its place',
    body: api.giveGift,
    reply: api.giftPromise,
    find: promiseOf,
    async handle(ctx, { params, body }) {
      await lockLane(ctx);
      const promise = await promiseOf(ctx, params);
      if (promise.state !== 'held' && promise.state !== 'short') throw promiseOver(promise.state);
      if (body.product !== undefined) {
        const productId = await findProduct(ctx, body.product, '/product');
        const product = (await saleProductsById(ctx, [productId])).get(productId);
        assert(product, 'what was found is there');
        if (product.parts.length > 0 || product.ladderRole === 'membership') throw giftUnfit(product.name, '/product');
        promise.productId = productId;
        promise.skuId = skuForSale(product, null, '/product')?.skuId ?? null;
      }
      await giveOut(ctx, [promise]);
      await updatePromises(ctx, [promise]);
      await announceGifts(ctx, { given: [promise], held: [] });
      const id = publicId('giftPromise', promise.promiseId);
      await audit(ctx, { action: 'gift.givenByHand', subjectKind: 'giftPromise', subjectId: id, facts: { ...body } });
      return await promiseReply(ctx, id);
    },
  }),
  route({
    id: 'giftPromises.decline',
    method: 'post',
    path: '/gift-promises/{id}/decline',
    tag,
    permission: 'money.write',
    status: 200,
    summary: 'Do not give a gift that is held, and say why',
    body: api.declineGift,
    reply: api.giftPromise,
    find: promiseOf,
    async handle(ctx, { params, body }) {
      await lockLane(ctx);
      const promise = await promiseOf(ctx, params);
      if (promise.state !== 'held') throw promiseOver(promise.state);
      Object.assign(promise, { state: 'lapsed', because: 'declined', endedAt: ctx.now.getTime(), dueAt: null });
      await updatePromises(ctx, [promise]);
      const id = publicId('giftPromise', promise.promiseId);
      await audit(ctx, { action: 'gift.declined', subjectKind: 'giftPromise', subjectId: id, facts: { ...body } });
      return await promiseReply(ctx, id);
    },
  }),
  route({
    id: 'shop.happyDeal',
    method: 'get',
    path: '/shop/{brand}/happy-deal',
    tag: 'Shop',
    permission: 'shop.look',
    // Clicks that are still in memory are written before the picture of the database is taken.
    tx: 'none',
    summary: 'What friends are given, what is the visitor’s own of it, and what they earned by bringing friends',
    query: sharing.introducerQuery,
    reply: api.shopDeal,
    async handle(_opened, { query, request, run }) {
      const came = await cameBy(request, query.touch);
      // Whoever is about to see the offer for the first time while it is tried is drawn first: that is written once.
      const isDrawn = await run('read', async (ctx) => await isToBeDrawn(ctx, visitorOf(ctx)));
      if (isDrawn) await run('write', async (ctx) => await drawOfferPlace(ctx, buyerOf(ctx)));
      return await run('read', async (ctx) => await shopDealReply(ctx, visitorOf(ctx), came));
    },
  }),
  route({
    id: 'shop.takeGift',
    method: 'post',
    path: '/shop/{brand}/happy-deal/gift',
    tag: 'Shop',
    permission: 'shop.own',
    status: 200,
    summary: 'Take what a friend is given before their first order; once',
    reply: api.shopDeal,
    async handle(ctx) {
      const personId = buyerOf(ctx);
      const why = await giveBefore(ctx, personId);
      if (why !== null && why !== 'given') throw new DomainError('happyDeal.nothingBefore', { why });
      return await shopDealReply(ctx, personId, { token: null, device: null });
    },
  }),
];

/** @throws DomainError `happyDeal.refused`: on some product a friend's first order would cost more than it brings */
function refuseLoss(ctx: Ctx, { worst }: api.HappyDealJson): void {
  if (worst === null || worst.gifts.amount === '0' || !worst.left.amount.startsWith('-')) return;
  const { currency } = ctx.tenant;
  const text = (amount: string) => `${decimalText(BigInt(amount), currency)} ${currency}`;
  throw new DomainError('happyDeal.refused', {
    rule: 'P5',
    product: worst.product.name,
    price: text(worst.price.amount),
    cost: text(worst.cost.amount),
    gifts: text(worst.gifts.amount),
    commissions: text(worst.commissions.amount),
    loss: text(worst.left.amount.slice(1)),
  });
}
