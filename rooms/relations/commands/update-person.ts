import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { updatePerson as updatePersonShape } from '../api.ts';
import { identityTaken, personNotFound } from '../errors.ts';
import { announceFacts } from '../events.ts';
import { nameKey } from '../model/search-tokens.ts';
import { holdersOf, loadPeople, loadSurvivors } from '../queries/find-people.ts';
import { identitiesOf } from './create-person.ts';
import { insertConsents, insertIdentities, refreshTokens } from './insert-people.ts';

type UpdatePerson = z.output<typeof updatePersonShape>;

/**
 * Changes what a person is called and reached by. null removes; what is left out stays. A phone number or address given
 * takes the place of the ones of its kind. Giving or withdrawing consent recomputes the stage.
 * @throws DomainError `person.notFound`, `identity.taken`, `phone.invalid`, `email.invalid`
 */
export async function updatePerson(ctx: Ctx, askedId: Uuid, input: UpdatePerson): Promise<void> {
  const identities = identitiesOf(ctx, input);
  const lane = await lockLane(ctx);
  const before = (await loadSurvivors(ctx, [askedId])).get(askedId);
  if (!before) throw personNotFound();
  const { personId } = before;
  if (input.name !== undefined || input.language !== undefined) {
    await ctx.sql.exec`
      UPDATE relations.person AS person
         SET name = CASE WHEN ${input.name !== undefined}::boolean THEN ${input.name ?? null}::text ELSE person.name END,
             name_key = CASE WHEN ${input.name !== undefined}::boolean THEN ${nameKey(input.name ?? null)}::text ELSE person.name_key END,
             language = CASE WHEN ${input.language !== undefined}::boolean THEN ${input.language ?? null}::text ELSE person.language END
       WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
  }
  for (const kind of ['phone', 'email'] as const) {
    if (input[kind] === undefined) continue;
    const value = identities.find((identity) => identity.kind === kind)?.value ?? null;
    await replaceIdentity(ctx, personId, kind, value);
  }
  if (input.consent) await changeConsent(ctx, personId, input.consent);
  await refreshTokens(ctx, personId);
  const after = (await loadPeople(ctx, [personId])).get(personId);
  if (after && after.facts.consentAt !== before.facts.consentAt) {
    await announceFacts(ctx, {
      lane,
      people: [{ personId, node: before.node, before: before.facts, after: after.facts }],
      movedNodes: [],
    });
    await lane.save();
  }
}

async function replaceIdentity(ctx: Ctx, personId: Uuid, kind: string, value: string | null): Promise<void> {
  const holder = value === null ? undefined : (await holdersOf(ctx, [{ kind, value }])).get(`${kind} ${value}`);
  if (holder !== undefined && holder !== personId) throw identityTaken(kind, holder);
  await ctx.sql.exec`
    DELETE FROM relations.identity AS identity
     WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${personId}
       AND identity.kind = ${kind} AND identity.value IS DISTINCT FROM ${value}`;
  if (value !== null && holder === undefined) await insertIdentities(ctx, [{ personId, kind, value }]);
}

async function changeConsent(ctx: Ctx, personId: Uuid, consent: NonNullable<UpdatePerson['consent']>): Promise<void> {
  const at = consent.at ? new Date(consent.at) : ctx.now;
  if (consent.withdraw === true) {
    await ctx.sql.exec`
      UPDATE relations.consent AS consent
         SET withdrawn_at = ${at}
       WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId}
         AND consent.channel = ${consent.channel} AND consent.withdrawn_at IS NULL`;
  } else {
    const standing = await ctx.sql<{ given_at: Date }>`
      SELECT consent.given_at
        FROM relations.consent AS consent
       WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId}
         AND consent.channel = ${consent.channel} AND consent.withdrawn_at IS NULL`;
    if (standing.length === 0) await insertConsents(ctx, [{ personId, channel: consent.channel, atMs: at.getTime() }]);
  }
  await refreshConsent(ctx, personId);
}

/** Sets the person's consent to the earliest one that stands; null when none does. */
export async function refreshConsent(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.person AS person
       SET consent_at = (SELECT min(consent.given_at)
                           FROM relations.consent AS consent
                          WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId} AND consent.withdrawn_at IS NULL)
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
}
