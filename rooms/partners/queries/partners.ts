import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Partner } from '../api.ts';
import { partnerNotFound } from '../errors.ts';
import type { PartnershipSpan } from '../events.ts';

export interface PartnerRow {
  partnership_id: Uuid;
  person_id: Uuid;
  external_id: string | null;
  name: string | null;
  level_id: string | null;
  from_at: Date;
  to_at: Date | null;
  ended: Partner['ended'];
}

/**
 * The partnership behind `ptn_…`; with `ext:` or `per_…` the newest one of that person.
 * @throws DomainError `partner.notFound`
 */
export async function findPartner(ctx: Ctx, id: string): Promise<PartnerRow> {
  const partnershipId = await partnershipIdOf(ctx, id);
  const row =
    partnershipId === null
      ? null
      : await ctx.sql.maybe<PartnerRow>`
          SELECT partnership.partnership_id, partnership.person_id, person.external_id, person.name, partnership.from_at, partnership.to_at,
                 partnership.ended,
                 (SELECT level.level_id
                    FROM partners.level AS level
                   WHERE level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id
                     AND level.to_at IS NOT DISTINCT FROM partnership.to_at
                   ORDER BY level.from_at DESC
                   LIMIT 1) AS level_id
            FROM partners.partnership AS partnership
            JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = partnership.person_id
           WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.partnership_id = ${partnershipId}`;
  if (!row) throw partnerNotFound();
  return row;
}

async function partnershipIdOf(ctx: Ctx, id: string): Promise<Uuid | null> {
  const personId = parseId('person', id);
  if (!id.startsWith('ext:') && personId === null) return parseId('partner', id);
  if (id.includes('\0')) return null;
  const row = await ctx.sql.maybe<{ partnership_id: Uuid }>`
    SELECT partnership.partnership_id
      FROM relations.person AS person
      JOIN partners.partnership AS partnership
        ON partnership.tenant_id = ${ctx.tenantId} AND partnership.person_id = coalesce(person.merged_into, person.person_id)
     WHERE person.tenant_id = ${ctx.tenantId}
       AND (person.person_id = ${personId}::uuid OR person.external_id = ${personId === null ? id.slice(4) : null}::text)
     ORDER BY partnership.from_at DESC, partnership.partnership_id DESC
     LIMIT 1`;
  return row?.partnership_id ?? null;
}

/** Partners, newest first, pages by key. */
export async function listPartners(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; state: 'active' | 'ended'; level?: string | undefined },
): Promise<{ data: Partner[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<PartnerRow>`
    SELECT listed.partnership_id, listed.person_id, person.external_id, person.name, listed.from_at, listed.to_at, listed.ended, listed.level_id
      FROM (SELECT partnership.partnership_id, partnership.person_id, partnership.from_at, partnership.to_at, partnership.ended,
                   (SELECT level.level_id
                      FROM partners.level AS level
                     WHERE level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id
                       AND level.to_at IS NOT DISTINCT FROM partnership.to_at
                     ORDER BY level.from_at DESC
                     LIMIT 1) AS level_id
              FROM partners.partnership AS partnership
             WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.partnership_id < ${before}
               AND (partnership.to_at IS NULL) = ${page.state === 'active'}) AS listed
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = listed.person_id
     WHERE ${page.level ?? null}::text IS NULL OR listed.level_id = ${page.level ?? null}
     ORDER BY listed.partnership_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.partnership_id]);
  return { data: shown.map(partnerJson), next };
}

export function partnerJson(row: PartnerRow): Partner {
  return {
    id: publicId('partner', row.partnership_id),
    externalId: row.external_id,
    person: { id: publicId('person', row.person_id), externalId: row.external_id, name: row.name },
    level: row.level_id,
    from: row.from_at.toISOString(),
    to: row.to_at?.toISOString() ?? null,
    ended: row.ended,
  };
}

/** When these people were partners, oldest first; who never was is not in it. */
export async function partnershipsOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, PartnershipSpan[]>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; from_at: Date; to_at: Date | null }>`
    SELECT partnership.person_id, partnership.from_at, partnership.to_at
      FROM partners.partnership AS partnership
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.person_id = ANY(${plainArray(personIds)}::uuid[])
     ORDER BY partnership.from_at, partnership.partnership_id`;
  const spans = new Map<Uuid, PartnershipSpan[]>();
  for (const row of rows) {
    const known = spans.get(row.person_id) ?? [];
    known.push({ from: row.from_at.getTime(), to: row.to_at?.getTime() ?? null });
    spans.set(row.person_id, known);
  }
  return spans;
}
