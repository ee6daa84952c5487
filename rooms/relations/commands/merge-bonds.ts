import type { Ctx } from '../../../kit/ctx.ts';
import type { Lane } from '../../../kit/db/lane.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { inForce, strongerOf, type Attribution, type Bonds } from '../model/attribution.ts';
import { bondsAbove, bondsAt } from '../queries/attributions.ts';
import { isSponsoredBy, sponsorshipsOf } from '../queries/sponsorships.ts';
import { byWhom, endsOf, graphOf } from './bind-attributions.ts';
import { beginSponsorships, endSponsorships } from './set-sponsor.ts';
import { writeAttributions } from './write-attributions.ts';

interface Pair {
  readonly survivorId: Uuid;
  readonly absorbedId: Uuid;
}

/** What binds two records of one person before they become one: read before their referrals are joined. */
export async function bondsOfPair(ctx: Ctx, { survivorId, absorbedId }: Pair): Promise<{ survivor: Bonds; absorbed: Bonds }> {
  const none: Bonds = { rows: [], hasPast: false, referral: null };
  const people = await bondsAt(ctx, [survivorId, absorbedId], ctx.now);
  return { survivor: people.get(survivorId) ?? none, absorbed: people.get(absorbedId) ?? none };
}

/**
 * Joins the attributions of two records of one person (rules.md B10): the one with the later protection stays, with its clock and
 * dials; what would lead back to the person is closed. Whoever the absorbed record held is held by the survivor.
 * Called after the referrals were joined; rows closed here keep the ids they were made with.
 */
export async function joinAttributions(ctx: Ctx, lane: Lane, pair: Pair, before: { survivor: Bonds; absorbed: Bonds }): Promise<void> {
  const { survivorId, absorbedId } = pair;
  const at = ctx.now.getTime();
  const candidates = [before.survivor, before.absorbed].map((bonds) => inForce(bonds, at));
  const objects = candidates.flatMap((one) => one?.objectId ?? []);
  const graph = graphOf(await bondsAbove(ctx, objects, ctx.now));
  const [own, other] = candidates.map((one) =>
    one?.objectId == null || [survivorId, absorbedId].some((twin) => graph.leadsTo(one.objectId ?? '', twin)) ? null : one,
  );
  const kept = strongerOf(own ?? null, other ?? null);
  const keepsOwn = kept !== null && kept === own;
  await writeAttributions(ctx, {
    ends: [...endsOf(before.absorbed, at, 'merge'), ...(keepsOwn ? [] : endsOf(before.survivor, at, 'merge'))],
    begins: [],
  });
  await ctx.sql.exec`
    UPDATE relations.attribution AS attribution
       SET object_id = ${survivorId}
     WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.object_id = ${absorbedId}
       AND attribution.subject_id NOT IN (${survivorId}, ${absorbedId}) AND attribution.ended IS DISTINCT FROM 'merge'`;
  if (keepsOwn && kept.attributionId !== null) return;
  // What the joined record says by itself now, through its referral; an interval is written only to say otherwise.
  const joined = (await bondsAt(ctx, [survivorId], ctx.now)).get(survivorId);
  const says = joined ? (inForce(joined, at)?.objectId ?? null) : null;
  if (says === (kept?.objectId ?? null)) return;
  await writeAttributions(ctx, {
    ends: [],
    begins: [
      {
        attributionId: newId(lane.lastIdMs),
        subjectId: survivorId,
        objectId: kept?.objectId ?? null,
        from: at,
        protectedUntil: kept?.protectedUntil ?? null,
        validUntil: kept?.validUntil ?? null,
        cause: 'merge',
        evidence: { absorbed: publicId('person', absorbedId), ...keptFrom(kept), ...byWhom(ctx) },
        dials: kept?.dials ?? null,
      },
    ],
  });
}

function keptFrom(kept: Attribution | null): { after?: Uuid } {
  return kept?.attributionId ? { after: kept.attributionId } : {};
}

/** Joins the sponsorships of two records of one person: the older one that leads to neither stays. */
export async function joinSponsorships(ctx: Ctx, lane: Lane, { survivorId, absorbedId }: Pair): Promise<void> {
  const standing = await sponsorshipsOf(ctx, [survivorId, absorbedId]);
  const rows = [...standing.values()].sort((a, b) => a.from.getTime() - b.from.getTime() || (a.sponsorshipId < b.sponsorshipId ? -1 : 1));
  let kept: Uuid | null = null;
  for (const { objectId } of rows) {
    const leadsBack = (await isSponsoredBy(ctx, objectId, survivorId)) || (await isSponsoredBy(ctx, objectId, absorbedId));
    if (!leadsBack && kept === null) kept = objectId;
  }
  const staysPut = kept !== null && standing.get(survivorId)?.objectId === kept;
  await endSponsorships(
    ctx,
    rows.filter((row) => !(staysPut && row.subjectId === survivorId)),
    'merge',
  );
  await ctx.sql.exec`
    UPDATE relations.sponsorship AS sponsorship
       SET object_id = ${survivorId}
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.object_id = ${absorbedId}
       AND sponsorship.subject_id NOT IN (${survivorId}, ${absorbedId}) AND sponsorship.ended IS DISTINCT FROM 'merge'`;
  if (kept !== null && !staysPut) await beginSponsorships(ctx, lane, [{ subjectId: survivorId, objectId: kept }], 'merge');
}

/** Links the absorbed record sent or opened are the survivor's. */
export async function moveTouches(ctx: Ctx, { survivorId, absorbedId }: Pair): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.touch AS touch
       SET object_id = ${survivorId}
     WHERE touch.tenant_id = ${ctx.tenantId} AND touch.object_id = ${absorbedId}`;
  await ctx.sql.exec`
    UPDATE relations.touch AS touch
       SET subject_id = ${survivorId}
     WHERE touch.tenant_id = ${ctx.tenantId} AND touch.subject_id = ${absorbedId}`;
}
