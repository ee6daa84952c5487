import type { Ctx } from '../../../kit/ctx.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

const DAY_MS = 86_400_000;
const RECENT_DAYS = 90;
const CONTENT_DAYS = 28;
const WEEK_SECONDS = 604_800;
const YEAR_DAYS = 365;
/** A month here is a third of the recent days. */
const THIRDS = 3;
const THIRD_MS = (RECENT_DAYS * DAY_MS) / THIRDS;

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
  /** of the last four weeks, those in which something new to pass on was put out */
  readonly contentWeeks: number;
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
  const month = new Date(ctx.now.getTime() - CONTENT_DAYS * DAY_MS);
  const year = new Date(ctx.now.getTime() - YEAR_DAYS * DAY_MS);
  const people = await peopleFacts(ctx);
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
      | 'friendPrices'
      | 'isDealOn'
      | 'activePlans'
      | 'planDepth'
      | 'referrals'
      | 'referralsAfter'
      | 'lessons'
      | 'materials'
      | 'contentWeeks'
      | 'lessonsPassed'
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
           (SELECT count(DISTINCT floor(extract(epoch FROM ${ctx.now}::timestamptz - material.created_at) / ${WEEK_SECONDS}::float8))::int
              FROM partners.material AS material
             WHERE material.tenant_id = ${id} AND material.is_published AND material.created_at <= ${ctx.now}
               AND material.created_at > ${month}) AS "contentWeeks",
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

type PeopleFacts = Pick<StandingFacts, 'people' | 'consented' | 'reachable' | 'buyers' | 'buyersWithSource'>;

/** From so many people on, counting them all takes longer than a minute makes a difference. */
const MANY_PEOPLE = 100_000;
const NEAR_ENOUGH_MS = 60_000;
const MOST_REMEMBERED = 50;
const counted = new Map<Uuid, { readonly at: number; readonly facts: PeopleFacts }>();

async function peopleFacts(ctx: Ctx): Promise<PeopleFacts> {
  const known = counted.get(ctx.tenantId);
  if (known && Math.abs(ctx.now.getTime() - known.at) < NEAR_ENOUGH_MS) return known.facts;
  const facts = await ctx.sql.one<PeopleFacts>`
    SELECT count(*)::int AS people,
           count(person.consent_at)::int AS consented,
           (SELECT count(DISTINCT identity.person_id)::int FROM relations.identity AS identity WHERE identity.tenant_id = ${ctx.tenantId}) AS reachable,
           (count(*) FILTER (WHERE person.stage IN ('customer', 'repeat', 'member', 'partner')))::int AS buyers,
           (count(person.source_id) FILTER (WHERE person.stage IN ('customer', 'repeat', 'member', 'partner')))::int AS "buyersWithSource"
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.merged_into IS NULL AND person.erased_at IS NULL`;
  counted.delete(ctx.tenantId);
  if (facts.people >= MANY_PEOPLE) counted.set(ctx.tenantId, { at: ctx.now.getTime(), facts });
  for (const [tenantId] of counted) if (counted.size > MOST_REMEMBERED) counted.delete(tenantId);
  return facts;
}

/** So many of the newest orders of a month are looked at first: what sells is among them. */
const NEWEST = 2_000;

interface Sold {
  readonly role: string;
  readonly third: number;
}

/** What stands on each step of the ladder, and in how many of the last three months some of it was sold or claimed. */
export async function ladderStanding(ctx: Ctx): Promise<Map<string, { products: number; months: number }>> {
  const rows = await ctx.sql<{ role: string; product_id: Uuid }>`
    SELECT product.ladder_role AS role, product.product_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.archived_at IS NULL AND product.ladder_role IS NOT NULL`;
  const products = Map.groupBy(rows, (row) => row.role);
  const months = new Map([...products.keys()].map((role) => [role, new Set<number>()]));
  const see = (all: readonly Sold[]): void => all.forEach(({ role, third }) => months.get(role)?.add(third));
  see(await soldLately(ctx));
  // Whatever the newest orders of each month did not show is asked for by its products.
  const rare = rows.filter((row) => (months.get(row.role)?.size ?? 0) < THIRDS);
  if (rare.length > 0) see(await soldOf(ctx, rare));
  return new Map([...products].map(([role, own]) => [role, { products: own.length, months: months.get(role)?.size ?? 0 }]));
}

/** The steps on which something of the newest orders and gifts of each of three months stands. */
async function soldLately(ctx: Ctx): Promise<Sold[]> {
  const starts = Array.from({ length: THIRDS }, (_, third) => new Date(ctx.now.getTime() - (third + 1) * THIRD_MS).toISOString());
  const ends = Array.from({ length: THIRDS }, (_, third) => new Date(ctx.now.getTime() - third * THIRD_MS).toISOString());
  return await ctx.sql<Sold>`
    SELECT DISTINCT product.ladder_role AS role, (span.nth - 1)::int AS third
      FROM unnest(${plainArray(starts)}::timestamptz[], ${plainArray(ends)}::timestamptz[]) WITH ORDINALITY AS span (starts, ends, nth)
     CROSS JOIN LATERAL (
             SELECT line.product_id
               FROM (SELECT bought.order_id
                       FROM orders.customer_order AS bought
                      WHERE bought.tenant_id = ${ctx.tenantId} AND bought.paid_at > span.starts AND bought.paid_at <= span.ends
                      ORDER BY bought.paid_at DESC
                      LIMIT ${NEWEST}) AS newest
               JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = newest.order_id
              UNION ALL
             SELECT given.product_id
               FROM (SELECT giving.product_id
                       FROM catalog.giving AS giving
                      WHERE giving.tenant_id = ${ctx.tenantId} AND giving.at > span.starts AND giving.at <= span.ends
                      ORDER BY giving.at DESC
                      LIMIT ${NEWEST}) AS given) AS sold
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = sold.product_id
     WHERE product.ladder_role IS NOT NULL AND product.archived_at IS NULL`;
}

/** In which of three months some of these products was sold or claimed. */
async function soldOf(ctx: Ctx, products: readonly { role: string; product_id: Uuid }[]): Promise<Sold[]> {
  const since = new Date(ctx.now.getTime() - THIRDS * THIRD_MS);
  const ids = uuids(products, (row) => row.product_id);
  const rows = await ctx.sql.anew<{ product_id: Uuid; third: number }>`
    SELECT DISTINCT sold.product_id, least(${THIRDS - 1}::int, floor(extract(epoch FROM ${ctx.now}::timestamptz - sold.at) * 1000 / ${THIRD_MS}::float8)::int) AS third
      FROM (SELECT line.product_id, bought.paid_at AS at
              FROM orders.line AS line
              JOIN orders.customer_order AS bought ON bought.tenant_id = ${ctx.tenantId} AND bought.order_id = line.order_id
             WHERE line.tenant_id = ${ctx.tenantId} AND line.product_id = ANY(${ids}::uuid[])
               AND bought.paid_at > ${since} AND bought.paid_at <= ${ctx.now}
             UNION ALL
            SELECT giving.product_id, giving.at
              FROM catalog.giving AS giving
             WHERE giving.tenant_id = ${ctx.tenantId} AND giving.product_id = ANY(${ids}::uuid[])
               AND giving.at > ${since} AND giving.at <= ${ctx.now}) AS sold`;
  const roles = new Map(products.map((row) => [row.product_id, row.role]));
  return rows.map((row) => ({ role: roles.get(row.product_id) ?? '', third: row.third }));
}
