import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import { receive, type LiveLine } from '../../rooms/orders/index.ts';
import type { ConfirmReceipt, Outcome } from './commands.ts';
import { draftOf, purseOf } from './drafts.ts';
import type { CommissionDraft, OrderDraft, World } from './world.ts';

const DAY_MS = 86_400_000;

/**
 * The customer has the goods: the hold of their lines begins (rules.md S1). A second receipt changes nothing.
 * @throws `order.notFound`, `order.unpaid` (may be told again after the payment), `line.unknown`
 */
export function confirmReceipt(world: World, command: ConfirmReceipt): Outcome {
  const draft = draftOf(world, command.order);
  const fresh = receive(draft.order, Math.min(command.at ?? world.now, world.now), command.lines);
  if (fresh.length > 0) startHold(world, draft, fresh);
  return { kind: 'order', orderId: draft.order.orderId, isRepeat: fresh.length === 0 };
}

/** Dates the release of the commissions of lines that were received; what is due already is confirmed now. */
export function startHold(world: World, draft: OrderDraft, lines: readonly LiveLine[]): void {
  draft.isChanged = true;
  for (const line of lines) draft.changedLines.add(line);
  const days = draft.snapshot?.plan.hold.days ?? 0;
  const received = new Map(lines.map((line) => [line.line, line.receivedAt ?? world.now]));
  const rows = world.commissions.get(draft.order.orderId) ?? [];
  for (const row of rows) {
    const receivedAt = received.get(row.line);
    if (receivedAt === undefined || row.dueAt !== null) continue;
    row.dueAt = receivedAt + days * DAY_MS;
    row.isChanged = true;
  }
  confirmDue(world, rows);
}

/**
 * Confirms those of an order's commissions whose hold is over: pending pays the payee's debt first, the rest becomes available; a case keeps it
 * held. One posting per line. @returns how many were confirmed
 */
export function confirmDue(world: World, rows: readonly CommissionDraft[]): number {
  const due = rows.filter((row) => row.state === 'pending' && row.dueAt !== null && row.dueAt <= world.now);
  const byLine = Map.groupBy(due, (row) => row.line);
  for (const [line, ofLine] of byLine) {
    const entries: Entry[] = [];
    for (const row of ofLine) {
      entries.push(...confirmOne(world, row));
      row.state = 'confirmed';
      row.confirmedAt = world.now;
      row.isChanged = true;
    }
    const sourceId = ofLine[0]?.orderId ?? '';
    world.postings.push({ source: 'commission', sourceId, kind: 'confirm', seq: line, at: world.ctx.now, entries: netted(entries) });
  }
  return due.length;
}

function confirmOne(world: World, row: CommissionDraft): Entry[] {
  const left = row.amount - row.reversed;
  const pending = { account: 'pending' as const, personId: row.payeeId };
  const purse = purseOf(world, row.payeeId);
  if (row.caseId !== null) {
    purse.held += left;
    return move(left, pending, { account: 'held', personId: row.payeeId });
  }
  const repaid = left < purse.receivable ? left : purse.receivable;
  purse.receivable -= repaid;
  purse.available += left - repaid;
  return [
    ...move(repaid, pending, { account: 'receivable', personId: row.payeeId }),
    ...move(left - repaid, pending, { account: 'available', personId: row.payeeId }),
  ];
}
