import type { Check } from './checks.ts';

/** Agreements to pay in instalments, and exchanges of goods. */
export const orderChecks: readonly Check[] = [
  {
    id: 'O.deadlines',
    title: {
      'zh-CN': '占着积分或优惠券的未付订单都有期限',
      en: 'An unpaid order that keeps points or a coupon has a time by which it is called off',
    },
    sql: `SELECT o.order_id, o.placed_at FROM orders.customer_order AS o
           WHERE o.tenant_id = $1 AND o.is_live AND o.paid_at IS NULL AND o.cancelled_at IS NULL AND o.tendered_amount = 0 AND o.follows_id IS NULL
             AND (EXISTS (SELECT 1 FROM points.spend AS s WHERE s.tenant_id = $1 AND s.order_id = o.order_id AND s.state = 'reserved')
                  OR EXISTS (SELECT 1 FROM pricing.coupon_use AS u WHERE u.tenant_id = $1 AND u.order_id = o.order_id))
             AND NOT EXISTS (SELECT 1 FROM orders.deadline AS d WHERE d.tenant_id = $1 AND d.order_id = o.order_id)`,
  },
  {
    id: 'O.instalments',
    title: {
      'zh-CN': '各期合起来是整单，后期不早于首期',
      en: 'Instalments carry their lines together once, and none is paid before the first',
    },
    sql: `SELECT later.order_id, later.follows_id, later.instalment, later.paid_at, first.paid_at AS first_paid_at
            FROM orders.customer_order AS later
            LEFT JOIN orders.customer_order AS first ON first.tenant_id = $1 AND first.order_id = later.follows_id
           WHERE later.tenant_id = $1 AND later.follows_id IS NOT NULL
             AND (first.instalment IS DISTINCT FROM 1 OR first.person_id IS DISTINCT FROM later.person_id OR later.due_at < first.due_at
                  OR (later.paid_at IS NOT NULL AND (first.paid_at IS NULL OR first.paid_at > later.paid_at)))
          UNION ALL
          SELECT part.agreement, part.agreement, part.line, NULL, NULL
            FROM (SELECT coalesce(o.follows_id, o.order_id) AS agreement, l.line, sum(l.amount) AS parts, min(l.amount + l.deferred_amount) AS least,
                         max(l.amount + l.deferred_amount) AS most
                    FROM orders.customer_order AS o JOIN orders.line AS l ON l.tenant_id = $1 AND l.order_id = o.order_id AND l.exchange_id IS NULL
                   WHERE o.tenant_id = $1 AND o.instalment IS NOT NULL GROUP BY 1, 2) AS part
           WHERE part.parts <> part.least OR part.least <> part.most`,
  },
  {
    id: 'O.exchanges',
    title: { 'zh-CN': '换货留下的钱都在新明细的价款里', en: 'What exchanges kept is in the price of the lines that went out' },
    sql: `SELECT r.refund_id, r.order_id, r.kept_amount, r.lines_amount, coalesce(sum(l.amount), 0) AS price
            FROM orders.refund AS r LEFT JOIN orders.line AS l ON l.tenant_id = $1 AND l.order_id = r.order_id AND l.exchange_id = r.refund_id
           WHERE r.tenant_id = $1 AND r.cause = 'exchange'
           GROUP BY r.refund_id, r.order_id, r.kept_amount, r.lines_amount
          HAVING count(l.line) = 0 OR r.kept_amount <> least(coalesce(sum(l.amount), 0), r.lines_amount)
          UNION ALL
          SELECT NULL, o.order_id, o.exchanged_amount, o.refunded_amount, coalesce(r.kept, 0)
            FROM orders.customer_order AS o
            LEFT JOIN (SELECT refund.order_id, sum(refund.kept_amount) AS kept FROM orders.refund AS refund
                        WHERE refund.tenant_id = $1 GROUP BY refund.order_id) AS r ON r.order_id = o.order_id
           WHERE o.tenant_id = $1 AND o.exchanged_amount <> coalesce(r.kept, 0)`,
  },
  {
    id: 'O.acted',
    title: {
      'zh-CN': '写明免运费的订单没有收运费，省下的钱说得出来',
      en: 'An order that a privilege had sent free charges nothing for it, and says what that saved',
    },
    sql: `SELECT o.order_id, acted.acts, acted.saved, o.shipping_amount
            FROM orders.customer_order AS o CROSS JOIN LATERAL jsonb_to_recordset(o.acted) AS acted (acts text, saved bigint)
           WHERE o.tenant_id = $1 AND o.acted IS NOT NULL
             AND CASE acted.acts WHEN 'freeShipping' THEN acted.saved <= 0 OR o.shipping_amount <> 0 ELSE acted.saved <> 0 END`,
  },
];
