import { DomainError } from '../../kit/errors/index.ts';

/** No withdrawal here has this id; the same for ids of other brands. */
export function withdrawalNotFound(): DomainError {
  return new DomainError('withdrawal.notFound');
}

/** The external id belongs to a withdrawal of another person or amount. */
export function withdrawalExists(externalId: string): DomainError {
  return new DomainError('withdrawal.exists', { externalId });
}

/** Why somebody cannot take this out now. */
export function withdrawalRefused(
  reason: 'open' | 'tooMuch' | 'belowMinimum' | 'nothingLeft' | 'sameApprover' | 'invoiceNeeded',
  facts: Record<string, unknown> = {},
): DomainError {
  return new DomainError(`withdrawal.${reason}`, facts);
}

/** No case here has this id; the same for ids of other brands. */
export function caseNotFound(): DomainError {
  return new DomainError('case.notFound');
}

/** Why a case is not opened or closed. */
export function caseRefused(
  reason: 'closed' | 'standing' | 'nothingThere' | 'tooEarly' | 'sameApprover',
  facts: Record<string, unknown> = {},
): DomainError {
  return new DomainError(`case.${reason}`, facts);
}
