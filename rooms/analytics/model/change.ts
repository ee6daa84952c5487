import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import {
  byTime,
  fold,
  originOf,
  withoutReturns,
  type Events,
  type FoldInto,
  type HistoryState,
  type OrderFact,
  type PersonFacts,
  type ReturnFact,
  type StageStep,
  type Standing,
} from './history.ts';

/** Something that changes: null before = it is new; null after = it is gone (or no longer paid). */
export interface FactChange<Fact> {
  readonly before: Fact | null;
  readonly after: Fact | null;
}

/** What one transaction changes about one person. Unpaid orders are null on either side. */
export interface PersonChange {
  readonly personId: Uuid;
  readonly node: number;
  /** null = a new person */
  readonly before: PersonFacts | null;
  /** null = the person is no more (merged into another, who has their orders now) */
  readonly after: PersonFacts | null;
  /** only those that change */
  readonly orders: readonly FactChange<OrderFact>[];
  /** only those that change; of returns that name no order */
  readonly returns: readonly FactChange<ReturnFact>[];
  /** all standings of the person, or those of one kind, before and after; left out = they do not change */
  readonly standings?: {
    /** the others stay as they are stored */
    readonly only?: Standing['kind'];
    readonly before: readonly Standing[];
    readonly after: readonly Standing[];
  };
}

/** What is stored about a person, before the change or after it: needed when the fold cannot go on from the state. */
export interface StoredHistory {
  readonly orders: readonly OrderFact[];
  readonly returns: readonly ReturnFact[];
  /** looked at only where the change does not say them, or not all */
  readonly standings: readonly Standing[];
}

/** What is to be written for one person. */
export interface PersonOutcome {
  readonly node: number;
  readonly personId: Uuid;
  readonly before: HistoryState | null;
  readonly after: HistoryState | null;
  /** stage rows from this number on are replaced; null = rows are only added */
  readonly dropFrom: number | null;
  readonly steps: readonly StageStep[];
}

/**
 * How a change can be taken in: `on` = going on from the stored state; `fresh` = a new person, nothing is stored;
 * `again` = from the whole stored history, because something is dated before the last event or was taken back.
 */
export function wayOf(state: HistoryState | null, change: PersonChange): 'fresh' | 'on' | 'again' {
  const { before, after } = change;
  if (before === null) return 'fresh';
  if (state === null || after === null || isStanding(change)) return 'again';
  const last = state.lastEventAt;
  const isLater = (at: number | null): boolean => at !== null && last !== null && at > last;
  for (const order of change.orders) {
    if (order.before !== null || (order.after !== null && !isLater(order.after.paidAt))) return 'again';
    if (order.after !== null && state.orders === 0 && state.returned !== 0n) return 'again';
  }
  if (before.seenAt !== after.seenAt && !(before.seenAt === null && isLater(after.seenAt))) return 'again';
  if (before.consentAt !== after.consentAt && !(before.consentAt === null && isLater(after.consentAt))) return 'again';
  if (last === null && before.createdAt !== after.createdAt) return 'again';
  if (state.firstPaidAt !== null && originOf(true, state.firstPaidAt, before) !== originOf(true, state.firstPaidAt, after)) return 'again';
  return 'on';
}

function isStanding({ standings }: PersonChange): boolean {
  return standings !== undefined && standings.before.length + standings.after.length > 0;
}

/**
 * Folds one change into the cells and says what to write.
 * @param stored only read when `wayOf` says `again`
 * @param onOrigin told the origin of every order that was folded anew
 * @param way of this state and change, where it is known already
 */
export function foldChange(
  state: HistoryState | null,
  change: PersonChange,
  stored: StoredHistory,
  into: FoldInto,
  onOrigin: (orderId: Uuid, origin: Origin) => void,
  way: 'fresh' | 'on' | 'again' = wayOf(state, change),
): PersonOutcome {
  const { node, personId, after } = change;
  if (way === 'fresh') {
    if (after === null) return { node, personId, before: null, after: null, dropFrom: null, steps: [] };
    const standings = change.standings?.after ?? NONE;
    const events = eventsOf(applied([], change.orders, orderId), applied([], change.returns, returnId), after, standings);
    const done = foldTold(null, events, after, into, onOrigin);
    return { node, personId, before: null, after: done.state, dropFrom: null, steps: done.steps };
  }
  if (way === 'on' && state !== null && after !== null && change.before !== null) {
    const events: Events = {
      orders: inTime(sideOf(change.orders, 'after')),
      returns: sideOf(change.returns, 'after'),
      seenAt: change.before.seenAt === after.seenAt ? null : after.seenAt,
      consentAt: change.before.consentAt === after.consentAt ? null : after.consentAt,
      standings: NONE,
    };
    const done = foldTold(withoutReturns(state, sideOf(change.returns, 'before'), into), events, after, into, onOrigin);
    return { node, personId, before: state, after: done.state, dropFrom: null, steps: done.steps };
  }
  // The stored rows may be those before the change or after it: either way both histories follow from them and the change.
  const oldOrders = applied(stored.orders, change.orders.map(undone), orderId);
  const oldReturns = applied(stored.returns, change.returns.map(undone), returnId);
  const stood = stoodOf(change, stored);
  const old =
    state && change.before ? fold(null, eventsOf(oldOrders, oldReturns, change.before, stood.before), change.before, -1, into) : null;
  const orders = applied(stored.orders, change.orders, orderId);
  const returns = applied(stored.returns, change.returns, returnId);
  const done = after ? foldTold(null, eventsOf(orders, returns, after, stood.after), after, into, onOrigin) : null;
  const same = sharedSteps(old?.steps ?? [], done?.steps ?? []);
  return {
    node,
    personId,
    before: state,
    after: done?.state ?? null,
    dropFrom: (old?.steps.length ?? 0) > same ? same + 1 : null,
    steps: done?.steps.slice(same) ?? [],
  };
}

function stoodOf({ standings }: PersonChange, stored: StoredHistory): { before: readonly Standing[]; after: readonly Standing[] } {
  if (standings === undefined) return { before: stored.standings, after: stored.standings };
  if (standings.only === undefined) return standings;
  const others = stored.standings.filter((standing) => standing.kind !== standings.only);
  return { before: [...others, ...standings.before], after: [...others, ...standings.after] };
}

const NONE: readonly Standing[] = [];

const orderId = (order: OrderFact): Uuid => order.orderId;
const returnId = (item: ReturnFact): Uuid => item.returnId;

// Most changes are one order of one person, thousands at a time: no lists are made that stay empty.
function sideOf<Fact>(changes: readonly FactChange<Fact>[], side: 'before' | 'after'): readonly Fact[] {
  if (changes.length === 0) return [];
  const facts: Fact[] = [];
  for (const item of changes) {
    const fact = item[side];
    if (fact !== null) facts.push(fact);
  }
  return facts;
}

function inTime(orders: readonly OrderFact[]): readonly OrderFact[] {
  return orders.length > 1 ? [...orders].sort(byTime) : orders;
}

function undone<Fact>(item: FactChange<Fact>): FactChange<Fact> {
  return { before: item.after, after: item.before };
}

function eventsOf(
  orders: readonly OrderFact[],
  returns: readonly ReturnFact[],
  facts: PersonFacts,
  standings: readonly Standing[],
): Events {
  return {
    standings,
    orders: inTime(orders),
    returns,
    seenAt: facts.seenAt,
    consentAt: facts.consentAt,
  };
}

function foldTold(
  state: HistoryState | null,
  events: Events,
  facts: PersonFacts,
  into: FoldInto,
  onOrigin: (orderId: Uuid, origin: Origin) => void,
): ReturnType<typeof fold> {
  const done = fold(state, events, facts, 1, into);
  for (let i = 0; i < events.orders.length; i++) {
    onOrigin((events.orders[i] as OrderFact).orderId, done.origins[i] as Origin);
  }
  return done;
}

/** Stored facts with the changes applied. */
function applied<Fact>(stored: readonly Fact[], changes: readonly FactChange<Fact>[], idOf: (fact: Fact) => Uuid): Fact[] {
  if (changes.length === 0) return [...stored];
  const byId = new Map(stored.map((fact) => [idOf(fact), fact]));
  for (const { before, after } of changes) {
    if (before) byId.delete(idOf(before));
    if (after) byId.set(idOf(after), after);
  }
  return [...byId.values()];
}

function sharedSteps(a: readonly StageStep[], b: readonly StageStep[]): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same]?.to === b[same]?.to && a[same]?.at === b[same]?.at) same += 1;
  return same;
}
