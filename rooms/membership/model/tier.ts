import type { Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay, Zone } from '../../../kit/time/index.ts';
import { memberSpans, monthsAfter, stateAt, type MemberCardRow } from './card.ts';

/** A tier is gained by the growth of so many months, and stands for as long. */
export const TIER_MONTHS = 12;
/** Whoever falls a step was told so long before. */
export const NOTICE_DAYS = 60;
/** Without a card a tier sleeps; after so long it is over. */
export const WAKE_DAYS = 90;

const DAY_MS = 86_400_000;

export interface Tier {
  readonly tierId: Uuid;
  readonly name: string;
  /** the growth of twelve months that lifts somebody into it */
  readonly reach: bigint;
  /** what a year in it has to bring so that it stays; never above `reach` */
  readonly keep: bigint;
}

/** A time somebody stands in a tier, under the rules it began with. Instants in epoch ms. */
export interface TierInterval {
  readonly intervalId: Uuid;
  readonly personId: Uuid;
  readonly tierId: Uuid;
  readonly gainedBy: 'growth' | 'kept' | 'fell';
  readonly reachRule: bigint;
  readonly keepRule: bigint;
  readonly from: number;
  readonly validUntil: number;
}

/** How a member stands when they are held against the tiers. */
export interface TierFacts {
  readonly interval: TierInterval | null;
  /** when the tier is theirs no more at the earliest, where they were told so */
  readonly fallsAt: number | null;
  /** of the last twelve months */
  readonly growth: bigint;
  /** since the interval began */
  readonly growthSince: bigint;
  /** of the twelve months before it began and since: what its gain stands on */
  readonly growthBehind: bigint;
  readonly hasActiveCard: boolean;
  /** since when the interval is over because no card was had for too long; null = it is not */
  readonly lapsedAt: number | null;
}

/** What becomes of somebody's tier. */
export type TierVerdict =
  | { readonly kind: 'stay' }
  /** enough for a tier, or for a higher one: at once */
  | { readonly kind: 'gain'; readonly to: Tier }
  /** no card for too long */
  | { readonly kind: 'lapse'; readonly at: number }
  /** its year is over and brought enough: another year of it */
  | { readonly kind: 'keep' }
  /** too little so far: told so, and when it is theirs no more */
  | { readonly kind: 'warn'; readonly had: bigint; readonly needed: bigint; readonly fallsAt: number }
  /** told so before, and enough again */
  | { readonly kind: 'recover' }
  /** told so before, the time is over and still too little: one step down, never more; null = out of the lowest */
  | { readonly kind: 'fall'; readonly to: Tier | null };

/**
 * Holds a member against the tiers of the brand (rules.md §5). Rising comes before falling; nobody falls without having been told sixty days
 * before, and never more than one step. What a tier was gained by and is given back is as if it had never been: then the sixty days begin now.
 * @param tiers by what they ask for, the lowest first
 */
export function judgeTier(tiers: readonly Tier[], facts: TierFacts, now: number): TierVerdict {
  const { interval, fallsAt, growth } = facts;
  if (interval !== null && facts.lapsedAt !== null && facts.lapsedAt <= now) return { kind: 'lapse', at: facts.lapsedAt };
  const place = tiers.findIndex((tier) => tier.tierId === interval?.tierId);
  const higher = facts.hasActiveCard ? tiers.slice(place + 1).findLast((tier) => growth >= tier.reach) : undefined;
  if (higher) return { kind: 'gain', to: higher };
  if (interval === null) return { kind: 'stay' };
  const isUndone = facts.growthBehind < interval.reachRule;
  const isEnough = facts.growthSince >= interval.keepRule && !isUndone;
  if (fallsAt !== null) {
    if (now >= fallsAt) return isEnough ? { kind: 'keep' } : { kind: 'fall', to: tiers[place - 1] ?? null };
    return isEnough || (!isUndone && now < noticeOf(interval)) ? { kind: 'recover' } : { kind: 'stay' };
  }
  if (now >= interval.validUntil && isEnough) return { kind: 'keep' };
  if (isEnough || (!isUndone && now < noticeOf(interval))) return { kind: 'stay' };
  const soonest = now + NOTICE_DAYS * DAY_MS;
  const [had, needed] = isUndone ? [facts.growthBehind, interval.reachRule] : [facts.growthSince, interval.keepRule];
  return { kind: 'warn', had, needed, fallsAt: isUndone ? soonest : Math.max(interval.validUntil, soonest) };
}

/** From when on somebody is told that their year brings too little. */
function noticeOf({ validUntil }: TierInterval): number {
  return validUntil - NOTICE_DAYS * DAY_MS;
}

/** Until when a tier stands that begins on a day. */
export function validUntil(day: EpochDay, zone: Zone): number {
  return zone.startOf(monthsAfter(day, TIER_MONTHS));
}

/** From when on growth counts for the tiers of a day. */
export function growsFrom(day: EpochDay, zone: Zone): number {
  return zone.startOf(monthsAfter(day, -TIER_MONTHS) + 1);
}

/** The instant twelve months before another. */
export function yearBefore(at: number, zone: Zone): number {
  return zone.startOf(monthsAfter(zone.dayOf(at), -TIER_MONTHS) + 1) - 1;
}

/** Whether a tier is in force: it sleeps while no card is active, and is over when none was had for too long. */
export function isInForce(interval: Pick<TierInterval, 'from'>, cards: readonly MemberCardRow[], at: number): boolean {
  const lost = lapsedAt(interval, cards, at);
  return hasActiveCard(cards, at) && (lost === null || lost > at);
}

export function hasActiveCard(cards: readonly MemberCardRow[], at: number): boolean {
  return cards.some((card) => stateAt(card, at) === 'active');
}

/** When the tier of an interval is over because no card was had for ninety days; a card that lies still is had. null = it is not. */
export function lapsedAt({ from }: Pick<TierInterval, 'from'>, cards: readonly MemberCardRow[], at: number): number | null {
  const had = memberSpans(
    cards.map((card) => ({ ...card, freezes: [] })),
    at,
  );
  let end = from;
  for (const span of had) {
    if (span.to !== null && span.to <= end) continue;
    if (span.from > end + WAKE_DAYS * DAY_MS) break;
    if (span.to === null) return null;
    end = span.to;
  }
  return end + WAKE_DAYS * DAY_MS;
}
