import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { post } from '../../rooms/ledger/index.ts';
import { loadLiveOrders } from '../../rooms/orders/index.ts';
import { currentRule, decideHeld, loadPointsDesk, lotsOfCase, writePoints } from '../../rooms/points/index.ts';
import { pointsEnds } from '../settle/points.ts';

/**
 * A case was decided: points that it held for bringing a friend are their owner's when the hold of the order is over, and pay what they owe;
 * or they are taken back. The caller holds the lane.
 */
export async function decideRewards(ctx: Ctx, caseId: Uuid, outcome: 'release' | 'void'): Promise<void> {
  const held = await lotsOfCase(ctx, caseId);
  const rule = held.length === 0 ? null : await currentRule(ctx);
  if (rule === null) return;
  const orderIds = held.flatMap((lot) => lot.orderId ?? []);
  const desk = await loadPointsDesk(ctx, rule, {
    buyers: [],
    spenders: [...new Set(held.map((lot) => lot.personId))],
    orderIds,
    owners: [],
    isBack: false,
    paidBefore: new Set(),
    visitors: [],
    expiring: 0,
  });
  const now = ctx.now.getTime();
  const postings = decideHeld(desk, caseId, outcome, ctx.now);
  if (outcome === 'release') {
    for (const [orderId, order] of await loadLiveOrders(ctx, orderIds)) {
      const end = pointsEnds(order, desk.terms.get(orderId)?.holdDays ?? 0).get(0) ?? null;
      // Their time begins when they can be spent, and nobody could while they were looked at.
      desk.holdEnds(orderId, new Map([[0, end === null ? null : Math.max(end, now)]]), now);
    }
    postings.push(...desk.settleDebts(ctx.now));
  }
  if (postings.length > 0) await post(ctx, postings);
  await writePoints(ctx, desk);
}
