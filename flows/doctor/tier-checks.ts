import type { Check } from './checks.ts';

/** Tiers and privileges (rules.md §5). */
export const tierChecks: readonly Check[] = [
  {
    id: 'M.tiers',
    title: { 'zh-CN': '同一人同一时刻只有一个等级', en: 'Nobody stands in two tiers at once' },
    sql: `SELECT i.person_id, i.from_at, other.from_at AS meets
            FROM membership.tier_interval AS i
            JOIN membership.tier_interval AS other
              ON other.tenant_id = $1 AND other.person_id = i.person_id AND other.interval_id > i.interval_id
             AND other.from_at < coalesce(i.to_at, 'infinity') AND i.from_at < coalesce(other.to_at, 'infinity')
           WHERE i.tenant_id = $1
             AND NOT EXISTS (SELECT 1 FROM relations.person AS absorbed WHERE absorbed.tenant_id = $1 AND absorbed.merged_into = i.person_id)`,
  },
  {
    id: 'M.tierFalls',
    title: { 'zh-CN': '降级提前 60 天告知，且一次只降一级', en: 'Nobody fell without sixty days of notice, nor more than one step' },
    sql: `SELECT i.person_id, i.to_at, w.warned_at, below.reach AS fell_to, own.reach AS fell_from
            FROM membership.tier_interval AS i
            JOIN membership.tier AS own ON own.tenant_id = $1 AND own.tier_id = i.tier_id
            LEFT JOIN membership.tier_warning AS w ON w.tenant_id = $1 AND w.interval_id = i.interval_id AND w.ended = 'fell'
            LEFT JOIN (SELECT next.person_id, next.from_at, t.reach FROM membership.tier_interval AS next
                         JOIN membership.tier AS t ON t.tenant_id = $1 AND t.tier_id = next.tier_id
                        WHERE next.tenant_id = $1 AND next.gained_by = 'fell') AS below
              ON below.person_id = i.person_id AND below.from_at = i.to_at
           WHERE i.tenant_id = $1 AND i.ended = 'fell'
             AND (w.warned_at IS NULL OR i.to_at < w.warned_at + interval '60 days' OR coalesce(below.reach, 0) >= own.reach)`,
  },
  {
    id: 'M.tierOrders',
    title: { 'zh-CN': '订单记了等级的下单人确实有过等级', en: 'Whoever an order fixed a tier for stood in one' },
    sql: `SELECT t.order_id, t.tier
            FROM points.order_terms AS t
            JOIN orders.customer_order AS o ON o.tenant_id = $1 AND o.order_id = t.order_id
           WHERE t.tenant_id = $1 AND t.tier IS NOT NULL AND o.person_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM membership.tier_interval AS i WHERE i.tenant_id = $1 AND i.person_id = o.person_id)`,
  },
  {
    id: 'M.privileges',
    title: { 'zh-CN': '每月特权使用连续编号，不超过上限', en: 'The uses of a privilege in a month are numbered without a gap' },
    sql: `SELECT u.privilege_id, u.person_id, u.month, max(u.nth) AS last, count(*) AS uses
            FROM membership.privilege_use AS u WHERE u.tenant_id = $1 AND u.undone_at IS NULL
           GROUP BY u.privilege_id, u.person_id, u.month HAVING max(u.nth) <> count(*)`,
  },
];
