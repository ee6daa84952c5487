import {
  costFacts,
  isCostKnown,
  LEAST_FOLLOWED,
  LEAST_MONTHS,
  LEAST_PAIRS,
  matchedRepeat,
  peopleIn,
  sharingOf,
  unpaidShare,
  type RepeatCounted,
  type SharingCounted,
  type SourceCounted,
  type WonCounted,
} from './measured.ts';
import type { SaidFacts, SayCode } from './say.ts';
import { canvasFields, CONTACTS_PER_PERSON, growthStages, mapCells } from './template.ts';

/** What the exit tests of the ten steps look at: what the owner wrote, and the brand as it stands. */
export interface RoadFacts {
  /** the newest; null before any was taken. Its total is null while too little was answered */
  readonly diagnosis: { readonly total: number | null; readonly isGated: boolean } | null;
  readonly design: {
    readonly isAdopted: boolean;
    readonly canvasFields: number;
    readonly cells: number;
    /** stages of which somebody is named as the owner */
    readonly stagesOwned: number;
    readonly brands: number;
    readonly brandsWithFace: number;
    /** of all fans, the share that shall buy within a month */
    readonly dealShare: number;
  };
  /** those in use */
  readonly scripts: number;
  readonly historyDays: number;
  /** of all fans, the share that bought within a month, and how many months of fans that rests on; null = nobody was seen */
  readonly deals: { readonly share: number; readonly fanMonths: number } | null;
  readonly sharing: SharingCounted;
  readonly sources: SourceCounted;
  /** null: nothing was entered as spent */
  readonly won: WonCounted | null;
  readonly repeats: RepeatCounted;
  /** what the newest trial of referral offers told; null: there was none */
  readonly holdOut: HoldOutTold | null;
  /** what stands on each step of the ladder, and in how many of the last three months of thirty days it went out */
  readonly ladder: ReadonlyMap<string, { readonly products: number; readonly months: number }>;
  readonly standing: Readonly<
    Record<
      | 'cohorts'
      | 'staff'
      | 'consented'
      | 'reachable'
      | 'members'
      | 'cardDesigns'
      | 'ceremonies'
      | 'welcomesBegun'
      | 'welcomesDone'
      | 'activePlans'
      | 'referrals'
      | 'lessons'
      | 'materials'
      | 'contentWeeks'
      | 'lessonsPassed',
      number
    >
  >;
}

/** What is known of a trial: it runs, it told one side from the other, or it did not. */
export interface HoldOutTold {
  readonly verdict: 'running' | 'told' | 'untold';
  readonly people: number;
  readonly share: number | null;
  readonly error: number | null;
  /** people on each side who would tell */
  readonly needed: number | null;
}

export interface ExitTest {
  readonly now: Shown | null;
  readonly goal: Shown | null;
  readonly checks: readonly Check[];
}

interface Shown {
  readonly kind: 'number' | 'count' | 'days' | 'share';
  readonly value: number;
}

interface Check {
  readonly code: SayCode;
  readonly facts: SaidFacts;
  /** where one sees it */
  readonly screen: string;
  /** null: nothing here records it, so the owner judges; what there is too little of is not met */
  readonly met: boolean | null;
}

const FILLED_GOAL = 0.8;
const COHORTS_GOAL = 3;
const CONSENT_GOAL = 0.98;
const FAN_MONTHS_GOAL = 300;
const CONTENT_WEEKS_GOAL = 4;
const TOLERANCE = 0.2;
const REPEAT_GOAL = 1.5;
const SELF_SUFFICIENCY_GOAL = 0.5;

/** The exit tests of the ten steps (domain.md §10), in their order. */
export function exitTests(facts: RoadFacts): ExitTest[] {
  return [diagnosed, positioned, reckoned, mapped, staffed, prepared, selling, retaining, sharing, lived].map((test) => test(facts));
}

function diagnosed({ diagnosis }: RoadFacts): ExitTest {
  if (diagnosis === null) {
    return { now: null, goal: null, checks: [{ code: 'road.noDiagnosis', facts: {}, screen: 'plan/diagnose', met: false }] };
  }
  const { total, isGated } = diagnosis;
  return {
    now: total === null ? null : { kind: 'number', value: total },
    goal: null,
    checks: [
      { code: 'road.diagnosed', facts: { total: Math.round(total ?? 0) }, screen: 'plan/diagnose', met: total !== null },
      { code: isGated ? 'road.gated' : 'road.gatesMet', facts: {}, screen: 'plan/diagnose', met: !isGated },
    ],
  };
}

function positioned({ design: { canvasFields: fields, brands, brandsWithFace: faces } }: RoadFacts): ExitTest {
  const all = canvasFields.length;
  return {
    now: { kind: 'count', value: fields },
    goal: { kind: 'count', value: all },
    checks: [
      { code: 'road.canvas', facts: { fields, all }, screen: 'plan/design', met: fields === all },
      brands === 0
        ? { code: 'road.noBrands', facts: {}, screen: 'plan/design', met: false }
        : { code: 'road.faces', facts: { brands, faces }, screen: 'plan/design', met: faces === brands },
    ],
  };
}

function reckoned({ historyDays, standing, sources, won }: RoadFacts): ExitTest {
  return {
    now: { kind: 'days', value: historyDays },
    goal: null,
    checks: [
      { code: 'cohorts', facts: { months: standing.cohorts }, screen: 'people/cohorts', met: standing.cohorts >= COHORTS_GOAL },
      costOf(won),
      withoutAds(sources, 0),
    ],
  };
}

/** What a new customer costs; nobody who entered nothing has failed at it. */
function costOf(won: WonCounted | null): Check {
  const screen = 'people/sources';
  if (won === null) return { code: 'cost.unknown', facts: {}, screen, met: null };
  return { code: won.cost === null ? 'cost.nobody' : 'cost.known', facts: costFacts(won), screen, met: isCostKnown(won) };
}

/** What share of sales no ads brought, where that is known: as far as sources tell. Nothing but a stop of the ads tells more. */
function withoutAds(sources: SourceCounted, goal: number): Check {
  const share = unpaidShare(sources);
  const { months, all, known } = sources;
  const facts = { months, knownShare: all > 0 ? known / all : 0, leastMonths: LEAST_MONTHS };
  return share === null
    ? { code: 'self.unknown', facts, screen: 'people', met: null }
    : { code: 'self.measured', facts: { ...facts, share }, screen: 'people', met: share >= goal };
}

function mapped({ design: { cells }, ladder }: RoadFacts): ExitTest {
  const all = mapCells.length;
  const steps = ['entry', 'core', 'premium', 'membership'].filter((role) => (ladder.get(role)?.products ?? 0) > 0).length;
  return {
    now: { kind: 'share', value: cells / all },
    goal: { kind: 'share', value: FILLED_GOAL },
    checks: [
      { code: 'road.cells', facts: { cells, all }, screen: 'plan/design', met: cells / all >= FILLED_GOAL },
      { code: 'road.ladder', facts: { steps }, screen: 'ladder', met: steps === 4 },
    ],
  };
}

function staffed({ design: { stagesOwned: stages }, standing: { staff, consented: contacts } }: RoadFacts): ExitTest {
  const load = staff > 0 ? contacts / staff : null;
  return {
    now: load === null ? null : { kind: 'count', value: load },
    goal: { kind: 'count', value: CONTACTS_PER_PERSON },
    checks: [
      { code: 'road.owners', facts: { stages }, screen: 'plan/design', met: stages === growthStages.length },
      load === null
        ? { code: 'load.unknown', facts: {}, screen: 'settings/staff', met: null }
        : { code: 'load', facts: { contacts, staff, load }, screen: 'settings/staff', met: load <= CONTACTS_PER_PERSON },
    ],
  };
}

function prepared({ ladder, standing: { consented, reachable, materials, contentWeeks: weeks } }: RoadFacts): ExitTest {
  const forFans = ladder.get('fan') ?? { products: 0, months: 0 };
  const share = reachable > 0 ? Math.min(1, consented / reachable) : null;
  return {
    now: share === null ? null : { kind: 'share', value: share },
    goal: { kind: 'share', value: 1 },
    checks: [
      { code: forFans.products > 0 ? 'ladder.sold' : 'ladder.none', facts: forFans, screen: 'ladder', met: forFans.products > 0 },
      share === null
        ? { code: 'consent.nobody', facts: {}, screen: 'people', met: null }
        : { code: 'consent', facts: { share, reachable }, screen: 'people', met: share >= CONSENT_GOAL },
      contentOf(materials, weeks),
    ],
  };
}

/** Whether content was kept up: seen by what was put out to pass on. Who puts nothing out here may do so elsewhere. */
function contentOf(materials: number, weeks: number): Check {
  const screen = 'refer/materials';
  if (materials === 0) return { code: 'road.calendar', facts: {}, screen, met: null };
  return { code: 'road.content', facts: { weeks, least: CONTENT_WEEKS_GOAL }, screen, met: weeks >= CONTENT_WEEKS_GOAL };
}

function selling({ design: { dealShare: targetShare }, deals, scripts }: RoadFacts): ExitTest {
  const isEnough = (deals?.fanMonths ?? 0) >= FAN_MONTHS_GOAL;
  return {
    now: deals === null ? null : { kind: 'share', value: deals.share },
    goal: { kind: 'share', value: targetShare },
    checks: [
      deals === null
        ? { code: 'cal.tooFew', facts: {}, screen: 'people/stages', met: false }
        : {
            code: isEnough ? 'road.deals' : 'road.dealsFew',
            facts: { share: deals.share, targetShare, months: Math.round(deals.fanMonths), least: FAN_MONTHS_GOAL },
            screen: 'people/stages',
            met: isEnough && deals.share >= targetShare * (1 - TOLERANCE),
          },
      { code: 'road.scripts', facts: { scripts }, screen: 'plan/scripts', met: scripts > 0 },
    ],
  };
}

function retaining({
  standing: { members, cardDesigns: cards, ceremonies, welcomesBegun: begun, welcomesDone: done },
  repeats,
}: RoadFacts): ExitTest {
  return {
    now: { kind: 'count', value: members },
    goal: null,
    checks: [
      { code: cards > 0 ? 'road.cards' : 'refundable.none', facts: { cards }, screen: 'cards', met: cards > 0 },
      { code: ceremonies > 0 ? 'ceremony' : 'ceremony.none', facts: { begun, done }, screen: 'ceremony', met: ceremonies > 0 },
      comparedWithOthers(repeats),
    ],
  };
}

function comparedWithOthers(repeats: RepeatCounted): Check {
  const screen = 'people/cohorts';
  if (repeats.joined.length === 0) return { code: 'road.matchedNone', facts: {}, screen, met: false };
  const matched = matchedRepeat(repeats);
  if (matched === null) {
    const facts = { members: peopleIn(repeats.joined), others: peopleIn(repeats.others), least: LEAST_FOLLOWED };
    return { code: 'road.matchedFew', facts, screen, met: false };
  }
  const { members, share, othersShare } = matched;
  const met = share > 0 && share >= othersShare * REPEAT_GOAL;
  return { code: 'road.matched', facts: { members, share, othersShare }, screen, met };
}

function sharing({
  standing: { activePlans, referrals, lessons, materials, lessonsPassed: passed },
  sharing: counted,
  holdOut,
}: RoadFacts): ExitTest {
  const { pairs, months } = counted;
  const measured = sharingOf(counted);
  const screen = 'refer/chains';
  return {
    now: { kind: 'count', value: pairs },
    goal: { kind: 'count', value: LEAST_PAIRS },
    checks: [
      { code: activePlans > 0 ? 'plan.bonds' : 'plan.none', facts: {}, screen: 'refer', met: activePlans > 0 },
      { code: 'training', facts: { lessons, materials, passed }, screen: 'refer/training', met: lessons > 0 && materials > 0 },
      measured !== null
        ? { code: 'sharing', facts: { ...measured, pairs, months }, screen, met: true }
        : referrals === 0
          ? { code: 'referrals.none', facts: {}, screen, met: false }
          : { code: 'sharing.few', facts: { referrals, pairs, months, least: LEAST_PAIRS, leastMonths: LEAST_MONTHS }, screen, met: false },
      heldOutOf(holdOut),
    ],
  };
}

/** Whether what referral offers add was measured: by a trial that ran to its end and told the one from the other. */
function heldOutOf(told: HoldOutTold | null): Check {
  const screen = 'refer/deal';
  if (told === null) return { code: 'road.noHoldOut', facts: {}, screen, met: null };
  const { share, error, people, needed } = told;
  if (told.verdict === 'running') return { code: 'road.holdOutRuns', facts: { people }, screen, met: false };
  if (told.verdict === 'told' && share !== null && error !== null) {
    return { code: 'road.holdOut', facts: { share, errorShare: error, people }, screen, met: true };
  }
  return needed === null
    ? { code: 'road.holdOutSame', facts: { people }, screen, met: false }
    : { code: 'road.holdOutFew', facts: { people, needed }, screen, met: false };
}

function lived({ design: { isAdopted }, sources }: RoadFacts): ExitTest {
  const share = unpaidShare(sources);
  return {
    now: share === null ? null : { kind: 'share', value: share },
    goal: { kind: 'share', value: SELF_SUFFICIENCY_GOAL },
    checks: [
      { code: isAdopted ? 'road.adopted' : 'road.notAdopted', facts: {}, screen: 'plan', met: isAdopted },
      withoutAds(sources, SELF_SUFFICIENCY_GOAL),
    ],
  };
}
