import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/**
 * What happened for each task that is counted, by partner, between the moment it was told and the end of its day: first orders of friends
 * they introduced that were not given back whole, lessons they passed, services they logged. Derived, so what is undone is not counted.
 * @param personIds null = everybody
 * @returns by `<note> <person>`; who has none is left out
 */
export async function teamCounts(
  ctx: Ctx,
  notes: readonly { note_id: Uuid; measure: string | null }[],
  personIds: readonly Uuid[] | null,
): Promise<Map<string, number>> {
  const counted = notes.filter((note) => note.measure !== null && note.measure !== 'done');
  if (counted.length === 0) return new Map();
  const ids = plainArray(counted.map((note) => note.note_id));
  const [isAll, people] = [personIds === null, plainArray(personIds ?? [])];
  const rows = await ctx.sql.anew<{ note_id: Uuid; person_id: Uuid; had: number }>`
    SELECT deed.note_id, coalesce(person.merged_into, person.person_id) AS person_id, count(*)::int AS had
      FROM (SELECT note.note_id, referral.object_id AS person_id, first_order.order_id AS thing
              FROM partners.team_note AS note
              JOIN orders.customer_order AS first_order
                   ON first_order.tenant_id = ${ctx.tenantId} AND first_order.paid_at >= note.told_at AND first_order.paid_at < note.until_at
                  AND first_order.origin = 'referred' AND NOT first_order.is_refunded AND first_order.cancelled_at IS NULL
              JOIN relations.referral AS referral
                   ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = first_order.person_id AND referral.to_at IS NULL
             WHERE note.tenant_id = ${ctx.tenantId} AND note.note_id = ANY(${ids}::uuid[]) AND note.measure = 'firstOrders'
             UNION
            SELECT note.note_id, attempt.person_id, attempt.lesson_id
              FROM partners.team_note AS note
              JOIN partners.lesson_attempt AS attempt
                   ON attempt.tenant_id = ${ctx.tenantId} AND attempt.passed AND attempt.at >= note.told_at AND attempt.at < note.until_at
             WHERE note.tenant_id = ${ctx.tenantId} AND note.note_id = ANY(${ids}::uuid[]) AND note.measure = 'lessons'
             UNION
            SELECT note.note_id, act.person_id, act.act_id
              FROM partners.team_note AS note
              JOIN partners.service_act AS act
                   ON act.tenant_id = ${ctx.tenantId} AND act.at >= note.told_at AND act.at < note.until_at
             WHERE note.tenant_id = ${ctx.tenantId} AND note.note_id = ANY(${ids}::uuid[]) AND note.measure = 'services') AS deed
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = deed.person_id
     WHERE ${isAll}::boolean OR coalesce(person.merged_into, person.person_id) = ANY(${people}::uuid[])
     GROUP BY 1, 2`;
  return new Map(rows.map((row) => [`${row.note_id} ${row.person_id}`, row.had]));
}
