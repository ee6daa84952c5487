import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { tellPerson } from './tell-person.ts';

/** To somebody who behaves like a member: they are asked to become one. */
export const MEMBERSHIP_INVITED = 'membership.invited';

/** Nobody is asked twice within this. */
const ASK_AGAIN_MS = 90 * 86_400_000;

/**
 * Asks somebody in their inbox to become a member. Nothing is sent elsewhere, and the card is bought like any other.
 * @throws `invitation.isMember`, `.noConsent` (they never agreed to be contacted, or took it back), `.askedLately`
 */
export async function inviteMember(ctx: Ctx, personId: Uuid): Promise<{ askedAt: string }> {
  // Of two who ask at once one is told that the other did.
  await lockLane(ctx);
  const row = await ctx.sql.one<{ is_member: boolean; has_agreed: boolean; asked_at: Date | null }>`
    SELECT EXISTS (SELECT 1 FROM membership.standing AS standing
                    WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = ${personId} AND standing.to_at IS NULL) AS is_member,
           EXISTS (SELECT 1 FROM relations.consent AS consent
                    WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId} AND consent.withdrawn_at IS NULL) AS has_agreed,
           (SELECT max(notice.told_at) FROM membership.notice AS notice
             WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.kind = ${MEMBERSHIP_INVITED}) AS asked_at`;
  if (row.is_member) throw new DomainError('invitation.isMember');
  if (!row.has_agreed) throw new DomainError('invitation.noConsent');
  if (row.asked_at && ctx.now.getTime() - row.asked_at.getTime() < ASK_AGAIN_MS) {
    throw new DomainError('invitation.askedLately', { askedAt: row.asked_at.toISOString() });
  }
  await tellPerson(ctx, personId, { kind: MEMBERSHIP_INVITED, facts: {} });
  return { askedAt: ctx.now.toISOString() };
}
