export { decideHeld, growBy, rewardedPairs } from './commands/desk-steps.ts';
export { PointsDesk } from './commands/points-desk.ts';
export type { EarningLine, OrderTerms, Spend } from './model/desk-facts.ts';
export { setPointsRules } from './commands/set-rules.ts';
export { entriesBetween } from './commands/points-posting.ts';
export { movePoints, writePoints } from './commands/write-points.ts';
export { pointsNotInParts, pointsOff } from './errors.ts';
export type { Lot, Movement } from './model/lots.ts';
export { pointsAt, type PointsRule, type Rate } from './model/rule.ts';
export { growthAfter, growthOf } from './queries/growth.ts';
export {
  earningsOf,
  hasExpiredPoints,
  loadPointsDesk,
  lotsOfCase,
  lotsOfOrders,
  movementsOfLots,
  spendsOf,
  termsOf,
} from './queries/load-desk.ts';
export { checkInReply, movementsOf, pointsOf } from './queries/points-of.ts';
export { currentRule, pointsPromised } from './queries/rules.ts';
