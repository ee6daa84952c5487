import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { dayText } from '../../kit/time/index.ts';

/** No order here has this id; the same for ids of other brands. */
export function orderNotFound(): DomainError {
  return new DomainError('order.notFound');
}

/** The external id belongs to an order with other content. @param order its public id */
export function orderExists(externalId: string, order: string): DomainError {
  return new DomainError('order.exists', { externalId, order });
}

/** A discount (or the tax inside a line) exceeds what it is taken from: malformed. */
export function discountTooBig(pointer: string): DomainError {
  return new DomainError('discount.tooBig', { pointer });
}

/** The lines come to more than an order can: malformed. */
export function orderTooBig(pointer: string): DomainError {
  return new DomainError('order.tooBig', { pointer });
}

/** An imported order is a record: money moves on orders sold here. */
export function orderIsRecord(): DomainError {
  return new DomainError('order.isRecord');
}

/** Refunds and receipts wait for the payment: told again afterwards they are taken. */
export function refundTooEarly(): DomainError {
  return new DomainError('order.unpaid');
}

/** The order was cancelled: nothing more is paid on it. */
export function orderCancelled(): DomainError {
  return new DomainError('order.cancelled');
}

/** The instalments of an agreement do not come to the order's total: malformed. */
export function wrongInstalments(total: bigint): DomainError {
  return new DomainError('instalments.sum', { total, pointer: '/instalments' });
}

/** The instalments of an agreement are not in the order of their days: malformed. */
export function unsortedInstalments(i: number): DomainError {
  return new DomainError('instalments.unsorted', { pointer: `/instalments/${i}/dueAt` });
}

/** A later instalment waits for the first: told again afterwards it is taken. */
export function firstInstalmentOpen(): DomainError {
  return new DomainError('instalment.firstOpen');
}

/** An instalment of the agreement is overdue: nothing is delivered until it is paid. @param order the public id of the one that is */
export function instalmentOverdue(order: string, number: number): DomainError {
  return new DomainError('instalment.overdue', { order, number });
}

/** Nothing of this line remains that could be exchanged. */
export function nothingToExchange(line: number): DomainError {
  return new DomainError('exchange.nothing', { line, pointer: '/line' });
}

/** The new goods cost more than what came back was worth: the exchange says how the difference was paid. */
export function exchangeDue(due: bigint): DomainError {
  return new DomainError('exchange.due', { due, pointer: '/payment' });
}

/** More pieces would go back into stock than the line has. */
export function restockTooMany(line: number, quantity: bigint): DomainError {
  return new DomainError('restock.tooMany', { line, quantity: Number(quantity) });
}

/** A paid order is refunded, not cancelled. */
export function orderPaid(): DomainError {
  return new DomainError('order.paid');
}

/** The order has no line that is shipped. */
export function nothingToShip(): DomainError {
  return new DomainError('shipment.nothing');
}

/** A claim on this line is open. */
export function claimOpen(line: number, pointer: string): DomainError {
  return new DomainError('claim.open', { line, pointer });
}

/** Nothing of this line remains that could be claimed. */
export function nothingToClaim(line: number, pointer: string): DomainError {
  return new DomainError('claim.nothing', { line, pointer });
}

/** No claim here has this id; the same for ids of other brands. */
export function claimNotFound(): DomainError {
  return new DomainError('claim.notFound');
}

/** No refund here has this id; the same for ids of other brands. */
export function refundNotFound(): DomainError {
  return new DomainError('refund.notFound');
}

/** Only a chargeback is fought over with the bank. */
export function noChargeback(): DomainError {
  return new DomainError('refund.noChargeback');
}

/** Fewer pieces are free than the order asks for. */
export function shortOfStock(free: number, wanted: number, pointer: string): DomainError {
  return new DomainError('stock.short', { free, wanted, pointer });
}

/** Somebody leaves so many orders unpaid that their pieces are kept from others. */
export function unpaidTooMany(open: number): DomainError {
  return new DomainError('order.unpaidTooMany', { open });
}

/** Everybody on one device together does. */
export function unpaidOnDevice(open: number): DomainError {
  return new DomainError('order.unpaidOnDevice', { open });
}

/** More than is still due. */
export function overpaid(due: bigint): DomainError {
  return new DomainError('payment.tooMuch', { due, pointer: '/amount' });
}

/** More than remains of the line (or the shipping). */
export function overRefunded(left: bigint, pointer: string): DomainError {
  return new DomainError('refund.tooMuch', { left, pointer });
}

/** The order has no line of this number: malformed. */
export function unknownLine(line: number, pointer: string): DomainError {
  return new DomainError('line.unknown', { line, pointer });
}

/** The external id belongs to a payment, or a refund, with other content. */
export function otherContent(kind: 'payment' | 'refund', externalId: string): DomainError {
  return new DomainError(`${kind}.exists`, { externalId });
}

/** The product is not sold any more. */
export function productArchived(name: string, pointer: string): DomainError {
  return new DomainError('product.archived', { name, pointer });
}

/** The product is not for everybody yet, and the buyer has no privilege of early access. @param of.until epoch ms */
export function productEarly(ctx: Ctx, { name, until, pointer }: { name: string; until: number; pointer: string }): DomainError {
  return new DomainError('product.early', { name, until: new Date(until).toISOString(), day: dayText(ctx.zone.dayOf(until)), pointer });
}

/** The product has no price and the line agrees on none. */
export function priceMissing(name: string, pointer: string): DomainError {
  return new DomainError('product.unpriced', { name, pointer });
}

/** Neither the line nor the product says what a gift costs, so no cap could count it. */
export function giftCostUnknown(name: string, pointer: string): DomainError {
  return new DomainError('gift.costUnknown', { name, pointer });
}

/** An order of nothing but gifts is no sale. */
export function giftAlone(): DomainError {
  return new DomainError('gift.alone', { pointer: '/lines' });
}

/** The price is another by now than the one the buyer was shown: nothing was bought. */
export function totalMoved(expected: bigint, total: bigint): DomainError {
  return new DomainError('order.totalMoved', { expected, total, pointer: '/expect' });
}

/** No address of this person has this id. */
export function addressNotFound(pointer?: string): DomainError {
  return new DomainError('address.notFound', pointer === undefined ? {} : { pointer });
}

/** Nobody keeps more addresses. */
export function addressTooMany(most: number): DomainError {
  return new DomainError('address.tooMany', { most });
}

/** Something in the order has to be sent and nobody said where. */
export function addressMissing(): DomainError {
  return new DomainError('address.missing', { pointer: '/address' });
}

/** Nothing of the order is on its way yet, so nothing can have arrived. */
export function nothingShipped(): DomainError {
  return new DomainError('order.notShipped');
}

/** No review has this id. */
export function reviewNotFound(): DomainError {
  return new DomainError('review.notFound');
}

/** The line was reviewed before. @param review its public id */
export function reviewExists(review: string, pointer: string): DomainError {
  return new DomainError('review.exists', { review, pointer });
}

/** Only what was bought, received and kept can be reviewed. */
export function reviewRefused(line: number, pointer: string): DomainError {
  return new DomainError('review.notKept', { line, pointer });
}

/** No request for a refund has this id. */
export function refundRequestNotFound(): DomainError {
  return new DomainError('refundRequest.notFound');
}

/** It was accepted or declined before. */
export function refundRequestEnded(state: string): DomainError {
  return new DomainError('refundRequest.ended', { state });
}
