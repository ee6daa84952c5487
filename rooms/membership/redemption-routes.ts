import type { Ctx } from '../../kit/ctx.ts';
import { buyerOf, route, type Counter, type Route } from '../../kit/http/index.ts';
import { assert, DomainError } from '../../kit/errors/index.ts';
import { createOutlet, takeLease, updateOutlet } from './commands/manage-outlets.ts';
import { redeem, redeemAll, type RedeemAsk } from './commands/redeem.ts';
import { syncRedemptions } from './commands/sync-redemptions.ts';
import { showCode } from './commands/show-code.ts';
import { findOutlet, leaseReply, listOutlets, outletReply } from './queries/outlets.ts';
import { listExceptions, listRedemptions, redemptionReplies } from './queries/redemptions.ts';
import { walletOf } from './queries/wallet.ts';
import * as api from './redemption-api.ts';

const tag = 'Membership';

const outletById = (ctx: Ctx, params: Record<string, string>) => findOutlet(ctx, params['id'] ?? '');

/** The counters of a brand in a busy morning: what comes together is redeemed in one transaction. */
const redemptionCounter: Counter<RedeemAsk> = {
  name: 'redemptions',
  async serve(ctx, asks) {
    const made = await redeemAll(ctx, asks);
    const replies = await redemptionReplies(
      ctx,
      made.flatMap((one) => (one instanceof DomainError ? [] : [one])),
    );
    return made.map((one) => (one instanceof DomainError ? { kind: 'refused', error: one } : { kind: 'done', reply: replies.get(one) }));
  },
};

/** Outlets, what is redeemed there, and the code a member shows for it. */
export const redemptionRoutes: Route[] = [
  route({
    id: 'outlets.create',
    method: 'post',
    path: '/outlets',
    tag,
    permission: 'brand.write',
    summary: 'Open an outlet',
    body: api.createOutlet,
    reply: api.outlet,
    handle: async (ctx, { body }) => await outletReply(ctx, await createOutlet(ctx, body)),
  }),
  route({
    id: 'outlets.list',
    method: 'get',
    path: '/outlets',
    tag,
    permission: 'brand.read',
    summary: 'Outlets, newest first, with the device that holds the lease and what they owe',
    query: api.outletsQuery,
    reply: api.outletList,
    handle: async (ctx, { query }) => await listOutlets(ctx, query),
  }),
  route({
    id: 'outlets.update',
    method: 'patch',
    path: '/outlets/{id}',
    tag,
    permission: 'brand.write',
    summary: 'Change or close an outlet',
    body: api.updateOutlet,
    reply: api.outlet,
    find: outletById,
    async handle(ctx, { params, body }) {
      const outlet = await outletById(ctx, params);
      await updateOutlet(ctx, outlet, body);
      return await outletReply(ctx, outlet.outlet_id);
    },
  }),
  route({
    id: 'outlets.lease',
    method: 'post',
    path: '/outlets/{id}/lease',
    tag,
    permission: 'redemptions.write',
    summary: 'Let one device of the outlet take codes without a network',
    body: api.takeLease,
    reply: api.lease,
    find: outletById,
    handle: async (ctx, { params, body }) => await leaseReply(ctx, await takeLease(ctx, params['id'] ?? '', body)),
  }),
  route({
    id: 'redemptions.create',
    method: 'post',
    path: '/redemptions',
    tag,
    permission: 'redemptions.write',
    summary: 'Redeem what a member shows or says',
    body: api.redeem,
    reply: api.redemption,
    together: { counter: redemptionCounter, ask: (_, { body }): RedeemAsk => body },
    async handle(ctx, { body }) {
      const redemptionId = await redeem(ctx, body);
      const reply = (await redemptionReplies(ctx, [redemptionId])).get(redemptionId);
      assert(reply, 'what was redeemed is there');
      return reply;
    },
  }),
  route({
    id: 'redemptions.list',
    method: 'get',
    path: '/redemptions',
    tag,
    permission: 'people.read',
    summary: 'What was redeemed, newest first; at an outlet, by a person',
    query: api.redemptionsQuery,
    reply: api.redemptionList,
    handle: async (ctx, { query }) => await listRedemptions(ctx, query),
  }),
  route({
    id: 'redemptions.sync',
    method: 'post',
    path: '/redemptions/sync',
    tag,
    permission: 'redemptions.write',
    status: 200,
    summary: 'Hand in what a device took without a network',
    body: api.syncRedemptions,
    reply: api.synced,
    handle: async (ctx, { body }) => await syncRedemptions(ctx, body),
  }),
  route({
    id: 'redemptions.exceptions',
    method: 'get',
    path: '/redemption-exceptions',
    tag,
    permission: 'people.read',
    summary: 'What outlets gave away without a network that was not there to be given',
    query: api.exceptionsQuery,
    reply: api.exceptionList,
    handle: async (ctx, { query }) => await listExceptions(ctx, query),
  }),
  route({
    id: 'shop.wallet',
    method: 'get',
    path: '/shop/{brand}/me/card',
    tag: 'Shop',
    permission: 'shop.own',
    summary: 'My cards: what is left of them today, and what they saved me so far',
    reply: api.wallet,
    handle: async (ctx) => await walletOf(ctx, buyerOf(ctx)),
  }),
  route({
    id: 'shop.showCode',
    method: 'post',
    path: '/shop/{brand}/me/redemptions/code',
    tag: 'Shop',
    permission: 'shop.own',
    isSecret: true,
    summary: 'A code to redeem with: good for a minute, to show or to say',
    body: api.askCode,
    reply: api.shownCode,
    handle: async (ctx, { body }) => await showCode(ctx, buyerOf(ctx), body.card),
  }),
];
