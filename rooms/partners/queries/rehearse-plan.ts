import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { planRehearsal as shape } from '../api.ts';
import { allocate } from '../model/allocate.ts';
import { payLimitsOf, type Acknowledgement } from '../model/limits.ts';
import type { Plan, ServedLine, SnapshotLine } from '../model/plan.ts';
import { chainsOf } from './chains.ts';
import { planById } from './plans.ts';
import { actsOfOrders } from './service-acts.ts';

const PORTION = 5_000;
const MOST_ORDERS = 100_000;
const TOP = 10;

interface Row {
  order_id: Uuid;
  person_id: Uuid;
  paid_at: Date;
  lines: {
    product: Uuid | null;
    category: string | null;
    role: string | null;
    quantity: number | null;
    base: string;
    promised: string | null;
  }[];
}

/**
 * What a plan would have paid on the orders of a period, as people stand today: every paid order with a buyer, imported records
 * too, on what is left of its lines after refunds. The newest 100,000 orders; `isWhole` says whether that was all.
 */
export async function rehearsePlan(
  ctx: Ctx,
  plan: { planId: Uuid; acknowledgement: Acknowledgement | null },
  period: { from: Date; to: Date },
): Promise<z.input<typeof shape>> {
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const rules = await planById(ctx, plan.planId);
  const limits = payLimitsOf(pack, plan.acknowledgement);
  const totals = { orders: 0, paying: 0, sales: 0n, commissions: 0n };
  const byDepth = new Map<number, bigint>();
  const byPayee = new Map<Uuid, { amount: bigint; orders: number }>();
  let isWhole = false;
  for (let after: { at: Date; id: Uuid } = { at: period.to, id: LAST }; totals.orders < MOST_ORDERS;) {
    const rows = await ordersBefore(ctx, period.from, after);
    const acts = await servedIn(ctx, rules, rows);
    const chains = await chainsOf(ctx, [...new Set(rows.map((row) => row.person_id))], rules);
    for (const row of rows) {
      const lines = row.lines.map(snapshotLine);
      totals.orders += 1;
      totals.sales += lines.reduce((sum, line) => sum + line.base, 0n);
      const chain = chains.get(row.person_id);
      if (!chain) continue;
      const { allocations } = allocate({ plan: rules, limits, ...chain, lines, served: acts.get(row.order_id) ?? [] });
      if (allocations.length > 0) totals.paying += 1;
      const paid = new Set<Uuid>();
      for (const { payeeId, depth, amount } of allocations) {
        totals.commissions += amount;
        byDepth.set(depth, (byDepth.get(depth) ?? 0n) + amount);
        const known = byPayee.get(payeeId) ?? { amount: 0n, orders: 0 };
        byPayee.set(payeeId, { amount: known.amount + amount, orders: known.orders + (paid.has(payeeId) ? 0 : 1) });
        paid.add(payeeId);
      }
    }
    const last = rows.at(-1);
    if (!last || rows.length < PORTION) {
      isWhole = true;
      break;
    }
    after = { at: last.paid_at, id: last.order_id };
  }
  const top = [...byPayee]
    .sort((a, b) => (a[1].amount === b[1].amount ? (a[0] < b[0] ? -1 : 1) : a[1].amount > b[1].amount ? -1 : 1))
    .slice(0, TOP);
  const names = await peopleRefs(
    ctx,
    top.map(([personId]) => personId),
  );
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    orders: totals.orders,
    ordersPaying: totals.paying,
    sales: money(totals.sales),
    commissions: money(totals.commissions),
    sharePpm: totals.sales === 0n ? null : Number((totals.commissions * 1_000_000n) / totals.sales),
    byDepth: [...byDepth].sort(([a], [b]) => a - b).map(([depth, amount]) => ({ depth, amount: money(amount) })),
    payees: byPayee.size,
    top: top.map(([personId, { amount, orders }]) => ({
      person: names.get(personId) ?? { id: publicId('person', personId), externalId: null, name: null },
      amount: money(amount),
      orders,
    })),
    isWhole,
  };
}

/** Who served on these orders, where the plan pays for it: as they stood then, and as if it had been logged before the payment. */
async function servedIn(ctx: Ctx, plan: Plan, rows: readonly Row[]): Promise<Map<Uuid, ServedLine[]>> {
  if (!plan.roles.some((role) => role.role === 'service')) return new Map();
  const acts = await actsOfOrders(
    ctx,
    rows.map((row) => row.order_id),
  );
  const byOrder = Map.groupBy(acts, (act) => act.orderId);
  return new Map([...byOrder].map(([orderId, of]) => [orderId, of.map(({ line, person }) => ({ line, person, isLate: false }))]));
}

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

async function ordersBefore(ctx: Ctx, from: Date, { at, id }: { at: Date; id: Uuid }): Promise<Row[]> {
  return await ctx.sql.anew<Row>`
    SELECT page.order_id, page.person_id, page.paid_at, lines.lines
      FROM (SELECT customer_order.order_id, customer_order.person_id, customer_order.paid_at
              FROM orders.customer_order AS customer_order
             WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id IS NOT NULL AND customer_order.paid_at >= ${from}
               AND (customer_order.paid_at, customer_order.order_id) < (${at}::timestamptz, ${id}::uuid)
             ORDER BY customer_order.paid_at DESC, customer_order.order_id DESC
             LIMIT ${PORTION}) AS page
     CROSS JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('product', line.product_id, 'category', product.category, 'role', product.ladder_role,
                                                             'quantity', line.quantity, 'base', (line.amount - line.tax_amount - line.refunded_amount)::text,
                                                             'promised', snapshot.lines -> (line.line - 1) ->> 6)
                                          ORDER BY line.line) AS lines
                           FROM orders.line AS line
                           LEFT JOIN partners.snapshot AS snapshot ON snapshot.tenant_id = ${ctx.tenantId} AND snapshot.order_id = line.order_id
                           LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
                          WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = page.order_id) AS lines
     WHERE lines.lines IS NOT NULL
     ORDER BY page.paid_at DESC, page.order_id DESC`;
}

function snapshotLine(line: Row['lines'][number], i: number): SnapshotLine {
  const base = BigInt(line.base);
  return {
    line: i + 1,
    productId: line.product,
    category: line.category,
    ladderRole: line.role,
    quantity: BigInt(Math.max(1, Math.trunc(line.quantity ?? 1))),
    base: base > 0n ? base : 0n,
    ...(line.promised === null ? {} : { promised: BigInt(line.promised) }),
  };
}
