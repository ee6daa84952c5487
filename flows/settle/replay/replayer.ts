import type { Ctx } from '../../../kit/ctx.ts';
import { assert, DomainError } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText, monthOf } from '../../../kit/time/index.ts';
import { linkOf, move, type Entry, type Posting } from '../../../rooms/ledger/index.ts';
import { termsOf, type PaymentRecord, type RefundRecord } from '../../../rooms/orders/index.ts';
import { commissionKey, packMonthOf, type Guards } from '../../../rooms/partners/index.ts';
import type { TraceKind } from '../../../rooms/relations/index.ts';
import { BALANCE, payFromCards } from '../balance.ts';
import { cancelOrder } from '../cancel-order.ts';
import { earn, keepCard, noCards, passOn, type CardDraft } from '../cards.ts';
import { confirmDue } from '../confirm-receipt.ts';
import { exchangeInto } from '../exchange-goods.ts';
import { giveRefund } from '../give-refund.ts';
import { ownerOf } from '../holds.ts';
import { completePayment, recordPayment } from '../record-payment.ts';
import { serve } from '../serve-buyer.ts';
import { winChargeback } from '../win-chargeback.ts';
import type { CommissionDraft, OrderDraft, OwedBack, World } from '../world.ts';
import { emptyWorld } from '../empty-world.ts';
import type { OrderFacts, PeopleFacts, Seal } from './facts.ts';
import { PeopleMoney } from './people-money.ts';
import { PointsAgain } from './points-again.ts';
import { asSold, servedLate, unserved } from './as-it-was.ts';
import { goodsEvents, happen, type GoodsEvent } from './goods-events.ts';
import { cardText, moneyOf, nameOf, rowText, spendsText, tally, textOf } from './texts.ts';
import { cardPart, forgetCards, ownerBefore, unpaidCard } from './told-cards.ts';

/** Where the replay and what is stored part: the first of them says most. */
export interface Difference {
  readonly what: string;
  readonly stored: unknown;
  readonly replayed: unknown;
}

/** An order on its way through the replay. */
interface Replayed {
  readonly facts: OrderFacts;
  readonly draft: OrderDraft;
  /** what the book does not tell of, in the order it happened */
  readonly goods: GoodsEvent[];
  /** payments, refunds and what became of them that are still to come */
  left: number;
  /** payments that are still to come, the oldest first */
  readonly payments: PaymentRecord[];
}

/**
 * Lives a brand's money again from what is kept of its orders and people: the same verbs, in the order of the book, on a world that
 * begins empty. The book says only what happened when; amounts, payees and accounts are decided anew.
 */
export class Replayer {
  readonly world: World;
  readonly people: PeopleMoney;
  /** null while the brand never decided anything about points */
  readonly points: PointsAgain | null;
  /** what every account came to: `account` or `account person` → debit − credit */
  readonly balances = new Map<string, bigint>();
  readonly counts = { postings: 0, orders: 0, commissions: 0 };
  readonly #ctx: Ctx;
  readonly #facts: PeopleFacts;
  readonly #differ: (difference: Difference) => void;
  readonly #orders = new Map<Uuid, Replayed>();
  /** payment or refund → its order */
  readonly #bySource = new Map<Uuid, Replayed>();
  /** ids that a verb made → ids as they are kept */
  readonly #ids = new Map<Uuid, Uuid>();
  readonly #legs = new Map<Uuid, OwedBack['legs']>();
  readonly #inCases: ReadonlySet<string>;
  #link: { hash: Buffer; txn: bigint; entry: bigint } = { hash: Buffer.alloc(0), txn: 1n, entry: 1n };

  constructor(ctx: Ctx, facts: PeopleFacts, differ: (difference: Difference) => void) {
    this.#ctx = ctx;
    this.#facts = facts;
    this.#differ = differ;
    this.points = facts.pointsRule && new PointsAgain(ctx, facts.pointsRule, () => this.world);
    this.world = { ...emptyWorld(ctx), points: this.points?.desk ?? null, cards: noCards(true) };
    this.people = new PeopleMoney(this.world, facts, this.balances);
    this.#inCases = new Set([...facts.cases.values()].flatMap((one) => one.items.map((key) => key.slice(0, key.indexOf(' ')))));
  }

  get head(): Buffer {
    return this.#link.hash;
  }

  /** Everything the book tells of has been told. */
  end(): void {
    this.people.silentRest();
    this.people.cover();
    this.settleOrders(true);
  }

  /** Takes in what is kept of an order: as it was when it was placed. */
  begin(facts: OrderFacts): void {
    const { order, buyerId } = facts;
    const lines = order.lines.filter((line) => line.exchangeId === null).map(asSold);
    const { snapshot } = facts;
    const draft: OrderDraft = {
      order: {
        ...order,
        // Whoever bought it, as far as their records were one by now; the order itself knows only whom it belongs to in the end.
        personId: ownerOf(this.world, buyerId),
        lines,
        total: lines.reduce((sum, line) => sum + line.amount, order.shipping),
        exchanged: 0n,
        tendered: 0n,
        shippingRefunded: 0n,
        paidAt: null,
        shippedAt: null,
        receivedAt: null,
        cancelledAt: null,
        cancelReason: null,
      },
      isNew: false,
      before: null,
      refundedBefore: [],
      wasReceived: false,
      isChanged: false,
      changedLines: new Set(),
      newLines: new Set(),
      isSnapshotChanged: false,
      snapshot: snapshot && {
        ...unserved(snapshot),
        lines: snapshot.lines.filter((fixed) => lines.some((line) => line.line === fixed.line)),
      },
    };
    const won = facts.refunds.filter((refund) => refund.wonAt !== null).length;
    const isCancelled = order.cancelledAt !== null && order.tendered > 0n;
    const left = facts.payments.length + facts.refunds.length + won + (isCancelled ? 1 : 0) + servedLate(facts);
    const one = { facts, draft, goods: goodsEvents(facts), left, payments: [...facts.payments] };
    this.#orders.set(order.orderId, one);
    for (const { paymentId } of facts.payments) this.#bySource.set(paymentId, one);
    for (const { refundId } of facts.refunds) this.#bySource.set(refundId, one);
    for (const card of facts.cards) {
      this.#bySource.set(card.cardId, one);
      if (card.givenFrom === null) keepCard(this.world.cards, unpaidCard(card, draft.order.personId));
    }
    this.world.orders.set(order.orderId, draft);
    this.world.orderOf.set(order.orderId, order.orderId);
    this.counts.orders += 1;
    if (draft.order.total === 0n && order.paidAt !== null) {
      // Paid when it was placed: the book has nothing to say of it.
      draft.order.paidAt = order.paidAt;
      completePayment(this.#at(new Date(order.paidAt), one), draft);
      this.world.postings.length = 0;
    }
  }

  /** Replays what was written together and compares it posting by posting, entry by entry. */
  replay(seal: Seal): void {
    this.world.holds.netPct = this.#facts.netDials.findLast((dial) => dial.fromTxn <= this.#link.txn)?.pct ?? 100;
    this.people.silentBefore({ recordedAt: seal.recordedAt, at: seal.postings[0]?.at.getTime() ?? 0 });
    const made: Posting[] = [];
    let nth = 0;
    while (nth < seal.postings.length) {
      const booked = seal.postings[nth];
      assert(booked, 'a posting of the seal');
      const postings = this.#step(booked);
      made.push(...postings);
      let matched = 0;
      for (const posting of postings) {
        const stored = seal.postings[nth];
        if (stored === undefined || nameOf(stored) !== nameOf(posting)) {
          this.#differ({ what: `posting ${nameOf(posting)}`, stored: null, replayed: textOf(posting.entries) });
          continue;
        }
        nth += 1;
        matched += 1;
        const [was, is] = [textOf(stored.entries), textOf(posting.entries)];
        if (was !== is) this.#differ({ what: `entries of ${nameOf(posting)}`, stored: was, replayed: is });
      }
      if (matched === 0) {
        this.#differ({ what: `posting ${nameOf(booked)}`, stored: textOf(booked.entries), replayed: null });
        nth += 1;
      }
    }
    this.counts.postings += seal.postings.length;
    const entries = made.reduce((sum, posting) => sum + posting.entries.length, 0);
    const { hash, txn, entry } = this.#link;
    this.#link = { hash: linkOf(hash, { txn, entry }, made), txn: txn + BigInt(made.length), entry: entry + BigInt(entries) };
    this.people.cover();
  }

  /** Compares orders of which nothing more is to come, and forgets them. @param isEnd everything has been told */
  settleOrders(isEnd: boolean): void {
    for (const [orderId, one] of this.#orders) {
      const rows = this.world.commissions.get(orderId) ?? [];
      const isOver = one.left === 0 && rows.every((row) => row.state !== 'pending' && !this.people.isWatched(row));
      // Of an agreement, whatever becomes of one order may still be told to the others.
      const isAgreed = one.facts.order.instalment !== null;
      const cards = this.world.cards.ofOrder.get(orderId) ?? [];
      const isOwed = cards.some((card) => card.liability > 0n || card.spent > 0n);
      if (!isEnd && (!isOver || isAgreed || isOwed || this.#inCases.has(orderId))) continue;
      while (one.goods.length > 0 && one.draft.order.paidAt !== null) happen(this.world, one.draft, one.goods.shift());
      this.#compare(one, rows);
      this.#compareCards(one, cards);
      this.#orders.delete(orderId);
      this.world.orders.delete(orderId);
      this.world.orderOf.delete(orderId);
      this.world.commissions.delete(orderId);
      this.world.paymentsOf.delete(orderId);
      this.world.shipments.delete(orderId);
      this.world.cards.spends.delete(orderId);
      for (const { cardId } of one.facts.cards) this.#bySource.delete(cardId);
      forgetCards(this.world.cards, orderId);
      for (const { paymentId } of one.facts.payments) this.#bySource.delete(paymentId);
      for (const { refundId } of one.facts.refunds) {
        this.#bySource.delete(refundId);
        this.world.refundsById.delete(refundId);
      }
    }
  }

  /** What is owed for cards, and what was given back for them. */
  #compareCards({ facts }: Replayed, cards: readonly CardDraft[]): void {
    const again = new Map(cards.map((card) => [card.cardId, card]));
    for (const card of facts.cards) {
      const one = again.get(card.cardId);
      this.#same(
        `card ${publicId('memberCard', card.cardId)}`,
        cardText(card),
        one || card.liability > 0n ? cardText(one ?? null) : cardText(card),
      );
    }
  }

  #compare({ facts, draft }: Replayed, rows: readonly CommissionDraft[]): void {
    const id = publicId('order', facts.order.orderId);
    this.#same(`money of ${id}`, moneyOf(facts.order), moneyOf(draft.order));
    this.#same(`cards that pay of ${id}`, spendsText(facts.spends), spendsText(this.world.cards.spends.get(facts.order.orderId) ?? []));
    const replayed = new Map(rows.map((row) => [commissionKey(row), row]));
    for (const row of facts.commissions) {
      const again = replayed.get(commissionKey(row));
      replayed.delete(commissionKey(row));
      this.counts.commissions += 1;
      this.#same(
        `commission ${publicId('order', row.orderId)} ${row.line} ${row.role} ${row.depth}`,
        rowText(row),
        again ? rowText(again) : null,
      );
    }
    for (const row of replayed.values()) this.#same(`commission ${id} ${row.line} ${row.role} ${row.depth}`, null, rowText(row));
  }

  #same(what: string, stored: string | null, replayed: string | null): void {
    if (stored !== replayed) this.#differ({ what, stored, replayed });
  }

  /** What a posting of the book says happened, told again: the postings it makes. */
  #step(booked: Posting): Posting[] {
    try {
      this.#tell(booked);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.#differ({ what: `${nameOf(booked)} is refused`, stored: textOf(booked.entries), replayed: error.code });
    }
    const { world } = this;
    const made = world.postings.splice(0).filter((posting) => posting.entries.length > 0);
    for (const list of [
      world.newPayments,
      world.newRefunds,
      world.wonRefunds,
      world.newShipments,
      world.sold,
      world.emptied,
      world.cancelled,
    ])
      list.length = 0;
    for (const owed of world.owedBack.splice(0)) this.#legs.set(this.#ids.get(owed.sourceId) ?? owed.sourceId, owed.legs);
    const postings = made.map((posting) => ({ ...posting, sourceId: this.#ids.get(posting.sourceId) ?? posting.sourceId }));
    this.#ids.clear();
    for (const { entries } of postings) for (const entry of entries) tally(this.balances, entry);
    return postings;
  }

  #tell(booked: Posting): void {
    const { source, sourceId, kind } = booked;
    switch (`${source} ${kind}`) {
      case 'payment received':
        return this.#pay(booked);
      case 'order cancelled':
        return this.#cancel(booked);
      case 'refund accepted':
        return this.#refund(booked);
      case 'refund won':
        return this.#win(booked);
      case 'commission accrual':
        return this.#serve(booked);
      case 'commission confirm':
        return this.#confirm(booked);
      case 'card earned':
        return this.#earn(booked);
      case 'card given':
        return this.#passOn(booked);
      case 'refund chargedBack':
      case 'order chargedBack': {
        const leg = this.#legs.get(sourceId)?.[booked.seq];
        if (leg) this.#post(booked, move(leg.amount, { account: 'refund:payable' }, { account: `provider:${leg.provider}` }));
        return undefined;
      }
      case 'payment unapplied': {
        const taken = this.#facts.unapplied.get(sourceId);
        if (taken) this.#post(booked, move(taken.amount, { account: `provider:${taken.provider}` }, { account: 'customer:unapplied' }));
        return undefined;
      }
      case 'refund paidBack':
      case 'payment paidBack': {
        const back = this.#facts.paidBack.get(sourceId);
        const from = back?.isOrder === true ? 'refund:payable' : 'customer:unapplied';
        if (back) this.#post(booked, move(back.amount, { account: from }, { account: `provider:${back.provider}` }));
        return undefined;
      }
      default:
        this.#post(booked, source === 'points' ? (this.points?.tell(booked) ?? []) : this.people.tell(booked));
    }
  }

  #post({ source, sourceId, kind, seq, at }: Posting, entries: readonly Entry[]): void {
    this.world.postings.push({ source, sourceId, kind, seq, at, entries });
  }

  #pay(booked: Posting): void {
    const one = this.#bySource.get(booked.sourceId);
    const payment = one?.facts.payments.find((each) => each.paymentId === booked.sourceId);
    if (!one || !payment) return;
    one.left -= 1;
    one.payments.splice(one.payments.indexOf(payment), 1);
    const { amount, provider, at } = payment;
    this.points?.before(one.facts.order.orderId, 'payment');
    if (provider === BALANCE) return this.#payFromCards(booked, one, payment);
    const outcome = recordPayment(this.#at(booked.at, one), {
      kind: 'recordPayment',
      order: one.facts.order.orderId,
      amount,
      provider,
      externalId: null,
      at,
    });
    if (outcome.kind === 'payment') this.#ids.set(outcome.paymentId, payment.paymentId);
    this.people.adopt(this.world.commissions.get(one.facts.order.orderId) ?? [], booked.at.getTime());
  }

  /** Which cards paid is kept with the order; what that was worth is decided anew. */
  #payFromCards(booked: Posting, one: Replayed, { paymentId, at }: PaymentRecord): void {
    const world = this.#at(booked.at, one);
    const draws = one.facts.spends.flatMap(({ cardId, cardOrderId, units, amount }) => {
      const card = world.cards.ofOrder.get(cardOrderId)?.find((each) => each.cardId === cardId);
      return card ? [{ card, units, amount }] : [];
    });
    const made = payFromCards(world, one.draft, draws, at);
    if (!made) return;
    if (made.isComplete) completePayment(world, one.draft);
    this.#ids.set(made.payment.paymentId, paymentId);
    this.people.adopt(this.world.commissions.get(one.facts.order.orderId) ?? [], booked.at.getTime());
  }

  #cancel(booked: Posting): void {
    const one = this.#orders.get(booked.sourceId);
    if (!one) return;
    one.left -= 1;
    const { orderId, cancelReason: reason } = one.facts.order;
    cancelOrder(this.#at(booked.at, one), { kind: 'cancelOrder', order: orderId, reason });
  }

  #refund(booked: Posting): void {
    const one = this.#bySource.get(booked.sourceId);
    const refund = one?.facts.refunds.find((each) => each.refundId === booked.sourceId);
    if (!one || !refund) return;
    one.left -= 1;
    this.#goodsUntil(one, booked.at.getTime());
    const { lines, shipping, cause } = refund;
    this.points?.before(one.facts.order.orderId, 'refund', refund.refundId);
    const order = one.facts.order.orderId;
    const world = this.#at(booked.at, one);
    const outcome =
      cause === 'exchange'
        ? this.#exchange(world, one, refund)
        : giveRefund(world, { kind: 'giveRefund', order, externalId: null, lines, shipping, cause, ...cardPart(refund.content) });
    if (!('refundId' in outcome)) return;
    this.#ids.set(outcome.refundId, refund.refundId);
    const record = this.world.refundsById.get(outcome.refundId);
    if (record) this.world.refundsById.set(refund.refundId, { ...record, refundId: refund.refundId });
    this.world.refundsById.delete(outcome.refundId);
  }

  /** What came back is what was refunded; what went out for it, and what was paid on top, is kept with the order. */
  #exchange(world: World, one: Replayed, { refundId, lines: [part], content }: RefundRecord): { readonly refundId: Uuid } {
    const { facts, draft } = one;
    const old = part && draft.order.lines[part.line - 1];
    assert(old, 'an exchange names the line that came back');
    const lines = facts.order.lines.filter((line) => line.exchangeId === refundId).map(asSold);
    const fixed = lines.flatMap((line) => facts.snapshot?.lines.filter((each) => each.line === line.line) ?? []);
    const price = lines.reduce((sum, line) => sum + line.amount, 0n);
    const isDearer = price > part.amount;
    const paid = isDearer ? one.payments.shift() : undefined;
    if (paid) one.left -= 1;
    const terms = termsOf(part.amount, price, isDearer);
    const payment = paid ? { provider: paid.provider, externalId: null } : null;
    const outcome = exchangeInto(world, draft, { old, lines, terms, externalId: null, content, payment, fixed });
    const made = world.newPayments.at(-1);
    if (paid && made) this.#ids.set(made.paymentId, paid.paymentId);
    this.people.adopt(this.world.commissions.get(facts.order.orderId) ?? [], world.now);
    return outcome;
  }

  /** The book says how many units of a card were used or had lapsed; what they were worth is decided anew. */
  #earn(booked: Posting): void {
    const one = this.#bySource.get(booked.sourceId);
    const card = one && this.world.cards.ofOrder.get(one.facts.order.orderId)?.find((each) => each.cardId === booked.sourceId);
    if (!one || !card || BigInt(booked.seq) <= card.consumed || BigInt(booked.seq) > card.unitCount) return;
    earn(this.#at(booked.at, one), card, BigInt(booked.seq));
  }

  #passOn(booked: Posting): void {
    const one = this.#bySource.get(booked.sourceId);
    const fact = one?.facts.cards.find((each) => each.cardId === booked.sourceId);
    const card = one && this.world.cards.ofOrder.get(one.facts.order.orderId)?.find((each) => each.cardId === fact?.givenFrom);
    if (one && fact && card) passOn(this.#at(booked.at, one), card, { cardId: fact.cardId, personId: ownerBefore(booked, fact.personId) });
  }

  #win(booked: Posting): void {
    const one = this.#bySource.get(booked.sourceId);
    const refund = one?.facts.refunds.find((each) => each.refundId === booked.sourceId && each.wonAt !== null);
    if (!one || !refund) return;
    one.left -= 1;
    this.#goodsUntil(one, booked.at.getTime());
    this.points?.before(one.facts.order.orderId, 'win', refund.refundId);
    winChargeback(this.#at(booked.at, one), { kind: 'winChargeback', refund: publicId('refund', refund.refundId) });
    this.people.adopt(this.world.commissions.get(one.facts.order.orderId) ?? [], booked.at.getTime());
  }

  /** A service that was logged after the payment, and paid then: its posting is numbered as the act is. */
  #serve(booked: Posting): void {
    const one = this.#orders.get(booked.sourceId);
    const acts = one?.facts.snapshot?.served ?? [];
    if (!one || booked.seq === 0) return;
    one.left -= 1;
    this.#goodsUntil(one, booked.at.getTime());
    const world = this.#at(booked.at, one);
    const told = one.draft.snapshot?.served?.length ?? 0;
    acts.slice(told, booked.seq).forEach((act, i) => serve(world, one.draft, act, told + i + 1));
    this.people.adopt(this.world.commissions.get(booked.sourceId) ?? [], booked.at.getTime());
  }

  /** The book says when a line's commissions were released; that they were due by then is decided anew. */
  #confirm(booked: Posting): void {
    const one = this.#orders.get(booked.sourceId);
    if (!one) return;
    const at = booked.at.getTime();
    const rows = (this.world.commissions.get(booked.sourceId) ?? []).filter((row) => row.line === booked.seq);
    this.#goodsUntil(one, at);
    const world = this.#at(booked.at, one);
    // Of what happened in the same instant no more is taken in than the release needs.
    while (confirmDue(world, rows) === 0 && one.goods[0] !== undefined && one.goods[0].at <= at)
      happen(this.world, one.draft, one.goods.shift());
    this.people.adopt(rows, at);
  }

  #goodsUntil(one: Replayed, at: number): void {
    while (one.goods[0] !== undefined && one.goods[0].at < at && one.draft.order.paidAt !== null)
      happen(this.world, one.draft, one.goods.shift());
  }

  /** The world at an instant, with the guards that stood then. */
  #at(at: Date, one: Replayed): World {
    const { world } = this;
    return { ...world, now: at.getTime(), ctx: { ...this.#ctx, now: at }, holds: { ...world.holds, guards: this.#guardsAt(at, one) } };
  }

  // When pay was stopped, and from which depth on, is kept in the cases that came of it: they tie what accrued or was confirmed since.
  #stopAt(at: Date, orderId: Uuid): Guards['stop'] {
    if (!this.#inCases.has(orderId)) return null;
    const cases = [...this.#facts.cases.values()].filter((one) => one.kind === 'stopPay' && one.openedAt <= at.getTime());
    const tied = new Set(cases.flatMap((one) => one.items));
    return { facts: {}, affects: (row) => tied.has(commissionKey(row)) };
  }

  // Whether the gauge was red, people had bought from each other or had left the same traces, is kept in the cases that came of it.
  #guardsAt(at: Date, { facts, draft }: Replayed): Guards {
    const today = this.#ctx.zone.dayOf(at.getTime());
    const isIn = (kind: string, orderId: Uuid): string[] =>
      this.#inCases.has(orderId)
        ? [...this.#facts.cases.values()].flatMap((one) => (one.kind === kind ? one.items.filter((key) => key.startsWith(orderId)) : []))
        : [];
    const pairsIn = (kind: string): string[] =>
      isIn(kind, facts.order.orderId).map((key) => `${draft.order.personId} ${ownerOf(this.world, key.slice(key.lastIndexOf(' ') + 1))}`);
    return {
      packMonth: packMonthOf(this.#ctx),
      dayOn: dayText(today),
      monthOn: dayText(monthOf(today)),
      counted: this.world.holds.counted,
      isTrial: this.#ctx.tenant.policy === 'LAB',
      isIndirectHeld: isIn('retailTest', facts.order.orderId).length > 0,
      stop: this.#stopAt(at, facts.order.orderId),
      circular: new Set(pairsIn('circular')),
      shared: new Map(pairsIn('sharedTraces').map((pair): [string, TraceKind[]] => [pair, ['device']])),
    };
  }
}
