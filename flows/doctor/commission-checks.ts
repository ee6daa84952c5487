import type { Check } from './checks.ts';

/** Commissions, what they were computed from, and who may earn (I6–I8, C1). Reads each table once. */
export const commissionChecks: readonly Check[] = [
  {
    id: 'I6.payees',
    title: { 'zh-CN': '每笔分润都有收款人', en: 'Every commission has a payee' },
    sql: `SELECT c.order_id, c.line, c.payee_id FROM partners.commission AS c
            LEFT JOIN relations.person AS p ON p.tenant_id = $1 AND p.person_id = c.payee_id
           WHERE c.tenant_id = $1 AND p.person_id IS NULL`,
  },
  {
    id: 'C1.snapshots',
    title: {
      'zh-CN': '每笔分润都能追溯到订单固定的方案',
      en: 'Every commission rests on what its order fixed, under a plan that was published',
    },
    sql: `SELECT c.order_id, c.line, s.plan_id, plan.state FROM partners.commission AS c
            LEFT JOIN partners.snapshot AS s ON s.tenant_id = $1 AND s.order_id = c.order_id
            LEFT JOIN orders.customer_order AS o ON o.tenant_id = $1 AND o.order_id = c.order_id
            LEFT JOIN partners.plan AS plan ON plan.tenant_id = $1 AND plan.plan_id = s.plan_id
           WHERE c.tenant_id = $1 AND (plan.published_at IS NULL OR o.paid_at IS NULL)`,
  },
  {
    id: 'I7.cap',
    title: { 'zh-CN': '每行分润合计不超过封顶', en: 'The commissions of a line keep below its cap' },
    sql: `SELECT line.order_id, line.line, line.base, line.paid, cap.ppm, cap.promised
            FROM (SELECT c.order_id, c.line, min(c.base) AS base, max(c.base) AS highest, sum(c.amount) AS paid
                    FROM partners.commission AS c WHERE c.tenant_id = $1 GROUP BY c.order_id, c.line) AS line
            JOIN partners.snapshot AS s ON s.tenant_id = $1 AND s.order_id = line.order_id
            JOIN partners.plan AS plan ON plan.tenant_id = $1 AND plan.plan_id = s.plan_id
           CROSS JOIN LATERAL (SELECT least((s.limits->>0)::bigint, (plan.document->>'capPpm')::bigint, 1000000) AS ppm,
                                      coalesce((SELECT (fixed.line->>6)::bigint FROM jsonb_array_elements(s.lines) AS fixed (line)
                                                 WHERE (fixed.line->>0)::int = line.line), 0) AS promised) AS cap
           WHERE line.base <> line.highest OR line.paid * 1000000 > greatest(cap.ppm * line.base - cap.promised * 1000000, 0)`,
  },
  {
    id: 'C4.services',
    title: {
      'zh-CN': '每笔服务分润都有对应的首次服务登记',
      en: 'Pay for service rests on the first act that was logged on its line, and acts of an order are numbered without gaps',
    },
    sql: `SELECT c.order_id, c.line, c.payee_id FROM partners.commission AS c
            LEFT JOIN LATERAL (SELECT a.person_id FROM partners.service_act AS a
                                WHERE a.tenant_id = $1 AND a.order_id = c.order_id AND a.line = c.line ORDER BY a.nth LIMIT 1) AS act ON true
           WHERE c.tenant_id = $1 AND c.role = 'service' AND act.person_id IS DISTINCT FROM c.payee_id
          UNION ALL
          SELECT a.order_id, a.line, a.person_id FROM (
            SELECT act.order_id, act.line, act.person_id, act.nth, row_number() OVER (PARTITION BY act.order_id ORDER BY act.nth) AS place
              FROM partners.service_act AS act WHERE act.tenant_id = $1) AS a
           WHERE a.nth <> a.place`,
  },
  {
    id: 'I8.remaining',
    title: {
      'zh-CN': '分润等于份额乘剩余基数取整',
      en: 'What counts of a commission is exactly its share of what is left of the line, or nothing where a case took it back',
    },
    sql: `SELECT row.order_id, row.line, row.payee_id, row.amount, row.reversed, row.base, row.left_base
            FROM (SELECT c.*, l.amount - l.tax_amount AS line_base,
                         CASE WHEN l.tax_amount = 0 OR l.amount = 0 THEN l.amount - l.refunded_amount
                              ELSE div((l.amount - l.tax_amount)::numeric * (l.amount - l.refunded_amount), l.amount) END AS left_base
                    FROM partners.commission AS c
                    LEFT JOIN orders.line AS l ON l.tenant_id = $1 AND l.order_id = c.order_id AND l.line = c.line
                   WHERE c.tenant_id = $1) AS row
           WHERE row.line_base IS DISTINCT FROM row.base OR row.amount <> div(row.share_num * row.base, row.share_den)
              OR (row.amount - row.reversed <> div(row.share_num * row.left_base, row.share_den)
                  AND NOT (row.state = 'reversed' AND EXISTS (
                        SELECT 1 FROM partners.case_item AS i JOIN partners.money_case AS m ON m.tenant_id = $1 AND m.case_id = i.case_id AND m.outcome = 'void'
                         WHERE i.tenant_id = $1 AND i.order_id = row.order_id AND i.line = row.line AND i.role = row.role AND i.depth = row.depth
                           AND i.payee_id = row.payee_id)))`,
  },
  {
    id: 'S1.holds',
    title: { 'zh-CN': '分润确认必在签收满冻结期之后', en: 'No commission is confirmed before its hold is over' },
    sql: `SELECT c.order_id, c.line, c.payee_id, c.state, c.due_at, c.confirmed_at FROM partners.commission AS c
           WHERE c.tenant_id = $1
             AND (c.state IN ('confirmed', 'paid') AND (c.confirmed_at IS NULL OR c.due_at IS NULL) OR c.confirmed_at < c.due_at)`,
  },
  {
    id: 'P4.partnerships',
    title: { 'zh-CN': '同一人的合伙期互不重叠', en: 'The partnerships of a person do not overlap, and levels stand within them' },
    sql: `SELECT row.person_id, row.partnership_id FROM (
            SELECT p.person_id, p.partnership_id, p.to_at, lead(p.from_at) OVER (PARTITION BY p.person_id ORDER BY p.from_at, p.partnership_id) AS next_at
              FROM partners.partnership AS p WHERE p.tenant_id = $1) AS row
           WHERE row.next_at < coalesce(row.to_at, 'infinity')
          UNION ALL
          SELECT p.person_id, p.partnership_id FROM partners.level AS l
            JOIN partners.partnership AS p ON p.tenant_id = $1 AND p.partnership_id = l.partnership_id
           WHERE l.tenant_id = $1 AND (l.from_at < p.from_at OR coalesce(l.to_at, 'infinity') > coalesce(p.to_at, 'infinity'))`,
  },
];
