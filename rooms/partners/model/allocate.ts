import type { Ppm } from '../../../kit/money/index.ts';
import type { Allocation, ChainPerson, CommissionRole, CommissionSnapshot, SnapshotLine, TraceStep } from './plan.ts';
import { ruleFor, rulebookOf, type Rule, type Rulebook } from './rules.ts';

const WHOLE = 1_000_000n;

/** What one order owes: who earns how much of which line, and why everybody else on the path does not. */
export interface AllocationResult {
  /** only what pays at least one minor unit; line by line in the order in which the cap is used up */
  readonly allocations: Allocation[];
  /** everybody looked at, zero steps included, in the same order */
  readonly trace: TraceStep[];
}

/**
 * Works out the commissions of an order from what it fixed when it was created: a pure function, the same bytes for ever
 * (rules.md C3–C11, CONTRACT §7). Shares are exact until the floor: the cap trims them from depth 1 upward, then the
 * differential, then service; what is trimmed or falls to somebody who may not earn stays with the brand.
 */
export function allocate(snapshot: CommissionSnapshot): AllocationResult {
  const order: OrderRules = {
    snapshot,
    book: rulebookOf(snapshot.plan),
    stages: new Set(snapshot.plan.payees.stages),
    rollsUp: snapshot.plan.payees.onIneligible === 'rollUp' && snapshot.limits.allowsRollUp,
    capPpm: BigInt(Math.min(snapshot.plan.capPpm ?? snapshot.limits.capPpm, snapshot.limits.capPpm, Number(WHOLE))),
  };
  const allocations: Allocation[] = [];
  const trace: TraceStep[] = [];
  for (const line of snapshot.lines) {
    const claims = [...depthClaims(order, line), ...buyerClaims(order, line)].toSorted((a, b) => a.depth - b.depth);
    claims.push(...differentialClaims(order, line, claims), ...serviceClaims(order, line));
    keepBetterRole(claims);
    let left = order.capPpm * line.base;
    for (const claim of claims) {
      const granted = claim.exact < left ? claim.exact : left;
      left -= granted;
      const amount = granted / WHOLE;
      const outcome = claim.outcome ?? (granted < claim.exact ? 'trimmed' : amount === 0n ? 'tooSmall' : 'paid');
      const { role, depth, rule } = claim;
      trace.push({ line: line.line, role, depth, personId: claim.personId, outcome, rule, ratePpm: claim.ownPpm, amount });
      if (amount > 0n && claim.personId !== null && rule !== null) {
        const share = shareOf(granted, line.base);
        const { personId: payeeId, ratePpm } = claim;
        allocations.push({ line: line.line, role, depth, payeeId, rule, base: line.base, ratePpm, share, amount });
      }
    }
  }
  return { allocations, trace };
}

/** What a share is worth on what remains of its line: floor(num × remaining ÷ den). Refunds in any order end at the same unit (S3). */
export function owed({ share }: Pick<Allocation, 'share'>, remainingBase: bigint): bigint {
  return (share.num * remainingBase) / share.den;
}

interface OrderRules {
  readonly snapshot: CommissionSnapshot;
  readonly book: Rulebook;
  readonly stages: ReadonlySet<string>;
  readonly rollsUp: boolean;
  readonly capPpm: bigint;
}

/** What somebody would get of a line before the cap. `outcome` null: nothing stands against it so far. */
interface Claim {
  readonly role: CommissionRole;
  readonly depth: number;
  readonly personId: string | null;
  readonly rule: string | null;
  /** the rule's own rate, for the trace */
  readonly ownPpm: Ppm | null;
  readonly ratePpm: Ppm | null;
  /** in millionths of a minor unit of the whole line: nothing is rounded before the end */
  exact: bigint;
  outcome: TraceStep['outcome'] | null;
}

function claimOf(
  role: CommissionRole,
  depth: number,
  personId: string | null,
  rule: Rule | null,
  outcome: TraceStep['outcome'] | null,
  exact: bigint,
): Claim {
  const ratePpm = rule?.pay.kind === 'rate' ? rule.pay.ratePpm : null;
  return { role, depth, personId, rule: rule?.id ?? null, ownPpm: ratePpm, ratePpm, exact: outcome === null ? exact : 0n, outcome };
}

/** Direct and indirect: everybody of the chain by the rule of their depth. */
function depthClaims(order: OrderRules, line: SnapshotLine): Claim[] {
  const { book, snapshot } = order;
  const { chain } = snapshot;
  const claims: Claim[] = [];
  for (const person of chain) {
    const rule = ruleFor(book, line, person.depth, person.level);
    const outcome = refusalOf(order, line, person, person.depth, rule);
    claims.push(claimOf(depthRole(person.depth), person.depth, person.personId, rule, outcome, exactOf(rule, line)));
    if (outcome === 'notEligible' && order.rollsUp) {
      const rolled = rolledUp(order, line, person);
      if (rolled) claims.push(rolled);
    }
  }
  const top = chain.at(-1)?.depth ?? 0;
  for (const depth of book.depths) {
    const rule = ruleFor(book, line, depth, null);
    if (depth > top && paysSomething(rule) && isWithin(order, depth)) {
      claims.push(claimOf(depthRole(depth), depth, null, rule, 'noPerson', 0n));
    }
  }
  return claims;
}

/** Where the plan rolls up (LAB only): the share of a depth goes to the next person above who may earn. */
function rolledUp(order: OrderRules, line: SnapshotLine, person: ChainPerson): Claim | null {
  const next = order.snapshot.chain.find(
    (above) => above.depth > person.depth && refusalOf(order, line, above, person.depth, NO_MATTER) === null,
  );
  if (!next) return null;
  const rule = ruleFor(order.book, line, person.depth, next.level);
  return paysSomething(rule) ? claimOf(depthRole(next.depth), next.depth, next.personId, rule, null, exactOf(rule, line)) : null;
}

const NO_MATTER: Rule = { id: '', pay: { kind: 'rate', ratePpm: 1 } };

/** Where buyers may earn on their own orders (LAB only): the rule of depth 1, at depth 0; everybody above keeps their depth (C9). */
function buyerClaims(order: OrderRules, line: SnapshotLine): Claim[] {
  const { book, snapshot } = order;
  const { buyer, limits, plan } = snapshot;
  if (plan.selfBuy !== 'commission' || !limits.allowsSelfBuy) return [];
  const rule = ruleFor(book, line, 1, buyer.level);
  const outcome = refusalOf(order, line, { ...buyer, personId: '' }, 0, rule);
  return [claimOf('direct', 0, buyer.personId, rule, outcome, exactOf(rule, line))];
}

/**
 * The differential (C5): from the first partner of the chain up the team, each gets what their level's rate is above the
 * highest already granted below. A rate that falls to somebody who may not earn stays with the brand, so it counts as granted.
 */
function differentialClaims(order: OrderRules, line: SnapshotLine, granted: readonly Claim[]): Claim[] {
  const { book, snapshot } = order;
  const first = snapshot.chain.find((person) => person.stage === 'partner');
  if (book.differential === null || !first) return [];
  const { rates, countsDirect } = book.differential;
  let paid = countsDirect ? granted.reduce((most, claim) => (claim.exact > most ? claim.exact : most), 0n) : 0n;
  return [first, ...snapshot.team].map((person, i) => {
    const depth = first.depth + i;
    const ownPpm = person.level === null ? undefined : rates.get(person.level);
    const rule = ownPpm === undefined ? null : rateRule('role:differential', ownPpm);
    const own = exactOf(rule, line);
    const above = own > paid ? own - paid : 0n;
    const outcome = refusalOf(order, line, person, depth, rule) ?? (own > 0n && above === 0n ? 'alreadyGranted' : null);
    if (own > paid && !(outcome === 'notEligible' && order.rollsUp)) paid = own;
    const claim = claimOf('differential', depth, person.personId, rule, outcome, above);
    return { ...claim, ratePpm: outcome === null && line.base > 0n ? wholePpm(above, line.base) : claim.ratePpm };
  });
}

/** Pay for a logged service act, at the rate of the server's level. It is no level of the chain: depth 0 (C4). */
function serviceClaims(order: OrderRules, line: SnapshotLine): Claim[] {
  const { server } = order.snapshot;
  if (order.book.service === null || !server) return [];
  const ratePpm = server.level === null ? undefined : order.book.service.get(server.level);
  const rule = ratePpm === undefined ? null : rateRule('role:service', ratePpm);
  return [claimOf('service', 0, server.personId, rule, refusalOf(order, line, server, 0, rule), exactOf(rule, line))];
}

/** Why this person earns nothing by this rule, null when they may. */
function refusalOf(
  order: OrderRules,
  line: SnapshotLine,
  person: ChainPerson,
  depth: number,
  rule: Rule | null,
): TraceStep['outcome'] | null {
  const { buyer, limits } = order.snapshot;
  if (person.personId === buyer.personId) return 'ownOrder';
  if (rule === null) return 'noRule';
  if (!paysSomething(rule)) return 'zeroRate';
  if (!isWithin(order, depth)) return 'policyDepth';
  if (limits.excludesJoiningFee && line.ladderRole === 'membership') return 'joiningFee';
  if (!order.stages.has(person.stage)) return 'notEligible';
  return person.isFrozen ? 'frozen' : null;
}

function isWithin({ snapshot }: OrderRules, depth: number): boolean {
  return snapshot.limits.maxDepth === null || depth <= snapshot.limits.maxDepth;
}

function paysSomething(rule: Rule | null): boolean {
  return rule !== null && (rule.pay.kind === 'rate' ? rule.pay.ratePpm > 0 : rule.pay.perPiece > 0n);
}

function depthRole(depth: number): CommissionRole {
  return depth === 1 ? 'direct' : 'indirect';
}

function rateRule(id: string, ratePpm: Ppm): Rule {
  return { id, pay: { kind: 'rate', ratePpm } };
}

/** A rule's exact worth on the whole line; fixed pay never exceeds the base. */
function exactOf(rule: Rule | null, line: SnapshotLine): bigint {
  if (rule === null) return 0n;
  if (rule.pay.kind === 'rate') return BigInt(rule.pay.ratePpm) * line.base;
  const fixed = rule.pay.perPiece * line.quantity;
  return (fixed < line.base ? fixed : line.base) * WHOLE;
}

/** One person in two roles of a line takes the better one; equal ones: the one the cap serves first (C10). */
function keepBetterRole(claims: Claim[]): void {
  const best = new Map<string, Claim>();
  for (const claim of claims) {
    if (claim.outcome !== null || claim.personId === null) continue;
    const known = best.get(claim.personId);
    const worse = known && known.exact >= claim.exact ? claim : known;
    if (worse !== claim) best.set(claim.personId, claim);
    if (worse) {
      worse.exact = 0n;
      worse.outcome = 'betterRole';
    }
  }
}

/** An exact amount of the line as a share of its base, in millionths where it is a whole number of them. */
function shareOf(granted: bigint, base: bigint): Allocation['share'] {
  if (granted % base === 0n) return { num: granted / base, den: WHOLE };
  if (granted % WHOLE === 0n) return { num: granted / WHOLE, den: base };
  return { num: granted, den: WHOLE * base };
}

function wholePpm(exact: bigint, base: bigint): Ppm | null {
  return exact % base === 0n ? Number(exact / base) : null;
}
