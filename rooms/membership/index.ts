export { takeUnits, type TakenUnits } from './commands/take-units.ts';
export { insertCards, keepStandings, numberMembers, updateCards } from './commands/write-cards.ts';
export {
  cardBegun,
  cardNotActive,
  cardOffSale,
  cardTooDear,
  givenToSelf,
  memberCardNotFound,
  noExchange,
  noInstalments,
  nothingLeft,
  tooManyCards,
} from './errors.ts';
export {
  consumedWhen,
  memberSpans,
  nextDue,
  periodsOver,
  refundOf,
  scheduleOf,
  stateAt,
  worthOf,
  type CardEnding,
  type MemberCardRow,
  type MemberSpan,
} from './model/card.ts';
export {
  activeCards,
  designsOf,
  entitlementsOn,
  findMemberCard,
  hasDueCards,
  holdersOfDueCards,
  loadCards,
  memberStandings,
  prepaidRules,
  type Entitlement,
} from './queries/cards.ts';
export type { Design } from './schema.ts';
export { forgetLife, moveLife } from './commands/move-life.ts';
export { tellPeople, tellPerson, type Told } from './commands/tell-person.ts';
export { inboxOf } from './queries/inbox.ts';
export { listRedemptions } from './queries/redemptions.ts';
