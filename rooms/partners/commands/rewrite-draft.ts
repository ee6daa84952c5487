import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import type { CreatePlan, UpdatePlan } from '../api.ts';
import { planPublished } from '../errors.ts';
import { documentOf } from '../model/plan-document.ts';
import { findPlan, planJson } from '../queries/plan-replies.ts';
import { planOf } from './create-plan.ts';

/**
 * A draft says something else from now on, under the same id; a draft of another name is the next of that name. The runtime role
 * cannot change what a plan says, only take a draft away: so the draft goes and stands up anew.
 * @throws DomainError `plan.notFound`, `plan.published`, and what writing a plan down throws
 */
export async function rewriteDraft(ctx: Ctx, id: string, input: UpdatePlan): Promise<void> {
  await lockLane(ctx);
  const row = await findPlan(ctx, id);
  if (row.state !== 'draft') throw planPublished();
  const stands = planJson(row, ctx.tenant.currency);
  const limits = Object.entries(stands.caps).filter(([, limit]) => limit !== null);
  const whole: CreatePlan = {
    name: input.name ?? stands.name,
    levels: input.levels ?? stands.levels,
    roles: input.roles ?? stands.roles,
    relations: input.relations === undefined ? stands.relations : input.relations,
    overrides: input.overrides ?? stands.overrides,
    payees: input.payees ?? stands.payees,
    capPpm: input.capPpm === undefined ? stands.capPpm : input.capPpm,
    hold: input.hold ?? stands.hold,
    caps: input.caps ?? Object.fromEntries(limits),
    selfBuy: input.selfBuy ?? stands.selfBuy,
    triggers: input.triggers ?? (stands.triggers as CreatePlan['triggers']),
  };
  const plan = await planOf(ctx, whole);
  await ctx.sql.exec`
    DELETE FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.plan_id = ${row.plan_id} AND plan.state = 'draft'`;
  await ctx.sql.exec`
    INSERT INTO partners.plan (tenant_id, plan_id, external_id, name, version, state, document, created_at)
    SELECT ${ctx.tenantId}, ${row.plan_id}::uuid, ${row.external_id}::text, ${plan.name}::text,
           CASE WHEN ${plan.name === row.name}::boolean THEN ${row.version}::int ELSE coalesce(max(other.version), 0) + 1 END, 'draft',
           ${JSON.stringify(documentOf(plan))}::jsonb, ${row.created_at}::timestamptz
      FROM partners.plan AS other
     WHERE other.tenant_id = ${ctx.tenantId} AND other.name = ${plan.name}`;
}
