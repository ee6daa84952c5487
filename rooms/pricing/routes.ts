import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { findProduct } from '../catalog/index.ts';
import * as api from './api.ts';
import { createCoupon, endCoupon, updateCoupon } from './commands/coupons.ts';
import { createPriceRule, endPriceRule, updatePriceRule } from './commands/price-rules.ts';
import { couponReply, findCoupon, listCoupons } from './queries/coupons.ts';
import { memberClashes } from './queries/member-clashes.ts';
import { findRule, listRules, ruleReply } from './queries/price-rules.ts';
import { quote } from './queries/quote.ts';

const tag = 'Prices';

const ruleById = (ctx: Ctx, params: Record<string, string>) => findRule(ctx, params['id'] ?? '');
const couponById = (ctx: Ctx, params: Record<string, string>) => findCoupon(ctx, params['id'] ?? '');

/** The routes of what buyers pay. */
export const routes: Route[] = [
  route({
    id: 'prices.quote',
    method: 'get',
    path: '/prices/quote',
    tag,
    permission: 'products.read',
    summary: 'What somebody would pay for a product now, and why',
    query: api.quoteQuery,
    reply: api.quote,
    async handle(ctx, { query }) {
      const { person, as, coupon, product, sku, quantity } = query;
      return await quote(ctx, {
        lines: [{ product, quantity, ...(sku === undefined ? {} : { sku }) }],
        ...(person === undefined ? {} : { person }),
        ...(as === undefined ? {} : { as }),
        ...(coupon === undefined ? {} : { coupon }),
      });
    },
  }),
  route({
    id: 'prices.quoteOrder',
    method: 'post',
    path: '/prices/quote',
    tag,
    permission: 'products.read',
    status: 200,
    tx: 'read',
    summary: 'What somebody would pay for several lines with a coupon; writes nothing',
    body: api.askQuote,
    reply: api.quote,
    async handle(ctx, { body }) {
      return await quote(ctx, body);
    },
  }),
  route({
    id: 'prices.memberClashes',
    method: 'get',
    path: '/prices/member-clashes',
    tag,
    permission: 'products.read',
    summary: 'Products whose rules ask more of members than of others; members are given the lower price',
    reply: api.memberClashList,
    async handle(ctx) {
      return { data: await memberClashes(ctx), next: null };
    },
  }),
  route({
    id: 'priceRules.create',
    method: 'post',
    path: '/price-rules',
    tag,
    permission: 'prices.write',
    summary: 'Make a price rule',
    body: api.createPriceRule,
    reply: api.priceRule,
    async handle(ctx, { body }) {
      const { ruleId } = await createPriceRule(ctx, body);
      return await ruleReply(ctx, ruleId);
    },
  }),
  route({
    id: 'priceRules.list',
    method: 'get',
    path: '/price-rules',
    tag,
    permission: 'products.read',
    summary: 'Price rules, newest first',
    query: api.rulesQuery,
    reply: api.priceRuleList,
    async handle(ctx, { query }) {
      const { product, ...page } = query;
      return await listRules(ctx, { ...page, productId: product === undefined ? undefined : await findProduct(ctx, product, '/product') });
    },
  }),
  route({
    id: 'priceRules.get',
    method: 'get',
    path: '/price-rules/{id}',
    tag,
    permission: 'products.read',
    summary: 'One price rule',
    reply: api.priceRule,
    async handle(ctx, { params }) {
      return await ruleReply(ctx, await ruleById(ctx, params));
    },
  }),
  route({
    id: 'priceRules.update',
    method: 'patch',
    path: '/price-rules/{id}',
    tag,
    permission: 'prices.write',
    summary: 'Change a price rule for orders made from now on',
    body: api.updatePriceRule,
    reply: api.priceRule,
    find: ruleById,
    async handle(ctx, { params, body }) {
      const ruleId = await ruleById(ctx, params);
      await updatePriceRule(ctx, ruleId, body);
      return await ruleReply(ctx, ruleId);
    },
  }),
  route({
    id: 'priceRules.end',
    method: 'delete',
    path: '/price-rules/{id}',
    tag,
    permission: 'prices.write',
    status: 204,
    summary: 'End a price rule now; orders keep the price they were made at',
    find: ruleById,
    async handle(ctx, { params }) {
      await endPriceRule(ctx, await ruleById(ctx, params));
    },
  }),
  route({
    id: 'coupons.create',
    method: 'post',
    path: '/coupons',
    tag,
    permission: 'prices.write',
    summary: 'Make a coupon',
    body: api.createCoupon,
    reply: api.coupon,
    async handle(ctx, { body }) {
      const { couponId } = await createCoupon(ctx, body);
      return await couponReply(ctx, couponId);
    },
  }),
  route({
    id: 'coupons.list',
    method: 'get',
    path: '/coupons',
    tag,
    permission: 'products.read',
    summary: 'Coupons, newest first',
    query: api.couponsQuery,
    reply: api.couponList,
    async handle(ctx, { query }) {
      return await listCoupons(ctx, query);
    },
  }),
  route({
    id: 'coupons.get',
    method: 'get',
    path: '/coupons/{id}',
    tag,
    permission: 'products.read',
    summary: 'One coupon, by id or by its code (ext:CODE)',
    reply: api.coupon,
    async handle(ctx, { params }) {
      return await couponReply(ctx, await couponById(ctx, params));
    },
  }),
  route({
    id: 'coupons.update',
    method: 'patch',
    path: '/coupons/{id}',
    tag,
    permission: 'prices.write',
    summary: 'Change how many there are and when a coupon is valid',
    body: api.updateCoupon,
    reply: api.coupon,
    find: couponById,
    async handle(ctx, { params, body }) {
      const couponId = await couponById(ctx, params);
      await updateCoupon(ctx, couponId, body);
      return await couponReply(ctx, couponId);
    },
  }),
  route({
    id: 'coupons.end',
    method: 'delete',
    path: '/coupons/{id}',
    tag,
    permission: 'prices.write',
    status: 204,
    summary: 'End a coupon now; orders that used it keep it',
    find: couponById,
    async handle(ctx, { params }) {
      await endCoupon(ctx, await couponById(ctx, params));
    },
  }),
];
