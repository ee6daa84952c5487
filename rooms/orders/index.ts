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
export { hasSales } from './queries/has-sales.ts';
export { listOrders, type OrderFilter } from './queries/list-orders.ts';
export { listReturns, type ReturnFilter } from './queries/list-returns.ts';
export { countRecords, findOrder, orderReply } from './queries/order-reply.ts';
export { ordersById } from './queries/orders-by-id.ts';
export { insertLiveOrders, insertPayments, insertRefunds, updateLiveOrders } from './commands/write-live-orders.ts';
export {
  baseOf,
  isRefundedInFull,
  pay,
  priceLines,
  receive,
  refund,
  refundedOf,
  remainingBase,
  stateOf,
  type LineInput,
  type LiveLine,
  type LiveOrder,
  type RefundParts,
} from './model/live-order.ts';
export {
  knownOrderIds,
  loadLiveOrders,
  orderIdsOf,
  paymentsBy,
  paymentsOf,
  refundContent,
  refundsBy,
  refundsOf,
  type PaymentRecord,
  type RefundRecord,
} from './queries/live-orders.ts';
export { orderExists, orderIsRecord, orderNotFound, otherContent, priceMissing, productArchived } from './errors.ts';
export { paymentReply, refundReply } from './queries/money-replies.ts';
export { peopleWhoPaid } from './queries/people-who-paid.ts';
