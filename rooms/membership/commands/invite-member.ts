import { randomInt } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { booleans, uuids } from '../../../kit/db/arrays.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { drawHeldOut } from '../model/hold-out.ts';
import { ASK_AGAIN_MS, MEMBERSHIP_INVITED, mayBeAsked } from '../queries/invitations.ts';
import { tellPeople, tellPerson } from './tell-person.ts';

/**
 * Asks somebody in their inbox to become a member. Nothing is sent elsewhere, and the card is bought like any other.
 * @throws `invitation.isMember`, `.noConsent` (they never agreed to be contacted, or took it back), `.askedLately`, `.heldOut`
 */
export async function inviteMember(ctx: Ctx, personId: Uuid): Promise<{ askedAt: string }> {
  // Of two who ask at once one is told that the other did.
  await lockLane(ctx);
  const row = await ctx.sql.one<{ is_member: boolean; has_agreed: boolean; asked_at: Date | null; held_until: Date | null }>`
    SELECT EXISTS (SELECT 1 FROM membership.standing AS standing
                    WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = ${personId} AND standing.to_at IS NULL) AS is_member,
           EXISTS (SELECT 1 FROM relations.consent AS consent
                    WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId} AND consent.withdrawn_at IS NULL) AS has_agreed,
           (SELECT max(notice.told_at) FROM membership.notice AS notice
             WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.kind = ${MEMBERSHIP_INVITED}) AS asked_at,
           (SELECT max(round.ends_at)
              FROM membership.invitation_place AS place
              JOIN membership.invitation_round AS round ON round.tenant_id = ${ctx.tenantId} AND round.round_id = place.round_id
             WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${personId} AND place.is_held_out) AS held_until`;
  if (row.is_member) throw new DomainError('invitation.isMember');
  if (!row.has_agreed) throw new DomainError('invitation.noConsent');
  if (row.asked_at && ctx.now.getTime() - row.asked_at.getTime() < ASK_AGAIN_MS) {
    throw new DomainError('invitation.askedLately', { askedAt: row.asked_at.toISOString() });
  }
  if (row.held_until && row.held_until > ctx.now) throw new DomainError('invitation.heldOut', { until: row.held_until.toISOString() });
  await tellPerson(ctx, personId, { kind: MEMBERSHIP_INVITED, facts: {} });
  return { askedAt: ctx.now.toISOString() };
}

/** A round as it was drawn. */
interface InvitationRound {
  readonly roundId: Uuid;
  readonly askedAt: Date;
  readonly endsAt: Date;
  readonly sharePpm: number;
  readonly seed: number;
  readonly invited: number;
  readonly heldOut: number;
}

/**
 * Asks many at once: those of these people who may be asked, the first of them first, less a share that is left out by lot. What the round
 * added can then be told from what would have come anyway. @throws `invitation.nobody`
 */
export async function inviteMembers(
  ctx: Ctx,
  people: readonly Uuid[],
  { most, sharePpm }: { most: number; sharePpm: number },
): Promise<InvitationRound> {
  await lockLane(ctx);
  const open = await mayBeAsked(ctx, people);
  // In the order of their ids, so that the seed draws the same people whoever looks.
  const drawn = people
    .filter((id) => open.has(id))
    .slice(0, most)
    .sort();
  if (drawn.length === 0) throw new DomainError('invitation.nobody');
  const seed = randomInt(2 ** 32);
  const held = drawHeldOut(drawn.length, sharePpm, seed);
  const roundId = newId();
  const endsAt = new Date(ctx.now.getTime() + ASK_AGAIN_MS);
  await ctx.sql.exec`
    INSERT INTO membership.invitation_round (tenant_id, round_id, share_ppm, seed, asked_by, asked_at, ends_at, recorded_at)
    VALUES (${ctx.tenantId}, ${roundId}, ${sharePpm}, ${seed}, ${ctx.actor.name}, ${ctx.now}, ${endsAt}, ${ctx.recordedAt})`;
  const places = drawn.map((personId, i) => ({ personId, isHeldOut: held.has(i) }));
  await ctx.sql.exec`
    INSERT INTO membership.invitation_place (tenant_id, round_id, person_id, is_held_out)
    SELECT ${ctx.tenantId}, ${roundId}::uuid, fresh.person_id, fresh.is_held_out
      FROM unnest(${uuids(places, (place) => place.personId)}::uuid[], ${booleans(places, (place) => place.isHeldOut)}::boolean[])
           AS fresh (person_id, is_held_out)`;
  await tellPeople(
    ctx,
    places.flatMap(({ personId, isHeldOut }) => (isHeldOut ? [] : [{ personId, kind: MEMBERSHIP_INVITED, facts: {} }])),
  );
  const round = { askedAt: ctx.now, endsAt, sharePpm, seed, invited: drawn.length - held.size, heldOut: held.size };
  await audit(ctx, {
    action: 'invitationRound.asked',
    subjectKind: 'invitationRound',
    subjectId: publicId('invitationRound', roundId),
    facts: { invited: round.invited, heldOut: round.heldOut, sharePpm, seed },
  });
  return { roundId, ...round };
}
