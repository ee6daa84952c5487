import type { Ctx } from '../../../kit/ctx.ts';
import type { Lane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { BondGraph, inForce, judgeBind, termsFrom, type BindVerdict, type Bonds, type Dials, type Trigger } from '../model/attribution.ts';
import { bondsAbove, bondsAt, hasBonds, holdersAmong } from '../queries/attributions.ts';
import { pausedAmong } from '../queries/bind-pauses.ts';
import { whoOrdered } from '../queries/who-ordered.ts';
import { writeAttributions, type EndedAttribution, type FreshAttribution } from './write-attributions.ts';

/** An attempt to make a person somebody's customer. */
export interface AttributionEntry {
  readonly personId: Uuid;
  readonly objectId: Uuid;
  readonly trigger: Trigger;
  /** their record was made by this very step */
  readonly isNew: boolean;
  /** asked when the dials ask for it; null = look it up */
  readonly hasOrdered: boolean | null;
  /** the touch that led to it */
  readonly touchId: Uuid | null;
}

export interface BoundAttribution {
  /** `paused`: the introductions of whoever would hold them rest (R6) */
  readonly verdict: BindVerdict | 'cycle' | 'paused';
  /** the interval that stands now; null when refused, or when the referral itself binds */
  readonly attributionId: Uuid | null;
}

/**
 * Binds people under the dials in force, one attempt per person, judged in the order given (rules.md B1–B6, B11).
 * The caller holds the lane and has looked that the trigger is one that binds.
 */
export async function bindAttributions(
  ctx: Ctx,
  lane: Lane,
  entries: readonly AttributionEntry[],
  dials: Dials,
): Promise<BoundAttribution[]> {
  const { done, changes } = await judgeAttributions(ctx, lane, entries, dials);
  await writeChanges(ctx, changes);
  return done;
}

/** What is to be written about one person's attribution. */
export interface AttributionChanges {
  readonly personId: Uuid;
  readonly ends: readonly EndedAttribution[];
  readonly begin: FreshAttribution;
}

export async function writeChanges(ctx: Ctx, changes: readonly AttributionChanges[]): Promise<void> {
  await writeAttributions(ctx, { ends: changes.flatMap((one) => one.ends), begins: changes.map((one) => one.begin) });
}

/** Judges attempts as `bindAttributions` does, and writes nothing yet. */
export async function judgeAttributions(
  ctx: Ctx,
  lane: Lane,
  entries: readonly AttributionEntry[],
  dials: Dials,
): Promise<{ done: BoundAttribution[]; changes: AttributionChanges[] }> {
  if (entries.length === 0) return { done: [], changes: [] };
  const personIds = entries.map((entry) => entry.personId);
  assert(new Set(personIds).size === entries.length, 'one attempt per person');
  const people = await bondsAt(ctx, personIds, ctx.now);
  const ordered = dials.scope === 'any' ? new Set<Uuid>() : await whoOrdered(ctx, people);
  const graph = await graphFor(ctx, entries);
  const paused = await pausedAmong(
    ctx,
    entries.map((entry) => entry.objectId),
  );
  const changes: AttributionChanges[] = [];
  const done = entries.map((entry): BoundAttribution => {
    const bonds = people.get(entry.personId);
    assert(bonds, 'who is to be bound is a person');
    const at = instantFor(ctx, bonds);
    const verdict = judgeBind({
      subjectId: entry.personId,
      objectId: entry.objectId,
      at,
      dials,
      bonds,
      isNew: entry.isNew,
      hasOrdered: entry.hasOrdered ?? ordered.has(entry.personId),
    });
    const holder = inForce(bonds, at);
    if (verdict === 'repeat') return { verdict, attributionId: holder?.attributionId ?? null };
    if (verdict !== 'bound' && verdict !== 'renewed') return { verdict, attributionId: null };
    // What binds them already goes on; only somebody new has to wait.
    if (verdict === 'bound' && paused.has(entry.objectId)) return { verdict: 'paused', attributionId: null };
    if (graph.leadsTo(entry.objectId, entry.personId)) return { verdict: 'cycle', attributionId: null };
    graph.know(entry.personId, entry.objectId);
    // Renewed is bound again under the dials of the interval that goes on (B5).
    const terms = verdict === 'renewed' ? (holder?.dials ?? dials) : dials;
    const attributionId = newId(lane.lastIdMs);
    changes.push({
      personId: entry.personId,
      ends: endsOf(bonds, at, verdict === 'renewed' ? 'renewed' : 'snatched'),
      begin: {
        attributionId,
        subjectId: entry.personId,
        objectId: entry.objectId,
        from: at,
        ...termsFrom(terms, at),
        cause: verdict === 'renewed' ? 'renewed' : entry.trigger,
        evidence: { trigger: entry.trigger, ...(entry.touchId === null ? {} : { touch: entry.touchId }), ...byWhom(ctx) },
        dials: terms,
      },
    });
    return { verdict, attributionId };
  });
  return { done, changes };
}

/** How the attributions of people who order are renewed, where their interval says so (B5): its clock begins again, its dials stay. */
export async function judgeRenewals(ctx: Ctx, lane: Lane, personIds: readonly Uuid[]): Promise<AttributionChanges[]> {
  const changes: AttributionChanges[] = [];
  for (const [personId, bonds] of await bondsAt(ctx, personIds, ctx.now)) {
    const at = ctx.now.getTime();
    const row = inForce(bonds, at);
    // An end that is written down already (a change to come, the end of a protection) is not put off.
    if (row?.dials?.renewOn !== 'order' || row.attributionId === null || row.from === at || row.to !== null) continue;
    changes.push({
      personId,
      ends: [{ attributionId: row.attributionId, to: at, ended: 'renewed' }],
      begin: {
        attributionId: newId(lane.lastIdMs),
        subjectId: personId,
        objectId: row.objectId,
        from: at,
        ...termsFrom(row.dials, at),
        cause: 'renewed',
        evidence: { trigger: 'order', after: row.attributionId, ...byWhom(ctx) },
        dials: row.dials,
      },
    });
  }
  return changes;
}

/** Who did it, as the evidence of an interval. */
export function byWhom(ctx: Ctx): { by: string; byId: string } {
  return { by: ctx.actor.kind, byId: ctx.actor.id };
}

// Whoever waited for the lane may be told a time before the one of whom they waited for.
function instantFor(ctx: Ctx, { rows }: Bonds): number {
  return Math.max(ctx.now.getTime(), ...rows.flatMap((row) => (row.cause !== 'changed' && row.from !== null ? [row.from] : [])));
}

/** How the intervals that have begun end at an instant: those that were over by then ended when their time was up. */
export function endsOf({ rows }: Pick<Bonds, 'rows'>, at: number, ended: 'snatched' | 'renewed' | 'changed' | 'merge'): EndedAttribution[] {
  return rows.flatMap((row): EndedAttribution[] => {
    if (row.attributionId === null) return [];
    const { attributionId } = row;
    if (row.validUntil !== null && row.validUntil <= at && row.to === null)
      return [{ attributionId, to: row.validUntil, ended: 'expired' }];
    if (row.to !== null && row.to <= at) return [];
    return [{ attributionId, to: Math.max(at, row.from ?? at), ended: row.objectId === null && ended === 'snatched' ? 'changed' : ended }];
  });
}

/** What has to be known of the brand's bonds to see a ring before it closes. */
export async function graphFor(ctx: Ctx, entries: readonly { personId: Uuid; objectId: Uuid }[]): Promise<BondGraph> {
  // A ring comes back to the person through somebody they hold: most people hold nobody.
  const holders = await holdersAmong(
    ctx,
    entries.map((entry) => entry.personId),
  );
  const heldHere = new Set(entries.map((entry) => entry.objectId));
  const suspects = entries.filter((entry) => holders.has(entry.personId) || heldHere.has(entry.personId));
  const objects = suspects.map((entry) => entry.objectId);
  return graphOf(await bondsAbove(ctx, objects, ctx.now));
}

export function graphOf(pairs: readonly { subject_id: Uuid; object_id: Uuid }[]): BondGraph {
  const graph = new BondGraph();
  for (const pair of pairs) graph.know(pair.subject_id, pair.object_id);
  return graph;
}

/**
 * Which of these introductions may bind as well, where no dials are in force: all but those that would close a ring of
 * attributions somebody has changed by hand (rules.md B4).
 */
export async function referralsThatBind(ctx: Ctx, entries: readonly { personId: Uuid; objectId: Uuid }[]): Promise<boolean[]> {
  if (entries.length === 0 || !(await hasBonds(ctx))) return entries.map(() => true);
  const graph = await graphFor(ctx, entries);
  return entries.map((entry) => {
    if (graph.leadsTo(entry.objectId, entry.personId)) return false;
    graph.know(entry.personId, entry.objectId);
    return true;
  });
}
