import type { Stage } from '../../../kit/http/shapes.ts';
import type { Ppm } from '../../../kit/money/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Dials } from '../../relations/index.ts';

export type { Dials };

/** Roles a person can earn in on one order line (rules.md C4). Depth roles are `direct` (1) and `indirect` (2 and more). */
export type CommissionRole = 'direct' | 'indirect' | 'differential' | 'service';

/** What a rule pays: a rate of the base, or money per piece (minor units). */
export type Pay = { readonly kind: 'rate'; readonly ratePpm: Ppm } | { readonly kind: 'fixed'; readonly perPiece: bigint };

/** When an override holds: all named keys must fit. `partnerLevel` is the payee's. */
export interface OverrideWhen {
  readonly productId: Uuid | null;
  readonly category: string | null;
  readonly ladderRole: string | null;
  readonly partnerLevel: string | null;
}

/** A commission plan, fixed for ever once published. */
export interface Plan {
  readonly planId: Uuid;
  readonly name: string;
  readonly levels: readonly { readonly depth: number; readonly ratePpm: Ppm }[];
  readonly roles: readonly {
    readonly role: 'differential' | 'service';
    readonly rates: readonly { readonly partnerLevel: string; readonly ratePpm: Ppm }[];
    /** whether the highest rate that direct or indirect was granted counts as already paid on the path (rules.md C5) */
    readonly countsDirect: boolean;
  }[];
  readonly overrides: readonly { readonly when: OverrideWhen; readonly depth: number; readonly pay: Pay }[];
  readonly payees: { readonly stages: readonly Stage[]; readonly onIneligible: 'brand' | 'rollUp' };
  /** null: the pack's */
  readonly capPpm: Ppm | null;
  readonly hold: { readonly days: number };
  /** how much may become somebody's without anybody looking */
  readonly caps: PlanCaps;
  readonly selfBuy: 'none' | 'commission';
  readonly triggers: readonly string[];
  /** null: attribution is the referral, without end (CONTRACT §7) */
  readonly relations: Dials | null;
}

/**
 * How much may become one person's in a day or a month of the brand, and from one buyer, before the rest is held for review
 * (rules.md C8b). Minor units; null = no limit of the plan.
 */
export interface PlanCaps {
  readonly personDay: bigint | null;
  readonly personMonth: bigint | null;
  readonly pairDay: bigint | null;
  readonly pairMonth: bigint | null;
}

export const NO_CAPS: PlanCaps = { personDay: null, personMonth: null, pairDay: null, pairMonth: null };

/** What of the policy pack the engine obeys at run time. Pinned with the order. */
export interface PayLimits {
  /** the whole base where the pack has none */
  readonly capPpm: Ppm;
  /** deepest paid depth: the pack's default, or its hard maximum when the risk was acknowledged; LAB: unlimited (null) */
  readonly maxDepth: number | null;
  readonly allowsRollUp: boolean;
  readonly allowsSelfBuy: boolean;
  /** a line that sells a membership has base 0 */
  readonly excludesJoiningFee: boolean;
}

/** A line as the order fixed it. `base` = price − its discounts, never below 0; minor units. */
export interface SnapshotLine {
  readonly line: number;
  readonly productId: Uuid | null;
  readonly category: string | null;
  readonly ladderRole: string | null;
  /** whole pieces */
  readonly quantity: bigint;
  readonly base: bigint;
  /** of an instalment: the base of the whole line; pay per piece is split over the instalments in proportion. Absent = the base */
  readonly wholeBase?: bigint;
  /** what gifts at cost and points at redemption value take of its cap before anybody: minor units; absent = nothing (C7) */
  readonly promised?: bigint;
}

/** Somebody above the buyer when the order was created. Depth counts people, eligible or not. */
export interface ChainPerson {
  readonly personId: Uuid;
  readonly depth: number;
  readonly stage: Stage;
  /** id of the partner level in force, null without */
  readonly level: string | null;
  /** earns nothing new: an open case, red guards */
  readonly isFrozen: boolean;
}

/** What an order fixed when it was created: everything commissions are computed from (rules.md C1). */
export interface CommissionSnapshot {
  readonly plan: Plan;
  readonly limits: PayLimits;
  readonly buyer: ChainPerson;
  readonly lines: readonly SnapshotLine[];
  /** by attribution and referral, nearest first; empty when nobody holds the attribution */
  readonly chain: readonly ChainPerson[];
  /**
   * by sponsorship above the first partner of the chain, who is not among them; nearest first. Their depth is counted from
   * that partner's (each further person one more), whatever `depth` says here.
   */
  readonly team: readonly ChainPerson[];
  /** the service acts logged on its lines so far, oldest first: only whoever logged one can earn the service role */
  readonly served?: readonly ServedLine[];
}

/** A service act on a line. The stage and level of whoever served are those of the moment it was logged. */
export interface ServedLine {
  readonly line: number;
  readonly person: ChainPerson;
  /** logged when the order was paid already: it gives way to whatever the same person earns on the line */
  readonly isLate: boolean;
}

/**
 * What one payee earns on one line. The share is exact: amount of any remaining base = floor(num × base ÷ den),
 * so refunds in any order end at the same fen (rules.md S3).
 */
export interface Allocation {
  readonly line: number;
  readonly role: CommissionRole;
  readonly depth: number;
  readonly payeeId: Uuid;
  /** `level:1`, `override:0`, `role:differential` */
  readonly rule: string;
  readonly base: bigint;
  /** what the rule grants before the cap trims (differential: what is above the rate already granted), null for fixed */
  readonly ratePpm: Ppm | null;
  readonly share: { readonly num: bigint; readonly den: bigint };
  readonly amount: bigint;
}

/** Why somebody on the path earned, earned less or earned nothing: one step per person, role and line. */
export interface TraceStep {
  readonly line: number;
  readonly role: CommissionRole;
  readonly depth: number;
  readonly personId: Uuid | null;
  readonly outcome:
    | 'paid'
    | 'trimmed' // the cap left less than the rule says
    | 'giftFirst' // it would have fitted under the cap, had gifts and points not come first (C7)
    | 'noRule'
    | 'zeroRate' // a rule fits and pays nothing
    | 'tooSmall' // less than one minor unit
    | 'noPerson'
    | 'notEligible' // stage not among the payees
    | 'policyDepth' // deeper than the pack pays (P2): stays with the brand
    | 'ownOrder'
    | 'frozen'
    | 'joiningFee'
    | 'alreadyGranted' // differential: the path already has that rate
    | 'betterRole' // the same person earns more in another role of this line (C10)
    | 'noService' // the plan pays service, and nobody logged any on this line
    | 'servedBefore'; // the first act logged on a line is the one that is paid
  readonly rule: string | null;
  /** the rule's own rate (differential: that of the person's level), null for fixed and where no rule fits */
  readonly ratePpm: Ppm | null;
  readonly amount: bigint;
}
