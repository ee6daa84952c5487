export { freezeCard, unfreezeCard } from './commands/freeze-card.ts';
export { createDesign, updateDesign } from './commands/manage-designs.ts';
export { createOutlet } from './commands/manage-outlets.ts';
export { moveCards } from './commands/move-cards.ts';
export { redeem } from './commands/redeem.ts';
export { showCode } from './commands/show-code.ts';
export { draftCeremony } from './commands/ceremony.ts';
export { sendLetters, writeLetter } from './commands/letters.ts';
export { LOOK_BACK_MS, type LetterEvent } from './model/letter.ts';
export { anniversaries, hasOpenLetters, leavers, lettersOf, tiersGained } from './queries/letters.ts';
export { createTier, updateTier } from './commands/manage-tiers.ts';
export { createPrivilege, takePrivilege, undoPrivilege, updatePrivilege } from './commands/manage-privileges.ts';
export { seePaidForItself } from './commands/see-paid-for-itself.ts';
export { keepTierReview, moveTiers, type TierMove } from './commands/move-tiers.ts';
export { takeUnits, type TakenUnits } from './commands/take-units.ts';
export { insertSpends, updateSpends } from './commands/write-spends.ts';
export { insertCards, keepStandings, numberMembers, updateCards } from './commands/write-cards.ts';
export {
  balanceNotForCards,
  balanceNotInParts,
  balanceShort,
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
export { CARDS_CHANGED, type CardsChanged } from './events.ts';
export {
  balanceLeft,
  balanceUnits,
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
  growsFrom,
  hasActiveCard,
  isInForce,
  judgeTier,
  lapsedAt,
  yearBefore,
  type Tier,
  type TierFacts,
  type TierInterval,
} from './model/tier.ts';
export {
  designsOf,
  findMemberCard,
  hasDueCards,
  holdersOfDueCards,
  loadCards,
  memberStandings,
  prepaidRules,
  type Entitlement,
} from './queries/cards.ts';
export { cardEconomics, cardOfProduct, cardsById, findDesign, listDesigns } from './queries/designs.ts';
export { listMemberCards, memberCardReplies } from './queries/member-cards.ts';
export { bestOf, usePpm, USE_DAYS, type PrivilegeActs } from './model/privilege.ts';
export { actingFor, earlyHolders, type ActingFor } from './queries/acting.ts';
export { paidForItself } from './queries/paid-for-itself.ts';
export {
  findPrivilege,
  heldBy,
  holderNames,
  holdingsOf,
  memberCounts,
  privilegeReplies,
  standingPrivileges,
} from './queries/privileges.ts';
export { ceremonyDraft, ceremonyOf } from './queries/ceremonies.ts';
export { spendsOf, type CardSpend } from './queries/spends.ts';
export { walletOf } from './queries/wallet.ts';
export {
  findTier,
  isTierReviewDue,
  membersAfter,
  rankedTiers,
  tiersAndDrafts,
  standingTiers,
  tierHistoryOf,
  tiersInForce,
  tiersOnce,
} from './queries/tiers.ts';
export type { Design } from './schema.ts';
export { forgetLife, moveLife } from './commands/move-life.ts';
export { drawHeldOut } from './model/hold-out.ts';
export { inviteMembers } from './commands/invite-member.ts';
export { ASK_AGAIN_MS, heldOutSince, invitationsOf, mayBeAsked, MEMBERSHIP_INVITED } from './queries/invitations.ts';
export { tellPeople, tellPerson, type Told } from './commands/tell-person.ts';
export { inboxOf, nameOf, thankedAt, thanksFor } from './queries/inbox.ts';
export { THANKS_RECEIVED } from './model/notices.ts';
export { listRedemptions } from './queries/redemptions.ts';
