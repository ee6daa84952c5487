import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { PersonRef } from '../api.ts';
import { personRefOf } from './person-reply.ts';

/** Names of people, by id. */
export async function peopleRefs(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, PersonRef>> {
  const rows = await ctx.sql<{ person_id: Uuid; external_id: string | null; name: string | null }>`
    SELECT person.person_id, person.external_id, person.name
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[])`;
  return new Map(rows.map((row) => [row.person_id, personRefOf(row)]));
}

/** How many identities a person has and how many they introduced. */
export async function countContacts(ctx: Ctx, person: { personId: Uuid; node: number }): Promise<{ identities: number; directs: number }> {
  return await ctx.sql.one`
    SELECT (SELECT count(*)::int FROM relations.identity AS identity
             WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${person.personId}) AS identities,
           (SELECT count(*)::int FROM relations.person AS friend
             WHERE friend.tenant_id = ${ctx.tenantId} AND friend.a1_node = ${person.node}) AS directs`;
}

/** The records that were merged into a person: their ids answer as this one. */
export async function mergedRecordsOf(ctx: Ctx, personId: Uuid): Promise<{ id: string; externalId: string | null; createdAt: string }[]> {
  const rows = await ctx.sql<{ person_id: Uuid; external_id: string | null; created_at: Date }>`
    SELECT person.person_id, person.external_id, person.created_at
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.merged_into = ${personId}
     ORDER BY person.person_id`;
  return rows.map((row) => ({
    id: publicId('person', row.person_id),
    externalId: row.external_id,
    createdAt: row.created_at.toISOString(),
  }));
}

/** Every introduction that ever named a person as the introduced one, closed ones too. */
export async function referralHistoryOf(
  ctx: Ctx,
  personId: Uuid,
): Promise<{ id: string; referrer: string; from: string | null; to: string | null; cause: string }[]> {
  const rows = await ctx.sql<{
    referral_id: Uuid;
    object_id: Uuid;
    from_at: Date | null;
    to_at: Date | null;
    cause: string;
  }>`
    SELECT standing.referral_id, standing.object_id, standing.from_at, standing.to_at, standing.cause
      FROM relations.referral AS standing
     WHERE standing.tenant_id = ${ctx.tenantId} AND standing.subject_id = ${personId} AND standing.to_at IS NULL
     UNION ALL
    SELECT closed.referral_id, closed.object_id, closed.from_at, closed.to_at, closed.cause
      FROM relations.referral AS closed
     WHERE closed.tenant_id = ${ctx.tenantId} AND closed.subject_id = ${personId} AND closed.to_at IS NOT NULL`;
  return rows.map((row) => ({
    id: publicId('referral', row.referral_id),
    referrer: publicId('person', row.object_id),
    from: row.from_at?.toISOString() ?? null,
    to: row.to_at?.toISOString() ?? null,
    cause: row.cause,
  }));
}
