import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { ladderRoles, type LadderRole } from '../../catalog/index.ts';
import type { ladder } from '../api.ts';
import { emptyStep, LadderFold, ladderWindows, type LadderOrder, type LadderSums, type StepSums } from '../model/ladder.ts';
import type { Period } from './period.ts';

type Ladder = z.infer<typeof ladder>;

/** People of one query. */
const PORTION = 5_000;

/**
 * Per step of the ladder (C1): the margin of the order with which a person first bought on it, of what the same people bought in the
 * 30, 90 and 365 days after (24 hours each), and the commonest next product.
 *
 * - Orders are paid, name a person and are not refunded in full; their lines name a product. Sales = amount − refunded of those lines,
 *   so shipping is in no margin.
 * - A person's first order on a step is the earliest (paidAt, id) that holds a product standing on it today; all its lines count, also
 *   those of other steps. One order can be the first on several steps.
 * - Margin = sales − cost × quantity over lines whose product has a cost today and whose quantity is known; a line refunded in full
 *   costs nothing. `coveredPpm` says which share of sales that is; the rest has no margin, not a margin of 0.
 * - Later sales are those of everything bought within the days after the first order, by people whose days are over by now.
 * - Next = the order after the first by (paidAt, id); the product in most such orders, ties to the older product.
 * @param period takes people whose first order on the step was paid in it
 */
export async function figuresLadder(ctx: Ctx, period: Period): Promise<Ladder> {
  const fold = new LadderFold({
    now: ctx.now.getTime(),
    low: period.from === null ? -Infinity : ctx.zone.startOf(period.from),
    high: period.to === null ? Infinity : ctx.zone.startOf(period.to),
  });
  const { nodes } = await ctx.sql.one<{ nodes: number }>`
    SELECT lane.next_node AS nodes FROM kit.lane AS lane WHERE lane.tenant_id = ${ctx.tenantId}`;
  for (let low = 0; low < nodes; low += PORTION) for (const orders of await ordersOf(ctx, low, low + PORTION)) fold.add(orders);
  const products = await productsOf(ctx);
  return {
    lines: fold.lines,
    unplacedLines: fold.unplaced,
    steps: ([...ladderRoles] as LadderRole[]).map((role) => stepJson(ctx, role, fold.steps.get(role) ?? emptyStep(), products)),
  };
}

function stepJson(ctx: Ctx, role: LadderRole, step: StepSums, products: ReadonlyMap<Uuid, ProductRow>): Ladder['steps'][number] {
  const [next] = [...step.next].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const product = next && products.get(next[0]);
  return {
    ladderRole: role,
    products: [...products.values()].filter((one) => one.ladder_role === role && !one.is_archived).length,
    first: salesJson(ctx, step.first),
    later: ladderWindows.map((days) => {
      const sums = step.later.get(days) ?? { ...emptyStep().first, cameBack: 0 };
      return { days, cameBack: sums.cameBack, ...salesJson(ctx, sums) };
    }),
    next:
      next && product
        ? {
            product: {
              id: publicId('product', product.product_id),
              externalId: product.external_id,
              name: product.name,
              ladderRole: product.ladder_role,
            },
            buyers: next[1],
          }
        : null,
    wentOn: step.wentOn,
  };
}

function salesJson(ctx: Ctx, sums: LadderSums): Ladder['steps'][number]['first'] {
  const { currency } = ctx.tenant;
  const isKnown = sums.covered !== 0n || sums.cost !== 0n;
  return {
    buyers: sums.buyers,
    sales: moneyJson(sums.sales, currency),
    margin: isKnown ? moneyJson(sums.covered - sums.cost, currency) : null,
    coveredPpm: sums.sales <= 0n ? null : Number((sums.covered * 1_000_000n) / sums.sales),
  };
}

/** The orders of a portion of people, person by person, each in the order they were paid. One value costs a fraction of its rows.
 * Each step down is a look-up by key (OFFSET 0), whatever the planner has not learned of a brand yet. */
async function ordersOf(ctx: Ctx, low: number, high: number): Promise<LadderOrder[][]> {
  const [row] = await ctx.sql.anew<{ text: string | null }>`
    SELECT string_agg(concat_ws(',', bought.node, (extract(epoch FROM bought.paid_at) * 1000)::float8, bought.order_id, line.product_id,
                                coalesce(product.ladder_role, ''), line.amount - line.refunded_amount,
                                CASE WHEN line.refunded_amount > 0 AND line.refunded_amount >= line.amount AND product.cost_amount IS NOT NULL AND line.quantity IS NOT NULL THEN '0'
                                     ELSE coalesce(round(product.cost_amount * line.quantity)::text, '') END), ';'
                      ORDER BY bought.node, bought.paid_at, bought.order_id, line.line) AS text
      FROM (SELECT person.node, placed.paid_at, placed.order_id
              FROM relations.person AS person
             CROSS JOIN LATERAL (SELECT customer_order.paid_at, customer_order.order_id
                                   FROM orders.customer_order AS customer_order
                                  WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = person.person_id
                                    AND customer_order.paid_at IS NOT NULL AND NOT customer_order.is_refunded
                                 OFFSET 0) AS placed
             WHERE person.tenant_id = ${ctx.tenantId} AND person.node >= ${low} AND person.node < ${high}) AS bought
     CROSS JOIN LATERAL (SELECT sold.line, sold.product_id, sold.amount, sold.refunded_amount, sold.quantity
                           FROM orders.line AS sold
                          WHERE sold.tenant_id = ${ctx.tenantId} AND sold.order_id = bought.order_id AND sold.product_id IS NOT NULL
                            AND NOT sold.is_total
                         OFFSET 0) AS line
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id`;
  return row?.text ? peopleOf(row.text) : [];
}

function peopleOf(text: string): LadderOrder[][] {
  const people: LadderOrder[][] = [];
  let [person, orderId]: [string | undefined, string | undefined] = [undefined, undefined];
  let lines: LadderOrder['lines'][number][] = [];
  for (const row of text.split(';')) {
    const [node, paidAt, order, productId = '', role = '', net = '0', cost = ''] = row.split(',');
    if (node !== person) people.push([]);
    if (node !== person || order !== orderId) {
      lines = [];
      people.at(-1)?.push({ paidAt: Number(paidAt), lines });
    }
    lines.push({ productId, role: role === '' ? null : role, net: BigInt(net), cost: cost === '' ? null : BigInt(cost) });
    [person, orderId] = [node, order];
  }
  return people;
}

interface ProductRow {
  product_id: Uuid;
  external_id: string;
  name: string;
  ladder_role: LadderRole | null;
  is_archived: boolean;
}

async function productsOf(ctx: Ctx): Promise<Map<Uuid, ProductRow>> {
  const rows = await ctx.sql<ProductRow>`
    SELECT product.product_id, product.external_id, product.name, product.ladder_role, product.archived_at IS NOT NULL AS is_archived
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId}`;
  return new Map(rows.map((row) => [row.product_id, row]));
}
