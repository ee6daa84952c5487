import type { Uuid } from '../../../kit/ids/index.ts';

/** What can make somebody another's customer, in the order in which a person comes closer (rules.md B1). */
export const TRIGGERS = ['click', 'addFriend', 'register', 'firstOrder', 'firstPayment'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** How long and how firmly an attribution binds (rules.md B1–B9). Days are 24 h each. */
export interface Dials {
  readonly bindOn: Trigger;
  readonly touchTtlDays: number;
  /** null = without end */
  readonly validityDays: number | null;
  readonly protectionDays: number;
  readonly snatch: boolean;
  readonly renewOn: 'none' | 'order' | 'anyClickFromSame';
  readonly onBecomePartner: 'keepUntilProtectionEnds' | 'keep' | 'release';
  readonly onOrphan: 'house' | 'nextActiveUpline' | 'reassignPool';
  readonly scope: 'newOnly' | 'noOrderYet' | 'any';
}

/** What a dial a plan leaves out means (CONTRACT §7). */
export const SHOP_DIALS: Dials = {
  bindOn: 'register',
  touchTtlDays: 30,
  validityDays: null,
  protectionDays: 0,
  snatch: false,
  renewOn: 'none',
  onBecomePartner: 'keep',
  onOrphan: 'house',
  scope: 'any',
};

/** Why an interval began, and why it ended. */
export type AttributionCause = Trigger | 'renewed' | 'changed' | 'inherited' | 'merge';
export type AttributionEnd = 'expired' | 'snatched' | 'renewed' | 'changed' | 'becamePartner' | 'left' | 'erased' | 'merge';

/** Who earns from a person, for how long. Instants in epoch ms. */
export interface Attribution {
  /** null = the referral itself, which binds where no dials were in force */
  readonly attributionId: Uuid | null;
  /** null = the house: nobody */
  readonly objectId: Uuid | null;
  /** null = since always */
  readonly from: number | null;
  /** null = open; may lie ahead */
  readonly to: number | null;
  /** null = without end */
  readonly protectedUntil: number | null;
  /** null = without end */
  readonly validUntil: number | null;
  readonly cause: AttributionCause | 'referral';
  /** those it was bound under, which judge it for life; null = none were in force */
  readonly dials: Dials | null;
}

/** What is known of a person's attributions around an instant. */
export interface Bonds {
  /** intervals that have not ended by then: the running one, and one that is to begin */
  readonly rows: readonly Attribution[];
  /** whether an interval ended before then: the referral alone binds no more */
  readonly hasPast: boolean;
  /** the referral, where it binds */
  readonly referral: Attribution | null;
}

/** The attribution in force at an instant; null = nobody earns. */
export function inForce({ rows, hasPast, referral }: Bonds, at: number): Attribution | null {
  const running = rows.find((row) => row.from === null || row.from <= at);
  if (!running) return hasPast ? null : referral;
  return isOver(running, at) || running.objectId === null ? null : running;
}

/** Whether an interval has ended by an instant, written down or not. */
function isOver(row: Pick<Attribution, 'to' | 'validUntil'>, at: number): boolean {
  return (row.to !== null && row.to <= at) || (row.validUntil !== null && row.validUntil <= at);
}

const DAY_MS = 86_400_000;

/** How long an interval that begins at an instant is protected and valid under these dials. */
export function termsFrom(dials: Dials | null, from: number): { protectedUntil: number | null; validUntil: number | null } {
  if (dials === null) return { protectedUntil: null, validUntil: null };
  return {
    protectedUntil: from + dials.protectionDays * DAY_MS,
    validUntil: dials.validityDays === null ? null : from + dials.validityDays * DAY_MS,
  };
}

/** When a touch is forgotten. */
export function touchEnds(dials: Dials | null, at: number): number {
  return at + (dials ?? SHOP_DIALS).touchTtlDays * DAY_MS;
}

/** Whether a person has come close enough to be bound. */
export function bindsOn(dials: Pick<Dials, 'bindOn'>, trigger: Trigger): boolean {
  return TRIGGERS.indexOf(trigger) >= TRIGGERS.indexOf(dials.bindOn);
}

/** What became of an attempt to bind: the first two write an interval, `repeat` finds the one that stands, the others refuse. */
export type BindVerdict = 'bound' | 'renewed' | 'repeat' | 'self' | 'scheduled' | 'protected' | 'taken' | 'scope';

export interface BindAttempt {
  readonly subjectId: Uuid;
  readonly objectId: Uuid;
  /** epoch ms */
  readonly at: number;
  /** those in force now */
  readonly dials: Dials;
  readonly bonds: Bonds;
  /** the record was made by this very step */
  readonly isNew: boolean;
  readonly hasOrdered: boolean;
}

/**
 * Judges one attempt to bind a person (rules.md B2, B3, B5, B11). Whoever holds the person keeps them while protected, and
 * for good unless the dials of that interval allow taking; an interval that is over protects nobody.
 */
export function judgeBind({ subjectId, objectId, at, dials, bonds, isNew, hasOrdered }: BindAttempt): BindVerdict {
  if (subjectId === objectId) return 'self';
  if (bonds.rows.some((row) => row.from !== null && row.from > at)) return 'scheduled';
  const holder = inForce(bonds, at);
  if (holder && holder.objectId === objectId) {
    return holder.dials?.renewOn === 'anyClickFromSame' && holder.from !== at && holder.to === null ? 'renewed' : 'repeat';
  }
  if (holder && (holder.protectedUntil === null || at < holder.protectedUntil)) return 'protected';
  if (holder && holder.dials?.snatch !== true) return 'taken';
  if (dials.scope !== 'any' && hasOrdered) return 'scope';
  if (dials.scope === 'newOnly' && !isNew) return 'scope';
  return 'bound';
}

/** When the interval of somebody who becomes a partner ends (rules.md B7); null = it stays. */
export function endForPartner(row: Attribution, at: number): number | null {
  if (row.dials === null || row.dials.onBecomePartner === 'keep') return null;
  return row.dials.onBecomePartner === 'release' ? at : Math.max(at, row.protectedUntil ?? Number.POSITIVE_INFINITY);
}

/** Of the attributions of two records of one person the one with the later protection stays (rules.md B10); then the older. */
export function strongerOf(a: Attribution | null, b: Attribution | null): Attribution | null {
  if (a === null || b === null) return a ?? b;
  const [left, right] = [a.protectedUntil ?? Number.POSITIVE_INFINITY, b.protectedUntil ?? Number.POSITIVE_INFINITY];
  if (left !== right) return left > right ? a : b;
  return (a.from ?? Number.NEGATIVE_INFINITY) <= (b.from ?? Number.NEGATIVE_INFINITY) ? a : b;
}

/** Who leads to whom, as far as an attempt to bind needs to know it: finds the ring before it closes (rules.md B4). */
export class BondGraph {
  readonly #above = new Map<Uuid, Uuid[]>();

  know(subjectId: Uuid, objectId: Uuid): void {
    const above = this.#above.get(subjectId);
    if (above) above.push(objectId);
    else this.#above.set(subjectId, [objectId]);
  }

  /** Whether somebody is reached by going up from a person (or is that person). */
  leadsTo(from: Uuid, wanted: Uuid): boolean {
    const seen = new Set<Uuid>([from]);
    const open = [from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === wanted) return true;
      for (const above of this.#above.get(at) ?? []) {
        if (seen.has(above)) continue;
        seen.add(above);
        open.push(above);
      }
    }
    return false;
  }
}
