import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, encodeCursor } from '../../../kit/http/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { searchPeople } from '../../relations/index.ts';
import type { PersonRow } from '../api.ts';
import { STAGES } from '../model/cells.ts';
import { testsOf, type NodeTest } from '../resident/filter.ts';
import { allOf, countOf, pageOf } from '../resident/page.ts';
import { residentOf } from '../resident/registry.ts';
import type { Resident } from '../resident/resident.ts';
import { namePage } from './people-by-name.ts';
import { segmentFilter, type PeopleQuery } from './segment-filter.ts';

const cursorShape = z.tuple([z.string(), z.enum(['asc', 'desc']), z.number(), z.number().int().min(0)]);

/** Names and ids of nodes, for whoever shows them. */
export interface NodeNames {
  readonly personId: Uuid;
  readonly externalId: string | null;
  readonly name: string | null;
}

/**
 * One page of the people who fit a filter, and how many fit it in all. Filter and order come from the arrays; only the
 * rows shown are read from tables.
 * @throws DomainError `filter.invalid`, `cursor.invalid`, `segment.notFound`
 */
export async function peopleList(ctx: Ctx, query: PeopleQuery): Promise<{ data: PersonRow[]; next: string | null; total: number }> {
  const { resident, tests } = await matching(ctx, query);
  const { sort, order, limit } = query;
  if (sort === 'name') {
    const { nodes, next } = await namePage(ctx, resident, tests, { order, limit, cursor: query.cursor });
    return { data: await rowsOf(ctx, resident, nodes), next, total: countOf(resident, tests) };
  }
  const cursor = decodeCursor(query.cursor, cursorShape);
  // A cursor of another order or of another list begins anew rather than in the middle of nowhere.
  const after = cursor && cursor[0] === sort && cursor[1] === order ? { key: cursor[2], node: cursor[3] } : null;
  const page = pageOf(resident, tests, { sort, order, limit, after });
  return {
    data: await rowsOf(ctx, resident, page.nodes),
    next: page.next && encodeCursor([sort, order, page.next.key, page.next.node]),
    total: page.total,
  };
}

/** All nodes that fit, in order (newest first in place of names, which the arrays lack): for exports, which read their rows portion by portion. */
export async function peopleNodes(ctx: Ctx, query: PeopleQuery): Promise<Int32Array> {
  const { resident, tests } = await matching(ctx, query);
  return allOf(resident, tests, query.sort === 'name' ? 'newest' : query.sort, query.order);
}

/** How many people fit a filter. */
export async function peopleCount(ctx: Ctx, query: PeopleQuery): Promise<number> {
  const { resident, tests } = await matching(ctx, query);
  return countOf(resident, tests);
}

async function matching(ctx: Ctx, query: PeopleQuery): Promise<{ resident: Resident; tests: NodeTest[] }> {
  const segment = query.segment === undefined ? null : await segmentFilter(ctx, query.segment);
  const sets: ReadonlySet<number>[] = [];
  for (const text of [query.search, segment?.search]) if (text) sets.push(new Set(await searchPeople(ctx, text)));
  const resident = await residentOf(ctx);
  const [first, second] = sets;
  const found = first && second ? new Set([...first].filter((node) => second.has(node))) : (first ?? null);
  return {
    resident,
    tests: [...testsOf(resident, query, found), ...(segment ? testsOf(resident, segment, null) : [])],
  };
}

/** The rows of nodes, in their order. */
export async function rowsOf(ctx: Ctx, resident: Resident, nodes: readonly number[]): Promise<PersonRow[]> {
  // Everything of the arrays is taken before the tables are asked, so that a row shows one state.
  const known = nodes.map((node) => {
    const source = resident.sources[resident.source[node] ?? -1];
    const code = resident.rfm(node);
    const instant = (ms: number | undefined): string | null => (ms === undefined || Number.isNaN(ms) ? null : new Date(ms).toISOString());
    return {
      stage: STAGES[resident.stage[node] ?? 0] ?? ('prospect' as const),
      stageSince: new Date(resident.stageSince[node] ?? 0).toISOString(),
      source: source ? { kind: source.kind, name: source.name } : null,
      orders: resident.orders[node] ?? 0,
      own: moneyJson(resident.own.get(node), ctx.tenant.currency),
      influence: moneyJson(resident.worthOf(node).influence, ctx.tenant.currency),
      directs: resident.directCount(node),
      downline: resident.downlineCount(node),
      firstOrderAt: instant(resident.firstPaidAt[node]),
      lastOrderAt: instant(resident.lastPaidAt[node]),
      rfm: code === 0 ? null : { r: Math.floor(code / 100), f: Math.floor(code / 10) % 10, m: code % 10 },
    };
  });
  const names = await namesOf(ctx, nodes);
  return nodes.flatMap((node, i) => {
    const name = names.get(node);
    const row = known[i];
    return name && row ? [{ id: publicId('person', name.personId), externalId: name.externalId, name: name.name, ...row }] : [];
  });
}

/** Ids and names of nodes. */
export async function namesOf(ctx: Ctx, nodes: readonly number[]): Promise<Map<number, NodeNames>> {
  if (nodes.length === 0) return new Map();
  const rows = await ctx.sql<{
    node: number;
    person_id: Uuid;
    external_id: string | null;
    name: string | null;
  }>`
    SELECT person.node, person.person_id, person.external_id, person.name
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${plainArray(nodes)}::int[])`;
  return new Map(rows.map((row) => [row.node, { personId: row.person_id, externalId: row.external_id, name: row.name }]));
}
