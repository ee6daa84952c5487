import type { Ctx } from '../../../kit/ctx.ts';
import { booleans } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { ServiceAct } from '../queries/service-acts.ts';

/** Writes acts of service as they were logged; for the settler, which holds the lane. */
export async function insertServiceActs(ctx: Ctx, acts: readonly ServiceAct[]): Promise<void> {
  if (acts.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO partners.service_act (tenant_id, act_id, external_id, order_id, nth, line, person_id, what, at, stage, level_id, is_frozen, is_late,
                                      recorded_at)
    SELECT ${ctx.tenantId}, fresh.act_id, fresh.external_id, fresh.order_id, fresh.nth, fresh.line, fresh.person_id, fresh.what, fresh.at, fresh.stage,
           fresh.level_id, fresh.is_frozen, fresh.is_late, ${ctx.recordedAt}
      FROM unnest(${plainArray(acts.map((act) => act.actId))}::uuid[], ${acts.map((act) => act.externalId)}::text[],
                  ${plainArray(acts.map((act) => act.orderId))}::uuid[], ${plainArray(acts.map((act) => act.nth))}::int[],
                  ${plainArray(acts.map((act) => act.line))}::int[], ${plainArray(acts.map((act) => act.person.personId))}::uuid[],
                  ${acts.map((act) => act.what)}::text[], ${plainArray(acts.map((act) => new Date(act.at).toISOString()))}::timestamptz[],
                  ${plainArray(acts.map((act) => act.person.stage))}::text[], ${acts.map((act) => act.person.level)}::text[],
                  ${booleans(acts, (act) => act.person.isFrozen)}::boolean[], ${booleans(acts, (act) => act.isLate)}::boolean[])
           AS fresh (act_id, external_id, order_id, nth, line, person_id, what, at, stage, level_id, is_frozen, is_late)`;
}

/** What was written down about a service by or for somebody may name them: the act stays, its words go (P18). */
export async function forgetServices(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE partners.service_act AS service_act
       SET what = ''
     WHERE service_act.tenant_id = ${ctx.tenantId}
       AND (service_act.person_id = ${personId}
         OR service_act.order_id IN (SELECT customer_order.order_id FROM orders.customer_order AS customer_order
                                      WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${personId}))`;
}
