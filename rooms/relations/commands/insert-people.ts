import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int4s, texts, uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { announceCreated } from '../events.ts';
import { nameKey, personTokens } from '../model/search-tokens.ts';

export interface Identity {
  readonly kind: string;
  /** in normal form */
  readonly value: string;
}

/** A person ready to be written: everything checked, ids and node given. Instants in epoch ms. */
export interface FreshPerson {
  readonly personId: Uuid;
  readonly node: number;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly language: string | null;
  readonly sourceId: Uuid | null;
  readonly seenAtMs: number | null;
  readonly identities: readonly Identity[];
  readonly consent: { readonly channel: string; readonly atMs: number } | null;
  readonly nearest: readonly [number | null, number | null, number | null];
}

/**
 * Writes new people: one statement per table, whatever their number. They begin as prospects of now; their true
 * stage is derived by whoever recomputes history after this.
 */
export async function insertPeople(ctx: Ctx, people: readonly FreshPerson[]): Promise<void> {
  if (people.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.person (tenant_id, person_id, node, external_id, name, name_key, language, source_id, seen_at, consent_at,
                                  stage, stage_since, a1_node, a2_node, a3_node, created_at)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.node, fresh.external_id, fresh.name, fresh.name_key, fresh.language, fresh.source_id,
           fresh.seen_at, fresh.consent_at, 'prospect', ${ctx.now}, fresh.a1_node, fresh.a2_node, fresh.a3_node, ${ctx.now}
      FROM unnest(${uuids(people, (person) => person.personId)}::uuid[], ${int4s(people, (person) => person.node)}::int[],
                  ${texts(people, (person) => person.externalId)}::text[], ${texts(people, (person) => person.name)}::text[],
                  ${texts(people, (person) => nameKey(person.name))}::text[], ${texts(people, (person) => person.language)}::text[],
                  ${uuids(people, (person) => person.sourceId)}::uuid[],
                  ${instants(people, (person) => person.seenAtMs)}::timestamptz[],
                  ${instants(people, (person) => person.consent?.atMs ?? null)}::timestamptz[],
                  ${int4s(people, (person) => person.nearest[0])}::int[], ${int4s(people, (person) => person.nearest[1])}::int[],
                  ${int4s(people, (person) => person.nearest[2])}::int[])
           AS fresh (person_id, node, external_id, name, name_key, language, source_id, seen_at, consent_at, a1_node, a2_node, a3_node)`;
  await insertIdentities(
    ctx,
    people.flatMap((person) => person.identities.map((identity) => ({ ...identity, personId: person.personId }))),
  );
  await insertConsents(
    ctx,
    people.flatMap((person) => (person.consent ? [{ ...person.consent, personId: person.personId }] : [])),
  );
  await insertTokens(
    ctx,
    people.map((person) => ({ personId: person.personId, tokens: tokensOf(person) })),
  );
  await announceCreated(ctx, people);
}

export async function insertIdentities(ctx: Ctx, identities: readonly (Identity & { personId: Uuid })[]): Promise<void> {
  if (identities.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.identity (tenant_id, kind, value, person_id, created_at)
    SELECT ${ctx.tenantId}, fresh.kind, fresh.value, fresh.person_id, ${ctx.now}
      FROM unnest(${texts(identities, (identity) => identity.kind)}::text[], ${texts(identities, (identity) => identity.value)}::text[],
                  ${uuids(identities, (identity) => identity.personId)}::uuid[]) AS fresh (kind, value, person_id)`;
}

export async function insertConsents(ctx: Ctx, consents: readonly { personId: Uuid; channel: string; atMs: number }[]): Promise<void> {
  if (consents.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.consent (tenant_id, person_id, channel, given_at)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.channel, fresh.given_at
      FROM unnest(${uuids(consents, (consent) => consent.personId)}::uuid[], ${texts(consents, (consent) => consent.channel)}::text[],
                  ${instants(consents, (consent) => consent.atMs)}::timestamptz[])
           AS fresh (person_id, channel, given_at)
        ON CONFLICT (tenant_id, person_id, channel, given_at) DO NOTHING`;
}

export async function insertTokens(ctx: Ctx, people: readonly { personId: Uuid; tokens: readonly string[] }[]): Promise<void> {
  const rows = people.flatMap((person) => person.tokens.map((token) => ({ token, personId: person.personId })));
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.person_token (tenant_id, token, person_id)
    SELECT ${ctx.tenantId}, fresh.token, fresh.person_id
      FROM unnest(${texts(rows, (row) => row.token)}::text[], ${uuids(rows, (row) => row.personId)}::uuid[]) AS fresh (token, person_id)
        ON CONFLICT (tenant_id, token, person_id) DO NOTHING`;
}

function tokensOf(person: { name: string | null; identities: readonly Identity[] }): string[] {
  const valuesOf = (kind: string): string[] =>
    person.identities.filter((identity) => identity.kind === kind).map((identity) => identity.value);
  if (person.name === null && person.identities.length === 0) return [];
  return personTokens({ name: person.name, phones: valuesOf('phone'), emails: valuesOf('email') });
}

/** Makes the search tokens of one person anew from the name and the identities as they stand now. */
export async function refreshTokens(ctx: Ctx, personId: Uuid): Promise<void> {
  const person = await ctx.sql.one<{ name: string | null }>`
    SELECT person.name FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
  const identities = await ctx.sql<Identity>`
    SELECT identity.kind, identity.value
      FROM relations.identity AS identity
     WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${personId}`;
  await ctx.sql.exec`
    DELETE FROM relations.person_token AS person_token
     WHERE person_token.tenant_id = ${ctx.tenantId} AND person_token.person_id = ${personId}`;
  await insertTokens(ctx, [{ personId, tokens: tokensOf({ name: person.name, identities }) }]);
}
