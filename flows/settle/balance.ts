import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { move, type Entry } from '../../rooms/ledger/index.ts';
import {
  balanceLeft,
  balanceNotForCards,
  balanceNotInParts,
  balanceShort,
  insertSpends,
  updateSpends,
  worthOf,
} from '../../rooms/membership/index.ts';
import { pay, type PaymentRecord } from '../../rooms/orders/index.ts';
import { bookCard, type CardDraft, type SpendDraft } from './cards.ts';
import type { PlaceOrder } from './commands.ts';
import { keepPayment } from './keep-payment.ts';
import type { SoldLine } from './place-order.ts';
import type { OrderDraft, World } from './world.ts';

/** What a payment from cards is called among the payments of an order. */
export const BALANCE = 'balance';

/** What is drawn from one card: units, and the part of them that was paid in. */
export interface Draw {
  readonly card: CardDraft;
  readonly units: bigint;
  readonly amount: bigint;
}

/** What the buyer has on cards, and what of it an order takes; `bonus` is the part that nobody paid in: a discount (CONTRACT §7). */
export interface Drawn {
  readonly has: bigint;
  readonly used: bigint;
  readonly bonus: bigint;
  readonly draws: readonly Draw[];
}

const NOTHING: Drawn = { has: 0n, used: 0n, bonus: 0n, draws: [] };

/**
 * What cards pay of an order that is placed: those whose time ends first, as much as was asked for. Nothing changes yet.
 * @param of.goods the lines after all other discounts: what a bonus can take off
 * @param of.total with the shipping
 * @throws `balance.short` (less than asked for is there or can be used), `balance.notForCards`, `balance.notInParts`
 */
export function drawBalance(
  world: World,
  command: PlaceOrder,
  of: { personId: Uuid; goods: bigint; total: bigint; sold: readonly SoldLine[] },
): Drawn {
  const asked = command.balance;
  if (asked === undefined) return NOTHING;
  const cards = spendable(world, of.personId);
  const has = cards.reduce((sum, card) => sum + leftOn(world, card), 0n);
  // Money paid ahead buys no money paid ahead: its bonus would grow by itself.
  const isForCards = of.sold.some((line) => line.product.ladderRole === 'membership');
  const isOut = isForCards || command.instalments !== undefined;
  if (asked === 0n || (asked === 'most' && (has === 0n || isOut))) return { ...NOTHING, has };
  if (isForCards) throw balanceNotForCards();
  if (isOut) throw balanceNotInParts();
  let drawn = drawFrom(world, cards, asked === 'most' || asked > of.total ? of.total : asked);
  if (drawn.bonus > of.goods) drawn = drawFrom(world, cards, of.goods);
  if (asked !== 'most' && drawn.used !== asked) throw balanceShort(drawn.used);
  return { has, ...drawn };
}

/** Cards of a buyer with money on them, those whose time ends first coming first. */
function spendable(world: World, personId: Uuid): CardDraft[] {
  const end = (card: CardDraft): number => card.to ?? Number.POSITIVE_INFINITY;
  return (world.cards.ofPerson.get(personId) ?? [])
    .filter((card) => leftOn(world, card) > 0n)
    .toSorted((a, b) => end(a) - end(b) || (a.cardId < b.cardId ? -1 : 1));
}

// A card that nobody paid for has nothing to pay with but its bonus, and that alone is no money.
function leftOn(world: World, card: CardDraft): bigint {
  return card.fee > card.refunded ? balanceLeft(card, world.now) : 0n;
}

function drawFrom(world: World, cards: readonly CardDraft[], wanted: bigint): Omit<Drawn, 'has'> {
  const draws: Draw[] = [];
  let left = wanted;
  for (const card of cards) {
    const there = leftOn(world, card);
    const units = there < left ? there : left;
    const amount = worthOf(card, card.used) - worthOf(card, card.used + units);
    // So little that all of it would be bonus is paid another way.
    if (units === 0n || amount === 0n) continue;
    draws.push({ card, units, amount });
    left -= units;
  }
  const used = wanted - left;
  return { used, bonus: draws.reduce((sum, draw) => sum + draw.units - draw.amount, 0n), draws };
}

/**
 * Cards pay of an order: what is owed for them goes over to it, as a payment like any other.
 * @returns the payment, and whether it completes the order; null where nothing is drawn
 */
export function payFromCards(
  world: World,
  draft: OrderDraft,
  draws: readonly Draw[],
  at: number,
): { payment: PaymentRecord; isComplete: boolean } | null {
  const amount = draws.reduce((sum, draw) => sum + draw.amount, 0n);
  if (amount === 0n) return null;
  const { orderId } = draft.order;
  const isComplete = pay(draft.order, amount, at);
  const entries: Entry[] = [];
  for (const { card, units } of draws) {
    bookCard(world, card);
    const before = card.liability;
    card.spent += units;
    card.liability = worthOf(card, card.consumed);
    card.isChanged = true;
    const paid = before - card.liability;
    entries.push(...move(paid, { account: 'prepaid', personId: card.personId }, { account: 'customer:unapplied' }));
    const { cardId, personId, orderId: cardOrderId } = card;
    const spend = { orderId, cardId, cardOrderId, personId, units, amount: paid, unitsBack: 0n, amountBack: 0n, at };
    world.cards.spends.set(orderId, [...(world.cards.spends.get(orderId) ?? []), { ...spend, isNew: true, isChanged: false }]);
  }
  return { payment: keepPayment(world, draft, { externalId: null, provider: BALANCE, amount, at }, entries), isComplete };
}

/** What cards paid of an order and did not get back. */
export function outOnOrder(world: World, orderId: Uuid): bigint {
  return (world.cards.spends.get(orderId) ?? []).reduce((sum, spend) => sum + spend.amount - spend.amountBack, 0n);
}

/** What cards got back of an order. */
export function backOnCards(world: World, orderId: Uuid): bigint {
  return (world.cards.spends.get(orderId) ?? []).reduce((sum, spend) => sum + spend.amountBack, 0n);
}

/** What was taken over a counter on the cards that paid an order is booked before anything of it goes back, as the book is read again. */
export function bookCardsOf(world: World, orderId: Uuid): void {
  for (const spend of world.cards.spends.get(orderId) ?? []) {
    const card = cardOf(world, spend);
    if (card) bookCard(world, card);
  }
}

/**
 * Money of an order goes back to the cards that paid it: each has as much more as was given back, and of its bonus the same part. Where
 * the card is gone meanwhile the money is handed over.
 * @returns per card its entries
 */
export function giveBackToCards(world: World, orderId: Uuid, amount: bigint): Entry[][] {
  let left = amount;
  const parts: Entry[][] = [];
  for (const spend of world.cards.spends.get(orderId) ?? []) {
    const part = lesser(left, spend.amount - spend.amountBack);
    if (part === 0n) continue;
    left -= part;
    parts.push(moveBack(world, spend, part));
  }
  return parts;
}

function moveBack(world: World, spend: SpendDraft, part: bigint): Entry[] {
  const card = cardOf(world, spend);
  spend.amountBack += part;
  spend.isChanged = true;
  if (!card || card.ended !== null) return move(part, { account: 'refund:payable' }, { account: 'provider:manual' });
  const before = card.liability;
  const units = unitsFor(card, { spend, part });
  spend.unitsBack += units;
  card.spent -= units;
  card.liability = worthOf(card, card.consumed);
  card.isChanged = true;
  const worth = card.liability - before;
  return [
    ...move(worth, { account: 'refund:payable' }, { account: 'prepaid', personId: card.personId }),
    // Where no number of units is worth exactly so much, the last fen of the rounding is the brand's.
    ...move(part - worth, { account: 'refund:payable' }, { account: 'sales:refunds' }),
  ];
}

/**
 * How many units of what was drawn are worth so much on a card now, nearest to the same part of them. What a card is worth moves by at most
 * one with each unit, so there nearly always is such a number.
 */
function unitsFor(card: CardDraft, { spend, part }: { spend: SpendDraft; part: bigint }): bigint {
  const worthWith = (units: bigint): bigint => worthOf({ ...card, spent: card.spent - units }, card.consumed) - card.liability;
  const most = spend.units - spend.unitsBack;
  let units = spend.amountBack === spend.amount ? most : (spend.units * spend.amountBack) / spend.amount - spend.unitsBack;
  while (worthWith(units) < part && units < most) units += 1n;
  while (worthWith(units) > part && units > 0n) units -= 1n;
  return units;
}

function cardOf(world: World, spend: SpendDraft): CardDraft | undefined {
  return (world.cards.ofOrder.get(spend.cardOrderId) ?? []).find((card) => card.cardId === spend.cardId);
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Writes what cards pay and got back. */
export async function writeSpends(ctx: Ctx, world: World): Promise<void> {
  const spends = [...world.cards.spends.values()].flat();
  await insertSpends(
    ctx,
    spends.filter((spend) => spend.isNew),
  );
  await updateSpends(
    ctx,
    spends.filter((spend) => spend.isChanged && !spend.isNew),
  );
}
