import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { createPerson as createPersonShape } from '../api.ts';
import { identityTaken, personExists } from '../errors.ts';
import { announceFacts } from '../events.ts';
import { homeCountry, normaliseEmail, normalisePhone } from '../model/contact.ts';
import { findPeople, holdersOf } from '../queries/find-people.ts';
import { ensureSources, sourceKey, type SourceName } from './ensure-sources.ts';
import { insertPeople, type Identity } from './insert-people.ts';
import { signUpWithTouch } from './touches.ts';

type CreatePerson = z.output<typeof createPersonShape>;

/**
 * Makes the record of one human being. Without `seenAt` the brand knows them since now.
 * A repeat with the same external id and the same content answers with the person that is there. With the token of a link
 * its owner introduced them.
 * @throws DomainError `person.exists` (the external id with other content), `identity.taken`, `phone.invalid`, `email.invalid`
 */
export async function createPerson(ctx: Ctx, input: CreatePerson): Promise<{ personId: Uuid; isNew: boolean }> {
  const identities = identitiesOf(ctx, input);
  const source = input.source ? { kind: input.source.kind, name: input.source.name ?? '' } : null;
  const consentMs = input.consent ? (input.consent.at ? Date.parse(input.consent.at) : ctx.now.getTime()) : null;
  const lane = await lockLane(ctx);
  if (input.externalId !== undefined) {
    const known = (await findPeople(ctx, [input.externalId])).get(input.externalId);
    if (known) {
      if (await isRepeat(ctx, known.personId, input, identities, source)) return { personId: known.personId, isNew: false };
      throw personExists(input.externalId, known.personId);
    }
  }
  for (const [key, holder] of await holdersOf(ctx, identities)) throw identityTaken(key.split(' ')[0] ?? '', holder);
  const sourceId = source ? ((await ensureSources(ctx, [source])).get(sourceKey(source)) ?? null) : null;
  const seenAtMs = input.seenAt ? Date.parse(input.seenAt) : Math.min(ctx.now.getTime(), consentMs ?? Infinity);
  const personId = newId(lane.lastIdMs);
  const node = lane.takeNodes(1);
  await insertPeople(ctx, [
    {
      personId,
      node,
      externalId: input.externalId ?? null,
      name: input.name ?? null,
      language: input.language ?? null,
      sourceId,
      seenAtMs,
      identities,
      consent: input.consent && consentMs !== null ? { channel: input.consent.channel, atMs: consentMs } : null,
      nearest: [null, null, null],
    },
  ]);
  const after = {
    seenAt: seenAtMs,
    consentAt: consentMs,
    createdAt: ctx.now.getTime(),
    referral: null,
    sourceKind: source?.kind ?? null,
  };
  await announceFacts(ctx, { lane, people: [{ personId, node, before: null, after }], movedNodes: [] });
  await lane.save();
  if (input.touch !== undefined) await signUpWithTouch(ctx, personId, input.touch);
  return { personId, isNew: true };
}

/**
 * The phone number and address of an input in normal form.
 * @throws DomainError `phone.invalid`, `email.invalid`
 */
export function identitiesOf(ctx: Ctx, input: { phone?: string | null | undefined; email?: string | null | undefined }): Identity[] {
  const identities: Identity[] = [];
  if (input.phone != null) {
    const value = normalisePhone(input.phone, homeCountry(ctx.tenant));
    if (value === null) throw new DomainError('phone.invalid', { pointer: '/phone' });
    identities.push({ kind: 'phone', value });
  }
  if (input.email != null) {
    const value = normaliseEmail(input.email);
    if (value === null) throw new DomainError('email.invalid', { pointer: '/email' });
    identities.push({ kind: 'email', value });
  }
  return identities;
}

async function isRepeat(
  ctx: Ctx,
  personId: Uuid,
  input: CreatePerson,
  identities: Identity[],
  source: SourceName | null,
): Promise<boolean> {
  const stored = await ctx.sql.one<{
    name: string | null;
    language: string | null;
    seen_at: Date | null;
    kind: string | null;
    source_name: string | null;
  }>`
    SELECT person.name, person.language, person.seen_at, source.kind, source.name AS source_name
      FROM relations.person AS person
      LEFT JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
  const consents = await ctx.sql<{ channel: string; given_at: Date }>`
    SELECT consent.channel, consent.given_at
      FROM relations.consent AS consent
     WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId}`;
  const holders = await holdersOf(ctx, identities);
  const { consent } = input;
  return (
    (input.name ?? stored.name) === stored.name &&
    (input.language ?? stored.language) === stored.language &&
    (source === null || (source.kind === stored.kind && source.name === stored.source_name)) &&
    (input.seenAt === undefined || Date.parse(input.seenAt) === stored.seen_at?.getTime()) &&
    (!consent ||
      consents.some(
        (row) => row.channel === consent.channel && (consent.at === undefined || Date.parse(consent.at) === row.given_at.getTime()),
      )) &&
    identities.every((identity) => holders.get(`${identity.kind} ${identity.value}`) === personId)
  );
}
