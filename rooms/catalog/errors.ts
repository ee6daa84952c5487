import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';

/** No product here has this id; the same for ids of other brands. */
export function productNotFound(): DomainError {
  return new DomainError('product.notFound');
}

/** The external id belongs to a product with other content. */
export function productExists(externalId: string, productId: Uuid): DomainError {
  return new DomainError('product.exists', { externalId, product: publicId('product', productId) });
}

/** A price in another currency than the brand's. */
export function otherCurrency(given: string, currency: string, pointer: string): DomainError {
  return new DomainError('currency.other', { given, currency, pointer });
}
