import type { Ctx } from '../../kit/ctx.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { allocate } from '../../kit/money/index.ts';
import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import {
  balanceUnits,
  cardBegun,
  cardNotActive,
  cardOffSale,
  cardTooDear,
  consumedWhen,
  designsOf,
  givenToSelf,
  insertCards,
  keepStandings,
  loadCards,
  memberCardNotFound,
  memberSpans,
  memberStandings,
  nextDue,
  noExchange,
  noInstalments,
  nothingLeft,
  numberMembers,
  periodsOver,
  prepaidRules,
  refundOf,
  scheduleOf,
  spendsOf,
  stateAt,
  tooManyCards,
  updateCards,
  worthOf,
  type CardEnding,
  type CardSpend,
  type Design,
  type MemberCardRow,
  type MemberSpan,
} from '../../rooms/membership/index.ts';
import type { LiveOrder, RefundRecord } from '../../rooms/orders/index.ts';
import { personNotFound } from '../../rooms/relations/index.ts';
import type { GiveCard, Outcome, PlaceOrder } from './commands.ts';
import type { SoldLine } from './place-order.ts';
import type { OrderDraft, World } from './world.ts';

/** A card while a batch decides about it. */
export type CardDraft = MemberCardRow & { isNew: boolean; isChanged: boolean };

/** What a card pays of an order while a batch decides about it. */
export type SpendDraft = CardSpend & { isNew: boolean; isChanged: boolean };

/** The cards a batch may touch: all of whoever holds one of them. */
export interface Cards {
  /** products that are cards */
  readonly designs: ReadonlyMap<Uuid, Design>;
  readonly rules: { readonly refundDays: number; readonly most: bigint | null };
  readonly ofOrder: Map<Uuid, CardDraft[]>;
  readonly ofPerson: Map<Uuid, CardDraft[]>;
  /** what cards pay of orders, by order */
  readonly spends: Map<Uuid, SpendDraft[]>;
  /** when their holders were members, as told so far */
  readonly standings: ReadonlyMap<Uuid, readonly MemberSpan[]>;
  /** a replay: the book says what was used and when each began, so the clock is not asked */
  readonly isTold: boolean;
}

/** A batch without cards. */
export function noCards(isTold = false): Cards {
  const rules = { refundDays: 0, most: null };
  return { designs: new Map(), rules, ofOrder: new Map(), ofPerson: new Map(), spends: new Map(), standings: new Map(), isTold };
}

/** One line carries so many cards at most. */
const MOST_CARDS = 100;

/** Reads the cards of orders and people, with everything else their holders have; nothing is read where there can be none. */
export async function loadMembership(
  ctx: Ctx,
  of: {
    productIds: readonly Uuid[];
    orderIds: readonly Uuid[];
    personIds: readonly Uuid[];
    /** orders of which something may go back, and to the cards that paid it first */
    spentOn: readonly Uuid[];
  },
): Promise<Cards> {
  const { productIds, orderIds } = of;
  const spends = await spendsOf(ctx, of.spentOn);
  const personIds = [...new Set([...of.personIds, ...spends.map((spend) => spend.personId)])];
  if (productIds.length + orderIds.length + personIds.length === 0) return noCards();
  const [designs, rows] = await Promise.all([designsOf(ctx, productIds), loadCards(ctx, { personIds, orderIds })]);
  const known = new Set(personIds);
  const others = [...new Set(rows.map((row) => row.personId))].filter((personId) => !known.has(personId));
  const [rest, standings] = await Promise.all([
    loadCards(ctx, { personIds: others }),
    memberStandings(ctx, [...new Set([...known, ...others])]),
  ]);
  const drafts = spends.map((spend): SpendDraft => ({ ...spend, isNew: false, isChanged: false }));
  const cards: Cards = {
    ...noCards(),
    designs,
    rules: prepaidRules(ctx),
    standings,
    spends: Map.groupBy(drafts, (spend) => spend.orderId),
  };
  const met = new Set<Uuid>();
  for (const row of [...rows, ...rest]) {
    if (met.has(row.cardId)) continue;
    met.add(row.cardId);
    keepCard(cards, { ...row, isNew: false, isChanged: false });
  }
  return cards;
}

export function keepCard({ ofOrder, ofPerson }: Cards, card: CardDraft): void {
  ofOrder.set(card.orderId, [...(ofOrder.get(card.orderId) ?? []), card]);
  ofPerson.set(card.personId, [...(ofPerson.get(card.personId) ?? []), card]);
}

/** In the order in which they were sold, whoever was given which meanwhile: money goes back on the last first. */
function cardsOfLine(world: World, orderId: Uuid, line: number): CardDraft[] {
  const cards = world.cards.ofOrder.get(orderId) ?? [];
  return cards.filter((card) => card.line === line && card.ended !== 'given').toSorted((a, b) => a.nth - b.nth);
}

/**
 * Whether cards among lines can be sold so; checked before anything changes.
 * @throws `card.offSale`, `card.tooDear` (P17: what the pack lets a card cost), `card.tooMany`, `card.noInstalments`
 */
export function checkCards(world: World, command: PlaceOrder, sold: readonly SoldLine[]): void {
  const { designs, rules } = world.cards;
  for (const { product, quantity, unitPrice, pointer } of sold) {
    const design = designs.get(product.productId);
    if (!design) continue;
    if (!design.isOnSale) throw cardOffSale(`${pointer}/product`);
    if (rules.most !== null && unitPrice > rules.most) throw cardTooDear(rules.most, `${pointer}/product`);
    if (quantity > MOST_CARDS) throw tooManyCards(MOST_CARDS, `${pointer}/quantity`);
    if (command.instalments) throw noInstalments(`${pointer}/product`);
  }
}

/** The cards of an order that is placed, under the terms they have now (P8); they wait for its payment. */
export function orderCards(world: World, order: LiveOrder, sold: readonly SoldLine[]): void {
  order.lines.forEach((line, i) => {
    const design = world.cards.designs.get(sold[i]?.product.productId ?? '');
    if (!design) return;
    const fees = allocate(
      line.amount,
      Array.from({ length: Number(line.quantity) }, () => 1n),
    );
    fees.forEach((fee, nth) => keepCard(world.cards, newCard(design, { order, line: line.line, nth: nth + 1, fee })));
  });
}

function newCard(design: Design, { order, line, nth, fee }: { order: LiveOrder; line: number; nth: number; fee: bigint }): CardDraft {
  const { isOnSale: _, createdAt: __, updatedAt: ___, ...terms } = design;
  return {
    ...terms,
    cardId: newId(),
    personId: order.personId,
    orderId: order.orderId,
    line,
    nth,
    givenFrom: null,
    fee,
    refunded: 0n,
    paidAt: null,
    from: null,
    to: null,
    startsOn: null,
    frozenOn: null,
    frozenDays: 0,
    freezes: [],
    endedAt: null,
    ended: null,
    unitCount: 0n,
    used: 0n,
    spent: 0n,
    uses: [],
    periodsBooked: 0,
    consumed: 0n,
    liability: 0n,
    dueAt: null,
    isNew: true,
    isChanged: false,
  };
}

/**
 * The order is paid: its cards begin, now or where the holder's last one of the same kind ends. A line whose first card begins later is
 * received then (rules.md S1).
 */
export function activateCards(world: World, { order, changedLines }: OrderDraft): void {
  const paidAt = order.paidAt ?? world.now;
  for (const card of world.cards.ofOrder.get(order.orderId) ?? []) {
    if (card.paidAt !== null || card.ended !== null || card.givenFrom !== null) continue;
    if (world.cards.isTold) card.paidAt = paidAt;
    else Object.assign(card, scheduleOf(card, { fee: card.fee, paidAt, after: lastEnd(world, card, paidAt), zone: world.ctx.zone }));
    card.liability = worthOf(card, 0n);
    card.dueAt = nextDue(card, paidAt, world.ctx.zone);
    card.isChanged = true;
    const line = order.lines[card.line - 1];
    if (!line || card.nth !== 1 || card.from === null || card.from <= paidAt) continue;
    line.receiveDueAt = card.from;
    changedLines.add(line);
  }
}

/** Where the last card of the same kind ends that its holder has; null without one, or with one for life. */
function lastEnd(world: World, card: CardDraft, at: number): number | null {
  const ends = (world.cards.ofPerson.get(card.personId) ?? []).flatMap((other) =>
    other !== card && other.designId === card.designId && other.ended === null && other.to !== null && other.to > at ? [other.to] : [],
  );
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Books what of a card is used or lapsed by now: that part of what was owed for it is a sale. */
export function bookCard(world: World, card: CardDraft): void {
  if (world.cards.isTold || card.paidAt === null || card.ended !== null) return;
  const over = periodsOver(card, world.now, world.ctx.zone);
  const consumed = consumedWhen(card, over);
  card.periodsBooked = Math.max(card.periodsBooked, over);
  if (consumed > card.consumed) earn(world, card, consumed);
  card.dueAt = nextDue(card, world.now, world.ctx.zone);
  card.isChanged = true;
}

/** So many of its units are used or lapsed from now on. The posting is numbered by them, so it is made once. */
export function earn(world: World, card: CardDraft, consumed: bigint): void {
  card.consumed = consumed;
  const worth = worthOf(card, consumed);
  const entries = move(card.liability - worth, { account: 'prepaid', personId: card.personId }, { account: 'sales' });
  card.liability = worth;
  if (entries.length === 0) return;
  world.postings.push({ source: 'card', sourceId: card.cardId, kind: 'earned', seq: Number(consumed), at: world.ctx.now, entries });
}

/** Everything about cards that is due by the clock. */
export function bookDueCards(world: World): void {
  for (const cards of world.cards.ofPerson.values()) {
    for (const card of cards) if (card.dueAt !== null && card.dueAt <= world.now) bookCard(world, card);
  }
}

/** What goes back for one card now, as a refund of its line. @throws `memberCard.notFound`, `memberCard.notActive`, `memberCard.nothingLeft` */
export function refundLine(world: World, { order }: OrderDraft, cardId: Uuid): { line: number; nth: number; amount: bigint } {
  const card = (world.cards.ofOrder.get(order.orderId) ?? []).find((one) => one.cardId === cardId);
  if (!card) throw memberCardNotFound();
  if (card.paidAt === null || card.ended !== null) throw cardNotActive(stateAt(card, world.now));
  const { amount } = refundOf(card, { at: world.now, zone: world.ctx.zone, refundDays: world.cards.rules.refundDays });
  if (amount === 0n) throw nothingLeft();
  return { line: card.line, nth: card.nth, amount };
}

const ENDINGS = { refund: 'refunded', chargeback: 'chargedBack', exchange: 'exchanged', cancelled: 'cancelled' } as const satisfies Record<
  string,
  CardEnding
>;

/**
 * The entries of money that goes back on a line of cards; null where the line has none. What is owed for them pays first, what they gave
 * already is taken out of sales. Whoever gets back what a card is still worth has that card no more.
 * @param nth the one card it is for; null = the last first
 */
export function refundCards(
  world: World,
  { order }: OrderDraft,
  { part, cause, nth }: { part: { readonly line: number; readonly amount: bigint }; cause: RefundRecord['cause']; nth: number | null },
): Entry[] | null {
  const cards = cardsOfLine(world, order.orderId, part.line);
  if (cards.length === 0) return null;
  for (const card of cards) bookCard(world, card);
  let left = part.amount;
  const entries: Entry[] = [];
  for (const card of nth === null ? cards.toReversed() : cards.toSorted((a, b) => Number(b.nth === nth) - Number(a.nth === nth))) {
    const share = left < card.fee - card.refunded ? left : card.fee - card.refunded;
    if (share === 0n) continue;
    left -= share;
    const before = card.liability;
    card.refunded += share;
    const isGone = before > 0n ? share >= before : card.refunded === card.fee;
    if (card.ended === null && isGone) [card.ended, card.endedAt, card.dueAt] = [ENDINGS[cause], world.now, null];
    else if (card.kind === 'balance') card.unitCount = balanceUnits(card);
    card.liability = worthOf(card, card.consumed);
    card.isChanged = true;
    entries.push(...givenBack(card, share, before - card.liability));
  }
  return entries;
}

function givenBack({ personId }: CardDraft, share: bigint, owed: bigint): Entry[] {
  const [prepaid, payable] = [{ account: 'prepaid' as const, personId }, { account: 'refund:payable' as const }];
  return share >= owed
    ? [...move(owed, prepaid, payable), ...move(share - owed, { account: 'sales:refunds' }, payable)]
    : [...move(share, prepaid, payable), ...move(owed - share, prepaid, { account: 'sales' })];
}

/** The bank gave back what a chargeback took: cards that ended by it run again, owed for as they were. null where the line has none. */
export function restoreCards(
  world: World,
  { order }: OrderDraft,
  part: { readonly line: number; readonly amount: bigint },
): Entry[] | null {
  const cards = cardsOfLine(world, order.orderId, part.line);
  if (cards.length === 0) return null;
  let left = part.amount;
  const entries: Entry[] = [];
  for (const card of cards) {
    const share = left < card.refunded ? left : card.refunded;
    if (share === 0n) continue;
    left -= share;
    const before = card.liability;
    card.refunded -= share;
    if (card.ended === 'chargedBack') [card.ended, card.endedAt, card.dueAt] = [null, null, world.now];
    if (card.kind === 'balance') card.unitCount = balanceUnits(card);
    card.liability = worthOf(card, card.consumed);
    card.isChanged = true;
    for (const entry of givenBack(card, share, card.liability - before)) entries.push({ ...entry, amount: -entry.amount });
  }
  return entries;
}

/** An order that is called off has no cards. */
export function cancelCards(world: World, orderId: Uuid): void {
  for (const card of world.cards.ofOrder.get(orderId) ?? []) {
    if (card.ended !== null) continue;
    [card.ended, card.endedAt, card.isChanged] = ['cancelled', world.now, true];
  }
}

/** @throws `card.noExchange`: a card is given back, and another is bought */
export function assertNoCards(world: World, orderId: Uuid, { line, sold }: { line: number; sold: readonly SoldLine[] }): void {
  if (cardsOfLine(world, orderId, line).length > 0) throw noExchange('/line');
  if (sold.some(({ product }) => world.cards.designs.has(product.productId))) throw noExchange('/with/product');
}

/**
 * Gives a card on which nothing was taken to somebody else: it ends here and goes on there with the days it has left, and what is owed for it
 * is owed to them.
 * @throws `memberCard.notFound`, `memberCard.notActive`, `memberCard.used`, `person.notFound`, `memberCard.same`
 */
export function giveCard(world: World, command: GiveCard): Outcome {
  const card = [...world.cards.ofOrder.values()].flat().find((one) => one.cardId === command.card);
  if (!card) throw memberCardNotFound();
  const to = world.people.get(command.to);
  if (!to) throw personNotFound('/to');
  const state = stateAt(card, world.now);
  if (state !== 'active' && state !== 'next') throw cardNotActive(state);
  if (to.personId === card.personId) throw givenToSelf();
  if (card.used + card.spent > 0n) throw cardBegun();
  bookCard(world, card);
  passOn(world, card, { cardId: newId(), personId: to.personId });
  const given = world.cards.ofPerson.get(to.personId)?.at(-1);
  return { kind: 'card', orderId: card.orderId, cardId: given?.cardId ?? card.cardId, isRepeat: false };
}

/** The card goes on as another, of somebody else. */
export function passOn(world: World, card: CardDraft, to: { cardId: Uuid; personId: Uuid }): void {
  const { liability } = card;
  const from = card.from === null || card.from < world.now ? world.now : card.from;
  keepCard(world.cards, { ...card, ...to, givenFrom: card.cardId, from, freezes: [], isNew: true, isChanged: false });
  [card.ended, card.endedAt, card.liability, card.dueAt, card.isChanged] = ['given', world.now, 0n, null, true];
  const entries = netted(move(liability, { account: 'prepaid', personId: card.personId }, { account: 'prepaid', personId: to.personId }));
  world.postings.push({ source: 'card', sourceId: to.cardId, kind: 'given', seq: 0, at: world.ctx.now, entries });
}

/** When holders of changed cards were members, before the batch and after it; those for whom that is the same are left out. */
export function movedStandings(world: World): Map<Uuid, { before: readonly MemberSpan[]; after: readonly MemberSpan[] }> {
  const moved = new Map<Uuid, { before: readonly MemberSpan[]; after: readonly MemberSpan[] }>();
  for (const [personId, cards] of world.cards.ofPerson) {
    if (!cards.some((card) => card.isNew || card.isChanged)) continue;
    const before = world.cards.standings.get(personId) ?? [];
    const after = memberSpans(cards, world.now);
    if (!isSame(before, after)) moved.set(personId, { before, after });
  }
  return moved;
}

function isSame(a: readonly MemberSpan[], b: readonly MemberSpan[]): boolean {
  return a.length === b.length && a.every((span, i) => span.from === b[i]?.from && span.to === b[i]?.to);
}

/** Writes what a batch decided about cards, and numbers whoever has their first. */
export async function writeCards(ctx: Ctx, world: World): Promise<void> {
  const cards = [...world.cards.ofPerson.values()].flat();
  if (cards.length === 0) return;
  await insertCards(
    ctx,
    cards.filter((card) => card.isNew),
  );
  await updateCards(
    ctx,
    cards.filter((card) => card.isChanged && !card.isNew),
  );
  await keepStandings(ctx, new Map([...movedStandings(world)].map(([personId, { after }]) => [personId, after])));
  const paid = cards.filter((card) => (card.isNew || card.isChanged) && card.paidAt !== null && card.ended === null);
  const joined = new Map(paid.toReversed().map((card) => [card.personId, { personId: card.personId, joinedAt: card.paidAt ?? world.now }]));
  await numberMembers(
    ctx,
    [...joined.values()].toSorted((a, b) => a.joinedAt - b.joinedAt || (a.personId < b.personId ? -1 : 1)),
  );
}
