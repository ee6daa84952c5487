import { assert } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { Zone } from '../../../kit/time/index.ts';
import type { Posting } from '../../ledger/index.ts';
import { checkInOff, pointsShort, pointsTooFew, pointsTooMany } from '../errors.ts';
import {
  freeOf,
  freshLot,
  isExpired,
  isHeld,
  isSpendable,
  mostWithin,
  moveLot,
  portionsOf,
  returnedAt,
  spendableOf,
  worthOf,
  type Lot,
  type LotSource,
  type Movement,
  type MovementKind,
} from '../model/lots.ts';
import {
  payDebts,
  put,
  type CheckIn,
  type Debt,
  type DeskFacts,
  type EarningLine,
  type Grown,
  type OrderTerms,
  type Spend,
} from '../model/desk-facts.ts';
import { checkInPoints, pointsAt, rateFor, streakOn, type PointsRule, type Rate } from '../model/rule.ts';
import { posting, type Part, type Source } from './points-posting.ts';

/**
 * The points of one batch: verbs decide in memory and say what is posted, `writePoints` writes afterwards. Every movement posts the change of
 * what its lot is worth (rules.md S5).
 */
export class PointsDesk {
  readonly rule: PointsRule;
  readonly lots = new Map<Uuid, Lot>();
  readonly spends = new Map<Uuid, Spend[]>();
  readonly terms: Map<Uuid, OrderTerms>;
  readonly earnings: Map<Uuid, Map<number, Rate>>;
  readonly debts: Debt[];
  // What the writer has to know.
  readonly newLots = new Set<Lot>();
  readonly changedLots = new Set<Lot>();
  readonly movements: Movement[] = [];
  readonly newSpends = new Set<Spend>();
  readonly changedSpends = new Set<Spend>();
  readonly newTerms: OrderTerms[] = [];
  readonly changedTerms = new Set<OrderTerms>();
  readonly newEarnings: { orderId: Uuid; line: number; rate: Rate }[] = [];
  readonly newDebts = new Set<Debt>();
  readonly changedDebts = new Set<Debt>();
  readonly newCheckIns: CheckIn[] = [];
  readonly grown: Grown[] = [];
  /** what was granted in this batch, in money */
  granted = 0n;
  /** who introduced buyers */
  readonly referrers: DeskFacts['referrers'];
  readonly #facts: DeskFacts;
  readonly #zone: Zone;
  readonly #ofOrder = new Map<Uuid, Lot[]>();
  readonly #ofPerson = new Map<Uuid, Lot[]>();
  readonly #paid: Set<Uuid>;
  readonly #checkIns: Map<Uuid, CheckIn>;

  constructor(facts: DeskFacts, zone: Zone) {
    this.#facts = facts;
    this.#zone = zone;
    this.rule = facts.rule;
    this.referrers = facts.referrers;
    this.terms = new Map(facts.terms);
    this.earnings = new Map([...facts.earnings].map(([orderId, rates]) => [orderId, new Map(rates)]));
    this.debts = [...facts.debts];
    this.#paid = new Set(facts.paidBefore);
    this.#checkIns = new Map(facts.checkIns);
    for (const lot of facts.lots) this.takeIn(lot);
    for (const spend of facts.spends) this.takeInSpend(spend);
  }

  /** Knows a lot. */
  takeIn(lot: Lot): void {
    this.lots.set(lot.lotId, lot);
    put(this.#ofPerson, lot.personId, lot);
    if (lot.orderId !== null) put(this.#ofOrder, lot.orderId, lot);
  }

  takeInSpend(spend: Spend): void {
    put(this.spends, spend.orderId, spend);
  }

  /**
   * What somebody can spend now, and the most of it on an order that comes to `spend` after its other discounts.
   */
  offer(personId: Uuid, spend: bigint, at: number): { balance: bigint; most: bigint; worth: bigint } {
    const lots = this.#spendable(personId, at);
    const { points, worth } = mostWithin(lots, (spend * BigInt(this.rule.mostPpm)) / 1_000_000n);
    return { balance: spendableOf(lots, at), most: points, worth };
  }

  /**
   * Keeps points for an order that is placed; they are spent when it is paid.
   * @returns what they take off it
   * @throws `points.short`, `points.tooMany` (points may not pay as much of it), `points.tooFew`
   */
  take({ orderId, personId, points, spend, at }: { orderId: Uuid; personId: Uuid; points: bigint; spend: bigint; at: number }): bigint {
    const lots = this.#spendable(personId, at);
    const have = spendableOf(lots, at);
    if (points > have) throw pointsShort(have);
    const portions = portionsOf(lots, points);
    const amount = portions.reduce((sum, part) => sum + worthOf(part.points, part.lot.worth), 0n);
    if (amount > (spend * BigInt(this.rule.mostPpm)) / 1_000_000n) throw pointsTooMany(this.offer(personId, spend, at).most);
    if (amount === 0n) throw pointsTooFew();
    for (const { lot, points: part } of portions) {
      lot.reserved += part;
      this.#changed(lot);
      const taken: Spend = {
        orderId,
        lotId: lot.lotId,
        points: part,
        amount: worthOf(part, lot.worth),
        returned: 0n,
        state: 'reserved',
      };
      this.takeInSpend(taken);
      this.newSpends.add(taken);
    }
    return amount;
  }

  /** The order came to nothing after all: nothing was kept for it. */
  drop(orderId: Uuid): void {
    for (const spend of this.spends.get(orderId) ?? []) {
      const lot = this.#lot(spend.lotId);
      lot.reserved -= spend.points;
      this.newSpends.delete(spend);
    }
    this.spends.delete(orderId);
  }

  /**
   * Fixes what an order earns when it is paid.
   * @param order.isPurchase a first order of it may reward whoever introduced the buyer
   * @returns what that is worth: it takes the cap before anybody (rules.md C7)
   */
  fix(order: { orderId: Uuid; personId: Uuid; holdDays: number; lines: readonly EarningLine[]; isPurchase: boolean }): bigint {
    const { rule } = this;
    if (!rule.isOn && rule.growthAmount === 0n) return 0n;
    const tier = this.#facts.tiers.get(order.personId) ?? null;
    const introducer = this.referrers.get(order.personId) ?? null;
    const mayReward = rule.isOn && order.isPurchase && rule.friendPoints > 0n && !this.#paid.has(order.personId);
    const terms: OrderTerms = {
      orderId: order.orderId,
      rule,
      tier,
      holdDays: order.holdDays,
      referrerId: mayReward ? introducer : null,
      growth: 0n,
    };
    this.terms.set(order.orderId, terms);
    this.newTerms.push(terms);
    const lines = this.#rates(terms, order.lines);
    const own = lines.reduce((sum, { rate, base }) => sum + worthOf(pointsAt(rate, base), rule.worth), 0n);
    return terms.referrerId === null ? own : own + worthOf(rule.friendPoints, rule.worth);
  }

  /** Lines that an exchange added earn as the order's others do. */
  fixMore(orderId: Uuid, lines: readonly EarningLine[]): void {
    const terms = this.terms.get(orderId);
    if (terms) this.#rates(terms, lines);
  }

  #rates(terms: OrderTerms, lines: readonly EarningLine[]): { rate: Rate; base: bigint }[] {
    const rates = this.earnings.get(terms.orderId) ?? new Map<number, Rate>();
    this.earnings.set(terms.orderId, rates);
    return lines.flatMap(({ line, base, ladderRole }) => {
      const rate = rates.get(line) ?? rateFor(terms.rule, { ladderRole, tier: terms.tier });
      if (rate === null) return [];
      if (!rates.has(line)) this.newEarnings.push({ orderId: terms.orderId, line, rate });
      rates.set(line, rate);
      return [{ rate, base }];
    });
  }

  /** The order is paid: what it kept is spent. */
  redeem(orderId: Uuid, at: Date): Posting[] {
    const parts = (this.spends.get(orderId) ?? []).flatMap((spend) => {
      if (spend.state !== 'reserved') return [];
      const lot = this.#lot(spend.lotId);
      spend.state = 'redeemed';
      this.changedSpends.add(spend);
      lot.reserved -= spend.points;
      return this.#move(lot, 'redeemed', -spend.points, { causeId: orderId });
    });
    return [posting({ source: 'order', sourceId: orderId }, 'pointsRedeemed', 0, at, parts)];
  }

  /** The order is called off: what it kept is free again. */
  release(orderId: Uuid, at: Date): void {
    for (const spend of this.spends.get(orderId) ?? []) {
      if (spend.state !== 'reserved') continue;
      const lot = this.#lot(spend.lotId);
      spend.state = 'released';
      this.changedSpends.add(spend);
      lot.reserved -= spend.points;
      this.#revive(lot, at.getTime());
      this.#changed(lot);
    }
  }

  /** Points of lines that were paid for, by what the order fixed. They can be spent when the hold of their line ends. */
  grant(
    personId: Uuid,
    { orderId, lines }: { orderId: Uuid; lines: readonly { line: number; base: bigint }[] },
    by: Source,
    at: Date,
  ): Posting[] {
    const terms = this.terms.get(orderId);
    const rates = this.earnings.get(orderId);
    if (!terms || !rates) return [];
    const parts = lines.flatMap(({ line, base }) => {
      const rate = rates.get(line);
      const points = rate ? pointsAt(rate, base) : 0n;
      if (points === 0n) return [];
      return this.#open({
        personId,
        source: 'order',
        orderId,
        line,
        points,
        rule: terms.rule,
        spendableAt: null,
        causeId: by.sourceId,
        at,
      });
    });
    return [posting(by, 'pointsGranted', 0, at, parts)];
  }

  /**
   * The first order of somebody who was introduced: points for whoever did. They can be spent once the order is kept.
   * @param heldBy the case that holds them until somebody decides it, if anything speaks against them
   */
  reward(orderId: Uuid, buyerId: Uuid, at: Date, heldBy: (introducerId: Uuid) => Uuid | null): Posting[] {
    const terms = this.terms.get(orderId);
    const isFirst = !this.#paid.has(buyerId);
    this.#paid.add(buyerId);
    const personId = terms?.referrerId ?? null;
    if (!terms || personId === null || personId === buyerId || !isFirst) return [];
    const { rule } = terms;
    const points = rule.friendPoints;
    const caseId = heldBy(personId);
    const part = this.#open({
      personId,
      source: 'friend',
      orderId,
      line: 0,
      points,
      rule,
      spendableAt: null,
      causeId: orderId,
      at,
      caseId,
    });
    return [posting({ source: 'order', sourceId: orderId }, 'friendGranted', 0, at, [part])];
  }

  /** Dates when points of lines can be spent; those that could be by now stay as they are. @param ends null: not known, or it stands still */
  holdEnds(orderId: Uuid, ends: ReadonlyMap<number, number | null>, now: number): void {
    for (const [line, endsAt] of ends) {
      const lot = this.#ofOrder.get(orderId)?.find((one) => one.line === line);
      if (!lot || isHeld(lot) || lot.spendableAt === endsAt || (lot.spendableAt !== null && lot.spendableAt <= now)) continue;
      lot.spendableAt = endsAt;
      lot.expiresAt = endsAt === null || lot.expiryDays === null ? null : this.#dayAfter(endsAt, lot.expiryDays);
      this.#changed(lot);
    }
  }

  /**
   * A refund: of what was earned only as much stays as what remains would earn; what is used of the rest is a debt.
   * @param keeps points that stay, by line
   */
  reverse(orderId: Uuid, keeps: (lot: Lot, rate: Rate | undefined) => bigint, by: Source, at: Date): Posting[] {
    const parts: Part[] = [];
    for (const lot of this.#lotsOf(orderId)) {
      const back = lot.granted - lot.takenBack - keeps(lot, this.earnings.get(orderId)?.get(lot.line ?? 0));
      if (back <= 0n) continue;
      lot.takenBack += back;
      const fromLot = freeOf(lot) < back ? freeOf(lot) : back;
      // What has lapsed meanwhile was nobody's gain: only what was used is owed.
      const used = lot.used - lot.owed;
      const owed = back - fromLot < used ? back - fromLot : used;
      lot.owed += owed;
      if (fromLot > 0n) parts.push(this.#move(lot, 'reversed', -fromLot, { causeId: by.sourceId }));
      else this.#changed(lot);
      if (owed > 0n) this.#owe(lot.personId, owed, by.sourceId);
    }
    return [posting(by, 'pointsReversed', 0, at, parts)];
  }

  /** Points that were spent on what is given back return to the lots they came from. */
  giveBack(orderId: Uuid, part: { back: bigint; of: bigint }, by: Source, at: Date): Posting[] {
    const parts = (this.spends.get(orderId) ?? []).flatMap((spend) => {
      if (spend.state !== 'redeemed') return [];
      const target = returnedAt(spend, part);
      const points = target - spend.returned;
      if (points === 0n) return [];
      spend.returned = target;
      this.changedSpends.add(spend);
      const lot = this.#lot(spend.lotId);
      const moved = this.#move(lot, 'returned', points, { causeId: by.sourceId });
      this.#revive(lot, at.getTime());
      return [moved];
    });
    return [posting(by, 'pointsReturned', 0, at, parts)];
  }

  /** A chargeback was won: what was given back is spent again, what was taken back is granted again. */
  undo(
    orderId: Uuid,
    part: { back: bigint; of: bigint },
    keeps: (lot: Lot, rate: Rate | undefined) => bigint,
    by: Source,
    at: Date,
  ): Posting[] {
    const again: Part[] = [];
    for (const lot of this.#lotsOf(orderId)) {
      const points = keeps(lot, this.earnings.get(orderId)?.get(lot.line ?? 0)) - (lot.granted - lot.takenBack);
      // What a person took back stays taken.
      if (points <= 0n || lot.caseOutcome === 'void') continue;
      lot.takenBack -= points;
      again.push(this.#move(lot, 'restored', points, { causeId: by.sourceId }));
      this.#revive(lot, at.getTime());
    }
    const spent = (this.spends.get(orderId) ?? []).flatMap((spend): Part[] => {
      if (spend.state !== 'redeemed') return [];
      const target = returnedAt({ points: spend.points, returned: 0n }, part);
      const points = spend.returned - target;
      if (points <= 0n) return [];
      spend.returned = target;
      this.changedSpends.add(spend);
      const lot = this.#lot(spend.lotId);
      const fromLot = freeOf(lot) < points ? freeOf(lot) : points;
      if (fromLot < points) this.#owe(lot.personId, points - fromLot, by.sourceId);
      return fromLot === 0n ? [] : [this.#move(lot, 'retaken', -fromLot, { causeId: by.sourceId })];
    });
    return [posting(by, 'pointsRestored', 0, at, again), posting(by, 'pointsRetaken', 0, at, spent)];
  }

  /** Points whose time is over. @returns their postings */
  expire(at: Date): Posting[] {
    return [...this.lots.values()].flatMap((lot) => {
      const points = freeOf(lot);
      if (points === 0n || !isExpired(lot, at.getTime())) return [];
      return [this.#alone(this.#move(lot, 'expired', -points), at)];
    });
  }

  /**
   * Somebody came by today: once a day of the brand, more for days in a row.
   * @returns the day's check-in, and whether it was there already
   * @throws `checkIn.off`
   */
  checkIn(personId: Uuid, today: number, at: Date): { checkIn: CheckIn; isRepeat: boolean; postings: Posting[] } {
    const last = this.#checkIns.get(personId) ?? null;
    if (last !== null && last.day >= today) return { checkIn: last, isRepeat: true, postings: [] };
    const { rule } = this;
    if (!rule.isOn || (rule.checkInPoints === 0n && rule.streaks.length === 0)) throw checkInOff();
    const streak = streakOn(today, last);
    const points = checkInPoints(rule, streak);
    const checkIn = { personId, day: today, streak, points };
    this.#checkIns.set(personId, checkIn);
    this.newCheckIns.push(checkIn);
    const postings = points === 0n ? [] : this.#given(personId, 'checkIn', points, null, at);
    return { checkIn, isRepeat: false, postings };
  }

  /**
   * A correction by hand: more, or fewer of what is free, in the order points are used.
   * @throws `points.short`
   */
  adjust(personId: Uuid, points: bigint, note: string, at: Date): Posting[] {
    if (points > 0n) return this.#given(personId, 'adjustment', points, note, at);
    const lots = this.#lotsOfPerson(personId).filter((lot) => !isExpired(lot, at.getTime()));
    const have = lots.reduce((sum, lot) => sum + freeOf(lot), 0n);
    if (-points > have) throw pointsShort(have);
    return portionsOf(lots, -points).map((part) => this.#alone(this.#move(part.lot, 'adjusted', -part.points, { note }), at));
  }

  /** Points that are free pay what their owner owes, those that are over soonest first. */
  settleDebts(at: Date): Posting[] {
    const owing = new Set(this.debts.flatMap((debt) => (debt.left > 0n ? [debt.personId] : [])));
    return [...owing].flatMap((personId) => this.#netDebts(personId, at));
  }

  #given(personId: Uuid, source: LotSource, points: bigint, note: string | null, at: Date): Posting[] {
    const { rule } = this;
    const none = { orderId: null, line: null, causeId: null };
    const part = this.#open({ ...none, personId, source, points, rule, spendableAt: at.getTime(), note, at });
    return [this.#alone(part, at)];
  }

  #open(
    what: Pick<Lot, 'personId' | 'source' | 'orderId' | 'line' | 'spendableAt'> & {
      readonly points: bigint;
      readonly rule: PointsRule;
      readonly causeId: Uuid | null;
      readonly note?: string | null;
      readonly caseId?: Uuid | null;
      readonly at: Date;
    },
  ): Part {
    const { personId, source, orderId, line, points, rule, spendableAt } = what;
    const expiresAt = spendableAt === null || rule.expiryDays === null ? null : this.#dayAfter(spendableAt, rule.expiryDays);
    const { worth, expiryDays } = rule;
    const lotId = this.newLotId(orderId, line);
    const grantedAt = what.at.getTime();
    const caseId = what.caseId ?? null;
    const ends = { spendableAt, expiresAt };
    const lot = freshLot({ lotId, personId, source, orderId, line, worth, expiryDays, granted: points, grantedAt, ...ends, caseId });
    this.takeIn(lot);
    this.newLots.add(lot);
    const part = this.#move(lot, 'granted', points, { causeId: what.causeId, note: what.note ?? null });
    this.granted += part.movement.amount;
    return part;
  }

  /** What a new lot is called. A replay has the names that are kept. */
  newLotId: (orderId: Uuid | null, line: number | null) => Uuid = () => newId();

  #netDebts(personId: Uuid, at: Date): Posting[] {
    const open = this.debts.filter((debt) => debt.personId === personId && debt.left > 0n);
    const owed = open.reduce((sum, debt) => sum + debt.left, 0n);
    if (owed === 0n) return [];
    const lots = this.#lotsOfPerson(personId).filter((lot) => !isExpired(lot, at.getTime()));
    return portionsOf(lots, owed).map((part) => {
      for (const debt of payDebts(open, part.points)) this.changedDebts.add(debt);
      return this.#alone(this.#move(part.lot, 'netted', -part.points), at);
    });
  }

  #owe(personId: Uuid, points: bigint, causeId: Uuid): void {
    const debt: Debt = { debtId: newId(), personId, causeId, points, left: points };
    this.debts.push(debt);
    this.newDebts.add(debt);
  }

  #move(lot: Lot, kind: MovementKind, points: bigint, of: { causeId?: Uuid | null; note?: string | null } = {}): Part {
    const movement = moveLot(lot, { kind, points, ...of });
    this.movements.push(movement);
    this.#changed(lot);
    return { lot, movement };
  }

  #alone({ lot, movement }: Part, at: Date): Posting {
    return posting({ source: 'points', sourceId: lot.lotId }, movement.kind, movement.nth, at, [{ lot, movement }]);
  }

  // Points that come back to a lot whose time is over live a little longer.
  #revive(lot: Lot, at: number): void {
    if (!isExpired(lot, at)) return;
    lot.expiresAt = this.#dayAfter(at, this.rule.graceDays);
    this.#changed(lot);
  }

  /** The end of a day of the brand so many days on. */
  #dayAfter(at: number, days: number): number {
    return this.#zone.startOf(this.#zone.dayOf(at) + days + 1);
  }

  #spendable(personId: Uuid, at: number): Lot[] {
    return this.#lotsOfPerson(personId).filter((lot) => isSpendable(lot, at));
  }

  #lotsOfPerson(personId: Uuid): Lot[] {
    return (this.#ofPerson.get(personId) ?? []).filter((lot) => freeOf(lot) > 0n && !isHeld(lot));
  }

  #lotsOf(orderId: Uuid): Lot[] {
    return (this.#ofOrder.get(orderId) ?? []).toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  }

  #lot(lotId: Uuid): Lot {
    const lot = this.lots.get(lotId);
    assert(lot, 'the lot of a spend is known');
    return lot;
  }

  #changed(lot: Lot): void {
    if (!this.newLots.has(lot)) this.changedLots.add(lot);
  }
}
