import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { giftsWithin, type Gift, type GiftKind, type GiftPromise, type HappyDeal, type PromiseReason } from '../model/gifts.ts';

/** What a batch may need to know of gifts, read at once. */
export interface GiftFacts {
  readonly deal: HappyDeal;
  /** of the orders at hand, and the gifts before of their buyers */
  readonly promises: readonly GiftPromise[];
  /** promises whose time has come, or whose pieces are there again */
  readonly due: readonly GiftPromise[];
  /** buyer → who introduced them */
  readonly introducers: ReadonlyMap<Uuid, Uuid>;
  readonly paidBefore: ReadonlySet<Uuid>;
  /** whom a trial leaves out: no gift for a friend is offered to them now */
  readonly heldOut: ReadonlySet<Uuid>;
  /** how many of each gift in force were promised so far */
  readonly promised: ReadonlyMap<GiftKind, number>;
  /** pieces of each gift in force that are there; null = not counted */
  readonly free: ReadonlyMap<GiftKind, number | null>;
}

/** Says why a gift is to be held, null when nothing speaks against it. */
export type WhyHeld = (promise: Pick<GiftPromise, 'kind' | 'friendId' | 'introducerId'>) => PromiseReason | null;

/**
 * The gifts of one batch: verbs decide in memory, `writeGifts` gives and writes afterwards. Gifts are promised when an order is placed,
 * earned when it is the friend's first to be paid, and given: to the friend at once, to whoever introduced them when its hold is over.
 */
export class GiftDesk {
  readonly deal: HappyDeal;
  readonly fresh = new Set<GiftPromise>();
  readonly changed = new Set<GiftPromise>();
  /** to be given now */
  readonly toGive = new Set<GiftPromise>();
  readonly #ofOrder = new Map<Uuid, GiftPromise[]>();
  readonly #before = new Map<Uuid, GiftPromise>();
  readonly #introducers: ReadonlyMap<Uuid, Uuid>;
  readonly #paid: Set<Uuid>;
  readonly #heldOut: ReadonlySet<Uuid>;
  readonly #promised: Map<GiftKind, number>;
  readonly #free: Map<GiftKind, number | null>;
  readonly #due: readonly GiftPromise[];

  constructor(facts: GiftFacts) {
    this.deal = facts.deal;
    this.#introducers = facts.introducers;
    this.#paid = new Set(facts.paidBefore);
    this.#heldOut = facts.heldOut;
    this.#promised = new Map(facts.promised);
    this.#free = new Map(facts.free);
    const known = new Map(facts.promises.map((promise) => [promise.promiseId, promise]));
    this.#due = facts.due.map((promise) => known.get(promise.promiseId) ?? promise);
    for (const promise of facts.promises) this.#takeIn(promise);
  }

  #takeIn(promise: GiftPromise): void {
    if (promise.kind === 'before' && promise.state !== 'lapsed') this.#before.set(promise.friendId, promise);
    if (promise.orderId !== null) this.#ofOrder.set(promise.orderId, [...(this.#ofOrder.get(promise.orderId) ?? []), promise]);
  }

  /** Who introduced a buyer whose next paid order would be their first; null: this is nobody's friend, or no first order. */
  introducerOfFirst(personId: Uuid): Uuid | null {
    const introducer = this.#introducers.get(personId);
    return introducer === undefined || introducer === personId || this.#paid.has(personId) ? null : introducer;
  }

  /** Friends and whoever introduced them, of everything the batch may promise or give. */
  pairs(): { buyerId: Uuid; payeeIds: Uuid[] }[] {
    const promises = [...this.#ofOrder.values(), this.#due].flat();
    const pairs = new Map([...this.#introducers, ...promises.map(({ friendId, introducerId }) => [friendId, introducerId] as const)]);
    return [...pairs].map(([buyerId, introducerId]) => ({ buyerId, payeeIds: [introducerId] }));
  }

  /** What a gift before cost that no order carries yet. */
  beforeCost(personId: Uuid): bigint {
    const before = this.#before.get(personId);
    return before === undefined || before.orderId !== null ? 0n : before.cost;
  }

  /** Gifts in force of which there are some to promise, and which are offered to this introducer. */
  #offered(introducerId: Uuid): Gift[] {
    if (!this.deal.isOn) return [];
    return (['after', 'onReferral'] as const).flatMap((kind) => {
      const gift = this.deal.gifts.get(kind);
      const isOffered = kind === 'after' || !this.#heldOut.has(introducerId);
      return gift && isOffered && this.#isThere(gift) ? [gift] : [];
    });
  }

  #isThere({ kind, most, quantity }: Gift): boolean {
    const free = this.#free.get(kind);
    return (most === null || (this.#promised.get(kind) ?? 0) < most) && (free === null || free === undefined || free >= quantity);
  }

  /**
   * Promises what an order that is placed can carry.
   * @param order.room what the cap leaves of it
   * @returns what that costs: it takes the cap before anybody (rules.md C7)
   */
  promise(order: { orderId: Uuid; personId: Uuid; room: bigint; at: number }): bigint {
    const introducerId = this.introducerOfFirst(order.personId);
    if (introducerId === null) return 0n;
    const { gifts, cost } = giftsWithin(order.room, this.beforeCost(order.personId), this.#offered(introducerId));
    for (const gift of gifts) {
      const promise = promiseOf(this.deal, gift, { friendId: order.personId, introducerId, orderId: order.orderId, at: order.at });
      this.fresh.add(promise);
      this.#takeIn(promise);
      this.#promised.set(gift.kind, (this.#promised.get(gift.kind) ?? 0) + 1);
      const free = this.#free.get(gift.kind);
      if (free != null) this.#free.set(gift.kind, free - gift.quantity);
    }
    return cost;
  }

  /** What was promised with an order. */
  of(orderId: Uuid): readonly GiftPromise[] {
    return this.#ofOrder.get(orderId) ?? [];
  }

  /** The order is paid: if it is the friend's first it carries their gifts, else what was promised with it comes with another. */
  pay(orderId: Uuid, personId: Uuid, at: number, whyHeld: WhyHeld): void {
    const isFirst = !this.#paid.has(personId);
    this.#paid.add(personId);
    if (isFirst) {
      const before = this.#before.get(personId);
      if (before && before.orderId === null) {
        before.orderId = orderId;
        this.#takeIn(before);
        this.#note(before);
      }
    }
    for (const promise of this.of(orderId)) {
      if (promise.state !== 'waiting' || promise.kind === 'before') continue;
      if (!isFirst) this.#lapse(promise, 'notFirst', at);
      else if (promise.introducerId === personId) this.#lapse(promise, 'ownOrder', at);
      else this.#judge(promise, whyHeld);
    }
  }

  #judge(promise: GiftPromise, whyHeld: WhyHeld): void {
    const because = whyHeld(promise);
    if (because !== null) {
      promise.state = 'held';
      promise.because = because;
      this.#note(promise);
    } else if (promise.kind === 'after') {
      this.toGive.add(promise);
    }
  }

  /** The order is called off, or nothing remains of it: what was not given is not. */
  end(orderId: Uuid, because: 'cancelled' | 'refunded', at: number): void {
    for (const promise of this.of(orderId)) {
      const isOpen = promise.state === 'waiting' || promise.state === 'held' || promise.state === 'short';
      if (isOpen && promise.kind !== 'before') this.#lapse(promise, because, at);
    }
  }

  /** What was taken back is given back: the order holds again, and so does what it earned. */
  revive(orderId: Uuid, whyHeld: WhyHeld): void {
    for (const promise of this.of(orderId)) {
      if (promise.state !== 'lapsed' || promise.because !== 'refunded') continue;
      promise.state = 'waiting';
      promise.because = null;
      promise.endedAt = null;
      this.#note(promise);
      this.#judge(promise, whyHeld);
    }
  }

  /** Dates the gift for whoever introduced the buyer: when nothing of the order is in its hold any more. */
  holdEnds(orderId: Uuid, endsAt: number | null, now: number, isPaid: boolean): void {
    for (const promise of this.of(orderId)) {
      if (promise.kind !== 'onReferral' || (promise.state !== 'waiting' && promise.state !== 'held')) continue;
      if (promise.dueAt !== endsAt) {
        promise.dueAt = endsAt;
        this.#note(promise);
      }
      if (isPaid && promise.state === 'waiting' && endsAt !== null && endsAt <= now) this.toGive.add(promise);
    }
  }

  /** What is due by the clock, or was out of stock and is there again. */
  release(whyHeld: WhyHeld): void {
    for (const promise of this.#due) {
      if (promise.state !== 'waiting' && promise.state !== 'short') continue;
      const because = whyHeld(promise);
      if (because === null) this.toGive.add(promise);
      else {
        promise.state = 'held';
        promise.because = because;
        this.#note(promise);
      }
    }
  }

  #lapse(promise: GiftPromise, because: PromiseReason, at: number): void {
    promise.state = 'lapsed';
    promise.because = because;
    promise.endedAt = at;
    promise.dueAt = null;
    this.toGive.delete(promise);
    this.#note(promise);
  }

  #note(promise: GiftPromise): void {
    if (!this.fresh.has(promise)) this.changed.add(promise);
  }
}

/** A gift is promised. */
export function promiseOf(
  deal: HappyDeal,
  gift: Gift,
  of: { friendId: Uuid; introducerId: Uuid; orderId: Uuid | null; at: number },
): GiftPromise {
  const { kind, productId, skuId, quantity, cost } = gift;
  return {
    promiseId: newId(),
    dealId: deal.dealId,
    kind,
    personId: kind === 'onReferral' ? of.introducerId : of.friendId,
    friendId: of.friendId,
    introducerId: of.introducerId,
    orderId: of.orderId,
    productId,
    skuId,
    quantity,
    cost,
    state: 'waiting',
    because: null,
    promisedAt: of.at,
    dueAt: null,
    endedAt: null,
    givingId: null,
  };
}
