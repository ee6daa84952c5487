/**
 * A small independent model of the money on orders: plain objects, one order of events, no code of the product. The simulator does
 * everything to both and compares what they say.
 */
export interface ModelPlan {
  readonly name: string;
  /** ppm of depth 1, 2, … */
  readonly rates: readonly number[];
  readonly capPpm: number;
  readonly holdDays: number;
  readonly stages: readonly string[];
}

export interface ModelLine {
  readonly base: bigint;
  refunded: bigint;
  receivedAt: number | null;
  /** it came in exchange for another */
  readonly isExchanged: boolean;
}

export interface ModelShare {
  readonly line: number;
  readonly depth: number;
  readonly payee: string;
  readonly ppm: bigint;
  readonly amount: bigint;
  reversed: bigint;
  dueAt: number | null;
  isConfirmed: boolean;
}

export interface ModelOrder {
  readonly ref: string;
  readonly buyer: string;
  readonly lines: ModelLine[];
  readonly shipping: bigint;
  /** grows with what goes out in exchange */
  total: bigint;
  /** of a later instalment: the order that is the purchase */
  readonly first: ModelOrder | null;
  /** who stood above the buyer when the order was made, with the stage of that moment; empty without a plan */
  readonly above: readonly { readonly person: string; readonly stage: string }[];
  readonly plan: ModelPlan | null;
  shippingRefunded: bigint;
  tendered: bigint;
  paidAt: number | null;
  shares: ModelShare[];
}

/** What comes with the lines of an order. */
export interface PlaceTerms {
  readonly discount: bigint;
  readonly shipping: bigint;
  readonly cuts: readonly bigint[];
}

/** What comes back and what goes out for it; amount null: all that is left; price null: worth the same. */
export interface Exchange {
  readonly line: number;
  readonly amount: bigint | null;
  readonly quantity: bigint;
  readonly unitPrice: bigint | null;
  readonly isPaid: boolean;
}

export interface LineWish {
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
}

const DAY = 86_400_000;
const MILLION = 1_000_000n;

export class Model {
  now: number;
  plan: ModelPlan | null = null;
  readonly parent = new Map<string, string | null>();
  readonly orders = new Map<string, ModelOrder>();
  readonly payments = new Map<string, string>();
  readonly refunds = new Map<string, string>();
  readonly withdrawals = new Map<string, { person: string; amount: bigint; state: string }>();
  readonly purses = new Map<string, { pending: bigint; available: bigint; receivable: bigint }>();

  constructor(now: number) {
    this.now = now;
  }

  bind(person: string, referrer: string): string {
    if (person === referrer) return 'referral.self';
    const known = this.parent.get(person);
    if (known) return known === referrer ? 'repeat' : 'referral.second';
    for (let at: string | null = referrer; at !== null; at = this.parent.get(at) ?? null) if (at === person) return 'referral.cycle';
    this.parent.set(person, referrer);
    return 'done';
  }

  /** A buyer's stage follows from the orders they have kept something of. */
  stageOf(person: string): string {
    let kept = 0;
    for (const order of this.orders.values())
      if (order.buyer === person && order.first === null && order.paidAt !== null && !isGone(order)) kept += 1;
    return kept >= 2 ? 'repeat' : kept === 1 ? 'customer' : 'prospect';
  }

  /** @param cuts what each instalment comes to; empty: paid at once. Later ones are called `ref#2`, `ref#3` … */
  place(ref: string, buyer: string, wishes: readonly LineWish[], { discount, shipping, cuts }: PlaceTerms): string {
    const before = wishes.map((wish) => wish.quantity * wish.unitPrice - wish.discount);
    if (before.some((amount) => amount < 0n)) return 'discount.tooBig';
    const sum = before.reduce((a, b) => a + b, 0n);
    if (discount > sum) return 'discount.tooBig';
    const cut = split(discount, before);
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
    for (const [i, part] of parts.entries()) {
      const name = i === 0 ? ref : `${ref}#${i + 1}`;
      const order: ModelOrder = {
        ref: name,
        buyer,
        lines: part.slice(0, -1).map((base) => ({ base, refunded: 0n, receivedAt: null, isExchanged: false })),
        shipping: part.at(-1) ?? 0n,
        total: part.reduce((sum, amount) => sum + amount, 0n),
        first,
        above,
        plan: this.plan,
        shippingRefunded: 0n,
        tendered: 0n,
        paidAt: null,
        shares: [],
      };
      this.orders.set(name, order);
      if (order.total === 0n) order.paidAt = this.now;
      first ??= order;
    }
    return 'done';
  }

  pay(ref: string, id: string, amount: bigint): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    const content = `${ref} ${amount}`;
    const known = this.payments.get(id);
    if (known !== undefined) return known === content ? 'repeat' : 'payment.exists';
    if (order.first !== null && order.first.paidAt === null) return 'instalment.firstOpen';
    if (order.tendered + amount > order.total) return 'payment.tooMuch';
    this.payments.set(id, content);
    order.tendered += amount;
    if (order.tendered < order.total) return 'done';
    order.paidAt = this.now;
    order.shares = order.plan ? order.lines.flatMap((line, i) => sharesOf(order, order.plan as ModelPlan, line.base, i + 1)) : [];
    for (const share of order.shares) this.purse(share.payee).pending += share.amount;
    if (order.first !== null) this.deliver(order, order.first);
    return 'done';
  }

  /** A later instalment is for goods that came with the first order; they count from its own payment on. */
  private deliver(order: ModelOrder, first: ModelOrder): void {
    for (const [i, line] of order.lines.entries()) {
      const goods = first.lines[i];
      if (order.paidAt === null || line.receivedAt !== null || line.isExchanged || !goods || goods.isExchanged || goods.receivedAt === null)
        continue;
      line.receivedAt = Math.max(goods.receivedAt, order.paidAt);
      this.date(order, i + 1, line.receivedAt);
    }
    this.release([order]);
  }

  private date(order: ModelOrder, line: number, receivedAt: number): void {
    for (const share of order.shares) if (share.line === line) share.dueAt = receivedAt + (order.plan?.holdDays ?? 0) * DAY;
  }

  receive(ref: string, lines: readonly number[] | null): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    if (order.paidAt === null) return 'order.unpaid';
    const wanted = lines ?? order.lines.map((_, i) => i + 1);
    if (wanted.some((line) => !order.lines[line - 1])) return 'line.unknown';
    let fresh = 0;
    for (const number of wanted) {
      const line = order.lines[number - 1];
      if (!line || line.receivedAt !== null) continue;
      line.receivedAt = this.now;
      fresh += 1;
      this.date(order, number, this.now);
    }
    this.release([order]);
    for (const later of this.orders.values()) if (later.first === order) this.deliver(later, order);
    return fresh === 0 ? 'repeat' : 'done';
  }

  refund(ref: string, id: string, parts: readonly { line: number; amount: bigint }[], shipping: bigint): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    const content = `${ref} ${parts.map((part) => `${part.line}:${part.amount}`).join(',')} ${shipping}`;
    const known = this.refunds.get(id);
    if (known !== undefined) return known === content ? 'repeat' : 'refund.exists';
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
    order.shippingRefunded += shipping;
    for (const [number, amount] of sums) {
      const line = order.lines[number - 1];
      if (!line) continue;
      line.refunded += amount;
      for (const share of order.shares) if (share.line === number) this.takeBack(share, line.base - line.refunded);
    }
    return 'done';
  }

  /** Goods of a line come back; others, worth the same or at a price, go out under the same plan. */
  exchange(ref: string, id: string, goods: Exchange): string {
    const order = this.orders.get(ref);
    if (!order) return 'order.notFound';
    const content = `${ref} exchange ${goods.line} ${goods.amount} ${goods.quantity} ${goods.unitPrice} ${goods.isPaid}`;
    const known = this.refunds.get(id);
    if (known !== undefined) return known === content ? 'repeat' : 'refund.exists';
    if (order.paidAt === null) return 'order.unpaid';
    const old = order.lines[goods.line - 1];
    if (!old) return 'line.unknown';
    const left = old.base - old.refunded;
    if (left === 0n) return 'exchange.nothing';
    const amount = goods.amount ?? left;
    if (amount > left) return 'refund.tooMuch';
    const price = goods.unitPrice === null ? amount : goods.unitPrice * goods.quantity;
    if (price > amount && !goods.isPaid) return 'exchange.due';
    if (price <= amount && goods.isPaid) return 'payment.tooMuch';
    this.refunds.set(id, content);
    old.refunded += amount;
    for (const share of order.shares) if (share.line === goods.line) this.takeBack(share, old.base - old.refunded);
    order.lines.push({ base: price, refunded: 0n, receivedAt: null, isExchanged: true });
    order.total += price;
    order.tendered += price;
    const shares = order.plan ? sharesOf(order, order.plan, price, order.lines.length) : [];
    for (const share of shares) this.purse(share.payee).pending += share.amount;
    order.shares.push(...shares);
    return 'done';
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
    this.release([...this.orders.values()]);
  }

  purse(person: string): { pending: bigint; available: bigint; receivable: bigint } {
    const known = this.purses.get(person) ?? { pending: 0n, available: 0n, receivable: 0n };
    this.purses.set(person, known);
    return known;
  }

  private takeBack(share: ModelShare, left: bigint): void {
    const back = share.amount - (share.ppm * left) / MILLION - share.reversed;
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
      const purse = this.purse(share.payee);
      const left = share.amount - share.reversed;
      purse.pending -= left;
      const debt = purse.receivable < left ? purse.receivable : left;
      purse.receivable -= debt;
      purse.available += left - debt;
    }
  }
}

export function isGone(order: ModelOrder): boolean {
  const charged = order.lines.reduce((sum, line) => sum + line.base, 0n);
  return charged > 0n && order.lines.reduce((sum, line) => sum + line.refunded, 0n) === charged;
}

function sharesOf(order: ModelOrder, plan: ModelPlan, base: bigint, line: number): ModelShare[] {
  let room = BigInt(plan.capPpm);
  return order.above.flatMap(({ person, stage }, i) => {
    const wish = BigInt(plan.rates[i] ?? 0);
    if (!plan.stages.includes(stage)) return [];
    const ppm = wish < room ? wish : room;
    room -= ppm;
    const amount = (base * ppm) / MILLION;
    return amount === 0n ? [] : [{ line, depth: i + 1, payee: person, ppm, amount, reversed: 0n, dueAt: null, isConfirmed: false }];
  });
}

/** What each instalment carries of each part, the last of which is the shipping; null when they do not come to the whole. */
function instalments(parts: readonly bigint[], cuts: readonly bigint[]): bigint[][] | null {
  let left = [...parts];
  if (cuts.reduce((sum, cut) => sum + cut, 0n) !== left.reduce((sum, part) => sum + part, 0n)) return null;
  return cuts.map((cut) => {
    const shares = split(cut, left);
    left = left.map((part, i) => part - (shares[i] ?? 0n));
    return shares;
  });
}

/** Largest remainder, ties to the earlier line. */
function split(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (whole * weight) / total);
  let left = whole - parts.reduce((a, b) => a + b, 0n);
  const order = weights.map((weight, i) => ({ i, rest: (whole * weight) % total }));
  order.sort((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.i - b.i));
  for (const { i } of order) {
    if (left === 0n) break;
    parts[i] = (parts[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}
