import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { ladderRole, type LadderRole } from '../../catalog/api.ts';
import type { ladder } from '../api.ts';
import type { Period } from './period.ts';

type Ladder = z.infer<typeof ladder>;

const WINDOWS = [30, 90, 365] as const;
const FIRST = new Date(0);
const LAST = new Date('2200-01-01T00:00:00Z');

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
  const low = period.from === null ? FIRST : new Date(ctx.zone.startOf(period.from));
  const high = period.to === null ? LAST : new Date(ctx.zone.startOf(period.to));
  const sums = await sumsOf(ctx, { low, high });
  const next = await nextOf(ctx, { low, high });
  const counts = await productCounts(ctx);
  const lines = await lineCounts(ctx);
  return {
    lines: lines.lines,
    unplacedLines: lines.unplaced,
    steps: ladderRole.options.map((role) =>
      stepOf(ctx, role, { sums: sums.get(role), next: next.get(role), products: counts.get(role) ?? 0 }),
    ),
  };
}

interface Sums {
  ladder_role: LadderRole;
  buyers: number;
  sales: bigint;
  covered: bigint;
  cost: bigint;
  windows: Record<(typeof WINDOWS)[number], { buyers: number; back: number; sales: bigint; covered: bigint; cost: bigint }>;
}

interface Next {
  ladder_role: LadderRole;
  went_on: number;
  product_id: Uuid;
  external_id: string;
  name: string;
  next_role: LadderRole | null;
  buyers: number;
}

function stepOf(
  ctx: Ctx,
  role: LadderRole,
  { sums, next, products }: { sums: Sums | undefined; next: Next | undefined; products: number },
): Ladder['steps'][number] {
  const nothing = { buyers: 0, back: 0, sales: 0n, covered: 0n, cost: 0n };
  return {
    ladderRole: role,
    products,
    first: salesJson(ctx, sums ?? nothing),
    later: WINDOWS.map((days) => {
      const window = sums?.windows[days] ?? nothing;
      return { days, cameBack: window.back, ...salesJson(ctx, window) };
    }),
    next: next
      ? {
          product: { id: publicId('product', next.product_id), externalId: next.external_id, name: next.name, ladderRole: next.next_role },
          buyers: next.buyers,
        }
      : null,
    wentOn: next?.went_on ?? 0,
  };
}

function salesJson(ctx: Ctx, sums: { buyers: number; sales: bigint; covered: bigint; cost: bigint }): Ladder['steps'][number]['first'] {
  const { currency } = ctx.tenant;
  const isKnown = sums.covered !== 0n || sums.cost !== 0n;
  return {
    buyers: sums.buyers,
    sales: moneyJson(sums.sales, currency),
    margin: isKnown ? moneyJson(sums.covered - sums.cost, currency) : null,
    coveredPpm: sums.sales <= 0n ? null : Number((sums.covered * 1_000_000n) / sums.sales),
  };
}

interface Bounds {
  readonly low: Date;
  readonly high: Date;
}

async function sumsOf(ctx: Ctx, { low, high }: Bounds): Promise<Map<LadderRole, Sums>> {
  const rows = await ctx.sql.anew<
    Record<`${'buyers' | 'back'}_${30 | 90 | 365}`, number> &
      Record<`${'sales' | 'covered' | 'cost'}_${30 | 90 | 365}`, bigint> &
      Pick<Sums, 'ladder_role' | 'buyers' | 'sales' | 'covered' | 'cost'>
  >`
    WITH sold AS MATERIALIZED (
      SELECT placed.order_id, placed.person_id, placed.paid_at,
             sum(line.amount - line.refunded_amount) AS sales,
             coalesce(sum(line.amount - line.refunded_amount) FILTER (WHERE product.cost_amount IS NOT NULL AND line.quantity IS NOT NULL), 0) AS covered,
             coalesce(sum(round(product.cost_amount * line.quantity)) FILTER (WHERE line.refunded_amount = 0 OR line.refunded_amount < line.amount), 0) AS cost,
             array_agg(DISTINCT product.ladder_role) AS roles
        FROM orders.customer_order AS placed
        JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = placed.order_id AND line.product_id IS NOT NULL AND NOT line.is_total
        JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
       WHERE placed.tenant_id = ${ctx.tenantId} AND placed.paid_at IS NOT NULL AND placed.person_id IS NOT NULL AND NOT placed.is_refunded
       GROUP BY placed.order_id, placed.person_id, placed.paid_at),
    entry AS (
      SELECT DISTINCT ON (step.ladder_role, sold.person_id)
             step.ladder_role, sold.person_id, sold.order_id, sold.paid_at, sold.sales, sold.covered, sold.cost
        FROM sold CROSS JOIN LATERAL unnest(sold.roles) AS step (ladder_role)
       WHERE step.ladder_role IS NOT NULL
       ORDER BY step.ladder_role, sold.person_id, sold.paid_at, sold.order_id),
    lately AS (
      SELECT entry.ladder_role, entry.person_id, entry.paid_at, entry.sales, entry.covered, entry.cost,
             coalesce(sum(after.sales) FILTER (WHERE after.paid_at <= entry.paid_at + interval '720 hours'), 0) AS sales_30,
             coalesce(sum(after.covered) FILTER (WHERE after.paid_at <= entry.paid_at + interval '720 hours'), 0) AS covered_30,
             coalesce(sum(after.cost) FILTER (WHERE after.paid_at <= entry.paid_at + interval '720 hours'), 0) AS cost_30,
             count(after.order_id) FILTER (WHERE after.paid_at <= entry.paid_at + interval '720 hours') AS orders_30,
             coalesce(sum(after.sales) FILTER (WHERE after.paid_at <= entry.paid_at + interval '2160 hours'), 0) AS sales_90,
             coalesce(sum(after.covered) FILTER (WHERE after.paid_at <= entry.paid_at + interval '2160 hours'), 0) AS covered_90,
             coalesce(sum(after.cost) FILTER (WHERE after.paid_at <= entry.paid_at + interval '2160 hours'), 0) AS cost_90,
             count(after.order_id) FILTER (WHERE after.paid_at <= entry.paid_at + interval '2160 hours') AS orders_90,
             coalesce(sum(after.sales), 0) AS sales_365, coalesce(sum(after.covered), 0) AS covered_365, coalesce(sum(after.cost), 0) AS cost_365,
             count(after.order_id) AS orders_365
        FROM entry
        LEFT JOIN sold AS after
               ON after.person_id = entry.person_id AND (after.paid_at, after.order_id) > (entry.paid_at, entry.order_id)
              AND after.paid_at <= entry.paid_at + interval '8760 hours'
       WHERE entry.paid_at >= ${low} AND entry.paid_at < ${high}
       GROUP BY entry.ladder_role, entry.person_id, entry.paid_at, entry.sales, entry.covered, entry.cost)
    SELECT lately.ladder_role, count(*)::int AS buyers, sum(lately.sales)::bigint AS sales, sum(lately.covered)::bigint AS covered,
           sum(lately.cost)::bigint AS cost,
           count(*) FILTER (WHERE lately.paid_at + interval '720 hours' <= ${ctx.now})::int AS buyers_30,
           count(*) FILTER (WHERE lately.paid_at + interval '720 hours' <= ${ctx.now} AND lately.orders_30 > 0)::int AS back_30,
           coalesce(sum(lately.sales_30) FILTER (WHERE lately.paid_at + interval '720 hours' <= ${ctx.now}), 0)::bigint AS sales_30,
           coalesce(sum(lately.covered_30) FILTER (WHERE lately.paid_at + interval '720 hours' <= ${ctx.now}), 0)::bigint AS covered_30,
           coalesce(sum(lately.cost_30) FILTER (WHERE lately.paid_at + interval '720 hours' <= ${ctx.now}), 0)::bigint AS cost_30,
           count(*) FILTER (WHERE lately.paid_at + interval '2160 hours' <= ${ctx.now})::int AS buyers_90,
           count(*) FILTER (WHERE lately.paid_at + interval '2160 hours' <= ${ctx.now} AND lately.orders_90 > 0)::int AS back_90,
           coalesce(sum(lately.sales_90) FILTER (WHERE lately.paid_at + interval '2160 hours' <= ${ctx.now}), 0)::bigint AS sales_90,
           coalesce(sum(lately.covered_90) FILTER (WHERE lately.paid_at + interval '2160 hours' <= ${ctx.now}), 0)::bigint AS covered_90,
           coalesce(sum(lately.cost_90) FILTER (WHERE lately.paid_at + interval '2160 hours' <= ${ctx.now}), 0)::bigint AS cost_90,
           count(*) FILTER (WHERE lately.paid_at + interval '8760 hours' <= ${ctx.now})::int AS buyers_365,
           count(*) FILTER (WHERE lately.paid_at + interval '8760 hours' <= ${ctx.now} AND lately.orders_365 > 0)::int AS back_365,
           coalesce(sum(lately.sales_365) FILTER (WHERE lately.paid_at + interval '8760 hours' <= ${ctx.now}), 0)::bigint AS sales_365,
           coalesce(sum(lately.covered_365) FILTER (WHERE lately.paid_at + interval '8760 hours' <= ${ctx.now}), 0)::bigint AS covered_365,
           coalesce(sum(lately.cost_365) FILTER (WHERE lately.paid_at + interval '8760 hours' <= ${ctx.now}), 0)::bigint AS cost_365
      FROM lately
     GROUP BY lately.ladder_role`;
  return new Map(
    rows.map((row) => [
      row.ladder_role,
      {
        ladder_role: row.ladder_role,
        buyers: row.buyers,
        sales: row.sales,
        covered: row.covered,
        cost: row.cost,
        windows: {
          30: { buyers: row.buyers_30, back: row.back_30, sales: row.sales_30, covered: row.covered_30, cost: row.cost_30 },
          90: { buyers: row.buyers_90, back: row.back_90, sales: row.sales_90, covered: row.covered_90, cost: row.cost_90 },
          365: { buyers: row.buyers_365, back: row.back_365, sales: row.sales_365, covered: row.covered_365, cost: row.cost_365 },
        },
      },
    ]),
  );
}

async function nextOf(ctx: Ctx, { low, high }: Bounds): Promise<Map<LadderRole, Next>> {
  const rows = await ctx.sql.anew<Next>`
    WITH bought AS MATERIALIZED (
      SELECT placed.order_id, placed.person_id, placed.paid_at,
             lead(placed.order_id) OVER (PARTITION BY placed.person_id ORDER BY placed.paid_at, placed.order_id) AS next_order_id
        FROM orders.customer_order AS placed
       WHERE placed.tenant_id = ${ctx.tenantId} AND placed.paid_at IS NOT NULL AND placed.person_id IS NOT NULL AND NOT placed.is_refunded
         AND EXISTS (SELECT 1
                       FROM orders.line AS line
                      WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = placed.order_id AND line.product_id IS NOT NULL
                        AND NOT line.is_total)),
    entry AS (
      SELECT DISTINCT ON (product.ladder_role, bought.person_id)
             product.ladder_role, bought.person_id, bought.paid_at, bought.next_order_id
        FROM bought
        JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = bought.order_id AND line.product_id IS NOT NULL AND NOT line.is_total
        JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
       WHERE product.ladder_role IS NOT NULL
       ORDER BY product.ladder_role, bought.person_id, bought.paid_at, bought.order_id),
    step AS (
      SELECT entry.ladder_role, entry.next_order_id
        FROM entry
       WHERE entry.next_order_id IS NOT NULL AND entry.paid_at >= ${low} AND entry.paid_at < ${high}),
    gone AS (
      SELECT step.ladder_role, count(*)::int AS went_on FROM step GROUP BY step.ladder_role),
    taken AS (
      SELECT step.ladder_role, line.product_id, count(DISTINCT step.next_order_id)::int AS buyers
        FROM step
        JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = step.next_order_id AND line.product_id IS NOT NULL AND NOT line.is_total
       GROUP BY step.ladder_role, line.product_id)
    SELECT DISTINCT ON (taken.ladder_role)
           taken.ladder_role, gone.went_on, taken.product_id, product.external_id, product.name, product.ladder_role AS next_role, taken.buyers
      FROM taken
      JOIN gone ON gone.ladder_role = taken.ladder_role
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = taken.product_id
     ORDER BY taken.ladder_role, taken.buyers DESC, taken.product_id`;
  return new Map(rows.map((row) => [row.ladder_role, row]));
}

async function productCounts(ctx: Ctx): Promise<Map<LadderRole, number>> {
  const rows = await ctx.sql<{ ladder_role: LadderRole; products: number }>`
    SELECT product.ladder_role, count(*)::int AS products
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.ladder_role IS NOT NULL AND product.archived_at IS NULL
     GROUP BY product.ladder_role`;
  return new Map(rows.map((row) => [row.ladder_role, row.products]));
}

async function lineCounts(ctx: Ctx): Promise<{ lines: number; unplaced: number }> {
  return await ctx.sql.one<{ lines: number; unplaced: number }>`
    SELECT count(*)::int AS lines, count(*) FILTER (WHERE product.ladder_role IS NULL)::int AS unplaced
      FROM orders.customer_order AS placed
      JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = placed.order_id AND line.product_id IS NOT NULL AND NOT line.is_total
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
     WHERE placed.tenant_id = ${ctx.tenantId} AND placed.paid_at IS NOT NULL AND placed.person_id IS NOT NULL AND NOT placed.is_refunded`;
}
