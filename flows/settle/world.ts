import type { Ctx } from '../../kit/ctx.ts';
import type { Lane } from '../../kit/db/lane.ts';
import { parseId, type Uuid } from '../../kit/ids/index.ts';
import { earlyUntil, productsForSale, type SaleProduct, type StockWish } from '../../rooms/catalog/index.ts';
import { actingFor, holdersOfDueCards, tiersOnce, type ActingFor } from '../../rooms/membership/index.ts';
import { refusableBalances, type Posting } from '../../rooms/ledger/index.ts';
import {
  agreementsOf,
  claimsById,
  firstOf,
  knownOrderIds,
  loadLiveOrders,
  orderIdsOf,
  ordersDueForReceipt,
  ordersPastDeadline,
  peopleWhoPaid,
  orderSettingsOf,
  paymentsBy,
  paymentsOf,
  refundsBy,
  refundsById,
  shipmentsOf,
  RECEIVED_AFTER_DAYS,
  type ClaimRecord,
  type Leg,
  type LiveLine,
  type LiveOrder,
  type PaymentRecord,
  type RefundAccepted,
  type RefundRecord,
  type ShipmentRecord,
} from '../../rooms/orders/index.ts';
import {
  activePlan,
  actsBy,
  actsOfOrders,
  chainsOf,
  commissionsOfOrders,
  dueCommissions,
  snapshotsOfOrders,
  standingsOf,
  type ActivePlan,
  type AllocationResult,
  type Chain,
  type CommissionRow,
  type CommissionSnapshot,
  type ServiceAct,
  type Standing,
} from '../../rooms/partners/index.ts';
import { currentRule, type PointsDesk, rewardedPairs } from '../../rooms/points/index.ts';
import { policyPackOf } from '../../rooms/policy/index.ts';
import {
  CouponDesk,
  currentDeal,
  loadGiftDesk,
  loadPrices,
  type GiftDesk,
  type PriceAnswer,
  type PriceBook,
} from '../../rooms/pricing/index.ts';
import { bindsByOrders, hasBonds, findPeople, loadSurvivors, type KnownPerson, type OrderBinds } from '../../rooms/relations/index.ts';
import { emptyWorld } from './empty-world.ts';
import type { Drawn } from './balance.ts';
import { loadMembership, type Cards } from './cards.ts';
import type { MoneyCommand } from './commands.ts';
import { loadHolds, payeesOf, type Holds } from './holds.ts';
import { pointsDesk } from './load-points.ts';
import { loadTraces, type Traces } from './traces.ts';

/** An order while a batch decides about it, with what it was worth to its buyer's history before. */
export interface OrderDraft {
  readonly order: LiveOrder;
  readonly isNew: boolean;
  /** as history knew it when the batch began; null = unpaid */
  readonly before: { readonly paidAt: number; readonly net: bigint; readonly isRefunded: boolean } | null;
  readonly wasReceived: boolean;
  /** what changed, for the writer */
  isChanged: boolean;
  readonly changedLines: Set<LiveLine>;
  /** lines that an exchange added */
  readonly newLines: Set<LiveLine>;
  isSnapshotChanged: boolean;
  snapshot: CommissionSnapshot | null;
}

/** A commission while a batch decides about it. */
export type CommissionDraft = { -readonly [K in keyof CommissionRow]: CommissionRow[K] } & { isNew: boolean; isChanged: boolean };

/** What people have that can be refused; kept up to date while postings are put together. */
export interface Purse {
  available: bigint;
  held: bigint;
  receivable: bigint;
}

/** Money that is owed to a customer and that a provider has to send back. */
export interface OwedBack {
  readonly orderId: Uuid;
  readonly source: 'order' | 'refund';
  readonly sourceId: Uuid;
  readonly cause: RefundAccepted['cause'];
  readonly legs: readonly Leg[];
}

/** Who earns what of an order, from what it fixed. */
export type Allocate = (snapshot: CommissionSnapshot) => Pick<AllocationResult, 'allocations'>;

/** Everything a batch may touch, read under the lane; verbs change it in memory, then it is written. */
export interface World {
  readonly ctx: Ctx;
  /** what a measurement puts in the engine's place */
  readonly allocate?: Allocate;
  readonly now: number;
  readonly orders: Map<Uuid, OrderDraft>;
  readonly orderOf: Map<string, Uuid>;
  /** orders that are imported records */
  readonly records: ReadonlySet<Uuid>;
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly buyers: Map<Uuid, KnownPerson>;
  readonly products: ReadonlyMap<string, SaleProduct>;
  readonly payments: Map<string, PaymentRecord>;
  /** of the orders money may go back on, oldest first */
  readonly paymentsOf: Map<Uuid, PaymentRecord[]>;
  readonly refunds: Map<string, RefundRecord>;
  readonly refundsById: Map<Uuid, RefundRecord>;
  readonly shipments: Map<Uuid, ShipmentRecord[]>;
  readonly claims: Map<Uuid, ClaimRecord>;
  /** null when no line asks for a price and nobody for a coupon */
  readonly book: PriceBook | null;
  readonly desk: CouponDesk | null;
  /** what new orders take of their buyers' cards */
  readonly drawn: Map<Uuid, Drawn>;
  /** null while the brand never decided anything about points */
  readonly points: PointsDesk | null;
  /** null while the brand never decided anything about the happy deal */
  readonly gifts: GiftDesk | null;
  /** the share of an order that everybody together may get of it, gifts and points among them */
  readonly capPpm: number;
  /** how long the policy pack holds what orders bring, where no plan says */
  readonly packHoldDays: number;
  /** what privileges do for buyers by themselves, read where an order asks for it */
  readonly acting: ReadonlyMap<Uuid, ActingFor>;
  /** pieces of counted variants that the batch has left */
  readonly free: Map<Uuid, number>;
  readonly commissions: Map<Uuid, CommissionDraft[]>;
  readonly purses: Map<Uuid, Purse>;
  readonly holds: Holds;
  readonly cards: Cards;
  readonly traces: Traces;
  /** acts of service by external id, those of the orders that get another, and how whoever served stands now */
  readonly acts: Map<string, ServiceAct>;
  readonly actsOf: Map<Uuid, readonly ServiceAct[]>;
  readonly standings: ReadonlyMap<Uuid, Standing>;
  readonly newActs: ServiceAct[];
  readonly plan: ActivePlan | null;
  readonly chains: ReadonlyMap<Uuid, Chain>;
  /** whether anything but referrals says who earns */
  readonly hasBonds: boolean;
  /** what is shipped now counts as received by itself after so many days */
  readonly receivedAfterDays: number;
  /** what the orders of this batch do to attributions, for those that are taken; null when nothing */
  readonly binds: OrderBinds | null;
  readonly postings: Posting[];
  readonly newPayments: PaymentRecord[];
  readonly newRefunds: RefundRecord[];
  readonly wonRefunds: RefundRecord[];
  readonly newShipments: ShipmentRecord[];
  readonly newClaims: ClaimRecord[];
  readonly closedClaims: ClaimRecord[];
  readonly wishes: StockWish[];
  /** pieces that came back and can be sold again */
  readonly restocked: { readonly skuId: Uuid; readonly quantity: number; readonly orderId: Uuid }[];
  /** orders with variants that were paid, and exchanges: their pieces are sold */
  readonly sold: Uuid[];
  /** orders called off: their pieces are free */
  readonly cancelled: Uuid[];
  /** unpaid orders that kept points or a coupon and whose time is over */
  readonly late: readonly Uuid[];
  /** orders of which nothing remains: their coupon is free */
  readonly emptied: Uuid[];
  readonly owedBack: OwedBack[];
  /** lines of members who got somebody else's lower price */
  readonly floors: { readonly orderId: Uuid; readonly productId: Uuid; readonly answer: PriceAnswer }[];
}

/**
 * Reads what the commands touch, set by set: the number of statements does not grow with the batch.
 * @param lane null = a trial: an order binds nobody, and no coupon is locked
 */
export async function loadWorld(ctx: Ctx, lane: Lane | null, commands: readonly MoneyCommand[]): Promise<World> {
  const placing = commands.filter((command) => command.kind === 'placeOrder');
  const orderRefs = commands.flatMap((command) => ('order' in command ? [command.order] : []));
  const serving = commands.filter((command) => command.kind === 'logService');
  const giving = commands.filter((command) => command.kind === 'giveCard');
  const visiting = commands.filter((command) => command.kind === 'checkIn' || command.kind === 'adjustPoints');
  const personRefs = [
    ...new Set([...placing, ...serving, ...visiting].map((command) => command.person).concat(giving.map((command) => command.to))),
  ];
  const exchanges = commands.filter((command) => command.kind === 'exchangeGoods');
  const productRefs = [
    ...new Set([
      ...placing.flatMap((command) => command.lines.map((line) => line.product)),
      ...exchanges.map((command) => command.with.product),
    ]),
  ];
  const release = commands.find((command) => command.kind === 'releaseDue');
  const refundRefs = commands.flatMap((command) => (command.kind === 'winChargeback' ? [command.refund] : []));
  const [named, byExternal, people, products, payments, refunds, plan, due, received, claims, won, bonds, pointsRule, deal] =
    await Promise.all([
      knownOrderIds(ctx, [...new Set(orderRefs.flatMap((ref) => parseId('order', ref) ?? []))]),
      orderIdsOf(ctx, [...new Set([...orderRefs.flatMap(externalOf), ...placing.flatMap((command) => command.externalId ?? [])])]),
      peopleOf(ctx, personRefs),
      productsForSale(ctx, productRefs),
      paymentsBy(ctx, [...externalIds(commands, 'recordPayment'), ...exchanges.flatMap((command) => command.payment?.externalId ?? [])]),
      refundsBy(ctx, [
        ...new Set([...externalIds(commands, 'giveRefund'), ...externalIds(commands, 'exchangeGoods'), ...refundRefs.flatMap(externalOf)]),
      ]),
      placing.length > 0 ? activePlan(ctx) : null,
      release ? dueCommissions(ctx, ctx.now, release.limit) : [],
      release ? ordersDueForReceipt(ctx, ctx.now, release.limit) : [],
      claimsById(
        ctx,
        commands.flatMap((command) => (command.kind === 'closeClaim' ? (parseId('claim', command.claim) ?? []) : [])),
      ),
      refundsById(
        ctx,
        refundRefs.flatMap((ref) => parseId('refund', ref) ?? []),
      ),
      commands.some((command) => command.kind === 'placeOrder' || command.kind === 'recordPayment') ? hasBonds(ctx) : false,
      currentRule(ctx),
      currentDeal(ctx),
    ]);
  const holders = release ? await holdersOfDueCards(ctx, release.limit) : [];
  const late = release ? await ordersPastDeadline(ctx, release.limit) : [];
  const orderOf = new Map<string, Uuid>();
  for (const ref of orderRefs) {
    const id = ref.startsWith('ext:') ? byExternal.get(ref.slice(4)) : parseId('order', ref);
    if (id && (ref.startsWith('ext:') || named.has(id))) orderOf.set(ref, id);
  }
  for (const [externalId, id] of byExternal) orderOf.set(`ext:${externalId}`, id);
  const wonOrders = [...won, ...refundRefs.flatMap((ref) => refunds.get(ref.slice(4)) ?? [])].map((refund) => refund.orderId);
  const claimed = [...claims.values()].map((claim) => claim.orderId);
  const namedIds = [...new Set([...orderOf.values(), ...due.map((row) => row.orderId), ...received, ...late, ...wonOrders, ...claimed])];
  const idsFor = (...kinds: MoneyCommand['kind'][]): Uuid[] => [
    ...new Set(
      commands.flatMap((command) => (kinds.includes(command.kind) && 'order' in command ? (orderOf.get(command.order) ?? []) : [])),
    ),
  ];
  const buyerIds = [...new Set(placing.flatMap((command) => people.get(command.person)?.personId ?? []))];
  const servers = [...new Set(serving.flatMap((command) => people.get(command.person)?.personId ?? []))];
  let binds: OrderBinds | null = null;
  if (bonds && lane) {
    // An order may be what binds its buyer, or renews the bond: the chains are read as if it had, and only what is taken is written.
    const fresh = placing.filter((command) => command.externalId === null || !byExternal.has(command.externalId));
    const ordering = fresh.flatMap((command) => people.get(command.person)?.personId ?? []);
    binds = await bindsByOrders(ctx, lane, ordering, 'firstOrder');
  }
  const tiersOf = tiersOnce(ctx);
  const goingBack = [...new Set([...idsFor('giveRefund', 'cancelOrder', 'exchangeGoods'), ...wonOrders, ...late])];
  const asksPrice = placing.some((command) => command.coupon !== null || command.lines.some((line) => line.unitPrice === null));
  const now = ctx.now.getTime();
  const asksPrivileges =
    placing.some((command) => (command.shippingBy?.fee ?? 0n) > 0n) ||
    (placing.length > 0 && [...products.values()].some((product) => earlyUntil(product, now) !== null));
  const [told, toldRows, toldSnapshots, chains, toldPayments, shipments, book, orderSettings, acting] = await Promise.all([
    loadLiveOrders(ctx, namedIds),
    commissionsOfOrders(ctx, namedIds),
    snapshotsOfOrders(ctx, namedIds),
    plan ? chainsOf(ctx, buyerIds, plan.plan, binds?.objects) : new Map<Uuid, Chain>(),
    paymentsOf(ctx, goingBack),
    shipmentsOf(ctx, idsFor('shipLines')),
    asksPrice
      ? loadPrices(ctx, {
          personIds: buyerIds,
          codes: placing.flatMap((command) => command.coupon ?? []),
          isPlacing: lane !== null,
          tiersOf,
        })
      : null,
    idsFor('shipLines').length > 0 ? orderSettingsOf(ctx) : { receivedAfterDays: RECEIVED_AFTER_DAYS },
    asksPrivileges ? actingFor(ctx, buyerIds, tiersOf) : new Map<Uuid, ActingFor>(),
  ]);
  const others = await restOfAgreements(ctx, told);
  const orderIds = [...namedIds, ...others.orders.keys()];
  const orders = new Map([...told, ...others.orders]);
  const commissions = [...toldRows, ...others.commissions];
  const snapshots = new Map([...toldSnapshots, ...others.snapshots]);
  const oldPayments = [...toldPayments, ...others.payments];
  const drafts = new Map<Uuid, OrderDraft>();
  for (const [id, order] of orders) {
    drafts.set(id, {
      order,
      isNew: false,
      before: factOf(order),
      wasReceived: order.receivedAt !== null,
      isChanged: false,
      changedLines: new Set(),
      newLines: new Set(),
      isSnapshotChanged: false,
      snapshot: snapshots.get(id) ?? null,
    });
  }
  const rows = new Map<Uuid, CommissionDraft[]>();
  for (const row of commissions) {
    const draft = { ...row, isNew: false, isChanged: false };
    const known = rows.get(row.orderId);
    if (known) known.push(draft);
    else rows.set(row.orderId, [draft]);
  }
  const exchanging = new Set(idsFor('exchangeGoods'));
  const servedNow = new Set(idsFor('logService'));
  const paying = [
    ...[...snapshots].flatMap(([orderId, snapshot]) => {
      const order = orders.get(orderId);
      if (!order || (order.paidAt !== null && !exchanging.has(orderId) && !servedNow.has(orderId))) return [];
      // Whoever serves in this batch may earn from the order as well.
      return [{ buyerId: order.personId, payeeIds: [...payeesOf(snapshot), ...(servedNow.has(orderId) ? servers : [])] }];
    }),
    ...[...chains].map(([buyerId, chain]) => ({ buyerId, payeeIds: payeesOf(chain) })),
  ];
  const known = [...new Set([...orders.values()].map((order) => order.personId))];
  const unpaid = [...new Set([...orders.values()].flatMap((order) => (order.paidAt === null ? [order.personId] : [])))];
  const giftAsk = { buyers: buyerIds, orderIds: [...orders.keys()], unpaid, due: release?.limit ?? 0 };
  const gifts = deal && (await loadGiftDesk(ctx, deal, giftAsk, (personIds) => peopleWhoPaid(ctx, personIds)));
  // Who is given something for bringing a buyer is looked at like who earns from them.
  paying.push(...(gifts?.pairs() ?? []));
  const points =
    pointsRule &&
    (await pointsDesk(ctx, pointsRule, {
      commands,
      people,
      orders,
      buyerIds,
      expiring: release?.limit ?? 0,
      isLate: late.length > 0,
      tiersOf,
    }));
  const unpaidBuyer = (orderId: Uuid): Uuid | undefined => {
    const order = orders.get(orderId);
    return order?.paidAt === null ? order.personId : undefined;
  };
  paying.push(...(points ? rewardedPairs(points, unpaidBuyer) : []));
  const plans = new Set([...snapshots.values()].map((snapshot) => snapshot.plan));
  if (plan) plans.add(plan.plan);
  const cards = await loadMembership(ctx, {
    productIds: [...products.values()]
      .flatMap((product) => [product, ...product.parts.map((part) => part.product)])
      .flatMap((product) => (product.ladderRole === 'membership' ? [product.productId] : [])),
    ...prepaidOf(orders),
    personIds: [
      ...holders,
      ...giving.flatMap((command) => people.get(command.to)?.personId ?? []),
      ...([...products.values()].some(isOrHasMembership) ? buyerIds : []),
      ...prepaidOf(orders).personIds,
      ...placing.flatMap((command) => (command.balance === undefined ? [] : (people.get(command.person)?.personId ?? []))),
    ],
    spentOn: goingBack,
  });
  const [buyers, holds, traces, services] = await Promise.all([
    loadSurvivors(ctx, [...new Set([...known, ...cards.ofPerson.keys()])]),
    loadHolds(ctx, { rows: commissions, paying, buyers: [...known, ...buyerIds], caps: [...plans].map((each) => each.caps) }),
    loadTraces(ctx, commands),
    loadServices(ctx, serving, { orderIds: idsFor('logService'), personIds: servers }),
  ]);
  // What accrues in this batch meets a balance in it only when it is delivered or received in it too.
  const isDelivered =
    commands.some((command) => command.kind !== 'placeOrder' && command.kind !== 'recordPayment') ||
    [...products.values()].some((product) => product.kind === 'virtual' || product.parts.length > 0) ||
    [...orders.values()].some((order) => order.lines.some((line) => line.isInstant));
  const payees = [...commissions.map((row) => row.payeeId), ...(isDelivered ? paying.flatMap((order) => order.payeeIds) : [])];
  const purses = await refusableBalances(ctx, [...new Set(payees.map((payeeId) => holds.owners.get(payeeId) ?? payeeId))]);
  for (const person of people.values()) buyers.set(person.personId, person);
  return {
    ...emptyWorld(ctx),
    now,
    orders: drafts,
    orderOf,
    records: new Set(orderIds.filter((id) => !orders.has(id))),
    people,
    buyers,
    products,
    payments,
    paymentsOf: Map.groupBy(oldPayments, (payment) => payment.orderId),
    refunds,
    refundsById: new Map([...refunds.values(), ...won].map((refund) => [refund.refundId, refund])),
    shipments: Map.groupBy(shipments, (shipment) => shipment.orderId),
    claims,
    book,
    desk: book && new CouponDesk(book),
    points,
    gifts,
    capPpm: Math.min(plan?.plan.capPpm ?? 1_000_000, (plan?.limits ?? policyPackOf(ctx.tenant.policy)?.commission)?.capPpm ?? 0),
    packHoldDays: policyPackOf(ctx.tenant.policy)?.commission.holdDays ?? 0,
    acting,
    free: freePieces(products.values()),
    commissions: rows,
    purses,
    holds,
    cards,
    traces,
    ...services,
    plan,
    chains,
    hasBonds: bonds,
    receivedAfterDays: orderSettings.receivedAfterDays,
    late,
    binds,
  };
}

function isOrHasMembership({ ladderRole, parts }: SaleProduct): boolean {
  return ladderRole === 'membership' || parts.some((part) => part.product.ladderRole === 'membership');
}

/** Orders with lines that may be cards, and whose they are. */
function prepaidOf(orders: ReadonlyMap<Uuid, LiveOrder>): { orderIds: Uuid[]; personIds: Uuid[] } {
  const prepaid = [...orders.values()].filter((order) => order.lines.some((line) => line.isPrepaid));
  return { orderIds: prepaid.map((order) => order.orderId), personIds: [...new Set(prepaid.map((order) => order.personId))] };
}

/** The orders of an agreement are decided about together; most batches have none. */
async function restOfAgreements(
  ctx: Ctx,
  known: ReadonlyMap<Uuid, LiveOrder>,
): Promise<{
  orders: Map<Uuid, LiveOrder>;
  commissions: CommissionRow[];
  snapshots: Map<Uuid, CommissionSnapshot>;
  payments: PaymentRecord[];
}> {
  const firstIds = [...new Set([...known.values()].flatMap((order) => (order.instalment === null ? [] : firstOf(order))))];
  const ids = (await agreementsOf(ctx, firstIds)).filter((id) => !known.has(id));
  const [orders, commissions, snapshots, payments] = await Promise.all([
    loadLiveOrders(ctx, ids),
    commissionsOfOrders(ctx, ids),
    snapshotsOfOrders(ctx, ids),
    paymentsOf(ctx, ids),
  ]);
  return { orders, commissions, snapshots, payments };
}

/** What the logging of services needs to know; nothing is read where nobody logs any. */
async function loadServices(
  ctx: Ctx,
  serving: readonly Extract<MoneyCommand, { kind: 'logService' }>[],
  { orderIds, personIds }: { orderIds: readonly Uuid[]; personIds: readonly Uuid[] },
): Promise<Pick<World, 'acts' | 'actsOf' | 'standings'>> {
  if (serving.length === 0) return { acts: new Map(), actsOf: new Map(), standings: new Map() };
  const externalIds = serving.flatMap((command) => command.externalId ?? []);
  const [known, ofOrders, standings] = await Promise.all([
    actsBy(ctx, externalIds),
    actsOfOrders(ctx, orderIds),
    standingsOf(ctx, personIds, ctx.now),
  ]);
  return { acts: known, actsOf: Map.groupBy(ofOrders, (act) => act.orderId), standings };
}

function freePieces(products: Iterable<SaleProduct>): Map<Uuid, number> {
  const free = new Map<Uuid, number>();
  for (const product of products) {
    for (const each of [product, ...product.parts.map((part) => part.product)]) {
      for (const sku of each.skus) if (sku.free !== null) free.set(sku.skuId, sku.free);
    }
  }
  return free;
}

/** What an order is to its buyer's history: null while unpaid. */
export function factOf(order: LiveOrder): OrderDraft['before'] {
  if (order.paidAt === null) return null;
  let refunded = order.shippingRefunded;
  let [chargedLines, refundedLines] = [0n, 0n];
  for (const line of order.lines) {
    refunded += line.refunded;
    chargedLines += line.amount;
    refundedLines += line.refunded;
  }
  return { paidAt: order.paidAt, net: order.total - refunded, isRefunded: chargedLines > 0n && chargedLines === refundedLines };
}

function externalOf(ref: string): string[] {
  return ref.startsWith('ext:') && !ref.startsWith('ext:~') && !ref.includes('\0') ? [ref.slice(4)] : [];
}

function externalIds(commands: readonly MoneyCommand[], kind: 'recordPayment' | 'giveRefund' | 'exchangeGoods'): string[] {
  return [...new Set(commands.flatMap((command) => (command.kind === kind && command.externalId !== null ? [command.externalId] : [])))];
}

/** The people behind references, merged ones answered by who absorbed them. */
async function peopleOf(ctx: Ctx, refs: readonly string[]): Promise<Map<string, KnownPerson>> {
  const ids = refs.flatMap((ref) => parseId('person', ref) ?? []);
  const externals = refs.flatMap(externalOf);
  const [byId, byExternal] = await Promise.all([
    ids.length > 0 ? loadSurvivors(ctx, ids) : new Map<Uuid, KnownPerson>(),
    findPeople(ctx, externals),
  ]);
  const found = new Map<string, KnownPerson>();
  for (const ref of refs) {
    const id = parseId('person', ref);
    const person = id ? byId.get(id) : byExternal.get(ref.slice(4));
    if (person && (id || ref.startsWith('ext:'))) found.set(ref, person);
  }
  return found;
}
