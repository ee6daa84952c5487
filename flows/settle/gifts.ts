import { allocate } from '../../kit/money/index.ts';
import type { SaleProduct, SaleSku } from '../../rooms/catalog/index.ts';
import { baseOf, giftCostUnknown, type LinePrice, type LiveLine } from '../../rooms/orders/index.ts';
import type { OrderedLine } from './commands.ts';

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
