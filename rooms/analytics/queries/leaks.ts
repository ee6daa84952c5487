import type { Ctx } from '../../../kit/ctx.ts';
import { divideHalfUp, moneyJson } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import type { Leak } from '../api.ts';
import { leaksOf, type LeakFacts } from '../model/leaks.ts';
import { percentileOf } from '../model/percentile.ts';
import { figuresLifetime } from './figures-lifetime.ts';
import { tradeIn } from './sales.ts';
import { transitionsIn } from './transitions.ts';

const YEAR_DAYS = 365;
// A pause shorter than this is nobody's absence, however often they came.
const SHORTEST_ABSENCE_DAYS = 30;
const SHORTEST_ABSENCE_MS = SHORTEST_ABSENCE_DAYS * 86_400_000;
const YEAR_MS = 31_557_600_000;

/** Where most is lost over the last twelve months of data, the largest first (the rules stand in the model). */
export async function leaks(ctx: Ctx): Promise<Leak[]> {
  const last = await ctx.sql.one<{ day: number | null }>`
    SELECT max(day.day) - date '1970-01-01' AS day FROM analytics.day AS day WHERE day.tenant_id = ${ctx.tenantId} AND day.orders > 0`;
  if (last.day === null) return [];
  // Data may end before today: absence is counted from where it ends.
  const end = Math.min(last.day, ctx.today) + 1;
  const year = { from: end - YEAR_DAYS, to: end };
  const [{ sales }, lifetime, steps, lapsed, top] = await Promise.all([
    tradeIn(ctx, year),
    figuresLifetime(ctx, null),
    transitionsIn(ctx, { from: null, to: null }),
    lapsedRepeaters(ctx, ctx.zone.startOf(end)),
    topHundredth(ctx),
  ]);
  const named = sales.orders - sales.byOrigin.anonymous.orders;
  const second = steps.find((step) => step.from === 'customer' && step.to === 'repeat');
  const facts: LeakFacts = {
    customers: BigInt(lifetime.customers),
    oneTimeBuyers: BigInt(lifetime.oneTimeBuyers),
    gross: sales.gross,
    anonymous: sales.byOrigin.anonymous.sales,
    paid: sales.byOrigin.paid.sales,
    referred: sales.byOrigin.referred.sales,
    returns: sales.returns,
    averageOrder: named === 0n ? null : divideHalfUp(sales.gross - sales.byOrigin.anonymous.sales, named),
    lapsed,
    absentBefore: dayText(end - SHORTEST_ABSENCE_DAYS),
    secondOrderDays: second ? percentileOf(second.days, 0.5) : null,
    top,
  };
  return leaksOf(facts).map((leak) => ({
    ...leak,
    worth: leak.worth === null ? null : moneyJson(leak.worth, ctx.tenant.currency),
  }));
}

/** People whose silence is longer than twice their mean pause, and their mean spend per year while they came. */
async function lapsedRepeaters(ctx: Ctx, now: number): Promise<LeakFacts['lapsed']> {
  const row = await ctx.sql.one<{ people: bigint; net: bigint; span_ms: string }>`
    SELECT count(*) AS people, coalesce(sum(person.net_amount - person.return_amount), 0)::bigint AS net,
           coalesce(sum(person.last_paid_ms - person.first_paid_ms), 0) AS span_ms
      FROM analytics.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.orders >= 2 AND person.last_paid_ms > person.first_paid_ms
       AND ${now}::bigint - person.last_paid_ms > ${SHORTEST_ABSENCE_MS}::bigint
       AND (${now}::bigint - person.last_paid_ms) * (person.orders - 1) > 2 * (person.last_paid_ms - person.first_paid_ms)`;
  const spanMs = BigInt(row.span_ms);
  if (row.people === 0n || spanMs === 0n || row.net <= 0n) return { people: row.people, spendPerYear: 0n };
  // Somebody who came twice in a week does not spend that every week of a year: never more than their whole spend.
  const perPerson = divideHalfUp(row.net, row.people);
  const perYear = divideHalfUp(row.net * BigInt(YEAR_MS), spanMs);
  return { people: row.people, spendPerYear: perYear < perPerson ? perYear : perPerson };
}

async function topHundredth(ctx: Ctx): Promise<LeakFacts['top']> {
  const all = await ctx.sql.one<{ people: bigint; spend: bigint }>`
    SELECT count(*) AS people, coalesce(sum(person.net_amount - person.return_amount), 0)::bigint AS spend
      FROM analytics.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.orders > 0`;
  const people = all.people / 100n;
  if (people === 0n) return { people: 0n, spend: 0n, all: all.spend };
  const best = await ctx.sql.one<{ spend: bigint }>`
    SELECT coalesce(sum(best.own), 0)::bigint AS spend
      FROM (SELECT person.net_amount - person.return_amount AS own
              FROM analytics.person AS person
             WHERE person.tenant_id = ${ctx.tenantId} AND person.orders > 0
             ORDER BY person.net_amount - person.return_amount DESC
             LIMIT ${people}) AS best`;
  return { people, spend: best.spend, all: all.spend };
}
