import type { Ctx } from '../../../kit/ctx.ts';
import { int4s } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { divideHalfUp } from '../../../kit/money/index.ts';
import type { LadderRole } from '../../catalog/index.ts';
import { stepsOf, type LadderLine, type LadderOrder, type LadderStep } from '../model/ladder.ts';

/** Where a product stands and what it costs, in minor units. */
export interface LadderProduct {
  readonly role: LadderRole | null;
  readonly cost: bigint | null;
}

/** The products that stand on a step or whose cost is known. */
export async function ladderProducts(ctx: Ctx): Promise<Map<Uuid, LadderProduct>> {
  const rows = await ctx.sql<{ product_id: Uuid; ladder_role: LadderRole | null; cost_amount: bigint | null }>`
    SELECT product.product_id, product.ladder_role, product.cost_amount
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND (product.ladder_role IS NOT NULL OR product.cost_amount IS NOT NULL)`;
  return new Map(rows.map((row) => [row.product_id, { role: row.ladder_role, cost: row.cost_amount }]));
}

/** People of one query. */
export const PORTION = 5_000;

/**
 * Hands on the steps each of some people bought on; who bought nothing is left out. Later instalments are part of the purchase they follow.
 * One value costs a fraction of its rows. Each step down is a look-up by key (OFFSET 0), whatever the planner has not learned of a brand yet.
 */
export async function stepsOfNodes(
  ctx: Ctx,
  nodes: readonly number[],
  products: ReadonlyMap<Uuid, LadderProduct>,
  onPerson: (node: number, steps: LadderStep[]) => void,
): Promise<void> {
  for (let start = 0; start < nodes.length; start += PORTION) {
    const portion = nodes.slice(start, start + PORTION);
    const [row] = await ctx.sql.anew<{ text: string | null }>`
      SELECT string_agg(concat_ws(',', bought.node, (extract(epoch FROM bought.paid_at) * 1000)::float8, bought.order_id, line.product_id,
                                  line.amount - line.refunded_amount + line.later, (line.refunded_amount > 0 AND line.refunded_amount >= line.amount)::int,
                                  coalesce(line.quantity::text, '')), ';'
                        ORDER BY bought.node, bought.paid_at, bought.order_id, line.line) AS text
        FROM (SELECT person.node, placed.paid_at, placed.order_id, placed.instalment
                FROM relations.person AS person
               CROSS JOIN LATERAL (SELECT customer_order.paid_at, customer_order.order_id, customer_order.instalment
                                     FROM orders.customer_order AS customer_order
                                    WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = person.person_id
                                      AND customer_order.paid_at IS NOT NULL AND NOT customer_order.is_refunded
                                      AND customer_order.follows_id IS NULL
                                   OFFSET 0) AS placed
               WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${int4s(portion, (node) => node)}::int[])) AS bought
       CROSS JOIN LATERAL (SELECT sold.line, sold.product_id, sold.amount, sold.refunded_amount, sold.quantity,
                                  CASE WHEN bought.instalment IS NULL THEN 0 ELSE (
                                    SELECT coalesce(sum(part.amount - part.refunded_amount), 0)
                                      FROM orders.customer_order AS later
                                      JOIN orders.line AS part ON part.tenant_id = ${ctx.tenantId} AND part.order_id = later.order_id
                                                              AND part.line = sold.line AND part.exchange_id IS NULL
                                     WHERE later.tenant_id = ${ctx.tenantId} AND later.follows_id = bought.order_id
                                       AND later.paid_at IS NOT NULL) END AS later
                             FROM orders.line AS sold
                            WHERE sold.tenant_id = ${ctx.tenantId} AND sold.order_id = bought.order_id AND sold.product_id IS NOT NULL
                              AND NOT sold.is_total
                           OFFSET 0) AS line`;
    if (row?.text) for (const [node, orders] of peopleOf(row.text, products)) onPerson(node, stepsOf(orders));
  }
}

function peopleOf(text: string, products: ReadonlyMap<Uuid, LadderProduct>): Map<number, LadderOrder[]> {
  const people = new Map<number, LadderOrder[]>();
  let [person, orderId]: [string | undefined, string | undefined] = [undefined, undefined];
  let orders: LadderOrder[] = [];
  let lines: LadderLine[] = [];
  for (const row of text.split(';')) {
    const [node, paidAt, order, productId = '', net = '0', isGone, quantity = ''] = row.split(',');
    if (node !== person) people.set(Number(node), (orders = []));
    if (node !== person || order !== orderId) orders.push({ paidAt: Number(paidAt), lines: (lines = []) });
    const product = products.get(productId) ?? NOWHERE;
    lines.push({ productId, role: product.role, net: BigInt(net), cost: costOf(product, quantity, isGone === '1') });
    [person, orderId] = [node, order];
  }
  return people;
}

const NOWHERE: LadderProduct = { role: null, cost: null };

// A line that was given back in full costs nothing.
function costOf({ cost }: LadderProduct, quantity: string, isGone: boolean): bigint | null {
  if (cost === null || quantity === '') return null;
  if (isGone) return 0n;
  const [whole = '0', part = ''] = quantity.split('.');
  return divideHalfUp(cost * BigInt(whole + part), 10n ** BigInt(part.length));
}
