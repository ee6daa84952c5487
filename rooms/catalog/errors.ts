import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';

/** No product here has this id; the same for ids of other brands. */
export function productNotFound(pointer?: string): DomainError {
  return new DomainError('product.notFound', pointer === undefined ? {} : { pointer });
}

/** No variant here has this id; the same for ids of other brands. */
export function skuNotFound(pointer?: string): DomainError {
  return new DomainError('sku.notFound', pointer === undefined ? {} : { pointer });
}

/** The external id belongs to a product with other content. */
export function productExists(externalId: string, productId: Uuid): DomainError {
  return new DomainError('product.exists', { externalId, product: publicId('product', productId) });
}

/** The external id belongs to another variant. */
export function skuExists(externalId: string, skuId: Uuid): DomainError {
  return new DomainError('sku.exists', { externalId, sku: publicId('sku', skuId) });
}

/** A part of a bundle is a bundle itself, the bundle, or archived; or a part of a bundle is made a bundle. */
export function bundlePartRefused(name: string, pointer: string): DomainError {
  return new DomainError('bundle.part', { name, pointer });
}

/** The product has several variants and the line names none. */
export function skuMissing(name: string, pointer: string): DomainError {
  return new DomainError('sku.missing', { name, pointer });
}

/** Only a virtual product hands something over by itself. */
export function deliveryRefused(): DomainError {
  return new DomainError('delivery.notVirtual', { pointer: '/delivery' });
}

/** The product hands over no codes. */
export function noCodePool(name: string): DomainError {
  return new DomainError('delivery.noCodes', { name });
}

/** Fewer pieces are free than the change takes away. */
export function stockShort(free: number, change: number): DomainError {
  return new DomainError('stock.short', { free, wanted: -change, pointer: '/change' });
}

/** A product a line cannot be sold from: unknown, no longer sold, or without any price. */
export function productRefused(why: 'notFound' | 'archived' | 'unpriced', pointer: string): DomainError {
  switch (why) {
    case 'notFound':
      return productNotFound(pointer);
    case 'archived':
      return new DomainError('product.archived', { pointer });
    case 'unpriced':
      return new DomainError('price.missing', { pointer });
  }
}
