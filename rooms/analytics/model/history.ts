import { assert } from '../../../kit/errors/index.ts';
import type { Origin, SourceKind, Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { wholeDays, type EpochDay, type Zone } from '../../../kit/time/index.ts';
import { monthStart, STAGES, type Cells, type Sign } from './cells.ts';
import { addRfm, type RfmCut } from './rfm.ts';

/** A paid order of a history. */
export interface OrderFact {
  readonly orderId: Uuid;
  /** epoch ms */
  readonly paidAt: number;
  /** paid − refunds and returns that name the order, minor units */
  readonly net: bigint;
  /** nothing of its lines remains: it is an order, but counts for no stage */
  readonly isRefunded: boolean;
  /**
   * Of a later instalment: the order it follows, which is the purchase and was paid before it, and where that came from (null: told
   * together with it). It adds sales at its own time with the first's origin, and is no purchase.
   */
  readonly follows?: { readonly orderId: Uuid; readonly origin: Origin | null };
}

/** A return that names no order. */
export interface ReturnFact {
  readonly returnId: Uuid;
  /** epoch ms */
  readonly at: number;
  /** minor units, positive: what went back */
  readonly amount: bigint;
}

/** What else a history rests on. Instants are epoch ms; null = it never happened, or its day is not known. */
export interface PersonFacts {
  readonly seenAt: number | null;
  readonly consentAt: number | null;
  readonly createdAt: number;
  /** null = nobody introduced them; knownAt null = known since always */
  readonly referral: { readonly knownAt: number | null } | null;
  /** of the first source */
  readonly sourceKind: SourceKind | null;
}

/** A time in which somebody was a partner or a member, whatever they bought. */
export interface Standing {
  readonly kind: 'partner' | 'member';
  /** epoch ms */
  readonly from: number;
  /** null = still; never ahead of the present: the fold knows no clock */
  readonly to: number | null;
}

/** Everything the fold needs to go on when the next event is later than all before (analytics.person). */
export interface HistoryState {
  readonly orders: number;
  /** orders not refunded in full */
  readonly keptOrders: number;
  readonly net: bigint;
  /** returns that name the person and no order */
  readonly returned: bigint;
  readonly firstPaidAt: number | null;
  readonly lastPaidAt: number | null;
  /** of first sight, consent, orders and the ends of standings; null = none has a date */
  readonly lastEventAt: number | null;
  readonly stage: Stage;
  readonly stageSince: number;
  readonly stageSeq: number;
}

/** One row of a person's stage history; `from` and `days` null on the first. */
export interface StageStep {
  readonly seq: number;
  readonly from: Stage | null;
  readonly to: Stage;
  readonly at: number;
  /** whole 24 h days since the stage before began */
  readonly days: number | null;
}

/** The events of a whole history, or those that go on from a state. Orders sorted by `byTime`. */
export interface Events {
  readonly orders: readonly OrderFact[];
  readonly returns: readonly ReturnFact[];
  readonly seenAt: number | null;
  readonly consentAt: number | null;
  /** of a whole history only: a state goes on without them */
  readonly standings: readonly Standing[];
}

export interface Fold {
  readonly state: HistoryState;
  /** the steps of these events only */
  readonly steps: StageStep[];
  /** parallel to the orders of the events */
  readonly origins: Origin[];
}

/** Where the fold adds up, and how it reads the calendar. */
export interface FoldInto {
  readonly cells: Cells;
  readonly zone: Zone;
  readonly cut: RfmCut | null;
}

/** "Earlier" (CONTRACT §4): by paidAt, then by id. */
export function byTime(a: OrderFact, b: OrderFact): number {
  return a.paidAt - b.paidAt || (a.orderId < b.orderId ? -1 : a.orderId > b.orderId ? 1 : 0);
}

/** Where an order came from, first that fits (CONTRACT §4). */
export function originOf(isFirst: boolean, paidAt: number, facts: Pick<PersonFacts, 'referral' | 'sourceKind'>): Origin {
  if (!isFirst) return 'repeat';
  if (facts.referral && (facts.referral.knownAt === null || facts.referral.knownAt <= paidAt)) return 'referred';
  return facts.sourceKind === 'paid' ? 'paid' : 'direct';
}

/**
 * Folds events over a state (null = from nothing) and adds what they say to the cells with the given sign.
 * From a state, every event must be later than the state's last and no standing may have changed; returns may have any time
 * unless the person has returns and no order yet (the cells would need the days of the stored ones).
 */
export function fold(state: HistoryState | null, events: Events, facts: PersonFacts, sign: Sign, into: FoldInto): Fold {
  const { cells, zone } = into;
  const { orders } = events;
  const origins: Origin[] = [];
  const purchases = new Map<Uuid, Origin>();
  const steps: StageStep[] = [];
  let count = state?.orders ?? 0;
  let kept = state?.keptOrders ?? 0;
  let net = state?.net ?? 0n;
  let returned = state?.returned ?? 0n;
  let firstPaidAt = state?.firstPaidAt ?? null;
  let lastPaidAt = state?.lastPaidAt ?? null;
  let lastEventAt = state?.lastEventAt ?? null;
  let prevDay = lastPaidAt === null ? 0 : zone.dayOf(lastPaidAt);
  let cohort = firstPaidAt === null ? 0 : monthStart(zone.dayOf(firstPaidAt));
  // Going on from a state only adds events that raise, so no stage already reached is lost.
  const floor = state ? STAGES.indexOf(state.stage) : 0;
  let hasConsent = false;
  const marks = events.standings.length === 0 ? NO_MARKS : marksOf(events.standings);
  let mark = 0;
  let partnerships = 0;
  let memberships = 0;
  let rank = state ? floor : -1;
  let since = state?.stageSince ?? 0;
  let seq = state?.stageSeq ?? 0;

  const hasFollowers = orders.some((order) => order.follows !== undefined);

  function step(at: number): void {
    const standing = partnerships > 0 ? PARTNER : memberships > 0 ? MEMBER : 0;
    const reached = Math.max(floor, standing, kept >= 2 ? 3 : kept === 1 ? 2 : hasConsent ? 1 : 0);
    if (reached === rank) return;
    const from = rank < 0 ? null : (STAGES[rank] as Stage);
    const to = STAGES[reached] as Stage;
    const days = from === null ? null : wholeDays(since, at);
    seq += 1;
    steps.push({ seq, from, to, at, days });
    cells.addTransition(monthStart(zone.dayOf(at)), from, to, days, sign);
    rank = reached;
    since = at;
  }

  function take(order: OrderFact): void {
    const day = zone.dayOf(order.paidAt);
    const signedNet = sign === 1 ? order.net : -order.net;
    if (order.follows) {
      follow(order, order.follows, day, signedNet);
      return;
    }
    const origin = originOf(count === 0, order.paidAt, facts);
    origins.push(origin);
    if (hasFollowers) purchases.set(order.orderId, origin);
    cells.addSale(day, origin, sign, signedNet);
    const cell = cells.peopleOn(day);
    cell.orders += sign;
    cell.sales += signedNet;
    const month = monthStart(day);
    if (lastPaidAt === null) {
      firstPaidAt = order.paidAt;
      cohort = month;
      cell.customers += sign;
      cell.buyers += sign;
      cells.addCohort(cohort, month, sign, sign, signedNet);
    } else {
      if (count === 1) cell.repeaters += sign;
      const gap = BigInt(order.paidAt - lastPaidAt);
      cell.gapMs += sign === 1 ? gap : -gap;
      if (day !== prevDay) {
        cell.buyers += sign;
        cells.addVisit(prevDay, day, sign);
      }
      cells.addCohort(cohort, month, month === monthStart(prevDay) ? 0 : sign, sign, signedNet);
    }
    prevDay = day;
    lastPaidAt = order.paidAt;
    count += 1;
    net += order.net;
    if (!order.isRefunded) kept += 1;
  }

  function follow(order: OrderFact, { orderId, origin: known }: NonNullable<OrderFact['follows']>, day: EpochDay, signedNet: bigint): void {
    const origin = purchases.get(orderId) ?? known;
    assert(origin, 'the purchase that an instalment follows comes before it');
    origins.push(origin);
    cells.addSale(day, origin, 0, signedNet);
    cells.peopleOn(day).sales += signedNet;
    cells.addCohort(cohort, monthStart(day), 0, 0, signedNet);
    net += order.net;
  }

  let seenAt = events.seenAt ?? Number.POSITIVE_INFINITY;
  let consentAt = events.consentAt ?? Number.POSITIVE_INFINITY;
  for (let i = 0; ;) {
    const at = Math.min(orders[i]?.paidAt ?? Number.POSITIVE_INFINITY, seenAt, consentAt, marks[mark]?.at ?? Number.POSITIVE_INFINITY);
    if (at === Number.POSITIVE_INFINITY) break;
    if (seenAt === at) seenAt = Number.POSITIVE_INFINITY;
    if (consentAt === at) {
      consentAt = Number.POSITIVE_INFINITY;
      hasConsent = true;
    }
    for (let next = marks[mark]; next !== undefined && next.at === at; next = marks[++mark]) {
      if (next.kind === 'partner') partnerships += next.change;
      else memberships += next.change;
    }
    // What happens at one instant is one step.
    for (let order = orders[i]; order !== undefined && order.paidAt === at; order = orders[++i]) take(order);
    step(at);
    lastEventAt = at;
  }
  if (rank < 0) step(facts.createdAt);

  for (const item of events.returns) {
    const amount = sign === 1 ? item.amount : -item.amount;
    const day = zone.dayOf(item.at);
    cells.peopleOn(day).returns += amount;
    returned += item.amount;
    if (firstPaidAt !== null) cells.peopleOn(Math.max(day, zone.dayOf(firstPaidAt))).customerReturns += amount;
  }

  const after: HistoryState = {
    orders: count,
    keptOrders: kept,
    net,
    returned,
    firstPaidAt,
    lastPaidAt,
    lastEventAt,
    stage: STAGES[rank] as Stage,
    stageSince: since,
    stageSeq: seq,
  };
  if (state) countIn(state, sign === 1 ? -1 : 1, into);
  countIn(after, sign, into);
  return { state: after, steps, origins };
}

const MEMBER = STAGES.indexOf('member');
const PARTNER = STAGES.indexOf('partner');

interface Mark {
  readonly at: number;
  readonly kind: Standing['kind'];
  readonly change: 1 | -1;
}

const NO_MARKS: readonly Mark[] = [];

/** Where standings begin and end, in the order of time. */
function marksOf(standings: readonly Standing[]): Mark[] {
  return standings
    .flatMap(({ kind, from, to }): Mark[] => [
      { at: from, kind, change: 1 },
      ...(to === null ? [] : [{ at: to, kind, change: -1 as const }]),
    ])
    .sort((a, b) => a.at - b.at);
}

/** Takes returns back out of a state (a corrected or deleted return); the person's first order must stay the same. */
export function withoutReturns(state: HistoryState, returns: readonly ReturnFact[], into: FoldInto): HistoryState {
  if (returns.length === 0) return state;
  const { cells, zone } = into;
  let returned = state.returned;
  for (const item of returns) {
    const day = zone.dayOf(item.at);
    returned -= item.amount;
    cells.peopleOn(day).returns -= item.amount;
    if (state.firstPaidAt !== null) cells.peopleOn(Math.max(day, zone.dayOf(state.firstPaidAt))).customerReturns -= item.amount;
  }
  const after = { ...state, returned };
  countIn(state, -1, into);
  countIn(after, 1, into);
  return after;
}

// The cells that depend on the last state only: people per stage and RFM.
function countIn(state: HistoryState, sign: Sign, into: FoldInto): void {
  into.cells.addStage(state.stage, sign);
  addRfm(into, state, sign);
}

/** A sale without a person: it counts in sales and in no person's figures. */
export function foldAnonymousOrder(order: OrderFact, sign: Sign, { cells, zone }: Pick<FoldInto, 'cells' | 'zone'>): void {
  cells.addSale(zone.dayOf(order.paidAt), 'anonymous', sign, sign === 1 ? order.net : -order.net);
}

/** A return that names neither a person nor an order. */
export function foldAnonymousReturn(item: ReturnFact, sign: Sign, { cells, zone }: Pick<FoldInto, 'cells' | 'zone'>): void {
  cells.peopleOn(zone.dayOf(item.at)).returns += sign === 1 ? item.amount : -item.amount;
}
