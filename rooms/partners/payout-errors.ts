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

/** The doctor found the brand's books broken: no money leaves until they are whole, or the owner says so. */
export function payoutsStopped(since: Date, findings: readonly { id: string; count: number }[]): DomainError {
  const checks = findings.map((finding) => finding.id).join(', ');
  return new DomainError('payouts.stopped', {
    since: since.toISOString(),
    checks,
    rows: findings.reduce((sum, one) => sum + one.count, 0),
  });
}

/** No case here has this id; the same for ids of other brands. */
export function caseNotFound(): DomainError {
  return new DomainError('case.notFound');
}

/** Why a case is not opened or closed. */
export function caseRefused(
  reason: 'closed' | 'standing' | 'nothingThere' | 'nothingTaken' | 'tooEarly' | 'sameApprover',
  facts: Record<string, unknown> = {},
): DomainError {
  return new DomainError(`case.${reason}`, facts);
}
