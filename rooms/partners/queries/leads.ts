import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { maskedName, peopleRefs } from '../../relations/index.ts';
import type { Lead, MyLead } from '../api.ts';
import { leadNotFound } from '../portal-errors.ts';
import { recordsOf } from './owners.ts';

/** partners.lead, and who it is about as they are today. */
export interface LeadRow {
  lead_id: Uuid;
  person_id: Uuid;
  partner_id: Uuid;
  name: string | null;
  stage: Stage;
  note: string | null;
  state: Lead['state'];
  outcome: Lead['outcome'];
  outcome_note: string | null;
  outcome_at: Date | null;
  handed_at: Date;
  handed_by: string;
  ended_at: Date | null;
}

/** What leads are looked for by; newest first. */
interface Wanted {
  readonly leadId?: Uuid | null;
  readonly personIds?: readonly Uuid[] | null;
  readonly partnerIds?: readonly Uuid[] | null;
  readonly state?: Lead['state'] | null | undefined;
  /** those that were taken back are left out */
  readonly isTheirs?: boolean;
  readonly before?: Uuid | null;
  readonly limit?: number;
}

async function leadsWhere(ctx: Ctx, wanted: Wanted): Promise<LeadRow[]> {
  const { leadId = null, personIds = null, partnerIds = null, state = null, isTheirs = false, before = null, limit = 1 } = wanted;
  return await ctx.sql.anew<LeadRow>`
    SELECT lead.lead_id, coalesce(person.merged_into, person.person_id) AS person_id, lead.partner_id, shown.name, shown.stage, lead.note, lead.state,
           lead.outcome, lead.outcome_note, lead.outcome_at, lead.handed_at, lead.handed_by, lead.ended_at
      FROM partners.lead AS lead
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = lead.person_id
      JOIN relations.person AS shown
           ON shown.tenant_id = ${ctx.tenantId} AND shown.person_id = coalesce(person.merged_into, person.person_id)
     WHERE lead.tenant_id = ${ctx.tenantId}
       AND (${leadId}::uuid IS NULL OR lead.lead_id = ${leadId})
       AND (${personIds === null}::boolean OR lead.person_id = ANY(${plainArray(personIds ?? [])}::uuid[]))
       AND (${partnerIds === null}::boolean OR lead.partner_id = ANY(${plainArray(partnerIds ?? [])}::uuid[]))
       AND (${state}::text IS NULL OR lead.state = ${state})
       AND NOT (${isTheirs}::boolean AND lead.state = 'takenBack')
       AND (${before}::uuid IS NULL OR lead.lead_id < ${before})
     ORDER BY lead.lead_id DESC
     LIMIT ${limit}`;
}

/** @throws `lead.notFound` */
export async function findLead(ctx: Ctx, id: string): Promise<LeadRow> {
  const leadId = parseId('lead', id);
  const [row] = leadId === null ? [] : await leadsWhere(ctx, { leadId });
  if (!row) throw leadNotFound();
  return row;
}

/** One that was handed to this partner. @throws `lead.notFound`, for another partner's too */
export async function findMyLead(ctx: Ctx, partnerId: Uuid, id: string): Promise<LeadRow> {
  const leadId = parseId('lead', id);
  const [row] = leadId === null ? [] : await leadsWhere(ctx, { leadId, partnerIds: await recordsOf(ctx, partnerId) });
  if (!row) throw leadNotFound();
  return row;
}

/** Who looks after somebody now. */
export async function openLeadOf(ctx: Ctx, personId: Uuid): Promise<LeadRow | null> {
  return (await leadsWhere(ctx, { personIds: await recordsOf(ctx, personId), state: 'open' }))[0] ?? null;
}

export async function countOpenLeads(ctx: Ctx, partnerId: Uuid): Promise<number> {
  const { open } = await ctx.sql.one<{ open: number }>`
    SELECT count(*)::int AS open
      FROM partners.lead AS lead
     WHERE lead.tenant_id = ${ctx.tenantId} AND lead.partner_id = ANY(${plainArray(await recordsOf(ctx, partnerId))}::uuid[]) AND lead.state = 'open'`;
  return open;
}

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly state?: Lead['state'] | undefined;
}

/** Newest first, pages by key. */
export async function listLeads(ctx: Ctx, page: Page): Promise<{ data: Lead[]; next: string | null }> {
  const { shown, next } = await pageOfLeads(ctx, page, {});
  return { data: await replies(ctx, shown), next };
}

/** Whom a partner was asked to look after, newest first: a masked name and what came of it. */
export async function myLeads(ctx: Ctx, partnerId: Uuid, page: Page): Promise<{ data: MyLead[]; next: string | null }> {
  const { shown, next } = await pageOfLeads(ctx, page, { partnerIds: await recordsOf(ctx, partnerId), isTheirs: true });
  return { data: shown.map(myLeadJson), next };
}

async function pageOfLeads(ctx: Ctx, page: Page, wanted: Wanted): Promise<{ shown: LeadRow[]; next: string | null }> {
  const before = decodeCursor(page.cursor, z.tuple([z.uuid()]))?.[0] ?? null;
  const rows = await leadsWhere(ctx, { ...wanted, state: page.state, before, limit: page.limit + 1 });
  return pageOf(rows, page.limit, (row) => [row.lead_id]);
}

const MANY = 1_000;

/** Every lead about somebody or handed to them, for their own copy of what the brand holds (P18); others by a masked name. */
export async function leadsOf(ctx: Ctx, personId: Uuid): Promise<{ about: unknown[]; handed: MyLead[] }> {
  const ids = await recordsOf(ctx, personId);
  const about = await leadsWhere(ctx, { personIds: ids, limit: MANY });
  const handed = await leadsWhere(ctx, { partnerIds: ids, limit: MANY });
  return {
    about: about.map(({ note, state, handed_at, ended_at }) => ({ note, state, handedAt: handed_at, endedAt: ended_at })),
    handed: handed.map(myLeadJson),
  };
}

export function myLeadJson(row: LeadRow): MyLead {
  return {
    id: publicId('lead', row.lead_id),
    name: maskedName(row.name),
    stage: row.stage,
    note: row.note,
    state: row.state,
    outcome: row.outcome,
    outcomeNote: row.outcome_note,
    outcomeAt: row.outcome_at?.toISOString() ?? null,
    handedAt: row.handed_at.toISOString(),
  };
}

export async function leadReply(ctx: Ctx, leadId: Uuid): Promise<Lead> {
  const [reply] = await replies(ctx, await leadsWhere(ctx, { leadId }));
  assert(reply, 'the lead is there');
  return reply;
}

async function replies(ctx: Ctx, rows: readonly LeadRow[]): Promise<Lead[]> {
  const people = await peopleRefs(
    ctx,
    rows.flatMap((row) => [row.person_id, row.partner_id]),
  );
  return rows.map((row) => {
    const [person, partner] = [people.get(row.person_id), people.get(row.partner_id)];
    assert(person && partner, 'leads are about people');
    return {
      id: publicId('lead', row.lead_id),
      externalId: null,
      person,
      partner,
      note: row.note,
      state: row.state,
      outcome: row.outcome,
      outcomeNote: row.outcome_note,
      outcomeAt: row.outcome_at?.toISOString() ?? null,
      handedAt: row.handed_at.toISOString(),
      handedBy: row.handed_by,
      endedAt: row.ended_at?.toISOString() ?? null,
    };
  });
}
