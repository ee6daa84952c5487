import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import { promisedAt, type PointsRule } from '../model/rule.ts';
import type { RuleRow } from '../schema.ts';

/** The rule in force; null while the brand never decided anything about points. */
export async function currentRule(ctx: Ctx): Promise<PointsRule | null> {
  const row = await ctx.sql.maybe<RuleRow>`
    SELECT rule.rule_id, rule.version, rule.is_on, rule.worth_points, rule.worth_amount, rule.earn_points, rule.earn_amount, rule.times,
           rule.most_ppm, rule.expiry_days, rule.grace_days, rule.check_in_points, rule.streaks, rule.friend_points, rule.growth_amount,
           rule.budget_amount
      FROM points.rule AS rule
     WHERE rule.tenant_id = ${ctx.tenantId}
     ORDER BY rule.version DESC
     LIMIT 1`;
  return row && ruleFrom(row);
}

/** What points of so much paid are worth at most, by the rule in force: millionths of a minor unit (rules.md C7). */
export async function pointsPromised(ctx: Ctx): Promise<(base: bigint, ladderRole: string | null) => bigint> {
  const rule = await currentRule(ctx);
  return (base, ladderRole) => (rule ? promisedAt(rule, base, ladderRole) : 0n);
}

/** Versions by their ids. */
export async function rulesById(ctx: Ctx, ruleIds: readonly Uuid[]): Promise<Map<Uuid, PointsRule>> {
  if (ruleIds.length === 0) return new Map();
  const rows = await ctx.sql<RuleRow>`
    SELECT rule.rule_id, rule.version, rule.is_on, rule.worth_points, rule.worth_amount, rule.earn_points, rule.earn_amount, rule.times,
           rule.most_ppm, rule.expiry_days, rule.grace_days, rule.check_in_points, rule.streaks, rule.friend_points, rule.growth_amount,
           rule.budget_amount
      FROM points.rule AS rule
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.rule_id = ANY(${plainArray([...new Set(ruleIds)])}::uuid[])`;
  return new Map(rows.map((row) => [row.rule_id, ruleFrom(row)]));
}

function ruleFrom(row: RuleRow): PointsRule {
  return {
    ruleId: row.rule_id,
    version: row.version,
    isOn: row.is_on,
    worth: { points: BigInt(row.worth_points), amount: row.worth_amount },
    earnPoints: BigInt(row.earn_points),
    earnAmount: row.earn_amount,
    times: row.times.map(({ ladderRole = null, tier = null, timesPpm }) => ({ ladderRole, tier, timesPpm })),
    mostPpm: row.most_ppm,
    expiryDays: row.expiry_days,
    graceDays: row.grace_days,
    checkInPoints: BigInt(row.check_in_points),
    streaks: row.streaks,
    friendPoints: BigInt(row.friend_points),
    growthAmount: row.growth_amount,
    budgetAmount: row.budget_amount,
  };
}

/**
 * What a brand begins with when it turns points on: one point for every whole unit of its currency, a hundred of them worth one unit,
 * good for a year.
 */
export function firstRule(ctx: Ctx): PointsRule {
  const unit = 10n ** BigInt(minorDigits(ctx.tenant.currency));
  return {
    ruleId: '',
    version: 0,
    isOn: false,
    worth: { points: 100n, amount: unit },
    earnPoints: 1n,
    earnAmount: unit,
    times: [],
    mostPpm: 500_000,
    expiryDays: 365,
    graceDays: 30,
    checkInPoints: 0n,
    streaks: [],
    friendPoints: 0n,
    growthAmount: unit,
    budgetAmount: null,
  };
}
