import type { SaleProduct } from './sale.ts';

/** Pieces that are free to sell; null where nothing is counted. Of several variants all together; of a bundle, how many whole ones. */
export function leftOf(product: SaleProduct): number | null {
  if (product.parts.length > 0) {
    const counted = product.parts.flatMap(({ product: part, quantity }) => {
      const left = leftOf(part);
      return left === null ? [] : [Math.floor(left / Number(quantity))];
    });
    return counted.length === 0 ? null : Math.min(...counted);
  }
  if (product.skus.length === 0 || product.skus.some((sku) => sku.free === null)) return null;
  return product.skus.reduce((sum, sku) => sum + (sku.free ?? 0), 0);
}

/** Whether it is a good of the first step that costs nothing and is handed over by itself: taken, not ordered (CONTRACT §7). */
export function isFreeGood(product: SaleProduct): boolean {
  return product.kind === 'virtual' && product.price === 0n && product.parts.length === 0 && product.skus.every((sku) => sku.price === 0n);
}
