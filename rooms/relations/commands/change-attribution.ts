import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { auditAll } from '../../identity/index.ts';
import { attributionRefused, personNotFound } from '../errors.ts';
import { announceChanges } from '../events.ts';
import { inForce, termsFrom, type Bonds } from '../model/attribution.ts';
import { bondsAt } from '../queries/attributions.ts';
import { dialsInForce } from '../queries/dials.ts';
import { loadSurvivors } from '../queries/find-people.ts';
import { byWhom, endsOf, graphFor } from './bind-attributions.ts';
import { writeAttributions, type EndedAttribution, type FreshAttribution } from './write-attributions.ts';

interface Change {
  /** null = the house: nobody earns from then on */
  readonly object: Uuid | null;
  readonly reason: string;
  /** left out = now */
  readonly effectiveAt?: Date | undefined;
}

export interface AttributionChange extends Change {
  readonly person: Uuid;
}

export interface AttributionChanges extends Change {
  readonly people: readonly Uuid[];
  /** whoever goes to the house stays there, also when nobody held them before: the pool shows them no more */
  readonly isForGood?: boolean;
  /** what was agreed to earlier begins now when its time has passed meanwhile */
  readonly isLateNow?: boolean;
}

/** What became of each: moved, there already, or why not. */
export interface ChangedAttributions {
  readonly moved: readonly Uuid[];
  readonly refused: readonly { readonly personId: Uuid; readonly reason: 'self' | 'cycle' }[];
}

/**
 * Gives one person to somebody else, or to the house, by hand.
 * @throws DomainError `attribution.backdated`, `attribution.self`, `attribution.cycle`, `person.notFound`
 */
export async function changeAttribution(ctx: Ctx, { person, ...change }: AttributionChange): Promise<void> {
  const { refused } = await changeAttributions(ctx, { ...change, people: [person] });
  const [first] = refused;
  if (first)
    throw attributionRefused(first.reason, { person: first.personId, ...(change.object === null ? {} : { object: change.object }) });
}

/**
 * Gives people to somebody else, or to the house, by hand (rules.md B8): from now on or from a later instant, under the dials
 * in force, whatever protects them. What was to begin later is replaced. Orders already created keep who earns from them. Each is on
 * the record, and whoever loses and whoever gains them is told. Those who cannot go there stay where they are.
 * @throws DomainError `attribution.backdated`, `person.notFound`
 */
export async function changeAttributions(ctx: Ctx, change: AttributionChanges): Promise<ChangedAttributions> {
  const lane = await lockLane(ctx);
  const known = await loadSurvivors(ctx, change.object === null ? change.people : [...change.people, change.object]);
  const objectId = change.object === null ? null : known.get(change.object)?.personId;
  if (objectId === undefined) throw personNotFound('/to');
  const personIds = [...new Set(change.people.map((id) => survivorOf(known, id)))];
  const asked = (change.effectiveAt ?? ctx.now).getTime();
  const at = change.isLateNow === true ? Math.max(asked, ctx.now.getTime()) : asked;
  const [first] = personIds;
  if (at < ctx.now.getTime() && first !== undefined) throw attributionRefused('backdated', { person: first, at });
  const people = await bondsAt(ctx, personIds, ctx.now);
  const graph =
    objectId === null
      ? null
      : await graphFor(
          ctx,
          personIds.map((personId) => ({ personId, objectId })),
        );
  const dials = objectId === null ? null : await dialsInForce(ctx);
  const ends: EndedAttribution[] = [];
  const begins: FreshAttribution[] = [];
  const moved: { personId: Uuid; before: Uuid | null }[] = [];
  const refused: { personId: Uuid; reason: 'self' | 'cycle' }[] = [];
  for (const personId of personIds) {
    const bonds = people.get(personId);
    assert(bonds, 'whose attribution changes is a person');
    if (objectId === personId) refused.push({ personId, reason: 'self' });
    else if (change.isForGood !== true && isAsWished(bonds, objectId, at)) continue;
    else if (objectId !== null && graph?.leadsTo(objectId, personId) === true) refused.push({ personId, reason: 'cycle' });
    else {
      if (objectId !== null) graph?.know(personId, objectId);
      ends.push(...endsOf(bonds, at, 'changed'));
      moved.push({ personId, before: inForce(bonds, at)?.objectId ?? null });
      // Where the referral binds, only an interval can say that it does so no more.
      if (objectId === null && change.isForGood !== true && !bindsByReferral(bonds, at)) continue;
      begins.push({
        attributionId: newId(lane.lastIdMs),
        subjectId: personId,
        objectId,
        from: at,
        ...termsFrom(dials, at),
        cause: 'changed',
        evidence: { reason: change.reason, ...byWhom(ctx) },
        dials,
      });
    }
  }
  await writeAttributions(ctx, { ends, begins });
  const effectiveAt = new Date(at).toISOString();
  await auditAll(
    ctx,
    moved.map(({ personId, before }) => ({
      action: 'attribution.changed',
      subjectKind: 'person',
      subjectId: publicId('person', personId),
      facts: { before: publicOf(before), after: publicOf(objectId), effectiveAt, reason: change.reason },
    })),
  );
  await announceChanges(ctx, { moved, to: objectId, effectiveAt, reason: change.reason });
  return { moved: moved.map((one) => one.personId), refused };
}

/** @throws `person.notFound` */
function survivorOf(known: ReadonlyMap<Uuid, { personId: Uuid }>, id: Uuid): Uuid {
  const survivor = known.get(id);
  if (!survivor) throw personNotFound();
  return survivor.personId;
}

function publicOf(personId: Uuid | null): string | null {
  return personId === null ? null : publicId('person', personId);
}

// Nothing else was to begin, and the person is in these hands at that instant already.
function isAsWished(bonds: Bonds, objectId: Uuid | null, at: number): boolean {
  return bonds.rows.every((row) => row.to === null && (row.from ?? at) <= at) && (inForce(bonds, at)?.objectId ?? null) === objectId;
}

function bindsByReferral({ rows, hasPast, referral }: Bonds, at: number): boolean {
  return referral !== null && !hasPast && rows.every((row) => row.from === null || row.from >= at);
}
