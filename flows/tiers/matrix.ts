import type { Ctx } from '../../kit/ctx.ts';
import { publicId } from '../../kit/ids/index.ts';
import type { PrivilegeMatrixJson } from '../../rooms/membership/api.ts';
import { memberCounts, privilegeReplies, rankedTiers, USE_DAYS, usePpm } from '../../rooms/membership/index.ts';
import { priceUsers } from '../../rooms/orders/index.ts';
import { currentRule } from '../../rooms/points/index.ts';
import { priceGaps } from './standing.ts';

const ONE = 1_000_000;
const SHOWN = 5;

/** Every privilege of the brand, by whom it is for: what the product does by itself and what people give, with their use and what is wrong. */
export async function privilegeMatrix(ctx: Ctx): Promise<PrivilegeMatrixJson> {
  const counts = await memberCounts(ctx);
  const given = await privilegeReplies(ctx, counts);
  return { ...given, own: await ownPrivileges(ctx, counts) };
}

async function ownPrivileges(ctx: Ctx, { all, by }: Awaited<ReturnType<typeof memberCounts>>): Promise<PrivilegeMatrixJson['own']> {
  const tiers = (await rankedTiers(ctx)).map((tier) => ({ ...tier, id: publicId('tier', tier.tierId) }));
  const gaps = await priceGaps(
    ctx,
    tiers.map((tier) => tier.id),
  );
  const users = await priceUsers(ctx, new Date(ctx.zone.startOf(ctx.today + 1 - USE_DAYS)));
  const prices = gaps.map((gap): PrivilegeMatrixJson['own'][number] => {
    const tier = tiers.find((one) => one.id === gap.tier) ?? null;
    const members = tier === null ? all : (by.get(tier.tierId) ?? 0);
    const used =
      tier === null ? users.stage : gap.ruleIds.reduce((sum, ruleId) => sum + (users.byRule.get(publicId('priceRule', ruleId)) ?? 0), 0);
    const count = Math.min(used, members);
    const ppm = usePpm(count, members);
    return {
      what: tier === null ? 'memberPrice' : 'tierPrice',
      tier: tier && { id: tier.id, name: tier.name },
      products: gap.products,
      cheaper: gap.cheaper,
      timesPpm: null,
      members,
      users: count,
      usePpm: ppm,
      alarm: gap.broken.length > 0 ? 'broken' : ppm !== null && ppm < 200_000 ? 'unused' : null,
      broken: gap.broken.slice(0, SHOWN).map((product) => ({ id: publicId('product', product.productId), name: product.name })),
    };
  });
  const rule = await currentRule(ctx);
  const points = tiers.flatMap((tier): PrivilegeMatrixJson['own'] => {
    const times = rule?.isOn ? rule.times.find((one) => one.tier === tier.id && one.ladderRole === null) : undefined;
    if (!times) return [];
    const members = by.get(tier.tierId) ?? 0;
    return [
      {
        what: 'points',
        tier: { id: tier.id, name: tier.name },
        products: 0,
        cheaper: 0,
        timesPpm: times.timesPpm,
        members,
        users: members,
        usePpm: usePpm(members, members),
        alarm: times.timesPpm <= ONE ? 'broken' : null,
        broken: [],
      },
    ];
  });
  return [...prices, ...points];
}
