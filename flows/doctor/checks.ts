import { bondChecks } from './bond-checks.ts';
import { cardChecks } from './card-checks.ts';
import { moneyChecks } from './money-checks.ts';
import { commissionChecks } from './commission-checks.ts';
import { ladderChecks } from './ladder-checks.ts';
import { orderChecks } from './order-checks.ts';
import { pictureChecks } from './picture-checks.ts';
import { pointsChecks } from './points-checks.ts';
import { giftChecks } from './gift-checks.ts';
import { tierChecks } from './tier-checks.ts';

/** One invariant that can be checked from the data: the rows it answers are the violations. */
export interface Check {
  /** the invariant of the reliability battery, or the rule it keeps */
  readonly id: string;
  readonly title: { readonly 'zh-CN': string; readonly en: string };
  /** `$1` = tenant id, `$2` = its time zone; every column of a row says something about the violation */
  readonly sql: string;
}

// Written from the definitions and in another way than the writers keep them, so that a fault in either shows.

/**
 * Working tables of the session that checks: the paid orders of the brand with their days and what came before them for the same person,
 * and what the lines of each order add up to. Sorted and added up once, for all checks. A later instalment adds sales
 * and is no purchase: it has no number and nothing before it. `$1` and `$2` as in a check.
 */
export const workingTables: readonly string[] = [
  `CREATE TEMP TABLE sale (order_id uuid, person_id uuid, paid_at timestamptz, day date, month date, net_amount bigint, is_refunded boolean, origin text,
                           nth bigint, before_at timestamptz, before_day date, first_day date, follows_id uuid) ON COMMIT DROP`,
  `INSERT INTO pg_temp.sale
   SELECT paid.order_id, paid.person_id, paid.paid_at, paid.day, date_trunc('month', paid.day::timestamp), paid.net_amount, paid.is_refunded, paid.origin,
          CASE WHEN paid.follows_id IS NULL THEN row_number() OVER w END, CASE WHEN paid.follows_id IS NULL THEN lag(paid.paid_at) OVER w END,
          CASE WHEN paid.follows_id IS NULL THEN lag(paid.day) OVER w END, min(paid.day) OVER (PARTITION BY paid.person_id), paid.follows_id
     FROM (SELECT o.order_id, o.person_id, o.paid_at, (o.paid_at AT TIME ZONE $2)::date AS day, o.net_amount, o.is_refunded, o.origin, o.follows_id
             FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND o.paid_at IS NOT NULL) AS paid
   WINDOW w AS (PARTITION BY paid.person_id, paid.follows_id IS NULL ORDER BY paid.paid_at, paid.order_id)`,
  'ANALYZE pg_temp.sale',
  'CREATE TEMP TABLE order_sum (order_id uuid, amount numeric, stated numeric, refunded numeric) ON COMMIT DROP',
  `INSERT INTO pg_temp.order_sum
   SELECT l.order_id, sum(l.amount), sum(l.amount) FILTER (WHERE l.is_total), sum(l.refunded_amount) FROM orders.line AS l WHERE l.tenant_id = $1 GROUP BY l.order_id`,
  'ANALYZE pg_temp.order_sum',
];

export const checks: readonly Check[] = [
  {
    id: 'I11.received',
    title: { 'zh-CN': '库存总数等于全部出入记录', en: 'All pieces of a variant are the sum of what came in and went' },
    sql: `SELECT s.sku_id, s.stock_total, sum(c.quantity) AS changes
            FROM catalog.sku AS s LEFT JOIN catalog.stock_change AS c ON c.tenant_id = $1 AND c.sku_id = s.sku_id
           WHERE s.tenant_id = $1 GROUP BY s.sku_id, s.stock_total HAVING coalesce(s.stock_total, 0) <> coalesce(sum(c.quantity), 0)`,
  },
  {
    id: 'I11.kept',
    title: { 'zh-CN': '占用与售出等于订单占用之和', en: 'Reserved and sold pieces are those of the orders' },
    sql: `SELECT s.sku_id, s.stock, s.reserved, s.sold, s.stock_total,
                 coalesce(sum(r.quantity) FILTER (WHERE r.state = 'held'), 0) AS held, coalesce(sum(r.quantity) FILTER (WHERE r.state = 'sold'), 0) AS sold_to_orders
            FROM catalog.sku AS s LEFT JOIN catalog.reservation AS r ON r.tenant_id = $1 AND r.sku_id = s.sku_id
           WHERE s.tenant_id = $1 AND s.stock IS NOT NULL GROUP BY s.sku_id, s.stock, s.reserved, s.sold, s.stock_total
          HAVING s.stock < 0 OR s.stock + s.reserved + s.sold <> s.stock_total
              OR s.reserved <> coalesce(sum(r.quantity) FILTER (WHERE r.state = 'held'), 0)
              OR s.sold <> coalesce(sum(r.quantity) FILTER (WHERE r.state = 'sold'), 0)`,
  },
  {
    id: 'I12.coupons',
    title: { 'zh-CN': '优惠券用量不超发，且每人一次', en: 'No coupon is used more often than issued, nor twice where it is once' },
    sql: `SELECT c.coupon_id, c.used_count, c.issue_limit, count(u.order_id) AS uses, count(DISTINCT u.once_key) AS keys
            FROM pricing.coupon AS c LEFT JOIN pricing.coupon_use AS u ON u.tenant_id = $1 AND u.coupon_id = c.coupon_id
           WHERE c.tenant_id = $1 GROUP BY c.coupon_id, c.used_count, c.issue_limit
          HAVING c.used_count <> count(u.order_id) OR c.used_count > c.issue_limit OR count(u.order_id) <> count(DISTINCT u.once_key)`,
  },
  {
    id: 'I14.oneReferrer',
    title: { 'zh-CN': '每个人最多一位推荐人', en: 'Nobody has two referrers at once' },
    sql: `SELECT r.subject_id, count(*) AS standing FROM relations.referral AS r
           WHERE r.tenant_id = $1 AND r.to_at IS NULL GROUP BY r.subject_id HAVING count(*) > 1`,
  },
  {
    id: 'I14.acyclic',
    title: { 'zh-CN': '推荐关系没有环', en: 'No chain of referrals closes into a ring' },
    sql: `WITH RECURSIVE reached AS (
            SELECT p.node FROM relations.person AS p WHERE p.tenant_id = $1 AND p.a1_node IS NULL
            UNION ALL
            SELECT p.node FROM relations.person AS p JOIN reached ON p.a1_node = reached.node WHERE p.tenant_id = $1)
          SELECT p.person_id, p.node FROM relations.person AS p
           WHERE p.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM reached WHERE reached.node = p.node)`,
  },
  {
    id: 'I14.ancestors',
    title: { 'zh-CN': '推荐人与上三级节点一致', en: 'The stored ancestors are the chain of referrals' },
    sql: `SELECT p.person_id, p.a1_node, p.a2_node, p.a3_node, o.node AS a1, o.a1_node AS a2, g.a1_node AS a3
            FROM relations.person AS p
            LEFT JOIN relations.referral AS r ON r.tenant_id = $1 AND r.subject_id = p.person_id AND r.to_at IS NULL
            LEFT JOIN relations.person AS o ON o.tenant_id = $1 AND o.person_id = r.object_id
            LEFT JOIN relations.person AS g ON g.tenant_id = $1 AND g.node = o.a1_node
           WHERE p.tenant_id = $1
             AND (p.a1_node IS DISTINCT FROM o.node OR p.a2_node IS DISTINCT FROM o.a1_node OR p.a3_node IS DISTINCT FROM g.a1_node)`,
  },
  ...bondChecks,
  ...moneyChecks,
  ...cardChecks,
  ...pointsChecks,
  ...giftChecks,
  ...pictureChecks,
  ...tierChecks,
  ...commissionChecks,
  ...orderChecks,
  {
    id: 'G.denseNodes',
    title: { 'zh-CN': '节点编号连续', en: 'Node numbers are dense' },
    sql: `SELECT lane.next_node, count(p.node) AS people, max(p.node) AS highest
            FROM kit.lane AS lane LEFT JOIN relations.person AS p ON p.tenant_id = $1
           WHERE lane.tenant_id = $1 GROUP BY lane.next_node
          HAVING count(p.node) <> lane.next_node OR coalesce(max(p.node), -1) <> lane.next_node - 1`,
  },
  {
    id: 'O.linesAddUp',
    title: { 'zh-CN': '订单金额等于其明细与运费之和', en: 'An order made from lines is the sum of its lines and its shipping' },
    sql: `SELECT o.order_id, o.charged_amount, l.amount AS lines, l.stated
            FROM orders.customer_order AS o LEFT JOIN pg_temp.order_sum AS l ON l.order_id = o.order_id
           WHERE o.tenant_id = $1 AND o.charged_amount <> coalesce(CASE WHEN o.total_from = 'lines' THEN l.amount ELSE l.stated END, 0) + o.shipping_amount`,
  },
  {
    id: 'O.refundsAddUp',
    title: {
      'zh-CN': '订单退款等于明细与运费的退款加指名退货',
      en: 'Refunds of an order are those of its lines and its shipping, and the returns that name it',
    },
    sql: `SELECT o.order_id, o.refunded_amount, coalesce(l.refunded, 0) AS lines, coalesce(r.returned, 0) AS returns
            FROM orders.customer_order AS o
            LEFT JOIN pg_temp.order_sum AS l ON l.order_id = o.order_id
            LEFT JOIN (SELECT ret.order_id, sum(ret.amount) AS returned FROM orders.sales_return AS ret WHERE ret.tenant_id = $1 AND ret.order_id IS NOT NULL GROUP BY ret.order_id) AS r ON r.order_id = o.order_id
           WHERE o.tenant_id = $1 AND o.refunded_amount <> coalesce(l.refunded, 0) + coalesce(r.returned, 0) + o.shipping_refunded`,
  },
  {
    id: 'O.currency',
    title: { 'zh-CN': '订单币种与品牌一致', en: 'Every order is in the currency of the brand' },
    sql: `SELECT o.order_id, o.currency FROM orders.customer_order AS o JOIN identity.tenant AS t ON t.tenant_id = $1
           WHERE o.tenant_id = $1 AND o.currency <> t.currency`,
  },
  {
    id: 'F.origins',
    title: { 'zh-CN': '每单来路符合定义', en: 'The origin of every order is the first that fits' },
    sql: `WITH expected AS (
            SELECT o.order_id, o.origin,
                   CASE WHEN o.person_id IS NULL THEN 'anonymous' WHEN o.nth > 1 THEN 'repeat'
                        WHEN r.referral_id IS NOT NULL AND (r.from_at IS NULL OR r.from_at <= o.paid_at) THEN 'referred'
                        WHEN s.kind = 'paid' THEN 'paid' ELSE 'direct' END AS should_be
              FROM pg_temp.sale AS o
              LEFT JOIN relations.referral AS r ON r.tenant_id = $1 AND r.subject_id = o.person_id AND r.to_at IS NULL
              LEFT JOIN relations.person AS p ON p.tenant_id = $1 AND p.person_id = o.person_id
              LEFT JOIN relations.source AS s ON s.tenant_id = $1 AND s.source_id = p.source_id
             WHERE o.follows_id IS NULL
            UNION ALL
            SELECT later.order_id, later.origin, first.origin FROM pg_temp.sale AS later JOIN pg_temp.sale AS first ON first.order_id = later.follows_id)
          SELECT expected.order_id, expected.origin, expected.should_be FROM expected WHERE expected.origin IS DISTINCT FROM expected.should_be`,
  },
  {
    id: 'F.stages',
    title: { 'zh-CN': '关系阶段符合依据', en: 'The stage of every person is the highest that holds' },
    sql: `WITH kept AS (SELECT paid.person_id, count(*) FILTER (WHERE NOT paid.is_refunded AND paid.follows_id IS NULL) AS orders FROM pg_temp.sale AS paid GROUP BY paid.person_id)
          SELECT p.person_id, p.stage, coalesce(kept.orders, 0) AS orders, p.consent_at
            FROM relations.person AS p LEFT JOIN kept ON kept.person_id = p.person_id
           WHERE p.tenant_id = $1 AND p.merged_into IS NULL
             AND p.stage <> CASE WHEN EXISTS (SELECT 1 FROM partners.partnership AS now WHERE now.tenant_id = $1 AND now.person_id = p.person_id AND now.to_at IS NULL) THEN 'partner'
                                 WHEN EXISTS (SELECT 1 FROM membership.standing AS now WHERE now.tenant_id = $1 AND now.person_id = p.person_id AND now.to_at IS NULL) THEN 'member'
                                 WHEN kept.orders >= 2 THEN 'repeat' WHEN kept.orders >= 1 THEN 'customer'
                                 WHEN p.consent_at IS NOT NULL THEN 'fan' ELSE 'prospect' END`,
  },
  {
    id: 'F.stageHistory',
    title: { 'zh-CN': '阶段与其历史的最后一行一致', en: 'The stage is the last row of its history, and the rows follow one another' },
    sql: `WITH rows AS (
            SELECT c.person_id, c.seq, c.from_stage, c.to_stage, c.at,
                   lag(c.to_stage) OVER w AS before, lag(c.at) OVER w AS before_at, lead(c.seq) OVER w AS later
              FROM relations.stage_change AS c WHERE c.tenant_id = $1 WINDOW w AS (PARTITION BY c.person_id ORDER BY c.seq))
          SELECT p.person_id, p.stage, rows.from_stage, rows.to_stage
            FROM relations.person AS p LEFT JOIN rows ON rows.person_id = p.person_id
           WHERE p.tenant_id = $1 AND p.merged_into IS NULL
             AND (rows.person_id IS NULL OR rows.from_stage IS DISTINCT FROM rows.before OR rows.at < rows.before_at
                  OR (rows.later IS NULL AND (rows.to_stage <> p.stage OR rows.at <> p.stage_since)))`,
  },
  {
    id: 'I2.days',
    title: { 'zh-CN': '每日来路汇总等于订单之和', en: 'Daily sales by origin are the sum of their orders' },
    sql: `SELECT coalesce(k.day, e.day) AS day, coalesce(k.origin, e.origin) AS origin, k.orders AS kept_orders, e.orders, k.sales AS kept_sales, e.sales
            FROM (SELECT d.day, d.origin, d.orders, d.sales FROM analytics.day AS d WHERE d.tenant_id = $1) AS k
            FULL JOIN (SELECT paid.day, paid.origin, count(*) FILTER (WHERE paid.follows_id IS NULL) AS orders, sum(paid.net_amount) AS sales FROM pg_temp.sale AS paid GROUP BY paid.day, paid.origin) AS e
              ON e.day = k.day AND e.origin = k.origin
           WHERE coalesce(k.orders, 0) <> coalesce(e.orders, 0) OR coalesce(k.sales, 0) <> coalesce(e.sales, 0)`,
  },
  {
    id: 'I2.goods',
    title: { 'zh-CN': '每月商品汇总等于订单明细之和', en: 'The goods of a month are the sum of the lines of its orders' },
    sql: `WITH e AS (
            SELECT date_trunc('month', s.paid_at AT TIME ZONE $2)::date AS month, coalesce(l.product_id, '00000000-0000-0000-0000-000000000000') AS product_id,
                   sum(l.amount - l.refunded_amount) AS net, coalesce(sum(l.amount - l.refunded_amount) FILTER (WHERE l.quantity IS NOT NULL), 0) AS counted,
                   coalesce(sum(l.quantity) FILTER (WHERE l.refunded_amount < l.amount AND (s.follows_id IS NULL OR l.exchange_id IS NOT NULL)), 0) AS quantity
              FROM pg_temp.sale AS s JOIN orders.line AS l ON l.tenant_id = $1 AND l.order_id = s.order_id AND NOT l.is_total
             GROUP BY 1, 2)
          SELECT coalesce(k.month, e.month) AS month, coalesce(k.product_id, e.product_id) AS product_id, k.net AS kept_net, e.net, k.counted AS kept_counted, e.counted,
                 k.quantity AS kept_quantity, e.quantity
            FROM (SELECT g.* FROM analytics.goods AS g WHERE g.tenant_id = $1) AS k FULL JOIN e ON e.month = k.month AND e.product_id = k.product_id
           WHERE (coalesce(k.net, 0), coalesce(k.counted, 0), coalesce(k.quantity, 0)) <> (coalesce(e.net, 0), coalesce(e.counted, 0), coalesce(e.quantity, 0))`,
  },
  {
    id: 'I2.dayPeople',
    title: { 'zh-CN': '每日顾客汇总等于逐人之和', en: 'Daily figures of persons are the sum over persons' },
    sql: `WITH o AS (SELECT paid.* FROM pg_temp.sale AS paid WHERE paid.person_id IS NOT NULL),
          firsts AS (SELECT o.person_id, o.first_day FROM o WHERE o.nth = 1),
          parts AS (
            SELECT o.day, 0::numeric AS returns, (o.nth = 1)::int AS customers, (o.nth = 2)::int AS repeaters, (o.follows_id IS NULL AND o.before_day IS DISTINCT FROM o.day)::int AS buyers, (o.follows_id IS NULL)::int AS orders, o.net_amount AS sales,
                   coalesce(round(extract(epoch FROM o.paid_at - o.before_at) * 1000), 0) AS gap_ms, 0::numeric AS customer_returns FROM o
            UNION ALL
            SELECT (r.at AT TIME ZONE $2)::date, r.amount, 0, 0, 0, 0, 0, 0, 0 FROM orders.sales_return AS r WHERE r.tenant_id = $1 AND r.order_id IS NULL
            UNION ALL
            SELECT greatest((r.at AT TIME ZONE $2)::date, firsts.first_day), 0, 0, 0, 0, 0, 0, 0, r.amount
              FROM orders.sales_return AS r JOIN firsts ON firsts.person_id = r.person_id WHERE r.tenant_id = $1 AND r.order_id IS NULL),
          e AS (SELECT parts.day, sum(parts.returns) AS returns, sum(parts.customers) AS customers, sum(parts.repeaters) AS repeaters, sum(parts.buyers) AS buyers, sum(parts.orders) AS orders,
                       sum(parts.sales) AS sales, sum(parts.gap_ms) AS gap_ms, sum(parts.customer_returns) AS customer_returns FROM parts GROUP BY parts.day)
          SELECT coalesce(k.day, e.day) AS day, k.returns AS kept_returns, e.returns, k.customers AS kept_customers, e.customers, k.repeaters AS kept_repeaters, e.repeaters, k.buyers AS kept_buyers, e.buyers,
                 k.orders AS kept_orders, e.orders, k.sales AS kept_sales, e.sales, k.gap_ms AS kept_gap_ms, e.gap_ms, k.customer_returns AS kept_customer_returns, e.customer_returns
            FROM (SELECT d.* FROM analytics.day_people AS d WHERE d.tenant_id = $1) AS k FULL JOIN e ON e.day = k.day
           WHERE (coalesce(k.returns, 0), coalesce(k.customers, 0), coalesce(k.repeaters, 0), coalesce(k.buyers, 0), coalesce(k.orders, 0), coalesce(k.sales, 0), coalesce(k.gap_ms, 0), coalesce(k.customer_returns, 0))
              <> (coalesce(e.returns, 0), coalesce(e.customers, 0), coalesce(e.repeaters, 0), coalesce(e.buyers, 0), coalesce(e.orders, 0), coalesce(e.sales, 0), coalesce(e.gap_ms, 0), coalesce(e.customer_returns, 0))`,
  },
  {
    id: 'I2.visits',
    title: { 'zh-CN': '来店间隔汇总等于逐人之和', en: 'Gaps between visits are the sum over persons' },
    sql: `WITH gap AS (SELECT paid.day, paid.before_day AS prev_day FROM pg_temp.sale AS paid WHERE paid.person_id IS NOT NULL AND paid.before_day < paid.day),
          e AS (SELECT gap.prev_day, gap.day, count(*) AS people FROM gap GROUP BY gap.prev_day, gap.day),
          due AS (SELECT 'day' AS grain, e.prev_day AS prev_on, e.day, e.people FROM e
                     UNION ALL SELECT 'month', date_trunc('month', e.prev_day::timestamp)::date, e.day, sum(e.people) FROM e GROUP BY 2, 3)
          SELECT coalesce(k.grain, due.grain) AS grain, coalesce(k.prev_on, due.prev_on) AS prev_on, coalesce(k.day, due.day) AS day, k.people AS kept, due.people
            FROM (SELECT g.grain, g.prev_on, g.month + row.nth::int - 1 AS day, row.people
                    FROM analytics.visit_gap AS g CROSS JOIN LATERAL unnest(g.by_day) WITH ORDINALITY AS row (people, nth) WHERE g.tenant_id = $1 AND row.people <> 0) AS k
            FULL JOIN due ON due.grain = k.grain AND due.prev_on = k.prev_on AND due.day = k.day
           WHERE coalesce(k.people, 0) <> coalesce(due.people, 0)
          UNION ALL
          SELECT g.grain, g.prev_on, g.month, g.people, (SELECT sum(people) FROM unnest(g.by_day) AS row (people))
            FROM analytics.visit_gap AS g WHERE g.tenant_id = $1 AND g.people <> (SELECT sum(people) FROM unnest(g.by_day) AS row (people))`,
  },
  {
    id: 'I2.cohorts',
    title: { 'zh-CN': '同期群等于逐人之和', en: 'Cohorts are the sum over persons' },
    sql: `WITH o AS (SELECT paid.person_id, date_trunc('month', paid.first_day::timestamp)::date AS cohort, paid.month, count(*) FILTER (WHERE paid.follows_id IS NULL) AS orders,
                            sum(paid.net_amount) AS sales FROM pg_temp.sale AS paid WHERE paid.person_id IS NOT NULL GROUP BY 1, 2, 3),
          e AS (SELECT o.cohort, o.month, count(*) FILTER (WHERE o.orders > 0) AS people, sum(o.orders) AS orders, sum(o.sales) AS sales FROM o GROUP BY o.cohort, o.month)
          SELECT coalesce(k.cohort, e.cohort) AS cohort, coalesce(k.month, e.month) AS month, k.people AS kept_people, e.people, k.orders AS kept_orders, e.orders, k.sales AS kept_sales, e.sales
            FROM (SELECT c.* FROM analytics.cohort AS c WHERE c.tenant_id = $1) AS k FULL JOIN e ON e.cohort = k.cohort AND e.month = k.month
           WHERE (coalesce(k.people, 0), coalesce(k.orders, 0), coalesce(k.sales, 0)) <> (coalesce(e.people, 0), coalesce(e.orders, 0), coalesce(e.sales, 0))`,
  },
  {
    id: 'I2.transitions',
    title: { 'zh-CN': '阶段转移汇总等于历史', en: 'Stage transitions are the sum of the histories' },
    sql: `WITH e AS (
            SELECT span.name AS span,
                   CASE WHEN span.name = 'all' THEN date '1970-01-01' ELSE date_trunc(span.name, c.at AT TIME ZONE $2)::date END AS starts_on, coalesce(c.from_stage, 'none') AS from_stage,
                   c.to_stage, coalesce(c.days, -1) AS days, count(*) AS people
              FROM relations.stage_change AS c CROSS JOIN unnest(string_to_array('month,year,all', ',')) AS span (name)
             WHERE c.tenant_id = $1 GROUP BY 1, 2, 3, 4, 5)
          SELECT coalesce(k.span, e.span) AS span, coalesce(k.starts_on, e.starts_on) AS starts_on, coalesce(k.from_stage, e.from_stage) AS from_stage,
                 coalesce(k.to_stage, e.to_stage) AS to_stage, coalesce(k.days, e.days) AS days, k.people AS kept, e.people
            FROM (SELECT t.span, t.starts_on, t.from_stage, t.to_stage, 32 * t.chunk + row.nth - 1 AS days, row.people
                    FROM analytics.transition AS t CROSS JOIN LATERAL unnest(t.by_day) WITH ORDINALITY AS row (people, nth) WHERE t.tenant_id = $1) AS k
            FULL JOIN e ON e.span = k.span AND e.starts_on = k.starts_on AND e.from_stage = k.from_stage AND e.to_stage = k.to_stage AND e.days = k.days
           WHERE coalesce(k.people, 0) <> coalesce(e.people, 0)
          UNION ALL
          SELECT t.span, t.starts_on, t.from_stage, t.to_stage, t.chunk, t.people, (SELECT sum(people) FROM unnest(t.by_day) AS row (people))
            FROM analytics.transition AS t WHERE t.tenant_id = $1 AND t.people <> (SELECT sum(people) FROM unnest(t.by_day) AS row (people))`,
  },
  {
    id: 'I2.stageCounts',
    title: { 'zh-CN': '各阶段人数等于逐人之和', en: 'People per stage add up' },
    sql: `WITH e AS (SELECT p.stage, count(*) AS people FROM relations.person AS p WHERE p.tenant_id = $1 AND p.merged_into IS NULL GROUP BY p.stage)
          SELECT coalesce(k.stage, e.stage) AS stage, k.people AS kept, e.people
            FROM (SELECT s.* FROM analytics.stage_count AS s WHERE s.tenant_id = $1) AS k FULL JOIN e ON e.stage = k.stage
           WHERE coalesce(k.people, 0) <> coalesce(e.people, 0)`,
  },
  {
    id: 'I2.people',
    title: { 'zh-CN': '每人汇总等于其订单与退货', en: 'The state of every person is the sum of their orders and returns' },
    sql: `WITH o AS (SELECT paid.person_id, count(*) FILTER (WHERE paid.follows_id IS NULL) AS orders, sum(paid.net_amount) AS net,
                            count(*) FILTER (WHERE NOT paid.is_refunded AND paid.follows_id IS NULL) AS kept,
                            min(paid.paid_at) AS first_at, max(paid.paid_at) FILTER (WHERE paid.follows_id IS NULL) AS last_at FROM pg_temp.sale AS paid WHERE paid.person_id IS NOT NULL GROUP BY paid.person_id),
          r AS (SELECT ret.person_id, sum(ret.amount) AS amount FROM orders.sales_return AS ret WHERE ret.tenant_id = $1 AND ret.order_id IS NULL AND ret.person_id IS NOT NULL GROUP BY ret.person_id)
          SELECT p.person_id, a.orders, o.orders AS orders_should_be, a.net_amount, o.net AS net_should_be, a.return_amount, r.amount AS returns_should_be
            FROM relations.person AS p
            LEFT JOIN analytics.person AS a ON a.tenant_id = $1 AND a.node = p.node
            LEFT JOIN o ON o.person_id = p.person_id LEFT JOIN r ON r.person_id = p.person_id
           WHERE p.tenant_id = $1 AND p.merged_into IS NULL
             AND (a.node IS NULL OR a.person_id <> p.person_id OR a.stage <> p.stage
                  OR (a.orders, a.kept_orders, a.net_amount, a.return_amount) <> (coalesce(o.orders, 0), coalesce(o.kept, 0), coalesce(o.net, 0), coalesce(r.amount, 0))
                  OR a.first_paid_ms IS DISTINCT FROM round(extract(epoch FROM o.first_at) * 1000)
                  OR a.last_paid_ms IS DISTINCT FROM round(extract(epoch FROM o.last_at) * 1000))`,
  },
  {
    id: 'I2.rfm',
    title: { 'zh-CN': 'RFM 格子等于逐人之和', en: 'RFM cells are the sum over persons at the stored thresholds' },
    sql: `WITH bucket AS (
            SELECT 5 - (SELECT count(*) FROM unnest(cut.r_edges) AS edge WHERE greatest(0, cut.cut_on - (to_timestamp(a.last_paid_ms / 1000.0) AT TIME ZONE $2)::date) > edge) AS r,
                   1 + (SELECT count(*) FROM unnest(cut.f_edges) AS edge WHERE a.orders > edge) AS f,
                   1 + (SELECT count(*) FROM unnest(cut.m_edges) AS edge WHERE a.net_amount - a.return_amount > edge) AS m,
                   a.net_amount - a.return_amount AS own
              FROM analytics.person AS a JOIN analytics.rfm_threshold AS cut ON cut.tenant_id = $1
             WHERE a.tenant_id = $1 AND a.orders > 0),
          e AS (SELECT bucket.r, bucket.f, bucket.m, count(*) AS people, sum(bucket.own) AS sales FROM bucket GROUP BY 1, 2, 3)
          SELECT coalesce(k.r, e.r) AS r, coalesce(k.f, e.f) AS f, coalesce(k.m, e.m) AS m, k.people AS kept, e.people, k.sales AS kept_sales, e.sales
            FROM (SELECT c.* FROM analytics.rfm_cell AS c WHERE c.tenant_id = $1) AS k FULL JOIN e ON e.r = k.r AND e.f = k.f AND e.m = k.m
           WHERE (coalesce(k.people, 0), coalesce(k.sales, 0)) <> (coalesce(e.people, 0), coalesce(e.sales, 0))`,
  },
  ...ladderChecks,
  {
    id: 'I15.changeLog',
    title: { 'zh-CN': '提交序号连续', en: 'Commits are numbered without gaps' },
    sql: `SELECT lane.change_seq, max(c.seq) AS logged FROM kit.lane AS lane LEFT JOIN analytics.change AS c ON c.tenant_id = $1
           WHERE lane.tenant_id = $1 GROUP BY lane.change_seq HAVING max(c.seq) > lane.change_seq`,
  },
  {
    id: 'I20.audit',
    title: { 'zh-CN': '每把密钥都有审计记录', en: 'Every API key was made on the record' },
    // Audit rows name a key by its public id, which SQL does not spell: so they are counted.
    sql: `SELECT k.keys, a.made FROM (SELECT count(*) AS keys FROM identity.api_key AS k WHERE k.tenant_id = $1) AS k,
                 (SELECT count(*) AS made FROM identity.audit AS a WHERE a.tenant_id = $1 AND a.action = 'key.created') AS a
           WHERE k.keys > a.made`,
  },
  {
    id: 'W1.payments',
    title: { 'zh-CN': '收款方确认的每笔付款都已入账', en: 'Every payment a provider told of and that was applied is in the books' },
    sql: `SELECT i.inbox_id, i.provider, i.event_id FROM payments.inbox AS i
           WHERE i.tenant_id = $1 AND i.outcome = 'applied' AND i.event ->> 'kind' = 'paid'
             AND NOT EXISTS (SELECT 1 FROM orders.payment AS p
                              WHERE p.tenant_id = $1 AND p.external_id = i.provider || ':' || (i.event ->> 'providerRef')
                                AND p.amount = (i.event ->> 'amount')::bigint)`,
  },
  {
    id: 'W3.unapplied',
    title: { 'zh-CN': '对不上订单的钱都在退回', en: 'Money that fits no order is on its way back' },
    sql: `SELECT i.inbox_id, i.provider, i.event_id FROM payments.inbox AS i
           WHERE i.tenant_id = $1 AND i.outcome = 'unapplied'
             AND NOT EXISTS (SELECT 1 FROM payments.provider_refund AS r
                              WHERE r.tenant_id = $1 AND r.source = 'unapplied' AND r.source_id = i.inbox_id)`,
  },
  {
    id: 'I9.refunds',
    title: { 'zh-CN': '收款方退出去的每笔钱都有分录', en: 'Whatever a provider gave back is posted, and nothing else is' },
    sql: `SELECT r.refund_id, r.provider, r.amount, r.state FROM payments.provider_refund AS r
           WHERE r.tenant_id = $1
             AND (r.state = 'done') <> EXISTS (SELECT 1 FROM ledger.txn AS x
                                                WHERE x.tenant_id = $1 AND x.source_id = r.refund_id AND x.kind = 'paidBack')`,
  },
  {
    id: 'I9.providers',
    title: { 'zh-CN': '没有从收款方拿走比收到的更多', en: 'No more went back through a provider than came in' },
    sql: `SELECT e.account, sum(e.amount) AS balance FROM ledger.entry AS e
           WHERE e.tenant_id = $1 AND e.account IN (SELECT DISTINCT 'provider:' || a.provider FROM payments.account AS a WHERE a.tenant_id = $1)
           GROUP BY e.account HAVING sum(e.amount) < 0`,
  },
];

/** Invariants of the installation, not of one brand: no parameters. */
export const platformChecks: readonly Check[] = [
  {
    id: 'T1.walls',
    title: { 'zh-CN': '每张品牌表都有行级隔离', en: 'Every tenant table has its wall' },
    sql: `SELECT c.oid::regclass::text AS relation FROM pg_class AS c
           WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text = ANY (string_to_array('kit,identity,relations,catalog,channels,membership,points,pricing,orders,imports,analytics,ledger,partners,payments', ','))
             AND EXISTS (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum > 0)
             AND c.relname NOT IN ('tenant_directory', 'api_key_directory', 'share_directory', 'account_brand', 'webhook_brand', 'brand')
             AND (NOT c.relrowsecurity OR NOT EXISTS (SELECT 1 FROM pg_policy AS p WHERE p.polrelid = c.oid))`,
  },
  {
    id: 'T1.runtimeRole',
    title: { 'zh-CN': '运行角色不拥有任何东西', en: 'The runtime role owns nothing and cannot pass the walls' },
    sql: `SELECT r.rolname, r.rolsuper, r.rolbypassrls FROM pg_roles AS r WHERE r.rolname = 'zihuan_app' AND (r.rolsuper OR r.rolbypassrls)
          UNION ALL
          SELECT c.oid::regclass::text, NULL, NULL FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner WHERE r.rolname = 'zihuan_app'`,
  },
  {
    id: 'K.durable',
    title: { 'zh-CN': '数据库写盘设置安全', en: 'The database writes to disk before it answers' },
    sql: `SELECT s.name, s.setting FROM pg_settings AS s WHERE s.name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND s.setting = 'off'`,
  },
];
