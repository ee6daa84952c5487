import { DomainError, type Facts } from '../../kit/errors/index.ts';

/** The codes this room can fail with; kit/http has their words and status. */
export type IdentityCode =
  | 'auth.required'
  | 'auth.invalid'
  | 'permission.denied'
  | 'brand.notFound'
  | 'brand.notChosen'
  | 'brand.slugTaken'
  | 'brand.labNeedsSandbox'
  | 'brand.currencyFixed'
  | 'currency.unknown'
  | 'staff.notFound'
  | 'staff.known'
  | 'staff.lastOwner'
  | 'key.notFound'
  | 'password.wrong'
  | 'password.currentWrong'
  | 'password.nobodyYet'
  | 'account.emailTaken'
  | 'setup.linkInvalid'
  | 'setup.emailDiffers'
  | 'clock.onlySandbox'
  | 'clock.backwards'
  | 'clock.tooFar';

export function identityError(code: IdentityCode, facts: Facts = {}): DomainError {
  return new DomainError(code, facts);
}
