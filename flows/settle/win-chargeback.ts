import { parseId } from '../../kit/ids/index.ts';
import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import { legsOf, noChargeback, refundNotFound, remainingBase, sentBackOf, takeRefundBack } from '../../rooms/orders/index.ts';
import { commissionKey, owed } from '../../rooms/partners/index.ts';
import type { Outcome, WinChargeback } from './commands.ts';
import { backOnCards } from './balance.ts';
import { restoreCards } from './cards.ts';
import { confirmDue, entered } from './confirm-receipt.ts';
import { salesAccount } from './drafts.ts';
import { giftsOfWin } from './gifts.ts';
import { ownerOf } from './holds.ts';
import { pointsOfWin } from './points.ts';
import { moneyOf } from './send-back.ts';
import type { CommissionDraft, World } from './world.ts';

/**
 * The bank gave a chargeback back: the sale holds again, and commissions accrue anew from what the order fixed, on what remains of it now.
 * Told again it changes nothing.
 * @throws `refund.notFound`, `refund.noChargeback`
 */
export function winChargeback(world: World, command: WinChargeback): Outcome {
  const refundId = parseId('refund', command.refund);
  const refund = refundId === null ? world.refunds.get(command.refund.slice(4)) : world.refundsById.get(refundId);
  const draft = refund && world.orders.get(refund.orderId);
  if (!refund || !draft) throw refundNotFound();
  if (refund.cause !== 'chargeback') throw noChargeback();
  const { order } = draft;
  if (refund.wonAt !== null) return { kind: 'refund', orderId: order.orderId, refundId: refund.refundId, isRepeat: true };
  const amount = refund.lines.reduce((sum, part) => sum + part.amount, refund.shipping);
  const before = sentBackOf(order) - backOnCards(world, order.orderId) - amount;
  const legs = legsOf(moneyOf(world, order.orderId), { before, amount });
  takeRefundBack(order, refund);
  refund.wonAt = world.now;
  world.wonRefunds.push(refund);
  draft.isChanged = true;
  for (const part of refund.lines) {
    const line = order.lines[part.line - 1];
    if (line) draft.changedLines.add(line);
  }
  // The same entries the other way round: nothing that was posted is touched.
  const entries: Entry[] = legs.flatMap((leg) => move(leg.amount, { account: `provider:${leg.provider}` }, { account: 'refund:payable' }));
  for (const part of refund.lines) {
    entries.push(
      ...(restoreCards(world, draft, part) ??
        move(part.amount, { account: 'refund:payable' }, salesAccount(order, part.line, 'sales:refunds'))),
    );
  }
  entries.push(...move(refund.shipping, { account: 'refund:payable' }, { account: 'sales:refunds' }));
  const posting = { sourceId: refund.refundId, seq: 0, at: world.ctx.now };
  world.postings.push({ ...posting, source: 'refund', kind: 'won', entries: netted(entries) });
  const lines = new Set(refund.lines.map((part) => part.line));
  const again: Entry[] = [];
  const rows = world.commissions.get(order.orderId) ?? [];
  for (const row of rows) {
    const line = order.lines[row.line - 1];
    if (line && lines.has(row.line) && !isVoided(world, row))
      again.push(...accrueAgain(world, row, { more: owed(row, remainingBase(line)) - (row.amount - row.reversed), rows }));
  }
  world.postings.push({ ...posting, source: 'refund', kind: 'accrual', entries: netted(again) });
  confirmDue(world, rows);
  pointsOfWin(world, draft, refund.refundId);
  giftsOfWin(world, draft);
  return { kind: 'refund', orderId: order.orderId, refundId: refund.refundId, isRepeat: false };
}

/** A case that is closed took it back for good: no bank brings it again. */
function isVoided({ holds }: World, row: CommissionDraft): boolean {
  return row.state === 'reversed' && row.caseId !== null && holds.items.get(commissionKey(row))?.caseId !== row.caseId;
}

function accrueAgain(world: World, row: CommissionDraft, { more, rows }: { more: bigint; rows: readonly CommissionDraft[] }): Entry[] {
  if (more <= 0n) return [];
  row.reversed -= more;
  row.isChanged = true;
  const expense = { account: 'commission:expense' as const };
  if (row.state === 'reversed') {
    // A line is released once: what comes back to one that was released meanwhile is released with it.
    const isReleased = rows.some((other) => other.line === row.line && other.confirmedAt !== null);
    if (isReleased) row.confirmedAt ??= world.now;
    row.state = isReleased ? 'confirmed' : 'pending';
  }
  return row.state === 'pending'
    ? move(more, expense, { account: 'pending', personId: ownerOf(world, row.payeeId) })
    : entered(world, row, more, expense);
}
