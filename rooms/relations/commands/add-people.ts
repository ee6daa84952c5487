import type { Ctx } from '../../../kit/ctx.ts';
import { forgetPlans } from '../../../kit/db/bulk.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Lane } from '../../../kit/db/lane.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { PersonFacts } from '../events.ts';
import { nameKey, personTokens } from '../model/search-tokens.ts';
import { findPeople, holdersOf, identityKey, loadPeople, type KnownPerson } from '../queries/find-people.ts';
import { ensureSources, sourceKey, type SourceName } from './ensure-sources.ts';
import { insertConsents, insertIdentities, insertPeople, insertTokens, type FreshPerson, type Identity } from './insert-people.ts';

/** A person as a file tells of them. Everything but one key (external id, phone or address) may be missing. */
export interface PersonEntry {
  readonly externalId: string | null;
  readonly name?: string | null;
  /** in normal form (`normalisePhone`) */
  readonly phone?: string | null;
  /** in normal form (`normaliseEmail`) */
  readonly email?: string | null;
  readonly language?: string | null;
  readonly source?: SourceName | null;
  readonly consent?: { readonly channel: string; readonly atMs: number } | null;
  /** when the brand first knew them, epoch ms; null = first met in an order */
  readonly seenAtMs?: number | null;
}

/**
 * - `made`: a new person
 * - `filled`: known, and something that was empty is known now
 * - `same`: known, nothing new
 * - `conflict`: known with another name or source; what was there stays, empty places are filled all the same
 * - `taken`: the phone number or address belongs to somebody else; nothing of the row was written
 */
export type EntryVerdict = 'made' | 'filled' | 'same' | 'conflict' | 'taken';

export interface AddedPerson {
  readonly verdict: EntryVerdict;
  /** null for `taken` rows without a person of their own */
  readonly person: { readonly personId: Uuid; readonly node: number } | null;
}

export interface AddedPeople {
  /** one per row, in the order given */
  readonly rows: readonly AddedPerson[];
  /** what history must be recomputed for: new people (before null) and those whose facts changed */
  readonly changes: readonly {
    personId: Uuid;
    node: number;
    before: PersonFacts | null;
    after: PersonFacts;
  }[];
  readonly made: number;
}

interface Draft {
  personId: Uuid;
  node: number;
  known: (KnownPerson & { name: string | null }) | null;
  externalId: string | null;
  name: string | null;
  language: string | null;
  source: SourceName | null;
  seenAtMs: number | null;
  consent: { channel: string; atMs: number } | null;
  identities: Identity[];
  isTouched: boolean;
}

/**
 * Makes the people of a batch that are not there yet and fills what was empty in those that are, in the order given.
 * The caller holds the lane, recomputes history from `changes` and saves the lane.
 */
export async function addPeople(ctx: Ctx, lane: Lane, entries: readonly PersonEntry[]): Promise<AddedPeople> {
  await forgetPlans(ctx);
  const drafts = await loadDrafts(ctx, entries);
  const rows = entries.map((entry) => applyEntry(lane, drafts, entry));
  const touched = [...drafts.all].filter((draft) => draft.isTouched);
  const sources = await ensureSources(
    ctx,
    touched.flatMap((draft) => (draft.source ? [draft.source] : [])),
  );
  const sourceIdOf = (draft: Draft): Uuid | null => (draft.source ? (sources.get(sourceKey(draft.source)) ?? null) : null);
  const fresh = touched.filter((draft) => draft.known === null);
  await insertPeople(
    ctx,
    fresh.map((draft): FreshPerson => ({
      ...draft,
      sourceId: sourceIdOf(draft),
      nearest: [null, null, null],
    })),
  );
  const filled = touched.filter((draft) => draft.known !== null);
  await fillPeople(ctx, filled, sourceIdOf);
  const changes = touched
    .map((draft) => ({
      personId: draft.personId,
      node: draft.node,
      before: draft.known?.facts ?? null,
      after: factsOf(ctx, draft),
    }))
    .filter(({ before, after }) => before === null || isFactsChange(before, after));
  return { rows, changes, made: fresh.length };
}

interface Drafts {
  readonly all: Set<Draft>;
  readonly byExternalId: Map<string, Draft>;
  readonly byIdentity: Map<string, Draft>;
}

async function loadDrafts(ctx: Ctx, entries: readonly PersonEntry[]): Promise<Drafts> {
  const people = await findPeople(
    ctx,
    entries.flatMap((entry) => (entry.externalId === null ? [] : [entry.externalId])),
  );
  const holders = await holdersOf(ctx, entries.flatMap(identitiesOfEntry));
  const byId = new Map([...people.values()].map((person) => [person.personId, person]));
  const others = await loadPeople(
    ctx,
    [...new Set(holders.values())].filter((personId) => !byId.has(personId)),
  );
  for (const [personId, person] of others) byId.set(personId, person);
  const names = await namesOf(
    ctx,
    [...byId.values()].filter((person) => person.hasName).map((person) => person.personId),
  );
  const drafts = new Map([...byId.values()].map((person) => [person.personId, draftOf(person, names.get(person.personId) ?? null)]));
  const byExternalId = new Map<string, Draft>();
  for (const [externalId, person] of people) byExternalId.set(externalId, drafts.get(person.personId) as Draft);
  const byIdentity = new Map<string, Draft>();
  for (const [key, personId] of holders) byIdentity.set(key, drafts.get(personId) as Draft);
  return { all: new Set(drafts.values()), byExternalId, byIdentity };
}

function applyEntry(lane: Lane, drafts: Drafts, entry: PersonEntry): AddedPerson {
  const identities = identitiesOfEntry(entry);
  const holders = identities.map((identity) => drafts.byIdentity.get(identityKey(identity)));
  const own = entry.externalId === null ? holders.find((holder) => holder !== undefined) : drafts.byExternalId.get(entry.externalId);
  if (holders.some((holder) => holder !== undefined && holder !== own)) return { verdict: 'taken', person: own ?? null };
  const draft = own ?? newDraft(lane, entry.externalId);
  const verdict = fill(draft, entry, identities, own === undefined);
  drafts.all.add(draft);
  if (entry.externalId !== null) drafts.byExternalId.set(entry.externalId, draft);
  for (const identity of draft.identities) drafts.byIdentity.set(identityKey(identity), draft);
  return { verdict, person: { personId: draft.personId, node: draft.node } };

  function fill(into: Draft, from: PersonEntry, fresh: Identity[], isNew: boolean): EntryVerdict {
    const before = JSON.stringify([into.name, into.language, into.source, into.seenAtMs, into.consent, into.identities.length]);
    const isConflict =
      (into.name !== null && from.name != null && into.name !== from.name) ||
      (into.source !== null && from.source != null && sourceKey(into.source) !== sourceKey(from.source)) ||
      (into.known?.facts.sourceKind != null &&
        from.source != null &&
        into.source === null &&
        into.known.facts.sourceKind !== from.source.kind);
    into.name ??= from.name ?? null;
    into.language ??= from.language ?? null;
    if (into.known?.facts.sourceKind == null) into.source ??= from.source ?? null;
    into.seenAtMs ??= from.seenAtMs ?? null;
    if (into.known?.facts.consentAt == null) into.consent ??= from.consent ?? null;
    for (const identity of fresh) if (!drafts.byIdentity.has(identityKey(identity))) into.identities.push(identity);
    const after = JSON.stringify([into.name, into.language, into.source, into.seenAtMs, into.consent, into.identities.length]);
    if (isNew) return 'made';
    if (before !== after) into.isTouched = true;
    if (isConflict) return 'conflict';
    return before === after ? 'same' : 'filled';
  }
}

function identitiesOfEntry(entry: PersonEntry): Identity[] {
  const identities: Identity[] = [];
  if (entry.phone != null) identities.push({ kind: 'phone', value: entry.phone });
  if (entry.email != null) identities.push({ kind: 'email', value: entry.email });
  return identities;
}

function draftOf(person: KnownPerson, name: string | null): Draft {
  return {
    personId: person.personId,
    node: person.node,
    known: { ...person, name },
    externalId: person.externalId,
    name,
    language: null,
    source: null,
    seenAtMs: person.facts.seenAt,
    consent: null,
    identities: [],
    isTouched: false,
  };
}

function newDraft(lane: Lane, externalId: string | null): Draft {
  return {
    personId: newId(lane.lastIdMs),
    node: lane.takeNodes(1),
    known: null,
    externalId,
    name: null,
    language: null,
    source: null,
    seenAtMs: null,
    consent: null,
    identities: [],
    isTouched: true,
  };
}

function factsOf(ctx: Ctx, draft: Draft): PersonFacts {
  const known = draft.known?.facts;
  return {
    seenAt: draft.seenAtMs,
    consentAt: known?.consentAt ?? draft.consent?.atMs ?? null,
    createdAt: known?.createdAt ?? ctx.now.getTime(),
    referral: known?.referral ?? null,
    sourceKind: known?.sourceKind ?? draft.source?.kind ?? null,
  };
}

function isFactsChange(before: PersonFacts, after: PersonFacts): boolean {
  return before.seenAt !== after.seenAt || before.consentAt !== after.consentAt || before.sourceKind !== after.sourceKind;
}

async function namesOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; name: string }>`
    SELECT person.person_id, person.name
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray(personIds)}::uuid[]) AND person.name IS NOT NULL`;
  return new Map(rows.map((row) => [row.person_id, row.name]));
}

async function fillPeople(ctx: Ctx, drafts: readonly Draft[], sourceIdOf: (draft: Draft) => Uuid | null): Promise<void> {
  if (drafts.length === 0) return;
  const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  await ctx.sql.anew`
    UPDATE relations.person AS person
       SET name = coalesce(person.name, filled.name), name_key = coalesce(person.name_key, filled.name_key),
           language = coalesce(person.language, filled.language), source_id = coalesce(person.source_id, filled.source_id),
           seen_at = coalesce(person.seen_at, filled.seen_at), consent_at = coalesce(person.consent_at, filled.consent_at)
      FROM unnest(${plainArray(drafts.map((draft) => draft.personId))}::uuid[], ${drafts.map((draft) => draft.name)}::text[],
                  ${drafts.map((draft) => nameKey(draft.name))}::text[], ${drafts.map((draft) => draft.language)}::text[],
                  ${plainArray(drafts.map(sourceIdOf))}::uuid[],
                  ${plainArray(drafts.map((draft) => instant(draft.seenAtMs)))}::timestamptz[],
                  ${plainArray(drafts.map((draft) => instant(draft.consent?.atMs ?? null)))}::timestamptz[])
           AS filled (person_id, name, name_key, language, source_id, seen_at, consent_at)
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = filled.person_id`;
  await insertIdentities(
    ctx,
    drafts.flatMap((draft) => draft.identities.map((identity) => ({ ...identity, personId: draft.personId }))),
  );
  await insertConsents(
    ctx,
    drafts.flatMap((draft) => (draft.consent ? [{ ...draft.consent, personId: draft.personId }] : [])),
  );
  await insertTokens(
    ctx,
    drafts.map((draft) => ({ personId: draft.personId, tokens: newTokensOf(draft) })),
  );
}

// Only empty places are filled, so no token has to go.
function newTokensOf(draft: Draft): string[] {
  const valuesOf = (kind: string): string[] =>
    draft.identities.filter((identity) => identity.kind === kind).map((identity) => identity.value);
  const name = draft.known?.name === draft.name ? null : draft.name;
  return personTokens({ name, phones: valuesOf('phone'), emails: valuesOf('email') });
}
