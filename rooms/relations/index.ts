export { directList, type Direct } from './api.ts';
export {
  addPeople,
  type AddedPeople,
  type AddedPerson,
  type EntryVerdict,
  type PersonEntry,
} from './commands/add-people.ts';
export { bindReferral, type StandingReferral } from './commands/bind-referral.ts';
export { bindReferrals, type BoundReferrals, type ReferralEntry } from './commands/bind-referrals.ts';
export { createPerson } from './commands/create-person.ts';
export type { SourceName } from './commands/ensure-sources.ts';
export { erasePerson, type ErasedProfile } from './commands/erase-person.ts';
export { mergePeople, planMerge, type MergePlan } from './commands/merge-people.ts';
export { setStages, type DerivedStages } from './commands/set-stages.ts';
export { updatePerson } from './commands/update-person.ts';
export {
  FACTS_CHANGED,
  PEOPLE_MERGED,
  type FactsChange,
  type PeopleMerged,
  type PersonFacts,
  type PersonFactsChanged,
} from './events.ts';
export { homeCountry, normaliseEmail, normalisePhone } from './model/contact.ts';
export type { ReferralVerdict } from './model/referral-forest.ts';
export { countContacts, mergedRecordsOf, peopleRefs, referralHistoryOf } from './queries/about-person.ts';
export { findPeople, loadPeople, type KnownPerson } from './queries/find-people.ts';
export { findPerson } from './queries/find-person.ts';
export { personReply } from './queries/person-reply.ts';
export {
  countDownlineWith,
  downlineCount,
  relationsOf,
  type DownlineCounter,
} from './queries/relations-of.ts';
export { searchPeople } from './queries/search-people.ts';
export { stagesOf } from './queries/stages-of.ts';
export { uplineAt, uplineOf, type UplinePerson } from './queries/upline.ts';
