import type { Check } from './checks.ts';

/** What members took and were given, and what buyers asked back (rules.md §5). */
export const cardChecks: readonly Check[] = [
  {
    id: 'M10.redemptions',
    title: {
      'zh-CN': '每期核销次数等于会员卡已用份数，且为持卡人本人',
      en: 'What is written down as redeemed is what its card says was used, piece by piece, by whoever holds it',
    },
    sql: `SELECT c.card_id, coalesce(u.period, r.period) AS period, u.used, r.redeemed, r.latest, r.strangers
            FROM membership.card AS c
            JOIN ((SELECT use.card_id, use.period, use.used FROM membership.card_use AS use WHERE use.tenant_id = $1) AS u
                  FULL JOIN (SELECT redemption.card_id, redemption.period, count(*) AS redeemed, max(redemption.nth) AS latest,
                                    count(*) FILTER (WHERE redemption.person_id <> card.person_id) AS strangers
                               FROM membership.redemption AS redemption
                               JOIN membership.card AS card ON card.tenant_id = $1 AND card.card_id = redemption.card_id
                              WHERE redemption.tenant_id = $1 GROUP BY redemption.card_id, redemption.period) AS r
                    ON r.card_id = u.card_id AND r.period = u.period)
              ON coalesce(u.card_id, r.card_id) = c.card_id
           WHERE c.tenant_id = $1 AND c.kind = 'pass' AND c.item_product_id IS NOT NULL
             AND (coalesce(u.used, 0) <> coalesce(r.redeemed, 0) OR r.redeemed <> r.latest OR r.strangers > 0)`,
  },
  {
    id: 'M10.codes',
    title: { 'zh-CN': '一个核销码只计一次：要么核销，要么记门店差异', en: 'A code counts once: it was redeemed, or the outlet bears it' },
    sql: `SELECT r.code_id, r.redemption_id, e.exception_id FROM membership.redemption AS r
            JOIN membership.redemption_exception AS e ON e.tenant_id = $1 AND e.code_id = r.code_id WHERE r.tenant_id = $1`,
  },
  {
    id: 'I11.givings',
    title: {
      'zh-CN': '赠出的件数与库存、发码一致，占用必有其主',
      en: 'What was given left the stock and the codes in its number, and nothing is kept for nobody',
    },
    sql: `SELECT g.giving_id, g.quantity, kept.pieces, NULL::bigint AS codes
            FROM catalog.giving AS g
            JOIN (SELECT r.order_id, sum(r.quantity) AS pieces, bool_or(r.state <> 'sold') AS is_open FROM catalog.reservation AS r
                   WHERE r.tenant_id = $1 GROUP BY r.order_id) AS kept ON kept.order_id = g.giving_id
           WHERE g.tenant_id = $1 AND (kept.pieces <> g.quantity OR kept.is_open)
          UNION ALL
          SELECT g.giving_id, g.quantity, NULL, handed.codes
            FROM catalog.giving AS g
            JOIN (SELECT d.order_id, count(*) AS codes FROM catalog.delivery_code AS d WHERE d.tenant_id = $1 AND d.order_id IS NOT NULL GROUP BY d.order_id) AS handed
              ON handed.order_id = g.giving_id
           WHERE g.tenant_id = $1 AND handed.codes > g.quantity
          UNION ALL
          SELECT r.order_id, r.quantity, NULL, NULL FROM catalog.reservation AS r
           WHERE r.tenant_id = $1
             AND NOT EXISTS (SELECT 1 FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND o.order_id = r.order_id)
             AND NOT EXISTS (SELECT 1 FROM orders.refund AS x WHERE x.tenant_id = $1 AND x.refund_id = r.order_id)
             AND NOT EXISTS (SELECT 1 FROM catalog.giving AS g WHERE g.tenant_id = $1 AND g.giving_id = r.order_id)`,
  },
  {
    id: 'S2.requests',
    title: {
      'zh-CN': '已答复的退款申请售后已结，同意的与退款一致',
      en: 'An answered request for money back has no open claim, and what was accepted was given back',
    },
    sql: `SELECT q.request_id, q.state, c.closed_at, r.lines_amount, asked.amount
            FROM orders.refund_request AS q
            LEFT JOIN orders.claim AS c ON c.tenant_id = $1 AND c.claim_id = q.claim_id AND c.order_id = q.order_id
            LEFT JOIN orders.refund AS r ON r.tenant_id = $1 AND r.refund_id = q.refund_id AND r.order_id = q.order_id
            LEFT JOIN LATERAL (SELECT sum(part.amount) AS amount FROM unnest(q.amounts) AS part (amount)) AS asked ON true
           WHERE q.tenant_id = $1
             AND (c.claim_id IS NULL OR q.state <> 'open' AND c.closed_at IS NULL OR q.state = 'accepted' AND r.lines_amount IS DISTINCT FROM asked.amount)`,
  },
];
