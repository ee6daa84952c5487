import type { Ctx } from '../../kit/ctx.ts';
import type { Lane } from '../../kit/db/lane.ts';
import { parseId, type Uuid } from '../../kit/ids/index.ts';
import { earlyUntil, productsForSale, type SaleProduct } from '../../rooms/catalog/index.ts';
import { actingFor, holdersOfDueCards, tiersOnce, type ActingFor } from '../../rooms/membership/index.ts';
import { refusableBalances } from '../../rooms/ledger/index.ts';
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
  type LiveOrder,
  type PaymentRecord,
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
  type Chain,
  type CommissionRow,
  type CommissionSnapshot,
} from '../../rooms/partners/index.ts';
import { currentRule, rewardedPairs } from '../../rooms/points/index.ts';
import { policyPackOf } from '../../rooms/policy/index.ts';
import { CouponDesk, currentDeal, loadGiftDesk, loadPrices } from '../../rooms/pricing/index.ts';
import { bindsByOrders, hasBonds, findPeople, loadSurvivors, type KnownPerson, type OrderBinds } from '../../rooms/relations/index.ts';
import { emptyWorld } from './empty-world.ts';
import { loadMembership } from './cards.ts';
import type { MoneyCommand } from './commands.ts';
import { loadHolds, payeesOf } from './holds.ts';
import { pointsDesk } from './load-points.ts';
import { loadTraces } from './traces.ts';
import { factOf, type OrderDraft, type World } from './world.ts';

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
  const orderOf = orderIdsByRef(orderRefs, byExternal, named);
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
  const rows = Map.groupBy(
    commissions.map((row) => ({ ...row, isNew: false, isChanged: false })),
    (row) => row.orderId,
  );
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
    orders: orderDrafts(orders, snapshots),
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

/** Orders by what the commands call them; those that are not there are left out. */
function orderIdsByRef(refs: readonly string[], byExternal: ReadonlyMap<string, Uuid>, known: ReadonlySet<Uuid>): Map<string, Uuid> {
  const found = new Map<string, Uuid>();
  for (const ref of refs) {
    const id = ref.startsWith('ext:') ? byExternal.get(ref.slice(4)) : parseId('order', ref);
    if (id && (ref.startsWith('ext:') || known.has(id))) found.set(ref, id);
  }
  for (const [externalId, id] of byExternal) found.set(`ext:${externalId}`, id);
  return found;
}

function orderDrafts(orders: ReadonlyMap<Uuid, LiveOrder>, snapshots: ReadonlyMap<Uuid, CommissionSnapshot>): Map<Uuid, OrderDraft> {
  return new Map(
    [...orders].map(([id, order]): [Uuid, OrderDraft] => [
      id,
      {
        order,
        isNew: false,
        before: factOf(order),
        refundedBefore: order.lines.map((line) => line.refunded),
        wasReceived: order.receivedAt !== null,
        isChanged: false,
        changedLines: new Set(),
        newLines: new Set(),
        isSnapshotChanged: false,
        snapshot: snapshots.get(id) ?? null,
      },
    ]),
  );
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
