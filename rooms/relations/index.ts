export { directList, type Direct } from './api.ts';
export { addPeople, type AddedPeople, type AddedPerson, type EntryVerdict, type PersonEntry } from './commands/add-people.ts';
export { askForChange, endChange } from './commands/attribution-changes.ts';
export {
  changeAttribution,
  changeAttributions,
  type AttributionChange,
  type AttributionChanges,
  type ChangedAttributions,
} from './commands/change-attribution.ts';
export { pauseBinds, resumeBinds } from './commands/bind-pauses.ts';
export { bindReferral, type StandingReferral } from './commands/bind-referral.ts';
export { bindReferrals, type BoundReferrals, type ReferralEntry } from './commands/bind-referrals.ts';
export { claimByPhone } from './commands/claim-by-phone.ts';
export { claimByWechat, proveWechat, wechatIdentities, type WechatClaim } from './commands/claim-by-wechat.ts';
export { markProved } from './commands/mark-proved.ts';
export { askDataCopy, COOLING_DAYS, COPY_AGAIN_MS, endErasure, keepDataCopy, openErasure, throwAwayCopies } from './commands/own-data.ts';
export { createPerson } from './commands/create-person.ts';
export type { SourceName } from './commands/ensure-sources.ts';
export { erasePerson, type ErasedProfile } from './commands/erase-person.ts';
export { mergePeople, planMerge, type MergePlan } from './commands/merge-people.ts';
export { becamePartners, releaseHeldBy } from './commands/partner-bonds.ts';
export { landClicks, type Click } from './commands/land-clicks.ts';
export { openTouchPage, type TouchPage } from './commands/touch-pages.ts';
export { chooseShownName, shareLinkOf } from './commands/share-links.ts';
export { keepTraces, traceHash, type LeftTrace } from './commands/traces.ts';
export { sameDevice, sharedTraces, tracesOf, whoLeft } from './queries/traces.ts';
export type { TraceKind } from './model/traces.ts';
export { setDials } from './commands/set-dials.ts';
export { setSponsor, type SponsorChange } from './commands/set-sponsor.ts';
export {
  arriveByLinks,
  bindByOrders,
  bindsByOrders,
  recordTouch,
  type CameBy,
  type OrderBinds,
  type RecordedTouch,
} from './commands/touches.ts';
export { setStages, type DerivedStages } from './commands/set-stages.ts';
export { updatePerson } from './commands/update-person.ts';
export { attributionRefused, linkNotFound, personNotFound } from './errors.ts';
export { FACTS_CHANGED, PEOPLE_MERGED, type FactsChange, type PeopleMerged, type PersonFacts, type PersonFactsChanged } from './events.ts';
export { homeCountry, maskContact, normaliseEmail, normalisePhone } from './model/contact.ts';
export { maskedName } from './model/masked-name.ts';
export { SHOP_DIALS, type Dials } from './model/attribution.ts';
export type { ReferralVerdict } from './model/referral-forest.ts';
export { countContacts, mergedRecordsOf, peopleRefs, referralHistoryOf } from './queries/about-person.ts';
export {
  attributionChangeReply,
  findAttributionChange,
  listAttributionChanges,
  waitingChanges,
  type AttributionChangeRow,
} from './queries/attribution-changes.ts';
export { attributionsAt, hasBonds } from './queries/attributions.ts';
export { pausedAmong, pausedNow } from './queries/bind-pauses.ts';
export { bondsOf } from './queries/bonds-of.ts';
export { earnersAbove, earnersAt, uplinesOf, type ChainStart } from './queries/earners.ts';
export { findPeople, loadPeople, loadSurvivors, type KnownPerson } from './queries/find-people.ts';
export { findPerson } from './queries/find-person.ts';
export {
  copiesToMake,
  copyContent,
  copyOf,
  dueErasures,
  erasuresPage,
  isOwnDataDue,
  openErasureOf,
  wishesOf,
  type ErasureWish,
} from './queries/own-data.ts';
export { ownRecord } from './queries/own-record.ts';
export { identityOwner } from './queries/identity-owner.ts';
export { openidOf } from './queries/openid-of.ts';
export { personReply } from './queries/person-reply.ts';
export { reassignPool } from './queries/reassign-pool.ts';
export { countDownlineWith, downlineCount, relationsOf, type DownlineCounter } from './queries/relations-of.ts';
export { searchPeople } from './queries/search-people.ts';
export { broughtFriends, introducerOf } from './queries/brought-friends.ts';
export {
  hasShownName,
  linkByCode,
  linkOwner,
  linksOf,
  senderOfTouch,
  shownNames,
  type OpenedLink,
  type ShareLink,
} from './queries/share-links.ts';
export { sponsorsAbove, type PersonAbove } from './queries/sponsorships.ts';
export { stagesOf } from './queries/stages-of.ts';
export { introducersOf, uplineAt, uplineOf, type UplinePerson } from './queries/upline.ts';
export { askOrdersWith, type OrderAsker } from './queries/who-ordered.ts';
