import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import type { TaxMethod } from '../model/tax.ts';
import { defaultFourEyes, defaultMinimum, defaultReassign } from '../model/withdrawal.ts';

/** What a brand decided about payouts, the defaults filled in; amounts in minor units. */
export interface PayoutSettings {
  readonly taxMethod: TaxMethod;
  readonly fourEyesAbove: bigint;
  readonly minimum: bigint;
  readonly fee: bigint;
  readonly statementBy: 'day' | 'week' | 'month';
  readonly statementDay: number;
  readonly writeOffDays: number;
  /** what customers bought lately, above which a second person agrees to their change of hands; null = never */
  readonly reassignFourEyesAbove: bigint | null;
  /** per cent of what somebody earns that may pay their debt */
  readonly maxNetPct: number;
  /** the brand's own stop: commissions of this depth and deeper are held */
  readonly stopPay: { readonly fromDepth: number; readonly reason: string } | null;
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
    reassign_above: bigint | null;
    max_net_pct: number;
    stop_pay_depth: number | null;
    stop_pay_reason: string | null;
  }>`
    SELECT payout_setting.tax_method, payout_setting.four_eyes_above, payout_setting.minimum_amount, payout_setting.fee_amount,
           payout_setting.statement_by, payout_setting.statement_day, payout_setting.write_off_days,
           payout_setting.reassign_above, payout_setting.max_net_pct, payout_setting.stop_pay_depth, payout_setting.stop_pay_reason
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
    reassignFourEyesAbove: row?.reassign_above ?? (isLab ? null : defaultReassign(ctx.tenant.currency)),
    maxNetPct: row?.max_net_pct ?? 100,
    stopPay: row?.stop_pay_depth == null ? null : { fromDepth: row.stop_pay_depth, reason: row.stop_pay_reason ?? '' },
  };
}
