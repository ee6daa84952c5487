import type { Ctx } from '../../kit/ctx.ts';
import type { Lane } from '../../kit/db/lane.ts';
import { emit } from '../../kit/events/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import type { SourceKind } from '../../kit/http/shapes.ts';

/** What a person's stage and the origins of their orders depend on besides orders and returns. Instants in epoch ms. */
export interface PersonFacts {
  /** when the brand first knew them; null = first met in an order */
  readonly seenAt: number | null;
  /** the earliest consent that still stands; null = none */
  readonly consentAt: number | null;
  readonly createdAt: number;
  /** null = nobody introduced them; knownAt null = known since always */
  readonly referral: { readonly knownAt: number | null } | null;
  /** of their first source */
  readonly sourceKind: SourceKind | null;
}

/** One person whose facts changed; before null = they are new. */
export interface FactsChange {
  readonly personId: Uuid;
  readonly node: number;
  readonly before: PersonFacts | null;
  readonly after: PersonFacts;
}

/** `person.factsChanged`, handed over inside the house: what is derived from these facts is recomputed in this transaction. */
export interface PersonFactsChanged {
  /** the write lane the announcing command holds */
  readonly lane: Lane;
  readonly people: readonly FactsChange[];
  /** others whose place in the tree moved: their facts did not */
  readonly movedNodes: readonly number[];
}

/** `people.merged`, handed over inside the house: everything that belongs to the absorbed person is to move. */
export interface PeopleMerged {
  readonly lane: Lane;
  readonly survivor: FactsChange;
  /** who is no more: the facts they had */
  readonly absorbed: { readonly personId: Uuid; readonly node: number; readonly before: PersonFacts };
  readonly movedNodes: readonly number[];
}

export const FACTS_CHANGED = 'person.factsChanged';
export const PEOPLE_MERGED = 'people.merged';

const PER_EVENT = 1000;

export async function announceFacts(ctx: Ctx, payload: PersonFactsChanged): Promise<void> {
  await emit(ctx, { kind: FACTS_CHANGED, version: 1, payload }, { isInternal: true });
}

export async function announceMerge(ctx: Ctx, payload: PeopleMerged): Promise<void> {
  await emit(ctx, { kind: PEOPLE_MERGED, version: 1, payload }, { isInternal: true });
  await emit(ctx, {
    kind: 'person.merged',
    version: 1,
    payload: {
      survivor: publicId('person', payload.survivor.personId),
      absorbed: publicId('person', payload.absorbed.personId),
    },
  });
}

/** `person.created` for the outbox: one event per 1,000 people. */
export async function announceCreated(ctx: Ctx, people: readonly { personId: Uuid }[]): Promise<void> {
  for (let i = 0; i < people.length; i += PER_EVENT) {
    const part = people.slice(i, i + PER_EVENT);
    // External ids may be phone numbers: they do not leave with an event.
    const payload = { people: part.map((person) => publicId('person', person.personId)) };
    await emit(ctx, { kind: 'person.created', version: 1, payload });
  }
}

/** `referral.bound` for the outbox: one event per 1,000 introductions; at null = known since always. */
export async function announceBound(
  ctx: Ctx,
  referrals: readonly { referralId: Uuid; personId: Uuid; referrerId: Uuid; atMs: number | null }[],
): Promise<void> {
  for (let i = 0; i < referrals.length; i += PER_EVENT) {
    const payload = {
      referrals: referrals.slice(i, i + PER_EVENT).map((referral) => ({
        id: publicId('referral', referral.referralId),
        person: publicId('person', referral.personId),
        referrer: publicId('person', referral.referrerId),
        at: referral.atMs === null ? null : new Date(referral.atMs).toISOString(),
      })),
    };
    await emit(ctx, { kind: 'referral.bound', version: 1, payload });
  }
}

/** `attribution.began` for the outbox: who earns from whom from now on; to null = nobody, until null = without end. */
export async function announceAttributions(
  ctx: Ctx,
  attributions: readonly {
    attributionId: Uuid;
    subjectId: Uuid;
    objectId: Uuid | null;
    from: number;
    validUntil: number | null;
    cause: string;
  }[],
): Promise<void> {
  for (let i = 0; i < attributions.length; i += PER_EVENT) {
    const payload = {
      attributions: attributions.slice(i, i + PER_EVENT).map((row) => ({
        id: publicId('attribution', row.attributionId),
        person: publicId('person', row.subjectId),
        to: row.objectId === null ? null : publicId('person', row.objectId),
        from: new Date(row.from).toISOString(),
        until: row.validUntil === null ? null : new Date(row.validUntil).toISOString(),
        cause: row.cause,
      })),
    };
    await emit(ctx, { kind: 'attribution.began', version: 1, payload });
  }
}

/**
 * `attribution.changed` for the outbox: somebody moved people by hand (rules.md B8). `notify` names everybody whose pay it changes:
 * whoever earned from them until then, and whoever does from then on.
 */
export async function announceChanges(
  ctx: Ctx,
  change: {
    moved: readonly { personId: Uuid; before: Uuid | null }[];
    to: Uuid | null;
    effectiveAt: string;
    reason: string;
  },
): Promise<void> {
  const to = change.to === null ? null : publicId('person', change.to);
  for (let i = 0; i < change.moved.length; i += PER_EVENT) {
    const changes = change.moved.slice(i, i + PER_EVENT).map(({ personId, before }) => ({
      person: publicId('person', personId),
      before: before === null ? null : publicId('person', before),
      to,
    }));
    const notify = [...new Set(changes.flatMap((one) => [one.before, one.to]))].filter((id) => id !== null);
    const { effectiveAt, reason } = change;
    await emit(ctx, { kind: 'attribution.changed', version: 1, payload: { changes, notify, effectiveAt, reason } });
  }
}

/** `sponsorship.began` for the outbox: which partner belongs to which from now on. */
export async function announceSponsorships(ctx: Ctx, pairs: readonly { subjectId: Uuid; objectId: Uuid }[], cause: string): Promise<void> {
  for (let i = 0; i < pairs.length; i += PER_EVENT) {
    const sponsorships = pairs.slice(i, i + PER_EVENT).map((pair) => ({
      person: publicId('person', pair.subjectId),
      sponsor: publicId('person', pair.objectId),
    }));
    await emit(ctx, { kind: 'sponsorship.began', version: 1, payload: { sponsorships, cause } });
  }
}
