import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { openSecret, sealSecret } from '../../../kit/secrets/index.ts';
import type { ProviderName } from '../adapter.ts';
import { paymentsError } from '../errors.ts';
import { standingAccount } from './accounts.ts';

const LEASE_MS = 120_000;
const PAUSES_MS = [60_000, 300_000, 1_800_000, 3_600_000];
const LONGEST_PAUSE_MS = 6 * 3_600_000;

export interface PayoutRow {
  payout_id: Uuid;
  account_id: Uuid;
  provider: ProviderName;
  amount: bigint;
  currency: string;
  payee: Record<string, string>;
  state: 'sending' | 'unknown' | 'paid' | 'failed';
  provider_ref: string | null;
  attempts: number;
  /** It may have left already: only asked after, never sent again (reliability M4). */
  wasSent: boolean;
}

function placeOf(tenantId: Uuid, payoutId: Uuid): string {
  return `payments.payout ${tenantId} ${payoutId}`;
}

/** The number a provider knows a payout by: the withdrawal's own, so that it can never be paid under two. */
export function payoutReference(payoutId: Uuid): string {
  return payoutId.replaceAll('-', '');
}

/**
 * Has a withdrawal paid out by a provider, in the transaction that approves it; it is sent afterwards, and its end is told as
 * `payout.ended`. Told again for the same withdrawal it changes nothing.
 * @throws `paymentAccount.needed`, `payout.notOffered`
 */
export async function requestPayout(
  ctx: Ctx,
  payout: { payoutId: Uuid; provider: ProviderName; amount: bigint; payee: Record<string, string> },
): Promise<void> {
  if (payout.provider !== 'test') throw paymentsError('payout.notOffered', { provider: payout.provider });
  const account = await standingAccount(ctx, payout.provider);
  const payee = sealSecret(JSON.stringify(payout.payee), placeOf(ctx.tenantId, payout.payoutId));
  await ctx.sql.exec`
    INSERT INTO payments.payout (tenant_id, payout_id, account_id, provider, amount, currency, payee, state, created_at, attempts, next_at)
    VALUES (${ctx.tenantId}, ${payout.payoutId}, ${account.accountId}, ${payout.provider}, ${payout.amount}, ${ctx.tenant.currency},
            ${payee}, 'sending', ${ctx.recordedAt}, 0, ${ctx.recordedAt})
    ON CONFLICT DO NOTHING`;
}

/**
 * Takes one payout to send or to ask after, null when none is due. That it leaves is written down and committed before it does.
 * @param mayLeave false: only those that may have left already
 */
export async function takeDuePayout(ctx: Ctx, { mayLeave }: { mayLeave: boolean }): Promise<PayoutRow | null> {
  const due = await ctx.sql.maybe<{ payout_id: Uuid; sent_at: Date | null }>`
    SELECT payout.payout_id, payout.sent_at FROM payments.payout AS payout
     WHERE payout.tenant_id = ${ctx.tenantId} AND payout.next_at <= ${ctx.recordedAt} AND (${mayLeave}::boolean OR payout.sent_at IS NOT NULL)
     ORDER BY payout.next_at, payout.payout_id
     LIMIT 1
       FOR UPDATE SKIP LOCKED`;
  if (!due) return null;
  const wasSent = due.sent_at !== null;
  const row = await ctx.sql.one<Omit<PayoutRow, 'payee' | 'wasSent'> & { payee: string }>`
    UPDATE payments.payout AS payout
       SET attempts = payout.attempts + 1, next_at = ${new Date(ctx.recordedAt.getTime() + LEASE_MS)},
           sent_at = coalesce(payout.sent_at, ${ctx.recordedAt}), state = ${wasSent ? 'unknown' : 'sending'}
     WHERE payout.tenant_id = ${ctx.tenantId} AND payout.payout_id = ${due.payout_id}
 RETURNING payout.payout_id, payout.account_id, payout.provider, payout.amount, payout.currency, payout.payee, payout.state,
           payout.provider_ref, payout.attempts`;
  return { ...row, payee: JSON.parse(openSecret(row.payee, placeOf(ctx.tenantId, row.payout_id))) as Record<string, string>, wasSent };
}

/** Nobody knows yet: it is asked after later, for as long as it takes. */
export async function postponePayout(
  ctx: Ctx,
  payout: Pick<PayoutRow, 'payout_id' | 'attempts'>,
  how: { providerRef: string | null; fault: string | null },
): Promise<void> {
  const pause = PAUSES_MS[payout.attempts - 1] ?? LONGEST_PAUSE_MS;
  await ctx.sql.exec`
    UPDATE payments.payout AS payout
       SET state = 'unknown', provider_ref = coalesce(${how.providerRef}, payout.provider_ref), last_fault = ${how.fault},
           next_at = ${new Date(ctx.recordedAt.getTime() + pause)}
     WHERE payout.tenant_id = ${ctx.tenantId} AND payout.payout_id = ${payout.payout_id} AND payout.state NOT IN ('paid', 'failed')`;
}

/** Ends a payout. @returns false when it was over already */
export async function endPayout(
  ctx: Ctx,
  payoutId: Uuid,
  how: { isPaid: boolean; providerRef: string | null; fault: string | null },
): Promise<boolean> {
  const ended = await ctx.sql.exec`
    UPDATE payments.payout AS payout
       SET state = ${how.isPaid ? 'paid' : 'failed'}, provider_ref = coalesce(${how.providerRef}, payout.provider_ref),
           last_fault = ${how.fault}, done_at = ${ctx.recordedAt}, next_at = NULL
     WHERE payout.tenant_id = ${ctx.tenantId} AND payout.payout_id = ${payoutId} AND payout.state NOT IN ('paid', 'failed')`;
  return ended === 1;
}
