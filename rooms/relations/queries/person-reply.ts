import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Person, PersonRef } from '../api.ts';
import { maskContact, seesContacts } from '../model/contact.ts';
import type { ConsentRow, IdentityRow, PersonRow } from '../schema.ts';

/** A person as lists and other people's records name them. */
export function personRefOf(person: { person_id: Uuid; external_id: string | null; name: string | null }): PersonRef {
  return { id: publicId('person', person.person_id), externalId: person.external_id, name: person.name };
}

/** The whole record of a person; contact values are masked for roles that may not see them. */
export async function personReply(ctx: Ctx, person: PersonRow): Promise<Person> {
  const identities = await identitiesOfPerson(ctx, person.person_id);
  const consents = await consentsOfPerson(ctx, person.person_id);
  // Nobody's own contacts are hidden from themselves.
  const isOpen = seesContacts(ctx.actor.role) || (ctx.actor.kind === 'person' && ctx.actor.id === person.person_id);
  return {
    ...personRefOf(person),
    language: person.language,
    stage: person.stage,
    stageSince: person.stage_since.toISOString(),
    source:
      person.source_id !== null && person.source_kind !== null
        ? {
            id: publicId('source', person.source_id),
            kind: person.source_kind,
            name: person.source_name ?? '',
          }
        : null,
    seenAt: person.seen_at?.toISOString() ?? null,
    createdAt: person.created_at.toISOString(),
    identities: identities.map((identity) => ({
      kind: identity.kind,
      value: isOpen ? identity.value : maskContact(identity.kind, identity.value),
      verifiedAt: identity.verified_at?.toISOString() ?? null,
    })),
    consents: consents.map((consent) => ({
      channel: consent.channel,
      givenAt: consent.given_at.toISOString(),
      withdrawnAt: consent.withdrawn_at?.toISOString() ?? null,
    })),
    erasedAt: person.erased_at?.toISOString() ?? null,
  };
}

async function identitiesOfPerson(ctx: Ctx, personId: Uuid): Promise<IdentityRow[]> {
  return await ctx.sql<IdentityRow>`
    SELECT identity.kind, identity.value, identity.verified_at
      FROM relations.identity AS identity
     WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${personId}
     ORDER BY identity.kind, identity.value`;
}

async function consentsOfPerson(ctx: Ctx, personId: Uuid): Promise<ConsentRow[]> {
  return await ctx.sql<ConsentRow>`
    SELECT consent.channel, consent.given_at, consent.withdrawn_at
      FROM relations.consent AS consent
     WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId}
     ORDER BY consent.given_at, consent.channel`;
}
