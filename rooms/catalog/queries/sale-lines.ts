import { skuMissing, skuNotFound } from '../errors.ts';
import { splitBundle } from '../model/bundle.ts';
import type { SaleLine, SaleProduct, SaleSku } from '../model/sale.ts';

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

/** The variant that is meant where none is named; null also where several could be and one has to be chosen. */
export function skuOfOne(product: SaleProduct): SaleSku | null {
  if (product.skus.length <= 1) return product.skus[0] ?? null;
  return product.skus.find((sku) => sku.externalId === product.externalId) ?? null;
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
