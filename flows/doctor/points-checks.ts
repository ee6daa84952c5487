import type { Check } from './checks.ts';

/** What a lot is worth, half up: added up anew from what is left of it. */
const worth = 'floor((2::numeric * l.points_left * l.worth_amount + l.worth_points) / (2 * l.worth_points))';

/** Points, what they are worth in the book, and growth (rules.md §5). */
export const pointsChecks: readonly Check[] = [
  {
    id: 'M.lots',
    title: { 'zh-CN': '每批积分的余数等于其变动之和', en: 'What is left of a lot is the sum of what happened to it' },
    sql: `SELECT l.lot_id, l.points_left, l.moves, m.points, m.moves AS there, m.broken
            FROM points.lot AS l
            LEFT JOIN (SELECT step.lot_id, sum(step.points) AS points, count(*) AS moves, count(*) FILTER (WHERE step.left_after <> step.so_far) AS broken
                         FROM (SELECT movement.lot_id, movement.points, movement.left_after,
                                      sum(movement.points) OVER (PARTITION BY movement.lot_id ORDER BY movement.nth) AS so_far
                                 FROM points.movement AS movement WHERE movement.tenant_id = $1) AS step GROUP BY step.lot_id) AS m ON m.lot_id = l.lot_id
           WHERE l.tenant_id = $1 AND (l.points_left, l.moves, 0) IS DISTINCT FROM (coalesce(m.points, 0), coalesce(m.moves, 0), coalesce(m.broken, 0))`,
  },
  {
    id: 'M.book',
    title: { 'zh-CN': '账上积分等于各批余数折算之和', en: 'The book has what the lots of a person are worth' },
    sql: `SELECT coalesce(l.person_id, e.person_id) AS person_id, l.worth, e.amount
            FROM (SELECT l.person_id, sum(${worth}) AS worth FROM points.lot AS l WHERE l.tenant_id = $1 GROUP BY l.person_id) AS l
            FULL JOIN (SELECT entry.person_id, -sum(entry.amount) AS amount FROM ledger.entry AS entry
                        WHERE entry.tenant_id = $1 AND entry.account = 'points' GROUP BY entry.person_id) AS e ON e.person_id = l.person_id
           WHERE coalesce(l.worth, 0) <> coalesce(e.amount, 0)`,
  },
  {
    id: 'M.spends',
    title: { 'zh-CN': '订单所用积分与其批次一致', en: 'What orders keep and spent is what their lots say' },
    sql: `SELECT l.lot_id, l.reserved, coalesce(s.reserved, 0) AS kept, coalesce(s.spent, 0) AS spent, coalesce(m.spent, 0) AS moved
            FROM points.lot AS l
            LEFT JOIN (SELECT spend.lot_id, sum(spend.points) FILTER (WHERE spend.state = 'reserved') AS reserved,
                              sum(spend.points) FILTER (WHERE spend.state = 'redeemed') AS spent
                         FROM points.spend AS spend WHERE spend.tenant_id = $1 GROUP BY spend.lot_id) AS s ON s.lot_id = l.lot_id
            LEFT JOIN (SELECT movement.lot_id, -sum(movement.points) AS spent FROM points.movement AS movement
                        WHERE movement.tenant_id = $1 AND movement.kind = 'redeemed' GROUP BY movement.lot_id) AS m ON m.lot_id = l.lot_id
           WHERE l.tenant_id = $1 AND (l.reserved <> coalesce(s.reserved, 0) OR coalesce(s.spent, 0) <> coalesce(m.spent, 0))`,
  },
  {
    id: 'M.returned',
    title: { 'zh-CN': '退款按比例退回所用积分', en: 'Of what an order spent, refunds gave back its part, rounded down' },
    sql: `SELECT s.order_id, s.lot_id, s.points, s.returned, o.back, o.charged
            FROM points.spend AS s
            JOIN (SELECT l.order_id, sum(l.amount) - max(c.exchanged_amount) AS charged, sum(l.refunded_amount) - max(c.exchanged_amount) AS back,
                         max(c.exchanged_amount) AS exchanged
                    FROM orders.line AS l JOIN orders.customer_order AS c ON c.tenant_id = $1 AND c.order_id = l.order_id
                   WHERE l.tenant_id = $1 GROUP BY l.order_id) AS o ON o.order_id = s.order_id
           WHERE s.tenant_id = $1 AND s.state = 'redeemed' AND o.charged > 0
             AND (s.returned < floor(s.points * o.back / o.charged) OR o.exchanged = 0 AND s.returned <> floor(s.points * o.back / o.charged))`,
  },
  {
    id: 'M.earned',
    title: { 'zh-CN': '消费所得积分等于按余额重算', en: 'An order earned what remains of its lines earns' },
    sql: `SELECT l.order_id, l.line, l.granted, l.taken_back, floor(base.rest * e.rate_points / e.rate_amount) AS should_be
            FROM points.lot AS l
            JOIN points.earning AS e ON e.tenant_id = $1 AND e.order_id = l.order_id AND e.line = l.line
            JOIN (SELECT line.order_id, line.line, CASE WHEN line.amount = 0 THEN 0::numeric
                         ELSE floor((line.amount - line.tax_amount)::numeric * (line.amount - line.refunded_amount) / line.amount) END AS rest
                    FROM orders.line AS line WHERE line.tenant_id = $1) AS base ON base.order_id = l.order_id AND base.line = l.line
           WHERE l.tenant_id = $1 AND l.granted - l.taken_back <> floor(base.rest * e.rate_points / e.rate_amount)`,
  },
  {
    id: 'M.held',
    title: { 'zh-CN': '案件所扣积分随案件裁定', en: 'Points that a case holds are decided with it' },
    sql: `SELECT l.lot_id, l.case_id, l.case_outcome, m.outcome FROM points.lot AS l
            LEFT JOIN partners.money_case AS m ON m.tenant_id = $1 AND m.case_id = l.case_id
           WHERE l.tenant_id = $1 AND l.case_id IS NOT NULL
             AND (m.case_id IS NULL OR l.case_outcome IS DISTINCT FROM m.outcome OR l.case_outcome IS NULL AND l.spendable_at IS NOT NULL
                  OR l.case_outcome = 'void' AND l.points_left > 0)`,
  },
  {
    id: 'M.debts',
    title: { 'zh-CN': '积分欠数由后来的积分抵扣', en: 'What was paid of debts in points is what lots paid' },
    sql: `SELECT coalesce(d.person_id, m.person_id) AS person_id, d.paid, m.netted
            FROM (SELECT debt.person_id, sum(debt.points - debt.points_left) AS paid FROM points.debt AS debt WHERE debt.tenant_id = $1 GROUP BY debt.person_id) AS d
            FULL JOIN (SELECT l.person_id, -sum(movement.points) AS netted FROM points.movement AS movement
                         JOIN points.lot AS l ON l.tenant_id = $1 AND l.lot_id = movement.lot_id
                        WHERE movement.tenant_id = $1 AND movement.kind = 'netted' GROUP BY l.person_id) AS m ON m.person_id = d.person_id
           WHERE coalesce(d.paid, 0) <> coalesce(m.netted, 0)`,
  },
  {
    id: 'M.growth',
    title: { 'zh-CN': '成长值等于实付未退之和折算', en: 'People have grown by what they paid and kept' },
    sql: `SELECT t.order_id, t.growth, coalesce(g.amount, 0) AS grown, floor(o.kept / r.growth_amount) AS should_be
            FROM points.order_terms AS t
            JOIN points.rule AS r ON r.tenant_id = $1 AND r.rule_id = t.rule_id AND r.growth_amount > 0
            JOIN (SELECT c.order_id, sum(l.amount - l.refunded_amount) AS kept FROM orders.customer_order AS c
                    JOIN orders.line AS l ON l.tenant_id = $1 AND l.order_id = c.order_id
                   WHERE c.tenant_id = $1 AND c.paid_at IS NOT NULL GROUP BY c.order_id) AS o ON o.order_id = t.order_id
            LEFT JOIN (SELECT growth.order_id, sum(growth.amount) AS amount FROM points.growth AS growth WHERE growth.tenant_id = $1 GROUP BY growth.order_id) AS g
              ON g.order_id = t.order_id
           WHERE t.tenant_id = $1 AND (t.growth <> coalesce(g.amount, 0) OR t.growth <> floor(o.kept / r.growth_amount))`,
  },
  {
    id: 'M.checkIns',
    title: { 'zh-CN': '连续签到天数前后相接', en: 'A row of days is one longer than it was the day before' },
    sql: `SELECT c.person_id, c.on_day, c.streak, before.streak AS day_before
            FROM points.check_in AS c
            LEFT JOIN points.check_in AS before ON before.tenant_id = $1 AND before.person_id = c.person_id AND before.on_day = c.on_day - 1
           WHERE c.tenant_id = $1 AND c.streak <> coalesce(before.streak, 0) + 1
             AND NOT EXISTS (SELECT 1 FROM relations.person AS absorbed WHERE absorbed.tenant_id = $1 AND absorbed.merged_into = c.person_id)`,
  },
];
