import type { Uuid } from '../../../kit/ids/index.ts';
import type { CommissionRole, PayLimits, Plan } from './plan.ts';
import { ruleFor, rulebookOf, type Rule } from './rules.ts';

const WHOLE = 1_000_000n;

/** One piece of something sold. Where the price is not known, only rates can be judged: fixed pay counts nothing. */
export interface WorstFacts {
  readonly productId: Uuid | null;
  readonly category: string | null;
  readonly ladderRole: string | null;
  /** minor units, above 0 */
  readonly price: bigint | null;
}

/** The most a plan could pay of it before any cap: exact ÷ (base × 10^6) is the share. */
export interface Worst {
  readonly facts: WorstFacts;
  readonly base: bigint;
  /** millionths of a minor unit, what is promised in points with it */
  readonly exact: bigint;
  readonly promised: bigint;
  readonly payouts: readonly Payout[];
}

export interface Payout {
  readonly role: CommissionRole;
  readonly depth: number;
  readonly rule: string;
  readonly exact: bigint;
}

/**
 * Everybody on the path is eligible and has the level that makes the sum highest, every depth that a rule names is there, and
 * the team reaches its highest level.
 * @param promised what the buyer gets in points, millionths of a minor unit
 */
export function worstOf(plan: Plan, limits: PayLimits, facts: WorstFacts, promised = 0n): Worst {
  const base = facts.price ?? 1n;
  const nothing = { facts, base, exact: promised, promised, payouts: [] };
  if (limits.excludesJoiningFee && facts.ladderRole === 'membership') return nothing;
  const book = rulebookOf(plan);
  const levels = [null, ...levelsNamedBy(plan)];
  const payout = (role: CommissionRole, depth: number, rule: Rule | null): Payout => ({
    role,
    depth,
    rule: rule?.id ?? '',
    exact: worthOf(rule, facts),
  });
  const role = (depth: number): CommissionRole => (depth <= 1 ? 'direct' : 'indirect');
  const at = (depth: number, level: string | null): Payout => payout(role(depth), depth, ruleFor(book, facts, depth, level));
  const dearest = (depth: number): Payout =>
    levels.map((level) => at(depth, level)).reduce((most, each) => (each.exact > most.exact ? each : most));

  const own = plan.selfBuy === 'commission' && limits.allowsSelfBuy ? [{ ...dearest(1), depth: 0 }] : [];
  const chain = book.depths.map(dearest);
  let worst = [...own, ...chain];
  for (const top of differentialTops()) if (sumOf(top) > sumOf(worst)) worst = top;
  const service = [...(book.service?.values() ?? [])].map((rule) => payout('service', 0, rule));
  const dearestService = service.toSorted((a, b) => (a.exact < b.exact ? 1 : -1)).slice(0, 1);
  const payouts = [...worst, ...dearestService].filter((each) => each.exact > 0n);
  return { ...nothing, exact: sumOf(payouts) + promised, payouts };

  /**
   * One list per level of the chain's first partner, who stands at depth 1: further up they would cost less, since fewer
   * people stand above them and the team has no more to reach for.
   */
  function differentialTops(): Payout[][] {
    if (book.differential === null) return [];
    const { rates, countsDirect } = book.differential;
    const hasTeam = limits.maxDepth === null || limits.maxDepth > 1;
    const highest = [...rates.values()].reduce((most, { units }) => (units > most ? units : most), 0n);
    const others = [...own, ...chain.filter((each) => each.depth > 1)];
    const above = others.reduce((most, each) => (each.exact > most ? each.exact : most), 0n);
    return levels.map((level) => {
      const first = at(1, level);
      const already = !countsDirect ? 0n : above > first.exact ? above : first.exact;
      const ownRate = (level === null ? 0n : (rates.get(level)?.units ?? 0n)) * base;
      const reached = ownRate > already ? ownRate : already;
      const differential = { role: 'differential' as const, rule: 'role:differential' };
      const firstAbove: Payout = { ...differential, depth: 1, exact: excess(ownRate, already) };
      const team: Payout = { ...differential, depth: 2, exact: hasTeam ? excess(highest * base, reached) : 0n };
      // One person in two roles takes the better one (C10).
      return [firstAbove.exact > first.exact ? firstAbove : first, ...others, team].toSorted((a, b) => a.depth - b.depth);
    });
  }
}

/** What a rule is worth of one piece, exact; fixed pay never exceeds the price. */
export function worthOf(rule: Rule | null, { price }: WorstFacts): bigint {
  if (rule === null) return 0n;
  if (rule.pay.kind === 'rate') return rule.units * (price ?? 1n);
  if (price === null) return 0n;
  return (rule.units < price ? rule.units : price) * WHOLE;
}

/** Levels that make a difference to a plan: any other earns what a partner without a level earns. */
export function levelsNamedBy(plan: Plan): string[] {
  return [
    ...new Set([
      ...plan.overrides.flatMap(({ when }) => when.partnerLevel ?? []),
      ...plan.roles.flatMap((role) => role.rates.map((each) => each.partnerLevel)),
    ]),
  ];
}

function excess(own: bigint, paid: bigint): bigint {
  return own > paid ? own - paid : 0n;
}

function sumOf(payouts: readonly Payout[]): bigint {
  return payouts.reduce((sum, each) => sum + each.exact, 0n);
}
