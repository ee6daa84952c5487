import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { PolicyPack } from '../../policy/index.ts';
import type { FriendsOrder } from './friends-order.ts';
import { payLimitsOf, type Acknowledgement } from './limits.ts';
import type { PayLimits, Plan } from './plan.ts';
import { ruleFor, ruleOf, rulebookOf } from './rules.ts';
import { levelsNamedBy, worstOf, worthOf, type Worst, type WorstFacts } from './worst-case.ts';

const WHOLE = 1_000_000n;
const ALL_STAGES = 6;

/** A product as far as a plan is judged by it; amounts in minor units, null = not known. */
export interface LintProduct {
  readonly productId: Uuid;
  readonly category: string | null;
  readonly ladderRole: string | null;
  readonly price: bigint | null;
  readonly cost: bigint | null;
}

/** A rule that said no, or something worth knowing: which sentence, about which place of the plan, with which facts. */
export interface Finding {
  /** `P5` */
  readonly code: string;
  /** JSON pointer into the plan */
  readonly pointer: string;
  /** key of the sentence in the words files */
  readonly says: string;
  readonly facts: Readonly<Record<string, Fact>>;
}

/** What a sentence names; put into words at the edge. */
export type Fact =
  | { readonly kind: 'share'; readonly num: bigint; readonly den: bigint }
  | { readonly kind: 'amount'; readonly amount: bigint }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'triggers'; readonly triggers: readonly string[] }
  | { readonly kind: 'place'; readonly place: Pick<WorstFacts, 'productId' | 'category' | 'ladderRole'> };

/** The product that keeps least of its list price when everything is paid that could be. */
export interface WorstMargin {
  readonly productId: Uuid;
  readonly price: bigint;
  readonly cost: bigint;
  /** after the cap, rounded up to the minor unit */
  readonly payout: bigint;
}

export interface LintReport {
  /** one or more per broken rule, in the order of their numbers; empty = may be published */
  readonly broken: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly limits: PayLimits;
  readonly capPpm: number;
  readonly deepestPaid: number;
  readonly worst: Worst;
  /** null while nothing is paid for any product with a cost */
  readonly worstMargin: WorstMargin | null;
}

/** What a buyer gets in points of so much paid for something on a step of the ladder: millionths of a minor unit (rules.md C7). */
export type Promised = (base: bigint, ladderRole: string | null) => bigint;

const NOTHING: Promised = () => 0n;

/**
 * Judges a plan by the brand's policy pack before it may pay anybody (compliance P1–P7, CONTRACT §7): by the worst case over
 * all rules, products and levels, never by the average.
 * @param products active ones, and those the plan names
 * @param promised what points take of the cap before anybody
 * @param friends the first order of a friend that leaves least, gifts of the happy deal taken off
 */
export function lint(
  plan: Plan,
  pack: PolicyPack,
  {
    acknowledgement,
    products,
    promised = NOTHING,
    friends = null,
  }: {
    acknowledgement: Acknowledgement | null;
    products: readonly LintProduct[];
    promised?: Promised;
    friends?: FriendsOrder | null;
  },
): LintReport {
  const limits = payLimitsOf(pack, acknowledgement);
  // In the laboratory nothing is refused for what it costs: a line still never pays more than its base.
  const isTrial = pack.id === 'LAB';
  const capPpm = Math.min(plan.capPpm ?? limits.capPpm, limits.capPpm);
  const worstFor = rememberedWorst(plan, limits, promised);
  const cases = [...kindsNamedBy(plan), ...products.map(factsOf)].map(worstFor);
  const worst = cases.reduce((most, each) => (each.exact * most.base > most.exact * each.base ? each : most));
  const margins = products.flatMap((product) => marginOf(product, worstFor(factsOf(product)), capPpm));
  const [leastLeft] = margins.toSorted((a, b) => compare(a.price - a.cost - a.payout, b.price - b.cost - b.payout));
  return {
    broken: [
      ...triggersSay(plan, pack),
      ...depthSays(plan, pack, limits),
      ...stagesSay(plan, pack),
      ...(isTrial ? [] : [...capSays(plan, limits, worst), ...marginSays(plan, margins, worstFor), ...giftsSay(friends)]),
      ...indirectSays(plan, pack, cases),
      ...selfBuySays(plan, limits),
      ...holdSays(plan, pack),
    ],
    warnings: [...trimsSay(plan, capPpm, worst), ...feesSay(plan, limits)],
    limits,
    capPpm,
    deepestPaid: Math.max(0, ...paidDepths(plan).map((each) => each.depth)),
    worst,
    worstMargin: leastLeft ?? null,
  };
}

// P1 ---------------------------------------------------------------------------------------------------------------------

function triggersSay(plan: Plan, { commission }: PolicyPack): Finding[] {
  const forbidden = plan.triggers.filter((trigger) => commission.forbiddenTriggers.includes(trigger));
  if (forbidden.length === 0) return [];
  const pointer = `/triggers/${plan.triggers.findIndex((trigger) => forbidden.includes(trigger))}`;
  return [{ code: 'P1', pointer, says: 'P1.trigger', facts: { triggers: { kind: 'triggers', triggers: forbidden } } }];
}

// P2 ---------------------------------------------------------------------------------------------------------------------

function depthSays(plan: Plan, { commission }: PolicyPack, { maxDepth }: PayLimits): Finding[] {
  const findings: Finding[] = [];
  const { hardMax } = commission.paidLevels;
  const [first, ...others] = maxDepth === null ? [] : paidDepths(plan).filter((each) => each.depth > maxDepth);
  if (first && maxDepth !== null) {
    const deepest = Math.max(...[first, ...others].map((each) => each.depth));
    const isRaisable = hardMax === null || deepest <= hardMax;
    findings.push({
      code: 'P2',
      pointer: first.pointer,
      says: isRaisable ? 'P2.acknowledge' : 'P2.depth',
      facts: { deepest: count(deepest), allowed: count(maxDepth), hardMax: count(hardMax ?? deepest) },
    });
  }
  if (plan.payees.onIneligible === 'rollUp' && !commission.allowsRollUp) {
    findings.push({ code: 'P2', pointer: '/payees/onIneligible', says: 'P2.rollUp', facts: {} });
  }
  return findings;
}

/** Where a plan pays something, and how deep. */
function paidDepths(plan: Plan): { depth: number; pointer: string }[] {
  return [
    ...plan.levels.flatMap(({ depth, ratePpm }, i) => (ratePpm > 0 ? [{ depth, pointer: `/levels/${i}/depth` }] : [])),
    ...plan.overrides.flatMap(({ depth, pay }, i) => (ruleOf('', pay).units > 0n ? [{ depth, pointer: `/overrides/${i}/depth` }] : [])),
  ];
}

// P3, P4 -----------------------------------------------------------------------------------------------------------------

/** Only partners, or everybody: anything between makes a purchase the condition of earning. */
function stagesSay(plan: Plan, pack: PolicyPack): Finding[] {
  const stages = new Set<Stage>(plan.payees.stages);
  const isOnlyPartners = stages.size === 1 && stages.has('partner');
  if (pack.id === 'LAB' || isOnlyPartners || stages.size === ALL_STAGES) return [];
  const findings: Finding[] = [];
  const member = plan.payees.stages.indexOf('member');
  if (member >= 0) findings.push({ code: 'P3', pointer: `/payees/stages/${member}`, says: 'P3.member', facts: {} });
  return [...findings, { code: 'P4', pointer: '/payees/stages', says: 'P4.stages', facts: {} }];
}

/** Where joining fees pay nobody, an override for memberships is a promise the plan does not keep. */
function feesSay(plan: Plan, { excludesJoiningFee }: PayLimits): Finding[] {
  const i = plan.overrides.findIndex(({ when }) => when.ladderRole === 'membership');
  return excludesJoiningFee && i >= 0 ? [{ code: 'P3', pointer: `/overrides/${i}`, says: 'P3.fee', facts: {} }] : [];
}

// P5 ---------------------------------------------------------------------------------------------------------------------

function capSays(plan: Plan, limits: PayLimits, worst: Worst): Finding[] {
  const cap = shareOf(BigInt(limits.capPpm), WHOLE);
  if (plan.capPpm !== null) {
    if (plan.capPpm <= limits.capPpm) return [];
    return [{ code: 'P5', pointer: '/capPpm', says: 'P5.cap', facts: { own: shareOf(BigInt(plan.capPpm), WHOLE), cap } }];
  }
  if (worst.exact <= BigInt(limits.capPpm) * worst.base) return [];
  return [{ code: 'P5', pointer: dearestRule(plan, worst), says: 'P5.worst', facts: { ...worstFacts(worst), cap } }];
}

/** The cap cuts what the rules ask for: nothing is wrong, but somebody gets less than their rate. */
function trimsSay(plan: Plan, capPpm: number, worst: Worst): Finding[] {
  if (worst.exact <= BigInt(capPpm) * worst.base) return [];
  const facts = { ...worstFacts(worst), cap: shareOf(BigInt(capPpm), WHOLE) };
  return [{ code: 'P5', pointer: plan.capPpm === null ? dearestRule(plan, worst) : '/capPpm', says: 'P5.trims', facts }];
}

function worstFacts(worst: Worst): Finding['facts'] {
  return { worst: shareOf(worst.exact, worst.base * WHOLE), place: { kind: 'place', place: worst.facts } };
}

interface Margin extends WorstMargin {
  readonly facts: WorstFacts;
  readonly isOver: boolean;
}

function marginOf(product: LintProduct, worst: Worst, capPpm: number): Margin[] {
  const { productId, price, cost } = product;
  if (price === null || price === 0n || cost === null) return [];
  const cap = BigInt(capPpm) * worst.base;
  // What is promised in points is never trimmed.
  const most = cap > worst.promised ? cap : worst.promised;
  const capped = worst.exact < most ? worst.exact : most;
  if (capped === 0n) return [];
  // exact ÷ (base × 10^6) of the price; rounded up, so that what might be paid is never told too low.
  const whole = worst.base * WHOLE;
  const payout = (capped * price + whole - 1n) / whole;
  return [{ productId, price, cost, payout, facts: worst.facts, isOver: capped * price > (price - cost) * whole }];
}

function marginSays(plan: Plan, margins: readonly Margin[], worstFor: (facts: WorstFacts) => Worst): Finding[] {
  const over = margins.filter((margin) => margin.isOver);
  const [most] = over.toSorted((a, b) => compare(a.price - a.cost - a.payout, b.price - b.cost - b.payout));
  if (!most) return [];
  return [
    {
      code: 'P5',
      pointer: dearestRule(plan, worstFor(most.facts)),
      says: 'P5.margin',
      facts: {
        place: { kind: 'place', place: { ...most.facts, productId: most.productId } },
        payout: { kind: 'amount', amount: most.payout },
        margin: { kind: 'amount', amount: most.price - most.cost },
        others: count(over.length - 1),
      },
    },
  ];
}

/** Gifts of the happy deal stand beside the rules: a friend's first order is not to cost more than it brings. */
function giftsSay(friends: FriendsOrder | null): Finding[] {
  if (friends === null || friends.left >= 0n || friends.gifts === 0n) return [];
  const { productId, price, cost, gifts, commissions } = friends;
  return [
    {
      code: 'P5',
      pointer: '/capPpm',
      says: 'P5.gifts',
      facts: {
        place: { kind: 'place', place: { productId, category: null, ladderRole: null } },
        margin: { kind: 'amount', amount: price - cost },
        gifts: { kind: 'amount', amount: gifts },
        payout: { kind: 'amount', amount: commissions },
      },
    },
  ];
}

/** Where a pack ties the second depth to the first: whoever stands there, and for whatever is sold. */
function indirectSays(plan: Plan, { commission }: PolicyPack, cases: readonly Worst[]): Finding[] {
  const limit = commission.indirectMaxPpmOfDirect;
  if (limit === null) return [];
  const book = rulebookOf(plan);
  const levels = [null, ...levelsNamedBy(plan)];
  for (const { facts, exact, promised: points } of cases) {
    if (exact === points) continue;
    const [first, second] = [1, 2].map((depth) =>
      levels
        .map((level) => ruleFor(book, facts, depth, level))
        .map((rule) => ({ rule, worth: worthOf(rule, facts) }))
        .toSorted((a, b) => (depth === 1 ? compare(a.worth, b.worth) : compare(b.worth, a.worth))),
    );
    const [lowest, highest] = [first?.[0], second?.[0]];
    if (!lowest || !highest?.rule || highest.worth * WHOLE <= lowest.worth * BigInt(limit)) continue;
    return [
      {
        code: 'P5',
        pointer: pointerOf(plan, highest.rule.id),
        says: 'P5.indirect',
        facts: {
          first: shareOf(lowest.worth, (facts.price ?? 1n) * WHOLE),
          second: shareOf(highest.worth, (facts.price ?? 1n) * WHOLE),
          limit: shareOf(BigInt(limit), WHOLE),
        },
      },
    ];
  }
  return [];
}

// P6, P7 -----------------------------------------------------------------------------------------------------------------

function selfBuySays(plan: Plan, { allowsSelfBuy }: PayLimits): Finding[] {
  return plan.selfBuy === 'commission' && !allowsSelfBuy ? [{ code: 'P6', pointer: '/selfBuy', says: 'P6.selfBuy', facts: {} }] : [];
}

function holdSays(plan: Plan, { commission }: PolicyPack): Finding[] {
  if (plan.hold.days >= commission.holdDays) return [];
  const facts = { days: count(plan.hold.days), least: count(commission.holdDays) };
  return [{ code: 'P7', pointer: '/hold/days', says: 'P7.hold', facts }];
}

// ------------------------------------------------------------------------------------------------------------------------

function factsOf({ productId, category, ladderRole, price }: LintProduct): WorstFacts {
  return { productId, category, ladderRole, price: price === 0n ? null : price };
}

/** Every kind of product the overrides tell apart, whether one is sold already or not. */
function kindsNamedBy(plan: Plan): WorstFacts[] {
  const categories = new Set([null, ...plan.overrides.map(({ when }) => when.category)]);
  const ladderRoles = new Set([null, ...plan.overrides.map(({ when }) => when.ladderRole)]);
  return [...categories].flatMap((category) =>
    [...ladderRoles].map((ladderRole) => ({ productId: null, category, ladderRole, price: null })),
  );
}

/** Products the plan cannot tell apart are judged once; without fixed pay the price makes no difference to shares. */
function rememberedWorst(plan: Plan, limits: PayLimits, promised: Promised): (facts: WorstFacts) => Worst {
  const hasFixed = plan.overrides.some(({ pay }) => pay.kind === 'fixed');
  const named = new Set(plan.overrides.map(({ when }) => when.productId));
  const categories = new Set(plan.overrides.map(({ when }) => when.category));
  const known = new Map<string, Worst>();
  return (facts) => {
    const key = JSON.stringify([
      named.has(facts.productId) ? facts.productId : null,
      categories.has(facts.category) ? facts.category : null,
      facts.ladderRole,
      hasFixed ? String(facts.price) : null,
    ]);
    const worst = known.get(key) ?? worstOf(plan, limits, facts, promised(facts.price ?? 1n, facts.ladderRole));
    known.set(key, worst);
    return worst;
  };
}

/** The place in the plan of the rule that pays most of a worst case; an override before a level that pays as much. */
function dearestRule(plan: Plan, { payouts }: Worst): string {
  const [dearest] = payouts.toSorted(
    (a, b) => compare(b.exact, a.exact) || Number(b.rule.startsWith('o')) - Number(a.rule.startsWith('o')),
  );
  return dearest ? pointerOf(plan, dearest.rule) : '';
}

function pointerOf(plan: Plan, rule: string): string {
  const [kind, name] = rule.split(':');
  if (kind === 'override') return `/overrides/${name}`;
  if (kind === 'level') return `/levels/${plan.levels.findIndex((level) => level.depth === Number(name))}`;
  return `/roles/${plan.roles.findIndex((role) => role.role === name)}`;
}

function shareOf(num: bigint, den: bigint): Fact {
  return { kind: 'share', num, den };
}

function count(number: number): Fact {
  return { kind: 'number', number };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
