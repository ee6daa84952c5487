import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

export interface StandingSponsorship {
  readonly sponsorshipId: Uuid;
  readonly subjectId: Uuid;
  readonly objectId: Uuid;
  readonly from: Date;
  readonly cause: string;
}

interface SponsorshipRow {
  sponsorship_id: Uuid;
  subject_id: Uuid;
  object_id: Uuid;
  from_at: Date;
  cause: string;
}

const shaped = (row: SponsorshipRow): StandingSponsorship => ({
  sponsorshipId: row.sponsorship_id,
  subjectId: row.subject_id,
  objectId: row.object_id,
  from: row.from_at,
  cause: row.cause,
});

/** The partner each of these belongs to now; who belongs to nobody is left out. */
export async function sponsorshipsOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, StandingSponsorship>> {
  const rows = await ctx.sql.anew<SponsorshipRow>`
    SELECT sponsorship.sponsorship_id, sponsorship.subject_id, sponsorship.object_id, sponsorship.from_at, sponsorship.cause
      FROM relations.sponsorship AS sponsorship
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.subject_id = ANY(${plainArray(personIds)}::uuid[]) AND sponsorship.to_at IS NULL`;
  return new Map(rows.map((row) => [row.subject_id, shaped(row)]));
}

/** The partners who belong to one partner now. */
export async function juniorsOf(ctx: Ctx, personId: Uuid): Promise<StandingSponsorship[]> {
  const rows = await ctx.sql<SponsorshipRow>`
    SELECT sponsorship.sponsorship_id, sponsorship.subject_id, sponsorship.object_id, sponsorship.from_at, sponsorship.cause
      FROM relations.sponsorship AS sponsorship
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.object_id = ${personId} AND sponsorship.to_at IS NULL`;
  return rows.map(shaped);
}

/** Whether going up from one partner leads to another. */
export async function isSponsoredBy(ctx: Ctx, personId: Uuid, wantedId: Uuid): Promise<boolean> {
  const rows = await ctx.sql.anew<{ object_id: Uuid }>`
    WITH RECURSIVE chain AS (
      SELECT ${personId}::uuid AS object_id
       UNION
      SELECT above.object_id
        FROM chain
       CROSS JOIN LATERAL (SELECT sponsorship.object_id
                             FROM relations.sponsorship AS sponsorship
                            WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.subject_id = chain.object_id AND sponsorship.to_at IS NULL
                           OFFSET 0) AS above
    )
    SELECT chain.object_id FROM chain WHERE chain.object_id = ${wantedId}`;
  return rows.length > 0;
}

/** Somebody above a person, with the stage they have now. */
export interface PersonAbove {
  readonly personId: Uuid;
  readonly node: number;
  readonly stage: Stage;
  /** from 1; counts people, eligible or not */
  readonly depth: number;
}

/** The partners above each of these by sponsorship, nearest first, up to `depth` steps; who has none gets an empty list. */
export async function sponsorsAbove(ctx: Ctx, personIds: readonly Uuid[], depth: number): Promise<Map<Uuid, PersonAbove[]>> {
  const found = new Map<Uuid, PersonAbove[]>(personIds.map((personId) => [personId, []]));
  if (personIds.length === 0 || depth < 1) return found;
  const rows = await ctx.sql.anew<{ start_id: Uuid; person_id: Uuid; node: number; stage: Stage; depth: number }>`
    WITH RECURSIVE chain AS (
      SELECT start.person_id AS start_id, start.person_id, 0 AS depth
        FROM unnest(${plainArray([...found.keys()])}::uuid[]) AS start (person_id)
       UNION ALL
      SELECT chain.start_id, above.object_id, chain.depth + 1
        FROM chain
       CROSS JOIN LATERAL (SELECT sponsorship.object_id
                             FROM relations.sponsorship AS sponsorship
                            WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.subject_id = chain.person_id AND sponsorship.to_at IS NULL
                           OFFSET 0) AS above
       WHERE chain.depth < ${depth}
    )
    SELECT chain.start_id, chain.person_id, person.node, person.stage, chain.depth
      FROM chain
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = chain.person_id
     WHERE chain.depth > 0
     ORDER BY chain.depth`;
  for (const row of rows) found.get(row.start_id)?.push({ personId: row.person_id, node: row.node, stage: row.stage, depth: row.depth });
  return found;
}
