import type { Uuid } from '../../../kit/ids/index.ts';
import type { LadderRole, ProductKind } from '../api.ts';
import { skuMissing, skuNotFound } from '../errors.ts';
import { bundlePrice, splitBundle } from './bundle.ts';

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

/**
 * The variant a line means: the one it names (by `ext:…` or its id as uuid), else the one under the product's own id, else the only
 * one; null for a product without variants.
 * @throws DomainError `sku.notFound`, `sku.missing` (several, and none is named)
 */
export function skuForSale(product: SaleProduct, named: string | null, pointer = '/sku'): SaleSku | null {
  if (named !== null) {
    const found = product.skus.find((sku) => sku.skuId === named || `ext:${sku.externalId}` === named);
    if (!found) throw skuNotFound(pointer);
    return found;
  }
  if (product.skus.length <= 1) return product.skus[0] ?? null;
  const own = product.skus.find((sku) => sku.externalId === product.externalId);
  if (!own) throw skuMissing(product.name, pointer);
  return own;
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

/**
 * The lines an order keeps for what was asked: a bundle becomes its parts, each with its share of the price after the line's own
 * discount; anything else stays one line.
 * @throws DomainError `sku.missing` where a part has several variants
 */
export function saleLines(
  asked: { product: SaleProduct; sku: SaleSku | null; quantity: bigint; unitPrice: bigint; discount: bigint },
  pointer = '/product',
): SaleLine[] {
  const { product, quantity, unitPrice, discount } = asked;
  if (product.parts.length === 0) return [{ ...asked, bundle: null }];
  const shares = splitBundle(
    product.parts.map((part) => ({ quantity: part.quantity, listPrice: part.product.price })),
    { amount: unitPrice * quantity - discount, count: quantity },
  );
  return product.parts.flatMap((part, i) => {
    const share = shares[i];
    if (!share) return [];
    return [
      {
        product: part.product,
        sku: skuForSale(part.product, null, pointer),
        quantity: share.quantity,
        unitPrice: share.unitPrice,
        discount: share.discount,
        bundle: product,
      },
    ];
  });
}
