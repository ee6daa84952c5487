import { DomainError } from '../../kit/errors/index.ts';

/** No outlet here has this id; the same for ids of other brands. */
export function outletNotFound(pointer?: string): DomainError {
  return new DomainError('outlet.notFound', pointer === undefined ? {} : { pointer });
}

/** Why nothing was redeemed, or why an outlet is not as it was asked to be. */
export type RedemptionCodeOfRefusal =
  /** no code of this brand, or digits nobody has now */
  | 'redemption.codeUnknown'
  /** it was good for a minute and that is over */
  | 'redemption.codeExpired'
  /** this very code was redeemed before */
  | 'redemption.codeUsed'
  /** the person has no card that is in force */
  | 'redemption.noCard'
  /** the card gives its time or its money, no pieces */
  | 'redemption.nothingToTake'
  | 'outlet.exists'
  | 'outlet.closed'
  | 'lease.taken'
  | 'lease.notFound';

export function redemptionRefused(code: RedemptionCodeOfRefusal, facts: Record<string, unknown> = {}): DomainError {
  return new DomainError(code, facts);
}
