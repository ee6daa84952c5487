import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { isUnavailable } from '../../kit/db/index.ts';
import { assertNever } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { move, post, type Posting } from '../../rooms/ledger/index.ts';
import { loadLiveOrders, paymentsBy, type LiveOrder } from '../../rooms/orders/index.ts';
import {
  accountById,
  announceMismatch,
  announceRefund,
  closeIntent,
  endRefund,
  failIntent,
  finishEvent,
  insertRefund,
  intentBehind,
  paymentExternalId,
  postponeEvent,
  refundBehind,
  takeEvent,
  type Applied,
  type InboxRow,
  type IntentRow,
  type MismatchReason,
  type RefundRow,
} from '../../rooms/payments/index.ts';
import { settle } from '../settle/index.ts';
import { inBrand, type PaymentsHost } from './host.ts';

/**
 * Applies one kept event, in one transaction with everything that follows from it: whoever comes twice, in parallel or years
 * later finds it done. What fails for a reason of ours is tried again later and parked after eight times.
 */
export async function applyEvent(host: PaymentsHost, tenantId: Uuid, inboxId: Uuid): Promise<void> {
  try {
    await inBrand(host, tenantId, 'write', async (ctx) => {
      const row = await takeEvent(ctx, inboxId);
      if (!row) return;
      const { outcome, facts } = await apply(ctx, row);
      await finishEvent(ctx, inboxId, outcome, facts);
    });
  } catch (error) {
    // Without a database there is nothing to write it to either; the event is due as it was.
    if (isUnavailable(error)) return;
    await inBrand(host, tenantId, 'write', (ctx) => postponeEvent(ctx, inboxId, String((error as Error).message)));
  }
}

interface Verdict {
  readonly outcome: Applied;
  readonly facts: Record<string, unknown> | null;
}

async function apply(ctx: Ctx, row: InboxRow): Promise<Verdict> {
  const { event } = row;
  switch (event.kind) {
    case 'paid':
      return await applyPaid(ctx, row);
    case 'payFailed': {
      const intent = await intentBehind(ctx, { reference: event.orderRef });
      if (intent) await failIntent(ctx, intent.intent_id, 'the provider says it failed');
      return { outcome: 'noted', facts: null };
    }
    case 'refunded':
    case 'refundFailed':
      return await applyRefund(ctx, row, event.kind === 'refunded');
    case 'disputeOpened':
      return await applyDispute(ctx, row);
    case 'disputeWon':
      return await applyDisputeWon(ctx, row);
    case 'disputeLost':
    case 'other':
      return { outcome: 'noted', facts: { kind: event.kind } };
    default:
      return assertNever(event.kind);
  }
}

/**
 * A payment: taken when merchant, currency, amount and order are those that were asked for. Another merchant or currency posts
 * nothing; money that is ours but fits no order is booked as such and goes back by itself (CONTRACT §7).
 */
async function applyPaid(ctx: Ctx, row: InboxRow): Promise<Verdict> {
  const { event } = row;
  const account = await accountById(ctx, row.account_id);
  const intent = await intentBehind(ctx, { reference: event.orderRef });
  if (event.merchantId !== account.merchantId) return await refuse(ctx, row, intent, 'merchant', { merchantId: account.merchantId });
  if (event.currency !== ctx.tenant.currency) return await refuse(ctx, row, intent, 'currency', { currency: ctx.tenant.currency });
  if (event.amount <= 0n) return await refuse(ctx, row, intent, 'amount', { amount: String(intent?.amount ?? '') });
  if (!intent) return await keepUnapplied(ctx, row, null, 'reference', {});
  if (event.amount !== intent.amount) return await keepUnapplied(ctx, row, intent, 'amount', { amount: String(intent.amount) });
  const [outcome] = await settle(ctx, [
    {
      kind: 'recordPayment',
      order: publicId('order', intent.order_id),
      amount: event.amount,
      provider: row.provider,
      externalId: paymentExternalId(row.provider, event.providerRef),
      at: event.at.getTime(),
    },
  ]);
  if (outcome?.kind === 'refused') return await keepUnapplied(ctx, row, intent, outcome.error.code as MismatchReason, {});
  await closeIntent(ctx, intent.intent_id, { state: 'paid', providerRef: event.providerRef, at: event.at });
  const isRepeat = outcome?.kind === 'payment' && outcome.isRepeat;
  return { outcome: isRepeat ? 'known' : 'applied', facts: { order: publicId('order', intent.order_id) } };
}

async function refuse(
  ctx: Ctx,
  row: InboxRow,
  intent: IntentRow | null,
  reason: MismatchReason,
  expected: Record<string, string>,
): Promise<Verdict> {
  await announce(ctx, row, intent, reason, expected, false);
  const state = { state: 'mismatch', providerRef: row.event.providerRef, at: row.event.at } as const;
  if (intent && row.event.kind === 'paid') await closeIntent(ctx, intent.intent_id, state);
  return { outcome: 'refused', facts: { reason, ...expected } };
}

/** The provider holds the money for us, so the books say so; it is owed to the customer and sent back. */
async function keepUnapplied(
  ctx: Ctx,
  row: InboxRow,
  intent: IntentRow | null,
  reason: MismatchReason,
  expected: Record<string, string>,
): Promise<Verdict> {
  const { event, provider } = row;
  await lockLane(ctx);
  const externalId = paymentExternalId(provider, event.providerRef);
  // Taken before and told again with another amount or order: this is no new money.
  if ((await paymentsBy(ctx, [externalId])).has(externalId)) return await refuse(ctx, row, null, 'payment.exists', {});
  // Poll and message may tell of one payment under two event ids: its own number decides whether it was booked.
  const isBooked = await ctx.sql.maybe<{ inbox_id: Uuid }>`
    SELECT inbox.inbox_id FROM payments.inbox AS inbox
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.provider = ${provider} AND inbox.outcome = 'unapplied'
       AND inbox.event ->> 'providerRef' = ${event.providerRef}
     LIMIT 1`;
  if (isBooked) return { outcome: 'known', facts: { event: publicId('providerEvent', isBooked.inbox_id) } };
  await book(ctx, {
    source: 'payment',
    sourceId: row.inbox_id,
    kind: 'unapplied',
    entries: move(event.amount, { account: `provider:${provider}` }, { account: 'customer:unapplied' }),
  });
  const { amount, providerRef: paymentRef } = event;
  await insertRefund(ctx, {
    source: 'unapplied',
    sourceId: row.inbox_id,
    accountId: row.account_id,
    provider,
    paymentRef,
    amount,
    paidAmount: amount,
  });
  await announce(ctx, row, intent, reason, expected, true);
  if (intent) await closeIntent(ctx, intent.intent_id, { state: 'mismatch', providerRef: event.providerRef, at: event.at });
  return { outcome: 'unapplied', facts: { reason, ...expected } };
}

async function announce(
  ctx: Ctx,
  { inbox_id, provider, event }: InboxRow,
  intent: IntentRow | null,
  reason: MismatchReason,
  expected: Record<string, string>,
  isUnapplied: boolean,
): Promise<void> {
  const { eventId, currency, merchantId } = event;
  const orderId = intent?.order_id ?? null;
  const amount = String(event.amount);
  await announceMismatch(ctx, {
    reason,
    inboxId: inbox_id,
    provider,
    eventId,
    orderId,
    amount,
    currency,
    merchantId,
    expected,
    isUnapplied,
  });
}

/** A refund has come to its end at the provider. */
async function applyRefund(ctx: Ctx, row: InboxRow, isDone: boolean): Promise<Verdict> {
  const { event } = row;
  const refund = event.refundRef === null ? null : await refundBehind(ctx, event.refundRef);
  const account = await accountById(ctx, row.account_id);
  if (!refund || refund.provider !== row.provider) return await refuse(ctx, row, null, 'refund.unknown', {});
  if (event.merchantId !== account.merchantId) return await refuse(ctx, row, null, 'merchant', { merchantId: account.merchantId });
  if (event.amount !== refund.amount) return await refuse(ctx, row, null, 'amount', { amount: String(refund.amount) });
  const isFresh = await finishRefund(ctx, refund.refund_id, {
    isDone,
    providerRef: event.providerRef,
    fault: isDone ? null : 'the provider says it failed',
  });
  return { outcome: isFresh ? 'applied' : 'known', facts: null };
}

/**
 * The end of a refund, learnt by message, answer or poll, whichever comes first. Done: what was owed to the customer has left
 * the provider. Failed: it stays owed, and another way is asked for; nothing is un-reversed (CONTRACT §7).
 * @returns false when it had ended before
 */
export async function finishRefund(
  ctx: Ctx,
  refundId: Uuid,
  how: { isDone: boolean; providerRef: string | null; fault: string | null },
): Promise<boolean> {
  const ended = await endRefund(ctx, refundId, how);
  if (!ended) return false;
  if (how.isDone) {
    await book(ctx, {
      source: ended.source === 'order' ? 'refund' : 'payment',
      sourceId: ended.refund_id,
      kind: 'paidBack',
      entries: move(ended.amount, { account: owedIn(ended) }, { account: `provider:${ended.provider}` }),
    });
  }
  const { source, source_id: sourceId } = ended;
  await announceRefund(ctx, { refundId, source, sourceId, isDone: how.isDone, why: how.fault });
  return true;
}

function owedIn(refund: Pick<RefundRow, 'source'>): 'refund:payable' | 'customer:unapplied' {
  return refund.source === 'order' ? 'refund:payable' : 'customer:unapplied';
}

/** A chargeback: the provider takes the money at once, so what remains of the order is refunded for that cause (CONTRACT §7). */
async function applyDispute(ctx: Ctx, row: InboxRow): Promise<Verdict> {
  const { event, provider } = row;
  const intent = await intentBehind(ctx, { providerRef: event.providerRef, provider });
  const order = intent ? (await loadLiveOrders(ctx, [intent.order_id])).get(intent.order_id) : undefined;
  if (!intent || !order) return await refuse(ctx, row, intent, 'dispute.unknown', {});
  if (event.currency !== ctx.tenant.currency) return await refuse(ctx, row, intent, 'currency', { currency: ctx.tenant.currency });
  const { lines, shipping, taken } = chargedBack(order, event.amount);
  const known = publicId('order', intent.order_id);
  if (taken === 0n) return { outcome: 'noted', facts: { order: known, reason: 'nothing remains of the order' } };
  const [outcome] = await settle(ctx, [
    { kind: 'giveRefund', order: known, externalId: disputeId(row), lines, shipping, cause: 'chargeback' },
  ]);
  if (outcome?.kind !== 'refund') return await refuse(ctx, row, intent, 'dispute.unknown', {});
  return { outcome: outcome.isRepeat ? 'known' : 'applied', facts: { order: known, taken: String(taken) } };
}

/** The refund a dispute makes is known by the payment that is disputed. */
function disputeId({ provider, event }: InboxRow): string {
  return `dispute:${provider}:${event.providerRef}`;
}

/** The bank decided for the brand: the sale holds again (CONTRACT §7). */
async function applyDisputeWon(ctx: Ctx, row: InboxRow): Promise<Verdict> {
  const [outcome] = await settle(ctx, [{ kind: 'winChargeback', refund: `ext:${disputeId(row)}` }]);
  if (outcome?.kind !== 'refund') return await refuse(ctx, row, null, 'dispute.unknown', {});
  return { outcome: outcome.isRepeat ? 'known' : 'applied', facts: { order: publicId('order', outcome.orderId) } };
}

/** What a disputed amount takes from an order: line after line what remains of each, then the shipping. */
function chargedBack(order: LiveOrder, amount: bigint): { lines: { line: number; amount: bigint }[]; shipping: bigint; taken: bigint } {
  let left = amount;
  const take = (most: bigint): bigint => {
    const part = most < left ? most : left;
    left -= part;
    return part;
  };
  const lines = order.lines
    .map((line) => ({ line: line.line, amount: take(line.amount - line.refunded) }))
    .filter((line) => line.amount > 0n);
  const shipping = take(order.shipping - order.shippingRefunded);
  return { lines, shipping, taken: amount - left };
}

async function book(ctx: Ctx, posting: Omit<Posting, 'seq' | 'at'>): Promise<void> {
  const lane = await lockLane(ctx);
  await post(ctx, [{ ...posting, seq: 0, at: ctx.now }]);
  await lane.save();
}
