import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText, monthOf } from '../../../kit/time/index.ts';
import type { pointsLiability } from '../api.ts';
import { worthOf } from '../model/lots.ts';
import { currentRule } from './rules.ts';

/** What the brand owes in points, and when it is over: worth what each lot was granted at, as the book has it. */
export async function liabilityOf(ctx: Ctx): Promise<z.output<typeof pointsLiability>> {
  const { currency, timeZone } = ctx.tenant;
  const monthOn = dayText(monthOf(ctx.today));
  // Lots of one kind together: what each is worth is rounded for itself, here and not in the database.
  const kinds = await ctx.sql.anew<{
    month: string | null;
    is_spendable: boolean;
    worth_points: number;
    worth_amount: bigint;
    points_left: bigint;
    lots: bigint;
  }>`
    SELECT to_char(lot.expires_at AT TIME ZONE ${timeZone}, 'YYYY-MM') AS month,
           lot.spendable_at IS NOT NULL AND lot.spendable_at <= ${ctx.now} AS is_spendable, lot.worth_points, lot.worth_amount, lot.points_left,
           count(*) AS lots
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.points_left > 0
     GROUP BY 1, 2, lot.worth_points, lot.worth_amount, lot.points_left
     ORDER BY 1 NULLS LAST`;
  const { people } = await ctx.sql.one<{ people: bigint }>`
    SELECT count(DISTINCT lot.person_id) AS people FROM points.lot AS lot WHERE lot.tenant_id = ${ctx.tenantId} AND lot.points_left > 0`;
  const sumOf = (rows: readonly (typeof kinds)[number][]): { points: bigint; worth: bigint } =>
    rows.reduce(
      (sum, row) => ({
        points: sum.points + row.points_left * row.lots,
        worth: sum.worth + worthOf(row.points_left, { points: BigInt(row.worth_points), amount: row.worth_amount }) * row.lots,
      }),
      { points: 0n, worth: 0n },
    );
  const totals = sumOf(kinds);
  const spendable = sumOf(kinds.filter((row) => row.is_spendable)).points;
  const expiring = [...Map.groupBy(kinds, (row) => row.month)].map(([month, rows]) => ({ month, ...sumOf(rows) }));
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
    people: Number(people),
    points: `${totals.points}`,
    worth: money(totals.worth),
    spendable: `${spendable}`,
    coming: `${totals.points - spendable}`,
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
