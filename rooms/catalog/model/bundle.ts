import { assert } from '../../../kit/errors/index.ts';
import { allocate } from '../../../kit/money/index.ts';

/** One part of one bundle: how many pieces of it, and what one costs by itself (minor units; null = no list price). */
export interface BundlePart {
  readonly quantity: bigint;
  readonly listPrice: bigint | null;
}

/** What an order line of a part carries, so that `quantity × unitPrice − discount` is its share to the cent. */
export interface PartLine {
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
  readonly amount: bigint;
}

/**
 * Splits what some bundles cost over their parts in proportion to list price, largest remainder, ties to the earlier part
 * (CONTRACT §7). Parts without a list price get nothing; when none has one, pieces count.
 * @param amount for all `count` bundles together, minor units
 */
export function splitBundle(parts: readonly BundlePart[], { amount, count }: { amount: bigint; count: bigint }): PartLine[] {
  assert(parts.length > 0, 'a bundle has parts');
  assert(count > 0n, 'at least one bundle is sold');
  const hasPrices = parts.some((part) => (part.listPrice ?? 0n) > 0n);
  const weights = parts.map((part) => part.quantity * (hasPrices ? (part.listPrice ?? 0n) : 1n));
  const shares = allocate(amount, weights);
  return parts.map((part, i) => partLine(part.quantity * count, part.listPrice ?? 0n, shares[i] ?? 0n));
}

/** The list price stays on show and the rest is discount; a share above it raises the price of a piece just enough. */
function partLine(quantity: bigint, listPrice: bigint, amount: bigint): PartLine {
  const enough = (amount + quantity - 1n) / quantity;
  const unitPrice = listPrice > enough ? listPrice : enough;
  return { quantity, unitPrice, discount: unitPrice * quantity - amount, amount };
}

/** What a bundle costs: its own price, else its parts together; null where a part has no price. */
export function bundlePrice(own: bigint | null, parts: readonly BundlePart[]): bigint | null {
  if (own !== null) return own;
  let sum = 0n;
  for (const part of parts) {
    if (part.listPrice === null) return null;
    sum += part.quantity * part.listPrice;
  }
  return sum;
}
