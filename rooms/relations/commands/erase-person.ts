import { randomBytes } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane, type Lane } from '../../../kit/db/lane.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { personNotFound } from '../errors.ts';
import { announceFacts } from '../events.ts';
import { nameKey } from '../model/search-tokens.ts';
import { loadSurvivors } from '../queries/find-people.ts';
import { endErasure, forgetCopy } from './own-data.ts';
import { releaseHeldBy } from './partner-bonds.ts';
import { chooseShownName, closeLinks } from './share-links.ts';
import { forgetTraces } from './traces.ts';

export interface ErasedProfile {
  readonly identities: number;
  readonly consents: number;
  /** records merged into this one, erased with it */
  readonly mergedRecords: number;
  /** what stands in the place of name and external id; null when nothing was written */
  readonly pseudonym: string | null;
}

/**
 * Takes away everything that says who a person is (P18): name, external ids, identities, consents, search tokens, of merged
 * records too. A pseudonym takes their place, so that what was sold to them still adds up; their place in the tree stays.
 * Erasing again changes nothing.
 * @param isTrial only count
 * @throws DomainError `person.notFound`
 */
export async function erasePerson(ctx: Ctx, askedId: Uuid, { isTrial }: { isTrial: boolean }): Promise<ErasedProfile> {
  const lane = await lockLane(ctx);
  const before = (await loadSurvivors(ctx, [askedId])).get(askedId);
  if (!before) throw personNotFound();
  const { personId } = before;
  const counts = await countOf(ctx, personId);
  if (isTrial || counts.is_erased)
    return {
      identities: counts.identities,
      consents: counts.consents,
      mergedRecords: counts.merged,
      pseudonym: null,
    };

  const pseudonym = `erased-${randomBytes(8).toString('hex')}`;
  await ctx.sql.exec`
    DELETE FROM relations.identity AS identity WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${personId}`;
  await ctx.sql.exec`
    DELETE FROM relations.consent AS consent WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId}`;
  await ctx.sql.exec`
    DELETE FROM relations.person_token AS person_token
     WHERE person_token.tenant_id = ${ctx.tenantId} AND person_token.person_id = ${personId}`;
  await ctx.sql.exec`
    UPDATE relations.referral AS referral
       SET evidence = NULL
     WHERE referral.tenant_id = ${ctx.tenantId} AND (referral.subject_id = ${personId} OR referral.object_id = ${personId})`;
  await eraseBonds(ctx, lane, personId);
  await forgetTraces(ctx, personId);
  await closeLinks(ctx, personId);
  await forgetCopy(ctx, personId);
  await endErasure(ctx, personId, 'done');
  await chooseShownName(ctx, personId, null);
  await ctx.sql.exec`
    UPDATE relations.person AS person
       SET external_id = NULL, name = NULL, name_key = NULL, language = NULL, erased_at = ${ctx.now}
     WHERE person.tenant_id = ${ctx.tenantId} AND person.merged_into = ${personId}`;
  await ctx.sql.exec`
    UPDATE relations.person AS person
       SET external_id = ${pseudonym}, name = ${pseudonym}, name_key = ${nameKey(pseudonym)}, language = NULL, consent_at = NULL, erased_at = ${ctx.now}
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
  if (before.facts.consentAt !== null) {
    const after = { ...before.facts, consentAt: null };
    await announceFacts(ctx, {
      lane,
      people: [{ personId, node: before.node, before: before.facts, after }],
      movedNodes: [],
    });
    await lane.save();
  }
  return {
    identities: counts.identities,
    consents: counts.consents,
    mergedRecords: counts.merged,
    pseudonym,
  };
}

// Nobody earns for somebody who is no more; reasons written down about them may name them.
async function eraseBonds(ctx: Ctx, lane: Lane, personId: Uuid): Promise<void> {
  await releaseHeldBy(ctx, lane, personId, 'erased');
  await ctx.sql.exec`
    UPDATE relations.attribution AS attribution
       SET evidence = NULL
     WHERE attribution.tenant_id = ${ctx.tenantId} AND (attribution.subject_id = ${personId} OR attribution.object_id = ${personId})`;
  await ctx.sql.exec`
    UPDATE relations.sponsorship AS sponsorship
       SET evidence = NULL
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND (sponsorship.subject_id = ${personId} OR sponsorship.object_id = ${personId})`;
  await ctx.sql.exec`
    DELETE FROM relations.touch AS touch
     WHERE touch.tenant_id = ${ctx.tenantId} AND (touch.subject_id = ${personId} OR touch.object_id = ${personId})`;
}

async function countOf(ctx: Ctx, personId: Uuid): Promise<{ identities: number; consents: number; merged: number; is_erased: boolean }> {
  return await ctx.sql.one`
    SELECT (SELECT count(*)::int FROM relations.identity AS identity
             WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${personId}) AS identities,
           (SELECT count(*)::int FROM relations.consent AS consent
             WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId}) AS consents,
           (SELECT count(*)::int FROM relations.person AS merged
             WHERE merged.tenant_id = ${ctx.tenantId} AND merged.merged_into = ${personId}) AS merged,
           person.erased_at IS NOT NULL AS is_erased
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
}
