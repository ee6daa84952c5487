import type { Ctx } from '../../../kit/ctx.ts';

const DAY_MS = 86_400_000;
const RECENT_DAYS = 90;
const YEAR_DAYS = 365;

/** What a brand has and does now, as far as its own tables tell: counts only. */
export interface StandingFacts {
  readonly people: number;
  readonly reachable: number;
  readonly consented: number;
  readonly buyers: number;
  readonly buyersWithSource: number;
  readonly staff: number;
  readonly segments: number;
  readonly ceremonies: number;
  readonly welcomesBegun: number;
  readonly welcomesDone: number;
  readonly privileges: number;
  readonly members: number;
  readonly privilegesUsedByHalf: number;
  /** open to members, and written but not opened */
  readonly tiers: number;
  readonly tierDrafts: number;
  readonly inTiers: number;
  /** points are given by the rules of today; how many people hold some */
  readonly isPointsOn: boolean;
  readonly pointHolders: number;
  readonly cardsEnded: number;
  readonly cardsRenewed: number;
  readonly friendPrices: number;
  readonly isDealOn: boolean;
  readonly activePlans: number;
  readonly planDepth: number;
  readonly referrals: number;
  readonly referralsAfter: number;
  readonly lessons: number;
  readonly materials: number;
  readonly lessonsPassed: number;
  readonly cardDesigns: number;
  readonly rightsUsed: number;
  /** months with a first order */
  readonly cohorts: number;
}

/** One look at everything; every count is of this brand alone. */
export async function standingFacts(ctx: Ctx): Promise<StandingFacts> {
  const id = ctx.tenantId;
  const recent = new Date(ctx.now.getTime() - RECENT_DAYS * DAY_MS);
  const year = new Date(ctx.now.getTime() - YEAR_DAYS * DAY_MS);
  const people = await ctx.sql.one<Pick<StandingFacts, 'people' | 'consented' | 'reachable' | 'buyers' | 'buyersWithSource'>>`
    SELECT count(*)::int AS people,
           count(person.consent_at)::int AS consented,
           (SELECT count(DISTINCT identity.person_id)::int FROM relations.identity AS identity WHERE identity.tenant_id = ${id}) AS reachable,
           (count(*) FILTER (WHERE person.stage IN ('customer', 'repeat', 'member', 'partner')))::int AS buyers,
           (count(person.source_id) FILTER (WHERE person.stage IN ('customer', 'repeat', 'member', 'partner')))::int AS "buyersWithSource"
      FROM relations.person AS person
     WHERE person.tenant_id = ${id} AND person.merged_into IS NULL AND person.erased_at IS NULL`;
  const membership = await ctx.sql.one<
    Pick<
      StandingFacts,
      | 'ceremonies'
      | 'welcomesBegun'
      | 'welcomesDone'
      | 'privileges'
      | 'tiers'
      | 'tierDrafts'
      | 'inTiers'
      | 'members'
      | 'privilegesUsedByHalf'
      | 'cardDesigns'
      | 'cardsEnded'
      | 'cardsRenewed'
      | 'isPointsOn'
      | 'pointHolders'
    >
  >`
    SELECT (SELECT count(*)::int FROM membership.ceremony AS ceremony WHERE ceremony.tenant_id = ${id}) AS ceremonies,
           (SELECT count(*)::int FROM membership.welcome AS welcome WHERE welcome.tenant_id = ${id}) AS "welcomesBegun",
           (SELECT count(*)::int FROM membership.welcome AS welcome
             WHERE welcome.tenant_id = ${id} AND welcome.welcomed_at IS NOT NULL) AS "welcomesDone",
           (SELECT count(*)::int FROM membership.privilege AS privilege
             WHERE privilege.tenant_id = ${id} AND privilege.ended_at IS NULL) AS privileges,
           (SELECT count(*)::int FROM membership.tier AS tier
             WHERE tier.tenant_id = ${id} AND tier.retired_at IS NULL AND tier.opened_at IS NOT NULL) AS tiers,
           (SELECT count(*)::int FROM membership.tier AS tier
             WHERE tier.tenant_id = ${id} AND tier.retired_at IS NULL AND tier.opened_at IS NULL) AS "tierDrafts",
           (SELECT count(DISTINCT tier_interval.person_id)::int FROM membership.tier_interval AS tier_interval
             WHERE tier_interval.tenant_id = ${id} AND tier_interval.to_at IS NULL) AS "inTiers",
           (SELECT coalesce(sum(stage_count.people), 0)::int FROM analytics.stage_count AS stage_count
             WHERE stage_count.tenant_id = ${id} AND stage_count.stage IN ('member', 'partner')) AS members,
           (SELECT count(*)::int
              FROM (SELECT privilege_use.privilege_id
                      FROM membership.privilege_use AS privilege_use
                     WHERE privilege_use.tenant_id = ${id} AND privilege_use.used_at >= ${recent}
                     GROUP BY privilege_use.privilege_id
                    HAVING 2 * count(DISTINCT privilege_use.person_id) >=
                           (SELECT coalesce(sum(stage_count.people), 0) FROM analytics.stage_count AS stage_count
                             WHERE stage_count.tenant_id = ${id} AND stage_count.stage IN ('member', 'partner'))) AS used) AS "privilegesUsedByHalf",
           (SELECT count(*)::int FROM membership.design AS design WHERE design.tenant_id = ${id} AND design.on_sale) AS "cardDesigns",
           (SELECT count(*)::int FROM membership.card AS card
             WHERE card.tenant_id = ${id} AND card.to_at BETWEEN ${year} AND ${ctx.now}) AS "cardsEnded",
           (SELECT count(*)::int FROM membership.card AS card
             WHERE card.tenant_id = ${id} AND card.to_at BETWEEN ${year} AND ${ctx.now}
               AND EXISTS (SELECT 1 FROM membership.card AS next
                            WHERE next.tenant_id = ${id} AND next.person_id = card.person_id AND next.from_at >= card.to_at)) AS "cardsRenewed",
           coalesce((SELECT rule.is_on FROM points.rule AS rule
                      WHERE rule.tenant_id = ${id} ORDER BY rule.version DESC LIMIT 1), false) AS "isPointsOn",
           (SELECT count(DISTINCT lot.person_id)::int FROM points.lot AS lot
             WHERE lot.tenant_id = ${id} AND lot.points_left > 0) AS "pointHolders"`;
  const loop = await ctx.sql.one<
    Pick<
      StandingFacts,
      'friendPrices' | 'isDealOn' | 'activePlans' | 'planDepth' | 'referrals' | 'referralsAfter' | 'lessons' | 'materials' | 'lessonsPassed'
    >
  >`
    SELECT (SELECT count(*)::int FROM pricing.rule AS rule
             WHERE rule.tenant_id = ${id} AND rule.kind = 'referral' AND rule.ended_at IS NULL) AS "friendPrices",
           coalesce((SELECT happy_deal.is_on FROM pricing.happy_deal AS happy_deal
                      WHERE happy_deal.tenant_id = ${id} ORDER BY happy_deal.version DESC LIMIT 1), false) AS "isDealOn",
           (SELECT count(*)::int FROM partners.plan AS plan WHERE plan.tenant_id = ${id} AND plan.state = 'active') AS "activePlans",
           coalesce((SELECT max((level.value ->> 'depth')::int)
                       FROM partners.plan AS plan, jsonb_array_elements(plan.document -> 'levels') AS level
                      WHERE plan.tenant_id = ${id} AND plan.state = 'active'), 0) AS "planDepth",
           (SELECT count(*)::int FROM relations.referral AS referral WHERE referral.tenant_id = ${id} AND referral.to_at IS NULL) AS referrals,
           (SELECT count(*)::int FROM relations.referral AS referral
             WHERE referral.tenant_id = ${id} AND referral.to_at IS NULL AND referral.from_at >= ${recent}) AS "referralsAfter",
           (SELECT count(*)::int FROM partners.lesson AS lesson WHERE lesson.tenant_id = ${id} AND lesson.is_published) AS lessons,
           (SELECT count(*)::int FROM partners.material AS material
             WHERE material.tenant_id = ${id} AND material.is_published) AS materials,
           (SELECT count(DISTINCT lesson_attempt.person_id)::int FROM partners.lesson_attempt AS lesson_attempt
             WHERE lesson_attempt.tenant_id = ${id} AND lesson_attempt.passed) AS "lessonsPassed"`;
  const house = await ctx.sql.one<Pick<StandingFacts, 'staff' | 'segments' | 'rightsUsed' | 'cohorts'>>`
    SELECT (SELECT count(*)::int FROM identity.staff AS staff
             WHERE staff.tenant_id = ${id} AND staff.revoked_at IS NULL AND staff.role <> 'readonly') AS staff,
           (SELECT count(*)::int FROM analytics.segment AS segment WHERE segment.tenant_id = ${id}) AS segments,
           (SELECT count(*)::int FROM identity.audit AS audit
             WHERE audit.tenant_id = ${id} AND audit.action IN ('person.exported', 'person.erased')) AS "rightsUsed",
           (SELECT count(DISTINCT cohort.cohort)::int FROM analytics.cohort AS cohort WHERE cohort.tenant_id = ${id}) AS cohorts`;
  return { ...people, ...membership, ...loop, ...house };
}

/** What stands on each step of the ladder, and in how many of the last three months some of it was sold or claimed. */
export async function ladderStanding(ctx: Ctx): Promise<Map<string, { products: number; months: number }>> {
  const recent = new Date(ctx.now.getTime() - RECENT_DAYS * DAY_MS);
  const rows = await ctx.sql<{ role: string; products: number; months: number }>`
    SELECT product.ladder_role AS role, count(DISTINCT product.product_id)::int AS products,
           (count(DISTINCT sold.third) FILTER (WHERE sold.third IS NOT NULL))::int AS months
      FROM catalog.product AS product
      LEFT JOIN (SELECT line.product_id, least(2, floor(extract(epoch FROM ${ctx.now}::timestamptz - customer_order.paid_at) / 2592000))::int AS third
                   FROM orders.customer_order AS customer_order
                   JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id
                  WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${recent}
                    AND customer_order.paid_at <= ${ctx.now}
                  UNION
                 SELECT giving.product_id, least(2, floor(extract(epoch FROM ${ctx.now}::timestamptz - giving.at) / 2592000))::int AS third
                   FROM catalog.giving AS giving
                  WHERE giving.tenant_id = ${ctx.tenantId} AND giving.at >= ${recent} AND giving.at <= ${ctx.now}) AS sold
             ON sold.product_id = product.product_id
     WHERE product.tenant_id = ${ctx.tenantId} AND product.archived_at IS NULL AND product.ladder_role IS NOT NULL
     GROUP BY product.ladder_role`;
  return new Map(rows.map((row) => [row.role, { products: row.products, months: row.months }]));
}
