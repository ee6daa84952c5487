import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import type { TaxMethod } from '../model/tax.ts';
import { defaultFourEyes, defaultMinimum } from '../model/withdrawal.ts';

/** What a brand decided about payouts, the defaults filled in; amounts in minor units. */
export interface PayoutSettings {
  readonly taxMethod: TaxMethod;
  readonly fourEyesAbove: bigint;
  readonly minimum: bigint;
  readonly fee: bigint;
  readonly statementBy: 'day' | 'week' | 'month';
  readonly statementDay: number;
  readonly writeOffDays: number;
}

export async function payoutSettingsOf(ctx: Ctx): Promise<PayoutSettings> {
  const row = await ctx.sql.maybe<{
    tax_method: TaxMethod | null;
    four_eyes_above: bigint | null;
    minimum_amount: bigint | null;
    fee_amount: bigint | null;
    statement_by: 'day' | 'week' | 'month';
    statement_day: number;
    write_off_days: number;
  }>`
    SELECT payout_setting.tax_method, payout_setting.four_eyes_above, payout_setting.minimum_amount, payout_setting.fee_amount,
           payout_setting.statement_by, payout_setting.statement_day, payout_setting.write_off_days
      FROM partners.payout_setting AS payout_setting
     WHERE payout_setting.tenant_id = ${ctx.tenantId}`;
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const isLab = pack.id === 'LAB';
  const method = pack.tax.individual;
  return {
    // Which of its two methods China asks for is a question to the brand's counsel; no other pack has a choice.
    taxMethod: method.startsWith('CN_') ? (row?.tax_method ?? method) : method,
    fourEyesAbove: row?.four_eyes_above ?? defaultFourEyes(ctx.tenant.currency),
    minimum: isLab ? 1n : (row?.minimum_amount ?? defaultMinimum(ctx.tenant.currency, isLab)),
    fee: row?.fee_amount ?? 0n,
    statementBy: row?.statement_by ?? 'month',
    statementDay: row?.statement_day ?? 1,
    writeOffDays: row?.write_off_days ?? 180,
  };
}
