export { createPlan as newPlan } from './api.ts';
export { createPlan } from './commands/create-plan.ts';
export { endErasedPartnership, endPartnership, enrolPartner, mergePartnerships } from './commands/enrol-partner.ts';
export { judgePlan, publishPlan } from './commands/publish-plan.ts';
export { extendSnapshots } from './commands/extend-snapshots.ts';
export { insertCommissions, insertSnapshots, updateCommissions } from './commands/write-commissions.ts';
export { forgetServices, insertServiceActs } from './commands/service-acts.ts';
export { serviceExists, serviceTooLate } from './errors.ts';
export { actsBy, actsOfOrders, serviceActReplies, servicesOf, type ServiceAct } from './queries/service-acts.ts';
export { signedSince } from './queries/signings.ts';
export { standingsOf, type Standing } from './queries/standings.ts';
export { allocate, owed, type AllocationResult } from './model/allocate.ts';
export type { Acknowledgement } from './model/limits.ts';
export type {
  Allocation,
  ChainPerson,
  CommissionSnapshot,
  Dials,
  PayLimits,
  Plan,
  PlanCaps,
  ServedLine,
  SnapshotLine,
  TraceStep,
} from './model/plan.ts';
export { commissionsOfOrders, dueCommissions, hasDueCommissions, snapshotsOfOrders } from './queries/commissions.ts';
export { expectedCommissions, orderCommissions } from './queries/order-commissions.ts';
export { chainsOf, type Chain } from './queries/chains.ts';
export { earningsOf, partnerHistoryOf } from './queries/about-person.ts';
export { activePlan, type ActivePlan } from './queries/plans.ts';
export { carriedFrom, type FriendsOrder } from './model/friends-order.ts';
export { capInForce, worstFriendsOrder } from './queries/friends-orders.ts';
export { PARTNERSHIP_CHANGED, type PartnershipChanged, type PartnershipSpan } from './events.ts';
export { findPartner, partnershipsOf } from './queries/partners.ts';
export { intoPurse } from './model/withdrawal.ts';
export type { CommissionRow } from './schema.ts';

// Payouts.
export { closeCase, openCase } from './commands/cases.ts';
export { countConfirmed, insertCases, keepItems, openPaymentCase, type NewCase } from './commands/write-cases.ts';
export { keepGauge } from './commands/keep-gauge.ts';
export { assertMoneyMerges, mergeMoney } from './commands/merge-money.ts';
export { coverCommissions } from './commands/cover-commissions.ts';
export { attachInvoice, openInvoice } from './commands/attach-invoice.ts';
export { LARGEST_INVOICE } from './model/invoice-file.ts';
export { acceptBooks, keepBooksCheck } from './commands/keep-books-check.ts';
export { setPayoutSettings } from './commands/set-payout-settings.ts';
export { forgetPayee, revealPayee, updatePayee } from './commands/update-payee.ts';
export { forgetTeamMarks, readTeamNotices, tickTeamTask } from './commands/team-notes.ts';
export {
  approveWithdrawal,
  markWithdrawalSent,
  openWithdrawalOf,
  requestWithdrawal,
  returnWithdrawal,
  settleWithdrawal,
} from './commands/withdrawals.ts';
export {
  caseReply,
  commissionKey,
  findCase,
  listCases,
  openItemsOf,
  standingCases,
  type CaseItem,
  type CaseKind,
} from './queries/cases.ts';
export { isGaugeDue, readGauge } from './queries/gauge.ts';
export { capsOn, countFrom, mergeCounts, takeRoom } from './model/caps.ts';
export { guardsOf, packMonthOf, type Guards } from './queries/guards.ts';
export { absorbedAmong, holdsAtAll, recordsOf } from './queries/owners.ts';
export { payeeReply } from './queries/payees.ts';
export { assertMayPayOut, isExaminationDue, mayPayOut, payoutStop } from './queries/books-check.ts';
export { releasesBy, settlement } from './queries/settlement.ts';
export { cutOf, statementList, statementOf } from './queries/statements.ts';
export { payoutSettingsOf } from './queries/payout-settings.ts';
export { isOfSamePrincipal } from './queries/principals.ts';
export { findWithdrawal, listWithdrawals, payableWithdrawals, withdrawalReply } from './queries/withdrawals.ts';

// The partner's part of the shop.
export { acceptInvitation, applyAsPartner, declineInvitation, forgetApplications } from './commands/applications.ts';
export { keepDisclosure } from './commands/keep-disclosure.ts';
export { forgetLeads, tellOutcome } from './commands/leads.ts';
export { forgetLearning, sitLesson } from './commands/lessons.ts';
export { isReviewDue, reviewLevels } from './commands/review-levels.ts';
export { applicationsOf } from './queries/applications.ts';
export { incomeDisclosure, isDisclosureDue } from './queries/income-disclosure.ts';
export { findMyLead, leadsOf, myLeadJson, myLeads } from './queries/leads.ts';
export { myLesson, myLessons } from './queries/lessons.ts';
export { publishedMaterials } from './queries/materials.ts';
export { myEarnings, myPurse } from './queries/my-earnings.ts';
export { assertPartner, myPartnership } from './queries/my-partnership.ts';
export { myTeamNotices, myTeamTask, myTeamTasks, teamMarksOf } from './queries/my-team-notes.ts';
export { countNear, myDirects, myTeam } from './queries/my-team.ts';
export { partnerPlan } from './queries/partner-plan.ts';
export { checkReply, findPlan, listPlans, planOfRow, plansById } from './queries/plan-replies.ts';
