import { allocate } from '../../kit/money/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { SaleProduct, SaleSku } from '../../rooms/catalog/index.ts';
import {
  baseOf,
  giftCostUnknown,
  holdEndsAt,
  isRefundedInFull,
  type LinePrice,
  type LiveLine,
  type LiveOrder,
} from '../../rooms/orders/index.ts';
import type { WhyHeld } from '../../rooms/pricing/index.ts';
import type { OrderedLine } from './commands.ts';
import { sharedBy } from './traces.ts';
import type { OrderDraft, World } from './world.ts';

const DAY_MS = 86_400_000;

/**
 * What the pieces of a gift line cost together; null when the line is no gift.
 * @throws `gift.costUnknown` when neither the line nor the product says: what nobody knows, no cap can count
 */
export function giftCostOf(
  { gift, quantity }: OrderedLine,
  { product, sku, pointer }: { product: SaleProduct; sku: SaleSku | null; pointer: string },
): bigint | null {
  if (gift === undefined) return null;
  const cost = gift.cost ?? sku?.cost ?? product.cost;
  if (cost === null) throw giftCostUnknown(product.name, `${pointer}/gift`);
  return cost * quantity;
}

/** The price of a gift: nothing, because it is given; what it costs the brand is kept beside it. */
export function giftPrice(cost: bigint): LinePrice {
  return { kind: 'gift', reasons: [{ kind: 'gift', rule: null, name: null, price: cost.toString(), why: 'cost' }] };
}

/**
 * What gifts and points take of the cap of each line before anybody earns (rules.md C7): their cost spread over the lines by base.
 * An order of which every base is nothing has no cap to take from.
 * @param whole all lines of what was bought together, instalments put together
 */
export function promisedBy(whole: readonly LiveLine[], cost: bigint): bigint[] {
  const bases = whole.map(baseOf);
  return cost === 0n || bases.every((base) => base === 0n) ? bases.map(() => 0n) : allocate(cost, bases);
}

/** The part of a line's promise that one instalment of it carries, by base and rounded up. */
export function promisedOf(line: LiveLine, whole: LiveLine | undefined, promised: bigint): { promised?: bigint } {
  if (promised === 0n || !whole) return {};
  const base = baseOf(whole);
  return { promised: (promised * baseOf(line) + base - 1n) / base };
}

/**
 * Promises what the happy deal gives with an order that is placed, as far as its cap carries it.
 * @param taken what the points it grants and its own gift lines take of the cap
 * @returns what the gifts cost, one given before among them
 */
export function promiseGifts(world: World, order: LiveOrder, whole: Pick<LiveOrder, 'lines'>, taken: bigint): bigint {
  const isPurchase = order.followsId === null && whole.lines.some((line) => line.amount > 0n);
  if (!world.gifts || !isPurchase) return 0n;
  const base = whole.lines.reduce((sum, line) => sum + baseOf(line), 0n);
  const room = (BigInt(world.capPpm) * base) / 1_000_000n - taken;
  return world.gifts.promise({ orderId: order.orderId, personId: order.personId, room, at: world.now });
}

/** The order is paid: the friend gets what comes with their first one, and whoever introduced them has earned theirs. */
export function giftsOfPayment(world: World, { order }: OrderDraft): void {
  if (order.followsId !== null) return;
  world.gifts?.pay(order.orderId, order.personId, order.paidAt ?? world.now, whyHeld(world));
}

/** Called off, or nothing remains of it: what was not given is not. What was given stays. */
export function giftsOfEnd(world: World, orderId: Uuid, because: 'cancelled' | 'refunded'): void {
  world.gifts?.end(orderId, because, world.now);
}

/** A chargeback was won: the order holds again, if anything remains of it. */
export function giftsOfWin(world: World, draft: OrderDraft): void {
  if (!world.gifts || isRefundedInFull(draft.order)) return;
  world.gifts.revive(draft.order.orderId, whyHeld(world));
  giftsOfHold(world, draft);
}

/** Dates the gift for whoever introduced the buyer: when the hold of all lines is over. */
export function giftsOfHold(world: World, { order, snapshot }: OrderDraft): void {
  if (!world.gifts || world.gifts.of(order.orderId).length === 0) return;
  const holdMs = (snapshot?.plan.hold.days ?? world.packHoldDays) * DAY_MS;
  const ends = order.lines.map((line) => holdEndsAt(line, holdMs));
  const last = ends.includes(null) ? null : ends.reduce<number>((latest, end) => Math.max(latest, end ?? 0), 0);
  world.gifts.holdEnds(order.orderId, last, world.now, order.paidAt !== null);
}

/** Gifts whose time has come by the brand's clock, and those that were out of stock. */
export function releaseGifts(world: World): void {
  world.gifts?.release(whyHeld(world));
}

/**
 * Why a gift waits for a person to look: what a buyer shares with whoever introduced them says that they may be one (rules.md B3). Families
 * share an address: that holds back what is earned by bringing, not what a friend is given.
 */
function whyHeld(world: World): WhyHeld {
  const { standing, guards } = world.holds;
  return ({ kind, friendId, introducerId }) => {
    const shared = sharedBy(world, friendId, introducerId);
    if (kind !== 'onReferral') return shared.some((trace) => trace !== 'address') ? 'sharedTraces' : null;
    if (standing.has(`frozen ${introducerId}`)) return 'frozen';
    if (shared.length > 0) return 'sharedTraces';
    return guards?.circular.has(`${friendId} ${introducerId}`) === true ? 'circular' : null;
  };
}
