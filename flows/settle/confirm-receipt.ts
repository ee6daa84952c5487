import type { Uuid } from '../../kit/ids/index.ts';
import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import { deliveredWith, holdEndsAt, receive, type LiveLine } from '../../rooms/orders/index.ts';
import { intoPurse } from '../../rooms/partners/index.ts';
import type { ConfirmReceipt, Outcome } from './commands.ts';
import { callOffLate } from './cancel-order.ts';
import { bookDueCards } from './cards.ts';
import { draftOf, purseOf } from './drafts.ts';
import { giftsOfHold, releaseGifts } from './gifts.ts';
import { holdIfStopped, itemOf, overTheCap, ownerOf } from './holds.ts';
import { agreementOf } from './instalments.ts';
import { expirePoints, pointsOfHold } from './points.ts';
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
  followDelivery(world, draft);
  return { kind: 'order', orderId: draft.order.orderId, isRepeat: fresh.length === 0 };
}

/** What falls due by the clock: lines shipped long enough ago are received, commissions whose hold is over are confirmed. */
export function releaseDue(world: World): Outcome {
  let commissions = 0;
  for (const draft of world.orders.values()) {
    for (const line of draft.order.lines) {
      if (line.receiveDueAt === null || line.receiveDueAt > world.now) continue;
      const dueAt = cardBeginsAt(world, draft, line) ?? line.receiveDueAt;
      if (dueAt > world.now) {
        line.receiveDueAt = dueAt;
        draft.isChanged = true;
        draft.changedLines.add(line);
        continue;
      }
      startHold(world, draft, receive(draft.order, dueAt, [line.line]));
      followDelivery(world, draft);
    }
    commissions += confirmDue(world, world.commissions.get(draft.order.orderId) ?? []);
  }
  callOffLate(world);
  expirePoints(world);
  releaseGifts(world);
  bookDueCards(world);
  return { kind: 'released', commissions };
}

/** A card waits behind one of its kind: when that one lay still meanwhile, it begins later than was known when it was paid. */
function cardBeginsAt(world: World, { order }: OrderDraft, { line }: LiveLine): number | null {
  const cards = world.cards.ofOrder.get(order.orderId) ?? [];
  return cards.find((card) => card.line === line && card.nth === 1 && card.ended !== 'given')?.from ?? null;
}

/**
 * A later instalment is for goods that come with the first order: the hold of its lines begins when they are received, and not before it
 * was paid. Told of either.
 */
export function followDelivery(world: World, draft: OrderDraft): void {
  const [first, ...later] = agreementOf(world, draft);
  for (const one of later) {
    const delivered = first ? deliveredWith(one.order, first.order) : [];
    for (const { line, at } of delivered) startHold(world, one, receive(one.order, at, [line]));
  }
}

/**
 * Dates the release of the commissions of lines: their hold runs from receipt and stands still while a claim is open. What is due already
 * is confirmed now.
 */
export function startHold(world: World, draft: OrderDraft, lines: readonly LiveLine[]): void {
  draft.isChanged = true;
  for (const line of lines) draft.changedLines.add(line);
  const holdMs = (draft.snapshot?.plan.hold.days ?? 0) * DAY_MS;
  const ends = new Map(lines.map((line) => [line.line, holdEndsAt(line, holdMs)]));
  const rows = world.commissions.get(draft.order.orderId) ?? [];
  for (const row of rows) {
    const endsAt = ends.get(row.line);
    if (endsAt === undefined || row.state === 'confirmed' || row.state === 'paid' || row.dueAt === endsAt) continue;
    row.dueAt = endsAt;
    row.isChanged = true;
  }
  pointsOfHold(world, draft);
  giftsOfHold(world, draft);
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
  const from = { account: 'pending' as const, personId: ownerOf(world, row.payeeId) };
  holdIfStopped(world, row);
  if (row.caseId !== null) return entered(world, row, left, from);
  const over = overTheCap(world, row, left);
  const held = over > 0n ? entered(world, row, over, from) : [];
  return [...held, ...credited(world, row.payeeId, left - over, from)];
}

/** Money of a commission that becomes the payee's: it pays their debt first, the rest is available; a case keeps it held. */
export function entered(world: World, row: CommissionDraft, amount: bigint, from: { account: Entry['account']; personId?: Uuid }): Entry[] {
  holdIfStopped(world, row);
  const item = itemOf(world, row);
  if (item === null) return credited(world, row.payeeId, amount, from);
  const personId = ownerOf(world, row.payeeId);
  item.held += amount;
  purseOf(world, personId).held += amount;
  return move(amount, from, { account: 'held', personId });
}

function credited(world: World, payeeId: Uuid, amount: bigint, from: { account: Entry['account']; personId?: Uuid }): Entry[] {
  const personId = ownerOf(world, payeeId);
  const purse = purseOf(world, personId);
  const { repaid, available } = intoPurse(amount, purse.receivable, world.holds.netPct);
  if (repaid > 0n) world.holds.toCover.add(personId);
  purse.receivable -= repaid;
  purse.available += available;
  return [...move(repaid, from, { account: 'receivable', personId }), ...move(available, from, { account: 'available', personId })];
}
