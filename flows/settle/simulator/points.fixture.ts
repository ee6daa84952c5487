import { DAY, dayOf, startOf } from './days.fixture.ts';

/** What a brand decided about points, as the model keeps it. */
export interface ModelRule {
  readonly isOn: boolean;
  readonly worth: { readonly points: bigint; readonly amount: bigint };
  readonly earn: { readonly points: bigint; readonly amount: bigint };
  /** how many times a membership card counts, ppm */
  readonly cardTimes: bigint;
  readonly mostPpm: bigint;
  readonly expiryDays: number | null;
  readonly graceDays: number;
  readonly visit: bigint;
  readonly friend: bigint;
  readonly growth: bigint;
}

export interface ModelLot {
  readonly person: string;
  readonly source: 'order' | 'friend' | 'checkIn' | 'adjustment';
  readonly ref: string | null;
  readonly line: number | null;
  readonly rule: ModelRule;
  readonly granted: bigint;
  readonly grantedAt: number;
  left: bigint;
  reserved: bigint;
  used: bigint;
  takenBack: bigint;
  owed: bigint;
  spendableAt: number | null;
  expiresAt: number | null;
}

interface Kept {
  readonly lot: ModelLot;
  readonly points: bigint;
  returned: bigint;
  state: 'reserved' | 'spent' | 'free';
}

/** What points look at of an order. */
export interface PointsOrder {
  readonly ref: string;
  readonly buyer: string;
  readonly isFirst: boolean;
  readonly exchanged: bigint;
  readonly lines: readonly {
    readonly base: bigint;
    readonly refunded: bigint;
    readonly receivedAt: number | null;
    readonly isCard: boolean;
  }[];
}

interface Terms {
  readonly rule: ModelRule;
  readonly holdDays: number;
  readonly friend: string | null;
  /** by line from 1: whether it earns, and how many times */
  readonly times: Map<number, bigint>;
  grown: bigint;
}

const MILLION = 1_000_000n;
type Way = 'expense' | 'redeemed' | 'breakage';

/** Points: lots that came together, used soonest over first. No code of the product. */
export class ModelPoints {
  rule: ModelRule | null = null;
  readonly lots: ModelLot[] = [];
  readonly #kept = new Map<string, Kept[]>();
  readonly #terms = new Map<string, Terms>();
  readonly debts: { person: string; left: bigint }[] = [];
  readonly grown = new Map<string, bigint>();
  readonly #visits = new Map<string, number>();
  readonly #paid = new Set<string>();
  /** what went against each account, minor units */
  readonly sums: Record<Way, bigint> = { expense: 0n, redeemed: 0n, breakage: 0n };

  free(person: string, now: number): ModelLot[] {
    return this.lots.filter((lot) => lot.person === person && lot.left > lot.reserved && !isOver(lot, now)).sort(soonest);
  }

  spendable(person: string, now: number): bigint {
    return this.free(person, now).reduce((sum, lot) => sum + (isOpen(lot, now) ? lot.left - lot.reserved : 0n), 0n);
  }

  /** Which lots would pay for so many points of an order, and how much; or the word it is refused with. */
  wouldTake(
    person: string,
    { points, spend, isInParts, now }: { points: bigint; spend: bigint; isInParts: boolean; now: number },
  ): { parts: { lot: ModelLot; points: bigint }[]; amount: bigint } | string {
    if (points === 0n) return { parts: [], amount: 0n };
    if (!this.rule) return 'points.off';
    if (isInParts) return 'points.notInParts';
    if (points > this.spendable(person, now)) return 'points.short';
    const parts: { lot: ModelLot; points: bigint }[] = [];
    let [left, amount] = [points, 0n];
    for (const lot of this.free(person, now).filter((one) => isOpen(one, now))) {
      const part = least(left, lot.left - lot.reserved);
      if (part > 0n) parts.push({ lot, points: part });
      amount += part > 0n ? valueOf(lot, part) : 0n;
      left -= part;
    }
    if (amount > (spend * this.rule.mostPpm) / MILLION) return 'points.tooMany';
    return amount === 0n ? 'points.tooFew' : { parts, amount };
  }

  keep(ref: string, parts: readonly { lot: ModelLot; points: bigint }[]): void {
    if (parts.length === 0) return;
    this.#kept.set(
      ref,
      parts.map(({ lot, points }) => {
        lot.reserved += points;
        return { lot, points, returned: 0n, state: 'reserved' };
      }),
    );
  }

  /** Whether an order keeps points. */
  isKeeping(ref: string): boolean {
    return this.#kept.has(ref);
  }

  /** What an order fixes when it is placed. @returns what that is worth */
  fix(order: PointsOrder, { holdDays, referrer }: { holdDays: number; referrer: string | null }): bigint {
    const { rule } = this;
    if (!rule || (!rule.isOn && rule.growth === 0n)) return 0n;
    const isPurchase = order.isFirst && order.lines.some((line) => line.base > 0n);
    const friend = rule.isOn && rule.friend > 0n && isPurchase && !this.#paid.has(order.buyer) ? referrer : null;
    const terms: Terms = { rule, holdDays, friend, times: new Map(), grown: 0n };
    this.#terms.set(order.ref, terms);
    this.#addTimes(terms, order);
    const own = order.lines.reduce((sum, line, i) => sum + value(rule, earned(terms, i + 1, line.base)), 0n);
    return own + (friend === null ? 0n : value(rule, rule.friend));
  }

  #addTimes({ rule, times }: Terms, { lines }: PointsOrder): void {
    for (const [i, { isCard }] of lines.entries()) {
      const many = isCard ? rule.cardTimes : MILLION;
      if (rule.isOn && rule.earn.points > 0n && many > 0n && !times.has(i + 1)) times.set(i + 1, many);
    }
  }

  pay(order: PointsOrder, now: number): void {
    if (!this.rule) return void this.#paid.add(order.buyer);
    for (const kept of this.#kept.get(order.ref) ?? []) {
      if (kept.state !== 'reserved') continue;
      kept.state = 'spent';
      kept.lot.reserved -= kept.points;
      this.#move(kept.lot, -kept.points, 'redeemed');
      kept.lot.used += kept.points;
    }
    const terms = this.#terms.get(order.ref);
    this.#grant(order, { from: 1, now });
    if (order.isFirst && terms?.friend && !this.#paid.has(order.buyer))
      this.#open({ person: terms.friend, source: 'friend', ref: order.ref, line: 0 }, terms.rule, {
        points: terms.rule.friend,
        now,
        at: null,
      });
    this.#paid.add(order.buyer);
    this.#grow(order);
  }

  #grant(order: PointsOrder, { from, now }: { from: number; now: number }): void {
    const terms = this.#terms.get(order.ref);
    if (!terms) return;
    for (const [i, { base }] of order.lines.entries()) {
      const points = i + 1 < from ? 0n : earned(terms, i + 1, base);
      if (points > 0n)
        this.#open({ person: order.buyer, source: 'order', ref: order.ref, line: i + 1 }, terms.rule, { points, now, at: null });
    }
  }

  /** Lines from this one on came in exchange. */
  addLines(order: PointsOrder, from: number, now: number): void {
    const terms = this.#terms.get(order.ref);
    if (!terms) return;
    this.#addTimes(terms, order);
    this.#grant(order, { from, now });
    this.#grow(order);
  }

  cancel(ref: string, now: number): void {
    for (const kept of this.#kept.get(ref) ?? []) {
      if (kept.state !== 'reserved') continue;
      kept.state = 'free';
      kept.lot.reserved -= kept.points;
      this.#live(kept.lot, now);
    }
  }

  /** Money went back: points that were spent return to their lots, those that were earned go as far as their line does. */
  back(order: PointsOrder, now: number): void {
    for (const kept of this.#kept.get(order.ref) ?? []) {
      const target = kept.state === 'spent' ? returnedOf(kept.points, order) : kept.returned;
      if (target <= kept.returned) continue;
      const points = target - kept.returned;
      kept.returned = target;
      this.#move(kept.lot, points, 'redeemed');
      kept.lot.used -= points;
      this.#live(kept.lot, now);
    }
    for (const lot of this.#lotsOf(order.ref)) {
      const back = lot.granted - lot.takenBack - this.#stays(order, lot);
      if (back <= 0n) continue;
      lot.takenBack += back;
      const here = least(lot.left - lot.reserved, back);
      const owed = least(back - here, lot.used - lot.owed);
      lot.owed += owed;
      this.#move(lot, -here, 'expense');
      if (owed > 0n) this.debts.push({ person: lot.person, left: owed });
    }
    this.#grow(order);
  }

  /** A chargeback was won: as if it had never been. */
  won(order: PointsOrder, now: number): void {
    for (const lot of this.#lotsOf(order.ref)) {
      const more = this.#stays(order, lot) - (lot.granted - lot.takenBack);
      if (more <= 0n) continue;
      lot.takenBack -= more;
      this.#move(lot, more, 'expense');
      this.#live(lot, now);
    }
    for (const kept of this.#kept.get(order.ref) ?? []) {
      if (kept.state !== 'spent') continue;
      const target = returnedOf(kept.points, order);
      const points = kept.returned - target;
      if (points <= 0n) continue;
      kept.returned = target;
      const here = least(kept.lot.left - kept.lot.reserved, points);
      this.#move(kept.lot, -here, 'redeemed');
      kept.lot.used += here;
      if (here < points) this.debts.push({ person: kept.lot.person, left: points - here });
    }
    this.#grow(order);
  }

  #stays(order: PointsOrder, lot: ModelLot): bigint {
    const terms = this.#terms.get(order.ref);
    if (lot.line === 0 || lot.line === null || !terms) return isAllBack(order) ? 0n : lot.granted;
    const line = order.lines[lot.line - 1];
    return line ? earned(terms, lot.line, line.base - line.refunded) : 0n;
  }

  /** Lines of an order were received: from when on what they brought can be spent. */
  date(order: PointsOrder, now: number): void {
    const terms = this.#terms.get(order.ref);
    if (!terms) return;
    const ends = order.lines.map((line) => (line.receivedAt === null ? null : line.receivedAt + terms.holdDays * DAY));
    const last = ends.includes(null) ? null : Math.max(0, ...ends.map((end) => end ?? 0));
    for (const lot of this.#lotsOf(order.ref)) {
      const at = lot.line === 0 ? last : (ends[(lot.line ?? 0) - 1] ?? null);
      if (lot.spendableAt !== null && lot.spendableAt <= now) continue;
      if (lot.spendableAt === at) continue;
      lot.spendableAt = at;
      lot.expiresAt = at === null || lot.rule.expiryDays === null ? null : dayAfter(at, lot.rule.expiryDays);
    }
  }

  visit(person: string, now: number): string {
    if (!this.rule) return 'points.off';
    const today = dayOf(now);
    if ((this.#visits.get(person) ?? -1) >= today) return 'repeat';
    if (!this.rule.isOn || this.rule.visit === 0n) return 'checkIn.off';
    this.#visits.set(person, today);
    this.#open({ person, source: 'checkIn', ref: null, line: null }, this.rule, { points: this.rule.visit, now, at: now });
    return 'done';
  }

  adjust(person: string, points: bigint, now: number): string {
    if (!this.rule) return 'points.off';
    if (points > 0n) {
      this.#open({ person, source: 'adjustment', ref: null, line: null }, this.rule, { points, now, at: now });
      return 'done';
    }
    const lots = this.free(person, now);
    if (-points > lots.reduce((sum, lot) => sum + lot.left - lot.reserved, 0n)) return 'points.short';
    this.#takeFrom(lots, -points);
    return 'done';
  }

  /** After everything that happened: whoever has some and owes some pays. */
  settleDebts(now: number): void {
    for (const debt of this.debts) debt.left -= debt.left === 0n ? 0n : this.#takeFrom(this.free(debt.person, now), debt.left, true);
  }

  #takeFrom(lots: readonly ModelLot[], points: bigint, isUse = false): bigint {
    let left = points;
    for (const lot of lots) {
      const part = least(left, lot.left - lot.reserved);
      this.#move(lot, -part, 'expense');
      if (isUse) lot.used += part;
      left -= part;
    }
    return points - left;
  }

  expire(now: number): void {
    for (const lot of this.lots) if (isOver(lot, now)) this.#move(lot, lot.reserved - lot.left, 'breakage');
  }

  #open(
    of: Pick<ModelLot, 'person' | 'source' | 'ref' | 'line'>,
    rule: ModelRule,
    { points, now, at }: { points: bigint; now: number; at: number | null },
  ): void {
    const expiresAt = at === null || rule.expiryDays === null ? null : dayAfter(at, rule.expiryDays);
    const none = { left: 0n, reserved: 0n, used: 0n, takenBack: 0n, owed: 0n };
    const lot: ModelLot = { ...of, ...none, rule, granted: points, grantedAt: now, spendableAt: at, expiresAt };
    this.lots.push(lot);
    this.#move(lot, points, 'expense');
  }

  #move(lot: ModelLot, points: bigint, way: Way): void {
    const before = valueOf(lot, lot.left);
    lot.left += points;
    this.sums[way] += valueOf(lot, lot.left) - before;
  }

  #live(lot: ModelLot, now: number): void {
    if (isOver(lot, now) && this.rule) lot.expiresAt = dayAfter(now, this.rule.graceDays);
  }

  #grow(order: PointsOrder): void {
    const terms = this.#terms.get(order.ref);
    if (!terms || terms.rule.growth === 0n) return;
    const now = order.lines.reduce((sum, line) => sum + line.base - line.refunded, 0n) / terms.rule.growth;
    this.grown.set(order.buyer, (this.grown.get(order.buyer) ?? 0n) + now - terms.grown);
    terms.grown = now;
  }

  #lotsOf(ref: string): ModelLot[] {
    return this.lots.filter((lot) => lot.ref === ref).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  }
}

/** What points of a lot are worth, half up. */
export function valueOf({ rule }: ModelLot, points: bigint): bigint {
  return value(rule, points);
}

export function isOpen(lot: ModelLot, now: number): boolean {
  return lot.spendableAt !== null && lot.spendableAt <= now && !isOver(lot, now);
}

function isOver({ expiresAt }: ModelLot, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

function value({ worth }: ModelRule, points: bigint): bigint {
  return (2n * points * worth.amount + worth.points) / (2n * worth.points);
}

function earned({ rule, times }: Terms, line: number, base: bigint): bigint {
  return (base * rule.earn.points * (times.get(line) ?? 0n)) / (rule.earn.amount * MILLION);
}

function returnedOf(points: bigint, { lines, exchanged }: PointsOrder): bigint {
  const of = lines.reduce((sum, line) => sum + line.base, -exchanged);
  const back = lines.reduce((sum, line) => sum + line.refunded, -exchanged);
  return of <= 0n ? 0n : (points * back) / of;
}

export function isAllBack({ lines }: { readonly lines: readonly Pick<PointsOrder['lines'][number], 'base' | 'refunded'>[] }): boolean {
  const charged = lines.reduce((sum, line) => sum + line.base, 0n);
  return charged > 0n && lines.reduce((sum, line) => sum + line.refunded, 0n) === charged;
}

function soonest(a: ModelLot, b: ModelLot): number {
  const [x, y] = [a.expiresAt ?? Number.MAX_SAFE_INTEGER, b.expiresAt ?? Number.MAX_SAFE_INTEGER];
  return x - y || a.grantedAt - b.grantedAt;
}

function dayAfter(at: number, days: number): number {
  return startOf(dayOf(at) + days + 1);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
