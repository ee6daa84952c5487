import { createHash } from 'node:crypto';
import type { Uuid } from '../../kit/ids/index.ts';
import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import {
  baseOf,
  exchanged,
  otherContent,
  priceLines,
  receive,
  refundContent,
  replacing,
  sentBackOf,
  takeExchange,
  termsOf,
  worthTheSame,
  type ExchangeTerms,
  type LiveLine,
} from '../../rooms/orders/index.ts';
import type { SnapshotLine } from '../../rooms/partners/index.ts';
import type { ExchangeGoods, Outcome } from './commands.ts';
import { bookCardsOf } from './balance.ts';
import { assertNoCards } from './cards.ts';
import { startHold } from './confirm-receipt.ts';
import { draftOf, salesAccount } from './drafts.ts';
import { keepRefund, restocking, reverse } from './give-refund.ts';
import { keepPayment } from './keep-payment.ts';
import { askedLine, keepPieces, lineInput, soldLines, type AskedLine, type SoldLine } from './place-order.ts';
import { pointsOfExchange } from './points.ts';
import { accrue } from './record-payment.ts';
import { sendBack } from './send-back.ts';
import type { OrderDraft, World } from './world.ts';

/**
 * Goods of a line come back and others go out for them: the line is refunded, new lines stand in its place under what the order fixed,
 * and what both are worth never leaves the brand. The purchase stays the purchase it was; commissions of the old line are taken back,
 * those of the new ones wait for their receipt.
 * @throws `order.notFound`, `order.isRecord`, `order.unpaid`, `order.cancelled`, `line.unknown`, `exchange.nothing`, `refund.tooMuch`,
 * `refund.exists`, `product.notFound`, `product.archived`, `sku.notFound`, `sku.missing`, `stock.short`, `restock.tooMany`, `exchange.due` (the new goods
 * cost more and nothing says how that was paid), `payment.tooMuch`, `payment.exists`
 */
export function exchangeGoods(world: World, command: ExchangeGoods): Outcome {
  const draft = draftOf(world, command.order);
  const { order } = draft;
  const asked = askedLine(world.products.get(command.with.product), { ...command.with, discount: 0n, tax: 0n }, '/with');
  const first = command.externalId === null ? undefined : world.refunds.get(command.externalId);
  if (first) {
    const isSame = first.orderId === order.orderId && first.content === contentOf(command, asked, first.lines[0]?.amount ?? 0n);
    if (!isSame) throw otherContent('refund', command.externalId ?? '');
    return { kind: 'refund', orderId: order.orderId, refundId: first.refundId, isRepeat: true };
  }
  const { line: old, amount } = exchanged(order, command.line, command.amount);
  const sold = soldLines(world, order.personId, { ...asked, line: { ...asked.line, ...priceOf(command, amount) } });
  assertNoCards(world, order.orderId, { line: old.line, sold });
  const lines = priceLines(sold.map(lineInput), 0n);
  const terms = termsOf(
    amount,
    lines.reduce((sum, line) => sum + line.amount, 0n),
    command.payment !== null,
  );
  const paidAs = command.payment?.externalId ?? null;
  if (paidAs !== null && world.payments.has(paidAs)) throw otherContent('payment', paidAs);
  const pieces = restocking(order, { line: old.line, quantity: command.restock });
  keepPieces(world, sold, null);
  const { refundId } = exchangeInto(world, draft, {
    old,
    lines,
    terms,
    externalId: command.externalId,
    content: contentOf(command, asked, amount),
    payment: command.payment,
    fixed: lines.map((line, i) => fixedOf(line, sold[i])),
  });
  keepPieces(world, sold, { orderId: refundId });
  if (sold.some(({ sku }) => sku !== null && sku.free !== null)) world.sold.push(refundId);
  world.restocked.push(...pieces);
  return { kind: 'refund', orderId: order.orderId, refundId, isRepeat: false };
}

/** What an exchange comes down to, once everything about it is known to be right. */
export interface Taken {
  readonly old: LiveLine;
  /** numbered from 1, as they were priced */
  readonly lines: readonly LiveLine[];
  readonly terms: ExchangeTerms;
  readonly externalId: string | null;
  readonly content: string;
  readonly payment: ExchangeGoods['payment'];
  /** what the order fixes of the new lines for commissions; number and base are theirs */
  readonly fixed: readonly Omit<SnapshotLine, 'line' | 'base'>[];
}

/** The money and the lines of an exchange: refund, payment of the difference, new lines, commissions. */
export function exchangeInto(world: World, draft: OrderDraft, taken: Taken): { readonly refundId: Uuid } {
  const { order } = draft;
  const { old, terms, externalId, content } = taken;
  const parts = [{ line: old.line, amount: terms.amount }];
  const sentBefore = sentBackOf(order);
  bookCardsOf(world, order.orderId);
  const { refundId } = keepRefund(world, draft, { externalId, content, lines: parts, shipping: 0n, cause: 'exchange', kept: terms.kept });
  if (taken.payment && terms.due > 0n) keepPayment(world, draft, { ...taken.payment, amount: terms.due, at: world.now });
  const lines = replacing(order, old, taken.lines, refundId);
  takeExchange(order, old, lines, terms);
  for (const line of lines) draft.newLines.add(line);
  const entries: Entry[] = move(terms.kept, { account: 'refund:payable' }, { account: 'customer:unapplied' });
  for (const line of lines) entries.push(...move(line.amount, { account: 'customer:unapplied' }, salesAccount(order, line.line, 'sales')));
  const posting = { source: 'refund' as const, sourceId: refundId };
  world.postings.push({ ...posting, kind: 'exchanged', seq: 0, at: world.ctx.now, entries: netted(entries) });
  const back = { ...posting, cause: 'exchange' as const, before: sentBefore, amount: terms.back };
  sendBack(world, order.orderId, back);
  reverse(world, draft, refundId, new Set([old.line]));
  if (draft.snapshot) {
    const fixed = lines.flatMap((line, i) => {
      const known = taken.fixed[i];
      return known ? [{ ...known, line: line.line, base: baseOf(line) }] : [];
    });
    draft.snapshot = { ...draft.snapshot, lines: [...draft.snapshot.lines, ...fixed] };
    draft.isSnapshotChanged = true;
  }
  pointsOfExchange(
    world,
    draft,
    refundId,
    lines.map((line, i) => ({ line: line.line, base: baseOf(line), ladderRole: taken.fixed[i]?.ladderRole ?? null })),
  );
  accrue(world, draft, posting, new Set(lines.map((line) => line.line)));
  const instant = lines.filter((line) => line.isInstant).map((line) => line.line);
  if (instant.length > 0) startHold(world, draft, receive(order, world.now, instant));
  return { refundId };
}

function priceOf({ with: goods }: ExchangeGoods, amount: bigint): { unitPrice: bigint; discount: bigint } {
  return goods.unitPrice === null ? worthTheSame(amount, goods.quantity) : { unitPrice: goods.unitPrice, discount: 0n };
}

function fixedOf(line: LiveLine, sold: SoldLine | undefined): Taken['fixed'][number] {
  return {
    productId: line.productId,
    category: sold?.product.category ?? null,
    ladderRole: sold?.product.ladderRole ?? null,
    quantity: line.quantity,
  };
}

/** What a repeat must equal: what came back and the things themselves, not the words for them. */
function contentOf(command: ExchangeGoods, { product, sku }: AskedLine, amount: bigint): string {
  const { with: goods, payment, restock } = command;
  const text = JSON.stringify([
    product.productId,
    sku?.skuId ?? null,
    goods.quantity.toString(),
    goods.unitPrice?.toString() ?? null,
    command.amount?.toString() ?? null,
    payment,
    restock.toString(),
  ]);
  const goodsHash = createHash('sha256').update(text).digest('hex');
  return refundContent([{ line: command.line, amount }], 0n, 'exchange', goodsHash);
}
