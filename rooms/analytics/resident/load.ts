import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { SourceKind, Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { Resident, type NodeRow, type SourceInfo } from './resident.ts';

/** Rows of one query. */
const PORTION = 20_000;

/** Reads all people of the brand into fresh arrays. */
export async function loadAll(ctx: Ctx, nodes: number): Promise<Resident> {
  const resident = new Resident(ctx.zone);
  resident.putSources(await sourcesOf(ctx));
  for (let low = 0; low < nodes; low += PORTION) resident.put(await rangeOf(ctx, low, Math.min(low + PORTION, nodes)));
  return resident;
}

/** The rows of some nodes as they are now, together with sources that may be new. */
export async function loadSome(ctx: Ctx, nodes: readonly number[]): Promise<{ rows: NodeRow[]; sources: SourceInfo[] }> {
  const rows: NodeRow[] = [];
  const sources = nodes.length > 0 ? await sourcesOf(ctx) : [];
  for (let i = 0; i < nodes.length; i += PORTION) {
    const some = plainArray(nodes.slice(i, i + PORTION));
    const { text } = await ctx.sql.one<{ text: string | null }>`
      SELECT string_agg(concat_ws(',', person.node, person.person_id, coalesce(person.a1_node, -1), coalesce(person.source_id::text, ''),
                                  coalesce(state.net_amount - state.return_amount, 0), coalesce(state.orders, -1),
                                  coalesce(state.first_paid_ms::text, ''), coalesce(state.last_paid_ms::text, ''),
                                  coalesce(state.stage, 'prospect'), coalesce(state.stage_since_ms, 0)), ';') AS text
        FROM relations.person AS person
        LEFT JOIN analytics.person AS state
               ON state.tenant_id = ${ctx.tenantId} AND state.node = person.node AND state.node = ANY(${some}::int[])
       WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${some}::int[])`;
    rows.push(...rowsOf(text));
  }
  return { rows, sources };
}

// Both tables by ranges of their node keys; one value per portion costs a fraction of a column per row.
async function rangeOf(ctx: Ctx, low: number, high: number): Promise<NodeRow[]> {
  const { text } = await ctx.sql.one<{ text: string | null }>`
    SELECT string_agg(concat_ws(',', person.node, person.person_id, coalesce(person.a1_node, -1), coalesce(person.source_id::text, ''),
                                coalesce(state.net_amount - state.return_amount, 0), coalesce(state.orders, -1),
                                coalesce(state.first_paid_ms::text, ''), coalesce(state.last_paid_ms::text, ''),
                                coalesce(state.stage, 'prospect'), coalesce(state.stage_since_ms, 0)), ';') AS text
      FROM relations.person AS person
      LEFT JOIN analytics.person AS state
             ON state.tenant_id = ${ctx.tenantId} AND state.node = person.node AND state.node >= ${low} AND state.node < ${high}
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node >= ${low} AND person.node < ${high}`;
  return rowsOf(text);
}

function rowsOf(text: string | null): NodeRow[] {
  if (text === null) return [];
  const at = (value: string | undefined): number | null => (value === '' || value === undefined ? null : Number(value));
  return text.split(';').map((line) => {
    const [node, personId, parent, sourceId, own, orders, first, last, stage, since] = line.split(',');
    return {
      node: Number(node),
      isHere: orders !== '-1',
      personId: personId as Uuid,
      parent: Number(parent),
      sourceId: sourceId === '' ? null : (sourceId as Uuid),
      own: BigInt(own ?? 0),
      orders: Math.max(0, Number(orders)),
      firstPaidAt: at(first),
      lastPaidAt: at(last),
      stage: stage as Stage,
      stageSince: Number(since),
    };
  });
}

async function sourcesOf(ctx: Ctx): Promise<SourceInfo[]> {
  const rows = await ctx.sql<{ source_id: Uuid; kind: SourceKind; name: string }>`
    SELECT source.source_id, source.kind, source.name FROM relations.source AS source WHERE source.tenant_id = ${ctx.tenantId}`;
  return rows.map((row) => ({ sourceId: row.source_id, kind: row.kind, name: row.name }));
}
