import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import type { Cohorts } from '../api.ts';
import { monthStart } from '../model/cells.ts';
import { boundsOf, nextMonth, type Period } from './period.ts';

/**
 * Who came back, by the month of the first order. `age` counts months from it; ages without an order are left out.
 * @param period takes cohorts whose month begins in it (the month of `from` included)
 */
export async function figuresCohorts(ctx: Ctx, period: Period): Promise<Cohorts> {
  const { low, high } = boundsOf({
    from: period.from === null ? null : monthStart(period.from),
    to: period.to,
  });
  const rows = await ctx.sql<{
    cohort: string;
    month: string;
    people: bigint;
    orders: bigint;
    sales: bigint;
  }>`
    SELECT cohort.cohort, cohort.month, cohort.people, cohort.orders, cohort.sales
      FROM analytics.cohort AS cohort
     WHERE cohort.tenant_id = ${ctx.tenantId} AND cohort.orders <> 0
       AND cohort.cohort >= date '1970-01-01' + ${low}::int AND cohort.cohort < date '1970-01-01' + ${high}::int
     ORDER BY cohort.cohort, cohort.month`;
  const cohorts: Cohorts['cohorts'] = [];
  for (const row of rows) {
    const month = row.cohort.slice(0, 7);
    let cohort = cohorts.at(-1);
    if (cohort?.month !== month) cohorts.push((cohort = { month, people: 0, cells: [] }));
    const age = monthsBetween(row.cohort, row.month);
    if (age === 0) cohort.people = Number(row.people);
    cohort.cells.push({
      age,
      people: Number(row.people),
      orders: Number(row.orders),
      sales: moneyJson(row.sales, ctx.tenant.currency),
      isComplete: nextMonth(parseDay(row.month)) <= ctx.today,
    });
  }
  return { cohorts };
}

function monthsBetween(from: string, to: string): number {
  return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
}
