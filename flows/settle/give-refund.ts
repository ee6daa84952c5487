import { newId, type Uuid } from '../../kit/ids/index.ts';
import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import {
  isRefundedInFull,
  otherContent,
  overRefunded,
  refund,
  refundContent,
  refundedOf,
  remainingBase,
  restockTooMany,
  sentBackOf,
  unknownLine,
  type LiveOrder,
  type RefundRecord,
} from '../../rooms/orders/index.ts';
import { owed } from '../../rooms/partners/index.ts';
import { backOnCards, bookCardsOf } from './balance.ts';
import { refundCards, refundLine } from './cards.ts';
import type { GiveRefund, Outcome } from './commands.ts';
import { draftOf, purseOf, salesAccount } from './drafts.ts';
import { giftsOfEnd } from './gifts.ts';
import { itemOf, noteTakenBack, ownerOf } from './holds.ts';
import { pointsOfRefund } from './points.ts';
import { moneyOf, sendBack } from './send-back.ts';
import type { CommissionDraft, OrderDraft, World } from './world.ts';

/**
 * Gives money back: net, commissions and what is owed to the customer change at once; every commission of a refunded line is
 * recomputed on what remains and the difference taken back (rules.md S3, S4).
 * @throws `order.notFound`, `order.unpaid`, `line.unknown`, `refund.tooMuch` (of a chargeback also more than a bank brought), `restock.tooMany`, `refund.exists` (the external id with other content)
 */
export function giveRefund(world: World, command: GiveRefund): Outcome {
  const draft = draftOf(world, command.order);
  const { order } = draft;
  const first = command.externalId === null ? undefined : world.refunds.get(command.externalId);
  if (first) {
    if (first.orderId !== order.orderId || !isTheSame(world, draft, first, command)) throw otherContent('refund', command.externalId ?? '');
    return { kind: 'refund', orderId: order.orderId, refundId: first.refundId, isRepeat: true };
  }
  const { lines, goods, nth } = partsOf(world, draft, command);
  const content = refundContent(lines, command.shipping, command.cause, goods);
  const pieces = (command.restock ?? []).map((part) => restocking(order, part));
  const [before, sentBefore] = [refundedOf(order), sentBackOf(order)];
  if (command.cause === 'chargeback')
    assertFromBank(
      world,
      order,
      lines.reduce((sum, part) => sum + part.amount, command.shipping),
    );
  refund(order, { lines, shipping: command.shipping });
  bookCardsOf(world, order.orderId);
  world.restocked.push(...pieces.flat());
  const { externalId, shipping, cause } = command;
  const { refundId } = keepRefund(world, draft, { externalId, content, lines, shipping, cause, kept: 0n }, nth);
  const amount = refundedOf(order) - before;
  sendBack(world, order.orderId, { source: 'refund', sourceId: refundId, cause, before: sentBefore, amount });
  reverse(world, draft, refundId, new Set(lines.map((part) => part.line)));
  if (isRefundedInFull(order)) world.emptied.push(order.orderId);
  return { kind: 'refund', orderId: order.orderId, refundId, isRepeat: false };
}

/** A bank takes back no more than it brought: what cards paid is none of its business. @throws `refund.tooMuch` */
function assertFromBank(world: World, order: LiveOrder, amount: bigint): void {
  const brought = moneyOf(world, order.orderId).reduce((sum, payment) => sum + payment.amount, 0n);
  const left = brought - (sentBackOf(order) - backOnCards(world, order.orderId));
  if (order.paidAt !== null && amount > left) throw overRefunded(left, '/lines/0/amount');
}

/** What goes back: the lines that were asked for, or what one card is still worth. */
function partsOf(
  world: World,
  draft: OrderDraft,
  command: GiveRefund,
): { lines: GiveRefund['lines']; goods: string | undefined; nth: number | null } {
  if (command.card === undefined) return { lines: command.lines, goods: restockText(command), nth: command.nth ?? null };
  const { line, nth, amount } = refundLine(world, draft, command.card);
  return { lines: [{ line, amount }], goods: cardText({ line, nth }), nth };
}

function cardText({ line, nth }: { line: number; nth: number }): string {
  return `card ${line}.${nth}`;
}

/** Which card of a line a refund was for; null = none by itself. */
export function cardOfContent(content: string): number | null {
  const { goods } = JSON.parse(content) as { goods?: string };
  const found = /^card \d+\.(\d+)$/.exec(goods ?? '');
  return found ? Number(found[1]) : null;
}

function isTheSame(world: World, { order }: OrderDraft, first: RefundRecord, command: GiveRefund): boolean {
  if (command.card === undefined) {
    return first.content === refundContent(command.lines, command.shipping, command.cause, restockText(command));
  }
  const card = (world.cards.ofOrder.get(order.orderId) ?? []).find((one) => one.cardId === command.card);
  return card !== undefined && first.content === refundContent(first.lines, command.shipping, command.cause, cardText(card));
}

/**
 * Pieces of a line that came back and can be sold again; nothing where they are of no variant.
 * @throws `line.unknown`, `restock.tooMany` (more than the line has)
 */
export function restocking(order: LiveOrder, { line: number, quantity }: { line: number; quantity: bigint }): World['restocked'] {
  const line = order.lines[number - 1];
  if (!line) throw unknownLine(number, '/lines');
  if (quantity > line.quantity) throw restockTooMany(number, line.quantity);
  return line.skuId === null || quantity === 0n ? [] : [{ skuId: line.skuId, quantity: Number(quantity), orderId: order.orderId }];
}

function restockText({ restock = [] }: GiveRefund): string | undefined {
  return restock.length === 0 ? undefined : `restock ${restock.map((part) => `${part.line}:${part.quantity}`).join(' ')}`;
}

/** Writes down a refund that the order has taken, and what is owed for it. @param nth of a line of membership cards: the one it is for */
export function keepRefund(
  world: World,
  draft: OrderDraft,
  what: Pick<RefundRecord, 'externalId' | 'content' | 'lines' | 'shipping' | 'cause' | 'kept'>,
  nth: number | null = null,
): RefundRecord {
  const { order } = draft;
  const record: RefundRecord = { refundId: newId(), orderId: order.orderId, ...what, at: world.now, wonAt: null };
  world.newRefunds.push(record);
  world.refundsById.set(record.refundId, record);
  if (what.externalId !== null) world.refunds.set(what.externalId, record);
  draft.isChanged = true;
  for (const part of what.lines) {
    const line = order.lines[part.line - 1];
    if (line) draft.changedLines.add(line);
  }
  postRefund(world, draft, record, nth);
  return record;
}

function postRefund(world: World, draft: OrderDraft, { refundId, lines, shipping, cause }: RefundRecord, nth: number | null): void {
  const entries: Entry[] = lines.flatMap(
    (part) =>
      refundCards(world, draft, { part, cause, nth }) ??
      move(part.amount, salesAccount(draft.order, part.line, 'sales:refunds'), { account: 'refund:payable' }),
  );
  entries.push(...move(shipping, { account: 'sales:refunds' }, { account: 'refund:payable' }));
  world.postings.push({ source: 'refund', sourceId: refundId, kind: 'accepted', seq: 0, at: world.ctx.now, entries: netted(entries) });
}

/** Takes back what exceeds the share of the remaining base: from pending, or from available and, beyond it, as a debt; points likewise. */
export function reverse(world: World, draft: OrderDraft, refundId: Uuid, lines: ReadonlySet<number>): void {
  const { order } = draft;
  const entries: Entry[] = [];
  for (const row of world.commissions.get(order.orderId) ?? []) {
    const line = order.lines[row.line - 1];
    if (!line || !lines.has(row.line)) continue;
    const back = row.amount - owed(row, remainingBase(line)) - row.reversed;
    if (back <= 0n) continue;
    entries.push(...takeBack(world, row, { back, refundId }));
    row.reversed += back;
    row.isChanged = true;
    if (row.reversed === row.amount) row.state = 'reversed';
  }
  world.postings.push({ source: 'refund', sourceId: refundId, kind: 'reversal', seq: 0, at: world.ctx.now, entries: netted(entries) });
  pointsOfRefund(world, draft, refundId);
  if (isRefundedInFull(order)) giftsOfEnd(world, order.orderId, 'refunded');
}

function takeBack(world: World, row: CommissionDraft, { back, refundId }: { back: bigint; refundId: Uuid }): Entry[] {
  const personId = ownerOf(world, row.payeeId);
  const told = { personId, refundId, amount: back };
  const expense = { account: 'commission:expense' as const };
  if (row.state === 'pending') {
    noteTakenBack(world, { ...told, owed: 0n });
    return move(back, { account: 'pending', personId }, expense);
  }
  const purse = purseOf(world, personId);
  world.holds.toCover.add(personId);
  let left = back;
  const entries: Entry[] = [];
  const item = itemOf(world, row);
  if (item !== null) {
    const fromHeld = left < item.held ? left : item.held;
    item.held -= fromHeld;
    purse.held -= fromHeld;
    left -= fromHeld;
    entries.push(...move(fromHeld, { account: 'held', personId }, expense));
  }
  const fromAvailable = left < purse.available ? left : purse.available;
  purse.available -= fromAvailable;
  purse.receivable += left - fromAvailable;
  noteTakenBack(world, { ...told, owed: left - fromAvailable });
  entries.push(
    ...move(fromAvailable, { account: 'available', personId }, expense),
    ...move(left - fromAvailable, { account: 'receivable', personId }, expense),
  );
  return entries;
}
