import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { decimal6, moneyJson } from '../../../kit/money/index.ts';
import { standingCases } from '../../partners/index.ts';
import { pausedNow, peopleRefs } from '../../relations/index.ts';
import type { Chain, ChainRow, ChainSort, Chains } from '../api.ts';
import { HARM_DAYS, LEAST_HARM_ORDERS, harmBound, isHarmful, wilsonBound, type Given } from '../model/harm.ts';

/** What the people somebody introduced did in the window, as the table keeps it. */
interface ReferrerRow {
  referrer_id: Uuid;
  buyers: number;
  returning: number;
  happy: number;
  orders: number;
  paid: bigint;
  refunded: bigint;
  complaints: number;
  stars: number;
  reviews: number;
  judged_orders: number;
  judged_paid: bigint;
  judged_refunded: bigint;
  judged_squares: string;
  lifted_at: Date | null;
}

const windowStart = (ctx: Ctx): Date => new Date(ctx.zone.startOf(ctx.today - HARM_DAYS));

/**
 * Whose introductions are happy and whose do harm: of everybody whose directs bought in the last ninety days how much was kept, who came
 * back, how they rated it, and whether so much went back that new introductions rest (rules.md R6). Read from the orders as they are now;
 * nothing is stored.
 */
export async function chains(ctx: Ctx, { sort, limit }: { sort: ChainSort; limit: number }): Promise<Chains> {
  const [sold, brand, thanks, paused] = await Promise.all([
    referrersOf(ctx, { onlySuspects: false }),
    brandGiven(ctx),
    thanksOf(ctx),
    pausedNow(ctx),
  ]);
  // Whoever has a brake is shown though nobody of theirs bought lately.
  const known = new Set(sold.map((row) => row.referrer_id));
  const rows = [...sold, ...[...paused.keys()].filter((personId) => !known.has(personId)).map(nothingSold)];
  const ranked = rows
    .map((row) => ({ row, gratitude: wilsonBound(row.happy / Math.max(1, row.buyers), row.buyers), bound: harmBound(givenOf(row)) }))
    .sort(
      sort === 'gratitude'
        ? (a, b) => b.gratitude - a.gratitude || b.row.happy - a.row.happy || (a.row.referrer_id < b.row.referrer_id ? -1 : 1)
        : (a, b) => Number(b.bound ?? 0) - Number(a.bound ?? 0) || (a.row.referrer_id < b.row.referrer_id ? -1 : 1),
    );
  const cases = await standingCases(ctx, [...paused.keys()]);
  const isBraked = (personId: Uuid): boolean => paused.has(personId);
  const shown = (
    sort === 'harm' ? ranked.toSorted((a, b) => Number(isBraked(b.row.referrer_id)) - Number(isBraked(a.row.referrer_id))) : ranked
  ).slice(0, limit);
  const refs = await peopleRefs(
    ctx,
    shown.map(({ row }) => row.referrer_id),
  );
  const data = shown.flatMap(({ row, bound }): ChainRow[] => {
    const person = refs.get(row.referrer_id);
    if (!person) return [];
    const since = paused.get(row.referrer_id);
    const caseId = cases.get(`harm ${row.referrer_id}`);
    return [
      {
        person,
        buyers: row.buyers,
        returning: row.returning,
        happy: row.happy,
        orders: row.orders,
        sales: moneyJson(row.paid, ctx.tenant.currency),
        refunded: moneyJson(row.refunded, ctx.tenant.currency),
        refundRate: decimal6(row.refunded, row.paid),
        bound,
        complaints: row.complaints,
        reviews: row.reviews,
        stars: row.reviews === 0 ? null : decimal6(BigInt(row.stars), BigInt(row.reviews)),
        thanks: thanks.get(row.referrer_id) ?? 0,
        status: since ? 'paused' : row.judged_orders < LEAST_HARM_ORDERS ? 'few' : isHarmful(givenOf(row), brand) ? 'red' : 'calm',
        pausedSince: since?.toISOString() ?? null,
        case: caseId === undefined ? null : publicId('moneyCase', caseId),
        liftedAt: row.lifted_at?.toISOString() ?? null,
      },
    ];
  });
  const total = rows.reduce((sum, row) => ({ paid: sum.paid + row.paid, refunded: sum.refunded + row.refunded }), {
    paid: 0n,
    refunded: 0n,
  });
  return {
    data,
    next: null,
    days: HARM_DAYS,
    leastOrders: LEAST_HARM_ORDERS,
    referrers: sold.length,
    paused: paused.size,
    brandRefundRate: decimal6(brand.refunded, brand.paid),
    introducedRefundRate: decimal6(total.refunded, total.paid),
    limit: decimal6(3n * brand.refunded, brand.paid),
  };
}

const nothingSold = (personId: Uuid): ReferrerRow => ({
  referrer_id: personId,
  buyers: 0,
  returning: 0,
  happy: 0,
  orders: 0,
  paid: 0n,
  refunded: 0n,
  complaints: 0,
  stars: 0,
  reviews: 0,
  judged_orders: 0,
  judged_paid: 0n,
  judged_refunded: 0n,
  judged_squares: '0',
  lifted_at: null,
});

const givenOf = (row: ReferrerRow): Given => ({
  orders: row.judged_orders,
  paid: row.judged_paid,
  refunded: row.judged_refunded,
  squares: BigInt(row.judged_squares),
});

/** Of whom the introductions do harm now, with what was seen of them; nobody whose brake stands or was lifted for the same orders. */
export async function harmfulNow(ctx: Ctx): Promise<{ personId: Uuid; facts: Record<string, unknown> }[]> {
  const rows = await referrersOf(ctx, { onlySuspects: true });
  if (rows.length === 0) return [];
  const brand = await brandGiven(ctx);
  return rows.flatMap((row) => {
    const given = givenOf(row);
    if (!isHarmful(given, brand)) return [];
    const facts = {
      days: HARM_DAYS,
      orders: given.orders,
      paid: given.paid.toString(),
      refunded: given.refunded.toString(),
      bound: harmBound(given),
      brandRate: decimal6(brand.refunded, brand.paid),
    };
    return [{ personId: row.referrer_id, facts }];
  });
}

/**
 * One row per referrer whose directs bought in the window. What went back before somebody lifted a brake is left out of what is judged,
 * on both sides: the same orders are not held against anybody twice.
 */
async function referrersOf(ctx: Ctx, { onlySuspects }: { onlySuspects: boolean }): Promise<ReferrerRow[]> {
  return await ctx.sql.anew<ReferrerRow>`
    WITH lifted AS MATERIALIZED (
      SELECT money_case.person_id, max(money_case.closed_at) AS at
        FROM partners.money_case AS money_case
       WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.kind = 'harm' AND money_case.state = 'closed'
       GROUP BY money_case.person_id
    ), sold AS (
      SELECT referral.object_id AS referrer_id, customer_order.person_id, coalesce(customer_order.follows_id, customer_order.order_id) AS purchase_id,
             customer_order.origin, lifted.at AS lifted_at,
             customer_order.charged_amount - customer_order.exchanged_amount AS paid,
             least(customer_order.refunded_amount, customer_order.charged_amount) - customer_order.exchanged_amount AS refunded,
             CASE WHEN lifted.at IS NULL THEN 0
                  WHEN NOT customer_order.is_live THEN CASE WHEN customer_order.created_at <= lifted.at THEN customer_order.refunded_amount ELSE 0 END
                  ELSE (SELECT coalesce(sum(refund.lines_amount + refund.shipping_amount - refund.kept_amount), 0)
                          FROM orders.refund AS refund
                         WHERE refund.tenant_id = ${ctx.tenantId} AND refund.order_id = customer_order.order_id AND refund.at <= lifted.at
                           AND refund.won_at IS NULL) END AS seen,
             (EXISTS (SELECT 1 FROM orders.claim AS claim
                       WHERE claim.tenant_id = ${ctx.tenantId} AND claim.order_id = customer_order.order_id))::int AS complaint,
             (SELECT coalesce(sum(review.stars), 0) FROM orders.review AS review
               WHERE review.tenant_id = ${ctx.tenantId} AND review.order_id = customer_order.order_id) AS stars,
             (SELECT count(*) FROM orders.review AS review
               WHERE review.tenant_id = ${ctx.tenantId} AND review.order_id = customer_order.order_id) AS reviews,
             (SELECT coalesce(min(review.stars), 5) FROM orders.review AS review
               WHERE review.tenant_id = ${ctx.tenantId} AND review.order_id = customer_order.order_id) AS worst
        FROM orders.customer_order AS customer_order
        JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = customer_order.person_id AND referral.to_at IS NULL
            AND (referral.from_at IS NULL OR referral.from_at <= customer_order.paid_at)
        LEFT JOIN lifted ON lifted.person_id = referral.object_id
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${windowStart(ctx)}
         AND customer_order.paid_at <= ${ctx.now} AND customer_order.charged_amount > customer_order.exchanged_amount
    ), purchase AS (
      SELECT sold.referrer_id, sold.person_id, max(sold.lifted_at) AS lifted_at, bool_or(sold.origin = 'repeat') AS is_again,
             sum(sold.paid)::bigint AS paid, greatest(sum(sold.refunded), 0)::bigint AS refunded,
             least(greatest(sum(sold.refunded), 0), sum(sold.seen))::bigint AS seen,
             max(sold.complaint) AS complaint, sum(sold.stars)::int AS stars, sum(sold.reviews)::int AS reviews, min(sold.worst) AS worst
        FROM sold
       GROUP BY sold.referrer_id, sold.person_id, sold.purchase_id
    ), buyer AS (
      SELECT purchase.referrer_id, max(purchase.lifted_at) AS lifted_at, bool_or(purchase.is_again) OR count(*) > 1 AS is_returning,
             sum(purchase.refunded) = 0 AND min(purchase.worst) >= 4 AND max(purchase.complaint) = 0 AS is_content,
             count(*) AS orders, sum(purchase.paid) AS paid, sum(purchase.refunded) AS refunded, sum(purchase.complaint) AS complaints,
             sum(purchase.stars) AS stars, sum(purchase.reviews) AS reviews,
             count(*) FILTER (WHERE purchase.paid > purchase.seen) AS judged_orders, sum(purchase.paid - purchase.seen) AS judged_paid,
             sum(purchase.refunded - purchase.seen) AS judged_refunded,
             sum((purchase.paid - purchase.seen)::numeric * (purchase.paid - purchase.seen)::numeric) AS judged_squares
        FROM purchase
       GROUP BY purchase.referrer_id, purchase.person_id
    )
    SELECT buyer.referrer_id, count(*)::int AS buyers, (count(*) FILTER (WHERE buyer.is_returning))::int AS returning,
           (count(*) FILTER (WHERE buyer.is_returning AND buyer.is_content))::int AS happy, sum(buyer.orders)::int AS orders,
           sum(buyer.paid)::bigint AS paid, sum(buyer.refunded)::bigint AS refunded, sum(buyer.complaints)::int AS complaints,
           sum(buyer.stars)::int AS stars, sum(buyer.reviews)::int AS reviews, sum(buyer.judged_orders)::int AS judged_orders,
           sum(buyer.judged_paid)::bigint AS judged_paid, sum(buyer.judged_refunded)::bigint AS judged_refunded,
           sum(buyer.judged_squares)::text AS judged_squares, max(buyer.lifted_at) AS lifted_at
      FROM buyer
     GROUP BY buyer.referrer_id
    HAVING NOT ${onlySuspects} OR (sum(buyer.judged_refunded) > 0 AND sum(buyer.judged_orders) >= ${LEAST_HARM_ORDERS})`;
}

/** What everybody bought and gave back in the window: what the rate of a referrer is held against. */
async function brandGiven(ctx: Ctx): Promise<{ paid: bigint; refunded: bigint }> {
  return await ctx.sql.one<{ paid: bigint; refunded: bigint }>`
    SELECT coalesce(sum(customer_order.charged_amount - customer_order.exchanged_amount), 0)::bigint AS paid,
           coalesce(sum(least(customer_order.refunded_amount, customer_order.charged_amount) - customer_order.exchanged_amount), 0)::bigint AS refunded
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${windowStart(ctx)} AND customer_order.paid_at <= ${ctx.now}
       AND customer_order.charged_amount > customer_order.exchanged_amount`;
}

/** How many friends thanked each person, ever. */
async function thanksOf(ctx: Ctx): Promise<Map<Uuid, number>> {
  const rows = await ctx.sql.anew<{ person_id: Uuid; thanks: number }>`
    SELECT notice.person_id, count(*)::int AS thanks
      FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.kind = 'thanks.received'
     GROUP BY notice.person_id`;
  return new Map(rows.map((row) => [row.person_id, row.thanks]));
}

/** The chain below somebody generation by generation: who bought in the window, what was kept, who came back. Never who they are. */
export async function chainOf(ctx: Ctx, personId: Uuid): Promise<Chain> {
  const rows = await ctx.sql.anew<{
    depth: number;
    people: number;
    buyers: number;
    returning: number;
    orders: number;
    paid: bigint;
    refunded: bigint;
    complaints: number;
  }>`
    WITH RECURSIVE below AS (
      SELECT referral.subject_id AS person_id, 1 AS depth
        FROM relations.referral AS referral
       WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = ${personId} AND referral.to_at IS NULL
       UNION
      SELECT referral.subject_id, below.depth + 1
        FROM below
        JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.object_id = below.person_id AND referral.to_at IS NULL
       WHERE below.depth < ${GENERATIONS}
    ), bought AS (
      SELECT customer_order.person_id, count(DISTINCT coalesce(customer_order.follows_id, customer_order.order_id)) AS orders,
             bool_or(customer_order.origin = 'repeat') AS is_again,
             sum(customer_order.charged_amount - customer_order.exchanged_amount) AS paid,
             sum(least(customer_order.refunded_amount, customer_order.charged_amount) - customer_order.exchanged_amount) AS refunded,
             count(*) FILTER (WHERE EXISTS (SELECT 1 FROM orders.claim AS claim
                                             WHERE claim.tenant_id = ${ctx.tenantId} AND claim.order_id = customer_order.order_id)) AS complaints
        FROM orders.customer_order AS customer_order
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id IN (SELECT below.person_id FROM below)
         AND customer_order.paid_at >= ${windowStart(ctx)} AND customer_order.paid_at <= ${ctx.now}
         AND customer_order.charged_amount > customer_order.exchanged_amount
       GROUP BY customer_order.person_id
    )
    SELECT below.depth, count(*)::int AS people, count(bought.person_id)::int AS buyers,
           (count(*) FILTER (WHERE bought.is_again OR bought.orders > 1))::int AS returning, coalesce(sum(bought.orders), 0)::int AS orders,
           coalesce(sum(bought.paid), 0)::bigint AS paid, coalesce(sum(bought.refunded), 0)::bigint AS refunded,
           coalesce(sum(bought.complaints), 0)::int AS complaints
      FROM below
      LEFT JOIN bought ON bought.person_id = below.person_id
     GROUP BY below.depth
     ORDER BY below.depth`;
  return {
    days: HARM_DAYS,
    generations: rows.map((row) => ({
      depth: row.depth,
      people: row.people,
      buyers: row.buyers,
      returning: row.returning,
      orders: row.orders,
      sales: moneyJson(row.paid, ctx.tenant.currency),
      refundRate: decimal6(row.refunded, row.paid),
      complaints: row.complaints,
    })),
  };
}

/** Deeper than that nobody reads a chain. */
const GENERATIONS = 6;
