import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { emit } from '../../../kit/events/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { pointsPromised } from '../../points/index.ts';
import { currentDeal } from '../../pricing/index.ts';
import { setDials } from '../../relations/index.ts';
import { planRefused } from '../errors.ts';
import { payLimitsOf, type Acknowledgement } from '../model/limits.ts';
import { lint, type LintReport } from '../model/lint.ts';
import type { Plan } from '../model/plan.ts';
import type { Language } from '../model/sentences.ts';
import { worstFriendsOrder } from '../queries/friends-orders.ts';
import { lintProducts } from '../queries/lint-products.ts';
import { findingsJson, findPlan, namesFor, planOfRow, productsOf } from '../queries/plan-replies.ts';

/** Judges a plan by the brand's pack as if it were published now with this acknowledgement. Nothing is written. */
export async function judgePlan(ctx: Ctx, plan: Plan, acknowledgement: Acknowledgement | null): Promise<LintReport> {
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const [products, promised] = await Promise.all([lintProducts(ctx, plan), pointsPromised(ctx)]);
  const deal = await currentDeal(ctx);
  const limits = payLimitsOf(pack, acknowledgement);
  const capPpm = Math.min(plan.capPpm ?? limits.capPpm, limits.capPpm);
  const friends = deal?.isOn ? await worstFriendsOrder(ctx, deal, { plan, limits, capPpm }) : null;
  return lint(plan, pack, { acknowledgement, products, promised, friends });
}

/**
 * Puts a plan in force for orders created from now on, in place of the one before: one plan pays at a time. Its dials bind from
 * now on. Audited, with who took the risk of a raised depth. The plan in force published again as it is changes nothing.
 * @returns warnings, in the caller's language
 * @throws DomainError `plan.refused` with every rule of the pack that is broken
 */
export async function publishPlan(
  ctx: Ctx,
  planId: Uuid,
  acknowledgement: Acknowledgement | null,
  language: Language = 'zh-CN',
): Promise<{ code: string; pointer: string; detail: string }[]> {
  // Under the lane: orders are created under it, so each has one plan, and what was judged is what is published.
  await lockLane(ctx);
  const id = publicId('plan', planId);
  const row = await findPlan(ctx, id);
  const plan = planOfRow(row);
  const report = await judgePlan(ctx, plan, acknowledgement);
  const names = await namesFor(ctx, plan, productsOf(report));
  if (report.broken.length > 0) throw planRefused(ctx.tenant.policy, findingsJson(report.broken, names, language));
  const warnings = findingsJson(report.warnings, names, language);
  const standing = await ctx.sql.maybe<{ plan_id: Uuid; acknowledgement: Acknowledgement | null }>`
    SELECT plan.plan_id, plan.acknowledgement
      FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.state = 'active'`;
  const isSame = standing?.plan_id === planId && contact(standing.acknowledgement) === contact(acknowledgement);
  if (isSame) return warnings;
  await ctx.sql.exec`
    UPDATE partners.plan AS plan
       SET state = 'retired', retired_at = ${ctx.now}
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.state = 'active'`;
  await ctx.sql.exec`
    UPDATE partners.plan AS plan
       SET state = 'active', published_at = ${ctx.now}, retired_at = NULL,
           acknowledgement = ${acknowledgement === null ? null : JSON.stringify(acknowledgement)}::jsonb
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.plan_id = ${planId}`;
  await setDials(ctx, plan.relations);
  const replaced = standing && standing.plan_id !== planId ? publicId('plan', standing.plan_id) : null;
  await audit(ctx, {
    action: 'plan.published',
    subjectKind: 'plan',
    subjectId: id,
    facts: { name: row.name, version: row.version, replaced, pack: ctx.tenant.policy, acknowledgement },
  });
  await emit(ctx, { kind: 'plan.published', version: 1, payload: { plan: id, replaced } });
  return warnings;
}

function contact(acknowledgement: Acknowledgement | null): string | null {
  return acknowledgement?.legalContact ?? null;
}
