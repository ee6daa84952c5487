export { prepareHistory, type HistoryChanges, type HistoryPlan } from './commands/derive-history.ts';
export type { FactChange, PersonChange } from './model/change.ts';
export type { OrderFact, PersonFacts, ReturnFact } from './model/history.ts';
