import type { Ctx } from '../../kit/ctx.ts';
import { publicId } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import type { PrivilegeJson, PrivilegeMatrixJson } from '../../rooms/membership/api.ts';
import { memberCounts, privilegeReplies, rankedTiers, USE_DAYS, usePpm } from '../../rooms/membership/index.ts';
import { actedUse, orderSettingsOf, priceUse } from '../../rooms/orders/index.ts';
import { currentRule } from '../../rooms/points/index.ts';
import { hasEarlyGoods, priceGaps } from './standing.ts';

const ONE = 1_000_000;
const SHOWN = 5;

/** Every privilege of the brand, by whom it is for: what the product does by itself and what people give, with their use and what is wrong. */
export async function privilegeMatrix(ctx: Ctx): Promise<PrivilegeMatrixJson> {
  const counts = await memberCounts(ctx);
  const given = await privilegeReplies(ctx, counts);
  return { ...given, data: await withOrders(ctx, given.data), own: await ownPrivileges(ctx, counts) };
}

/** From when on use is looked at. */
function sinceThen(ctx: Ctx): Date {
  return new Date(ctx.zone.startOf(ctx.today + 1 - USE_DAYS));
}

/** What acts by itself is ticked by nobody: orders tell who had it and what it left to them. */
async function withOrders(ctx: Ctx, data: readonly PrivilegeJson[]): Promise<PrivilegeJson[]> {
  if (data.every((one) => one.acts === null)) return [...data];
  const [uses, settings, hasEarly] = [await actedUse(ctx, sinceThen(ctx)), await orderSettingsOf(ctx), await hasEarlyGoods(ctx)];
  return data.map((one) => {
    if (one.acts === null) return one;
    const cells = one.cells.map((cell) => {
      const used = uses.find((row) => row.privilege === one.id && row.holder === cell.id);
      const users = used?.users ?? 0;
      const cost = moneyJson(used?.saved ?? 0n, ctx.tenant.currency);
      return { ...cell, users, usePpm: usePpm(users, cell.members), uses: used?.uses ?? 0, cost };
    });
    const together = uses.find((row) => row.privilege === one.id && row.holder === null);
    const users = together?.users ?? 0;
    const ppm = usePpm(users, one.members);
    const isOld = Date.parse(one.since) <= ctx.now.getTime() - USE_DAYS * 86_400_000;
    const isUnused = isOld && ppm !== null && ppm < 200_000;
    // Where sending costs nobody anything, free shipping is nothing of theirs.
    const isBroken = one.acts === 'freeShipping' && settings.shipping.amount === '0';
    const isEmpty = one.acts === 'earlyAccess' && !hasEarly;
    return {
      ...one,
      cells,
      users,
      usePpm: ppm,
      cost: moneyJson(together?.saved ?? 0n, ctx.tenant.currency),
      alarm: isBroken ? 'broken' : isEmpty ? 'empty' : isUnused ? 'unused' : null,
    };
  });
}

async function ownPrivileges(ctx: Ctx, { all, by }: Awaited<ReturnType<typeof memberCounts>>): Promise<PrivilegeMatrixJson['own']> {
  const tiers = (await rankedTiers(ctx)).map((tier) => ({ ...tier, id: publicId('tier', tier.tierId) }));
  const gaps = await priceGaps(
    ctx,
    tiers.map((tier) => tier.id),
  );
  const use = await priceUse(ctx, sinceThen(ctx));
  const prices = gaps.map((gap): PrivilegeMatrixJson['own'][number] => {
    const tier = tiers.find((one) => one.id === gap.tier) ?? null;
    const members = tier === null ? all : (by.get(tier.tierId) ?? 0);
    const own = gap.ruleIds.flatMap((ruleId) => use.byRule.get(publicId('priceRule', ruleId)) ?? []);
    const used = tier === null ? use.stageUsers : own.reduce((sum, one) => sum + one.users, 0);
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
      cost: moneyJson(
        own.reduce((sum, one) => sum + one.saved, 0n),
        ctx.tenant.currency,
      ),
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
        cost: null,
      },
    ];
  });
  return [...prices, ...points];
}
