import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { PaymentRecord } from '../../orders/index.ts';
import { PROVIDERS, type ProviderName } from '../adapter.ts';
import { intentOfPayment } from './intents.ts';

const LEASE_MS = 120_000;
const PAUSES_MS = [60_000, 300_000, 1_800_000, 3_600_000];
const LONGEST_PAUSE_MS = 6 * 3_600_000;

export interface RefundRow {
  refund_id: Uuid;
  source: 'order' | 'unapplied';
  source_id: Uuid;
  account_id: Uuid;
  provider: ProviderName;
  payment_ref: string;
  amount: bigint;
  paid_amount: bigint;
  currency: string;
  state: 'requested' | 'sent' | 'unknown' | 'done' | 'failed';
  provider_ref: string | null;
  attempts: number;
}

/** The number a provider knows a refund by. */
export function refundReference(refundId: Uuid): string {
  return refundId.replaceAll('-', '');
}

/** The payment's id in orders: the provider and what it calls the payment, so that two ways of learning of it are one payment. */
export function paymentExternalId(provider: ProviderName, providerRef: string): string {
  return `${provider}:${providerRef}`;
}

/**
 * Asks the provider of a payment to give a part of it back, in the transaction that makes it owed. It is sent afterwards.
 * @param request.sourceId the refund, or the cancelled order
 * @returns false when the payment came through no provider of ours: it goes back by hand
 */
export async function requestOrderRefund(
  ctx: Ctx,
  { sourceId, payment, amount }: { sourceId: Uuid; payment: PaymentRecord; amount: bigint },
): Promise<boolean> {
  const provider = PROVIDERS.find((name) => name === payment.provider);
  const prefix = `${payment.provider}:`;
  if (!provider || !payment.externalId?.startsWith(prefix)) return false;
  const paymentRef = payment.externalId.slice(prefix.length);
  const intent = await intentOfPayment(ctx, { provider, providerRef: paymentRef });
  if (!intent) return false;
  const { account_id: accountId } = intent;
  await insertRefund(ctx, { source: 'order', sourceId, accountId, provider, paymentRef, amount, paidAmount: payment.amount });
  return true;
}

/** Writes down that a provider is to give money back; told again for the same source it changes nothing. */
export async function insertRefund(
  ctx: Ctx,
  refund: {
    source: RefundRow['source'];
    sourceId: Uuid;
    accountId: Uuid;
    provider: ProviderName;
    paymentRef: string;
    amount: bigint;
    paidAmount: bigint;
  },
): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO payments.provider_refund (tenant_id, refund_id, source, source_id, account_id, provider, payment_ref, amount, paid_amount,
                                          currency, state, created_at, attempts, next_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${refund.source}, ${refund.sourceId}, ${refund.accountId}, ${refund.provider},
            ${refund.paymentRef}, ${refund.amount}, ${refund.paidAmount}, ${ctx.tenant.currency}, 'requested', ${ctx.recordedAt}, 0,
            ${ctx.recordedAt})
    ON CONFLICT DO NOTHING`;
}

/** Takes refunds that are to be sent or asked after; what its taker does not report on in time is due again. */
export async function takeDueRefunds(ctx: Ctx, limit: number): Promise<RefundRow[]> {
  return await ctx.sql<RefundRow>`
    UPDATE payments.provider_refund AS refund
       SET attempts = refund.attempts + 1, next_at = ${new Date(ctx.recordedAt.getTime() + LEASE_MS)},
           sent_at = coalesce(refund.sent_at, ${ctx.recordedAt})
     WHERE refund.tenant_id = ${ctx.tenantId}
       AND refund.refund_id IN (
             SELECT due.refund_id FROM payments.provider_refund AS due
              WHERE due.tenant_id = ${ctx.tenantId} AND due.next_at <= ${ctx.recordedAt}
              ORDER BY due.next_at, due.refund_id
              LIMIT ${limit}
                FOR UPDATE SKIP LOCKED)
 RETURNING refund.refund_id, refund.source, refund.source_id, refund.account_id, refund.provider, refund.payment_ref, refund.amount,
           refund.paid_amount, refund.currency, refund.state, refund.provider_ref, refund.attempts`;
}

/** The provider took it up, or did not answer: it is asked again later. */
export async function postponeRefund(
  ctx: Ctx,
  refund: Pick<RefundRow, 'refund_id' | 'attempts'>,
  how: { state: 'sent' | 'unknown'; providerRef: string | null; fault: string | null },
): Promise<void> {
  const pause = PAUSES_MS[refund.attempts - 1] ?? LONGEST_PAUSE_MS;
  await ctx.sql.exec`
    UPDATE payments.provider_refund AS refund
       SET state = ${how.state}, provider_ref = coalesce(${how.providerRef}, refund.provider_ref), last_fault = ${how.fault},
           next_at = ${new Date(ctx.recordedAt.getTime() + pause)}
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.refund_id = ${refund.refund_id} AND refund.state NOT IN ('done', 'failed')`;
}

/**
 * Ends a refund. @returns the row when this call ended it, null when it was over (told twice, or by poll and message)
 */
export async function endRefund(
  ctx: Ctx,
  refundId: Uuid,
  how: { isDone: boolean; providerRef: string | null; fault: string | null },
): Promise<RefundRow | null> {
  const [row] = await ctx.sql<RefundRow>`
    UPDATE payments.provider_refund AS refund
       SET state = ${how.isDone ? 'done' : 'failed'}, provider_ref = coalesce(${how.providerRef}, refund.provider_ref),
           last_fault = ${how.fault}, done_at = ${ctx.recordedAt}, next_at = NULL
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.refund_id = ${refundId} AND refund.state NOT IN ('done', 'failed')
 RETURNING refund.refund_id, refund.source, refund.source_id, refund.account_id, refund.provider, refund.payment_ref, refund.amount,
           refund.paid_amount, refund.currency, refund.state, refund.provider_ref, refund.attempts`;
  return row ?? null;
}

/** The refund a provider speaks of, null when we asked for none of that number. */
export async function refundBehind(ctx: Ctx, reference: string): Promise<RefundRow | null> {
  const match = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(reference);
  if (!match) return null;
  return await ctx.sql.maybe<RefundRow>`
    SELECT refund.refund_id, refund.source, refund.source_id, refund.account_id, refund.provider, refund.payment_ref, refund.amount,
           refund.paid_amount, refund.currency, refund.state, refund.provider_ref, refund.attempts
      FROM payments.provider_refund AS refund
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.refund_id = ${match.slice(1).join('-')}`;
}
