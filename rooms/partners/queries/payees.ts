import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { addMonths, dayText, monthOf } from '../../../kit/time/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { isReportable, type TaxMonth } from '../model/tax.ts';
import type { Payee } from '../api.ts';

/** partners.payee_profile; what is sealed stays sealed. */
export interface PayeeRow {
  kind: 'individual' | 'business';
  legal_name: string | null;
  id_number: string | null;
  id_hint: string | null;
  born_on: string | null;
  account: string | null;
  account_hint: string | null;
}

const NOBODY: PayeeRow = {
  kind: 'individual',
  legal_name: null,
  id_number: null,
  id_hint: null,
  born_on: null,
  account: null,
  account_hint: null,
};

/** Who a person is to the tax office, as far as they said. */
export async function payeeOf(ctx: Ctx, personId: Uuid): Promise<PayeeRow> {
  const row = await ctx.sql.maybe<PayeeRow>`
    SELECT payee_profile.kind, payee_profile.legal_name, payee_profile.id_number, payee_profile.id_hint, payee_profile.born_on,
           payee_profile.account, payee_profile.account_hint
      FROM partners.payee_profile AS payee_profile
     WHERE payee_profile.tenant_id = ${ctx.tenantId} AND payee_profile.person_id = ${personId}`;
  return row ?? NOBODY;
}

/** What a sealed field of a payee is bound to: moved to another person it does not open. */
export function payeePlace(tenantId: Uuid, personId: Uuid, field: 'idNumber' | 'account'): string {
  return `partners.payee_profile ${tenantId} ${personId} ${field}`;
}

/** What was approved for people in each month and did not come back, with what was withheld. */
export async function taxMonthsOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, TaxMonth[]>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql<{ person_id: Uuid; tax_month: string; gross: bigint; tax: bigint }>`
    SELECT withdrawal.person_id, withdrawal.tax_month, sum(withdrawal.amount)::bigint AS gross, sum(withdrawal.tax_amount)::bigint AS tax
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ANY(${plainArray(personIds)}::uuid[])
       AND withdrawal.state IN ('approved', 'settled')
     GROUP BY withdrawal.person_id, withdrawal.tax_month`;
  const months = new Map<Uuid, TaxMonth[]>();
  for (const row of rows) {
    const month = { month: monthNumber(row.tax_month), gross: row.gross, tax: row.tax };
    months.set(row.person_id, [...(months.get(row.person_id) ?? []), month]);
  }
  return months;
}

/** What decides how people are taxed: businesses pay their own, and who gave no number may be taxed for it. Who said nothing is left out. */
export async function taxFactsOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, { isBusiness: boolean; hasNumber: boolean }>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql<{ person_id: Uuid; kind: PayeeRow['kind']; has_number: boolean }>`
    SELECT payee_profile.person_id, payee_profile.kind, payee_profile.id_number IS NOT NULL AS has_number
      FROM partners.payee_profile AS payee_profile
     WHERE payee_profile.tenant_id = ${ctx.tenantId} AND payee_profile.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  return new Map(rows.map((row) => [row.person_id, { isBusiness: row.kind === 'business', hasNumber: row.has_number }]));
}

/** Months since year 0 of a `YYYY-MM…` text. */
export function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

export async function payeeReply(ctx: Ctx, personId: Uuid): Promise<Payee> {
  const payee = await payeeOf(ctx, personId);
  const thisMonth = monthOf(ctx.today);
  const began = addMonths(thisMonth, -new Date(thisMonth * 86_400_000).getUTCMonth());
  const { paid } = await ctx.sql.one<{ paid: bigint }>`
    SELECT coalesce(sum(withdrawal.amount), 0)::bigint AS paid
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ${personId} AND withdrawal.state = 'settled'
       AND withdrawal.tax_month >= ${dayText(began)}::date`;
  return {
    person: publicId('person', personId),
    kind: payee.kind,
    legalName: payee.legal_name,
    bornOn: payee.born_on,
    idNumberEnds: payee.id_hint,
    accountEnds: payee.account_hint,
    paidThisYear: moneyJson(paid, ctx.tenant.currency),
    isReportable: isReportable(policyPackOf(ctx.tenant.policy)?.tax.reports ?? [], {
      year: Number(dayText(began).slice(0, 4)),
      paid,
      currency: ctx.tenant.currency,
    }),
  };
}
