import type { Ctx } from '../../../kit/ctx.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { LadderRole } from '../../catalog/index.ts';
import { LADDER_CHANGES } from '../commands/store-rollups.ts';
import type { LadderProduct } from './ladder-lines.ts';

/** How far the stored ladder has come, and what has happened since. */
export interface LadderStanding {
  /** people below this node are in the stored cells; 0 = nothing stored can be used */
  readonly built: number;
  /** those among them of whom something has changed since */
  readonly dirty: readonly number[];
  /** products that stood elsewhere or cost something else when it was stored */
  readonly moved: readonly Uuid[];
  /** nodes of the brand in all */
  readonly nodes: number;
  /** the commit this is true of */
  readonly seq: bigint;
  /** commits since the stored ladder was last looked after */
  readonly lag: bigint;
}

/** @param products of the brand as they are now */
export async function ladderStanding(ctx: Ctx, products: ReadonlyMap<Uuid, LadderProduct>): Promise<LadderStanding> {
  const row = await ctx.sql.one<{
    nodes: number;
    seq: bigint;
    time_zone: string | null;
    through_seq: bigint | null;
    next_node: number | null;
  }>`
    SELECT lane.next_node AS nodes, lane.change_seq AS seq, ladder_state.time_zone, ladder_state.through_seq, ladder_state.next_node
      FROM kit.lane AS lane
      LEFT JOIN analytics.ladder_state AS ladder_state ON ladder_state.tenant_id = ${ctx.tenantId}
     WHERE lane.tenant_id = ${ctx.tenantId}`;
  const { nodes, seq, through_seq: through } = row;
  const nothing: LadderStanding = { built: 0, dirty: [], moved: [], nodes, seq, lag: 0n };
  if (through === null || row.time_zone !== ctx.zone.id || seq - through > LADDER_CHANGES) return nothing;
  const [changes, moved] = await Promise.all([
    ctx.sql<{ nodes: number[] | null }>`
      SELECT change.nodes FROM analytics.change AS change
       WHERE change.tenant_id = ${ctx.tenantId} AND change.seq > ${through} AND change.seq <= ${seq}`,
    movedProducts(ctx, products),
  ]);
  if (changes.some((change) => change.nodes === null)) return nothing;
  const built = row.next_node ?? nodes;
  const dirty = new Set([...changes.flatMap((change) => change.nodes ?? []), ...(await buyersOf(ctx, moved))]);
  return { built, dirty: [...dirty].filter((node) => node < built), moved, nodes, seq, lag: seq - through };
}

async function movedProducts(ctx: Ctx, products: ReadonlyMap<Uuid, LadderProduct>): Promise<Uuid[]> {
  const rows = await ctx.sql<{ product_id: Uuid; role: LadderRole | null; cost: bigint | null }>`
    SELECT ladder_product.product_id, ladder_product.role, ladder_product.cost
      FROM analytics.ladder_product AS ladder_product WHERE ladder_product.tenant_id = ${ctx.tenantId}`;
  const stored = new Map(rows.map((row) => [row.product_id, row]));
  const ids = new Set([...stored.keys(), ...products.keys()]);
  return [...ids].filter((id) => {
    const [then, now] = [stored.get(id), products.get(id)];
    return (then?.role ?? null) !== (now?.role ?? null) || (then?.cost ?? null) !== (now?.cost ?? null);
  });
}

async function buyersOf(ctx: Ctx, products: readonly Uuid[]): Promise<number[]> {
  if (products.length === 0) return [];
  const rows = await ctx.sql<{ node: number }>`
    SELECT DISTINCT person.node
      FROM orders.line AS line
      JOIN orders.customer_order AS customer_order ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = line.order_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = customer_order.person_id
     WHERE line.tenant_id = ${ctx.tenantId} AND line.product_id = ANY(${uuids(products, (id) => id)}::uuid[])`;
  return rows.map((row) => row.node);
}
