import type { Ctx } from '../../kit/ctx.ts';
import { assert } from '../../kit/errors/index.ts';
import { route, type Route } from '../../kit/http/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { createTier, updateTier } from './commands/manage-tiers.ts';
import { findTierOrDraft, tierReplies } from './queries/tiers.ts';
import * as api from './tier-api.ts';

const tag = 'Membership';

const tierById = (ctx: Ctx, params: Record<string, string>) => findTierOrDraft(ctx, params['id'] ?? '');

/** The tiers a brand has; who stands in them needs growth too and is told by flows. */
export const tierRoutes: Route[] = [
  route({
    id: 'tiers.create',
    method: 'post',
    path: '/tiers',
    tag,
    permission: 'brand.write',
    summary: 'Make a tier that growth lifts members into',
    body: api.createTier,
    reply: api.tier,
    handle: async (ctx, { body }) => await oneTier(ctx, await createTier(ctx, body)),
  }),
  route({
    id: 'tiers.list',
    method: 'get',
    path: '/tiers',
    tag,
    permission: 'brand.read',
    summary: 'The tiers and drafts of tiers, the lowest first',
    reply: api.tierList,
    handle: async (ctx) => ({ data: await tierReplies(ctx) }),
  }),
  route({
    id: 'tiers.update',
    method: 'patch',
    path: '/tiers/{id}',
    tag,
    permission: 'brand.write',
    summary: 'Change a tier for whoever gains it from now on, open a draft, or take away one nobody stands in',
    body: api.updateTier,
    reply: api.tier,
    find: tierById,
    async handle(ctx, { params, body }) {
      const tier = await tierById(ctx, params);
      await updateTier(ctx, tier, body);
      return body.retired
        ? {
            id: publicId('tier', tier.tierId),
            name: tier.name,
            reach: `${tier.reach}`,
            keep: `${tier.keep}`,
            isDraft: tier.isDraft,
            members: 0,
          }
        : await oneTier(ctx, tier.tierId);
    },
  }),
];

async function oneTier(ctx: Ctx, tierId: Uuid) {
  const tier = (await tierReplies(ctx)).find((one) => one.id === publicId('tier', tierId));
  assert(tier, 'a tier that was just written is there');
  return tier;
}
