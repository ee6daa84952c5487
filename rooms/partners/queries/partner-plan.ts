import type { Ctx } from '../../../kit/ctx.ts';
import type { PartnerPlan } from '../api.ts';
import type { Plan, PayLimits } from '../model/plan.ts';
import { planSentences, type Language } from '../model/sentences.ts';
import { rankedLevels, ruleJson } from './level-rules.ts';
import { namesFor } from './plan-replies.ts';
import { activePlan } from './plans.ts';

/**
 * The plan in force as partners read it: what it pays them and when, and what leads to another level. What the brand's pack forbids is not
 * in it (rules.md C4): nobody reads of a level that nobody is paid for.
 */
export async function partnerPlan(ctx: Ctx, language: Language): Promise<PartnerPlan> {
  const levels = (await rankedLevels(ctx)).map(({ label, ask }) => ({
    label,
    rule: ruleJson(ctx, ask) as PartnerPlan['levels'][number]['rule'],
  }));
  const active = await activePlan(ctx);
  if (!active) return { plan: null, sentences: [], levels, holdDays: 0 };
  const plan = payable(active.plan, active.limits);
  const row = await ctx.sql.one<{ version: number; published_at: Date }>`
    SELECT plan.version, plan.published_at
      FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.state = 'active'`;
  return {
    plan: { name: plan.name, version: row.version, since: row.published_at.toISOString() },
    sentences: planSentences(plan, await namesFor(ctx, plan), language).filter(({ about }) => !OF_THE_BRAND.includes(about)),
    levels,
    holdDays: plan.hold.days,
  };
}

// What becomes of shares that nobody gets, and how the brand's limits cut, are the brand's affair.
const OF_THE_BRAND: readonly string[] = ['/capPpm', '/payees/onIneligible', '/triggers'];

/** What of a plan is paid under the brand's pack. */
function payable(plan: Plan, { maxDepth, allowsRollUp, allowsSelfBuy }: PayLimits): Plan {
  const isPaid = ({ depth }: { depth: number }): boolean => maxDepth === null || depth <= maxDepth;
  return {
    ...plan,
    levels: plan.levels.filter(isPaid),
    overrides: plan.overrides.filter(isPaid),
    payees: { ...plan.payees, onIneligible: allowsRollUp ? plan.payees.onIneligible : 'brand' },
    selfBuy: allowsSelfBuy ? plan.selfBuy : 'none',
    triggers: ['order'],
  };
}
