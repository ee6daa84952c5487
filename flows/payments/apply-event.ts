import { Batcher } from '../../kit/batch/index.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { isUnavailable } from '../../kit/db/index.ts';
import { assertNever } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { move, post, type Posting } from '../../rooms/ledger/index.ts';
import { loadLiveOrders, paymentsBy, type LiveOrder } from '../../rooms/orders/index.ts';
import {
  announceMismatch,
  announceRefund,
  closeIntents,
  endRefund,
  failIntent,
  finishEvents,
  insertRefund,
  intentOfPayment,
  intentsBehind,
  merchantsOf,
  paymentExternalId,
  postponeEvent,
  refundBehind,
  takeEvents,
  type Applied,
  type Closing,
  type Finished,
  type InboxRow,
  type IntentRow,
  type MismatchReason,
  type RefundRow,
} from '../../rooms/payments/index.ts';
import { settle, type Outcome } from '../settle/index.ts';
import { inBrand, type PaymentsHost } from './host.ts';

const MOST_AT_ONCE = 200;

/**
 * Applies one kept event, in one transaction with everything that follows from it: whoever comes twice, in parallel or years
 * later finds it done. Events of a brand that come at once share a transaction, since the brand has one lane. What fails for a
 * reason of ours is tried again later and parked after eight times; this never throws.
 */
export async function applyEvent(host: PaymentsHost, tenantId: Uuid, inboxId: Uuid): Promise<void> {
  try {
    await batchesOf(host).submit(tenantId, inboxId);
  } catch (error) {
    // Without a database there is nothing to write it to either; the event is due as it was.
    if (isUnavailable(error)) return;
    await inBrand(host, tenantId, 'write', (ctx) => postponeEvent(ctx, inboxId, String((error as Error).message))).catch(
      (failure: unknown) => log.warn({ err: failure, tenant: tenantId }, 'an event could not be applied; it is due as it was'),
    );
  }
}

const batches = new WeakMap<PaymentsHost, Batcher<Uuid, null>>();

function batchesOf(host: PaymentsHost): Batcher<Uuid, null> {
  const known = batches.get(host);
  if (known) return known;
  const fresh = new Batcher<Uuid, null>({
    mostAtOnce: MOST_AT_ONCE,
    async work(tenantId, inboxIds) {
      await inBrand(host, tenantId, 'write', async (ctx) => await applyAll(ctx, await takeEvents(ctx, inboxIds)));
      return inboxIds.map(() => null);
    },
  });
  batches.set(host, fresh);
  return fresh;
}

interface Verdict {
  readonly outcome: Applied;
  readonly facts: Record<string, unknown> | null;
}

/** Payments first, settled together: a refund or a dispute told in the same breath finds the payment there. */
async function applyAll(ctx: Ctx, rows: readonly InboxRow[]): Promise<void> {
  const paid = await judge(
    ctx,
    rows.filter((row) => row.event.kind === 'paid'),
  );
  const fits = paid.filter((one) => one.misfit === null);
  const outcomes = fits.length === 0 ? [] : await settle(ctx, fits.map(paymentCommand));
  const settled = fits.map((fit, i) => ({ ...fit, outcome: outcomes[i] }));
  const applied = settled.filter(({ outcome }) => outcome?.kind !== 'refused');
  await closeIntents(ctx, applied.map(closingOf));
  await finishEvents(ctx, applied.map(doneWith));
  // One after another: whether money was booked before is read from the rows that are finished.
  for (const { row, intent, outcome } of settled) {
    if (outcome?.kind === 'refused')
      await finish(ctx, row, await keepUnapplied(ctx, row, intent, outcome.error.code as MismatchReason, {}));
  }
  for (const { row, intent, misfit } of paid) {
    if (misfit === null) continue;
    const { reason, expected, isOurs } = misfit;
    await finish(ctx, row, await (isOurs ? keepUnapplied : refuse)(ctx, row, intent, reason, expected));
  }
  for (const row of rows) if (row.event.kind !== 'paid') await finish(ctx, row, await apply(ctx, row));
}

function closingOf({ row: { event }, intent }: { row: InboxRow; intent: IntentRow }): Closing {
  return { intentId: intent.intent_id, state: 'paid', providerRef: event.providerRef, at: event.at };
}

function doneWith({ row, intent, outcome }: { row: InboxRow; intent: IntentRow; outcome: Outcome | undefined }): Finished {
  const isRepeat = outcome?.kind === 'payment' && outcome.isRepeat;
  return { inboxId: row.inbox_id, outcome: isRepeat ? 'known' : 'applied', facts: { order: publicId('order', intent.order_id) } };
}

async function finish(ctx: Ctx, row: InboxRow, { outcome, facts }: Verdict): Promise<void> {
  await finishEvents(ctx, [{ inboxId: row.inbox_id, outcome, facts }]);
}

async function apply(ctx: Ctx, row: InboxRow): Promise<Verdict> {
  const { event } = row;
  switch (event.kind) {
    case 'payFailed': {
      const intent = (await intentsBehind(ctx, [event.orderRef])).get(event.orderRef);
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
    case 'paid':
      return { outcome: 'noted', facts: { kind: event.kind } };
    default:
      return assertNever(event.kind);
  }
}

interface Misfit {
  readonly reason: MismatchReason;
  readonly expected: Record<string, string>;
  /** the money reached our account: it is booked and goes back */
  readonly isOurs: boolean;
}

type Judged = { readonly row: InboxRow } & (
  | { readonly misfit: null; readonly intent: IntentRow }
  | { readonly misfit: Misfit; readonly intent: IntentRow | null }
);

/**
 * Whether merchant, currency, amount and reference are those that were asked for. Another merchant or currency posts nothing;
 * money that is ours but fits no order is booked as such and goes back by itself (CONTRACT §7).
 */
async function judge(ctx: Ctx, rows: readonly InboxRow[]): Promise<Judged[]> {
  const merchants = await merchantsOf(ctx, [...new Set(rows.map((row) => row.account_id))]);
  const references = rows.map((row) => row.event.orderRef);
  const intents = await intentsBehind(ctx, references);
  return rows.map((row) =>
    fitting(ctx, row, { merchantId: merchants.get(row.account_id) ?? '', intent: intents.get(row.event.orderRef) ?? null }),
  );
}

function fitting(ctx: Ctx, row: InboxRow, { merchantId, intent }: { merchantId: string; intent: IntentRow | null }): Judged {
  const { event } = row;
  const no = (reason: MismatchReason, expected: Record<string, string>, isOurs: boolean): Judged => ({
    row,
    intent,
    misfit: { reason, expected, isOurs },
  });
  if (event.merchantId !== merchantId) return no('merchant', { merchantId }, false);
  if (event.currency !== ctx.tenant.currency) return no('currency', { currency: ctx.tenant.currency }, false);
  if (event.amount <= 0n) return no('amount', { amount: String(intent?.amount ?? '') }, false);
  if (!intent) return no('reference', {}, true);
  if (event.amount !== intent.amount) return no('amount', { amount: String(intent.amount) }, true);
  return { row, intent, misfit: null };
}

function paymentCommand({ row, intent }: { row: InboxRow; intent: IntentRow }) {
  const { provider, event } = row;
  return {
    kind: 'recordPayment' as const,
    order: publicId('order', intent.order_id),
    amount: event.amount,
    provider,
    externalId: paymentExternalId(provider, event.providerRef),
    payer: event.payer ?? null,
    at: event.at.getTime(),
  };
}

async function refuse(
  ctx: Ctx,
  row: InboxRow,
  intent: IntentRow | null,
  reason: MismatchReason,
  expected: Record<string, string>,
): Promise<Verdict> {
  await announce(ctx, row, intent, reason, expected, false);
  if (intent && row.event.kind === 'paid') await closeIntents(ctx, [{ ...closingOf({ row, intent }), state: 'mismatch' }]);
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
  if (intent) await closeIntents(ctx, [{ ...closingOf({ row, intent }), state: 'mismatch' }]);
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
  const merchantId = (await merchantsOf(ctx, [row.account_id])).get(row.account_id) ?? '';
  if (!refund || refund.provider !== row.provider) return await refuse(ctx, row, null, 'refund.unknown', {});
  if (event.merchantId !== merchantId) return await refuse(ctx, row, null, 'merchant', { merchantId });
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
  const intent = await intentOfPayment(ctx, { providerRef: event.providerRef, provider });
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
