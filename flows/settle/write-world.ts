import type { Ctx } from '../../kit/ctx.ts';
import type { Lane } from '../../kit/db/lane.ts';
import { assert } from '../../kit/errors/index.ts';
import { emit } from '../../kit/events/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { addGoods, prepareHistory, type HistoryChanges, type HistoryStart, type Standing } from '../../rooms/analytics/index.ts';
import { releaseStock, reserveStock, restock, sellReserved } from '../../rooms/catalog/index.ts';
import type { MemberSpan } from '../../rooms/membership/index.ts';
import type { Book } from '../../rooms/ledger/index.ts';
import {
  announceRefunds,
  closeClaims,
  forgetDeadlines,
  insertClaims,
  insertDeadlines,
  insertLiveOrders,
  insertPayments,
  insertRefunds,
  insertShipments,
  markWon,
  updateLiveOrders,
} from '../../rooms/orders/index.ts';
import { extendSnapshots, insertCommissions, insertServiceActs, insertSnapshots, updateCommissions } from '../../rooms/partners/index.ts';
import { writePoints } from '../../rooms/points/index.ts';
import { announceMemberFloors, returnCoupons, useCoupons as takeCoupons, writeGifts } from '../../rooms/pricing/index.ts';
import { bindByOrders } from '../../rooms/relations/index.ts';
import { reviewTiersOf } from '../tiers/review-tiers.ts';
import { goodsOf } from './goods.ts';
import { handOver } from './hand-over.ts';
import { writeSpends } from './balance.ts';
import { movedStandings, writeCards } from './cards.ts';
import { HELD_MS } from './place-order.ts';
import { writeHolds } from './holds.ts';
import { writeTraces } from './traces.ts';
import type { Ahead } from './write-ahead.ts';
import { factOf, type OrderDraft, type World } from './world.ts';

/** What a writer has in hand before it writes. */
export interface WriteStart {
  readonly book: Book;
  /** null: to be read once it is known what changes */
  readonly history: HistoryStart | null;
  /** what was sent already */
  readonly ahead: Ahead;
}

/** Writes what a batch decided: one statement per table, sent together, and everything derived from it. */
export async function writeWorld(ctx: Ctx, lane: Lane, world: World, { book, history: start, ahead }: WriteStart): Promise<void> {
  await keepStock(ctx, world);
  await world.binds?.write(new Set([...world.orders.values()].flatMap((draft) => (draft.isNew ? draft.order.personId : []))));
  if (world.hasBonds) await bindByOrders(ctx, lane, payersOf(world), 'firstPayment');
  const drafts = [...world.orders.values()].filter((draft) => draft.isNew || draft.isChanged);
  const commissions = [...world.commissions.values()].flat();
  const changes = historyOf(world, drafts);
  const fresh = drafts.filter((draft) => draft.isNew);
  const known = drafts.filter((draft) => !draft.isNew);
  const { sender } = ahead;
  // Its reads go first: what stands in no row of an order is written while they are worked through.
  const planned = changes.people.length > 0 ? prepareHistory(ctx, lane, changes, start) : null;
  await sender.send(() => planned);
  await sender.send(() => book.post(world.postings));
  await sender.send(() =>
    insertCommissions(
      ctx,
      commissions.filter((row) => row.isNew),
    ),
  );
  await sender.send(() =>
    insertSnapshots(
      ctx,
      fresh.flatMap(({ order, snapshot }) =>
        snapshot && !ahead.snapshots.has(order.orderId) ? [{ orderId: order.orderId, snapshot }] : [],
      ),
    ),
  );
  const history = planned && (await sender.answerOf(planned));
  for (const { order } of drafts) {
    if (order.paidAt !== null && order.origin === null && history) order.origin = history.originOf(order.orderId);
  }
  const others = [
    () =>
      insertLiveOrders(
        ctx,
        fresh.map((draft) => draft.order),
      ),
    () =>
      updateLiveOrders(
        ctx,
        known.map((draft) => draft.order),
        known.flatMap((draft) => [...draft.changedLines].map((line) => ({ orderId: draft.order.orderId, line }))),
        known.flatMap((draft) => [...draft.newLines].map((line) => ({ orderId: draft.order.orderId, line }))),
      ),
    () => insertPayments(ctx, world.newPayments),
    () => insertRefunds(ctx, world.newRefunds),
    () =>
      markWon(
        ctx,
        world.wonRefunds.filter((refund) => !world.newRefunds.includes(refund)),
      ),
    () => insertShipments(ctx, world.newShipments),
    () => insertServiceActs(ctx, world.newActs),
    () => insertClaims(ctx, world.newClaims),
    () => closeClaims(ctx, world.closedClaims),
    () => takeCoupons(ctx, world.desk?.uses ?? []),
    () =>
      updateCommissions(
        ctx,
        commissions.filter((row) => row.isChanged && !row.isNew),
      ),
    () =>
      extendSnapshots(
        ctx,
        known.flatMap(({ order, snapshot, isSnapshotChanged }) =>
          snapshot && isSnapshotChanged ? [{ orderId: order.orderId, snapshot }] : [],
        ),
      ),
    () => writeCards(ctx, world).then(() => writeSpends(ctx, world)),
    () => history?.write(),
    () => addGoods(ctx, goodsOf(ctx, drafts)),
    () => announce(ctx, world, drafts),
  ];
  for (const other of others) await sender.send(other);
  await sender.finished();
  await writeHolds(ctx, world);
  await writeTraces(ctx, world);
  if (world.points) await writePoints(ctx, world.points);
  if (world.gifts) await writeGifts(ctx, world.gifts);
  await reviewTiersOf(ctx, movedMembers(world));
  await insertDeadlines(ctx, deadlinesOf(world, fresh));
  await forgetDeadlines(ctx, world.late);
  await returnCoupons(ctx, world.emptied);
  await handOver(ctx, drafts);
  await announceRefunds(ctx, world.owedBack);
  await lane.save();
}

/** Whose growth or cards the batch moved. */
function movedMembers({ points, cards }: World): Uuid[] {
  const changed = [...cards.ofPerson].flatMap(([personId, own]) => (own.some((card) => card.isNew || card.isChanged) ? [personId] : []));
  return [...new Set([...(points?.grown ?? []).map((grown) => grown.personId), ...changed])];
}

/** How long new orders have that are not paid and keep points, a coupon or money of a card: as long as their pieces. */
function deadlinesOf(world: World, fresh: readonly OrderDraft[]): { orderId: Uuid; at: number }[] {
  const keeping = new Set([
    ...(world.desk?.uses ?? []).map((use) => use.orderId),
    ...(world.points?.spends.keys() ?? []),
    ...world.cards.spends.keys(),
  ]);
  return fresh.flatMap(({ order }) =>
    order.paidAt === null && keeping.has(order.orderId) ? [{ orderId: order.orderId, at: world.now + HELD_MS }] : [],
  );
}

function payersOf(world: World): Uuid[] {
  return world.newPayments.flatMap((payment) => world.orders.get(payment.orderId)?.order.personId ?? []);
}

/**
 * Keeps pieces for new orders, sells those of paid ones and frees those of cancelled ones. The counts were read under the lane, but
 * whoever counts stock does not wait for it: if one moved meanwhile, everything is decided again.
 */
async function keepStock(ctx: Ctx, world: World): Promise<void> {
  if ((await reserveStock(ctx, world.wishes)).length > 0) throw new StockMoved();
  await releaseStock(ctx, world.cancelled);
  await restock(
    ctx,
    world.restocked.map(({ skuId, quantity, orderId }) => ({ skuId, quantity, note: publicId('order', orderId) })),
  );
  const missing = await sellReserved(ctx, world.sold);
  if (missing.length > 0) {
    // The money is in and the pieces went to somebody else meanwhile: a person has to find a way.
    await emit(ctx, { kind: 'stock.missing', version: 1, payload: { orders: missing.map((row) => publicId('order', row.orderId)) } });
  }
}

/** The transaction is to be run again, as after a conflict that the database itself saw. */
class StockMoved extends Error {
  readonly code = '40001';
}

/** What changed in the histories of buyers: their paid orders before the batch and after it. */
function historyOf(world: World, drafts: readonly OrderDraft[]): HistoryChanges {
  const changed = drafts.flatMap((draft) => {
    const { order, before } = draft;
    const after = factOf(order);
    if (isSame(before, after)) return [];
    const follows =
      order.followsId === null ? null : { orderId: order.followsId, origin: world.orders.get(order.followsId)?.order.origin ?? null };
    const fact = (known: OrderDraft['before']) =>
      known === null ? null : { orderId: order.orderId, ...known, ...(follows ? { follows } : {}) };
    return [{ personId: order.personId, change: { before: fact(before), after: fact(after) } }];
  });
  const byPerson = Map.groupBy(changed, (each) => each.personId);
  const members = movedStandings(world);
  for (const personId of members.keys()) if (!byPerson.has(personId)) byPerson.set(personId, []);
  return {
    people: [...byPerson].map(([personId, orders]) => {
      const member = members.get(personId);
      const person = world.buyers.get(personId);
      assert(person, 'the buyer of an order is known');
      return {
        personId: person.personId,
        node: person.node,
        before: person.facts,
        after: person.facts,
        orders: orders.map((each) => each.change),
        returns: [],
        ...(member && { standings: { only: 'member' as const, before: asMember(member.before), after: asMember(member.after) } }),
      };
    }),
  };
}

function asMember(spans: readonly MemberSpan[]): Standing[] {
  return spans.map((span) => ({ kind: 'member', ...span }));
}

function isSame(a: OrderDraft['before'], b: OrderDraft['before']): boolean {
  return a === null || b === null ? a === b : a.paidAt === b.paidAt && a.net === b.net && a.isRefunded === b.isRefunded;
}

const ORDERS_PER_EVENT = 1_000;

/** One event per order, or per thousand of a batch (CONTRACT §2). */
async function announce(ctx: Ctx, world: World, drafts: readonly OrderDraft[]): Promise<void> {
  const placed = drafts.filter((draft) => draft.isNew).map((draft) => draft.order.orderId);
  const paid = drafts.filter((draft) => draft.before === null && draft.order.paidAt !== null).map((draft) => draft.order.orderId);
  const once = (rows: readonly { readonly orderId: Uuid }[]): Uuid[] => [...new Set(rows.map((row) => row.orderId))];
  await Promise.all([
    tell(ctx, 'order.placed', placed),
    tell(ctx, 'order.paid', paid),
    tell(ctx, 'order.cancelled', world.cancelled),
    tell(ctx, 'order.shipped', once(world.newShipments)),
    tell(
      ctx,
      'order.received',
      drafts.filter((draft) => draft.order.receivedAt !== null && !draft.wasReceived).map((draft) => draft.order.orderId),
    ),
    tell(ctx, 'order.refunded', once(world.newRefunds.filter((refund) => refund.cause !== 'exchange'))),
    tell(ctx, 'order.exchanged', once(world.newRefunds.filter((refund) => refund.cause === 'exchange'))),
    tell(ctx, 'order.chargebackWon', once(world.wonRefunds)),
    tell(ctx, 'claim.opened', once(world.newClaims)),
    tell(ctx, 'claim.closed', once(world.closedClaims)),
    announceMemberFloors(ctx, world.floors),
  ]);
}

async function tell(ctx: Ctx, kind: string, orderIds: readonly Uuid[]): Promise<void> {
  const sends: Promise<void>[] = [];
  for (let i = 0; i < orderIds.length; i += ORDERS_PER_EVENT) {
    const orders = orderIds.slice(i, i + ORDERS_PER_EVENT).map((orderId) => publicId('order', orderId));
    sends.push(emit(ctx, { kind, version: 1, payload: { orders } }));
  }
  await Promise.all(sends);
}
