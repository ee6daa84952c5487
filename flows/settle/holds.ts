import type { Ctx } from '../../kit/ctx.ts';
import { newId, publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import { tellPeople } from '../../rooms/membership/index.ts';
import {
  absorbedAmong,
  capsOn,
  commissionKey,
  countConfirmed,
  countFrom,
  coverCommissions,
  guardsOf,
  holdsAtAll,
  insertCases,
  keepItems,
  openItemsOf,
  standingCases,
  takeRoom,
  type CaseItem,
  type CaseKind,
  type CommissionSnapshot,
  type Guards,
  type NewCase,
  type PlanCaps,
} from '../../rooms/partners/index.ts';
import type { LiveOrder } from '../../rooms/orders/index.ts';
import { sharedBy } from './traces.ts';
import type { CommissionDraft, OrderDraft, World } from './world.ts';

/** Who answers for payees now, what cases hold of commissions, and what watches over new ones. */
export interface Holds {
  /** absorbed record → who answers for it */
  readonly owners: ReadonlyMap<Uuid, Uuid>;
  /** by commission */
  readonly items: Map<string, CaseItem>;
  /** open cases by `kind person` */
  readonly standing: Map<string, Uuid>;
  /** null before anything was read */
  readonly guards: Guards | null;
  /** what became people's, this batch among it, by countKey */
  readonly counted: Map<string, bigint>;
  /** how much of what is earned may pay a debt, per cent */
  netPct: number;
  readonly newCases: NewCase[];
  readonly movedItems: Set<CaseItem>;
  /** people of whose commissions withdrawals may cover more now */
  readonly toCover: Set<Uuid>;
  /** what refunds and exchanges took back, by refund and person: they are told */
  readonly takenBack: Map<string, TakenBack>;
}

/** What one refund took back of what somebody had been told was theirs. owed: the part that was paid out already. */
interface TakenBack {
  readonly personId: Uuid;
  readonly refundId: Uuid;
  readonly amount: bigint;
  readonly owed: bigint;
}

/** Adds to what a person is told of a refund. */
export function noteTakenBack({ holds }: World, { personId, refundId, amount, owed }: TakenBack): void {
  const key = `${refundId} ${personId}`;
  const before = holds.takenBack.get(key);
  holds.takenBack.set(key, { personId, refundId, amount: amount + (before?.amount ?? 0n), owed: owed + (before?.owed ?? 0n) });
}

/**
 * Reads what a batch needs to know of holds.
 * @param rows commissions that are there
 * @param paying orders that may be paid in this batch, with whoever may earn from them
 */
export async function loadHolds(
  ctx: Ctx,
  {
    rows,
    paying,
    buyers,
    caps,
  }: {
    /** of the orders at hand */
    buyers: readonly Uuid[];
    /** of the plans of these orders */
    caps: readonly PlanCaps[];
    rows: readonly { readonly orderId: Uuid; readonly payeeId: Uuid; readonly caseId: Uuid | null }[];
    paying: readonly { readonly buyerId: Uuid; readonly payeeIds: readonly Uuid[] }[];
  },
): Promise<Holds> {
  const named = [...new Set([...rows.map((row) => row.payeeId), ...paying.flatMap((order) => order.payeeIds)])];
  const held = [...new Set(rows.flatMap((row) => (row.caseId === null ? [] : row.orderId)))];
  const there = await holdsAtAll(ctx);
  const [owners, items] = await Promise.all([there.merged ? absorbedAmong(ctx, named) : new Map<Uuid, Uuid>(), openItemsOf(ctx, held)]);
  const payees = [...new Set(named.map((personId) => owners.get(personId) ?? personId))];
  const pairs = paying.flatMap(({ buyerId, payeeIds }) =>
    payeeIds.map((payeeId) => ({ buyerId, payeeId: owners.get(payeeId) ?? payeeId })).filter((pair) => pair.payeeId !== buyerId),
  );
  const [standing, guards] = await Promise.all([
    there.cases ? standingCases(ctx, payees) : new Map<string, Uuid>(),
    guardsOf(ctx, { payees, buyers, pairs, caps, hasTraces: there.traces, stopPay: there.stopPay }),
  ]);
  return {
    owners,
    items: new Map(items.map((item) => [commissionKey(item), item])),
    standing,
    guards,
    counted: new Map(guards.counted),
    netPct: there.netPct,
    newCases: [],
    movedItems: new Set(),
    toCover: new Set(),
    takenBack: new Map(),
  };
}

/** Everybody who may earn from an order, as it fixed them. */
export function payeesOf(snapshot: Pick<CommissionSnapshot, 'buyer' | 'chain' | 'team' | 'served'>): Uuid[] {
  const { buyer, chain, team, served = [] } = snapshot;
  return [buyer, ...chain, ...team, ...served.map((act) => act.person)].map((person) => person.personId);
}

/** Whose balances a commission moves: the payee's, or those of whoever their record was merged into. */
export function ownerOf(world: World, payeeId: Uuid): Uuid {
  return world.holds.owners.get(payeeId) ?? payeeId;
}

/** Ties commissions to cases as they accrue: they are pending like all, and held when they are confirmed. */
export function guardAccrual(world: World, draft: OrderDraft, rows: readonly CommissionDraft[]): void {
  for (const row of rows) {
    const why = reasonToHold(world, draft, row);
    if (why === null) continue;
    row.caseId = caseFor(world, why.kind, ownerOf(world, row.payeeId), { order: publicId('order', row.orderId), ...why.facts });
    itemOf(world, row);
  }
}

/**
 * The case that holds what somebody is given for bringing a buyer: whoever shares traces with them may be one person with them (rules.md
 * B3). It is the case that holds their commission, where there is one.
 */
export function caseOfReward(world: World, order: Pick<LiveOrder, 'orderId' | 'personId'>, introducerId: Uuid): Uuid | null {
  const { standing, guards } = world.holds;
  const frozen = standing.get(`frozen ${introducerId}`);
  if (frozen !== undefined) return frozen;
  const facts = { order: publicId('order', order.orderId), buyer: publicId('person', order.personId) };
  const shared = sharedBy(world, order.personId, introducerId);
  if (shared.length > 0) return caseFor(world, 'sharedTraces', introducerId, { ...facts, shared });
  return guards?.circular.has(`${order.personId} ${introducerId}`) === true ? caseFor(world, 'circular', introducerId, facts) : null;
}

interface Reason {
  readonly kind: CaseKind;
  readonly facts?: Record<string, unknown>;
}

function reasonToHold(world: World, { order, snapshot }: OrderDraft, row: CommissionDraft): Reason | null {
  const { standing, guards } = world.holds;
  const owner = ownerOf(world, row.payeeId);
  // Whose records became one is no seller to themselves (B10); a plan of trials that pays own orders says so by the buyer's id.
  if (owner === order.personId && row.payeeId !== snapshot?.buyer.personId) return { kind: 'merge' };
  if (standing.has(`frozen ${owner}`)) return { kind: 'frozen' };
  if (standing.has(`harm ${owner}`)) return { kind: 'harm' };
  if (guards?.stop?.affects(row) === true) return { kind: 'stopPay', facts: guards.stop.facts };
  const shared = sharedBy(world, order.personId, owner);
  if (shared.length > 0) return { kind: 'sharedTraces', facts: { buyer: publicId('person', order.personId), shared } };
  if (guards?.circular.has(`${order.personId} ${owner}`) === true) return { kind: 'circular' };
  return guards?.isIndirectHeld === true && row.depth >= 2 ? { kind: 'retailTest' } : null;
}

/** Ties a commission to a case when pay was stopped since it accrued: what becomes somebody's now is held (compliance P8). */
export function holdIfStopped(world: World, row: CommissionDraft): void {
  const stop = world.holds.guards?.stop;
  if (row.caseId !== null || !stop?.affects(row)) return;
  row.caseId = caseFor(world, 'stopPay', ownerOf(world, row.payeeId), { order: publicId('order', row.orderId), ...stop.facts });
}

/** How much of a commission that is confirmed now exceeds the day or month of its payee, in all or from this buyer; that part goes to a case. */
export function overTheCap(world: World, row: CommissionDraft, amount: bigint): bigint {
  const { guards, counted } = world.holds;
  const draft = world.orders.get(row.orderId);
  if (guards === null || !draft?.snapshot) return 0n;
  const owner = ownerOf(world, row.payeeId);
  const { dayOn, monthOn, packMonth } = guards;
  const caps = capsOn(draft.snapshot.plan.caps, packMonth, { personId: owner, buyerId: draft.order.personId, dayOn, monthOn });
  const { fits, over } = takeRoom(caps, counted, amount);
  if (over === null) return 0n;
  const { buyerId, period, fromOn } = over.count;
  row.caseId = caseFor(world, over.kind, owner, {
    cap: over.most.toString(),
    ...(period === 'month' ? { month: fromOn.slice(0, 7) } : { day: fromOn }),
    ...(buyerId === null ? {} : { buyer: publicId('person', buyerId) }),
  });
  return amount - fits;
}

/** The open case of a kind about somebody, a new one when there is none. */
function caseFor(world: World, kind: CaseKind, personId: Uuid, facts: Record<string, unknown>): Uuid {
  const key = `${kind} ${personId}`;
  let caseId = world.holds.standing.get(key);
  if (caseId === undefined) {
    caseId = newId();
    world.holds.standing.set(key, caseId);
    world.holds.newCases.push({ caseId, kind, personId, orderId: null, facts });
  }
  return caseId;
}

/** What a case holds of a commission; the caller changes it. @throws nothing: without a case there is none */
export function itemOf(world: World, row: CommissionDraft): CaseItem | null {
  if (row.caseId === null) return null;
  const { items, movedItems } = world.holds;
  const key = commissionKey(row);
  let item = items.get(key);
  if (item?.caseId !== row.caseId) {
    const { orderId, line, role, depth, payeeId, caseId } = row;
    item = { caseId, orderId, line, role, depth, payeeId, held: 0n };
    items.set(key, item);
  }
  movedItems.add(item);
  return item;
}

/** Writes what a batch decided about holds, after its commissions. */
export async function writeHolds(ctx: Ctx, { holds }: World): Promise<void> {
  await insertCases(ctx, holds.newCases);
  const counted = [...holds.counted].flatMap(([key, amount]) => {
    const confirmed = amount - (holds.guards?.counted.get(key) ?? 0n);
    return confirmed > 0n ? [{ ...countFrom(key), confirmed }] : [];
  });
  await Promise.all([keepItems(ctx, [...holds.movedItems]), countConfirmed(ctx, counted), coverCommissions(ctx, [...holds.toCover])]);
  const { currency } = ctx.tenant;
  await tellPeople(
    ctx,
    [...holds.takenBack.values()].map(({ personId, refundId, amount, owed }) => ({
      personId,
      kind: owed > 0n ? 'commission.owed' : 'commission.takenBack',
      facts: { amount: moneyJson(amount, currency), ...(owed > 0n ? { owed: moneyJson(owed, currency) } : {}) },
      once: refundId,
    })),
  );
}
