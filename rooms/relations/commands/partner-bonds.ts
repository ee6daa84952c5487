import type { Ctx } from '../../../kit/ctx.ts';
import type { Lane } from '../../../kit/db/lane.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { endForPartner, inForce, termsFrom } from '../model/attribution.ts';
import { bondsAt, heldBy } from '../queries/attributions.ts';
import { uplinesOf } from '../queries/earners.ts';
import { juniorsOf, sponsorshipsOf } from '../queries/sponsorships.ts';
import { byWhom, graphFor } from './bind-attributions.ts';
import { beginSponsorships, endSponsorships } from './set-sponsor.ts';
import { writeAttributions, type EndedAttribution, type FreshAttribution } from './write-attributions.ts';

/** People became partners: who earned from them keeps, ends with the protection or goes at once, as their interval says (rules.md B7). */
export async function becamePartners(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  const at = ctx.now.getTime();
  const ends: EndedAttribution[] = [];
  for (const bonds of (await bondsAt(ctx, personIds, ctx.now)).values()) {
    const row = inForce(bonds, at);
    const to = row ? endForPartner(row, at) : null;
    if (row?.attributionId && to !== null && (row.to === null || row.to > to))
      ends.push({ attributionId: row.attributionId, to: Math.max(to, row.from ?? to), ended: 'becamePartner' });
  }
  await writeAttributions(ctx, { ends, begins: [] });
}

/**
 * Somebody can hold nobody any more: they ended as a partner, or were erased (rules.md B9, S8). The attributions they held end;
 * those they held go to the house, or to the nearest partner above them, as each interval says. Their own sponsorship ends, and the
 * partners who belonged to them belong to their sponsor. The caller holds the lane.
 */
export async function releaseHeldBy(ctx: Ctx, lane: Lane, personId: Uuid, cause: 'left' | 'erased'): Promise<void> {
  await orphan(ctx, lane, personId, cause);
  const own = (await sponsorshipsOf(ctx, [personId])).get(personId);
  const juniors = await juniorsOf(ctx, personId);
  await endSponsorships(ctx, own ? [own, ...juniors] : juniors, cause);
  if (!own) return;
  const heirs = juniors.map((junior) => ({ subjectId: junior.subjectId, objectId: own.objectId }));
  await beginSponsorships(ctx, lane, heirs, 'inherited');
}

async function orphan(ctx: Ctx, lane: Lane, personId: Uuid, cause: 'left' | 'erased'): Promise<void> {
  const held = await heldBy(ctx, personId, ctx.now);
  if (held.length === 0) return;
  const at = ctx.now.getTime();
  const moved = held.filter(({ dials }) => dials?.onOrphan === 'nextActiveUpline');
  const heir = moved.length > 0 ? await nearestPartnerAbove(ctx, personId) : null;
  const graph = await graphFor(ctx, heir === null ? [] : moved.map(({ subjectId }) => ({ personId: subjectId, objectId: heir })));
  const ends: EndedAttribution[] = [];
  const begins: FreshAttribution[] = [];
  for (const row of held) {
    const from = Math.max(at, row.from);
    ends.push({ attributionId: row.attributionId, to: from, ended: cause });
    if (heir === null || row.dials?.onOrphan !== 'nextActiveUpline' || graph.leadsTo(heir, row.subjectId)) continue;
    graph.know(row.subjectId, heir);
    begins.push({
      attributionId: newId(lane.lastIdMs),
      subjectId: row.subjectId,
      objectId: heir,
      from,
      ...termsFrom(row.dials, from),
      cause: 'inherited',
      evidence: { after: row.attributionId, ...byWhom(ctx) },
      dials: row.dials,
      // Whoever is to follow them follows the heir, at the same instant.
      ends: row.ends,
    });
  }
  await writeAttributions(ctx, { ends, begins });
}

const WHOLE_CHAIN = 1_000_000;

async function nearestPartnerAbove(ctx: Ctx, personId: Uuid): Promise<Uuid | null> {
  const above = (await uplinesOf(ctx, [personId], WHOLE_CHAIN)).get(personId) ?? [];
  return above.find((person) => person.stage === 'partner')?.personId ?? null;
}
