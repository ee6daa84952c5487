import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { inForce, type Attribution, type AttributionCause, type AttributionEnd, type Bonds, type Dials } from '../model/attribution.ts';

/** A person with what binds them around an instant. */
export interface BoundPerson extends Bonds {
  readonly stage: Stage;
}

interface BondRow {
  person_id: Uuid;
  stage: Stage;
  referrer_id: Uuid | null;
  known_ms: number | null;
  has_past: boolean;
  attribution_id: Uuid | null;
  object_id: Uuid | null;
  from_ms: number;
  to_ms: number | null;
  protected_ms: number | null;
  valid_ms: number | null;
  cause: AttributionCause;
  dials: Dials | null;
}

/** Everything that says who earns from these people around an instant; people who do not exist are left out. */
export async function bondsAt(ctx: Ctx, personIds: readonly Uuid[], at: Date): Promise<Map<Uuid, BoundPerson>> {
  const people = new Map<Uuid, BoundPerson & { rows: Attribution[] }>();
  if (personIds.length === 0) return people;
  const rows = await ctx.sql.anew<BondRow>`
    SELECT person.person_id, person.stage, referral.object_id AS referrer_id,
           (extract(epoch FROM referral.from_at) * 1000)::float8 AS known_ms,
           EXISTS (SELECT 1 FROM relations.attribution AS past
                    WHERE past.tenant_id = ${ctx.tenantId} AND past.subject_id = person.person_id
                      AND past.to_at <= ${at} AND past.to_at > past.from_at) AS has_past,
           attribution.attribution_id, attribution.object_id, attribution.cause, attribution.dials,
           (extract(epoch FROM attribution.from_at) * 1000)::float8 AS from_ms,
           (extract(epoch FROM attribution.to_at) * 1000)::float8 AS to_ms,
           (extract(epoch FROM attribution.protected_until) * 1000)::float8 AS protected_ms,
           (extract(epoch FROM attribution.valid_until) * 1000)::float8 AS valid_ms
      FROM relations.person AS person
      LEFT JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = person.person_id AND referral.to_at IS NULL AND referral.binds
            AND (referral.from_at IS NULL OR referral.from_at <= ${at} OR ${at >= ctx.now}::boolean)
      LEFT JOIN relations.attribution AS attribution
             ON attribution.tenant_id = ${ctx.tenantId} AND attribution.subject_id = person.person_id
            AND (attribution.to_at IS NULL OR (attribution.to_at > ${at} AND attribution.to_at > attribution.from_at))
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  for (const row of rows) {
    let person = people.get(row.person_id);
    if (!person) {
      person = { stage: row.stage, rows: [], hasPast: row.has_past, referral: referralOf(row) };
      people.set(row.person_id, person);
    }
    if (row.attribution_id === null) continue;
    person.rows.push({
      attributionId: row.attribution_id,
      objectId: row.object_id,
      from: row.from_ms,
      to: row.to_ms,
      protectedUntil: row.protected_ms,
      validUntil: row.valid_ms,
      cause: row.cause,
      dials: row.dials,
    });
  }
  return people;
}

function referralOf(row: BondRow): Attribution | null {
  if (row.referrer_id === null) return null;
  return {
    attributionId: null,
    objectId: row.referrer_id,
    from: row.known_ms,
    to: null,
    protectedUntil: null,
    validUntil: null,
    cause: 'referral',
    dials: null,
  };
}

/**
 * Who earns from each of these people at an instant (rules.md B6): the object of the attribution in force, null = nobody (none,
 * expired, released, the house). Judged by the instant alone, so nothing has to run for an attribution to end.
 */
export async function attributionsAt(ctx: Ctx, personIds: readonly Uuid[], at: Date = ctx.now): Promise<Map<Uuid, Uuid | null>> {
  if (at >= ctx.now && !(await hasBonds(ctx))) return await referrersOf(ctx, personIds);
  const people = await bondsAt(ctx, personIds, at);
  return new Map(personIds.map((personId) => [personId, objectAt(people.get(personId), at.getTime())]));
}

async function referrersOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Uuid | null>> {
  const found = new Map<Uuid, Uuid | null>(personIds.map((personId) => [personId, null]));
  const rows = await ctx.sql.anew<{ subject_id: Uuid; object_id: Uuid }>`
    SELECT referral.subject_id, referral.object_id
      FROM relations.referral AS referral
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ANY(${plainArray(personIds)}::uuid[]) AND referral.to_at IS NULL AND referral.binds`;
  for (const row of rows) found.set(row.subject_id, row.object_id);
  return found;
}

function objectAt(bonds: Bonds | undefined, at: number): Uuid | null {
  return bonds ? (inForce(bonds, at)?.objectId ?? null) : null;
}

/** Whether anything but referrals says who earns in this brand: without it every attribution is the referral. */
export async function hasBonds(ctx: Ctx): Promise<boolean> {
  const { any } = await ctx.sql.one<{ any: boolean }>`
    SELECT EXISTS (SELECT 1 FROM relations.attribution AS attribution WHERE attribution.tenant_id = ${ctx.tenantId})
        OR EXISTS (SELECT 1 FROM relations.dial_setting AS setting WHERE setting.tenant_id = ${ctx.tenantId}) AS any`;
  return any;
}

/** Every pair (person, who earns or will earn from them) found by going up from these people: what a ring is searched in. */
export async function bondsAbove(ctx: Ctx, personIds: readonly Uuid[], at: Date): Promise<{ subject_id: Uuid; object_id: Uuid }[]> {
  if (personIds.length === 0) return [];
  return await ctx.sql.anew<{ subject_id: Uuid; object_id: Uuid }>`
    WITH RECURSIVE chain AS (
      SELECT NULL::uuid AS subject_id, start.person_id AS object_id
        FROM unnest(${plainArray([...new Set(personIds)])}::uuid[]) AS start (person_id)
       UNION
      SELECT chain.object_id, above.object_id
        FROM chain
       CROSS JOIN LATERAL (SELECT attribution.object_id
                             FROM relations.attribution AS attribution
                            WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.subject_id = chain.object_id AND attribution.object_id IS NOT NULL
                              AND (attribution.to_at IS NULL OR (attribution.to_at > ${at} AND attribution.to_at > attribution.from_at))
                              AND (attribution.valid_until IS NULL OR attribution.valid_until > ${at})
                            UNION ALL
                           SELECT referral.object_id
                             FROM relations.referral AS referral
                            WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = chain.object_id AND referral.to_at IS NULL AND referral.binds
                              AND NOT EXISTS (SELECT 1 FROM relations.attribution AS own
                                               WHERE own.tenant_id = ${ctx.tenantId} AND own.subject_id = chain.object_id AND own.from_at <= ${at}
                                                 AND (own.to_at IS NULL OR own.to_at > own.from_at))
                           OFFSET 0) AS above
    )
    SELECT chain.subject_id, chain.object_id FROM chain WHERE chain.subject_id IS NOT NULL`;
}

/** Which of these people somebody's attribution leads to, or may: the only ones through whom a ring can close. */
export async function holdersAmong(ctx: Ctx, personIds: readonly Uuid[]): Promise<Set<Uuid>> {
  if (personIds.length === 0) return new Set();
  const people = plainArray([...new Set(personIds)]);
  const rows = await ctx.sql.anew<{ person_id: Uuid }>`
    SELECT wanted.person_id
      FROM unnest(${people}::uuid[]) AS wanted (person_id)
     WHERE EXISTS (SELECT 1 FROM relations.attribution AS attribution
                    WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.object_id = wanted.person_id)
        OR EXISTS (SELECT 1 FROM relations.referral AS referral
                    WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = wanted.person_id AND referral.to_at IS NULL AND referral.binds)`;
  return new Set(rows.map((row) => row.person_id));
}

/** An interval that has not ended, as its holder sees it. */
export interface HeldAttribution {
  readonly attributionId: Uuid;
  readonly subjectId: Uuid;
  /** epoch ms */
  readonly from: number;
  /** when and why it is to end; null = nobody has said */
  readonly ends: { readonly to: number; readonly ended: AttributionEnd } | null;
  readonly dials: Dials | null;
}

/** The intervals, begun or to begin, by which somebody holds others at an instant; bonds by referral alone are not among them. */
export async function heldBy(ctx: Ctx, personId: Uuid, at: Date): Promise<HeldAttribution[]> {
  const rows = await ctx.sql.anew<{
    attribution_id: Uuid;
    subject_id: Uuid;
    from_ms: number;
    to_ms: number | null;
    ended: AttributionEnd | null;
    dials: Dials | null;
  }>`
    SELECT attribution.attribution_id, attribution.subject_id, attribution.dials, attribution.ended,
           (extract(epoch FROM attribution.from_at) * 1000)::float8 AS from_ms,
           (extract(epoch FROM attribution.to_at) * 1000)::float8 AS to_ms
      FROM relations.attribution AS attribution
     WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.object_id = ${personId}
       AND (attribution.to_at IS NULL OR (attribution.to_at > ${at} AND attribution.to_at > attribution.from_at))
       AND (attribution.valid_until IS NULL OR attribution.valid_until > ${at})
     ORDER BY attribution.attribution_id`;
  return rows.map((row) => ({
    attributionId: row.attribution_id,
    subjectId: row.subject_id,
    from: row.from_ms,
    ends: row.to_ms === null || row.ended === null ? null : { to: row.to_ms, ended: row.ended },
    dials: row.dials,
  }));
}
