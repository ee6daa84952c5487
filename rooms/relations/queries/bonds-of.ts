import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Bonds, PersonRef } from '../api.ts';
import { inForce, type Attribution } from '../model/attribution.ts';
import { peopleRefs } from './about-person.ts';
import { waitingChangeOf } from './attribution-changes.ts';
import { bondsAt } from './attributions.ts';
import { sponsorshipsOf } from './sponsorships.ts';
import { sharedTraces } from './traces.ts';

const SHOWN = 100;
const DAY_MS = 86_400_000;

interface PastRow {
  id: Uuid;
  object_id: Uuid | null;
  from_at: Date;
  ends_at: Date;
  cause: string;
  ended: string;
  reason: string | null;
}

/** What binds a person and whom they hold (rules.md B12): to whom, until when, protection left, why; and what was before. */
export async function bondsOf(ctx: Ctx, personId: Uuid): Promise<Bonds> {
  const now = ctx.now.getTime();
  const own = (await bondsAt(ctx, [personId], ctx.now)).get(personId);
  const current = own ? inForce(own, now) : null;
  const next = own?.rows.find((row) => row.from !== null && row.from > now) ?? null;
  const sponsorship = (await sponsorshipsOf(ctx, [personId])).get(personId) ?? null;
  const attributions = await pastAttributions(ctx, personId);
  const sponsorships = await pastSponsorships(ctx, personId);
  const waiting = await waitingChangeOf(ctx, [personId]);
  const past = [
    ...attributions.map((row) => ({ kind: 'attribution' as const, row })),
    ...sponsorships.map((row) => ({ kind: 'sponsorship' as const, row })),
  ].sort((a, b) => b.row.from_at.getTime() - a.row.from_at.getTime());
  const refs = await peopleRefs(
    ctx,
    [current?.objectId, next?.objectId, sponsorship?.objectId, waiting?.object_id, ...past.map(({ row }) => row.object_id)].filter(
      (id) => id != null,
    ),
  );
  const refOf = (id: Uuid | null | undefined): PersonRef | null => (id == null ? null : (refs.get(id) ?? null));
  const reasons = await reasonsOf(ctx, personId);
  const holder = refOf(current?.objectId);
  const pair = current?.objectId == null ? [] : [{ buyerId: personId, payeeId: current.objectId }];
  const suspect = [...(await sharedTraces(ctx, pair)).values()].flat();
  const sponsor = refOf(sponsorship?.objectId);
  return {
    attribution:
      current && holder
        ? { ...termsOf(current, now), person: holder, reason: reasons.get(current.attributionId ?? '') ?? null, suspect }
        : null,
    next: next
      ? { person: refOf(next.objectId), from: instant(next.from ?? now), reason: reasons.get(next.attributionId ?? '') ?? null }
      : null,
    sponsorship:
      sponsorship && sponsor
        ? {
            id: publicId('sponsorship', sponsorship.sponsorshipId),
            person: sponsor,
            from: sponsorship.from.toISOString(),
            cause: sponsorship.cause,
            reason: reasons.get(sponsorship.sponsorshipId) ?? null,
          }
        : null,
    waiting: waiting && {
      id: publicId('attributionChange', waiting.change_id),
      person: refOf(waiting.object_id),
      reason: waiting.reason,
      askedBy: waiting.asked_by,
      askedAt: waiting.asked_at.toISOString(),
    },
    holds: await countHeld(ctx, personId),
    history: past.map(({ kind, row }) => ({
      id: publicId(kind, row.id),
      kind,
      person: refOf(row.object_id),
      from: row.from_at.toISOString(),
      to: row.ends_at.toISOString(),
      cause: row.cause,
      ended: row.ended,
      reason: row.reason,
    })),
  };
}

function termsOf(
  row: Attribution,
  now: number,
): Pick<NonNullable<Bonds['attribution']>, 'id' | 'from' | 'until' | 'protectedUntil' | 'protectionDaysLeft' | 'cause'> {
  const ends = [row.to, row.validUntil].filter((at) => at !== null);
  return {
    id: row.attributionId === null ? null : publicId('attribution', row.attributionId),
    from: row.from === null ? null : instant(row.from),
    until: ends.length === 0 ? null : instant(Math.min(...ends)),
    protectedUntil: row.protectedUntil === null ? null : instant(row.protectedUntil),
    protectionDaysLeft: row.protectedUntil === null ? null : Math.max(0, Math.ceil((row.protectedUntil - now) / DAY_MS)),
    cause: row.cause,
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

// An interval whose validity is over belongs to the past, whether anybody wrote that down or not.
async function pastAttributions(ctx: Ctx, personId: Uuid): Promise<PastRow[]> {
  return await ctx.sql<PastRow>`
    SELECT attribution.attribution_id AS id, attribution.object_id, attribution.from_at,
           least(attribution.to_at, attribution.valid_until) AS ends_at, attribution.cause,
           CASE WHEN attribution.valid_until <= coalesce(attribution.to_at, attribution.valid_until) THEN 'expired' ELSE attribution.ended END AS ended,
           attribution.evidence ->> 'reason' AS reason
      FROM relations.attribution AS attribution
     WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.subject_id = ${personId}
       AND (attribution.to_at <= ${ctx.now} OR attribution.valid_until <= ${ctx.now}) AND (attribution.to_at IS NULL OR attribution.to_at > attribution.from_at)
     ORDER BY attribution.from_at DESC
     LIMIT ${SHOWN}`;
}

async function pastSponsorships(ctx: Ctx, personId: Uuid): Promise<PastRow[]> {
  return await ctx.sql<PastRow>`
    SELECT sponsorship.sponsorship_id AS id, sponsorship.object_id, sponsorship.from_at, sponsorship.to_at AS ends_at, sponsorship.cause,
           sponsorship.ended, sponsorship.evidence ->> 'reason' AS reason
      FROM relations.sponsorship AS sponsorship
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.subject_id = ${personId} AND sponsorship.to_at IS NOT NULL
     ORDER BY sponsorship.from_at DESC
     LIMIT ${SHOWN}`;
}

/** Why the standing bonds of a person were changed, by their id. */
async function reasonsOf(ctx: Ctx, personId: Uuid): Promise<Map<Uuid, string | null>> {
  const rows = await ctx.sql<{ id: Uuid; reason: string | null }>`
    SELECT attribution.attribution_id AS id, attribution.evidence ->> 'reason' AS reason
      FROM relations.attribution AS attribution
     WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.subject_id = ${personId}
       AND (attribution.to_at IS NULL OR attribution.to_at > ${ctx.now})
     UNION ALL
    SELECT sponsorship.sponsorship_id, sponsorship.evidence ->> 'reason'
      FROM relations.sponsorship AS sponsorship
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.subject_id = ${personId} AND sponsorship.to_at IS NULL`;
  return new Map(rows.map((row) => [row.id, row.reason]));
}

async function countHeld(ctx: Ctx, personId: Uuid): Promise<{ customers: number; partners: number }> {
  return await ctx.sql.one<{ customers: number; partners: number }>`
    SELECT (SELECT count(*)::int
              FROM relations.attribution AS attribution
             WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.object_id = ${personId} AND attribution.from_at <= ${ctx.now}
               AND (attribution.to_at IS NULL OR attribution.to_at > ${ctx.now})
               AND (attribution.valid_until IS NULL OR attribution.valid_until > ${ctx.now}))
         + (SELECT count(*)::int
              FROM relations.referral AS referral
             WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = ${personId} AND referral.to_at IS NULL AND referral.binds
               AND NOT EXISTS (SELECT 1 FROM relations.attribution AS own
                                WHERE own.tenant_id = ${ctx.tenantId} AND own.subject_id = referral.subject_id AND own.from_at <= ${ctx.now}
                                  AND (own.to_at IS NULL OR own.to_at > own.from_at))) AS customers,
           (SELECT count(*)::int
              FROM relations.sponsorship AS sponsorship
             WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.object_id = ${personId} AND sponsorship.to_at IS NULL) AS partners`;
}
