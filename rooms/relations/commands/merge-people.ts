import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane, type Lane } from '../../../kit/db/lane.ts';
import { assert, DomainError } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { personNotFound } from '../errors.ts';
import { announceMerge } from '../events.ts';
import { mergeReferrals, type MergedReferral, type StandingReferral } from '../model/merge.ts';
import { loadPeople, loadSurvivors, type KnownPerson } from '../queries/find-people.ts';
import { isAbove } from './bind-referral.ts';
import { place, shiftBelow } from './bind-referrals.ts';
import { refreshTokens } from './insert-people.ts';
import { bondsOfPair, joinAttributions, joinSponsorships, moveTouches } from './merge-bonds.ts';
import { joinOwnData } from './own-data.ts';
import { joinPauses } from './bind-pauses.ts';
import { joinShownNames } from './share-links.ts';
import { joinTraces } from './traces.ts';
import { refreshConsent } from './update-person.ts';

interface Candidate extends StandingReferral<Uuid> {
  readonly subjectId: Uuid;
  readonly referrer: KnownPerson;
}

/** What merging two records means for the tree, decided before anything is written. */
export interface MergePlan {
  readonly lane: Lane;
  /** keeps the older id */
  readonly survivor: KnownPerson;
  readonly absorbed: KnownPerson;
  readonly referrer: KnownPerson | null;
  readonly closed: readonly {
    referralId: Uuid;
    subjectId: Uuid;
    referrerId: Uuid;
    reason: 'self' | 'cycle' | 'second';
  }[];
  readonly kept: { readonly referralId: Uuid; readonly subjectId: Uuid } | null;
}

/**
 * Decides how two records of one human being become one (rules.md B10): the older id survives, the earliest referral is
 * kept, introductions that would become self or a ring are closed. Locks the lane.
 * @throws DomainError `merge.same`, `person.erased`, `person.notFound`
 */
export async function planMerge(ctx: Ctx, pair: { person: Uuid; other: Uuid }): Promise<MergePlan> {
  const lane = await lockLane(ctx);
  const people = await loadSurvivors(ctx, [...new Set([pair.person, pair.other])]);
  const one = people.get(pair.person);
  const other = people.get(pair.other);
  if (!one || !other) throw personNotFound(one ? '/other' : undefined);
  if (one.personId === other.personId) throw new DomainError('merge.same', { person: publicId('person', one.personId) });
  const [survivor, absorbed] = one.personId < other.personId ? [one, other] : [other, one];
  await refuseErased(ctx, { person: one.personId, other: other.personId });
  const candidates = [...(await candidateOf(ctx, survivor, absorbed)), ...(await candidateOf(ctx, absorbed, survivor))];
  const { kept, closed }: MergedReferral<Uuid> = mergeReferrals(candidates);
  const candidate = (referral: StandingReferral<Uuid>): Candidate => {
    const found = candidates.find((one) => one.referralId === referral.referralId);
    assert(found, 'a judged referral was a candidate');
    return found;
  };
  return {
    lane,
    survivor,
    absorbed,
    referrer: kept ? candidate(kept).referrer : null,
    kept: kept ? { referralId: kept.referralId, subjectId: candidate(kept).subjectId } : null,
    closed: closed.map(({ referral, reason }) => {
      const { referralId, subjectId, referrer } = candidate(referral);
      return { referralId, subjectId, referrerId: referrer.personId, reason };
    }),
  };
}

/**
 * Makes two records one, never undone: introductions, identities, consents and names move to the survivor; the absorbed id
 * and external id answer as the survivor for ever. What other rooms hold moves with `people.merged`. Audited.
 */
export async function mergePeople(ctx: Ctx, plan: MergePlan): Promise<void> {
  const { lane, survivor, absorbed } = plan;
  const pair = { survivorId: survivor.personId, absorbedId: absorbed.personId };
  const bonds = await bondsOfPair(ctx, pair);
  await moveReferrals(ctx, plan);
  await joinAttributions(ctx, lane, pair, bonds);
  await joinSponsorships(ctx, lane, pair);
  await moveTouches(ctx, pair);
  await joinTraces(ctx, pair);
  await joinShownNames(ctx, pair);
  await joinPauses(ctx, pair);
  await joinOwnData(ctx, pair);
  await moveContacts(ctx, survivor.personId, absorbed.personId);
  await joinRecords(ctx, survivor.personId, absorbed.personId);
  const movedNodes = await joinTrees(ctx, plan);
  await refreshConsent(ctx, survivor.personId);
  await refreshTokens(ctx, survivor.personId);
  const after = (await loadPeople(ctx, [survivor.personId])).get(survivor.personId);
  assert(after, 'the survivor is there');
  await audit(ctx, {
    action: 'person.merged',
    subjectKind: 'person',
    subjectId: publicId('person', survivor.personId),
    facts: {
      absorbed: publicId('person', absorbed.personId),
      closedReferrals: plan.closed.map((one) => ({
        referral: publicId('referral', one.referralId),
        reason: one.reason,
      })),
    },
  });
  await announceMerge(ctx, {
    lane,
    survivor: {
      personId: survivor.personId,
      node: survivor.node,
      before: survivor.facts,
      after: after.facts,
    },
    absorbed: { personId: absorbed.personId, node: absorbed.node, before: absorbed.facts },
    movedNodes,
  });
  await lane.save();
}

async function refuseErased(ctx: Ctx, pair: { person: Uuid; other: Uuid }): Promise<void> {
  const erased = await ctx.sql.maybe<{ person_id: Uuid }>`
    SELECT person.person_id
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id IN (${pair.person}, ${pair.other}) AND person.erased_at IS NOT NULL
     LIMIT 1`;
  if (erased) throw new DomainError('person.erased', { person: publicId('person', erased.person_id) });
}

async function candidateOf(ctx: Ctx, subject: KnownPerson, twin: KnownPerson): Promise<Candidate[]> {
  const row = await ctx.sql.maybe<{ referral_id: Uuid; object_id: Uuid; from_at: Date | null }>`
    SELECT referral.referral_id, referral.object_id, referral.from_at
      FROM relations.referral AS referral
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ${subject.personId} AND referral.to_at IS NULL`;
  if (!row) return [];
  const referrer = (await loadPeople(ctx, [row.object_id])).get(row.object_id);
  assert(referrer, 'a standing referrer is a person');
  const leadsBack = referrer.node === twin.node ? 'self' : (await isAbove(ctx, twin, referrer)) ? 'cycle' : null;
  return [
    {
      referralId: row.referral_id,
      subjectId: subject.personId,
      referrer,
      fromMs: row.from_at?.getTime() ?? null,
      leadsBack,
    },
  ];
}

async function moveReferrals(ctx: Ctx, plan: MergePlan): Promise<void> {
  const { survivor, absorbed } = plan;
  for (const one of plan.closed) {
    await ctx.sql.exec`
      UPDATE relations.referral AS referral
         SET to_at = ${ctx.now}, cause = 'merge'
       WHERE referral.tenant_id = ${ctx.tenantId} AND referral.referral_id = ${one.referralId}`;
  }
  // Both ids name one human being, so what is kept is told of the survivor; closed rows keep the ids they were made with.
  await ctx.sql.exec`
    UPDATE relations.referral AS referral
       SET subject_id = ${survivor.personId}
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ${absorbed.personId} AND referral.cause <> 'merge'`;
  await ctx.sql.exec`
    UPDATE relations.referral AS referral
       SET object_id = ${survivor.personId}
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = ${absorbed.personId} AND referral.cause <> 'merge'`;
}

async function moveContacts(ctx: Ctx, survivorId: Uuid, absorbedId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.identity AS identity
       SET person_id = ${survivorId}
     WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${absorbedId}`;
  await ctx.sql.exec`
    INSERT INTO relations.consent (tenant_id, person_id, channel, given_at, withdrawn_at)
    SELECT ${ctx.tenantId}, ${survivorId}, consent.channel, consent.given_at, consent.withdrawn_at
      FROM relations.consent AS consent
     WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${absorbedId}
        ON CONFLICT (tenant_id, person_id, channel, given_at) DO NOTHING`;
  await ctx.sql.exec`
    DELETE FROM relations.consent AS consent WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${absorbedId}`;
  await ctx.sql.exec`
    DELETE FROM relations.person_token AS person_token
     WHERE person_token.tenant_id = ${ctx.tenantId} AND person_token.person_id = ${absorbedId}`;
}

interface RecordRow {
  external_id: string | null;
  name: string | null;
  name_key: string | null;
  language: string | null;
  source_id: Uuid | null;
  seen_at: Date | null;
  created_at: Date;
}

// The survivor's own words win; what it lacks comes from the other. They were first seen when either was.
async function joinRecords(ctx: Ctx, survivorId: Uuid, absorbedId: Uuid): Promise<void> {
  const rows = await ctx.sql<RecordRow & { person_id: Uuid }>`
    SELECT person.person_id, person.external_id, person.name, person.name_key, person.language, person.source_id, person.seen_at, person.created_at
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id IN (${survivorId}, ${absorbedId})`;
  const own = rows.find((row) => row.person_id === survivorId);
  const other = rows.find((row) => row.person_id === absorbedId);
  assert(own && other, 'both records are there');
  const givesId = own.external_id === null && other.external_id !== null;
  await ctx.sql.exec`
    UPDATE relations.person AS person
       SET merged_into = ${survivorId}, external_id = ${givesId ? null : other.external_id}, name = NULL, name_key = NULL,
           consent_at = NULL, a1_node = NULL, a2_node = NULL, a3_node = NULL
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${absorbedId}`;
  await ctx.sql.exec`
    UPDATE relations.person AS person
       SET merged_into = ${survivorId}
     WHERE person.tenant_id = ${ctx.tenantId} AND person.merged_into = ${absorbedId}`;
  const named = own.name === null ? other : own;
  const seen = [own.seen_at, other.seen_at].filter((at) => at !== null).sort((a, b) => a.getTime() - b.getTime());
  await ctx.sql.exec`
    UPDATE relations.person AS person
       SET external_id = ${givesId ? other.external_id : own.external_id}, name = ${named.name}, name_key = ${named.name_key},
           language = ${own.language ?? other.language}, source_id = ${own.source_id ?? other.source_id},
           seen_at = ${seen[0] ?? null}, created_at = ${own.created_at < other.created_at ? own.created_at : other.created_at}
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${survivorId}`;
}

async function joinTrees(ctx: Ctx, plan: MergePlan): Promise<number[]> {
  const { survivor, absorbed, referrer } = plan;
  await ctx.sql.exec`
    UPDATE relations.person AS person
       SET a1_node = ${survivor.node}
     WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = ${absorbed.node} AND person.node <> ${survivor.node}`;
  const nearest = referrer ? ([referrer.node, referrer.a1Node, referrer.a2Node] as const) : ([null, null, null] as const);
  await place(ctx, [{ node: survivor.node, nearest }]);
  return await shiftBelow(ctx, [survivor.node], 3);
}
