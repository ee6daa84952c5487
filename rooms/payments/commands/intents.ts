import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { instants, texts, uuids } from '../../../kit/db/arrays.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { firstInstalmentOpen, loadLiveOrders, orderIdsOf, orderNotFound, type LiveOrder } from '../../orders/index.ts';
import type { Charge, Pay, ProviderName } from '../adapter.ts';
import type { createPaymentIntent, PaymentIntent } from '../api.ts';
import { paymentsError } from '../errors.ts';
import { standingAccount, webhookUrlOf } from './accounts.ts';

/** How long a customer may take. */
const OPEN_MS = 2 * 3_600_000;
/** When a provider is asked what became of a charge nobody told us of: found within ten minutes (reliability W7), then ever rarer. */
const CHECKS_MS = [120_000, 180_000, 240_000, 600_000, 3_600_000, 3_600_000, 6 * 3_600_000, 12 * 3_600_000];

export interface IntentRow {
  intent_id: Uuid;
  order_id: Uuid;
  account_id: Uuid;
  provider: ProviderName;
  method: string;
  reference: string;
  amount: bigint;
  currency: string;
  state: PaymentIntent['state'];
  provider_ref: string | null;
  pay: Record<string, unknown> | null;
  created_at: Date;
  paid_at: Date | null;
  checks: number;
}

/** The order of a reference as callers write it. @throws `order.notFound` (also for imported records) */
async function liveOrder(ctx: Ctx, ref: string): Promise<LiveOrder> {
  const orderId =
    ref.startsWith('ext:') && !ref.includes('\0')
      ? ((await orderIdsOf(ctx, [ref.slice(4)])).get(ref.slice(4)) ?? null)
      : parseId('order', ref);
  const order = orderId === null ? undefined : (await loadLiveOrders(ctx, [orderId])).get(orderId);
  if (!order) throw orderNotFound();
  return order;
}

/** A later instalment is paid after the first: nobody is asked for it before. @throws `instalment.firstOpen` */
async function refuseEarly(ctx: Ctx, { followsId }: LiveOrder): Promise<void> {
  if (followsId === null) return;
  const first = (await loadLiveOrders(ctx, [followsId])).get(followsId);
  if (first?.paidAt == null) throw firstInstalmentOpen();
}

/**
 * Writes down that a customer is going to pay what is still due, before the provider is asked: whatever happens then, the
 * charge has a row under our reference.
 * @throws `order.notFound`, `paymentIntent.nothingDue`, `instalment.firstOpen`, `paymentIntent.payerMissing`, `paymentAccount.needed`
 */
export async function draftIntent(
  ctx: Ctx,
  orderRef: string,
  input: z.output<typeof createPaymentIntent>,
): Promise<{ intentId: Uuid; accountId: Uuid; charge: Charge }> {
  const order = await liveOrder(ctx, orderRef);
  const due = order.total - order.tendered;
  if (due <= 0n || order.cancelledAt !== null) throw paymentsError('paymentIntent.nothingDue', { order: publicId('order', order.orderId) });
  await refuseEarly(ctx, order);
  const account = await standingAccount(ctx, input.provider);
  const method = input.provider === 'wechat' ? (input.method ?? 'native') : input.provider;
  if (method === 'jsapi' && !input.payer) throw paymentsError('paymentIntent.payerMissing', { pointer: '/payer' });
  if (method === 'h5' && !input.payerAddress) throw paymentsError('paymentIntent.payerMissing', { pointer: '/payerAddress' });
  const intentId = newId();
  const reference = intentId.replaceAll('-', '');
  await ctx.sql.exec`
    INSERT INTO payments.intent (tenant_id, intent_id, order_id, account_id, provider, method, reference, amount, currency, state,
                                 created_at, checks, next_at)
    VALUES (${ctx.tenantId}, ${intentId}, ${order.orderId}, ${account.accountId}, ${input.provider}, ${method}, ${reference}, ${due},
            ${ctx.tenant.currency}, 'open', ${ctx.recordedAt}, 0, ${new Date(ctx.recordedAt.getTime() + (CHECKS_MS[0] ?? 0))})`;
  const charge: Charge = {
    reference,
    method,
    amount: due,
    currency: ctx.tenant.currency,
    description: ctx.tenant.name,
    payer: input.payer ?? null,
    payerAddress: input.payerAddress ?? null,
    notifyUrl: webhookUrlOf(account.settings['origin'] ?? '', input.provider, ctx.tenant.slug),
    expiresAt: new Date(ctx.recordedAt.getTime() + OPEN_MS),
  };
  return { intentId, accountId: account.accountId, charge };
}

/** Keeps what the provider answered. */
export async function keepPay(ctx: Ctx, intentId: Uuid, answer: { providerRef: string | null; pay: Pay }): Promise<void> {
  await ctx.sql.exec`
    UPDATE payments.intent AS intent
       SET pay = ${JSON.stringify(answer.pay)}::jsonb, provider_ref = coalesce(intent.provider_ref, ${answer.providerRef})
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.intent_id = ${intentId}`;
}

/** Ends an intent that will not be paid any more; one that is paid stays so. */
export async function failIntent(ctx: Ctx, intentId: Uuid, why: string): Promise<void> {
  await ctx.sql.exec`
    UPDATE payments.intent AS intent SET state = 'failed', next_at = NULL, last_fault = ${why}
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.intent_id = ${intentId} AND intent.state = 'open'`;
}

/** How a genuine message of a provider left an intent. */
export interface Closing {
  readonly intentId: Uuid;
  readonly state: 'paid' | 'mismatch';
  readonly providerRef: string;
  readonly at: Date;
}

/** Writes how intents ended; of two ends of one the first holds, and one that is paid stays so. */
export async function closeIntents(ctx: Ctx, closings: readonly Closing[]): Promise<void> {
  const ends = [...new Map(closings.toReversed().map((end) => [end.intentId, end])).values()];
  if (ends.length === 0) return;
  const ids = uuids(ends, (end) => end.intentId);
  await ctx.sql.exec`
    UPDATE payments.intent AS intent
       SET state = ended.state, provider_ref = ended.provider_ref, paid_at = ended.paid_at, next_at = NULL
      FROM unnest(${ids}::uuid[], ${texts(ends, (end) => end.state)}::text[], ${texts(ends, (end) => end.providerRef)}::text[],
                  ${instants(ends, (end) => end.at.getTime())}::timestamptz[]) AS ended (intent_id, state, provider_ref, paid_at)
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.intent_id = ended.intent_id AND intent.intent_id = ANY(${ids}::uuid[])
       AND intent.state <> 'paid'`;
}

/** The intents behind our references, by reference; those that are not ours are left out. */
export async function intentsBehind(ctx: Ctx, references: readonly string[]): Promise<Map<string, IntentRow>> {
  if (references.length === 0) return new Map();
  const rows = await ctx.sql<IntentRow>`
    SELECT intent.intent_id, intent.order_id, intent.account_id, intent.provider, intent.method, intent.reference, intent.amount,
           intent.currency, intent.state, intent.provider_ref, intent.pay, intent.created_at, intent.paid_at, intent.checks
      FROM payments.intent AS intent
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.reference = ANY(${references}::text[])`;
  return new Map(rows.map((row) => [row.reference, row]));
}

/** The intent behind what the provider calls the payment; null when there is none. */
export async function intentOfPayment(ctx: Ctx, ref: { providerRef: string; provider: ProviderName }): Promise<IntentRow | null> {
  return await ctx.sql.maybe<IntentRow>`
    SELECT intent.intent_id, intent.order_id, intent.account_id, intent.provider, intent.method, intent.reference, intent.amount,
           intent.currency, intent.state, intent.provider_ref, intent.pay, intent.created_at, intent.paid_at, intent.checks
      FROM payments.intent AS intent
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.provider_ref = ${ref.providerRef} AND intent.provider = ${ref.provider}`;
}

// A page that was prepared so long ago may be gone at its provider.
const FRESH_MS = OPEN_MS - 15 * 60_000;

/**
 * The attempt that is open to pay just this much of an order in just this way, so that whoever asks twice is asked to pay once; null when
 * there is none. The order's row is locked: of two that ask at the same moment, the second waits and finds what the first began.
 */
export async function openIntentOf(
  ctx: Ctx,
  ask: { orderId: Uuid; amount: bigint; provider: ProviderName; method?: string | undefined },
): Promise<Uuid | null> {
  await ctx.sql`
    SELECT customer_order.order_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = ${ask.orderId}
       FOR NO KEY UPDATE`;
  const row = await ctx.sql.maybe<{ intent_id: Uuid }>`
    SELECT intent.intent_id
      FROM payments.intent AS intent
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.order_id = ${ask.orderId} AND intent.state = 'open' AND intent.amount = ${ask.amount}
       AND intent.provider = ${ask.provider} AND intent.method = ${ask.method ?? ask.provider}
       AND intent.created_at > ${new Date(ctx.recordedAt.getTime() - FRESH_MS)}
     ORDER BY intent.intent_id DESC
     LIMIT 1`;
  return row?.intent_id ?? null;
}

/** Takes open intents that nobody has told anything of for a while, dates their next look, and hands them out to be asked after. */
export async function takeSilentIntents(ctx: Ctx, limit: number): Promise<IntentRow[]> {
  const rows = await ctx.sql<IntentRow>`
    SELECT intent.intent_id, intent.order_id, intent.account_id, intent.provider, intent.method, intent.reference, intent.amount,
           intent.currency, intent.state, intent.provider_ref, intent.pay, intent.created_at, intent.paid_at, intent.checks
      FROM payments.intent AS intent
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.next_at <= ${ctx.recordedAt}
     ORDER BY intent.next_at
     LIMIT ${limit}
       FOR UPDATE SKIP LOCKED`;
  for (const row of rows) {
    const pause = CHECKS_MS[row.checks + 1];
    await ctx.sql.exec`
      UPDATE payments.intent AS intent
         SET checks = intent.checks + 1, checked_at = ${ctx.recordedAt},
             next_at = ${pause === undefined ? null : new Date(ctx.recordedAt.getTime() + pause)},
             state = ${pause === undefined ? 'failed' : row.state}
       WHERE intent.tenant_id = ${ctx.tenantId} AND intent.intent_id = ${row.intent_id}`;
  }
  return rows;
}

/** One intent as the API shows it. @throws `paymentIntent.notFound` */
export async function intentReply(ctx: Ctx, id: string): Promise<PaymentIntent> {
  return intentJson(await findIntent(ctx, id));
}

/** @throws `paymentIntent.notFound` */
export async function findIntent(ctx: Ctx, id: string): Promise<IntentRow> {
  const intentId = parseId('paymentIntent', id);
  const reference = intentId?.replaceAll('-', '') ?? '';
  const row = (await intentsBehind(ctx, intentId === null ? [] : [reference])).get(reference);
  if (!row) throw paymentsError('paymentIntent.notFound');
  return row;
}

/** The attempts to pay an order, newest first. @throws `order.notFound` */
export async function listIntents(ctx: Ctx, orderRef: string, page: { limit: number; cursor?: string | undefined }) {
  const order = await liveOrder(ctx, orderRef);
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<IntentRow>`
    SELECT intent.intent_id, intent.order_id, intent.account_id, intent.provider, intent.method, intent.reference, intent.amount,
           intent.currency, intent.state, intent.provider_ref, intent.pay, intent.created_at, intent.paid_at, intent.checks
      FROM payments.intent AS intent
     WHERE intent.tenant_id = ${ctx.tenantId} AND intent.order_id = ${order.orderId} AND intent.intent_id < ${before}
     ORDER BY intent.intent_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.intent_id]);
  return { data: shown.map(intentJson), next };
}

function intentJson(row: IntentRow): PaymentIntent {
  return {
    id: publicId('paymentIntent', row.intent_id),
    order: publicId('order', row.order_id),
    provider: row.provider,
    method: row.method,
    amount: moneyJson(row.amount, row.currency),
    state: row.state,
    reference: row.reference,
    pay: row.state === 'open' ? row.pay : null,
    createdAt: row.created_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
  };
}
