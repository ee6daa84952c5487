import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { LinePrice } from '../model/live-order.ts';

const OPEN_KINDS = new Set(['list', 'campaign', 'quantity']);
const HELD = new Set(['lowest', 'memberFloor', 'higher', 'tie']);

/** What somebody's own prices (by stage and by tier) were below what anybody else paid at that moment, on orders paid since then. */
export async function savedByPrices(ctx: Ctx, personId: Uuid, since: Date): Promise<{ saved: bigint; orders: number }> {
  const rows = await ctx.sql<{ order_id: Uuid; quantity: string; unit_price: bigint; price: LinePrice }>`
    SELECT line.order_id, line.quantity::text AS quantity, line.unit_price, line.price
      FROM orders.customer_order AS customer_order
      JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${personId} AND customer_order.paid_at >= ${since}
       AND line.unit_price IS NOT NULL AND line.price->>'kind' IN ('stage', 'tier') AND line.refunded_amount < line.amount`;
  const saved = rows.map((row) => ({ orderId: row.order_id, amount: savedOn(row) })).filter((one) => one.amount > 0n);
  return { saved: saved.reduce((sum, one) => sum + one.amount, 0n), orders: new Set(saved.map((one) => one.orderId)).size };
}

function savedOn({ quantity, unit_price: paid, price }: { quantity: string; unit_price: bigint; price: LinePrice }): bigint {
  const open = price.reasons.flatMap((reason) =>
    reason.price !== null && OPEN_KINDS.has(reason.kind) && HELD.has(reason.why) ? [BigInt(reason.price)] : [],
  );
  const [first, ...others] = open;
  if (first === undefined) return 0n;
  const theirs = others.reduce((least, one) => (one < least ? one : least), first);
  return theirs > paid ? (theirs - paid) * BigInt(Number.parseInt(quantity, 10)) : 0n;
}

/** How often a rule of prices or a privilege was used, by how many people, and what it left to them. */
export interface Use {
  readonly users: number;
  readonly saved: bigint;
}

/**
 * Who paid a price of their stage or tier since then, and what it was below what anybody else paid at that moment, by the rule it came from
 * (as `savedByPrices` tells one person).
 */
export async function priceUse(ctx: Ctx, since: Date): Promise<{ stageUsers: number; byRule: Map<string, Use> }> {
  const rows = await ctx.sql<{ kind: string; rule: string | null; users: number; saved: bigint }>`
    SELECT won.kind, won.rule, count(DISTINCT won.person_id)::int AS users, coalesce(sum(won.saved), 0)::bigint AS saved
      FROM (SELECT customer_order.person_id, line.price->>'kind' AS kind,
                   (SELECT reason->>'rule' FROM jsonb_array_elements(line.price->'reasons') AS reason
                     WHERE reason->>'why' = 'lowest' LIMIT 1) AS rule,
                   CASE WHEN line.refunded_amount < line.amount
                        THEN greatest(0, (SELECT min((reason->>'price')::bigint) FROM jsonb_array_elements(line.price->'reasons') AS reason
                                           WHERE reason->>'kind' = ANY(${[...OPEN_KINDS]}::text[])
                                             AND reason->>'why' = ANY(${[...HELD]}::text[])) - line.unit_price) * trunc(line.quantity)
                    END AS saved
              FROM orders.customer_order AS customer_order
              JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id
             WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${since}
               AND line.price->>'kind' IN ('stage', 'tier')) AS won
     GROUP BY won.kind, won.rule`;
  return {
    stageUsers: rows.reduce((sum, row) => (row.kind === 'stage' ? sum + row.users : sum), 0),
    byRule: new Map(rows.flatMap(({ rule, users, saved }) => (rule === null ? [] : [[rule, { users, saved }] as const]))),
  };
}

/**
 * Which privileges acted by themselves on orders paid since then, for whom, and what that saved the buyers. Public ids; `holder` null: by
 * whatever they have it, everybody once.
 */
export async function actedUse(ctx: Ctx, since: Date): Promise<(Use & { privilege: string; holder: string | null; uses: number })[]> {
  return await ctx.sql<Use & { privilege: string; holder: string | null; uses: number }>`
    SELECT acted.privilege, acted.holder, count(*)::int AS uses, count(DISTINCT customer_order.person_id)::int AS users,
           sum(acted.saved)::bigint AS saved
      FROM orders.customer_order AS customer_order
     CROSS JOIN LATERAL jsonb_to_recordset(customer_order.acted) AS acted (privilege text, holder text, saved bigint)
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${since} AND customer_order.acted IS NOT NULL
     GROUP BY GROUPING SETS ((acted.privilege, acted.holder), (acted.privilege))`;
}
