import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { payLimitsOf, type Acknowledgement } from '../model/limits.ts';
import { planFrom, type PlanDocument } from '../model/plan-document.ts';
import type { PayLimits, Plan } from '../model/plan.ts';

/** The plan in force, and what the brand's pack lets it pay. */
export interface ActivePlan {
  readonly plan: Plan;
  readonly limits: PayLimits;
}

// A plan never changes, so those that were read are remembered; by brand, since what is remembered passes no wall.
const remembered = new Map<string, Plan>();
const MOST_REMEMBERED = 500;

/** The plan for orders created now, null while no plan is in force. */
export async function activePlan(ctx: Ctx): Promise<ActivePlan | null> {
  const row = await ctx.sql.maybe<{ plan_id: Uuid; acknowledgement: Acknowledgement | null }>`
    SELECT plan.plan_id, plan.acknowledgement
      FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.state = 'active'`;
  if (!row) return null;
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  return { plan: await planById(ctx, row.plan_id), limits: payLimitsOf(pack, row.acknowledgement) };
}

/** A plan by its id, whatever its state. */
export async function planById(ctx: Ctx, planId: Uuid): Promise<Plan> {
  const plan = (await plansById(ctx, [planId])).get(planId);
  assert(plan, 'the plan is there');
  return plan;
}

/** Many plans by their ids. */
export async function plansById(ctx: Ctx, planIds: readonly Uuid[]): Promise<Map<Uuid, Plan>> {
  const found = new Map<Uuid, Plan>();
  const missing: Uuid[] = [];
  for (const planId of new Set(planIds)) {
    const plan = remembered.get(`${ctx.tenantId} ${planId}`);
    if (plan) found.set(planId, plan);
    else missing.push(planId);
  }
  if (missing.length === 0) return found;
  const rows = await ctx.sql<{ plan_id: Uuid; name: string; document: PlanDocument }>`
    SELECT plan.plan_id, plan.name, plan.document
      FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.plan_id = ANY(${plainArray(missing)}::uuid[])`;
  if (remembered.size > MOST_REMEMBERED) remembered.clear();
  for (const row of rows) {
    const plan = planFrom(row.plan_id, row.name, row.document);
    remembered.set(`${ctx.tenantId} ${row.plan_id}`, plan);
    found.set(row.plan_id, plan);
  }
  return found;
}
