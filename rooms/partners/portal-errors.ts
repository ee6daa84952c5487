import { DomainError } from '../../kit/errors/index.ts';

/** No application here has this id; the same for ids of other brands. */
export function applicationNotFound(): DomainError {
  return new DomainError('partnerApplication.notFound');
}

/** Why somebody cannot become a partner this way now. */
export function applicationRefused(
  reason: 'open' | 'answered' | 'alreadyPartner' | 'bornOnMissing' | 'underage' | 'barred' | 'notInvited' | 'mustAccept',
  facts: Record<string, unknown> = {},
): DomainError {
  return new DomainError(`partnerApplication.${reason}`, facts);
}

/** Only partners learn, share and look after people here. */
export function partnerNeeded(): DomainError {
  return new DomainError('partner.needed');
}

/** A level by heads or by what a team sells is pay for recruiting (compliance P1). */
export function levelRuleRefused(measure: string): DomainError {
  return new DomainError('levelRule.byRecruits', { measure, rule: 'P1', pointer: '/rule/measure' });
}

/** A level cannot ask more to be kept than to be reached. */
export function levelRuleInvalid(): DomainError {
  return new DomainError('levelRule.keepAboveReach', { pointer: '/rule/keep' });
}

export function lessonNotFound(): DomainError {
  return new DomainError('lesson.notFound');
}

/** Not one answer for each question. */
export function lessonAnswersInvalid(asked: number): DomainError {
  return new DomainError('lesson.answersInvalid', { asked, pointer: '/answers' });
}

/** More right answers are asked for than there are questions. */
export function lessonPassInvalid(questions: number): DomainError {
  return new DomainError('lesson.passInvalid', { questions, pointer: '/passAt' });
}

export function materialNotFound(): DomainError {
  return new DomainError('material.notFound');
}

export function leadNotFound(): DomainError {
  return new DomainError('lead.notFound');
}

/** Why a lead cannot be handed over or told about. */
export function leadRefused(reason: 'open' | 'ended' | 'notPartner' | 'self'): DomainError {
  return new DomainError(`lead.${reason}`, reason === 'notPartner' || reason === 'self' ? { pointer: '/partner' } : {});
}
