import type { Uuid } from '../../../kit/ids/index.ts';
import { divideHalfUp } from '../../../kit/money/index.ts';
import type { EpochDay, Zone } from '../../../kit/time/index.ts';

/** What a card is sold as. Amounts in minor units. */
export interface CardTerms {
  readonly kind: 'pass' | 'balance';
  readonly termUnit: 'day' | 'month' | 'year' | 'lifetime';
  readonly termCount: number;
  /** what is taken on it; null: its time alone is what it gives */
  readonly itemId: Uuid | null;
  readonly unitsEach: number;
  readonly per: 'day' | 'week' | 'month' | 'term';
  readonly bonus: bigint;
  /** for life: over so many months the fee is earned */
  readonly spreadMonths: number;
}

/** Why a card ended before its time. */
export type CardEnding = 'refunded' | 'chargedBack' | 'exchanged' | 'given' | 'cancelled';

/** A card somebody has, or has ordered. Instants in epoch ms; `from` null = its line is not paid. */
export interface MemberCardRow extends CardTerms {
  readonly cardId: Uuid;
  readonly designId: Uuid;
  readonly productId: Uuid;
  personId: Uuid;
  readonly orderId: Uuid;
  readonly line: number;
  readonly nth: number;
  readonly givenFrom: Uuid | null;
  readonly fee: bigint;
  refunded: bigint;
  paidAt: number | null;
  from: number | null;
  to: number | null;
  startsOn: EpochDay | null;
  frozenOn: EpochDay | null;
  frozenDays: number;
  endedAt: number | null;
  ended: CardEnding | null;
  unitCount: bigint;
  /** taken in all */
  used: bigint;
  /** of a balance: what is out on orders it pays for */
  spent: bigint;
  /** taken in periods that are not booked as over */
  uses: readonly { readonly period: number; readonly used: bigint }[];
  periodsBooked: number;
  consumed: bigint;
  liability: bigint;
  dueAt: number | null;
  /** when it lay still, oldest first */
  freezes: readonly { readonly from: number; readonly to: number | null }[];
}

const DAY_MS = 86_400_000;

/** The day so many months after a day; the last of its month where that month is shorter. */
export function monthsAfter(day: EpochDay, months: number): EpochDay {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY_MS;
}

/** The day after the last day of a term; null for life. */
export function termEnd(startsOn: EpochDay, { termUnit, termCount }: CardTerms): EpochDay | null {
  switch (termUnit) {
    case 'day':
      return startsOn + termCount;
    case 'month':
      return monthsAfter(startsOn, termCount);
    case 'year':
      return monthsAfter(startsOn, termCount * 12);
    default:
      return null;
  }
}

/** The day after the last day over which the fee is earned. */
function feeEnd(startsOn: EpochDay, terms: CardTerms): EpochDay {
  return termEnd(startsOn, terms) ?? monthsAfter(startsOn, terms.spreadMonths);
}

/** In which period a day of the card's own calendar falls, from 0. */
export function periodOf(startsOn: EpochDay, day: EpochDay, { per }: Pick<CardTerms, 'per'>): number {
  const days = Math.max(0, day - startsOn);
  switch (per) {
    case 'day':
      return days;
    case 'week':
      return Math.floor(days / 7);
    case 'month': {
      // No month has fewer than 28 days, so the guess is never too small.
      let months = Math.floor(days / 28);
      while (months > 0 && monthsAfter(startsOn, months) > day) months -= 1;
      return months;
    }
    default:
      return 0;
  }
}

/** The first day of a period, on the card's own calendar. */
export function periodStart(startsOn: EpochDay, period: number, { per }: Pick<CardTerms, 'per'>): EpochDay {
  return per === 'day'
    ? startsOn + period
    : per === 'week'
      ? startsOn + period * 7
      : per === 'month'
        ? monthsAfter(startsOn, period)
        : startsOn;
}

/** How many units a fee buys: of every period its time touches; of a balance, what can be spent. */
export function unitsOf(startsOn: EpochDay, terms: CardTerms, fee: bigint): bigint {
  if (terms.kind === 'balance') return fee + terms.bonus;
  return BigInt(periodOf(startsOn, feeEnd(startsOn, terms) - 1, terms) + 1) * BigInt(terms.unitsEach);
}

/** Where a card begins and ends when its line is paid: today, or where the holder's last card of the same kind ends. */
export function scheduleOf(
  terms: CardTerms,
  {
    fee,
    paidAt,
    after,
    zone,
  }: { fee: bigint; paidAt: number; /** the end of the one before; null = none */ after: number | null; zone: Zone },
): Pick<MemberCardRow, 'paidAt' | 'from' | 'to' | 'startsOn' | 'unitCount'> {
  const from = after !== null && after > paidAt ? after : paidAt;
  const startsOn = zone.dayOf(from);
  const end = termEnd(startsOn, terms);
  return { paidAt, from, to: end === null ? null : zone.startOf(end), startsOn, unitCount: unitsOf(startsOn, terms, fee) };
}

export type CardState = 'waiting' | 'next' | 'active' | 'frozen' | 'expired' | 'refunded' | 'given' | 'cancelled';

/** What a card is at an instant: read from the clock, whatever is booked. */
export function stateAt(card: Pick<MemberCardRow, 'from' | 'to' | 'endedAt' | 'ended' | 'frozenOn'>, at: number): CardState {
  if (card.endedAt !== null && card.endedAt <= at) {
    return card.ended === 'given' || card.ended === 'cancelled' ? card.ended : 'refunded';
  }
  if (card.from === null) return 'waiting';
  if (card.from > at) return 'next';
  if (card.frozenOn !== null) return 'frozen';
  return card.to !== null && card.to <= at ? 'expired' : 'active';
}

/** Today on the card's own calendar, which stands still while it is frozen. */
export function cardDay(card: Pick<MemberCardRow, 'frozenOn' | 'frozenDays'>, today: EpochDay): EpochDay {
  return (card.frozenOn ?? today) - card.frozenDays;
}

/** How many of the periods its fee bought are over. */
export function periodsOver(card: MemberCardRow, at: number, zone: Zone): number {
  if (card.startsOn === null || card.from === null || card.kind === 'balance' || at < card.from) return 0;
  const all = Number(card.unitCount / BigInt(card.unitsEach));
  if (card.frozenOn === null && card.to !== null && at >= card.to) return all;
  const day = cardDay(card, zone.dayOf(at));
  if (day >= feeEnd(card.startsOn, card)) return all;
  return Math.min(all, periodOf(card.startsOn, day, card));
}

/** What was taken in a period that is not booked as over. */
export function usedIn({ uses }: Pick<MemberCardRow, 'uses'>, period: number): bigint {
  return uses.find((use) => use.period === period)?.used ?? 0n;
}

/** What of its units is used or lapsed when so many periods are over. */
export function consumedWhen(card: MemberCardRow, over: number): bigint {
  if (card.kind === 'balance') return card.used;
  const gone = BigInt(over) * BigInt(card.unitsEach);
  const now = usedIn(card, over);
  return gone + now < card.unitCount ? gone + now : card.unitCount;
}

/**
 * What is left of a fee: fee × (units − used − lapsed) ÷ units, half up (rules.md §5). It is the refund, the liability, and what becomes sales.
 * What a balance paid of orders is not left either.
 */
export function worthOf({ fee, refunded, unitCount, ended, paidAt, spent }: MemberCardRow, consumed: bigint): bigint {
  if (paidAt === null || ended !== null || unitCount === 0n) return 0n;
  return divideHalfUp((fee - refunded) * (unitCount - consumed - spent), unitCount);
}

/** What a balance can spend in all once so much of its fee was given back: the bonus goes with the money it came for. */
export function balanceUnits({ fee, bonus, refunded }: Pick<MemberCardRow, 'fee' | 'bonus' | 'refunded'>): bigint {
  return fee === 0n ? bonus : divideHalfUp((fee + bonus) * (fee - refunded), fee);
}

/** Money on a card that can pay for something now. It never lapses: also where the card’s time is over, not while it lies still. */
export function balanceLeft(card: MemberCardRow, at: number): bigint {
  const isThere = card.kind === 'balance' && card.paidAt !== null && card.from !== null && card.from <= at;
  if (!isThere || card.ended !== null || card.frozenOn !== null) return 0n;
  return card.unitCount - card.used - card.spent;
}

/** What goes back for a card now: all of it while nothing is used and the pack's days run, else what is left. */
export function refundOf(
  card: MemberCardRow,
  { at, zone, refundDays }: { at: number; zone: Zone; refundDays: number },
): { amount: bigint; isWhole: boolean; consumed: bigint; wholeUntil: number } {
  const wholeUntil = (card.paidAt ?? at) + refundDays * DAY_MS;
  const consumed = consumedWhen(card, periodsOver(card, at, zone));
  const isWhole = card.ended === null && card.used === 0n && card.spent === 0n && at < wholeUntil;
  return { amount: isWhole ? card.fee - card.refunded : worthOf(card, consumed), isWhole, consumed, wholeUntil };
}

/** When something about a card is to be booked next; null when nothing will be by itself. */
export function nextDue(card: MemberCardRow, at: number, zone: Zone): number | null {
  if (card.from === null || card.ended !== null || card.startsOn === null || card.frozenOn !== null) return null;
  if (card.from > at) return card.from;
  if (card.to !== null && card.to <= at) return null;
  if (card.kind === 'balance' || card.consumed >= card.unitCount) return card.to;
  const over = periodsOver(card, at, zone);
  const ends = card.per === 'term' ? feeEnd(card.startsOn, card) : periodStart(card.startsOn, over + 1, card);
  const endsAt = zone.startOf(Math.min(ends, feeEnd(card.startsOn, card)) + card.frozenDays);
  return card.to === null || endsAt < card.to ? endsAt : card.to;
}

/** A time in which somebody was a member; `to` null = is one. */
export interface MemberSpan {
  readonly from: number;
  readonly to: number | null;
}

/** The union of the active times of cards up to an instant, oldest first; times that meet are one. */
export function memberSpans(cards: readonly MemberCardRow[], at: number): MemberSpan[] {
  const parts = cards.flatMap((card) => activeSpans(card, at)).sort((a, b) => a.from - b.from);
  const spans: { from: number; to: number }[] = [];
  for (const part of parts) {
    const last = spans.at(-1);
    if (last && part.from <= last.to) last.to = Math.max(last.to, part.to);
    else spans.push({ ...part });
  }
  return spans.map(({ from, to }) => ({ from, to: to > at ? null : to }));
}

function activeSpans(card: MemberCardRow, at: number): { from: number; to: number }[] {
  if (card.from === null || card.from > at) return [];
  // Frozen days move its end: while it lies still, the end it had means nothing.
  const runsOut = card.to === null || card.frozenOn !== null ? Number.POSITIVE_INFINITY : card.to;
  const end = Math.min(runsOut, card.endedAt ?? Number.POSITIVE_INFINITY);
  const spans: { from: number; to: number }[] = [];
  let from = card.from;
  for (const freeze of card.freezes) {
    if (freeze.from > from) spans.push({ from, to: Math.min(freeze.from, end) });
    from = freeze.to ?? Number.POSITIVE_INFINITY;
  }
  if (from < end) spans.push({ from, to: end });
  return spans.filter((span) => span.to > span.from && span.from <= at);
}
