import type { Ctx } from '../../kit/ctx.ts';
import { GoodsCells, type GoodsLine } from '../../rooms/analytics/index.ts';
import type { LiveLine, LiveOrder } from '../../rooms/orders/index.ts';
import type { OrderDraft } from './world.ts';

/** What a batch changed about the lines of paid orders: what the goods of each month are made of. */
export function goodsOf({ zone }: Ctx, drafts: readonly OrderDraft[]): GoodsCells {
  const cells = new GoodsCells();
  for (const { order, before, refundedBefore } of drafts) {
    if (before !== null) {
      const day = zone.dayOf(before.paidAt);
      refundedBefore.forEach((refunded, i) => cells.add(day, soldAs(order, order.lines[i] as LiveLine, refunded), -1));
    }
    if (order.paidAt === null) continue;
    const day = zone.dayOf(order.paidAt);
    for (const line of order.lines) cells.add(day, soldAs(order, line, line.refunded), 1);
  }
  return cells;
}

function soldAs({ followsId }: LiveOrder, { productId, amount, quantity, exchangeId }: LiveLine, refunded: bigint): GoodsLine {
  return { productId, amount, refunded, quantity, isLaterPart: followsId !== null && exchangeId === null };
}
