import type { Check } from './checks.ts';

// The stored ladder says of itself how far it has come: people of whom something was committed since, or whose products stand elsewhere since, are
// not looked at. `step`: what is stored of the others.
const looked = `
  state AS (SELECT s.through_seq, coalesce(s.next_node, lane.next_node) AS built FROM analytics.ladder_state AS s JOIN kit.lane AS lane ON lane.tenant_id = $1
             WHERE s.tenant_id = $1 AND s.time_zone = $2
               AND NOT EXISTS (SELECT 1 FROM analytics.change AS c WHERE c.tenant_id = $1 AND c.seq > s.through_seq AND c.nodes IS NULL)),
  dirty AS (SELECT DISTINCT unnest(c.nodes) AS node FROM analytics.change AS c JOIN state ON c.seq > state.through_seq WHERE c.tenant_id = $1),
  looked AS (SELECT p.node, p.person_id FROM relations.person AS p JOIN state ON p.node < state.built
              WHERE p.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM dirty WHERE dirty.node = p.node))`;

/** The stored figures of the product ladder (I2): people against their orders, cells against people. */
export const ladderChecks: readonly Check[] = [
  {
    id: 'I2.ladderSteps',
    title: { 'zh-CN': '产品阶梯每人汇总等于其订单', en: 'What is stored of a person on a step of the ladder follows from their orders' },
    sql: `WITH ${looked},
          line AS (
            SELECT looked.node, s.order_id, s.paid_at, l.product_id, coalesce(p.role, 'none') AS role, l.amount - l.refunded_amount + coalesce(later.net, 0) AS net,
                   CASE WHEN p.cost IS NULL OR l.quantity IS NULL THEN NULL
                        WHEN l.refunded_amount > 0 AND l.refunded_amount >= l.amount THEN 0 ELSE round(p.cost * l.quantity) END AS cost
              FROM looked JOIN pg_temp.sale AS s ON s.person_id = looked.person_id AND NOT s.is_refunded AND s.follows_id IS NULL
              JOIN orders.line AS l ON l.tenant_id = $1 AND l.order_id = s.order_id AND l.product_id IS NOT NULL AND NOT l.is_total
              LEFT JOIN (SELECT s.follows_id, part.line, sum(part.amount - part.refunded_amount) AS net
                           FROM pg_temp.sale AS s JOIN orders.line AS part ON part.tenant_id = $1 AND part.order_id = s.order_id AND part.exchange_id IS NULL
                          WHERE s.follows_id IS NOT NULL GROUP BY s.follows_id, part.line) AS later ON later.follows_id = s.order_id AND later.line = l.line
              LEFT JOIN analytics.ladder_product AS p ON p.tenant_id = $1 AND p.product_id = l.product_id),
          bought AS (SELECT line.node, line.order_id, line.paid_at, sum(line.net) AS sales, coalesce(sum(line.net) FILTER (WHERE line.cost IS NOT NULL), 0) AS covered,
                            coalesce(sum(line.cost), 0) AS cost FROM line GROUP BY line.node, line.order_id, line.paid_at),
          entry AS (SELECT DISTINCT ON (line.node, line.role) line.node, line.role, line.order_id, line.paid_at FROM line
                     ORDER BY line.node, line.role, line.paid_at, line.order_id),
          counted AS (SELECT line.node, line.role, count(*) AS lines FROM line GROUP BY line.node, line.role),
          part AS (
            SELECT entry.node, entry.role, entry.paid_at, b.sales, b.covered, b.cost,
                   CASE WHEN b.order_id = entry.order_id THEN 0 WHEN b.paid_at <= entry.paid_at + interval '720 hours' THEN 1
                        WHEN b.paid_at <= entry.paid_at + interval '2160 hours' THEN 2 WHEN b.paid_at <= entry.paid_at + interval '8760 hours' THEN 3 ELSE 4 END AS band
              FROM entry JOIN bought AS b ON b.node = entry.node AND (b.paid_at, b.order_id) >= (entry.paid_at, entry.order_id)),
          e AS (
            SELECT part.node, part.role, (extract(epoch FROM part.paid_at) * 1000)::bigint AS entered_ms, (part.paid_at AT TIME ZONE $2)::date AS day,
                   coalesce(min(part.band) FILTER (WHERE part.band > 0), 0) AS next_band,
                   ARRAY[${[0, 1, 2, 3].flatMap((band) => ['sales', 'covered', 'cost'].map((sum) => `coalesce(sum(part.${sum}) FILTER (WHERE part.band = ${band}), 0)`)).join(', ')}]::bigint[] AS sums
              FROM part WHERE part.role <> 'none' GROUP BY part.node, part.role, part.paid_at
            UNION ALL
            SELECT entry.node, 'none', 0, date '1970-01-01', 0, array_fill(0::bigint, ARRAY[12]) FROM entry WHERE entry.role = 'none')
          SELECT coalesce(k.node, e.node) AS node, coalesce(k.role, e.role) AS role, k.lines AS kept_lines, counted.lines, k.entered_ms AS kept_entered_ms, e.entered_ms,
                 k.next_band AS kept_next_band, e.next_band, k.sums::text AS kept_sums, e.sums::text AS sums
            FROM (SELECT step.* FROM analytics.ladder_step AS step JOIN looked ON looked.node = step.node WHERE step.tenant_id = $1) AS k
            FULL JOIN (e JOIN counted ON counted.node = e.node AND counted.role = e.role) ON e.node = k.node AND e.role = k.role
           WHERE (k.lines, k.entered_ms, k.day, k.next_band::int, k.sums) IS DISTINCT FROM (counted.lines, e.entered_ms, e.day, e.next_band, e.sums)
             AND NOT EXISTS (SELECT 1 FROM line JOIN catalog.product AS p ON p.tenant_id = $1 AND p.product_id = line.product_id
                               LEFT JOIN analytics.ladder_product AS was ON was.tenant_id = $1 AND was.product_id = line.product_id
                              WHERE line.node = coalesce(k.node, e.node) AND (p.ladder_role, p.cost_amount) IS DISTINCT FROM (was.role, was.cost))`,
  },
  {
    id: 'I2.ladderCells',
    title: { 'zh-CN': '产品阶梯每月汇总等于逐人之和', en: 'The cells of the ladder are the sum over persons' },
    sql: `WITH step AS (SELECT s.*, date_trunc('month', s.day::timestamp)::date AS month FROM analytics.ladder_step AS s WHERE s.tenant_id = $1),
          e AS (SELECT step.role, step.month, sum(step.lines) AS lines, count(*) AS buyers, count(*) FILTER (WHERE step.next_band = 1) AS n1,
                       count(*) FILTER (WHERE step.next_band = 2) AS n2, count(*) FILTER (WHERE step.next_band = 3) AS n3, count(*) FILTER (WHERE step.next_band = 4) AS n4,
                       ARRAY[${Array.from({ length: 12 }, (_, i) => `sum(step.sums[${i + 1}])`).join(', ')}]::bigint[] AS sums FROM step GROUP BY step.role, step.month),
          n AS (SELECT step.role, step.month, product.id, count(*) AS people FROM step CROSS JOIN LATERAL unnest(step.next_products) AS product (id) GROUP BY 1, 2, 3)
          SELECT coalesce(k.role, e.role) AS role, coalesce(k.month, e.month) AS month, NULL::uuid AS product_id, k.buyers AS kept, e.buyers AS should_be
            FROM (SELECT c.* FROM analytics.ladder_cell AS c WHERE c.tenant_id = $1 AND (c.buyers <> 0 OR c.lines <> 0)) AS k FULL JOIN e ON e.role = k.role AND e.month = k.month
           WHERE (k.lines, k.buyers, k.next_30, k.next_90, k.next_365, k.next_later, k.sums) IS DISTINCT FROM (e.lines, e.buyers, e.n1, e.n2, e.n3, e.n4, e.sums)
          UNION ALL
          SELECT coalesce(k.role, n.role), coalesce(k.month, n.month), coalesce(k.product_id, n.id), k.people, n.people
            FROM (SELECT c.* FROM analytics.ladder_next AS c WHERE c.tenant_id = $1) AS k FULL JOIN n ON n.role = k.role AND n.month = k.month AND n.id = k.product_id
           WHERE coalesce(k.people, 0) <> coalesce(n.people, 0)`,
  },
];
