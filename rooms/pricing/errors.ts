import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';

/** No price rule here has this id; the same for ids of other brands. */
export function ruleNotFound(): DomainError {
  return new DomainError('priceRule.notFound');
}

/** The external id belongs to a rule with other content. */
export function ruleExists(externalId: string, ruleId: Uuid): DomainError {
  return new DomainError('priceRule.exists', { externalId, priceRule: publicId('priceRule', ruleId) });
}

/** A rule or coupon that has ended stays as it was. */
export function isOver(what: 'priceRule' | 'coupon', facts: Record<string, string> = {}): DomainError {
  return new DomainError(`${what}.over`, facts);
}

/** It would end before it starts. */
export function periodEmpty(): DomainError {
  return new DomainError('priceRule.periodInvalid', { pointer: '/endsAt' });
}

/** No coupon here has this id or code; the same for those of other brands. */
export function couponNotFound(pointer?: string): DomainError {
  return new DomainError('coupon.notFound', pointer === undefined ? {} : { pointer });
}

/** The code belongs to another coupon. */
export function couponExists(code: string, couponId: Uuid): DomainError {
  return new DomainError('coupon.exists', { code, coupon: publicId('coupon', couponId), pointer: '/code' });
}

/** Fewer would be issued than are used. */
export function couponLimit(used: number): DomainError {
  return new DomainError('coupon.limit', { used, pointer: '/issueLimit' });
}

/** A coupon that cannot be used on this order: `code` is the rule that said no. */
export function couponRefused(code: string, facts: Record<string, string | number | bigint>): DomainError {
  return new DomainError(code, { ...facts, pointer: '/coupon' });
}

/** What nobody knows the cost of, no cap can count. */
export function giftCostUnknown(name: string, pointer: string): DomainError {
  return new DomainError('gift.costUnknown', { name, pointer });
}

/** A card or a bundle is no gift: it is more than one thing, or begins something. */
export function giftUnfit(name: string, pointer: string): DomainError {
  return new DomainError('happyDeal.giftUnfit', { name, pointer });
}

/** What is no longer sold is promised to nobody. */
export function productGone(name: string, pointer: string): DomainError {
  return new DomainError('product.archived', { name, pointer });
}

/** No promised gift here has this id; the same for those of other brands. */
export function promiseNotFound(): DomainError {
  return new DomainError('giftPromise.notFound');
}

/** It was given, or is not to be given any more. */
export function promiseOver(state: string): DomainError {
  return new DomainError('giftPromise.over', { state });
}

/** A trial runs already: who is in it cannot be in another. */
export function trialRunning(endsAt: Date): DomainError {
  return new DomainError('offerTrial.running', { endsAt: endsAt.toISOString() });
}

/** There is nothing to break off. */
export function trialNotRunning(): DomainError {
  return new DomainError('offerTrial.notRunning');
}

/** Nobody is offered a gift for a friend: there is nothing to hold out. */
export function noOffer(): DomainError {
  return new DomainError('offerTrial.nothingOffered');
}
