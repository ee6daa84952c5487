import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { pointsPromised } from '../../points/index.ts';
import { friendPriceIn, loadPrices, type GiftKind, type HappyDeal } from '../../pricing/index.ts';
import { friendsOrderOf, type FriendsOrder } from '../model/friends-order.ts';
import type { PayLimits, Plan } from '../model/plan.ts';
import { worstOf } from '../model/worst-case.ts';
import { lintProducts } from './lint-products.ts';
import { activePlan } from './plans.ts';

/** What everybody together may get of an order under the plan in force, and the most the plan pays of a product. */
export async function capInForce(ctx: Ctx): Promise<{ plan: Plan | null; limits: PayLimits | null; capPpm: number }> {
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const active = await activePlan(ctx);
  const most = active?.limits.capPpm ?? pack.commission.capPpm;
  return { plan: active?.plan ?? null, limits: active?.limits ?? null, capPpm: Math.min(active?.plan.capPpm ?? most, most) };
}

/**
 * The first order of a friend that leaves the brand least, product by product at the friend's price: gifts, and the most the plan pays, come
 * off it. null: no product has both a price and a cost.
 */
export async function worstFriendsOrder(
  ctx: Ctx,
  deal: HappyDeal | null,
  { plan, limits, capPpm }: { plan: Plan | null; limits: PayLimits | null; capPpm: number },
): Promise<FriendsOrder | null> {
  const book = await loadPrices(ctx, { personIds: [] });
  const costOf = (kind: GiftKind): bigint => (deal?.isOn ? (deal.gifts.get(kind)?.cost ?? 0n) : 0n);
  const gifts = { before: costOf('before'), others: [costOf('after'), costOf('onReferral')] };
  const [products, promised] = await Promise.all([lintProducts(ctx, plan), pointsPromised(ctx)]);
  const orders = products.flatMap((product) => {
    const price = friendPriceIn(book, product);
    if (price === null || price === 0n || product.cost === null) return [];
    const facts = { productId: product.productId, category: product.category, ladderRole: product.ladderRole, price };
    const points = promised(price, product.ladderRole);
    const worst = plan && limits ? worstOf(plan, limits, facts, points) : { exact: points, base: price, promised: points };
    return [friendsOrderOf({ productId: product.productId, price, cost: product.cost }, gifts, { worst, capPpm })];
  });
  const [least] = orders.toSorted((a, b) => (a.left < b.left ? -1 : a.left > b.left ? 1 : 0));
  return least ?? null;
}
