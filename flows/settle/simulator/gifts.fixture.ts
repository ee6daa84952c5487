export type GiftKind = 'before' | 'after' | 'onReferral';

export interface ModelGift {
  readonly product: string;
  readonly cost: bigint;
  readonly most: number | null;
}

export interface ModelDeal {
  readonly isOn: boolean;
  readonly gifts: Readonly<Partial<Record<GiftKind, ModelGift>>>;
}

export interface ModelPromise {
  readonly kind: GiftKind;
  readonly person: string;
  readonly friend: string;
  readonly product: string;
  readonly cost: bigint;
  ref: string | null;
  state: 'waiting' | 'given' | 'short' | 'lapsed';
  because: 'cancelled' | 'refunded' | 'notFirst' | null;
  dueAt: number | null;
}

/** The happy deal: promised with an order that can carry it, earned by the first that is paid, given once. No code of the product. */
export class ModelGifts {
  deal: ModelDeal | null = null;
  readonly promises: ModelPromise[] = [];
  /** pieces there are; a product that is not named is not counted */
  readonly pieces: Map<string, number>;
  readonly #paid = new Set<string>();
  #promisedTogether = new Map<string, number>();

  constructor(pieces: Iterable<readonly [string, number]>) {
    this.pieces = new Map(pieces);
  }

  /** Commands that are settled together are promised pieces of one count. */
  begin(): void {
    this.#promisedTogether = new Map();
  }

  #isThere(kind: GiftKind, gift: ModelGift): boolean {
    const promised = this.promises.filter((one) => one.kind === kind && one.product === gift.product && one.state !== 'lapsed').length;
    const free = (this.pieces.get(gift.product) ?? 1_000) - (this.#promisedTogether.get(gift.product) ?? 0);
    return (gift.most === null || promised < gift.most) && free >= 1;
  }

  before(person: string, { referrer, hasOrdered }: { referrer: string | null; hasOrdered: boolean }): string {
    const gift = this.deal?.isOn ? this.deal.gifts.before : undefined;
    if (!gift) return 'none';
    if (referrer === null) return 'noFriend';
    if (this.promises.some((one) => one.kind === 'before' && one.friend === person)) return 'given';
    if (hasOrdered) return 'notFirst';
    if (!this.#isThere('before', gift)) return 'gone';
    const promise = this.#promise('before', gift, { person, friend: person, ref: null });
    this.#give(promise);
    return 'done';
  }

  #promise(kind: GiftKind, { product, cost }: ModelGift, of: Pick<ModelPromise, 'person' | 'friend' | 'ref'>): ModelPromise {
    const promise: ModelPromise = { kind, product, cost, ...of, state: 'waiting', because: null, dueAt: null };
    this.promises.push(promise);
    return promise;
  }

  #give(promise: ModelPromise): void {
    const left = this.pieces.get(promise.product);
    promise.dueAt = null;
    promise.state = left === 0 ? 'short' : 'given';
    if (left) this.pieces.set(promise.product, left - 1);
  }

  /** @returns what the gifts of an order that is placed cost */
  place(order: { ref: string; buyer: string; referrer: string | null; room: bigint }): bigint {
    if (!this.deal || order.referrer === null || this.#paid.has(order.buyer)) return 0n;
    let cost = this.promises.find((one) => one.kind === 'before' && one.friend === order.buyer && one.ref === null)?.cost ?? 0n;
    const wanted = (['after', 'onReferral'] as const).flatMap((kind) => {
      const gift = this.deal?.isOn ? this.deal.gifts[kind] : undefined;
      return gift && this.#isThere(kind, gift) ? [{ kind, gift }] : [];
    });
    for (const { kind, gift } of wanted) {
      if (cost + gift.cost > order.room) continue;
      cost += gift.cost;
      const person = kind === 'after' ? order.buyer : order.referrer;
      this.#promise(kind, gift, { person, friend: order.buyer, ref: order.ref });
      this.#promisedTogether.set(gift.product, (this.#promisedTogether.get(gift.product) ?? 0) + 1);
    }
    return cost;
  }

  pay(ref: string, buyer: string): void {
    const isFirst = !this.#paid.has(buyer);
    this.#paid.add(buyer);
    const before = this.promises.find((one) => one.kind === 'before' && one.friend === buyer && one.ref === null);
    if (isFirst && before) before.ref = ref;
    for (const one of this.#of(ref)) {
      if (one.state !== 'waiting') continue;
      if (!isFirst) lapse(one, 'notFirst');
      else if (one.kind === 'after') this.#give(one);
    }
  }

  /** Whoever paid anything pays for the first time no more. */
  paid(buyer: string): void {
    this.#paid.add(buyer);
  }

  end(ref: string, because: 'cancelled' | 'refunded'): void {
    for (const one of this.#of(ref)) if (one.state === 'waiting' || one.state === 'short') lapse(one, because);
  }

  /** The hold of the whole order ends then; null: it is not known yet. */
  date(ref: string, endsAt: number | null, now: number): void {
    for (const one of this.#of(ref)) {
      if (one.kind !== 'onReferral' || one.state !== 'waiting') continue;
      one.dueAt = endsAt;
      if (endsAt !== null && endsAt <= now) this.#give(one);
    }
  }

  revive(ref: string): void {
    for (const one of this.#of(ref)) {
      if (one.state !== 'lapsed' || one.because !== 'refunded') continue;
      one.state = 'waiting';
      one.because = null;
      if (one.kind === 'after') this.#give(one);
    }
  }

  release(now: number): void {
    for (const one of this.promises) {
      const isDue = one.state === 'waiting' && one.dueAt !== null && one.dueAt <= now;
      if (isDue || (one.state === 'short' && (this.pieces.get(one.product) ?? 1) > 0)) this.#give(one);
    }
  }

  #of(ref: string): ModelPromise[] {
    return this.promises.filter((one) => one.ref === ref && one.kind !== 'before');
  }
}

function lapse(promise: ModelPromise, because: 'cancelled' | 'refunded' | 'notFirst'): void {
  promise.state = 'lapsed';
  promise.because = because;
  promise.dueAt = null;
}
