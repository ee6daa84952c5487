export { insertOrders, updateOrders, type OrderRecord } from './commands/insert-orders.ts';
export { insertLines, updateLines, type LineRecord } from './commands/insert-lines.ts';
export { attachReturns, insertReturns, type ReturnRecord } from './commands/insert-returns.ts';
export { setOrigins } from './commands/set-origins.ts';
export {
  anonymousOrders, anonymousReturns, ordersOfPeople, returnsOfPeople, type HistoryOrder, type HistoryReturn,
} from './queries/history-of.ts';
