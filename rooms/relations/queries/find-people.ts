import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { SourceKind, Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { PersonFacts } from '../events.ts';

/** A person as bulk writers need them: identity, facts and the three nearest referrers. */
export interface KnownPerson {
  readonly personId: Uuid;
  readonly node: number;
  readonly externalId: string | null;
  readonly facts: PersonFacts;
  readonly stage: Stage;
  readonly hasName: boolean;
  readonly sourceId: Uuid | null;
  readonly a1Node: number | null;
  readonly a2Node: number | null;
  readonly a3Node: number | null;
}

/**
 * The people behind external ids, merged ones answered by who absorbed them. Unknown ids are left out.
 * @returns by the external id asked for
 */
export async function findPeople(ctx: Ctx, externalIds: readonly string[]): Promise<Map<string, KnownPerson>> {
  const found = new Map<string, KnownPerson>();
  if (externalIds.length === 0) return found;
  const rows = await ctx.sql.anew<{ external_id: string; person_id: Uuid }>`
    SELECT person.external_id, coalesce(person.merged_into, person.person_id) AS person_id
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.external_id = ANY(${externalIds}::text[])`;
  const people = await loadPeople(ctx, [...new Set(rows.map((row) => row.person_id))]);
  for (const row of rows) {
    const person = people.get(row.person_id);
    if (person) found.set(row.external_id, person);
  }
  return found;
}

/** The people with these ids (none of them merged away). */
export async function loadPeople(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, KnownPerson>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{
    person_id: Uuid;
    node: number;
    external_id: string | null;
    has_name: boolean;
    stage: Stage;
    source_id: Uuid | null;
    seen_ms: number | null;
    consent_ms: number | null;
    created_ms: number;
    source_kind: SourceKind | null;
    has_referrer: boolean;
    known_ms: number | null;
    a1_node: number | null;
    a2_node: number | null;
    a3_node: number | null;
  }>`
    SELECT person.person_id, person.node, person.external_id, person.name IS NOT NULL AS has_name, person.stage, person.source_id,
           (extract(epoch FROM person.seen_at) * 1000)::float8 AS seen_ms,
           (extract(epoch FROM person.consent_at) * 1000)::float8 AS consent_ms,
           (extract(epoch FROM person.created_at) * 1000)::float8 AS created_ms,
           source.kind AS source_kind,
           referral.has_referrer IS NOT NULL AS has_referrer,
           (extract(epoch FROM referral.from_at) * 1000)::float8 AS known_ms,
           person.a1_node, person.a2_node, person.a3_node
      FROM relations.person AS person
      LEFT JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id
      LEFT JOIN LATERAL (SELECT true AS has_referrer, standing.from_at
                           FROM relations.referral AS standing
                          WHERE standing.tenant_id = ${ctx.tenantId} AND standing.subject_id = person.person_id AND standing.to_at IS NULL
                         OFFSET 0) AS referral ON true
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  return new Map(
    rows.map((row) => [
      row.person_id,
      {
        personId: row.person_id,
        node: row.node,
        externalId: row.external_id,
        facts: {
          seenAt: row.seen_ms,
          consentAt: row.consent_ms,
          createdAt: row.created_ms,
          referral: row.has_referrer ? { knownAt: row.known_ms } : null,
          sourceKind: row.source_kind,
        },
        stage: row.stage,
        hasName: row.has_name,
        sourceId: row.source_id,
        a1Node: row.a1_node,
        a2Node: row.a2_node,
        a3Node: row.a3_node,
      },
    ]),
  );
}

/**
 * The people who answer for these ids now, by the id asked for: asked under the lane, a merge that came between finding
 * a person and writing about them changes nothing.
 */
export async function loadSurvivors(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, KnownPerson>> {
  const rows = await ctx.sql<{ asked_id: Uuid; person_id: Uuid }>`
    SELECT person.person_id AS asked_id, coalesce(person.merged_into, person.person_id) AS person_id
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  const people = await loadPeople(ctx, [...new Set(rows.map((row) => row.person_id))]);
  return new Map(
    rows.flatMap((row) => {
      const person = people.get(row.person_id);
      return person ? [[row.asked_id, person]] : [];
    }),
  );
}

/** Who holds these phone numbers, addresses and other identities (in normal form); by `kind value`. */
export async function holdersOf(ctx: Ctx, identities: readonly { kind: string; value: string }[]): Promise<Map<string, Uuid>> {
  if (identities.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ kind: string; value: string; person_id: Uuid }>`
    SELECT identity.kind, identity.value, identity.person_id
      FROM relations.identity AS identity
      JOIN unnest(${identities.map((identity) => identity.kind)}::text[], ${identities.map((identity) => identity.value)}::text[])
           AS wanted (kind, value) ON wanted.kind = identity.kind AND wanted.value = identity.value
     WHERE identity.tenant_id = ${ctx.tenantId}`;
  return new Map(rows.map((row) => [identityKey(row), row.person_id]));
}

export function identityKey(identity: { kind: string; value: string }): string {
  return `${identity.kind} ${identity.value}`;
}

/** Whether who a person is was erased. */
export async function isErased(ctx: Ctx, personId: Uuid): Promise<boolean> {
  const erased = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId} AND person.erased_at IS NOT NULL`;
  return erased !== null;
}
