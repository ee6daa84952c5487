import { DomainError } from '../../kit/errors/index.ts';

/** No order here has this id; the same for ids of other brands. */
export function orderNotFound(): DomainError {
  return new DomainError('order.notFound');
}
