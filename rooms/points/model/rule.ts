import type { Uuid } from '../../../kit/ids/index.ts';
import type { Worth } from './lots.ts';

/** A step of the ladder or a tier (or both) whose points count so many times. */
export interface Times {
  readonly ladderRole: string | null;
  readonly tier: string | null;
  readonly timesPpm: number;
}

/** One version of what a brand decided about points. Amounts in minor units. */
export interface PointsRule {
  readonly ruleId: Uuid;
  readonly version: number;
  /** off: nothing new is granted; what people have stays theirs to spend */
  readonly isOn: boolean;
  readonly worth: Worth;
  readonly earnPoints: bigint;
  /** for every such amount paid */
  readonly earnAmount: bigint;
  readonly times: readonly Times[];
  /** the most of an order that points may pay */
  readonly mostPpm: number;
  /** null = never */
  readonly expiryDays: number | null;
  /** how long points live that come back to a lot that was over */
  readonly graceDays: number;
  readonly checkInPoints: bigint;
  /** more points on every so many days in a row */
  readonly streaks: readonly { readonly days: number; readonly points: number }[];
  /** to whoever introduced a buyer, for the first order that is kept */
  readonly friendPoints: bigint;
  /** one growth for every such amount paid; 0 = nobody grows */
  readonly growthAmount: bigint;
  /** of a month, in money; null = none */
  readonly budgetAmount: bigint | null;
}

/** So many points for every such amount of what a line costs. */
export interface Rate {
  readonly points: bigint;
  readonly amount: bigint;
}

const ONE = 1_000_000n;

/** What a line of this step earns a buyer of this tier; null = nothing. Role and tier together go before role, role before tier. */
export function rateFor(rule: PointsRule, line: { readonly ladderRole: string | null; readonly tier: string | null }): Rate | null {
  if (!rule.isOn || rule.earnPoints === 0n) return null;
  const fits = rule.times.filter(
    (one) =>
      (one.ladderRole === null || one.ladderRole === line.ladderRole) &&
      (one.tier === null || one.tier === line.tier) &&
      (one.ladderRole !== null || one.tier !== null),
  );
  const rank = (one: Times): number => (one.ladderRole === null ? 0 : 2) + (one.tier === null ? 0 : 1);
  const best = fits.toSorted((a, b) => rank(b) - rank(a))[0];
  const times = best ? BigInt(best.timesPpm) : ONE;
  return times === 0n ? null : { points: rule.earnPoints * times, amount: rule.earnAmount * ONE };
}

/**
 * The most that points for so much paid are worth, whatever the buyer's tier: millionths of a minor unit, rounded up.
 * @param ladderRole null: of whatever step
 */
export function promisedAt(rule: PointsRule, base: bigint, ladderRole: string | null): bigint {
  if (!rule.isOn || rule.earnPoints === 0n) return 0n;
  const tiers = [null, ...rule.times.flatMap((one) => one.tier ?? [])];
  const times = tiers
    .map((tier) => rateFor(rule, { ladderRole, tier })?.points ?? 0n)
    .reduce((most, each) => (each > most ? each : most), 0n);
  const [amount, of] = [base * times * rule.worth.amount, rule.earnAmount * rule.worth.points];
  return (amount + of - 1n) / of;
}

/** Whole points of a base at a rate, rounded down: what a refund leaves is reckoned anew by the same. */
export function pointsAt(rate: Rate, base: bigint): bigint {
  return (base * rate.points) / rate.amount;
}

/** Whole growth of what was paid and not given back. */
export function growthAt(growthAmount: bigint, paid: bigint): bigint {
  return growthAmount === 0n ? 0n : paid / growthAmount;
}

/** What a check-in brings on the nth day in a row: the day's points, and those of the longest row that is full today. */
export function checkInPoints(rule: Pick<PointsRule, 'checkInPoints' | 'streaks'>, streak: number): bigint {
  const full = rule.streaks.filter((one) => streak % one.days === 0).toSorted((a, b) => b.days - a.days)[0];
  return rule.checkInPoints + BigInt(full?.points ?? 0);
}

/** The nth day in a row: yesterday's row goes on, anything else begins anew. @param last the latest check-in before today */
export function streakOn(today: number, last: { readonly day: number; readonly streak: number } | null): number {
  return last !== null && last.day === today - 1 ? last.streak + 1 : 1;
}
