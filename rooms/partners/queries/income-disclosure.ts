import type { Ctx } from '../../../kit/ctx.ts';
import { decimal6, moneyJson } from '../../../kit/money/index.ts';
import { addMonths, dayText } from '../../../kit/time/index.ts';
import type { IncomeDisclosure } from '../api.ts';
import { LEAST_PARTNERS, quartilesOf } from '../model/incomes.ts';

/**
 * What everybody who was a partner at any time of the last twelve months earned in them and kept, those who earned nothing included
 * (compliance P10). As it was counted today, else counted now.
 */
export async function incomeDisclosure(ctx: Ctx): Promise<IncomeDisclosure> {
  const kept = await ctx.sql.maybe<{ facts: IncomeDisclosure }>`
    SELECT income_disclosure.facts
      FROM partners.income_disclosure AS income_disclosure
     WHERE income_disclosure.tenant_id = ${ctx.tenantId} AND income_disclosure.counted_on = ${dayText(ctx.today)}::date`;
  return kept?.facts ?? (await countIncomes(ctx));
}

/** Whether a brand with partners has not counted today what they earned. */
export async function isDisclosureDue(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe<{ one: number }>`
    SELECT 1 AS one
      FROM partners.partnership AS partnership
     WHERE partnership.tenant_id = ${ctx.tenantId}
       AND NOT EXISTS (SELECT 1 FROM partners.income_disclosure AS income_disclosure
                        WHERE income_disclosure.tenant_id = ${ctx.tenantId} AND income_disclosure.counted_on >= ${dayText(ctx.today)}::date)
     LIMIT 1`;
  return row !== null;
}

export async function countIncomes(ctx: Ctx): Promise<IncomeDisclosure> {
  const first = addMonths(ctx.today, -12);
  const from = new Date(ctx.zone.startOf(first));
  const rows = await ctx.sql.anew<{ income: bigint }>`
    WITH partner AS (
      SELECT DISTINCT partnership.person_id
        FROM partners.partnership AS partnership
       WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.from_at <= ${ctx.now}
         AND (partnership.to_at IS NULL OR partnership.to_at > ${from})
         AND partnership.ended IS DISTINCT FROM 'merge'
    ), earned AS (
      SELECT coalesce(person.merged_into, commission.payee_id) AS person_id, sum(commission.amount - commission.reversed)::bigint AS income
        FROM partners.commission AS commission
        JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = commission.payee_id
       WHERE commission.tenant_id = ${ctx.tenantId} AND commission.confirmed_at >= ${from} AND commission.confirmed_at <= ${ctx.now}
       GROUP BY coalesce(person.merged_into, commission.payee_id)
    )
    SELECT coalesce(earned.income, 0)::bigint AS income
      FROM partner
      LEFT JOIN earned ON earned.person_id = partner.person_id`;
  const incomes = rows.map((row) => row.income);
  const nothing = incomes.filter((income) => income === 0n).length;
  const quartiles = quartilesOf(incomes);
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    from: dayText(first),
    to: dayText(ctx.today + 1),
    partners: incomes.length,
    earnedNothing: nothing,
    quartiles: quartiles && {
      lower: money(quartiles.lower),
      median: money(quartiles.median),
      upper: money(quartiles.upper),
      topTenth: money(quartiles.topTenth),
    },
    nothingShare: incomes.length < LEAST_PARTNERS ? null : decimal6(BigInt(nothing), BigInt(incomes.length)),
    countedOn: dayText(ctx.today),
  };
}
