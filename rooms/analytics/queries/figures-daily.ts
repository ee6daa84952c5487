import type { Ctx } from '../../../kit/ctx.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import { dayText, parseDay, type EpochDay } from '../../../kit/time/index.ts';
import type { z } from 'zod';
import type { daily } from '../api.ts';
import { monthStart } from '../model/cells.ts';
import { salesJson } from './figures-loop.ts';
import { boundsOf, nextMonth, type Period } from './period.ts';
import { buyersIn, salesOf, type OriginSales } from './sales.ts';

type Daily = z.infer<typeof daily>;

interface Bucket {
  readonly byOrigin: Map<Origin, OriginSales>;
  returns: bigint;
  buyers: number;
  newCustomers: number;
}

/** The series behind the trends, without gaps between the first and the last day (or month) that has anything. */
export async function figuresDaily(ctx: Ctx, period: Period, grain: 'day' | 'month'): Promise<Daily> {
  const [sales, people, months] = await Promise.all([
    grain === 'day' ? salesByDay(ctx, period) : salesByMonth(ctx, period),
    grain === 'day' ? peopleByDay(ctx, period) : peopleByMonth(ctx, period),
    grain === 'day' ? [] : buyersPerMonth(ctx, period),
  ]);
  const buckets = new Map<EpochDay, Bucket>();
  const at = (day: string): Bucket => {
    const key = parseDay(day);
    let bucket = buckets.get(key);
    if (!bucket) buckets.set(key, (bucket = { byOrigin: new Map(), returns: 0n, buyers: 0, newCustomers: 0 }));
    return bucket;
  };
  for (const row of sales) at(row.day).byOrigin.set(row.origin, { orders: row.orders, sales: row.sales });
  for (const row of people) {
    if (row.returns === 0n && row.customers === 0n && row.buyers === 0n) continue;
    const bucket = at(row.day);
    bucket.returns = row.returns;
    bucket.newCustomers = Number(row.customers);
    bucket.buyers = Number(row.buyers);
  }
  for (const row of months) at(row.month).buyers = Number(row.people);
  return { data: seriesOf(ctx, buckets, period, grain), next: null };
}

function seriesOf(ctx: Ctx, buckets: ReadonlyMap<EpochDay, Bucket>, period: Period, grain: 'day' | 'month'): Daily['data'] {
  const keys = [...buckets.keys()].sort((a, b) => a - b);
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return [];
  const series: Daily['data'] = [];
  const after = (key: EpochDay): EpochDay => (grain === 'day' ? key + 1 : nextMonth(key));
  for (let key = first; key <= last; key = after(key)) {
    const bucket = buckets.get(key);
    const isWhole = (period.from === null || key >= period.from) && (period.to === null || after(key) <= period.to);
    series.push({
      period: dayText(key),
      isComplete: isWhole && after(key) <= ctx.today,
      ...salesJson(salesOf(bucket?.byOrigin ?? new Map(), bucket?.returns ?? 0n), ctx.tenant.currency),
      buyers: bucket?.buyers ?? 0,
      newCustomers: bucket?.newCustomers ?? 0,
    });
  }
  return series;
}

interface SalesRow {
  day: string;
  origin: Origin;
  orders: bigint;
  sales: bigint;
}

async function salesByDay(ctx: Ctx, period: Period): Promise<SalesRow[]> {
  const { low, high } = boundsOf(period);
  return await ctx.sql<SalesRow>`
    SELECT day.day, day.origin, day.orders, day.sales
      FROM analytics.day AS day
     WHERE day.tenant_id = ${ctx.tenantId} AND day.orders <> 0
       AND day.day >= date '1970-01-01' + ${low}::int AND day.day < date '1970-01-01' + ${high}::int`;
}

async function salesByMonth(ctx: Ctx, period: Period): Promise<SalesRow[]> {
  const { low, high } = boundsOf(period);
  return await ctx.sql<SalesRow>`
    SELECT date_trunc('month', day.day::timestamp)::date AS day, day.origin,
           sum(day.orders)::bigint AS orders, sum(day.sales)::bigint AS sales
      FROM analytics.day AS day
     WHERE day.tenant_id = ${ctx.tenantId} AND day.day >= date '1970-01-01' + ${low}::int AND day.day < date '1970-01-01' + ${high}::int
     GROUP BY 1, 2
    HAVING sum(day.orders) <> 0`;
}

interface PeopleRow {
  day: string;
  returns: bigint;
  customers: bigint;
  buyers: bigint;
}

async function peopleByDay(ctx: Ctx, period: Period): Promise<PeopleRow[]> {
  const { low, high } = boundsOf(period);
  return await ctx.sql<PeopleRow>`
    SELECT day_people.day, day_people.returns, day_people.customers, day_people.buyers
      FROM analytics.day_people AS day_people
     WHERE day_people.tenant_id = ${ctx.tenantId}
       AND day_people.day >= date '1970-01-01' + ${low}::int AND day_people.day < date '1970-01-01' + ${high}::int`;
}

// The sum of daily buyers is not that of the month: it is replaced by `buyersPerMonth`.
async function peopleByMonth(ctx: Ctx, period: Period): Promise<PeopleRow[]> {
  const { low, high } = boundsOf(period);
  return await ctx.sql<PeopleRow>`
    SELECT date_trunc('month', day_people.day::timestamp)::date AS day, sum(day_people.returns)::bigint AS returns,
           sum(day_people.customers)::bigint AS customers, sum(day_people.buyers)::bigint AS buyers
      FROM analytics.day_people AS day_people
     WHERE day_people.tenant_id = ${ctx.tenantId}
       AND day_people.day >= date '1970-01-01' + ${low}::int AND day_people.day < date '1970-01-01' + ${high}::int
     GROUP BY 1`;
}

// Distinct buyers of whole months stand in the cohorts; a month cut by the period is counted by visits.
async function buyersPerMonth(ctx: Ctx, period: Period): Promise<{ month: string; people: bigint }[]> {
  const { low, high } = boundsOf(period);
  const firstMonth = monthStart(low);
  const rows = await ctx.sql<{ month: string; people: bigint }>`
    SELECT cohort.month, sum(cohort.people)::bigint AS people
      FROM analytics.cohort AS cohort
     WHERE cohort.tenant_id = ${ctx.tenantId} AND cohort.month >= date '1970-01-01' + ${firstMonth}::int
       AND cohort.month < date '1970-01-01' + ${high}::int
     GROUP BY cohort.month
    HAVING sum(cohort.people) <> 0`;
  return await Promise.all(
    rows.map(async (row) => {
      const month = parseDay(row.month);
      const part = { from: Math.max(month, low), to: Math.min(nextMonth(month), high) };
      return part.from === month && part.to === nextMonth(month) ? row : { month: row.month, people: await buyersIn(ctx, part) };
    }),
  );
}
