import type { Check } from './checks.ts';

/** Gifts of the happy deal (rules.md C7). */
export const giftChecks: readonly Check[] = [
  {
    id: 'C7.gifts',
    title: { 'zh-CN': '订单带来的礼物成本已计入封顶', en: 'What the gifts of an order cost takes its cap' },
    sql: `SELECT promise.order_id, promise.cost, fixed.promised
            FROM (SELECT p.order_id, sum(p.cost_amount) AS cost FROM pricing.gift_promise AS p
                   WHERE p.tenant_id = $1 AND p.order_id IS NOT NULL AND p.state <> 'lapsed' GROUP BY p.order_id) AS promise
            JOIN orders.customer_order AS o ON o.tenant_id = $1 AND o.order_id = promise.order_id AND o.instalment IS NULL
            JOIN partners.snapshot AS s ON s.tenant_id = $1 AND s.order_id = promise.order_id
           CROSS JOIN LATERAL (SELECT coalesce(sum((fixed.line->>6)::bigint), 0) AS promised FROM jsonb_array_elements(s.lines) AS fixed (line)) AS fixed
           WHERE fixed.promised < promise.cost`,
  },
  {
    id: 'C7.giftsOnce',
    title: { 'zh-CN': '每位朋友的每种礼物只兑现一次', en: 'A friend’s first order brings each gift once' },
    sql: `SELECT p.friend_id, p.kind, count(*) AS promises FROM pricing.gift_promise AS p
            LEFT JOIN orders.customer_order AS o ON o.tenant_id = $1 AND o.order_id = p.order_id
           WHERE p.tenant_id = $1 AND p.state <> 'lapsed' AND (p.kind = 'before' OR o.paid_at IS NOT NULL)
             AND NOT EXISTS (SELECT 1 FROM relations.person AS absorbed WHERE absorbed.tenant_id = $1 AND absorbed.merged_into = p.friend_id)
           GROUP BY p.friend_id, p.kind HAVING count(*) > 1`,
  },
  {
    id: 'C7.giftsGiven',
    title: { 'zh-CN': '送出的礼物有据可查，归属一致', en: 'What was given of a promise is there, and theirs' },
    sql: `SELECT p.promise_id, p.person_id, g.person_id AS given_to, g.occasion FROM pricing.gift_promise AS p
            LEFT JOIN catalog.giving AS g ON g.tenant_id = $1 AND g.giving_id = p.giving_id
           WHERE p.tenant_id = $1 AND p.state = 'given'
             AND (g.person_id IS DISTINCT FROM p.person_id OR g.product_id IS DISTINCT FROM p.product_id OR g.quantity IS DISTINCT FROM p.quantity)`,
  },
  {
    id: 'C7.giftsKept',
    title: { 'zh-CN': '取消或全额退款的订单不再欠礼物', en: 'An order that was called off or refunded in full owes no gift' },
    sql: `SELECT p.promise_id, p.order_id, p.state, o.cancelled_at FROM pricing.gift_promise AS p
            JOIN orders.customer_order AS o ON o.tenant_id = $1 AND o.order_id = p.order_id
           WHERE p.tenant_id = $1 AND p.kind <> 'before' AND p.state IN ('waiting', 'short', 'held')
             AND (o.cancelled_at IS NOT NULL OR o.is_refunded)`,
  },
];
