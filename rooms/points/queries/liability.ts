import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText, monthOf } from '../../../kit/time/index.ts';
import type { pointsLiability } from '../api.ts';
import { currentRule } from './rules.ts';

/** What the brand owes in points, and when it is over: worth what each lot was granted at, as the book has it. */
export async function liabilityOf(ctx: Ctx): Promise<z.output<typeof pointsLiability>> {
  const { currency, timeZone } = ctx.tenant;
  const monthOn = dayText(monthOf(ctx.today));
  const totals = await ctx.sql.one<{ people: bigint; points: bigint; worth: bigint; spendable: bigint; coming: bigint }>`
    SELECT count(DISTINCT lot.person_id) AS people, coalesce(sum(lot.points_left), 0)::bigint AS points,
           coalesce(sum(floor((2 * lot.points_left * lot.worth_amount + lot.worth_points)::numeric / (2 * lot.worth_points))), 0)::bigint AS worth,
           coalesce(sum(lot.points_left) FILTER (WHERE lot.spendable_at IS NOT NULL AND lot.spendable_at <= ${ctx.now}), 0)::bigint AS spendable,
           coalesce(sum(lot.points_left) FILTER (WHERE lot.spendable_at IS NULL OR lot.spendable_at > ${ctx.now}), 0)::bigint AS coming
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.points_left > 0`;
  const expiring = await ctx.sql<{ month: string | null; points: bigint; worth: bigint }>`
    SELECT to_char(lot.expires_at AT TIME ZONE ${timeZone}, 'YYYY-MM') AS month, sum(lot.points_left)::bigint AS points,
           sum(floor((2 * lot.points_left * lot.worth_amount + lot.worth_points)::numeric / (2 * lot.worth_points)))::bigint AS worth
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.points_left > 0
     GROUP BY 1
     ORDER BY 1 NULLS LAST
     LIMIT 60`;
  const month = await ctx.sql.maybe<{ granted_amount: bigint }>`
    SELECT month.granted_amount FROM points.month AS month WHERE month.tenant_id = ${ctx.tenantId} AND month.month_on = ${monthOn}`;
  const gone = await ctx.sql.one<{ redeemed: bigint; lapsed: bigint }>`
    SELECT coalesce(-sum(movement.amount) FILTER (WHERE movement.kind IN ('redeemed', 'returned', 'retaken')), 0)::bigint AS redeemed,
           coalesce(-sum(movement.amount) FILTER (WHERE movement.kind = 'expired'), 0)::bigint AS lapsed
      FROM points.movement AS movement
     WHERE movement.tenant_id = ${ctx.tenantId}`;
  const rule = await currentRule(ctx);
  const granted = month?.granted_amount ?? 0n;
  const budget = rule?.budgetAmount ?? null;
  const money = (amount: bigint) => moneyJson(amount, currency);
  return {
    people: Number(totals.people),
    points: `${totals.points}`,
    worth: money(totals.worth),
    spendable: `${totals.spendable}`,
    coming: `${totals.coming}`,
    expiring: expiring.map((row) => ({ month: row.month, points: `${row.points}`, worth: money(row.worth) })),
    month: {
      month: monthOn.slice(0, 7),
      granted: money(granted),
      budget: budget === null ? null : money(budget),
      isOver: budget !== null && granted > budget,
    },
    redeemed: money(gone.redeemed),
    lapsed: money(gone.lapsed),
  };
}
