import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Entry, Posting } from '../../../rooms/ledger/index.ts';
import {
  earningsOf,
  entriesBetween,
  lotsOfOrders,
  movementsOfLots,
  PointsDesk,
  spendsOf,
  termsOf,
  type Lot,
  type Movement,
  type OrderTerms,
  type PointsRule,
  type Rate,
  type Spend,
} from '../../../rooms/points/index.ts';
import type { World } from '../world.ts';
import { ownerOf } from '../holds.ts';

/** What is kept of the points behind a portion of the book. */
export interface PointsFacts {
  readonly terms: ReadonlyMap<Uuid, OrderTerms>;
  readonly earnings: ReadonlyMap<Uuid, Map<number, Rate>>;
  readonly spends: readonly Spend[];
  readonly lots: readonly Lot[];
  readonly movements: readonly Movement[];
}

/** The points of these orders, and those that the postings are about. */
export async function pointsBehind(ctx: Ctx, postings: readonly Posting[], orderIds: readonly Uuid[]): Promise<PointsFacts> {
  const spends = await spendsOf(ctx, orderIds);
  const named = postings.flatMap((posting) => (posting.source === 'points' ? [posting.sourceId] : []));
  const lots = await lotsOfOrders(ctx, orderIds, [...new Set([...named, ...spends.map((spend) => spend.lotId)])]);
  return {
    terms: await termsOf(ctx, orderIds),
    earnings: await earningsOf(ctx, orderIds),
    spends,
    lots,
    movements: await movementsOfLots(
      ctx,
      lots.map((lot) => lot.lotId),
    ),
  };
}

const MOVED_BY: Record<'payment' | 'refund' | 'win', readonly Movement['kind'][]> = {
  payment: ['redeemed'],
  refund: ['returned', 'reversed'],
  win: ['restored', 'retaken'],
};

/**
 * Points lived again: how many an order grants, gives back and loses is decided anew by the same desk; what a lot held just before, and what
 * happened to it by itself (it came by hand, lapsed, or paid a debt), its movements say.
 */
export class PointsAgain {
  readonly desk: PointsDesk;
  readonly #world: () => World;
  readonly #lots = new Map<Uuid, Lot>();
  /** lot → what happened to it */
  readonly #movements = new Map<Uuid, Movement[]>();
  /** order or refund → lots it moved */
  readonly #moved = new Map<Uuid, Set<Uuid>>();
  readonly #ofLine = new Map<string, Uuid>();
  readonly #ofOrder = new Map<Uuid, Uuid[]>();

  constructor(ctx: Ctx, rule: PointsRule, world: () => World) {
    const none = new Map<never, never>();
    const nobody = { referrers: none, tiers: none, paidBefore: new Set<Uuid>(), checkIns: none };
    this.desk = new PointsDesk({ rule, terms: none, earnings: none, lots: [], spends: [], debts: [], ...nobody }, ctx.zone);
    this.desk.newLotId = (orderId, line) => this.#ofLine.get(`${orderId} ${line}`) ?? `${orderId} ${line}`;
    this.#world = world;
  }

  /** Takes in what is kept, before its orders happen. */
  take(facts: PointsFacts): void {
    for (const lot of facts.lots) {
      this.#lots.set(lot.lotId, lot);
      this.#movements.set(lot.lotId, []);
      if (lot.orderId === null) continue;
      this.#ofLine.set(`${lot.orderId} ${lot.line}`, lot.lotId);
      this.#ofOrder.set(lot.orderId, [...(this.#ofOrder.get(lot.orderId) ?? []), lot.lotId]);
    }
    for (const movement of facts.movements) {
      this.#movements.get(movement.lotId)?.push(movement);
      if (movement.causeId === null) continue;
      const moved = this.#moved.get(movement.causeId) ?? new Set();
      this.#moved.set(movement.causeId, moved.add(movement.lotId));
    }
    for (const [orderId, terms] of facts.terms) {
      // Whoever was rewarded says whom the order would reward.
      const lot = this.#lots.get(this.#ofLine.get(`${orderId} 0`) ?? '');
      this.desk.terms.set(orderId, { ...terms, referrerId: lot?.grantedTo ?? null, growth: 0n });
    }
    for (const [orderId, rates] of facts.earnings) this.desk.earnings.set(orderId, rates);
    for (const spend of facts.spends) {
      this.#known(spend.lotId);
      this.desk.takeInSpend({ ...spend, returned: 0n, state: 'reserved' });
    }
  }

  /** What a step of an order moved of a lot: a refund and its being won have one cause. */
  #movedBy(lotId: Uuid, causeId: Uuid, step: keyof typeof MOVED_BY): Movement[] {
    return (this.#movements.get(lotId) ?? []).filter((each) => each.causeId === causeId && MOVED_BY[step].includes(each.kind));
  }

  /** What the lots held that an order, or a refund of it, is about to move. */
  before(orderId: Uuid, step: keyof typeof MOVED_BY, causeId: Uuid = orderId): void {
    const reward = this.desk.terms.get(causeId);
    if (reward?.referrerId) this.desk.terms.set(causeId, { ...reward, referrerId: ownerOf(this.#world(), reward.referrerId) });
    const moved = new Set([...(this.#moved.get(causeId) ?? [])].filter((lotId) => this.#movedBy(lotId, causeId, step).length > 0));
    // What it left alone had nothing that was free.
    for (const lotId of this.#ofOrder.get(orderId) ?? []) {
      const lot = this.desk.lots.get(lotId);
      // What a person had taken back by then did not come again.
      if (lot && this.#lots.get(lotId)?.caseOutcome === 'void' && !moved.has(lotId)) lot.caseOutcome = 'void';
      if (lot && !moved.has(lotId)) lot.reserved = lot.left;
    }
    for (const lotId of moved) {
      const movements = this.#movedBy(lotId, causeId, step);
      const first = movements[0];
      if (!first) continue;
      const lot = this.#known(lotId);
      lot.left = first.leftAfter - first.points;
      // What unpaid orders kept just then could not be taken back.
      const taken = movements.find((each) => each.kind === 'reversed' || each.kind === 'retaken');
      lot.reserved = taken ? taken.leftAfter : lot.left + movements.reduce((sum, each) => (each.points > 0n ? sum + each.points : sum), 0n);
    }
  }

  /** The entries of what happened to a lot by itself; nothing when no fact stands behind it. */
  tell({ sourceId, seq, kind }: Posting): Entry[] {
    const lot = this.#lots.get(sourceId);
    const movement = this.#movements.get(sourceId)?.find((each) => each.nth === seq && each.kind === kind);
    if (!lot || !movement) return [];
    const known = this.#known(sourceId);
    return entriesBetween(known, movement.kind, { before: movement.leftAfter - movement.points, after: movement.leftAfter });
  }

  /** A lot as the desk has it, belonging to whoever answers by now for the record it was granted to. */
  #known(lotId: Uuid): Lot {
    let lot = this.desk.lots.get(lotId);
    if (!lot) {
      const kept = this.#lots.get(lotId);
      if (!kept) throw new Error('impossible: a lot that is spent is kept');
      lot = { ...kept, reserved: 0n, used: 0n, takenBack: 0n, owed: 0n };
      // Lots of orders are made by them.
      if (kept.orderId === null) this.desk.takeIn(lot);
      else this.desk.lots.set(lotId, lot);
    }
    (lot as { personId: Uuid }).personId = ownerOf(this.#world(), lot.grantedTo);
    return lot;
  }
}
