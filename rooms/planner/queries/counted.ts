import type { Ctx } from '../../../kit/ctx.ts';
import { dayText, type EpochDay } from '../../../kit/time/index.ts';
import { figuresLoop } from '../../analytics/index.ts';
import type { Followed, RepeatCounted, SharingCounted, SourceCounted } from '../model/measured.ts';
import { firstDay, knownUntil, monthNumber } from './lived-months.ts';

const MONTHS = 6;
const DAY_MS = 86_400_000;
const AGAIN_DAYS = 30;
const YEAR_DAYS = 365;
/** Purchases so far, beyond which one is like another. */
const MANY = 10;
/** Of those whose purchases are followed, so many are enough. */
const MOST_FOLLOWED = 5000;
/** Of those whose sales are told apart by where they came from, so many. */
const MOST_WEIGHED = 20_000;

/** How many friends each new customer of the last six whole months brought, and how soon: the counts it is worked out from. */
export async function countSharing(ctx: Ctx): Promise<SharingCounted> {
  const span = await wholeMonths(ctx);
  if (span === null) return { months: 0, firsts: 0, brought: 0, pairs: 0, medianDays: null };
  const { byOrigin } = await figuresLoop(ctx, span);
  return {
    months: span.months,
    firsts: byOrigin.paid.orders + byOrigin.direct.orders + byOrigin.referred.orders,
    brought: byOrigin.referred.orders,
    ...(await generation(ctx, span)),
  };
}

/** Whole months, the last of which is over. */
export interface Span {
  readonly months: number;
  readonly from: EpochDay;
  readonly to: EpochDay;
}

/** The last months that are whole, six unless said, fewer where trade began later; null where none is. */
export async function wholeMonths(ctx: Ctx, most = MONTHS): Promise<Span | null> {
  const [known, begun] = [await knownUntil(ctx), await firstTradeDay(ctx)];
  if (known.day === null || begun === null) return null;
  // Today is not over; the last day of a history that has ended is.
  const end = monthNumber(dayText(known.hasEnded ? known.day + 1 : known.day));
  const from = Math.max(end - most, monthNumber(dayText(begun)));
  return from < end ? { months: end - from, from: firstDay(from), to: firstDay(end) } : null;
}

/** The first day of trade, null before there was any. */
export async function firstTradeDay(ctx: Ctx): Promise<EpochDay | null> {
  const row = await ctx.sql.maybe<{ day: number }>`
    SELECT (day.day - date '1970-01-01')::int AS day
      FROM analytics.day AS day
     WHERE day.tenant_id = ${ctx.tenantId} AND day.orders > 0
     ORDER BY day.day
     LIMIT 1`;
  return row?.day ?? null;
}

/** From the first purchase of whoever introduced somebody to that of the friend. */
async function generation(ctx: Ctx, { from, to }: Span): Promise<Pick<SharingCounted, 'pairs' | 'medianDays'>> {
  const { pairs, median_ms: median } = await ctx.sql.one<{ pairs: number; median_ms: number | null }>`
    SELECT count(*)::int AS pairs,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY (friend.first_paid_ms - giver.first_paid_ms)::float8) AS median_ms
      FROM analytics.person AS friend
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = friend.person_id
      JOIN analytics.person AS giver ON giver.tenant_id = ${ctx.tenantId} AND giver.node = person.a1_node
     WHERE friend.tenant_id = ${ctx.tenantId} AND friend.first_paid_ms >= ${ctx.zone.startOf(from)}
       AND friend.first_paid_ms < ${ctx.zone.startOf(to)} AND giver.first_paid_ms <= friend.first_paid_ms`;
  return { pairs, medianDays: median === null ? null : median / DAY_MS };
}

/**
 * Sales of those months by where their buyers came from, later orders like first ones: whom a friend brought no ad did. In minor units. What was
 * sold is exact; of a house of very many buyers the shares are those of a spread of them.
 */
export async function countSources(ctx: Ctx): Promise<SourceCounted> {
  const span = await wholeMonths(ctx);
  if (span === null) return { months: 0, all: 0, known: 0, unpaid: 0 };
  const { byOrigin, buyers } = await figuresLoop(ctx, span);
  const sales = (names: readonly (keyof typeof byOrigin)[]): number =>
    names.reduce((sum, name) => sum + Number(byOrigin[name].sales.amount), 0);
  const named = sales(['repeat', 'referred', 'paid', 'direct']);
  const [start, end] = [new Date(ctx.zone.startOf(span.from)), new Date(ctx.zone.startOf(span.to))];
  const { sold, known, unpaid } = await ctx.sql.one<{ sold: string; known: string; unpaid: string }>`
    SELECT coalesce(sum(spent.net), 0)::text AS sold,
           coalesce(sum(spent.net) FILTER (WHERE person.a1_node IS NOT NULL OR source.kind IS NOT NULL), 0)::text AS known,
           coalesce(sum(spent.net) FILTER (WHERE person.a1_node IS NOT NULL OR source.kind <> 'paid'), 0)::text AS unpaid
      FROM (SELECT buyer.person_id
              FROM analytics.person AS buyer
             WHERE buyer.tenant_id = ${ctx.tenantId} AND buyer.orders > 0 AND buyer.last_paid_ms >= ${start.getTime()}
               AND buyer.node % ${Math.max(1, Math.ceil(buyers / MOST_WEIGHED))}::int = 0
            OFFSET 0) AS buyer
     CROSS JOIN LATERAL (SELECT sum(bought.net_amount) AS net
                           FROM orders.customer_order AS bought
                          WHERE bought.tenant_id = ${ctx.tenantId} AND bought.person_id = buyer.person_id
                            AND bought.paid_at >= ${start} AND bought.paid_at < ${end}
                         OFFSET 0) AS spent
     CROSS JOIN LATERAL (SELECT known.a1_node, known.source_id
                           FROM relations.person AS known
                          WHERE known.tenant_id = ${ctx.tenantId} AND known.person_id = buyer.person_id
                         OFFSET 0) AS person
      LEFT JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id`;
  const each = Number(sold) === 0 ? 0 : named / Number(sold);
  return { months: span.months, all: named + sales(['anonymous']), known: Number(known) * each, unpaid: Number(unpaid) * each };
}

/**
 * Who joined within a year, and a spread of those who bought in it without being members: by how often they had bought, how many bought again
 * within thirty days. Whoever can still do so is not counted yet.
 */
export async function countRepeats(ctx: Ctx): Promise<RepeatCounted> {
  const { day: known } = await knownUntil(ctx);
  if (known === null) return { joined: [], others: [] };
  if (!(await hasMembers(ctx))) return { joined: [], others: [] };
  const start = new Date(ctx.zone.startOf(known + 1 - YEAR_DAYS));
  const end = new Date(ctx.zone.startOf(known + 1 - AGAIN_DAYS));
  const joined = await ctx.sql<Followed>`
    SELECT follow.purchases, count(*)::int AS people, (count(*) FILTER (WHERE follow.again > 0))::int AS again
      FROM (SELECT least(count(*) FILTER (WHERE bought.paid_at <= entry.at), ${MANY})::int AS purchases,
                   count(*) FILTER (WHERE bought.paid_at > entry.at AND bought.paid_at < entry.at + make_interval(days => ${AGAIN_DAYS})) AS again
              FROM (SELECT step.person_id, step.at
                      FROM relations.stage_change AS step
                     WHERE step.tenant_id = ${ctx.tenantId} AND step.at >= ${start} AND step.at < ${end} AND step.to_stage = 'member'
                       AND NOT EXISTS (SELECT 1 FROM relations.stage_change AS before
                                        WHERE before.tenant_id = ${ctx.tenantId} AND before.person_id = step.person_id
                                          AND before.seq < step.seq AND before.to_stage IN ('member', 'partner'))
                     ORDER BY step.at DESC
                     LIMIT ${MOST_FOLLOWED}) AS entry
              JOIN orders.customer_order AS bought
                   ON bought.tenant_id = ${ctx.tenantId} AND bought.person_id = entry.person_id AND bought.paid_at IS NOT NULL
                  AND bought.follows_id IS NULL AND NOT bought.is_refunded
             GROUP BY entry.person_id) AS follow
     WHERE follow.purchases > 0
     GROUP BY follow.purchases
     ORDER BY follow.purchases`;
  if (joined.length === 0) return { joined: [], others: [] };
  const others = await ctx.sql<Followed>`
    SELECT follow.purchases, count(*)::int AS people,
           (count(*) FILTER (WHERE follow.next_at < follow.paid_at + make_interval(days => ${AGAIN_DAYS})))::int AS again
      FROM (SELECT bought.paid_at, entry.at AS joined_at,
                   least(row_number() OVER (PARTITION BY bought.person_id ORDER BY bought.paid_at, bought.order_id), ${MANY})::int AS purchases,
                   lead(bought.paid_at) OVER (PARTITION BY bought.person_id ORDER BY bought.paid_at, bought.order_id) AS next_at
              FROM (SELECT buyer.person_id
                      FROM analytics.person AS buyer
                     WHERE buyer.tenant_id = ${ctx.tenantId} AND buyer.kept_orders > 0
                       AND buyer.node % ${await stepOf(ctx)}::int = 0) AS buyer
              JOIN orders.customer_order AS bought
                   ON bought.tenant_id = ${ctx.tenantId} AND bought.person_id = buyer.person_id AND bought.paid_at IS NOT NULL
                  AND bought.follows_id IS NULL AND NOT bought.is_refunded
              LEFT JOIN LATERAL (SELECT min(step.at) AS at
                                   FROM relations.stage_change AS step
                                  WHERE step.tenant_id = ${ctx.tenantId} AND step.person_id = buyer.person_id
                                    AND step.to_stage IN ('member', 'partner')) AS entry ON true) AS follow
     WHERE follow.paid_at >= ${start} AND follow.paid_at < ${end} AND (follow.joined_at IS NULL OR follow.paid_at < follow.joined_at)
     GROUP BY follow.purchases
     ORDER BY follow.purchases`;
  return { joined, others };
}

/** Whether anybody ever joined: a house without members need not look through all its steps to learn it. */
async function hasMembers(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe<{ one: number }>`
    SELECT 1 AS one
      FROM analytics.transition AS transition
     WHERE transition.tenant_id = ${ctx.tenantId} AND transition.span = 'all' AND transition.to_stage = 'member' AND transition.people > 0
     LIMIT 1`;
  return row !== null;
}

/** Every so many-th buyer is followed, so that a house of a million is asked no more than one of thousands. */
async function stepOf(ctx: Ctx): Promise<number> {
  const whole = await figuresLoop(ctx, { from: null, to: null });
  return Math.max(1, Math.ceil(whole.buyers / MOST_FOLLOWED));
}
