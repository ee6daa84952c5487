import { DAY, dayOf, startOf } from './days.fixture.ts';

/** What the simulated brand sells as cards. */
export const KINDS = {
  /** one thing a day for five days */
  pass: { days: 5, each: 1n, isDaily: true, bonus: 0n, isBalance: false },
  /** three things within ten days */
  trip: { days: 10, each: 3n, isDaily: false, bonus: 0n, isBalance: false },
  /** money for ten days, and five units more */
  purse: { days: 10, each: 0n, isDaily: false, bonus: 500n, isBalance: true },
} as const;
export type CardKind = keyof typeof KINDS;

export type CardEnd = 'refunded' | 'chargedBack' | 'given' | 'cancelled';

export interface ModelCard {
  readonly ref: string;
  readonly line: number;
  readonly nth: number;
  readonly kind: CardKind;
  readonly fee: bigint;
  readonly isGift: boolean;
  readonly person: string;
  refunded: bigint;
  paidAt: number | null;
  from: number;
  to: number;
  startsOn: number;
  frozenOn: number | null;
  frozenDays: number;
  units: bigint;
  used: bigint;
  readonly uses: Map<number, bigint>;
  consumed: bigint;
  /** what is owed for it */
  worth: bigint;
  end: CardEnd | null;
}

/** Cards: bought, begun, used, frozen, given on, given back. No code of the product. */
export class ModelCards {
  readonly all: ModelCard[] = [];

  order(of: { ref: string; person: string; line: number; kind: CardKind; fees: readonly bigint[] }): void {
    for (const [i, fee] of of.fees.entries()) {
      const { ref, person, line, kind } = of;
      const unbegun = { paidAt: null, from: 0, to: 0, startsOn: 0, frozenOn: null, frozenDays: 0, units: 0n, used: 0n };
      this.all.push({
        ...unbegun,
        ref,
        person,
        line,
        nth: i + 1,
        kind,
        fee,
        isGift: false,
        refunded: 0n,
        uses: new Map(),
        consumed: 0n,
        worth: 0n,
        end: null,
      });
    }
  }

  ofLine(ref: string, line: number): ModelCard[] {
    return this.all.filter((card) => card.ref === ref && card.line === line && card.end !== 'given').sort((a, b) => a.nth - b.nth);
  }

  /** The card bought as this one, whoever has it now. */
  find(ref: string, line: number, nth: number): ModelCard | undefined {
    return this.ofLine(ref, line).find((card) => card.nth === nth);
  }

  /** The order is paid. @returns when the first card of each line begins, where that is later */
  begin(ref: string, now: number): Map<number, number> {
    const later = new Map<number, number>();
    for (const card of this.all.filter((one) => one.ref === ref && one.paidAt === null && one.end === null)) {
      const { days, each, isDaily, bonus, isBalance } = KINDS[card.kind];
      const before = this.all.filter((one) => one !== card && one.person === card.person && one.kind === card.kind && one.end === null);
      card.from = Math.max(now, ...before.filter((one) => one.paidAt !== null).map((one) => one.to));
      card.paidAt = now;
      card.startsOn = dayOf(card.from);
      card.to = startOf(card.startsOn + days);
      card.units = isBalance ? card.fee + bonus : isDaily ? BigInt(days) * each : each;
      card.worth = worthOf(card);
      if (card.nth === 1 && card.from > now) later.set(card.line, card.from);
    }
    return later;
  }

  take(card: ModelCard, units: bigint, now: number): string {
    if (stateOf(card, now) !== 'active') return 'memberCard.notActive';
    const { each, isBalance } = KINDS[card.kind];
    const period = periodOn(card, dayOf(now));
    const had = card.uses.get(period) ?? 0n;
    if (had + units > (isBalance ? card.units : each)) return 'memberCard.usedUp';
    card.uses.set(period, had + units);
    card.used += units;
    return 'done';
  }

  freeze(card: ModelCard, now: number): string {
    if (stateOf(card, now) !== 'active') return 'memberCard.notActive';
    card.frozenOn = dayOf(now);
    return 'done';
  }

  unfreeze(card: ModelCard, now: number): string {
    if (stateOf(card, now) !== 'frozen' || card.frozenOn === null) return 'memberCard.notActive';
    const days = dayOf(now) - card.frozenOn;
    const ended = card.to;
    card.frozenOn = null;
    card.frozenDays += days;
    card.to += days * DAY;
    for (const one of this.all) {
      const isBehind = one !== card && one.person === card.person && one.kind === card.kind && one.end === null && one.paidAt !== null;
      if (!isBehind || one.from < ended || one.from <= now) continue;
      one.from += days * DAY;
      one.to += days * DAY;
      one.startsOn += days;
    }
    return 'done';
  }

  give(card: ModelCard, to: string, now: number): string {
    const state = stateOf(card, now);
    if (state !== 'active' && state !== 'next') return 'memberCard.notActive';
    if (to === card.person) return 'memberCard.same';
    if (card.used > 0n) return 'memberCard.used';
    this.book(card, now);
    this.all.push({ ...card, person: to, isGift: true, from: Math.max(card.from, now), uses: new Map() });
    card.end = 'given';
    card.worth = 0n;
    return 'done';
  }

  /** What goes back for one card now; or the word it is refused with. */
  worthNow(card: ModelCard, now: number): bigint | string {
    if (card.paidAt === null || card.end !== null) return 'memberCard.notActive';
    const isWhole = card.used === 0n && now < card.paidAt + 7 * DAY;
    const back = isWhole ? card.fee - card.refunded : worthOf({ ...card, consumed: consumedOf(card, now) });
    return back === 0n ? 'memberCard.nothingLeft' : back;
  }

  /** Money of a line goes back: the last card first, or the one it is for. */
  back(cards: readonly ModelCard[], { amount, nth, end, now }: { amount: bigint; nth: number | null; end: CardEnd; now: number }): void {
    for (const card of cards) this.book(card, now);
    const own = cards.filter((card) => card.nth === nth);
    let left = amount;
    for (const card of nth === null ? cards.toReversed() : [...own, ...cards.filter((one) => one.nth !== nth)]) {
      const share = left < card.fee - card.refunded ? left : card.fee - card.refunded;
      if (share === 0n) continue;
      left -= share;
      card.refunded += share;
      const isGone = card.worth > 0n ? share >= card.worth : card.refunded === card.fee;
      if (card.end === null && isGone) card.end = end;
      else this.#shrink(card);
      card.worth = worthOf(card);
    }
  }

  restore(cards: readonly ModelCard[], amount: bigint): void {
    let left = amount;
    for (const card of cards) {
      const share = left < card.refunded ? left : card.refunded;
      if (share === 0n) continue;
      left -= share;
      card.refunded -= share;
      if (card.end === 'chargedBack') card.end = null;
      this.#shrink(card);
      card.worth = worthOf(card);
    }
  }

  /** Money on a card buys its bonus in proportion: what of it is given back takes its part along. */
  #shrink(card: ModelCard): void {
    const { isBalance, bonus } = KINDS[card.kind];
    if (isBalance && card.fee > 0n) card.units = (2n * (card.fee + bonus) * (card.fee - card.refunded) + card.fee) / (2n * card.fee);
  }

  cancel(ref: string): void {
    for (const card of this.all) if (card.ref === ref && card.end === null) card.end = 'cancelled';
  }

  /** What of a card is used or lapsed by now is no longer owed. */
  book(card: ModelCard, now: number): void {
    if (card.paidAt === null || card.end !== null) return;
    const consumed = consumedOf(card, now);
    if (consumed <= card.consumed) return;
    card.consumed = consumed;
    card.worth = worthOf(card);
  }
}

export function stateOf(card: ModelCard, now: number): 'waiting' | 'next' | 'active' | 'frozen' | 'expired' | CardEnd {
  if (card.end !== null) return card.end;
  if (card.paidAt === null) return 'waiting';
  if (card.from > now) return 'next';
  if (card.frozenOn !== null) return 'frozen';
  return card.to <= now ? 'expired' : 'active';
}

function periodOn(card: ModelCard, day: number): number {
  return KINDS[card.kind].isDaily ? Math.max(0, (card.frozenOn ?? day) - card.frozenDays - card.startsOn) : 0;
}

function consumedOf(card: ModelCard, now: number): bigint {
  const { days, each, isDaily, isBalance } = KINDS[card.kind];
  if (isBalance) return card.used;
  if (now < card.from) return 0n;
  const day = (card.frozenOn ?? dayOf(now)) - card.frozenDays;
  if ((card.frozenOn === null && now >= card.to) || day >= card.startsOn + days) return card.units;
  const over = isDaily ? periodOn(card, dayOf(now)) : 0;
  return BigInt(over) * each + (card.uses.get(over) ?? 0n);
}

function worthOf({ paidAt, end, units, fee, refunded, consumed }: ModelCard): bigint {
  return paidAt === null || end !== null || units === 0n ? 0n : (2n * (fee - refunded) * (units - consumed) + units) / (2n * units);
}
