import { DomainError } from '../../kit/errors/index.ts';

/** The brand has not turned points on. */
export function pointsOff(): DomainError {
  return new DomainError('points.off');
}

/** More points than can be spent now. */
export function pointsShort(have: bigint): DomainError {
  return new DomainError('points.short', { have: have.toString(), pointer: '/points' });
}

/** More than points may pay of this order. */
export function pointsTooMany(most: bigint): DomainError {
  return new DomainError('points.tooMany', { most: most.toString(), pointer: '/points' });
}

/** So few points that they are worth nothing. */
export function pointsTooFew(): DomainError {
  return new DomainError('points.tooFew', { pointer: '/points' });
}

/** An order in instalments takes no points. */
export function pointsNotInParts(): DomainError {
  return new DomainError('points.notInParts', { pointer: '/points' });
}

/** Points for a purchase would be worth more than the policy pack lets everything given for it be (compliance P5). */
export function pointsOverCap(share: string, cap: string): DomainError {
  return new DomainError('points.overCap', { share, cap, pointer: '/earn' });
}

/** The brand gives nothing for coming by. */
export function checkInOff(): DomainError {
  return new DomainError('checkIn.off');
}
