import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { step, type PointsRules } from '../api.ts';
import { currentRule, firstRule } from './rules.ts';

/** What the brand decided about points; before it did, what it would begin with. */
export async function rulesReply(ctx: Ctx): Promise<PointsRules> {
  const rule = (await currentRule(ctx)) ?? firstRule(ctx);
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    version: rule.version,
    isOn: rule.isOn,
    worth: { points: Number(rule.worth.points), amount: money(rule.worth.amount) },
    earn: { points: Number(rule.earnPoints), per: money(rule.earnAmount) },
    times: rule.times.map((one) => ({ ...one, ladderRole: one.ladderRole === null ? null : step.parse(one.ladderRole) })),
    mostPpm: rule.mostPpm,
    expiryDays: rule.expiryDays,
    graceDays: rule.graceDays,
    checkIn: { points: Number(rule.checkInPoints), streaks: [...rule.streaks] },
    friendPoints: Number(rule.friendPoints),
    growthPer: rule.growthAmount === 0n ? null : money(rule.growthAmount),
    budget: rule.budgetAmount === null ? null : money(rule.budgetAmount),
  };
}
