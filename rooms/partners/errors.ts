import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';

/** No plan here has this id; the same for ids of other brands. */
export function planNotFound(): DomainError {
  return new DomainError('plan.notFound');
}

/** The external id belongs to a plan that says something else. */
export function planExists(externalId: string, planId: Uuid): DomainError {
  return new DomainError('plan.exists', { externalId, plan: publicId('plan', planId) });
}

/** What was ever published is not changed: orders rest on it. */
export function planPublished(): DomainError {
  return new DomainError('plan.published');
}

/** The policy pack said no: one entry per rule that is broken. */
export function planRefused(pack: string, errors: readonly { code: string; pointer: string; detail: string }[]): DomainError {
  return new DomainError('plan.refused', { pack, rules: errors.map((each) => each.code).join(', '), errors });
}

/** A plan names a partner level that does not exist. */
export function levelUnknown(level: string, pointer: string): DomainError {
  return new DomainError('partnerLevel.unknown', { level, pointer });
}

export function levelNotFound(): DomainError {
  return new DomainError('partnerLevel.notFound');
}

/** The id is taken by a level with another label or rank. */
export function levelExists(level: string): DomainError {
  return new DomainError('partnerLevel.exists', { level });
}

/** The plan in force names the level, or partners have it. */
export function levelInUse(level: string, by: { plan: string } | { partners: number }): DomainError {
  return 'plan' in by
    ? new DomainError('partnerLevel.namedByPlan', { level, plan: by.plan })
    : new DomainError('partnerLevel.held', { level, partners: by.partners });
}

/** No partner has this id; the same for ids of other brands. */
export function partnerNotFound(): DomainError {
  return new DomainError('partner.notFound');
}

/** Why somebody was not enrolled. */
export function partnerRefused(reason: 'future' | 'overlaps' | 'erased' | 'ended', facts: Record<string, unknown> = {}): DomainError {
  return new DomainError(`partner.${reason}`, facts);
}

/** The external id belongs to another act of service. @param act its public id */
export function serviceExists(externalId: string, act: string): DomainError {
  return new DomainError('service.exists', { externalId, act });
}

/** The commissions of the line became somebody's already: a service logged now would be paid by nothing. */
export function serviceTooLate(): DomainError {
  return new DomainError('service.tooLate', { pointer: '/line' });
}
