import type { Ctx } from '../../../kit/ctx.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import { personNotFound } from '../errors.ts';
import type { PersonRow } from '../schema.ts';

/**
 * The person behind `per_…` or `ext:<externalId>`; an id that was merged away answers as the survivor.
 * @param pointer the place in the body that held the id, for the refusal
 * @throws DomainError `person.notFound`
 */
export async function findPerson(ctx: Ctx, id: string, pointer?: string): Promise<PersonRow> {
  const personId = await personIdOf(ctx, id);
  const person = personId === null ? null : await personById(ctx, personId);
  if (!person) throw personNotFound(pointer);
  return person;
}

async function personIdOf(ctx: Ctx, id: string): Promise<Uuid | null> {
  const row = id.startsWith('ext:') ? await byExternalId(ctx, id.slice(4)) : await byPublicId(ctx, id);
  return row?.person_id ?? null;
}

async function byExternalId(ctx: Ctx, externalId: string): Promise<{ person_id: Uuid } | null> {
  // NUL cannot be stored, so nobody has such an id.
  if (externalId.includes('\0')) return null;
  return await ctx.sql.maybe<{ person_id: Uuid }>`
    SELECT coalesce(person.merged_into, person.person_id) AS person_id
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.external_id = ${externalId}`;
}

async function byPublicId(ctx: Ctx, id: string): Promise<{ person_id: Uuid } | null> {
  const uuid = parseId('person', id);
  if (uuid === null) return null;
  return await ctx.sql.maybe<{ person_id: Uuid }>`
    SELECT coalesce(person.merged_into, person.person_id) AS person_id
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${uuid}`;
}

async function personById(ctx: Ctx, personId: Uuid): Promise<PersonRow | null> {
  return await ctx.sql.maybe<PersonRow>`
    SELECT person.person_id, person.node, person.external_id, person.name, person.language, person.stage, person.stage_since,
           person.source_id, source.kind AS source_kind, source.name AS source_name,
           person.seen_at, person.consent_at, person.created_at, person.erased_at
      FROM relations.person AS person
      LEFT JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
}
