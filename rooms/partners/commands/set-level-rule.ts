import type { Ctx } from '../../../kit/ctx.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { audit } from '../../identity/index.ts';
import type { LevelRule } from '../api.ts';
import { levelRuleInvalid, levelRuleRefused } from '../portal-errors.ts';

/**
 * Says what a level asks for, or with null that it is given by hand alone. Audited.
 * @throws `levelRule.byRecruits` (P1: heads and team sales, in every pack), `levelRule.keepAboveReach`, `currency.other`
 */
export async function setLevelRule(ctx: Ctx, levelId: string, rule: LevelRule | null): Promise<void> {
  if (rule === null) {
    await ctx.sql.exec`
      DELETE FROM partners.level_rule AS level_rule WHERE level_rule.tenant_id = ${ctx.tenantId} AND level_rule.level_id = ${levelId}`;
  } else {
    if (rule.measure !== 'sales' && rule.measure !== 'services') throw levelRuleRefused(rule.measure);
    const [reach, keep] = [countOf(ctx, rule, 'reach'), countOf(ctx, rule, 'keep')];
    if (keep > reach) throw levelRuleInvalid();
    await ctx.sql.exec`
      INSERT INTO partners.level_rule (tenant_id, level_id, measure, window_days, reach_at_least, keep_at_least, grace_days, recorded_at)
      VALUES (${ctx.tenantId}, ${levelId}, ${rule.measure}, ${rule.windowDays}, ${reach}, ${keep}, ${rule.graceDays}, ${ctx.recordedAt})
          ON CONFLICT (tenant_id, level_id)
          DO UPDATE SET measure = excluded.measure, window_days = excluded.window_days, reach_at_least = excluded.reach_at_least,
                        keep_at_least = excluded.keep_at_least, grace_days = excluded.grace_days, recorded_at = excluded.recorded_at`;
  }
  await audit(ctx, { action: 'partnerLevel.ruleChanged', subjectKind: 'partnerLevel', subjectId: levelId, facts: { rule } });
}

function countOf(ctx: Ctx, rule: LevelRule, which: 'reach' | 'keep'): bigint {
  const value = rule[which];
  return typeof value === 'number' ? BigInt(value) : (amountOf(ctx.tenant.currency, value, `/rule/${which}`) ?? 0n);
}
