import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { attributionRefused, personNotFound } from '../errors.ts';
import { inForce, termsFrom, type Bonds } from '../model/attribution.ts';
import { bondsAt } from '../queries/attributions.ts';
import { dialsInForce } from '../queries/dials.ts';
import { loadSurvivors } from '../queries/find-people.ts';
import { byWhom, endsOf, graphFor } from './bind-attributions.ts';
import { writeAttributions } from './write-attributions.ts';

export interface AttributionChange {
  readonly person: Uuid;
  /** null = the house: nobody earns from then on */
  readonly object: Uuid | null;
  readonly reason: string;
  /** left out = now */
  readonly effectiveAt?: Date | undefined;
}

/**
 * Gives a person to somebody else, or to the house, by hand (rules.md B8): from now on or from a later instant, under the dials
 * in force, whatever protects them. What was to begin later is replaced. Orders already created keep who earns from them. Audited.
 * @throws DomainError `attribution.backdated`, `attribution.self`, `attribution.cycle`, `person.erased`, `person.notFound`
 */
export async function changeAttribution(ctx: Ctx, change: AttributionChange): Promise<void> {
  const lane = await lockLane(ctx);
  const known = await loadSurvivors(ctx, change.object === null ? [change.person] : [change.person, change.object]);
  const personId = known.get(change.person)?.personId;
  const objectId = change.object === null ? null : known.get(change.object)?.personId;
  if (personId === undefined || objectId === undefined) throw personNotFound(personId === undefined ? undefined : '/to');
  const at = (change.effectiveAt ?? ctx.now).getTime();
  if (at < ctx.now.getTime()) throw attributionRefused('backdated', { person: personId, at });
  if (objectId === personId) throw attributionRefused('self', { person: personId, object: objectId });
  const bonds = (await bondsAt(ctx, [personId], ctx.now)).get(personId);
  assert(bonds, 'whose attribution changes is a person');
  if (isAsWished(bonds, objectId, at)) return;
  if (objectId !== null && (await graphFor(ctx, [{ personId, objectId }])).leadsTo(objectId, personId))
    throw attributionRefused('cycle', { person: personId, object: objectId });

  const dials = await dialsInForce(ctx);
  const attributionId = newId(lane.lastIdMs);
  const ends = endsOf(bonds, at, 'changed');
  // Where the referral binds, only an interval can say that it does so no more.
  const isNeeded = objectId !== null || bindsByReferral(bonds, at);
  await writeAttributions(ctx, {
    ends,
    begins: isNeeded
      ? [
          {
            attributionId,
            subjectId: personId,
            objectId,
            from: at,
            ...termsFrom(objectId === null ? null : dials, at),
            cause: 'changed',
            evidence: { reason: change.reason, ...byWhom(ctx) },
            dials: objectId === null ? null : dials,
          },
        ]
      : [],
  });
  await audit(ctx, {
    action: 'attribution.changed',
    subjectKind: 'person',
    subjectId: publicId('person', personId),
    facts: {
      before: publicOf(inForce(bonds, at)?.objectId ?? null),
      after: publicOf(objectId),
      effectiveAt: new Date(at).toISOString(),
      reason: change.reason,
    },
  });
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
