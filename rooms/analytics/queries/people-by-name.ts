import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { NodeTest } from '../resident/filter.ts';
import { countOf } from '../resident/page.ts';
import type { Resident } from '../resident/resident.ts';

/** Up to so many fitting people are sorted here; more are met on the way along the index of names. */
const FEW = 2_000;
const PORTION = 2_000;

interface NameRow {
  node: number;
  person_id: Uuid;
  name_key: string | null;
}

const cursorShape = z.tuple([z.literal('name'), z.enum(['asc', 'desc']), z.string().nullable(), z.uuid()]);
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * One page in the order of names (pinyin and other letters), people without a name last in the order of ids.
 * Names stand in the tables only: few matches are sorted, many are found by walking the index of names.
 */
export async function namePage(
  ctx: Ctx,
  resident: Resident,
  tests: readonly NodeTest[],
  { order, limit, cursor }: { order: 'asc' | 'desc'; limit: number; cursor: string | undefined },
): Promise<{ nodes: number[]; next: string | null }> {
  const key = decodeCursor(cursor, cursorShape);
  let after = key && key[1] === order ? { name: key[2], id: key[3] } : null;
  const fits = (node: number): boolean => tests.every((test) => test(node));
  const rows: NameRow[] = [];
  if (countOf(resident, tests) <= FEW)
    rows.push(...(await fewByName(ctx, resident, fits, order)).filter((row) => !after || isAfter(row, after, order)));
  else {
    while (rows.length <= limit) {
      const portion = await nextByName(ctx, after, order);
      rows.push(...portion.filter((row) => fits(row.node)));
      const last = portion.at(-1);
      if (last) after = { name: last.name_key, id: last.person_id };
      // After the last name come those without one.
      else if (after === null || after.name !== null) after = { name: null, id: NIL };
      else break;
    }
  }
  const { shown, next } = pageOf(rows, limit, (row) => ['name', order, row.name_key, row.person_id]);
  return { nodes: shown.map((row) => row.node), next };
}

async function fewByName(ctx: Ctx, resident: Resident, fits: NodeTest, order: 'asc' | 'desc'): Promise<NameRow[]> {
  const nodes: number[] = [];
  for (let node = 0; node < resident.size; node++) if (fits(node)) nodes.push(node);
  const rows = await ctx.sql<NameRow>`
    SELECT person.node, person.person_id, person.name_key
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${plainArray(nodes)}::int[])`;
  return rows.sort((a, b) => compare(a, { name: b.name_key, id: b.person_id }, order));
}

async function nextByName(ctx: Ctx, after: { name: string | null; id: Uuid } | null, order: 'asc' | 'desc'): Promise<NameRow[]> {
  if (after && after.name === null) {
    return await ctx.sql<NameRow>`
      SELECT person.node, person.person_id, person.name_key
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.name_key IS NULL AND person.person_id > ${after.id}::uuid
       ORDER BY person.person_id
       LIMIT ${PORTION}`;
  }
  if (order === 'asc') {
    return await ctx.sql<NameRow>`
      SELECT person.node, person.person_id, person.name_key
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.name_key IS NOT NULL
         AND (person.name_key, person.person_id) > (${after?.name ?? ''}, ${after?.id ?? NIL}::uuid)
       ORDER BY person.name_key, person.person_id
       LIMIT ${PORTION}`;
  }
  return await ctx.sql<NameRow>`
    SELECT person.node, person.person_id, person.name_key
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.name_key IS NOT NULL
       AND (person.name_key, person.person_id) < (${after?.name ?? '\u{10ffff}'}, ${after?.id ?? NIL}::uuid)
     ORDER BY person.name_key DESC, person.person_id DESC
     LIMIT ${PORTION}`;
}

function isAfter(row: NameRow, after: { name: string | null; id: Uuid }, order: 'asc' | 'desc'): boolean {
  return compare(row, after, order) > 0;
}

// As the index has it: names by their bytes, equal names by id, both turned round in descending order.
function compare(row: NameRow, other: { name: string | null; id: Uuid }, order: 'asc' | 'desc'): number {
  const byId = row.person_id < other.id ? -1 : row.person_id > other.id ? 1 : 0;
  if (row.name_key === null || other.name === null) return row.name_key === other.name ? byId : row.name_key === null ? 1 : -1;
  const byName = Buffer.compare(Buffer.from(row.name_key), Buffer.from(other.name)) || byId;
  return order === 'asc' ? byName : -byName;
}
