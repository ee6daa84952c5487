import type { Ctx } from '../../kit/ctx.ts';
import { emit } from '../../kit/events/index.ts';
import { moneyJson } from '../../kit/money/index.ts';

/** Tells the operator that this month's points came to more than their budget: once a month. */
export async function announceBudget(
  ctx: Ctx,
  { month, granted, budget }: { month: string; granted: bigint; budget: bigint },
): Promise<void> {
  const { currency } = ctx.tenant;
  await emit(ctx, {
    kind: 'points.budgetReached',
    version: 1,
    payload: { month, granted: moneyJson(granted, currency), budget: moneyJson(budget, currency) },
  });
}
