import type { Uuid } from '../../kit/ids/index.ts';
import type { Posting } from '../../rooms/ledger/index.ts';
import { holdEndsAt, isRefundedInFull, remainingBase, baseOf, type LiveOrder } from '../../rooms/orders/index.ts';
import { growBy, pointsAt, pointsNotInParts, pointsOff, type EarningLine, type Lot, type Rate } from '../../rooms/points/index.ts';
import { personNotFound } from '../../rooms/relations/index.ts';
import type { AdjustPoints, CheckIn, Outcome, PlaceOrder } from './commands.ts';
import { caseOfReward } from './holds.ts';
import type { OrderDraft, World } from './world.ts';

const DAY_MS = 86_400_000;

/**
 * What points take off an order that is placed: they are kept for it until it is paid.
 * @param spend what the order comes to after all other discounts
 * @throws `points.off`, `points.notInParts`, `points.short`, `points.tooMany`, `points.tooFew`
 */
export function takePoints(world: World, command: PlaceOrder, of: { orderId: Uuid; personId: Uuid; spend: bigint }): bigint {
  const points = command.points ?? 0n;
  if (points === 0n) return 0n;
  if (!world.points) throw pointsOff();
  if (command.instalments) throw pointsNotInParts();
  return world.points.take({ ...of, points, at: world.now });
}

/** Fixes what an order that is placed earns. @returns what that is worth: it takes the cap before anybody (rules.md C7) */
export function fixPoints(world: World, order: LiveOrder, ladderRoles: readonly (string | null)[]): bigint {
  if (!world.points) return 0n;
  return world.points.fix({
    orderId: order.orderId,
    personId: order.personId,
    holdDays: world.plan?.plan.hold.days ?? world.packHoldDays,
    lines: order.lines.map((line, i) => ({ line: line.line, base: baseOf(line), ladderRole: ladderRoles[i] ?? null })),
    isPurchase: order.followsId === null && order.lines.some((line) => line.amount > 0n),
  });
}

/** The order is paid: what it kept is spent, what it earns is granted, and whoever introduced its buyer is rewarded for a first one. */
export function pointsOfPayment(world: World, { order }: OrderDraft): void {
  const { points, ctx } = world;
  if (!points) return;
  const { orderId, personId } = order;
  say(world, points.redeem(orderId, ctx.now));
  const lines = order.lines.map((line) => ({ line: line.line, base: baseOf(line) }));
  say(world, points.grant(personId, { orderId, lines }, { source: 'order', sourceId: orderId }, ctx.now));
  if (order.followsId === null) {
    const heldBy = (introducerId: Uuid): Uuid | null => caseOfReward(world, order, introducerId);
    say(world, points.reward(orderId, personId, ctx.now, heldBy));
  }
  growBy(points, { orderId, personId, paid: paidOf(order), causeId: orderId });
}

/** Lines that an exchange brought earn like the others of their order. */
export function pointsOfExchange(world: World, { order }: OrderDraft, refundId: Uuid, lines: readonly EarningLine[]): void {
  const { points, ctx } = world;
  if (!points) return;
  points.fixMore(order.orderId, lines);
  say(world, points.grant(order.personId, { orderId: order.orderId, lines }, { source: 'refund', sourceId: refundId }, ctx.now));
  growBy(points, { ...order, paid: paidOf(order), causeId: refundId });
}

/** A refund: points that were spent return to their lots, those that were earned go back as far as their line does. */
export function pointsOfRefund(world: World, { order }: OrderDraft, refundId: Uuid): void {
  const { points, ctx } = world;
  if (!points) return;
  const by = { source: 'refund', sourceId: refundId } as const;
  say(world, points.giveBack(order.orderId, partBack(order), by, ctx.now));
  say(world, points.reverse(order.orderId, keptOf(order), by, ctx.now));
  growBy(points, { ...order, paid: paidOf(order), causeId: refundId });
}

/** A chargeback was won: everything about it is as it was. */
export function pointsOfWin(world: World, { order }: OrderDraft, refundId: Uuid): void {
  const { points, ctx } = world;
  if (!points) return;
  say(world, points.undo(order.orderId, partBack(order), keptOf(order), { source: 'refund', sourceId: refundId }, ctx.now));
  growBy(points, { ...order, paid: paidOf(order), causeId: refundId });
}

/** The order is called off: the points it kept are free. */
export function pointsOfCancel(world: World, orderId: Uuid): void {
  world.points?.release(orderId, world.ctx.now);
}

/** Dates when the points of an order can be spent: when the hold of their line is over, for a reward when that of all lines is. */
export function pointsOfHold(world: World, { order }: OrderDraft): void {
  const terms = world.points?.terms.get(order.orderId);
  if (!world.points || !terms) return;
  world.points.holdEnds(order.orderId, pointsEnds(order, terms.holdDays), world.now);
}

/** When the hold of each line ends, that of line 0 when those of all have; null: not known yet. */
export function pointsEnds(order: LiveOrder, holdDays: number): Map<number, number | null> {
  const ends = new Map(order.lines.map((line) => [line.line, holdEndsAt(line, holdDays * DAY_MS)]));
  const all = [...ends.values()];
  return ends.set(0, all.includes(null) ? null : all.reduce<number>((latest, end) => Math.max(latest, end ?? 0), 0));
}

/**
 * Somebody came by.
 * @throws `person.notFound`, `points.off`, `checkIn.off`
 */
export function checkIn(world: World, command: CheckIn): Outcome {
  const person = world.people.get(command.person);
  if (!person) throw personNotFound('/person');
  if (!world.points) throw pointsOff();
  const { isRepeat, postings } = world.points.checkIn(person.personId, world.ctx.today, world.ctx.now);
  say(world, postings);
  return { kind: 'points', personId: person.personId, isRepeat };
}

/**
 * A correction by hand.
 * @throws `person.notFound`, `points.off`, `points.short`
 */
export function adjustPoints(world: World, command: AdjustPoints): Outcome {
  const person = world.people.get(command.person);
  if (!person) throw personNotFound('/person');
  if (!world.points) throw pointsOff();
  say(world, world.points.adjust(person.personId, command.points, command.reason, world.ctx.now));
  return { kind: 'points', personId: person.personId, isRepeat: false };
}

/** After a command: whoever has points and owes some pays with them. */
export function settlePointDebts(world: World): void {
  if (world.points) say(world, world.points.settleDebts(world.ctx.now));
}

/** Points whose time is over by the brand's clock. */
export function expirePoints(world: World): void {
  if (world.points) say(world, world.points.expire(world.ctx.now));
}

function say(world: World, postings: readonly Posting[]): void {
  for (const posting of postings) if (posting.entries.length > 0) world.postings.push(posting);
}

/** What was paid for goods and not given back: shipping counts for nothing, an exchange for what the new goods cost. */
function paidOf(order: LiveOrder): bigint {
  return order.lines.reduce((sum, line) => sum + line.amount - line.refunded, 0n);
}

/** How much of what goods cost is given back; what stayed as the price of other goods is not. */
function partBack(order: LiveOrder): { back: bigint; of: bigint } {
  const of = order.lines.reduce((sum, line) => sum + line.amount, -order.exchanged);
  const back = order.lines.reduce((sum, line) => sum + line.refunded, -order.exchanged);
  return { back, of };
}

/** What stays of a lot: what remains of its line earns at the same rate; a reward stays as long as anything of the order does. */
function keptOf(order: LiveOrder): (lot: Lot, rate: Rate | undefined) => bigint {
  return (lot, rate) => {
    const line = lot.line === 0 ? null : order.lines[(lot.line ?? 0) - 1];
    if (line === null) return isRefundedInFull(order) ? 0n : lot.granted;
    return line && rate ? pointsAt(rate, remainingBase(line)) : 0n;
  };
}
