import type { Ctx } from '../../../kit/ctx.ts';
import { forgetPlans } from '../../../kit/db/bulk.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Lane } from '../../../kit/db/lane.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { announceBound, type FactsChange } from '../events.ts';
import { bindsOn, touchEnds } from '../model/attribution.ts';
import { ReferralForest, type ReferralVerdict } from '../model/referral-forest.ts';
import { dialsInForce } from '../queries/dials.ts';
import { findPeople, type KnownPerson } from '../queries/find-people.ts';
import { bindAttributions, referralsThatBind } from './bind-attributions.ts';
import { insertPeople } from './insert-people.ts';
import { leaveTouches } from './insert-touches.ts';

/** One row of a batch: who was introduced by whom, by external id. */
export interface ReferralEntry {
  readonly person: string;
  readonly referrer: string;
  /** epoch ms from which the introduction is known; null = since always */
  readonly atMs: number | null;
}

export interface BoundReferrals {
  /** one per row, in the order given */
  readonly verdicts: readonly ReferralVerdict[];
  /** what history must be recomputed for: those introduced, and people made here (before null) */
  readonly changes: readonly FactsChange[];
  /** people below those who found a referrer: their facts stand, their place in the tree moved */
  readonly movedNodes: readonly number[];
  /** people who did not exist before: met only in accepted rows */
  readonly made: number;
}

/**
 * Binds a batch of introductions, judged in the order given against everything bound so far and the rows before.
 * People who are met for the first time in an accepted row become prospects; a person met only in refused rows is not made.
 * The caller holds the lane, recomputes history from `changes` and saves the lane.
 */
export async function bindReferrals(ctx: Ctx, lane: Lane, entries: readonly ReferralEntry[]): Promise<BoundReferrals> {
  await forgetPlans(ctx);
  const known = await findPeople(ctx, [...new Set(entries.flatMap((entry) => [entry.person, entry.referrer]))]);
  const forest = await loadForest(ctx, entries, known);
  const keys = new Keys(known);
  const verdicts = entries.map((entry) => forest.bind(keys.of(entry.person), keys.of(entry.referrer)));
  const accepted = entries.filter((_, i) => verdicts[i] === 'accepted');

  const made = keys.make(lane, accepted);
  const bound = accepted.map((entry) => ({
    referralId: newId(lane.lastIdMs),
    person: keys.person(entry.person),
    referrer: keys.person(entry.referrer),
    atMs: entry.atMs,
  }));
  const nearestOf = (key: number): [number | null, number | null, number | null] => {
    const [a1, a2, a3] = forest.nearest(key);
    return [keys.node(a1), keys.node(a2), keys.node(a3)];
  };
  await insertPeople(
    ctx,
    made.map((person) => ({
      ...person,
      name: null,
      language: null,
      sourceId: null,
      seenAtMs: null,
      identities: [],
      consent: null,
      nearest: nearestOf(person.key),
    })),
  );
  const placed = bound.filter(({ person }) => person.key >= 0).map(({ person }) => ({ node: person.node, nearest: nearestOf(person.key) }));
  await place(ctx, placed);
  const movedNodes = await shiftBelow(
    ctx,
    placed.map(({ node }) => node),
  );
  await insertReferrals(
    ctx,
    lane,
    bound.map(({ referralId, person, referrer, atMs }) => ({
      referralId,
      personId: person.personId,
      referrerId: referrer.personId,
      atMs,
      touchId: null,
      isNew: person.key < 0,
    })),
  );

  const referralOf = new Map(bound.map(({ person, atMs }) => [person.personId, { knownAt: atMs }]));
  const createdAt = ctx.now.getTime();
  const fresh = made.map(({ personId, node }) => ({
    personId,
    node,
    before: null,
    after: {
      seenAt: null,
      consentAt: null,
      createdAt,
      referral: referralOf.get(personId) ?? null,
      sourceKind: null,
    },
  }));
  const changed = accepted.flatMap((entry): FactsChange[] => {
    const person = known.get(entry.person);
    if (!person) return [];
    return [
      {
        personId: person.personId,
        node: person.node,
        before: person.facts,
        after: { ...person.facts, referral: { knownAt: entry.atMs } },
      },
    ];
  });
  return { verdicts, changes: [...fresh, ...changed], movedNodes, made: made.length };
}

interface Placed {
  readonly key: number;
  readonly personId: Uuid;
  readonly node: number;
}

/** People of a batch as numbers: their node when they are known, negative numbers for those not made yet. */
class Keys {
  readonly #known: ReadonlyMap<string, KnownPerson>;
  readonly #fresh = new Map<string, number>();
  readonly #made = new Map<number, Placed & { externalId: string }>();
  constructor(known: ReadonlyMap<string, KnownPerson>) {
    this.#known = known;
  }
  of(externalId: string): number {
    const node = this.#known.get(externalId)?.node ?? this.#fresh.get(externalId);
    if (node !== undefined) return node;
    const key = -1 - this.#fresh.size;
    this.#fresh.set(externalId, key);
    return key;
  }
  /** Gives ids and nodes to the people first met in these rows, in their order. */
  make(lane: Lane, entries: readonly ReferralEntry[]): (Placed & { externalId: string })[] {
    for (const externalId of entries.flatMap((entry) => [entry.person, entry.referrer])) {
      const key = this.of(externalId);
      if (key < 0 && !this.#made.has(key))
        this.#made.set(key, { key, externalId, personId: newId(lane.lastIdMs), node: lane.takeNodes(1) });
    }
    return [...this.#made.values()];
  }
  person(externalId: string): Placed {
    const known = this.#known.get(externalId);
    return known ? { key: known.node, personId: known.personId, node: known.node } : (this.#made.get(this.of(externalId)) as Placed);
  }
  node(key: number | null): number | null {
    return key !== null && key < 0 ? (this.#made.get(key)?.node ?? null) : key;
  }
}

/**
 * What is known of the forest around a batch. The chains above the referrers are read only when somebody of the batch
 * could close a ring: a person without a referrer who has introduced others before.
 */
async function loadForest(ctx: Ctx, entries: readonly ReferralEntry[], known: ReadonlyMap<string, KnownPerson>): Promise<ReferralForest> {
  const forest = new ReferralForest();
  for (const person of known.values()) tellOf(forest, person.node, [person.a1Node, person.a2Node, person.a3Node]);
  const roots = entries.flatMap((entry) => {
    const person = known.get(entry.person);
    return person && person.a1Node === null ? [person.node] : [];
  });
  const starts = entries.flatMap((entry) => known.get(entry.referrer)?.a3Node ?? []);
  if (roots.length > 0 && starts.length > 0 && (await hasDirects(ctx, roots))) {
    for (const row of await chainsAbove(ctx, starts)) tellOf(forest, row.node, [row.a1_node, row.a2_node, row.a3_node]);
  }
  return forest;
}

function tellOf(forest: ReferralForest, node: number, [a1, a2, a3]: [number | null, number | null, number | null]): void {
  if (a1 !== null) forest.know(node, a1);
  if (a1 !== null && a2 !== null) forest.know(a1, a2);
  if (a2 !== null && a3 !== null) forest.know(a2, a3);
}

async function hasDirects(ctx: Ctx, nodes: readonly number[]): Promise<boolean> {
  const rows = await ctx.sql.anew`
    SELECT 1 AS one
      FROM unnest(${plainArray([...new Set(nodes)])}::int[]) AS root (node)
      JOIN relations.person AS person ON person.a1_node = root.node
     WHERE person.tenant_id = ${ctx.tenantId}
     LIMIT 1`;
  return rows.length > 0;
}

interface ChainRow {
  node: number;
  a1_node: number | null;
  a2_node: number | null;
  a3_node: number | null;
}

/** Everybody three, six, nine … steps above (and at) these nodes, each with the three above them: whole chains in a third of the steps. */
export async function chainsAbove(ctx: Ctx, nodes: readonly number[]): Promise<ChainRow[]> {
  return await ctx.sql.anew<ChainRow>`
    WITH RECURSIVE chain AS (
      SELECT person.node, person.a1_node, person.a2_node, person.a3_node
        FROM unnest(${plainArray([...new Set(nodes)])}::int[]) AS start (node)
        JOIN relations.person AS person ON person.node = start.node
       WHERE person.tenant_id = ${ctx.tenantId}
       UNION
      SELECT above.node, above.a1_node, above.a2_node, above.a3_node
        FROM chain
       CROSS JOIN LATERAL (SELECT person.node, person.a1_node, person.a2_node, person.a3_node
                             FROM relations.person AS person
                            WHERE person.tenant_id = ${ctx.tenantId} AND person.node = chain.a3_node
                           OFFSET 0) AS above
    )
    SELECT chain.node, chain.a1_node, chain.a2_node, chain.a3_node FROM chain`;
}

/** Sets the three nearest referrers of people who were there before. */
export async function place(
  ctx: Ctx,
  people: readonly { node: number; nearest: readonly [number | null, number | null, number | null] }[],
): Promise<void> {
  if (people.length === 0) return;
  await ctx.sql.anew`
    UPDATE relations.person AS person
       SET a1_node = placed.a1_node, a2_node = placed.a2_node, a3_node = placed.a3_node
      FROM unnest(${plainArray(people.map((row) => row.node))}::int[], ${plainArray(people.map((row) => row.nearest[0]))}::int[],
                  ${plainArray(people.map((row) => row.nearest[1]))}::int[], ${plainArray(people.map((row) => row.nearest[2]))}::int[])
           AS placed (node, a1_node, a2_node, a3_node)
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = placed.node`;
}

/**
 * Below people whose own referrers changed the second and third referrer change with them: each level is set from the
 * one above it. `levels`: 2 when only their referrers changed, 3 when they took the place of another node.
 * @returns the nodes that were set
 */
export async function shiftBelow(ctx: Ctx, nodes: readonly number[], levels: 2 | 3 = 2): Promise<number[]> {
  const moved: number[] = [];
  let level = nodes;
  for (let depth = 0; depth < levels && level.length > 0; depth++) {
    level = await shiftChildren(ctx, level);
    for (const node of level) moved.push(node);
  }
  return moved;
}

async function shiftChildren(ctx: Ctx, nodes: readonly number[]): Promise<number[]> {
  const rows = await ctx.sql.anew<{ node: number }>`
    UPDATE relations.person AS person
       SET a2_node = parent.a1_node, a3_node = parent.a2_node
      FROM unnest(${plainArray(nodes)}::int[]) AS above (node)
      JOIN relations.person AS parent ON parent.tenant_id = ${ctx.tenantId} AND parent.node = above.node
     WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = parent.node
    RETURNING person.node`;
  return rows.map((row) => row.node);
}

/** An introduction ready to be written. */
export interface FreshReferral {
  readonly referralId: Uuid;
  readonly personId: Uuid;
  readonly referrerId: Uuid;
  /** epoch ms from which it is known; null = since always */
  readonly atMs: number | null;
  /** the touch that led to it */
  readonly touchId: Uuid | null;
  /** the person's record was made by this very step */
  readonly isNew: boolean;
  /** whose customer they become under dials; the referrer unless given */
  readonly earnerId?: Uuid;
}

/**
 * Writes introductions, announces them, and binds whom they introduce to the referrer (CONTRACT §7): without dials the
 * introduction itself does that, without end; under dials it is a sign-up, or waits for the order they ask for.
 */
export async function insertReferrals(ctx: Ctx, lane: Lane, referrals: readonly FreshReferral[]): Promise<void> {
  if (referrals.length === 0) return;
  const dials = await dialsInForce(ctx);
  const pairs = referrals.map((row) => ({ personId: row.personId, objectId: row.referrerId }));
  const binds = dials === null ? await referralsThatBind(ctx, pairs) : pairs.map(() => false);
  await ctx.sql.exec`
    INSERT INTO relations.referral (tenant_id, referral_id, subject_id, object_id, from_at, cause, binds, recorded_at)
    SELECT ${ctx.tenantId}, fresh.referral_id, fresh.subject_id, fresh.object_id, fresh.from_at, 'introduced', fresh.binds, ${ctx.recordedAt}
      FROM unnest(${plainArray(referrals.map((row) => row.referralId))}::uuid[], ${plainArray(referrals.map((row) => row.personId))}::uuid[],
                  ${plainArray(referrals.map((row) => row.referrerId))}::uuid[],
                  ${plainArray(referrals.map((row) => (row.atMs === null ? null : new Date(row.atMs).toISOString())))}::timestamptz[],
                  ${plainArray(binds.map(String))}::boolean[])
           AS fresh (referral_id, subject_id, object_id, from_at, binds)`;
  await announceBound(ctx, referrals);
  if (dials === null) return;
  if (bindsOn(dials, 'register')) {
    const entries = referrals.map(({ personId, referrerId, earnerId = referrerId, isNew, touchId }) => ({
      personId,
      objectId: earnerId,
      trigger: 'register' as const,
      isNew,
      hasOrdered: null,
      touchId,
    }));
    await bindAttributions(ctx, lane, entries, dials);
  } else {
    const expiresAt = new Date(touchEnds(dials, ctx.now.getTime()));
    const waiting = referrals.map(({ personId, referrerId, earnerId = referrerId }) => ({ personId, objectId: earnerId }));
    await leaveTouches(ctx, waiting, expiresAt);
  }
}
