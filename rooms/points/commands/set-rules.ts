import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId } from '../../../kit/ids/index.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { audit } from '../../identity/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import type { updatePointsRules } from '../api.ts';
import { pointsOverCap } from '../errors.ts';
import { promisedAt, type PointsRule } from '../model/rule.ts';
import { currentRule, firstRule } from '../queries/rules.ts';

/**
 * Changes what the brand decided about points: a new version, for orders and check-ins from now on. What was promised stays. Audited.
 * @throws `currency.other`, `points.overCap` (P5: more than the pack's cap, in every pack but LAB)
 */
export async function setPointsRules(ctx: Ctx, change: z.output<typeof updatePointsRules>): Promise<void> {
  // Two changes at once would be one version: the brand's lane lets one in.
  const lane = await lockLane(ctx);
  const known = (await currentRule(ctx)) ?? firstRule(ctx);
  const minor = (money: { amount: string; currency: string }, pointer: string): bigint =>
    amountOf(ctx.tenant.currency, money, pointer) ?? 0n;
  const times = change.times ?? known.times;
  const rule: PointsRule = {
    ruleId: newId(),
    version: known.version + 1,
    isOn: change.isOn ?? known.isOn,
    worth: change.worth ? { points: BigInt(change.worth.points), amount: minor(change.worth.amount, '/worth/amount') } : known.worth,
    earnPoints: change.earn ? BigInt(change.earn.points) : known.earnPoints,
    earnAmount: change.earn ? minor(change.earn.per, '/earn/per') : known.earnAmount,
    times,
    mostPpm: change.mostPpm ?? known.mostPpm,
    expiryDays: change.expiryDays === undefined ? known.expiryDays : change.expiryDays,
    graceDays: change.graceDays ?? known.graceDays,
    checkInPoints: BigInt(change.checkIn?.points ?? known.checkInPoints),
    streaks: change.checkIn?.streaks ?? known.streaks,
    friendPoints: BigInt(change.friendPoints ?? known.friendPoints),
    growthAmount:
      change.growthPer === undefined ? known.growthAmount : change.growthPer === null ? 0n : minor(change.growthPer, '/growthPer'),
    budgetAmount: change.budget === undefined ? known.budgetAmount : change.budget === null ? null : minor(change.budget, '/budget'),
  };
  assertWithinCap(ctx, rule);
  await ctx.sql.exec`
    INSERT INTO points.rule (tenant_id, rule_id, version, is_on, worth_points, worth_amount, earn_points, earn_amount, times, most_ppm,
                             expiry_days, grace_days, check_in_points, streaks, friend_points, growth_amount, budget_amount, decided_at,
                             recorded_at)
    VALUES (${ctx.tenantId}, ${rule.ruleId}, ${rule.version}, ${rule.isOn}, ${Number(rule.worth.points)}, ${rule.worth.amount},
            ${Number(rule.earnPoints)}, ${rule.earnAmount}, ${JSON.stringify(times.map(textOf))}::jsonb, ${rule.mostPpm}, ${rule.expiryDays},
            ${rule.graceDays}, ${Number(rule.checkInPoints)}, ${JSON.stringify(rule.streaks)}::jsonb, ${Number(rule.friendPoints)},
            ${rule.growthAmount}, ${rule.budgetAmount}, ${ctx.now}, ${ctx.recordedAt})`;
  await audit(ctx, { action: 'pointsRules.changed', subjectKind: 'brand', subjectId: null, facts: { ...change } });
  await lane.save();
}

/** Whatever a plan pays: what a purchase earns in points alone stays within the cap of the brand's policy pack. */
function assertWithinCap(ctx: Ctx, rule: PointsRule): void {
  const pack = policyPackOf(ctx.tenant.policy);
  if (!pack || pack.id === 'LAB') return;
  const steps = [null, ...rule.times.flatMap((one) => one.ladderRole ?? [])];
  const share = steps
    .map((step) => promisedAt(rule, 1_000_000n, step) / 1_000_000n)
    .reduce((most, each) => (each > most ? each : most), 0n);
  if (share > BigInt(pack.commission.capPpm)) throw pointsOverCap(percent(share), percent(BigInt(pack.commission.capPpm)));
}

function percent(ppm: bigint): string {
  return `${Number(ppm) / 10_000}%`;
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
