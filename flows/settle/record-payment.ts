import { newId } from '../../kit/ids/index.ts';
import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import { otherContent, pay, receive } from '../../rooms/orders/index.ts';
import { allocate } from '../../rooms/partners/index.ts';
import type { Outcome, RecordPayment } from './commands.ts';
import { startHold } from './confirm-receipt.ts';
import { draftOf, salesAccount } from './drafts.ts';
import { guardAccrual, ownerOf } from './holds.ts';
import type { CommissionDraft, OrderDraft, World } from './world.ts';

/**
 * Takes a payment of an order; the one that completes it makes the sale, delivers what is instant and accrues the commissions.
 * @throws `order.notFound`, `order.isRecord`, `payment.tooMuch`, `payment.exists` (the external id with other content)
 */
export function recordPayment(world: World, command: RecordPayment): Outcome {
  const draft = draftOf(world, command.order);
  const { orderId } = draft.order;
  const first = command.externalId === null ? undefined : world.payments.get(command.externalId);
  if (first) {
    const isSame = first.orderId === orderId && first.amount === command.amount && first.provider === command.provider;
    if (!isSame) throw otherContent('payment', command.externalId ?? '');
    return { kind: 'payment', orderId, paymentId: first.paymentId, isRepeat: true };
  }
  const at = command.at ?? world.now;
  const isComplete = pay(draft.order, command.amount, at);
  const { amount, provider, externalId } = command;
  const payment = { paymentId: newId(), orderId, externalId, provider, amount, at };
  world.newPayments.push(payment);
  world.paymentsOf.set(orderId, [...(world.paymentsOf.get(orderId) ?? []), payment]);
  if (externalId !== null) world.payments.set(externalId, payment);
  draft.isChanged = true;
  world.postings.push({
    source: 'payment',
    sourceId: payment.paymentId,
    kind: 'received',
    seq: 0,
    at: world.ctx.now,
    entries: move(amount, { account: `provider:${provider}` }, { account: 'customer:unapplied' }),
  });
  if (isComplete) completePayment(world, draft);
  return { kind: 'payment', orderId, paymentId: payment.paymentId, isRepeat: false };
}

/** The order is paid in full: sales, then commissions from what the order fixed, then what is delivered at once. */
export function completePayment(world: World, draft: OrderDraft): void {
  const { order } = draft;
  draft.isChanged = true;
  if (order.lines.some((line) => line.skuId !== null)) world.sold.push(order.orderId);
  const entries: Entry[] = [];
  for (const line of order.lines) {
    entries.push(...move(line.amount, { account: 'customer:unapplied' }, salesAccount(order, line.line, 'sales')));
  }
  entries.push(...move(order.shipping, { account: 'customer:unapplied' }, { account: 'shipping' }));
  world.postings.push({ source: 'order', sourceId: order.orderId, kind: 'paid', seq: 0, at: world.ctx.now, entries: netted(entries) });
  accrue(world, draft);
  const instant = order.lines.filter((line) => line.isInstant).map((line) => line.line);
  if (instant.length > 0) startHold(world, draft, receive(order, order.paidAt ?? world.now, instant));
}

function accrue(world: World, draft: OrderDraft): void {
  const { order, snapshot } = draft;
  if (!snapshot) return;
  const { allocations } = (world.allocate ?? allocate)(snapshot);
  if (allocations.length === 0) return;
  const rows = allocations.map((allocation): CommissionDraft => ({
    orderId: order.orderId,
    line: allocation.line,
    role: allocation.role,
    depth: allocation.depth,
    payeeId: allocation.payeeId,
    rule: allocation.rule,
    base: allocation.base,
    ratePpm: allocation.ratePpm,
    share: allocation.share,
    amount: allocation.amount,
    reversed: 0n,
    state: 'pending',
    dueAt: null,
    confirmedAt: null,
    caseId: null,
    isNew: true,
    isChanged: false,
  }));
  guardAccrual(world, draft, rows);
  world.commissions.set(order.orderId, rows);
  world.postings.push({
    source: 'commission',
    sourceId: order.orderId,
    kind: 'accrual',
    seq: 0,
    at: world.ctx.now,
    entries: netted(
      allocations.flatMap(({ payeeId, amount }) =>
        move(amount, { account: 'commission:expense' }, { account: 'pending', personId: ownerOf(world, payeeId) }),
      ),
    ),
  });
}
