import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { post } from '../../rooms/ledger/index.ts';
import { currentRule, loadPointsDesk, movePoints, writePoints } from '../../rooms/points/index.ts';

/**
 * Two records became one person: lots, debts, growth and check-ins are the survivor's, and what either owed in points is paid by what the
 * other has. Their worth in the book has moved already. The caller holds the lane.
 */
export async function mergePoints(ctx: Ctx, pair: { survivor: Uuid; absorbed: Uuid }): Promise<void> {
  const rule = await currentRule(ctx);
  if (rule === null) return;
  await movePoints(ctx, pair);
  const desk = await loadPointsDesk(ctx, rule, {
    buyers: [],
    spenders: [pair.survivor],
    orderIds: [],
    owners: [],
    isBack: false,
    paidBefore: new Set(),
    visitors: [],
    expiring: 0,
  });
  const postings = desk.settleDebts(ctx.now).filter((posting) => posting.entries.length > 0);
  if (postings.length > 0) await post(ctx, postings);
  await writePoints(ctx, desk);
}
