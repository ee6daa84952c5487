import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId } from '../../../kit/ids/index.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { audit } from '../../identity/index.ts';
import type { updatePointsRules } from '../api.ts';
import { currentRule, firstRule } from '../queries/rules.ts';

/**
 * Changes what the brand decided about points: a new version, for orders and check-ins from now on. What was promised stays. Audited.
 * @throws `currency.other`
 */
export async function setPointsRules(ctx: Ctx, change: z.output<typeof updatePointsRules>): Promise<void> {
  // Two changes at once would be one version: the brand's lane lets one in.
  const lane = await lockLane(ctx);
  const known = (await currentRule(ctx)) ?? firstRule(ctx);
  const minor = (money: { amount: string; currency: string }, pointer: string): bigint =>
    amountOf(ctx.tenant.currency, money, pointer) ?? 0n;
  const times = change.times ?? known.times;
  const streaks = change.checkIn?.streaks ?? known.streaks;
  const growth =
    change.growthPer === undefined ? known.growthAmount : change.growthPer === null ? 0n : minor(change.growthPer, '/growthPer');
  const budget = change.budget === undefined ? known.budgetAmount : change.budget === null ? null : minor(change.budget, '/budget');
  await ctx.sql.exec`
    INSERT INTO points.rule (tenant_id, rule_id, version, is_on, worth_points, worth_amount, earn_points, earn_amount, times, most_ppm,
                             expiry_days, grace_days, check_in_points, streaks, friend_points, growth_amount, budget_amount, decided_at,
                             recorded_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${known.version + 1}, ${change.isOn ?? known.isOn},
            ${change.worth?.points ?? Number(known.worth.points)},
            ${change.worth ? minor(change.worth.amount, '/worth/amount') : known.worth.amount}, ${change.earn?.points ?? Number(known.earnPoints)},
            ${change.earn ? minor(change.earn.per, '/earn/per') : known.earnAmount}, ${JSON.stringify(times.map(textOf))}::jsonb,
            ${change.mostPpm ?? known.mostPpm}, ${change.expiryDays === undefined ? known.expiryDays : change.expiryDays},
            ${change.graceDays ?? known.graceDays}, ${change.checkIn?.points ?? Number(known.checkInPoints)}, ${JSON.stringify(streaks)}::jsonb,
            ${change.friendPoints ?? Number(known.friendPoints)}, ${growth}, ${budget}, ${ctx.now}, ${ctx.recordedAt})`;
  await audit(ctx, { action: 'pointsRules.changed', subjectKind: 'brand', subjectId: null, facts: { ...change } });
  await lane.save();
}

function textOf({
  ladderRole,
  tier,
  timesPpm,
}: {
  ladderRole: string | null;
  tier: string | null;
  timesPpm: number;
}): Record<string, unknown> {
  return { ...(ladderRole === null ? {} : { ladderRole }), ...(tier === null ? {} : { tier }), timesPpm };
}
