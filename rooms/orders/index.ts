export { orderList, type Order } from './api.ts';
export { insertOrders, updateOrders, type OrderRecord } from './commands/insert-orders.ts';
export { insertLines, updateLines, type LineRecord } from './commands/insert-lines.ts';
export { attachReturns, insertReturns, type ReturnRecord } from './commands/insert-returns.ts';
export { moveOrders } from './commands/move-orders.ts';
export { setOrigins } from './commands/set-origins.ts';
export {
  anonymousOrders,
  anonymousReturns,
  ordersOfPeople,
  returnsOfPeople,
  type HistoryOrder,
  type HistoryReturn,
} from './queries/history-of.ts';
export { RECEIVED_AFTER_DAYS } from './model/order-settings.ts';
export { orderSettingsOf } from './queries/order-settings.ts';
export { boughtLately } from './queries/bought-lately.ts';
export { actedUse, priceUse, savedByPrices } from './queries/member-prices.ts';
export { forgetBuyer, moveBuyer } from './commands/forget-buyer.ts';
export { endRefundRequest, insertRefundRequest, takeOpenRequest, type OpenRequest } from './commands/refund-requests.ts';
export { insertDestinations, type Destination } from './commands/write-destinations.ts';
export { refundableOf } from './model/after-purchase.ts';
export { addressesById, addressReplies, type AddressRecord } from './queries/addresses.ts';
export { confirmableLines, orderOfBuyer, ordersForBuyers } from './queries/buyers-orders.ts';
export { destinationOf } from './queries/destinations.ts';
export { requestInConsole, requestReply, requestsOf } from './queries/refund-requests.ts';
export { reviewsOf, starsOf } from './queries/reviews.ts';
export { firstFriends } from './queries/first-friends.ts';
export { hasSales } from './queries/has-sales.ts';
export { listOverdue } from './queries/agreements.ts';
export { listOrders, type OrderFilter } from './queries/list-orders.ts';
export { listReturns, type ReturnFilter } from './queries/list-returns.ts';
export { openBusinessOf } from './queries/open-business.ts';
export { countRecords, findOrder, findOrderState, orderReplies, orderReply } from './queries/order-reply.ts';
export { ordersById } from './queries/orders-by-id.ts';
export {
  closeClaims,
  insertClaims,
  insertLiveOrders,
  insertPayments,
  insertRefunds,
  insertShipments,
  markWon,
  updateLiveOrders,
} from './commands/write-live-orders.ts';
export { announceRefunds, REFUND_ACCEPTED, type RefundAccepted } from './events.ts';
export {
  baseOf,
  cancel,
  closeClaim,
  holdEndsAt,
  isRefundedInFull,
  legsOf,
  openClaim,
  pay,
  priceLines,
  receive,
  refund,
  refundedOf,
  sentBackOf,
  remainingBase,
  ship,
  takeRefundBack,
  type Acted,
  type Leg,
  type LineInput,
  type LinePrice,
  type LiveLine,
  type LiveOrder,
  type RefundParts,
} from './model/live-order.ts';
export { exchanged, replacing, takeExchange, termsOf, worthTheSame, type ExchangeTerms } from './model/exchange.ts';
export { forgetDeadlines, hasPastDeadline, insertDeadlines, ordersPastDeadline } from './queries/deadlines.ts';
export { deliveredWith, firstOf, isOverdue, splitInstalments, type AskedInstalment, type InstalmentShare } from './model/instalments.ts';
export {
  agreementsOf,
  claimsById,
  claimsOf,
  hasDueReceipts,
  knownOrderIds,
  loadLiveOrders,
  orderIdsOf,
  ordersDueForReceipt,
  paymentsBy,
  paymentsOf,
  refundContent,
  refundsBy,
  refundsById,
  refundsOf,
  shipmentsOf,
  type ClaimRecord,
  type PaymentRecord,
  type RefundCause,
  type RefundRecord,
  type ShipmentRecord,
} from './queries/live-orders.ts';
export {
  claimNotFound,
  discountTooBig,
  giftAlone,
  giftCostUnknown,
  firstInstalmentOpen,
  instalmentOverdue,
  noChargeback,
  orderCancelled,
  unknownLine,
  unpaidOnDevice,
  unpaidTooMany,
  nothingToShip,
  orderExists,
  orderIsRecord,
  orderNotFound,
  otherContent,
  priceMissing,
  productArchived,
  productEarly,
  refundNotFound,
  restockTooMany,
  shortOfStock,
  totalMoved,
  addressMissing,
  addressNotFound,
  nothingShipped,
  overRefunded,
} from './errors.ts';
export { claimReplies, claimReply, paymentReplies, refundReplies, refundReply, shipmentReplies } from './queries/money-replies.ts';
export { hasOrdered, peopleWhoPaid, unpaidSince } from './queries/people-who-paid.ts';
