import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { GrowthStage } from '../model/template.ts';

// What is recorded under the cells of the map, for all stages at once. A move belongs to the stage it leads out of; whoever buys at once was a
// fan for that moment. What happened "within" a stay is what happened after it began, up to the move that ended it.

/** Instants `[from, to)`. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** What is looked for in each stage. */
export interface Sought {
  readonly products: readonly { readonly stage: GrowthStage; readonly productId: Uuid }[];
  readonly scenes: readonly { readonly stage: GrowthStage; readonly scene: string }[];
  readonly methods: readonly { readonly stage: GrowthStage; readonly method: string }[];
}

/** Stage and product as one word each: looked up at once, however many a design names. */
function keysOf({ products }: Sought): string[] {
  return products.map(({ stage, productId }) => `${stage} ${productId}`);
}

/** Of those who moved on from a stage, how many did so through what its cells hold. */
export interface MoveFacts {
  readonly stage: GrowthStage;
  readonly moved: number;
  readonly byProduct: number;
  readonly byScene: number;
  readonly byMethod: number;
  /** within so many days of coming in */
  readonly inTime: number;
  /** after somebody had noted that they spoke to them */
  readonly cared: number;
}

export async function movesThrough(
  ctx: Ctx,
  { from, to }: Span,
  sought: Sought,
  days: readonly { readonly stage: GrowthStage; readonly days: number }[],
): Promise<Map<GrowthStage, MoveFacts>> {
  const rows = await ctx.sql.anew<MoveFacts>`
    WITH product AS (SELECT named.stage, named.product_id FROM unnest(${plainArray(sought.products.map((one) => one.stage))}::text[],
                                          ${plainArray(sought.products.map((one) => one.productId))}::uuid[]) AS named (stage, product_id)),
         scene AS (SELECT named.stage, named.scene FROM unnest(${plainArray(sought.scenes.map((one) => one.stage))}::text[],
                                        ${plainArray(sought.scenes.map((one) => one.scene))}::text[]) AS named (stage, scene)),
         method AS (SELECT named.stage, named.method FROM unnest(${plainArray(sought.methods.map((one) => one.stage))}::text[],
                                         ${plainArray(sought.methods.map((one) => one.method))}::text[]) AS named (stage, method)),
         goal AS (SELECT named.stage, named.days FROM unnest(${plainArray(days.map((one) => one.stage))}::text[],
                                       ${plainArray(days.map((one) => one.days))}::int[]) AS named (stage, days)),
         step AS MATERIALIZED (
           SELECT stage_change.person_id, stage_change.at,
                  CASE WHEN stage_change.from_stage = 'prospect' AND stage_change.to_stage = 'fan' THEN 'prospect'
                       WHEN coalesce(stage_change.from_stage, 'prospect') IN ('prospect', 'fan')
                            AND stage_change.to_stage IN ('customer', 'repeat', 'member', 'partner') THEN 'fan'
                       WHEN stage_change.from_stage = 'customer' AND stage_change.to_stage IN ('repeat', 'member', 'partner') THEN 'customer'
                       WHEN stage_change.from_stage = 'repeat' AND stage_change.to_stage IN ('member', 'partner') THEN 'repeat'
                       WHEN stage_change.from_stage = 'member' AND stage_change.to_stage = 'partner' THEN 'member'
                       WHEN stage_change.from_stage = 'partner' THEN 'partner' END AS stage,
                  coalesce((SELECT before.at FROM relations.stage_change AS before
                             WHERE before.tenant_id = ${ctx.tenantId} AND before.person_id = stage_change.person_id
                               AND before.seq = stage_change.seq - 1), '-infinity') AS since
             FROM relations.stage_change AS stage_change
            WHERE stage_change.tenant_id = ${ctx.tenantId} AND stage_change.at >= ${from}::timestamptz AND stage_change.at < ${to}::timestamptz)
    SELECT step.stage, count(*)::int AS moved, count(*) FILTER (WHERE bought.by_product OR own.was_given)::int AS "byProduct",
           count(*) FILTER (WHERE bought.by_scene OR own.was_told)::int AS "byScene",
           count(*) FILTER (WHERE bought.by_method)::int AS "byMethod",
           count(*) FILTER (WHERE goal.days IS NOT NULL AND step.at <= step.since + make_interval(days => goal.days))::int AS "inTime",
           count(*) FILTER (WHERE own.was_cared)::int AS cared
      FROM step
      LEFT JOIN goal ON goal.stage = step.stage
     CROSS JOIN LATERAL (
           SELECT coalesce(bool_or(EXISTS (SELECT 1 FROM orders.line AS line
                                            WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = closing.order_id
                                              AND step.stage || ' ' || line.product_id::text = ANY(${plainArray(keysOf(sought))}::text[]))), false) AS by_product,
                  coalesce(bool_or(EXISTS (SELECT 1 FROM scene WHERE scene.stage = step.stage AND scene.scene = closing.scene)), false) AS by_scene,
                  coalesce(bool_or(EXISTS (SELECT 1 FROM method WHERE method.stage = step.stage AND method.method = closing.method)), false) AS by_method
             FROM orders.customer_order AS closing
            WHERE closing.tenant_id = ${ctx.tenantId} AND closing.person_id = step.person_id AND closing.paid_at > step.since
              AND closing.paid_at <= step.at) AS bought
     CROSS JOIN LATERAL (
           SELECT step.stage = 'prospect'
                  AND EXISTS (SELECT 1 FROM catalog.giving AS giving JOIN product ON product.product_id = giving.product_id
                               WHERE giving.tenant_id = ${ctx.tenantId} AND giving.person_id = step.person_id AND product.stage = step.stage
                                 AND giving.at > step.since AND giving.at <= step.at + interval '1 day') AS was_given,
                  EXISTS (SELECT 1 FROM planner.script_use AS script_use JOIN scene ON scene.scene = script_use.scene
                           WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.person_id = step.person_id AND scene.stage = step.stage
                             AND script_use.said_at >= step.since AND script_use.said_at <= step.at) AS was_told,
                  EXISTS (SELECT 1 FROM planner.script_use AS script_use
                           WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.person_id = step.person_id
                             AND script_use.said_at >= step.since AND script_use.said_at <= step.at)
                  OR EXISTS (SELECT 1 FROM partners.lead AS lead
                              WHERE lead.tenant_id = ${ctx.tenantId} AND lead.person_id = step.person_id
                                AND lead.handed_at >= step.since AND lead.handed_at <= step.at) AS was_cared) AS own
     WHERE step.stage IS NOT NULL
     GROUP BY step.stage`;
  return new Map(rows.map((row) => [row.stage, row]));
}

/** What people of a stage bought, by where they stood when they paid. Amounts in minor units. */
export interface TradeFacts {
  readonly stage: GrowthStage;
  readonly orders: number;
  readonly sales: number;
  /** orders that say where they were closed, that say what was bought, and that carry a method */
  readonly scened: number;
  readonly lined: number;
  readonly methodOrders: number;
  readonly sceneOrders: number;
  readonly sceneSales: number;
  readonly productOrders: number;
  readonly productUnits: number;
  readonly productSales: number;
}

/** @param sought scenes and products of each stage */
export async function tradeByStage(ctx: Ctx, { from, to }: Span, sought: Sought): Promise<Map<GrowthStage, TradeFacts>> {
  const rows = await ctx.sql.anew<{ [Name in keyof TradeFacts]: TradeFacts[Name] extends number ? string : GrowthStage }>`
    WITH scene AS (SELECT named.stage, named.scene FROM unnest(${plainArray(sought.scenes.map((one) => one.stage))}::text[],
                                        ${plainArray(sought.scenes.map((one) => one.scene))}::text[]) AS named (stage, scene)),
         method AS (SELECT named.stage, named.method FROM unnest(${plainArray(sought.methods.map((one) => one.stage))}::text[],
                                         ${plainArray(sought.methods.map((one) => one.method))}::text[]) AS named (stage, method)),
         bought AS MATERIALIZED (
           SELECT customer_order.order_id, customer_order.net_amount, customer_order.scene, customer_order.method,
                  coalesce(nullif((SELECT before.to_stage FROM relations.stage_change AS before
                                    WHERE before.tenant_id = ${ctx.tenantId} AND before.person_id = customer_order.person_id
                                      AND before.at < customer_order.paid_at
                                    ORDER BY before.seq DESC LIMIT 1), 'prospect'), 'fan') AS stage
             FROM orders.customer_order AS customer_order
            WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${from}::timestamptz
              AND customer_order.paid_at < ${to}::timestamptz AND customer_order.person_id IS NOT NULL AND NOT customer_order.is_refunded)
    SELECT bought.stage, count(*)::text AS orders, sum(bought.net_amount)::text AS sales,
           count(*) FILTER (WHERE bought.scene IS NOT NULL)::text AS scened, count(*) FILTER (WHERE lines.known > 0)::text AS lined,
           count(*) FILTER (WHERE EXISTS (SELECT 1 FROM method WHERE method.stage = bought.stage AND method.method = bought.method))::text
             AS "methodOrders",
           count(*) FILTER (WHERE own.is_in)::text AS "sceneOrders", coalesce(sum(bought.net_amount) FILTER (WHERE own.is_in), 0)::text AS "sceneSales",
           count(*) FILTER (WHERE lines.named > 0)::text AS "productOrders", coalesce(sum(lines.units), 0)::text AS "productUnits",
           coalesce(sum(lines.sales), 0)::text AS "productSales"
      FROM bought
     CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM scene WHERE scene.stage = bought.stage AND scene.scene = bought.scene) AS is_in) AS own
     CROSS JOIN LATERAL (
           SELECT count(line.product_id)::int AS known, count(*) FILTER (WHERE line.is_named)::int AS named,
                  sum(line.quantity) FILTER (WHERE line.is_named) AS units, sum(line.sales) FILTER (WHERE line.is_named) AS sales
             FROM (SELECT line.product_id, line.quantity, line.amount - line.refunded_amount AS sales,
                          bought.stage || ' ' || line.product_id::text = ANY(${plainArray(keysOf(sought))}::text[]) AS is_named
                     FROM orders.line AS line
                    WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = bought.order_id OFFSET 0) AS line) AS lines
     GROUP BY bought.stage`;
  return new Map(
    rows.map(({ stage, ...amounts }): [GrowthStage, TradeFacts] => {
      const numbers = Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, Number(text)]));
      return [stage, { stage, ...(numbers as Omit<TradeFacts, 'stage'>) }];
    }),
  );
}

/** Somebody's stay in a stage since they were first spoken to in it, in months since then. */
export interface CareRow {
  readonly stage: GrowthStage;
  /** within the span, in months since they were first spoken to */
  readonly begins: number;
  readonly ends: number;
  readonly hasMoved: boolean;
}

const SECONDS_PER_MONTH = (365.25 / 12) * 86_400;
/** Of more stays the latest are read: a rate of so many is no more exact for more. */
const MOST_STAYS = 50_000;

/** Stays in which somebody noted that they spoke to the person, or handed them to a partner to look after. */
export async function staysCaredFor(ctx: Ctx, { from, to }: Span): Promise<CareRow[]> {
  return await ctx.sql.anew<CareRow>`
    WITH care AS (SELECT script_use.person_id, script_use.said_at AS at FROM planner.script_use AS script_use
                   WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.said_at < ${to}::timestamptz
                   UNION ALL
                  SELECT lead.person_id, lead.handed_at FROM partners.lead AS lead
                   WHERE lead.tenant_id = ${ctx.tenantId} AND lead.handed_at < ${to}::timestamptz)
    SELECT stay.stage, (extract(epoch FROM greatest(stay.first, ${from}::timestamptz) - stay.first) / ${SECONDS_PER_MONTH}::float8)::float8 AS begins,
           (extract(epoch FROM least(coalesce(after.at, 'infinity'), ${to}::timestamptz) - stay.first) / ${SECONDS_PER_MONTH}::float8)::float8 AS ends,
           after.at >= ${from}::timestamptz AND after.at < ${to}::timestamptz
             AND (CASE stay.stage WHEN 'prospect' THEN after.to_stage = 'fan'
                                  WHEN 'fan' THEN after.to_stage IN ('customer', 'repeat', 'member', 'partner')
                                  WHEN 'customer' THEN after.to_stage IN ('repeat', 'member', 'partner')
                                  WHEN 'repeat' THEN after.to_stage IN ('member', 'partner')
                                  WHEN 'member' THEN after.to_stage = 'partner' ELSE true END) IS TRUE AS "hasMoved"
      FROM (SELECT care.person_id, here.seq, here.stage, min(care.at) AS first
              FROM care
             CROSS JOIN LATERAL (
                   SELECT stage_change.seq, stage_change.to_stage AS stage
                     FROM relations.stage_change AS stage_change
                    WHERE stage_change.tenant_id = ${ctx.tenantId} AND stage_change.person_id = care.person_id AND stage_change.at <= care.at
                    ORDER BY stage_change.seq DESC LIMIT 1) AS here
             GROUP BY care.person_id, here.seq, here.stage) AS stay
      LEFT JOIN relations.stage_change AS after
        ON after.tenant_id = ${ctx.tenantId} AND after.person_id = stay.person_id AND after.seq = stay.seq + 1
     WHERE coalesce(after.at, 'infinity') > ${from}::timestamptz
     ORDER BY stay.first DESC
     LIMIT ${MOST_STAYS}`;
}

/** Who noted that they spoke to somebody, by the stage those stood at: how many of them, and to how many. */
export async function speakersByStage(ctx: Ctx, { from, to }: Span): Promise<Map<GrowthStage, { heads: number; people: number }>> {
  const rows = await ctx.sql.anew<{ stage: GrowthStage; heads: number; people: number }>`
    SELECT script_use.stage, count(DISTINCT script_use.used_by)::int AS heads, count(DISTINCT script_use.person_id)::int AS people
      FROM planner.script_use AS script_use
     WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.said_at >= ${from}::timestamptz AND script_use.said_at < ${to}::timestamptz
     GROUP BY script_use.stage`;
  return new Map(rows.map(({ stage, ...row }) => [stage, row]));
}

/** Words every order carries as its method, and places orders name, in a span. */
export async function methodsOfOrders(ctx: Ctx, { from, to }: Span): Promise<string[]> {
  const rows = await ctx.sql.anew<{ method: string }>`
    SELECT DISTINCT customer_order.method
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${from}::timestamptz
       AND customer_order.paid_at < ${to}::timestamptz AND customer_order.method IS NOT NULL
     LIMIT 500`;
  return rows.map((row) => row.method);
}

/** Products by the step they stand on, and those a design's proposals became. */
export async function ladderOfProducts(
  ctx: Ctx,
  made: readonly Uuid[],
): Promise<{ product_id: Uuid; name: string; role: string | null; is_made: boolean }[]> {
  return await ctx.sql.anew<{ product_id: Uuid; name: string; role: string | null; is_made: boolean }>`
    SELECT product.product_id, product.name, product.ladder_role AS role, product.product_id = ANY(${plainArray(made)}::uuid[]) AS is_made
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId}
     ORDER BY product.product_id
     LIMIT 20000`;
}

/** The product of a card design, where the card was made from a design. */
export async function productOfCard(ctx: Ctx, cardId: Uuid): Promise<Uuid | null> {
  const row = await ctx.sql.maybe<{ product_id: Uuid }>`
    SELECT design.product_id FROM membership.design AS design
     WHERE design.tenant_id = ${ctx.tenantId} AND design.design_id = ${cardId}`;
  return row?.product_id ?? null;
}

/** What is recorded of the ways of working, whatever stage they stand in. Amounts in minor units. */
export interface MethodFacts {
  /** links that were opened, and people who were brought since the first of them was made */
  readonly opens: number;
  readonly linked: number;
  /** people brought in the span */
  readonly brought: number;
  /** gifts that went with first orders of friends, what they cost, and of how many friends */
  readonly giftCost: number;
  readonly giftFriends: number;
  readonly privileges: number;
  readonly privilegeUsers: number;
  /** categories members bought in, all members together, and how many members bought in one that is known */
  readonly categories: number;
  readonly categoryBuyers: number;
  /** partners who earned on something, and the sales they earned on */
  readonly activePartners: number;
  readonly partnerSales: number;
}

export async function methodFacts(ctx: Ctx, { from, to }: Span): Promise<MethodFacts> {
  const row = await ctx.sql.one<{ [Name in keyof MethodFacts]: string }>`
    SELECT (SELECT coalesce(sum(share_link.clicks), 0) FROM relations.share_link AS share_link
             WHERE share_link.tenant_id = ${ctx.tenantId})::text AS opens,
           (SELECT count(*) FROM relations.referral AS referral
             WHERE referral.tenant_id = ${ctx.tenantId} AND referral.to_at IS NULL AND referral.from_at >=
                   (SELECT min(share_link.created_at) FROM relations.share_link AS share_link WHERE share_link.tenant_id = ${ctx.tenantId}))::text
             AS linked,
           (SELECT count(*) FROM relations.referral AS referral
             WHERE referral.tenant_id = ${ctx.tenantId} AND referral.to_at IS NULL AND referral.from_at >= ${from}::timestamptz
               AND referral.from_at < ${to}::timestamptz)::text AS brought,
           (SELECT coalesce(sum(gift.cost_amount), 0) FROM pricing.gift_promise AS gift
             WHERE gift.tenant_id = ${ctx.tenantId} AND gift.promised_at >= ${from}::timestamptz AND gift.promised_at < ${to}::timestamptz
               AND gift.state IN ('held', 'given'))::text AS "giftCost",
           (SELECT count(DISTINCT gift.friend_id) FROM pricing.gift_promise AS gift
             WHERE gift.tenant_id = ${ctx.tenantId} AND gift.promised_at >= ${from}::timestamptz AND gift.promised_at < ${to}::timestamptz
               AND gift.state IN ('held', 'given'))::text AS "giftFriends",
           (SELECT count(*) FROM membership.privilege AS privilege
             WHERE privilege.tenant_id = ${ctx.tenantId} AND privilege.ended_at IS NULL)::text AS privileges,
           (SELECT count(DISTINCT used.person_id) FROM membership.privilege_use AS used
             WHERE used.tenant_id = ${ctx.tenantId} AND used.used_at >= ${from}::timestamptz AND used.used_at < ${to}::timestamptz)::text
             AS "privilegeUsers",
           kinds.categories::text AS categories, kinds.buyers::text AS "categoryBuyers",
           earned.partners::text AS "activePartners", earned.sales::text AS "partnerSales"
      FROM (SELECT count(*) AS categories, count(DISTINCT pair.person_id) AS buyers
              FROM (SELECT DISTINCT customer_order.person_id, product.category
                      FROM membership.standing AS standing
                      JOIN orders.customer_order AS customer_order
                        ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = standing.person_id
                       AND customer_order.paid_at >= ${from}::timestamptz AND customer_order.paid_at < ${to}::timestamptz
                      JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id
                      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
                     WHERE standing.tenant_id = ${ctx.tenantId} AND standing.to_at IS NULL AND product.category IS NOT NULL) AS pair) AS kinds
     CROSS JOIN (SELECT count(DISTINCT paid.payee_id) AS partners, coalesce(sum(paid.net) FILTER (WHERE paid.nth = 1), 0) AS sales
                   FROM (SELECT commission.payee_id, customer_order.net_amount AS net,
                                row_number() OVER (PARTITION BY commission.order_id ORDER BY commission.payee_id, commission.line, commission.depth) AS nth
                           FROM orders.customer_order AS customer_order
                           JOIN partners.commission AS commission
                             ON commission.tenant_id = ${ctx.tenantId} AND commission.order_id = customer_order.order_id
                          WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= ${from}::timestamptz
                            AND customer_order.paid_at < ${to}::timestamptz AND commission.amount > commission.reversed) AS paid) AS earned`;
  const numbers = Object.fromEntries(Object.entries(row).map(([name, text]) => [name, Number(text)]));
  return numbers as { [Name in keyof MethodFacts]: number };
}

/** What stands to be done for each cell of a design, and how much of it is done. */
export async function cellTasks(ctx: Ctx, designId: Uuid): Promise<Map<string, { all: number; done: number }>> {
  const rows = await ctx.sql<{ place: string; all: number; done: number }>`
    SELECT task.place, count(*)::int AS all, count(*) FILTER (WHERE task.state = 'done')::int AS done
      FROM planner.task AS task
     WHERE task.tenant_id = ${ctx.tenantId} AND task.design_id = ${designId} AND task.about = 'cell' AND task.state <> 'dropped'
     GROUP BY task.place`;
  return new Map(rows.map(({ place, ...row }) => [place, row]));
}
