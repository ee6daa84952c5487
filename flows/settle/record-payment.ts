import type { Uuid } from '../../kit/ids/index.ts';
import { move, netted, type Entry, type Posting } from '../../rooms/ledger/index.ts';
import { otherContent, pay, receive } from '../../rooms/orders/index.ts';
import { allocate, type Allocation } from '../../rooms/partners/index.ts';
import type { Outcome, RecordPayment } from './commands.ts';
import { activateCards } from './cards.ts';
import { followDelivery, startHold } from './confirm-receipt.ts';
import { draftOf, inTableOrder, salesAccount } from './drafts.ts';
import { giftsOfPayment } from './gifts.ts';
import { guardAccrual, ownerOf } from './holds.ts';
import { firstPaidAt } from './instalments.ts';
import { keepPayment } from './keep-payment.ts';
import { pointsOfPayment } from './points.ts';
import { leaveTraces } from './traces.ts';
import type { CommissionDraft, OrderDraft, World } from './world.ts';

/**
 * Takes a payment of an order; the one that completes it makes the sale, delivers what is instant and accrues the commissions.
 * @throws `order.notFound`, `order.isRecord`, `payment.tooMuch`, `order.cancelled`, `instalment.firstOpen`, `payment.exists` (the external id with other content)
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
  const isComplete = pay(draft.order, command.amount, Math.max(at, firstPaidAt(world, draft) ?? at));
  const { amount, provider, externalId } = command;
  const { paymentId } = keepPayment(world, draft, { externalId, provider, amount, at });
  leaveTraces(world, draft.order.personId, command);
  if (isComplete) completePayment(world, draft);
  return { kind: 'payment', orderId, paymentId, isRepeat: false };
}

/** The order is paid in full: sales, then commissions from what the order fixed, then what is delivered at once. */
export function completePayment(world: World, draft: OrderDraft): void {
  const { order } = draft;
  draft.isChanged = true;
  if (order.followsId === null && order.lines.some((line) => line.skuId !== null)) world.sold.push(order.orderId);
  const entries: Entry[] = [];
  for (const line of order.lines) {
    entries.push(...move(line.amount, { account: 'customer:unapplied' }, salesAccount(order, line.line, 'sales')));
  }
  entries.push(...move(order.shipping, { account: 'customer:unapplied' }, { account: 'shipping' }));
  world.postings.push({ source: 'order', sourceId: order.orderId, kind: 'paid', seq: 0, at: world.ctx.now, entries: netted(entries) });
  pointsOfPayment(world, draft);
  giftsOfPayment(world, draft);
  accrue(world, draft, { source: 'commission', sourceId: order.orderId });
  activateCards(world, draft);
  const instant = order.lines.filter((line) => line.isInstant && line.receiveDueAt === null).map((line) => line.line);
  if (instant.length > 0) startHold(world, draft, receive(order, order.paidAt ?? world.now, instant));
  followDelivery(world, draft);
}

/** Commissions of the lines named, or of all, from what the order fixed. @param by what brought them about */
export function accrue(
  world: World,
  draft: OrderDraft,
  by: Pick<Posting, 'source' | 'sourceId'>,
  lines: ReadonlySet<number> | null = null,
): void {
  const { order, snapshot: whole } = draft;
  if (!whole) return;
  const snapshot = lines === null ? whole : { ...whole, lines: whole.lines.filter((line) => lines.has(line.line)) };
  const { allocations } = (world.allocate ?? allocate)(snapshot);
  if (allocations.length === 0) return;
  const rows = allocations.map((allocation) => newCommission(order.orderId, allocation));
  guardAccrual(world, draft, rows);
  addCommissions(world, order.orderId, rows);
  world.postings.push({
    ...by,
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

export function addCommissions(world: World, orderId: Uuid, rows: readonly CommissionDraft[]): void {
  world.commissions.set(orderId, [...(world.commissions.get(orderId) ?? []), ...rows].toSorted(inTableOrder));
}

/** A commission as it accrues. */
export function newCommission(orderId: Uuid, allocation: Allocation): CommissionDraft {
  return {
    orderId,
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
  };
}
