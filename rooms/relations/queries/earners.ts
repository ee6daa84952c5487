import type { Ctx } from '../../../kit/ctx.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { attributionsAt, hasBonds } from './attributions.ts';
import type { PersonAbove } from './sponsorships.ts';
import { uplineAt } from './upline.ts';

/** A person as a chain begins with them. */
export interface ChainStart {
  readonly node: number;
  readonly stage: Stage;
  /** who introduced them, who introduced those …, nearest first, up to the depth asked for */
  readonly above: readonly PersonAbove[];
}

/**
 * The people above each of these by referral, nearest first, up to `depth` people, with their stages now. One statement for
 * thousands of people when depth ≤ 3; unknown ids are left out.
 */
export async function uplinesOf(ctx: Ctx, personIds: readonly Uuid[], depth: number): Promise<Map<Uuid, readonly PersonAbove[]>> {
  const starts = await chainsFrom(ctx, personIds, depth);
  return new Map([...starts].map(([personId, start]) => [personId, start.above]));
}

/**
 * Who may earn from each buyer's orders now (CONTRACT §7): depth 1 is the object of the attribution in force, depth d ≥ 2 the
 * referrer of the person at depth d − 1. Nobody holds the attribution → nobody at any depth. Of the buyer their own node and stage.
 * @param bound who is bound to whom by this very step, though nobody has written it down yet
 */
export async function earnersAbove(
  ctx: Ctx,
  buyerIds: readonly Uuid[],
  depth: number,
  bound: ReadonlyMap<Uuid, Uuid> = new Map(),
): Promise<Map<Uuid, ChainStart>> {
  const buyers = await chainsFrom(ctx, buyerIds, depth);
  // Without dials and changes by hand the chain of attributions is the chain of referrals.
  if (!(await hasBonds(ctx))) return buyers;
  const objects = await attributionsAt(ctx, [...buyers.keys()]);
  for (const [personId, object] of bound) objects.set(personId, object);
  const others = [...buyers].flatMap(([personId, buyer]) => {
    const object = objects.get(personId) ?? null;
    return object === null || object === buyer.above[0]?.personId ? [] : [object];
  });
  const holders = await chainsFrom(ctx, [...new Set(others)], depth - 1);
  const found = new Map<Uuid, ChainStart>();
  for (const [personId, buyer] of buyers) {
    const object = objects.get(personId) ?? null;
    const holder = object === null ? undefined : holders.get(object);
    if (object === null) found.set(personId, { ...buyer, above: [] });
    else if (!holder) found.set(personId, buyer);
    else found.set(personId, { ...buyer, above: ledBy(object, holder) });
  }
  return found;
}

/** The chain of `earnersAbove` as it was at an earlier instant, stages left out: what an old order is explained by (G4). */
export async function earnersAt(ctx: Ctx, buyerId: Uuid, at: Date): Promise<{ personId: Uuid; depth: number }[]> {
  const object = (await attributionsAt(ctx, [buyerId], at)).get(buyerId) ?? null;
  if (object === null) return [];
  const above = await uplineAt(ctx, object, at);
  return [{ personId: object, depth: 1 }, ...above.map((person) => ({ ...person, depth: person.depth + 1 }))];
}

function ledBy(personId: Uuid, { node, stage, above }: ChainStart): PersonAbove[] {
  return [{ personId, node, stage, depth: 1 }, ...above.map((person) => ({ ...person, depth: person.depth + 1 }))];
}

interface Known {
  personId: Uuid;
  stage: Stage;
}

async function chainsFrom(ctx: Ctx, personIds: readonly Uuid[], depth: number): Promise<Map<Uuid, ChainStart>> {
  const found = new Map<Uuid, ChainStart>();
  if (personIds.length === 0) return found;
  const { starts, parents, known } = await peopleAround(ctx, personIds, depth);
  for (const { personId, node, stage } of starts) {
    const above: PersonAbove[] = [];
    for (let at = parents.get(node); at !== undefined && above.length < depth; at = parents.get(at)) {
      const person = known.get(at);
      if (!person) break;
      above.push({ personId: person.personId, node: at, stage: person.stage, depth: above.length + 1 });
    }
    found.set(personId, { node, stage, above });
  }
  return found;
}

/** The people asked for, everybody up to `depth` above them once, and who introduced whom among them. */
async function peopleAround(
  ctx: Ctx,
  personIds: readonly Uuid[],
  depth: number,
): Promise<{ starts: (Known & { node: number })[]; parents: Map<number, number>; known: Map<number, Known> }> {
  const starts: (Known & { node: number })[] = [];
  const parents = new Map<number, number>();
  const known = new Map<number, Known>();
  const texts = depth <= 3 ? await nearPeople(ctx, personIds, depth) : await deepPeople(ctx, personIds, depth);
  readPeople(texts.starts, (person, parent) => {
    starts.push(person);
    if (parent !== NOBODY) parents.set(person.node, parent);
  });
  readPeople(texts.others, ({ node, ...person }, parent) => {
    known.set(node, person);
    if (parent !== NOBODY) parents.set(node, parent);
  });
  return { starts, parents, known };
}

const NOBODY = -1;

function readPeople(text: string | null, onPerson: (person: Known & { node: number }, parent: number) => void): void {
  if (text === null) return;
  const words = text.split(',');
  for (let i = 0; i + 3 < words.length; i += 4) {
    onPerson({ personId: words[i] as Uuid, node: Number(words[i + 1]), stage: words[i + 2] as Stage }, Number(words[i + 3]));
  }
}

interface PeopleTexts {
  starts: string | null;
  others: string | null;
}

// One text for all: thousands of people cost what their letters cost. Everybody above comes once, however many stand below.
async function nearPeople(ctx: Ctx, personIds: readonly Uuid[], depth: number): Promise<PeopleTexts> {
  const [texts] = await ctx.sql.anew<PeopleTexts>`
    WITH base AS MATERIALIZED (
      SELECT person.person_id, person.node, person.stage, person.a1_node, person.a2_node, person.a3_node
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${uuids(personIds, (id) => id)}::uuid[])
    ), near AS (
      SELECT base.a1_node AS node FROM base WHERE ${depth} >= 1
       UNION
      SELECT base.a2_node FROM base WHERE ${depth} >= 2
       UNION
      SELECT base.a3_node FROM base WHERE ${depth} >= 3
    )
    SELECT (SELECT string_agg(concat_ws(',', base.person_id, base.node, base.stage, coalesce(base.a1_node, -1)), ',') FROM base) AS starts,
           (SELECT string_agg(concat_ws(',', person.person_id, person.node, person.stage, coalesce(person.a1_node, -1)), ',')
              FROM relations.person AS person
             WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(ARRAY(SELECT near.node FROM near))) AS others`;
  return texts ?? { starts: null, others: null };
}

async function deepPeople(ctx: Ctx, personIds: readonly Uuid[], depth: number): Promise<PeopleTexts> {
  const [texts] = await ctx.sql.anew<PeopleTexts>`
    WITH RECURSIVE base AS MATERIALIZED (
      SELECT person.person_id, person.node, person.stage, person.a1_node
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${uuids(personIds, (id) => id)}::uuid[])
    ), chain AS (
      SELECT base.a1_node AS node, 1 AS depth FROM base WHERE base.a1_node IS NOT NULL
       UNION
      SELECT above.a1_node, chain.depth + 1
        FROM chain
       CROSS JOIN LATERAL (SELECT person.a1_node
                             FROM relations.person AS person
                            WHERE person.tenant_id = ${ctx.tenantId} AND person.node = chain.node AND person.a1_node IS NOT NULL
                           OFFSET 0) AS above
       WHERE chain.depth < ${depth}
    )
    SELECT (SELECT string_agg(concat_ws(',', base.person_id, base.node, base.stage, coalesce(base.a1_node, -1)), ',') FROM base) AS starts,
           (SELECT string_agg(concat_ws(',', person.person_id, person.node, person.stage, coalesce(person.a1_node, -1)), ',')
              FROM relations.person AS person
             WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(ARRAY(SELECT chain.node FROM chain))) AS others`;
  return texts ?? { starts: null, others: null };
}
