import type { Uuid } from '../../../kit/ids/index.ts';
import type { LadderRole, ProductKind } from '../api.ts';
import { bundlePrice } from './bundle.ts';

/** A variant as checkout needs it; price and cost are the product's where it has none of its own. Minor units. */
export interface SaleSku {
  readonly skuId: Uuid;
  readonly externalId: string;
  readonly name: string;
  readonly price: bigint | null;
  readonly cost: bigint | null;
  /** null: nothing is counted, so nothing is reserved */
  readonly free: number | null;
}

/** A product as checkout needs it. */
export interface SaleProduct {
  readonly productId: Uuid;
  readonly externalId: string;
  readonly name: string;
  readonly kind: ProductKind;
  readonly category: string | null;
  readonly ladderRole: LadderRole | null;
  /** list price; of a bundle without one, its parts together */
  readonly price: bigint | null;
  readonly cost: bigint | null;
  readonly isArchived: boolean;
  /** epoch ms: before it, only whoever has early access may buy it; null: everybody may */
  readonly earlyUntil: number | null;
  readonly skus: readonly SaleSku[];
  /** not empty: sold as these lines */
  readonly parts: readonly { readonly product: SaleProduct; readonly quantity: bigint }[];
  /** what a virtual product hands over at once */
  readonly delivery: { readonly kind: 'text' | 'link' | 'codes'; readonly text: string | null } | null;
}

/** A line as an order keeps it: bundles are gone, amounts are exact. */
export interface SaleLine {
  readonly product: SaleProduct;
  readonly sku: SaleSku | null;
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
  /** the bundle it came from */
  readonly bundle: SaleProduct | null;
}

/** The list price of one piece: the variant's, the product's, or a bundle's parts together; null when there is none. */
export function listPriceOf(product: SaleProduct, sku: SaleSku | null): bigint | null {
  if (product.parts.length > 0)
    return bundlePrice(
      product.price,
      product.parts.map((part) => ({ quantity: part.quantity, listPrice: part.product.price })),
    );
  return sku ? sku.price : product.price;
}

/** Until when a thing (or a part of it) is only for whoever has early access; null: everybody may buy it now. */
export function earlyUntil(product: SaleProduct, at: number): number | null {
  const ahead = [product, ...product.parts.map((part) => part.product)].flatMap((one) =>
    one.earlyUntil !== null && one.earlyUntil > at ? [one.earlyUntil] : [],
  );
  return ahead.length === 0 ? null : Math.max(...ahead);
}
