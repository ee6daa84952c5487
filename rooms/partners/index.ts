export { insertCommissions, insertSnapshots, updateCommissions } from './commands/write-commissions.ts';
export { allocate, owed, type AllocationResult } from './model/allocate.ts';
export { payLimitsOf, type Acknowledgement } from './model/limits.ts';
export type { Allocation, ChainPerson, CommissionSnapshot, Dials, PayLimits, Plan, SnapshotLine, TraceStep } from './model/plan.ts';
export { commissionsOfOrders, dueCommissions, hasDueCommissions, snapshotsOfOrders } from './queries/commissions.ts';
export { orderCommissions } from './queries/order-commissions.ts';
export { activePlan, planById, type ActivePlan } from './queries/plans.ts';
export { standingsOf, type Standing } from './queries/standings.ts';
export type { CommissionRow } from './schema.ts';
