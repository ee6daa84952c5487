import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import type { MoneyJson } from '../../kit/money/index.ts';
import type { CardState } from './model/card.ts';

/** No card here has this id; the same for those of other brands. */
export function cardNotFound(pointer?: string): DomainError {
  return new DomainError('card.notFound', pointer === undefined ? {} : { pointer });
}

/** Nobody here has a card of this id; the same for those of other brands. */
export function memberCardNotFound(): DomainError {
  return new DomainError('memberCard.notFound');
}

/** The product is a card already. */
export function cardExists(designId: Uuid): DomainError {
  return new DomainError('card.exists', { card: publicId('cardDesign', designId), pointer: '/product' });
}

/** Only a product of the step `membership` that is no bundle can be a card, and what it gives is another product. */
export function notACard(pointer: string): DomainError {
  return new DomainError('card.notMembership', { pointer });
}

/** P17: a card costs at most what the pack allows. */
export function cardTooDear(most: bigint | MoneyJson, pointer: string): DomainError {
  return new DomainError('card.tooDear', { most, pointer });
}

/** It is not sold any more. */
export function cardOffSale(pointer: string): DomainError {
  return new DomainError('card.offSale', { pointer });
}

/** One line carries at most so many cards. */
export function tooManyCards(most: number, pointer: string): DomainError {
  return new DomainError('card.tooMany', { most, pointer });
}

/** A card is paid at once. */
export function noInstalments(pointer: string): DomainError {
  return new DomainError('card.noInstalments', { pointer });
}

/** A card is given back, not exchanged. */
export function noExchange(pointer: string): DomainError {
  return new DomainError('card.noExchange', { pointer });
}

/** What is asked for needs a card that runs. */
export function cardNotActive(state: CardState): DomainError {
  return new DomainError('memberCard.notActive', { state });
}

/** Everything the period gives was taken. */
export function cardUsedUp(nextAt: number | null): DomainError {
  return new DomainError('memberCard.usedUp', nextAt === null ? {} : { nextAt: new Date(nextAt).toISOString() });
}

/** Something was taken on it, so it stays with whoever took it. */
export function cardBegun(): DomainError {
  return new DomainError('memberCard.used');
}

/** A card is given to somebody else. */
export function givenToSelf(): DomainError {
  return new DomainError('memberCard.same', { pointer: '/to' });
}

/** Nothing of it is left to give back. */
export function nothingLeft(): DomainError {
  return new DomainError('memberCard.nothingLeft');
}

/** Less money than asked for is on the buyer's cards, or can be used here. */
export function balanceShort(most: bigint): DomainError {
  return new DomainError('balance.short', { most, pointer: '/balance' });
}

/** A card is not paid from a card. */
export function balanceNotForCards(): DomainError {
  return new DomainError('balance.notForCards', { pointer: '/balance' });
}

/** An order in instalments takes nothing from cards. */
export function balanceNotInParts(): DomainError {
  return new DomainError('balance.notInParts', { pointer: '/balance' });
}
