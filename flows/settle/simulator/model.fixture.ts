import { ModelCards, stateOf } from './cards.fixture.ts';
import { DAY } from './days.fixture.ts';
import { ModelGifts } from './gifts.fixture.ts';
import {
  isGone,
  newLine,
  pointsOrder,
  owedOf,
  sharesOf,
  instalments,
  split,
  type ModelPlan,
  type ModelShare,
  type ModelOrder,
  type PlaceTerms,
  type Back,
  type CardName,
  type Exchange,
  type LineWish,
} from './orders.fixture.ts';
import { ModelPoints } from './points.fixture.ts';

const MILLION = 1_000_000n;
/** An unpaid order keeps points so long. */
const HALF_HOUR = 30 * 60_000;

/**
 * A small independent model of the money on orders: plain objects, one order of events, no code of the product. The simulator does
 * everything to both and compares what they say.
 */
export class Model {
  now: number;
  plan: ModelPlan | null = null;
  readonly parent = new Map<string, string | null>();
  readonly orders = new Map<string, ModelOrder>();
  readonly payments = new Map<string, string>();
  readonly refunds = new Map<string, string>();
  readonly #chargebacks = new Map<string, Back & { ref: string; isWon: boolean }>();
  readonly #served = new Map<string, string>();
  readonly points = new ModelPoints();
  readonly cards = new ModelCards();
  readonly gifts: ModelGifts;
  readonly withdrawals = new Map<string, { person: string; amount: bigint; state: string }>();
  readonly purses = new Map<string, { pending: bigint; available: bigint; receivable: bigint }>();

  constructor(now: number, pieces: Iterable<readonly [string, number]> = []) {
    this.now = now;
    this.gifts = new ModelGifts(pieces);
  }

  bind(person: string, referrer: string): string {
    if (person === referrer) return 'referral.self';
    const known = this.parent.get(person);
    if (known) return known === referrer ? 'repeat' : 'referral.second';
    for (let at: string | null = referrer; at !== null; at = this.parent.get(at) ?? null) if (at === person) return 'referral.cycle';
    this.parent.set(person, referrer);
    return 'done';
  }

  /** Who holds a card that runs is a member; else a buyer's stage follows from the orders they have kept something of. */
  stageOf(person: string): string {
    if (this.cards.all.some((card) => card.person === person && stateOf(card, this.now) === 'active')) return 'member';
    let kept = 0;
    for (const order of this.orders.values())
      if (order.buyer === person && order.first === null && order.paidAt !== null && !isGone(order)) kept += 1;
    return kept >= 2 ? 'repeat' : kept === 1 ? 'customer' : 'prospect';
  }

  /** @param cuts what each instalment comes to; empty: paid at once. Later ones are called `ref#2`, `ref#3` … */
  place(ref: string, buyer: string, wishes: readonly LineWish[], { discount, shipping, cuts, points }: PlaceTerms): string {
    const before = wishes.map((wish) => wish.quantity * wish.unitPrice - wish.discount);
    if (before.some((amount) => amount < 0n)) return 'discount.tooBig';
    if (cuts.length > 0 && wishes.some((wish) => wish.card)) return 'card.noInstalments';
    const sum = before.reduce((a, b) => a + b, 0n);
    const spend = sum > discount ? sum - discount : 0n;
    const taken = this.points.wouldTake(buyer, { points, spend, isInParts: cuts.length > 0, now: this.now });
    if (typeof taken === 'string') return taken;
    if (discount > sum) return 'discount.tooBig';
    const cut = split(discount + taken.amount, before);
    const prices = before.map((amount, i) => amount - (cut[i] ?? 0n));
    const parts = cuts.length === 0 ? [[...prices, shipping]] : instalments([...prices, shipping], cuts);
    if (!parts) return 'instalments.sum';
    const above: { person: string; stage: string }[] = [];
    let at = this.parent.get(buyer) ?? null;
    while (this.plan && at !== null && above.length < this.plan.rates.length) {
      above.push({ person: at, stage: this.stageOf(at) });
      at = this.parent.get(at) ?? null;
    }
    let first: ModelOrder | null = null;
    const fresh: ModelOrder[] = [];
    for (const [i, part] of parts.entries()) {
      const name = i === 0 ? ref : `${ref}#${i + 1}`;
      const order: ModelOrder = {
        ref: name,
        buyer,
        lines: part.slice(0, -1).map((base, nth) => newLine(base, { card: wishes[nth]?.card ?? null, isExchanged: false })),
        shipping: part.at(-1) ?? 0n,
        total: part.reduce((sum, amount) => sum + amount, 0n),
        first,
        above,
        plan: this.plan,
        promised: [],
        shippingRefunded: 0n,
        tendered: 0n,
        exchanged: 0n,
        paidAt: null,
        isCancelled: false,
        deadline: null,
        shares: [],
      };
      fresh.push(order);
      this.orders.set(name, order);
      first ??= order;
    }
    if (first) this.fix(first, fresh, { prices, taken: taken.parts, quantities: wishes.map((wish) => wish.quantity) });
    return 'done';
  }

  /** What an order fixes besides its prices: the points it keeps and earns, the gifts it can carry, the cards on it. */
  private fix(
    first: ModelOrder,
    orders: readonly ModelOrder[],
    of: {
      prices: readonly bigint[];
      taken: Parameters<ModelPoints['keep']>[1];
      quantities: readonly bigint[];
    },
  ): void {
    const { ref, buyer } = first;
    const referrer = this.parent.get(buyer) ?? null;
    this.points.keep(ref, of.taken);
    const holdDays = this.plan?.holdDays ?? 0;
    const granted = orders.reduce((sum, order) => sum + this.points.fix(pointsOrder(order), { holdDays, referrer }), 0n);
    const base = of.prices.reduce((sum, price) => sum + price, 0n);
    const room = (BigInt(this.plan?.capPpm ?? 1_000_000) * base) / MILLION - granted;
    const isPurchase = first.lines.some((line) => line.base > 0n);
    const gifts = isPurchase ? this.gifts.place({ ref, buyer, referrer, room }) : 0n;
    const promised = base === 0n ? of.prices.map(() => 0n) : split(granted + gifts, of.prices);
    for (const order of orders)
      order.promised = order.lines.map((line, i) => {
        const [share, whole] = [promised[i] ?? 0n, of.prices[i] ?? 0n];
        return whole === 0n ? 0n : (share * line.base + whole - 1n) / whole;
      });
    for (const [i, line] of first.lines.entries()) {
      const ones = Array.from({ length: Number(of.quantities[i] ?? 0n) }, () => 1n);
      if (line.card) this.cards.order({ ref, person: buyer, line: i + 1, kind: line.card, fees: split(line.base, ones) });
    }
    if (first.total === 0n) this.complete(first);
    else if (this.points.isKeeping(ref)) first.deadline = this.now + HALF_HOUR;
    this.points.settleDebts(this.now);
  }

  pay(ref: string, id: string, amount: bigint): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    const content = `${ref} ${amount}`;
    const known = this.payments.get(id);
    if (known !== undefined) return known === content ? 'repeat' : 'payment.exists';
    if (order.first !== null && order.first.paidAt === null) return 'instalment.firstOpen';
    if (order.isCancelled) return 'order.cancelled';
    if (order.tendered + amount > order.total) return 'payment.tooMuch';
    this.payments.set(id, content);
    order.tendered += amount;
    if (order.tendered === order.total) this.complete(order);
    this.points.settleDebts(this.now);
    return 'done';
  }

  private complete(order: ModelOrder): void {
    order.paidAt = this.now;
    this.points.pay(pointsOrder(order), this.now);
    if (order.first === null) this.gifts.pay(order.ref, order.buyer);
    order.shares = order.plan ? order.lines.flatMap((line, i) => sharesOf(order, order.plan as ModelPlan, line.base, i + 1)) : [];
    for (const share of order.shares) this.purse(share.payee).pending += share.amount;
    const later = this.cards.begin(order.ref, this.now);
    const here: number[] = [];
    for (const [i, line] of order.lines.entries()) {
      if (!line.card) continue;
      line.receiveDueAt = later.get(i + 1) ?? null;
      if (line.receiveDueAt === null) here.push(i + 1);
    }
    if (here.length > 0) this.hold(order, here, this.now);
    if (order.first !== null) this.deliver(order, order.first);
  }

  /** Nothing will be sold: later instalments end with it. */
  cancel(ref: string): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    if (order.isCancelled) return 'repeat';
    if (order.paidAt !== null) return 'order.paid';
    const all = [...this.orders.values()];
    const agreement = all.filter((other) => other === order || (order.first ?? order) === other.first);
    for (const one of agreement.slice(agreement.indexOf(order))) {
      if (one.paidAt !== null || one.isCancelled) continue;
      one.isCancelled = true;
      this.cards.cancel(one.ref);
      this.points.cancel(one.ref, this.now);
      this.gifts.end(one.ref, 'cancelled');
    }
    this.points.settleDebts(this.now);
    return 'done';
  }

  /** A later instalment is for goods that came with the first order; they count from its own payment on. */
  private deliver(order: ModelOrder, first: ModelOrder): void {
    for (const [i, line] of order.lines.entries()) {
      const goods = first.lines[i];
      if (order.paidAt === null || line.receivedAt !== null || line.isExchanged || !goods || goods.isExchanged || goods.receivedAt === null)
        continue;
      this.hold(order, [i + 1], Math.max(goods.receivedAt, order.paidAt));
    }
  }

  /** Lines were received: their hold begins. */
  private hold(order: ModelOrder, lines: readonly number[], at: number): void {
    for (const number of lines) {
      const line = order.lines[number - 1];
      if (!line) continue;
      line.receivedAt = at;
      line.receiveDueAt = null;
      for (const share of order.shares) if (share.line === number) share.dueAt = at + (order.plan?.holdDays ?? 0) * DAY;
    }
    this.points.date(pointsOrder(order), this.now);
    this.dateGifts(order);
    this.release([order]);
  }

  private dateGifts(order: ModelOrder): void {
    const ends = order.lines.map((line) => (line.receivedAt === null ? null : line.receivedAt + (order.plan?.holdDays ?? 0) * DAY));
    this.gifts.date(order.ref, ends.includes(null) ? null : Math.max(0, ...ends.map((end) => end ?? 0)), this.now);
  }

  receive(ref: string, lines: readonly number[] | null): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    if (order.isCancelled) return 'order.cancelled';
    if (order.paidAt === null) return 'order.unpaid';
    const wanted = lines ?? order.lines.map((_, i) => i + 1);
    if (wanted.some((line) => !order.lines[line - 1])) return 'line.unknown';
    const fresh = wanted.filter((number) => order.lines[number - 1]?.receivedAt === null);
    if (fresh.length > 0) this.hold(order, fresh, this.now);
    for (const later of this.orders.values()) if (later.first === order) this.deliver(later, order);
    this.points.settleDebts(this.now);
    return fresh.length === 0 ? 'repeat' : 'done';
  }

  refund(ref: string, id: string, { parts, shipping, cause }: Back): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    const content = `${ref} ${cause} ${parts.map((part) => `${part.line}:${part.amount}`).join(',')} ${shipping}`;
    const known = this.refunds.get(id);
    if (known !== undefined) return known === content ? 'repeat' : 'refund.exists';
    if (order.isCancelled) return 'order.cancelled';
    if (order.paidAt === null) return 'order.unpaid';
    const sums = new Map<number, bigint>();
    for (const part of parts) {
      const line = order.lines[part.line - 1];
      if (!line) return 'line.unknown';
      const sum = (sums.get(part.line) ?? 0n) + part.amount;
      if (sum > line.base - line.refunded) return 'refund.tooMuch';
      sums.set(part.line, sum);
    }
    if (shipping > order.shipping - order.shippingRefunded) return 'refund.tooMuch';
    this.refunds.set(id, content);
    if (cause === 'chargeback') this.#chargebacks.set(id, { ref, parts, shipping, cause, isWon: false });
    order.shippingRefunded += shipping;
    this.giveBack(order, { parts, cause, nth: null });
    return 'done';
  }

  private giveBack(order: ModelOrder, { parts, cause, nth }: { parts: Back['parts']; cause: Back['cause']; nth: number | null }): void {
    for (const { line, amount } of parts) {
      const known = order.lines[line - 1];
      if (known) known.refunded += amount;
      const end = cause === 'refund' ? 'refunded' : 'chargedBack';
      this.cards.back(this.cards.ofLine(order.ref, line), { amount, nth, end, now: this.now });
    }
    this.afterBack(order, new Set(parts.map((part) => part.line)));
  }

  /** Everything that stood on what went back. */
  private afterBack(order: ModelOrder, lines: ReadonlySet<number>): void {
    for (const share of order.shares) {
      const line = order.lines[share.line - 1];
      if (line && lines.has(share.line)) this.takeBack(share, line.base - line.refunded);
    }
    this.points.back(pointsOrder(order), this.now);
    if (isGone(order)) this.gifts.end(order.ref, 'refunded');
    this.points.settleDebts(this.now);
  }

  /** The bank gave a chargeback back. */
  /** Somebody served the buyer of a line: no plan here pays for it, so no money moves and nothing is held. */
  serve(ref: string, id: string, act: { person: string; line: number; what: string }): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    const content = `${ref} ${act.line} ${act.person} ${act.what}`;
    const told = this.#served.get(id);
    if (told !== undefined) return told === content ? 'repeat' : 'service.exists';
    if (order.isCancelled) return 'order.cancelled';
    if (!order.lines[act.line - 1]) return 'line.unknown';
    this.#served.set(id, content);
    return 'done';
  }

  get served(): ReadonlyMap<string, string> {
    return this.#served;
  }

  win(id: string): string {
    if (!this.refunds.has(id)) return 'refund.notFound';
    const known = this.#chargebacks.get(id);
    const order = known && this.orders.get(known.ref);
    if (!known || !order) return 'refund.noChargeback';
    if (known.isWon) return 'repeat';
    known.isWon = true;
    order.shippingRefunded -= known.shipping;
    for (const { line, amount } of known.parts) {
      const old = order.lines[line - 1];
      if (old) old.refunded -= amount;
      this.cards.restore(this.cards.ofLine(order.ref, line), amount);
    }
    for (const share of order.shares) {
      const line = order.lines[share.line - 1];
      if (!line || !known.parts.some((part) => part.line === share.line)) continue;
      const more = owedOf(share, line.base - line.refunded) - (share.amount - share.reversed);
      if (more <= 0n) continue;
      // What comes back to a line of which anything was released is released with it.
      if (share.reversed === share.amount) share.isConfirmed = order.shares.some((one) => one.line === share.line && one.isConfirmed);
      share.reversed -= more;
      if (share.isConfirmed) this.credit(share.payee, more);
      else this.purse(share.payee).pending += more;
    }
    this.release([order]);
    this.points.won(pointsOrder(order), this.now);
    if (!isGone(order)) {
      this.gifts.revive(order.ref);
      this.dateGifts(order);
    }
    this.points.settleDebts(this.now);
    return 'done';
  }

  isWon(id: string): boolean {
    return this.#chargebacks.get(id)?.isWon === true;
  }

  /** One card is given back for what it is still worth. */
  giveCardBack(id: string, { ref, line, nth }: CardName): string {
    const order = this.orders.get(ref);
    const card = this.cards.find(ref, line, nth);
    if (!order || !card) return 'memberCard.notFound';
    const content = `${ref} card ${line}.${nth}`;
    const known = this.refunds.get(id);
    if (known !== undefined) return known === content ? 'repeat' : 'refund.exists';
    const amount = this.cards.worthNow(card, this.now);
    if (typeof amount === 'string') return amount;
    this.refunds.set(id, content);
    this.giveBack(order, { parts: [{ line, amount }], cause: 'refund', nth });
    return 'done';
  }

  /** Goods of a line come back; others, worth the same or at a price, go out under the same plan. */
  exchange(ref: string, id: string, goods: Exchange): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    const content = `${ref} exchange ${goods.line} ${goods.amount} ${goods.quantity} ${goods.unitPrice} ${goods.isPaid}`;
    const known = this.refunds.get(id);
    if (known !== undefined) return known === content ? 'repeat' : 'refund.exists';
    if (order.isCancelled) return 'order.cancelled';
    if (order.paidAt === null) return 'order.unpaid';
    const old = order.lines[goods.line - 1];
    if (!old) return 'line.unknown';
    const left = old.base - old.refunded;
    if (left === 0n) return 'exchange.nothing';
    const amount = goods.amount ?? left;
    if (amount > left) return 'refund.tooMuch';
    if (this.cards.ofLine(ref, goods.line).length > 0) return 'card.noExchange';
    const price = goods.unitPrice === null ? amount : goods.unitPrice * goods.quantity;
    if (price > amount && !goods.isPaid) return 'exchange.due';
    if (price <= amount && goods.isPaid) return 'payment.tooMuch';
    this.refunds.set(id, content);
    old.refunded += amount;
    order.lines.push(newLine(price, { card: null, isExchanged: true }));
    order.total += price;
    order.tendered += price;
    order.exchanged += price < amount ? price : amount;
    this.afterBack(order, new Set([goods.line]));
    this.points.addLines(pointsOrder(order), order.lines.length, this.now);
    const shares = order.plan ? sharesOf(order, order.plan, price, order.lines.length) : [];
    for (const share of shares) this.purse(share.payee).pending += share.amount;
    order.shares.push(...shares);
    this.points.settleDebts(this.now);
    return 'done';
  }

  /** A gift before the first order. */
  giveBefore(person: string): string {
    const hasOrdered = [...this.orders.values()].some((order) => order.buyer === person && !order.isCancelled);
    return this.gifts.before(person, { referrer: this.parent.get(person) ?? null, hasOrdered });
  }

  withdraw(id: string, person: string, amount: bigint): string {
    const isOpen = [...this.withdrawals.values()].some((each) => each.person === person && ['requested', 'approved'].includes(each.state));
    if (isOpen) return 'withdrawal.open';
    const purse = this.purse(person);
    if (amount > purse.available) return 'withdrawal.tooMuch';
    purse.available -= amount;
    this.withdrawals.set(id, { person, amount, state: 'requested' });
    return 'done';
  }

  /** Approving and settling only move the state; what fails or is rejected pays the person's debt first. */
  endWithdrawal(id: string, verb: 'approve' | 'settle' | 'fail' | 'reject'): string {
    const known = this.withdrawals.get(id);
    if (!known) return 'withdrawal.notFound';
    const from = { approve: ['requested'], settle: ['approved'], fail: ['requested', 'approved'], reject: ['requested', 'approved'] }[verb];
    if (!from.includes(known.state)) return 'withdrawal.wrongState';
    known.state = { approve: 'approved', settle: 'settled', fail: 'failed', reject: 'rejected' }[verb];
    if (verb === 'fail' || verb === 'reject') {
      const purse = this.purse(known.person);
      const debt = purse.receivable < known.amount ? purse.receivable : known.amount;
      purse.receivable -= debt;
      purse.available += known.amount - debt;
    }
    return 'done';
  }

  advance(to: number): void {
    this.now = to;
    this.due();
  }

  /** Everything the clock brings by now. */
  due(): void {
    for (const order of this.orders.values()) {
      for (const [i, line] of order.lines.entries()) {
        // A card is received when it begins, also where that was put off.
        if (line.receiveDueAt !== null) line.receiveDueAt = this.cards.find(order.ref, i + 1, 1)?.from ?? line.receiveDueAt;
        if (line.receiveDueAt !== null && line.receiveDueAt <= this.now) this.hold(order, [i + 1], line.receiveDueAt);
      }
    }
    this.release([...this.orders.values()]);
    for (const order of this.orders.values()) {
      const isLate = order.deadline !== null && order.deadline <= this.now;
      if (isLate && order.paidAt === null && order.tendered === 0n) this.cancel(order.ref);
      if (isLate) order.deadline = null;
    }
    this.points.expire(this.now);
    this.gifts.release(this.now);
    for (const card of this.cards.all) this.cards.book(card, this.now);
    this.points.settleDebts(this.now);
  }

  purse(person: string): { pending: bigint; available: bigint; receivable: bigint } {
    const known = this.purses.get(person) ?? { pending: 0n, available: 0n, receivable: 0n };
    this.purses.set(person, known);
    return known;
  }

  private takeBack(share: ModelShare, left: bigint): void {
    const back = share.amount - owedOf(share, left) - share.reversed;
    if (back <= 0n) return;
    share.reversed += back;
    const purse = this.purse(share.payee);
    if (!share.isConfirmed) purse.pending -= back;
    else if (purse.available >= back) purse.available -= back;
    else {
      purse.receivable += back - purse.available;
      purse.available = 0n;
    }
  }

  private release(orders: readonly ModelOrder[]): void {
    for (const share of orders.flatMap((order) => order.shares)) {
      if (share.isConfirmed || share.dueAt === null || share.dueAt > this.now || share.reversed === share.amount) continue;
      share.isConfirmed = true;
      const left = share.amount - share.reversed;
      this.purse(share.payee).pending -= left;
      this.credit(share.payee, left);
    }
  }

  /** What becomes somebody's pays their debt first. */
  private credit(person: string, amount: bigint): void {
    const purse = this.purse(person);
    const debt = purse.receivable < amount ? purse.receivable : amount;
    purse.receivable -= debt;
    purse.available += amount - debt;
  }
}
