import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { amountOf, type MoneyJson } from '../../../kit/money/index.ts';
import { audit } from '../../identity/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import type { updatePayoutSettings } from '../api.ts';
import { payoutSettingsOf } from '../queries/payout-settings.ts';

/**
 * Changes what the brand decided about payouts; what was approved keeps the method it was approved under. Audited.
 * @throws `currency.other`, `tax.notOffered` where the pack leaves no choice of method
 */
export async function setPayoutSettings(ctx: Ctx, change: z.output<typeof updatePayoutSettings>): Promise<void> {
  const known = await payoutSettingsOf(ctx);
  if (change.taxMethod !== undefined && policyPackOf(ctx.tenant.policy)?.tax.individual.startsWith('CN_') !== true) {
    throw new DomainError('tax.notOffered', { method: change.taxMethod, policy: ctx.tenant.policy });
  }
  const minor = (money: MoneyJson | undefined, otherwise: bigint, pointer: string): bigint =>
    amountOf(ctx.tenant.currency, money, pointer) ?? otherwise;
  const taxMethod = change.taxMethod ?? (known.taxMethod.startsWith('CN_') ? known.taxMethod : null);
  const above = minor(change.fourEyesAbove, known.fourEyesAbove, '/fourEyesAbove');
  const minimum = minor(change.minimum, known.minimum, '/minimum');
  const fee = minor(change.fee, known.fee, '/fee');
  const by = change.statementBy ?? known.statementBy;
  const day = change.statementDay ?? known.statementDay;
  const writeOffDays = change.writeOffDays ?? known.writeOffDays;
  const reassignAbove =
    amountOf(ctx.tenant.currency, change.reassignFourEyesAbove, '/reassignFourEyesAbove') ?? known.reassignFourEyesAbove;
  const maxNetPct = change.maxNetPct ?? known.maxNetPct;
  if (maxNetPct !== known.maxNetPct) await turnNetDial(ctx, maxNetPct);
  const stop = change.stopPay === undefined ? known.stopPay : change.stopPay;
  await ctx.sql.exec`
    INSERT INTO partners.payout_setting (tenant_id, tax_method, four_eyes_above, minimum_amount, fee_amount, statement_by, statement_day,
                                         write_off_days, reassign_above, max_net_pct, stop_pay_depth, stop_pay_reason, recorded_at)
    VALUES (${ctx.tenantId}, ${taxMethod}, ${above}, ${minimum}, ${fee}, ${by}, ${day}, ${writeOffDays}, ${reassignAbove},
            ${maxNetPct}, ${stop?.fromDepth ?? null}, ${stop?.reason ?? null}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id)
        DO UPDATE SET tax_method = excluded.tax_method, four_eyes_above = excluded.four_eyes_above, minimum_amount = excluded.minimum_amount,
                      fee_amount = excluded.fee_amount, statement_by = excluded.statement_by, statement_day = excluded.statement_day,
                      write_off_days = excluded.write_off_days, reassign_above = excluded.reassign_above, max_net_pct = excluded.max_net_pct,
                      stop_pay_depth = excluded.stop_pay_depth, stop_pay_reason = excluded.stop_pay_reason, recorded_at = excluded.recorded_at`;
  await audit(ctx, { action: 'payoutSettings.changed', subjectKind: 'brand', subjectId: null, facts: { ...change } });
}

/** From which posting on what is earned pays debts by another share: under the lane, so that the book can be lived again to the fen. */
async function turnNetDial(ctx: Ctx, maxNetPct: number): Promise<void> {
  await lockLane(ctx);
  await ctx.sql.exec`
    INSERT INTO partners.net_dial (tenant_id, from_txn, max_net_pct, recorded_at)
    SELECT ${ctx.tenantId}, coalesce(max(head.next_txn), 1), ${maxNetPct}::int, ${ctx.recordedAt}::timestamptz
      FROM ledger.head AS head
     WHERE head.tenant_id = ${ctx.tenantId}
        ON CONFLICT (tenant_id, from_txn) DO UPDATE SET max_net_pct = excluded.max_net_pct, recorded_at = excluded.recorded_at`;
}
