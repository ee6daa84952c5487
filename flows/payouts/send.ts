import type { Ctx } from '../../kit/ctx.ts';
import type { DomainEvent } from '../../kit/events/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { assert } from '../../kit/errors/index.ts';
import { markWithdrawalSent, returnWithdrawal, revealPayee, settleWithdrawal } from '../../rooms/partners/index.ts';
import { requestPayout, type PayoutEnded, type ProviderName } from '../../rooms/payments/index.ts';

/**
 * Hands an approved withdrawal to a provider. That it left is written in this transaction; it is sent after it, under the withdrawal's
 * own id, and what became of it comes back as `payout.ended`.
 * @throws `withdrawal.notFound`, `.wrongState`, `.sending`, `paymentAccount.needed`, `payout.notOffered`
 */
export async function sendWithdrawal(ctx: Ctx, id: string, provider: ProviderName): Promise<Uuid> {
  const row = await markWithdrawalSent(ctx, id, provider);
  assert(row.net_amount !== null, 'what was approved was divided');
  const { legalName, account } = await revealPayee(ctx, row.person_id, 'send');
  await requestPayout(ctx, {
    payoutId: row.withdrawal_id,
    provider,
    amount: row.net_amount,
    payee: { person: publicId('person', row.person_id), name: legalName ?? '', account: account ?? '' },
  });
  return row.withdrawal_id;
}

/** The provider paid, or finally did not: then all of it comes back. */
export async function onPayoutEnded(ctx: Ctx, { payload }: DomainEvent<PayoutEnded>): Promise<void> {
  const id = publicId('withdrawal', payload.payoutId);
  if (payload.isPaid) await settleWithdrawal(ctx, id, 'provider');
  else await returnWithdrawal(ctx, id, { verb: 'fail', reason: payload.why ?? 'provider', by: 'provider' });
}
