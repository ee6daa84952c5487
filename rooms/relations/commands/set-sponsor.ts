import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane, type Lane } from '../../../kit/db/lane.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { personNotFound, sponsorshipRefused } from '../errors.ts';
import { announceSponsorships } from '../events.ts';
import { loadSurvivors } from '../queries/find-people.ts';
import { isSponsoredBy, sponsorshipsOf, type StandingSponsorship } from '../queries/sponsorships.ts';
import { byWhom } from './bind-attributions.ts';

export interface SponsorChange {
  readonly person: Uuid;
  /** null = belongs to nobody from now on */
  readonly sponsor: Uuid | null;
  readonly reason: string | null;
}

/**
 * Says which partner a partner belongs to from now on (rules.md §1, B4): both are partners, no ring closes, the same again
 * changes nothing. Audited.
 * @throws DomainError `sponsorship.self`, `sponsorship.cycle`, `sponsorship.notPartner`, `person.notFound`
 */
export async function setSponsor(ctx: Ctx, change: SponsorChange): Promise<void> {
  // The lane first: binds that would close a ring together are judged one after the other.
  const lane = await lockLane(ctx);
  const known = await loadSurvivors(ctx, change.sponsor === null ? [change.person] : [change.person, change.sponsor]);
  const person = known.get(change.person);
  const sponsor = change.sponsor === null ? null : known.get(change.sponsor);
  if (!person || sponsor === undefined) throw personNotFound(person ? '/sponsor' : undefined);
  const standing = (await sponsorshipsOf(ctx, [person.personId])).get(person.personId);
  if ((standing?.objectId ?? null) === (sponsor?.personId ?? null)) return;
  if (sponsor) {
    const pair = { person: person.personId, sponsor: sponsor.personId };
    if (pair.person === pair.sponsor) throw sponsorshipRefused('self', pair);
    const outsider = [person, sponsor].find((one) => one.stage !== 'partner');
    if (outsider) throw sponsorshipRefused('notPartner', { ...pair, who: outsider.personId });
    if (await isSponsoredBy(ctx, sponsor.personId, person.personId)) throw sponsorshipRefused('cycle', pair);
  }
  if (standing) await endSponsorships(ctx, [standing], 'changed');
  if (sponsor) {
    const cause = standing ? 'changed' : 'joined';
    await beginSponsorships(ctx, lane, [{ subjectId: person.personId, objectId: sponsor.personId }], cause, { reason: change.reason });
  }
  await audit(ctx, {
    action: 'sponsorship.changed',
    subjectKind: 'person',
    subjectId: publicId('person', person.personId),
    facts: {
      before: standing ? publicId('person', standing.objectId) : null,
      after: sponsor ? publicId('person', sponsor.personId) : null,
      reason: change.reason,
    },
  });
}

export async function endSponsorships(
  ctx: Ctx,
  rows: readonly StandingSponsorship[],
  ended: 'changed' | 'left' | 'erased' | 'merge',
): Promise<void> {
  if (rows.length === 0) return;
  const ids = plainArray(rows.map((row) => row.sponsorshipId));
  // Whoever waited for the lane may be told a time before the one of whom they waited for.
  await ctx.sql.exec`
    UPDATE relations.sponsorship AS sponsorship
       SET to_at = greatest(sponsorship.from_at, ${ctx.now}), ended = ${ended}
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.sponsorship_id = ANY(${ids}::uuid[])`;
}

export async function beginSponsorships(
  ctx: Ctx,
  lane: Lane,
  pairs: readonly { subjectId: Uuid; objectId: Uuid }[],
  cause: 'joined' | 'changed' | 'inherited' | 'merge',
  evidence: Record<string, unknown> = {},
): Promise<void> {
  if (pairs.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.sponsorship (tenant_id, sponsorship_id, subject_id, object_id, from_at, cause, evidence, recorded_at)
    SELECT ${ctx.tenantId}, fresh.sponsorship_id, fresh.subject_id, fresh.object_id, ${ctx.now}, ${cause},
           ${JSON.stringify({ ...evidence, ...byWhom(ctx) })}::jsonb, ${ctx.recordedAt}
      FROM unnest(${plainArray(pairs.map(() => newId(lane.lastIdMs)))}::uuid[], ${plainArray(pairs.map((pair) => pair.subjectId))}::uuid[],
                  ${plainArray(pairs.map((pair) => pair.objectId))}::uuid[]) AS fresh (sponsorship_id, subject_id, object_id)`;
  await announceSponsorships(ctx, pairs, cause);
}
