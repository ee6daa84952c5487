export { setOrigins } from './commands/set-origins.ts';
export {
  anonymousOrders, anonymousReturns, ordersOfPeople, returnsOfPeople, type HistoryOrder, type HistoryReturn,
} from './queries/history-of.ts';
