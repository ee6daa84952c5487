import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane, type Lane } from '../../../kit/db/lane.ts';
import { emit } from '../../../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { becamePartners, loadPeople, loadSurvivors, personNotFound, releaseHeldBy, setSponsor, uplinesOf } from '../../relations/index.ts';
import { partnerRefused } from '../errors.ts';
import { PARTNERSHIP_CHANGED, type PartnershipChanged, type PartnershipSpan } from '../events.ts';
import { findPartner, partnershipsOf, type PartnerRow } from '../queries/partners.ts';
import { ensureLevels } from './manage-levels.ts';

/** A partnership that has not ended. */
interface Standing {
  partnership_id: Uuid;
  level_id: string | null;
  level_from: Date | null;
}

/**
 * Makes somebody a partner: free, without a purchase, without a quota (compliance P4). They belong to the nearest partner above
 * them, and to another when somebody says so. A level that is not there yet is made. Enrolling a partner again changes at most
 * the level, from now on. The caller's transaction derives their stage anew.
 * @param at not ahead, and not before an earlier partnership of theirs ended; now when left out
 * @param level null = none; undefined = none, or the one they have
 * @throws DomainError `partner.future`, `partner.overlaps`, `person.erased`
 */
export async function enrolPartner(
  ctx: Ctx,
  wish: { personId: Uuid; level?: string | null | undefined; at?: Date | undefined },
): Promise<{ partnershipId: Uuid; isNew: boolean }> {
  const lane = await lockLane(ctx);
  const person = (await loadSurvivors(ctx, [wish.personId])).get(wish.personId);
  if (!person) throw personNotFound('/person');
  const { personId } = person;
  const standing = await standingOf(ctx, personId);
  if (standing) {
    if (wish.level !== undefined) await changeLevel(ctx, standing, wish.level);
    return { partnershipId: standing.partnership_id, isNew: false };
  }
  await assertNotErased(ctx, personId);
  const at = wish.at ?? ctx.now;
  if (at > ctx.now) throw partnerRefused('future', { at: at.toISOString(), pointer: '/at' });
  const before = (await partnershipsOf(ctx, [personId])).get(personId) ?? [];
  const ended = Math.max(...before.map((span) => span.to ?? 0));
  if (at.getTime() < ended) throw partnerRefused('overlaps', { ended: new Date(ended).toISOString(), pointer: '/at' });

  const partnershipId = newId(lane.lastIdMs);
  await ctx.sql.exec`
    INSERT INTO partners.partnership (tenant_id, partnership_id, person_id, from_at, cause, recorded_at)
    VALUES (${ctx.tenantId}, ${partnershipId}, ${personId}, ${at}, 'enrolled', ${ctx.recordedAt})`;
  if (wish.level !== undefined && wish.level !== null) await beginLevel(ctx, partnershipId, wish.level, at);
  const span = { from: at.getTime(), to: null };
  await announce(ctx, { lane, personId, ...span, before, after: [...before, span] });
  await becamePartners(ctx, [personId]);
  await belongToNearest(ctx, personId);
  await tell(ctx, 'partner.enrolled', { partnershipId, personId, facts: { level: wish.level ?? null } });
  await lane.save();
  return { partnershipId, isNew: true };
}

/** Another level from now on, or none; orders that are there keep the one they fixed. */
export async function setLevel(ctx: Ctx, row: Pick<PartnerRow, 'partnership_id' | 'person_id'>, level: string | null): Promise<void> {
  await lockLane(ctx);
  const standing = await standingOf(ctx, row.person_id);
  if (!standing || standing.partnership_id !== row.partnership_id) throw partnerRefused('ended');
  await changeLevel(ctx, standing, level);
}

/**
 * Ends a partnership now: what is pending goes on to be settled, customers and juniors go where the dials say (rules.md S8, B9).
 * Ended already: nothing changes.
 */
export async function endPartnership(ctx: Ctx, row: PartnerRow, reason: 'left' | 'dismissed' | 'erased'): Promise<void> {
  const lane = await lockLane(ctx);
  const standing = await standingOf(ctx, row.person_id);
  if (!standing || standing.partnership_id !== row.partnership_id) return;
  const before = (await partnershipsOf(ctx, [row.person_id])).get(row.person_id) ?? [];
  await ctx.sql.exec`
    UPDATE partners.partnership AS partnership
       SET to_at = ${ctx.now}, ended = ${reason}
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.partnership_id = ${row.partnership_id}`;
  await endLevel(ctx, standing);
  const to = ctx.now.getTime();
  const after = before.map((span) => (span.to === null ? { ...span, to } : span));
  await announce(ctx, { lane, personId: row.person_id, from: row.from_at.getTime(), to, before, after });
  await releaseHeldBy(ctx, lane, row.person_id, reason === 'erased' ? 'erased' : 'left');
  await tell(ctx, 'partner.ended', { partnershipId: row.partnership_id, personId: row.person_id, facts: { reason } });
  await lane.save();
}

/** Who was erased is a partner no more; what they earned stays. */
export async function endErasedPartnership(ctx: Ctx, personId: Uuid): Promise<void> {
  const standing = await standingOf(ctx, personId);
  if (standing) await endPartnership(ctx, await findPartner(ctx, publicId('partner', standing.partnership_id)), 'erased');
}

/**
 * Two records became one person: who was a partner under the absorbed one goes on as one under the survivor, unless the
 * survivor is a partner already. The caller holds the lane and derives the stages.
 * @returns the survivor's partnerships before and after
 */
export async function mergePartnerships(
  ctx: Ctx,
  lane: Lane,
  { survivor, absorbed }: { survivor: Uuid; absorbed: Uuid },
): Promise<{ before: PartnershipSpan[]; after: PartnershipSpan[] }> {
  const spans = await partnershipsOf(ctx, [survivor, absorbed]);
  const before = spans.get(survivor) ?? [];
  const gone = await standingOf(ctx, absorbed);
  const theirs = spans.get(absorbed)?.find((span) => span.to === null);
  if (!gone || !theirs) return { before, after: before };
  await ctx.sql.exec`
    UPDATE partners.partnership AS partnership
       SET to_at = greatest(${ctx.now}, partnership.from_at), ended = 'merge'
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.partnership_id = ${gone.partnership_id}`;
  await endLevel(ctx, gone);
  if (before.some((span) => span.to === null)) return { before, after: before };
  const from = Math.max(theirs.from, ...before.map((span) => span.to ?? 0));
  const partnershipId = newId(lane.lastIdMs);
  await ctx.sql.exec`
    INSERT INTO partners.partnership (tenant_id, partnership_id, person_id, from_at, cause, recorded_at)
    VALUES (${ctx.tenantId}, ${partnershipId}, ${survivor}, ${new Date(from)}, 'merge', ${ctx.recordedAt})`;
  if (gone.level_id !== null) await beginLevel(ctx, partnershipId, gone.level_id, new Date(from));
  return { before, after: [...before, { from, to: null }] };
}

async function standingOf(ctx: Ctx, personId: Uuid): Promise<Standing | null> {
  return await ctx.sql.maybe<Standing>`
    SELECT partnership.partnership_id, level.level_id, level.from_at AS level_from
      FROM partners.partnership AS partnership
      LEFT JOIN partners.level AS level
             ON level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id AND level.to_at IS NULL
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.person_id = ${personId} AND partnership.to_at IS NULL`;
}

async function assertNotErased(ctx: Ctx, personId: Uuid): Promise<void> {
  const erased = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId} AND person.erased_at IS NOT NULL`;
  if (erased) throw partnerRefused('erased', { pointer: '/person' });
}

async function changeLevel(ctx: Ctx, standing: Standing, level: string | null): Promise<void> {
  if (standing.level_id === level) return;
  await endLevel(ctx, standing);
  if (level !== null) await beginLevel(ctx, standing.partnership_id, level, ctx.now);
  await audit(ctx, {
    action: 'partner.levelChanged',
    subjectKind: 'partner',
    subjectId: publicId('partner', standing.partnership_id),
    facts: { before: standing.level_id, after: level },
  });
}

async function beginLevel(ctx: Ctx, partnershipId: Uuid, level: string, from: Date): Promise<void> {
  await ensureLevels(ctx, [level]);
  // Two changes at one instant are one: the last counts.
  await ctx.sql.exec`
    INSERT INTO partners.level (tenant_id, partnership_id, level_id, from_at, recorded_at)
    VALUES (${ctx.tenantId}, ${partnershipId}, ${level}, ${from}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, partnership_id, from_at) DO UPDATE SET level_id = excluded.level_id, to_at = NULL`;
}

async function endLevel(ctx: Ctx, { partnership_id, level_from }: Standing): Promise<void> {
  if (level_from === null) return;
  await ctx.sql.exec`
    UPDATE partners.level AS level
       SET to_at = greatest(${ctx.now}, level.from_at)
     WHERE level.tenant_id = ${ctx.tenantId} AND level.partnership_id = ${partnership_id} AND level.to_at IS NULL`;
}

async function announce(ctx: Ctx, payload: PartnershipChanged): Promise<void> {
  await emit(ctx, { kind: PARTNERSHIP_CHANGED, version: 1, payload }, { isInternal: true });
}

async function tell(
  ctx: Ctx,
  kind: 'partner.enrolled' | 'partner.ended',
  { partnershipId, personId, facts }: { partnershipId: Uuid; personId: Uuid; facts: Record<string, unknown> },
): Promise<void> {
  const partner = publicId('partner', partnershipId);
  const person = publicId('person', personId);
  await audit(ctx, { action: kind, subjectKind: 'partner', subjectId: partner, facts: { person, ...facts } });
  await emit(ctx, { kind, version: 1, payload: { partner, person, ...facts } });
}

const WHOLE_CHAIN = 1_000_000;

/** A new partner belongs to the nearest partner who stands above them. */
async function belongToNearest(ctx: Ctx, personId: Uuid): Promise<void> {
  const above = (await uplinesOf(ctx, [personId], WHOLE_CHAIN)).get(personId) ?? [];
  const nearest = above.find((person) => person.stage === 'partner');
  if (!nearest) return;
  // Where stages are not derived (a room's own tests), nobody is a partner by stage yet.
  const own = (await loadPeople(ctx, [personId])).get(personId);
  if (own?.stage === 'partner') await setSponsor(ctx, { person: personId, sponsor: nearest.personId, reason: null });
}
