import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decimal6 } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import type { Gauge } from '../api.ts';

const DEFAULT_DAYS = 90;
// Before that a share says nothing (CONTRACT §7).
const LEAST_ORDERS = 30;
const LEAST_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * The compliance gauge (P21) over the pack's window up to today: what shows whether a plan lives on sales to people who are no
 * partners. An order is referred when it earned somebody something; its buyer is a partner when they were one at its creation.
 */
export async function readGauge(ctx: Ctx): Promise<Gauge> {
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const test = pack.commission.retailTest;
  const days = test?.windowDays ?? DEFAULT_DAYS;
  const from = new Date(ctx.zone.startOf(ctx.today - days));
  const sums = await ctx.sql.one<{
    referred: number;
    first_at: Date | null;
    charged: bigint;
    refunded: bigint;
    net: bigint;
    retail: bigint;
    own: bigint;
    depth: number;
  }>`
    WITH paid AS (
      SELECT customer_order.order_id, customer_order.paid_at, customer_order.charged_amount, customer_order.refunded_amount, customer_order.net_amount,
             customer_order.follows_id,
             coalesce(snapshot.buyer -> 0 ->> 2 = 'partner', false) AS by_partner,
             (SELECT max(commission.depth) FROM partners.commission AS commission
               WHERE commission.tenant_id = ${ctx.tenantId} AND commission.order_id = customer_order.order_id) AS depth
        FROM orders.customer_order AS customer_order
        LEFT JOIN partners.snapshot AS snapshot ON snapshot.tenant_id = ${ctx.tenantId} AND snapshot.order_id = customer_order.order_id
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.is_live AND customer_order.paid_at >= ${from}
         AND customer_order.paid_at <= ${ctx.now})
    SELECT count(*) FILTER (WHERE paid.depth IS NOT NULL AND paid.follows_id IS NULL)::int AS referred,
           min(paid.paid_at) FILTER (WHERE paid.depth IS NOT NULL) AS first_at,
           coalesce(sum(paid.charged_amount) FILTER (WHERE paid.depth IS NOT NULL), 0)::bigint AS charged,
           coalesce(sum(paid.refunded_amount) FILTER (WHERE paid.depth IS NOT NULL), 0)::bigint AS refunded,
           coalesce(sum(paid.net_amount) FILTER (WHERE paid.depth IS NOT NULL), 0)::bigint AS net,
           coalesce(sum(paid.net_amount) FILTER (WHERE paid.depth IS NOT NULL AND NOT paid.by_partner), 0)::bigint AS retail,
           coalesce(sum(paid.net_amount) FILTER (WHERE paid.by_partner), 0)::bigint AS own,
           coalesce(max(paid.depth), 0)::int AS depth
      FROM paid`;
  const incomes = await ctx.sql.anew<{ amount: bigint }>`
    SELECT sum(commission.amount - commission.reversed)::bigint AS amount
      FROM partners.commission AS commission
      JOIN orders.customer_order AS customer_order
           ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = commission.order_id AND customer_order.paid_at >= ${from}
          AND customer_order.paid_at <= ${ctx.now}
     WHERE commission.tenant_id = ${ctx.tenantId}
     GROUP BY commission.payee_id
     ORDER BY 1 DESC`;
  const { partners, losing } = await whoPaysMore(ctx, from);
  const total = incomes.reduce((sum, row) => sum + row.amount, 0n);
  const top = incomes.slice(0, Math.ceil(incomes.length / 100)).reduce((sum, row) => sum + row.amount, 0n);
  const isYoung = sums.first_at === null || ctx.now.getTime() - sums.first_at.getTime() < LEAST_DAYS * DAY_MS;
  // Shares in exact numbers: rounding decides nobody's pay.
  const isBelow = test !== null && sums.retail * 1_000_000n < sums.net * BigInt(test.minRetailSharePpm);
  const isAbove = test !== null && sums.own * 1_000_000n > (sums.own + sums.retail) * BigInt(test.ownUseMaxSharePpm);
  const status = test === null ? 'off' : sums.referred < LEAST_ORDERS || isYoung ? 'tooLittleData' : isBelow || isAbove ? 'red' : 'green';
  return {
    status,
    from: dayText(ctx.today - days),
    to: dayText(ctx.today + 1),
    paidDepth: sums.depth,
    referredOrders: sums.referred,
    retailShare: decimal6(sums.retail, sums.net),
    minRetailShare: test === null ? null : decimal6(BigInt(test.minRetailSharePpm), 1_000_000n),
    ownUseShare: decimal6(sums.own, sums.own + sums.retail),
    maxOwnUseShare: test === null ? null : decimal6(BigInt(test.ownUseMaxSharePpm), 1_000_000n),
    topOnePercentShare: decimal6(top, total),
    refundRate: decimal6(sums.refunded, sums.charged),
    partners,
    paidMoreShare: decimal6(BigInt(losing), BigInt(partners)),
  };
}

/**
 * Of those who were partners at any time of the window: how many paid the brand more for what they kept than they earned from it. Who
 * bought nothing and earned nothing lost nothing; what a merged record earned is its survivor's.
 */
async function whoPaysMore(ctx: Ctx, from: Date): Promise<{ partners: number; losing: number }> {
  return await ctx.sql.one<{ partners: number; losing: number }>`
    WITH partner AS (
      SELECT DISTINCT partnership.person_id
        FROM partners.partnership AS partnership
       WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.from_at <= ${ctx.now}
         AND (partnership.to_at IS NULL OR partnership.to_at > ${from})
         AND partnership.ended IS DISTINCT FROM 'merge'
    ), paid AS (
      SELECT customer_order.person_id, sum(customer_order.net_amount) AS amount
        FROM orders.customer_order AS customer_order
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.is_live AND customer_order.paid_at >= ${from}
         AND customer_order.paid_at <= ${ctx.now} AND customer_order.person_id IN (SELECT partner.person_id FROM partner)
       GROUP BY customer_order.person_id
    ), earned AS (
      SELECT coalesce(person.merged_into, commission.payee_id) AS person_id, sum(commission.amount - commission.reversed) AS amount
        FROM partners.commission AS commission
        JOIN orders.customer_order AS customer_order
             ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = commission.order_id AND customer_order.paid_at >= ${from}
            AND customer_order.paid_at <= ${ctx.now}
        JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = commission.payee_id
       WHERE commission.tenant_id = ${ctx.tenantId}
       GROUP BY coalesce(person.merged_into, commission.payee_id)
    )
    SELECT count(*)::int AS partners, (count(*) FILTER (WHERE coalesce(paid.amount, 0) > coalesce(earned.amount, 0)))::int AS losing
      FROM partner
      LEFT JOIN paid ON paid.person_id = partner.person_id
      LEFT JOIN earned ON earned.person_id = partner.person_id`;
}

const HOUR_MS = 3_600_000;

/** Whether the stored gauge is missing or an hour old by the brand's clock; trials without limits have none. */
export async function isGaugeDue(ctx: Ctx): Promise<boolean> {
  if (ctx.tenant.policy === 'LAB') return false;
  const row = await ctx.sql.maybe<{ read_at: Date }>`
    SELECT gauge.read_at FROM partners.gauge AS gauge WHERE gauge.tenant_id = ${ctx.tenantId}`;
  return row === null || ctx.now.getTime() - row.read_at.getTime() > HOUR_MS;
}
