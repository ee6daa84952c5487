import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { emit } from '../../../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { tellPeople } from '../../membership/index.ts';
import { loadSurvivors, maskedName, peopleRefs, personNotFound } from '../../relations/index.ts';
import type { MyLead } from '../api.ts';
import { leadNotFound, leadRefused } from '../portal-errors.ts';
import { findLead, findMyLead, openLeadOf } from '../queries/leads.ts';
import { isPartnerNow } from '../queries/my-partnership.ts';

/**
 * Asks a partner to look after somebody. It binds nobody and earns nobody anything: who earns from them is another matter.
 * @throws `person.notFound`, `lead.notPartner`, `lead.self`, `lead.open`
 */
export async function handLead(ctx: Ctx, wish: { personId: Uuid; partnerId: Uuid; note?: string | undefined }): Promise<Uuid> {
  await lockLane(ctx);
  const known = await loadSurvivors(ctx, [wish.personId, wish.partnerId]);
  const [person, partner] = [known.get(wish.personId), known.get(wish.partnerId)];
  if (!person || !partner) throw personNotFound();
  if (person.personId === partner.personId) throw leadRefused('self');
  if (!(await isPartnerNow(ctx, partner.personId))) throw leadRefused('notPartner');
  if (await openLeadOf(ctx, person.personId)) throw leadRefused('open');
  const leadId = newId();
  await ctx.sql.exec`
    INSERT INTO partners.lead (tenant_id, lead_id, person_id, partner_id, note, state, handed_at, handed_by, recorded_at)
    VALUES (${ctx.tenantId}, ${leadId}, ${person.personId}, ${partner.personId}, ${wish.note ?? null}, 'open', ${ctx.now}, ${ctx.actor.name},
            ${ctx.recordedAt})`;
  await note(ctx, 'handed', leadId, { person: publicId('person', person.personId), partner: publicId('person', partner.personId) });
  const name = (await peopleRefs(ctx, [person.personId])).get(person.personId)?.name ?? null;
  await tellPeople(ctx, [{ personId: partner.personId, kind: 'lead.handed', facts: { name: maskedName(name) } }]);
  return leadId;
}

/** Takes somebody back from the partner who was to look after them. @throws `lead.notFound`, `lead.ended` */
export async function takeLeadBack(ctx: Ctx, id: string): Promise<Uuid> {
  await lockLane(ctx);
  const row = await findLead(ctx, id);
  if (row.state !== 'open') throw leadRefused('ended');
  await ctx.sql.exec`
    UPDATE partners.lead AS lead
       SET state = 'takenBack', ended_at = ${ctx.now}
     WHERE lead.tenant_id = ${ctx.tenantId} AND lead.lead_id = ${row.lead_id} AND lead.state = 'open'`;
  await note(ctx, 'takenBack', row.lead_id, {});
  return row.lead_id;
}

/** The partner says what came of it; `isDone`: nothing more is to be done. @throws `lead.notFound` (of somebody else too), `lead.ended` */
export async function tellOutcome(
  ctx: Ctx,
  partnerId: Uuid,
  id: string,
  told: { outcome: NonNullable<MyLead['outcome']>; note?: string | undefined; isDone: boolean },
): Promise<Uuid> {
  await lockLane(ctx);
  const row = await findMyLead(ctx, partnerId, id);
  if (row.state === 'takenBack') throw leadNotFound();
  if (row.state !== 'open') throw leadRefused('ended');
  await ctx.sql.exec`
    UPDATE partners.lead AS lead
       SET outcome = ${told.outcome}, outcome_note = ${told.note ?? null}, outcome_at = ${ctx.now},
           state = ${told.isDone ? 'done' : 'open'}, ended_at = ${told.isDone ? ctx.now : null}
     WHERE lead.tenant_id = ${ctx.tenantId} AND lead.lead_id = ${row.lead_id} AND lead.state = 'open'`;
  await note(ctx, 'told', row.lead_id, { outcome: told.outcome, isDone: told.isDone });
  return row.lead_id;
}

/** What was written about somebody goes with them, whether they were looked after or looked after others (P18). */
export async function forgetLeads(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  const ids = plainArray(personIds);
  await ctx.sql.exec`
    UPDATE partners.lead AS lead
       SET note = NULL, outcome_note = NULL, state = CASE WHEN lead.state = 'open' THEN 'takenBack' ELSE lead.state END,
           ended_at = coalesce(lead.ended_at, ${ctx.now})
     WHERE lead.tenant_id = ${ctx.tenantId} AND (lead.person_id = ANY(${ids}::uuid[]) OR lead.partner_id = ANY(${ids}::uuid[]))`;
}

async function note(ctx: Ctx, what: 'handed' | 'takenBack' | 'told', leadId: Uuid, facts: Record<string, unknown>): Promise<void> {
  const lead = publicId('lead', leadId);
  await audit(ctx, { action: `lead.${what}`, subjectKind: 'lead', subjectId: lead, facts });
  await emit(ctx, { kind: `lead.${what}`, version: 1, payload: { lead, ...facts } });
}
