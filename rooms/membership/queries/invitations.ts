import type { Ctx } from '../../../kit/ctx.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';

/** To somebody who behaves like a member: they are asked to become one. */
export const MEMBERSHIP_INVITED = 'membership.invited';

/** Nobody is asked twice within this; as long is what people do after a round counted. */
export const ASK_AGAIN_MS = 90 * 86_400_000;

/** Who of these people may be asked now: with consent, no member, not asked lately, and not held out. */
export async function mayBeAsked(ctx: Ctx, people: readonly Uuid[]): Promise<Set<Uuid>> {
  const rows = await ctx.sql<{ person_id: Uuid }>`
    SELECT person.person_id
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${uuids(people, (id) => id)}::uuid[]) AND person.erased_at IS NULL
       AND EXISTS (SELECT 1 FROM relations.consent AS consent
                    WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = person.person_id AND consent.withdrawn_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM membership.standing AS standing
                        WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = person.person_id AND standing.to_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM membership.notice AS notice
                        WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = person.person_id AND notice.kind = ${MEMBERSHIP_INVITED}
                          AND notice.told_at > ${new Date(ctx.now.getTime() - ASK_AGAIN_MS)}::timestamptz)
       AND NOT EXISTS (SELECT 1 FROM membership.invitation_place AS place
                         JOIN membership.invitation_round AS round
                           ON round.tenant_id = ${ctx.tenantId} AND round.round_id = place.round_id
                        WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = person.person_id AND place.is_held_out
                          AND round.ends_at > ${ctx.now}::timestamptz)`;
  return new Set(rows.map((row) => row.person_id));
}

/** Who of these people is left out of a round that is not over, and since when. */
export async function heldOutSince(ctx: Ctx, people: readonly Uuid[]): Promise<Map<Uuid, Date>> {
  const rows = await ctx.sql<{ person_id: Uuid; since: Date }>`
    SELECT place.person_id, max(round.asked_at) AS since
      FROM membership.invitation_place AS place
      JOIN membership.invitation_round AS round ON round.tenant_id = ${ctx.tenantId} AND round.round_id = place.round_id
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ANY(${uuids(people, (id) => id)}::uuid[]) AND place.is_held_out
       AND round.ends_at > ${ctx.now}::timestamptz
     GROUP BY place.person_id`;
  return new Map(rows.map((row) => [row.person_id, row.since]));
}

/** The rounds of invitations somebody was in, the last first. */
export async function invitationsOf(ctx: Ctx, personId: Uuid): Promise<{ round: string; at: string; isHeldOut: boolean }[]> {
  const rows = await ctx.sql<{ round_id: Uuid; asked_at: Date; is_held_out: boolean }>`
    SELECT place.round_id, round.asked_at, place.is_held_out
      FROM membership.invitation_place AS place
      JOIN membership.invitation_round AS round ON round.tenant_id = ${ctx.tenantId} AND round.round_id = place.round_id
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${personId}
     ORDER BY place.round_id DESC`;
  return rows.map((row) => ({
    round: publicId('invitationRound', row.round_id),
    at: row.asked_at.toISOString(),
    isHeldOut: row.is_held_out,
  }));
}
