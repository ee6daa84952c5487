import type { Ppm } from '../../../kit/money/index.ts';
import type { Allocation, ChainPerson, CommissionRole, CommissionSnapshot, SnapshotLine, TraceStep } from './plan.ts';
import { ruleFor, ruleOf, rulebookOf, type Rule, type Rulebook } from './rules.ts';

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
 * (rules.md C3–C11, CONTRACT §7). Shares are exact until the floor: the cap serves gifts and points first, then trims from
 * depth 1 upward, then the differential, then service; what is trimmed or falls to somebody who may not earn stays with the brand.
 */
export function allocate(snapshot: CommissionSnapshot): AllocationResult {
  const order: OrderRules = {
    snapshot,
    book: rulebookOf(snapshot.plan),
    stages: new Set(snapshot.plan.payees.stages),
    rollsUp: snapshot.plan.payees.onIneligible === 'rollUp' && snapshot.limits.allowsRollUp,
    capPpm: BigInt(Math.min(snapshot.plan.capPpm ?? snapshot.limits.capPpm, snapshot.limits.capPpm, Number(WHOLE))),
  };
  // Only where somebody may stand at another place than their own can the shares be out of order.
  const mayBeMixed = order.rollsUp || (snapshot.plan.selfBuy === 'commission' && snapshot.limits.allowsSelfBuy);
  const allocations: Allocation[] = [];
  const looked: Looked[] = [];
  for (const line of snapshot.lines) {
    let claims = depthClaims(order, line);
    if (mayBeMixed) claims = [...claims, ...buyerClaims(order, line)].sort((a, b) => a.depth - b.depth);
    addDifferential(order, line, claims);
    addService(order, line, claims);
    keepBetterRole(claims);
    let left = order.capPpm * line.base;
    // What gifts take is known once the cap is short: without them it would have gone so far.
    let ungifted = left;
    if (line.promised !== undefined) {
      const promised = line.promised * WHOLE;
      left = promised < left ? left - promised : 0n;
    }
    for (const claim of claims) {
      const granted = claim.exact < left ? claim.exact : left;
      left -= granted;
      const amount = granted / WHOLE;
      const isGiftFirst = granted < claim.exact && claim.exact <= ungifted;
      ungifted -= claim.exact < ungifted ? claim.exact : ungifted;
      looked.push({ line: line.line, claim, granted, amount, isGiftFirst });
      if (amount > 0n && claim.personId !== null && claim.rule !== null) {
        allocations.push({
          line: line.line,
          role: claim.role,
          depth: claim.depth,
          payeeId: claim.personId,
          rule: claim.rule.id,
          base: line.base,
          ratePpm: claim.ratePpm,
          share: shareOf(claim, granted, line.base),
          amount,
        });
      }
    }
  }
  let trace: TraceStep[] | null = null;
  return {
    allocations,
    // Settling asks for the amounts only; the reasons are put into words when somebody asks.
    get trace() {
      trace ??= looked.map(stepOf);
      return trace;
    },
  };
}

interface Looked {
  readonly line: number;
  readonly claim: Claim;
  readonly granted: bigint;
  readonly amount: bigint;
  /** gifts took the part of the cap that is missing */
  readonly isGiftFirst: boolean;
}

function stepOf({ line, claim, granted, amount, isGiftFirst }: Looked): TraceStep {
  const { role, depth, personId, rule } = claim;
  const short = isGiftFirst ? 'giftFirst' : 'trimmed';
  const outcome = claim.outcome ?? (granted < claim.exact ? short : amount === 0n ? 'tooSmall' : 'paid');
  const ratePpm = rule?.pay.kind === 'rate' ? rule.pay.ratePpm : null;
  return { line, role, depth, personId, outcome, rule: rule?.id ?? null, ratePpm, amount };
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
  readonly rule: Rule | null;
  /** what the rule grants, null for fixed */
  readonly ratePpm: Ppm | null;
  /** in millionths of a minor unit of the whole line: nothing is rounded before the end */
  exact: bigint;
  outcome: TraceStep['outcome'] | null;
  /** gives way to any other role of the same person */
  readonly isLate?: boolean;
}

/** A claim at what the rule is worth, or at nothing for the reason given. */
function claimOf(
  line: SnapshotLine,
  { role, depth, personId, rule, outcome }: Pick<Claim, 'role' | 'depth' | 'personId' | 'rule' | 'outcome'>,
): Claim {
  const ratePpm = rule?.pay.kind === 'rate' ? rule.pay.ratePpm : null;
  return { role, depth, personId, rule, ratePpm, exact: outcome === null ? exactOf(rule, line) : 0n, outcome };
}

/** Direct and indirect: everybody of the chain by the rule of their depth. */
function depthClaims(order: OrderRules, line: SnapshotLine): Claim[] {
  const { book, snapshot } = order;
  const { chain } = snapshot;
  const claims: Claim[] = [];
  for (const person of chain) {
    const { personId, depth } = person;
    const rule = ruleFor(book, line, depth, person.level);
    const outcome = refusalOf(order, line, person, depth, rule);
    claims.push(claimOf(line, { role: depthRole(depth), depth, personId, rule, outcome }));
    const rolled = order.rollsUp && outcome === 'notEligible' ? rolledUp(order, line, person) : null;
    if (rolled) claims.push(rolled);
  }
  const top = chain.at(-1)?.depth ?? 0;
  for (const depth of book.depths) {
    if (depth <= top || !isWithin(order, depth)) continue;
    const rule = ruleFor(book, line, depth, null);
    if (paysSomething(rule)) claims.push(claimOf(line, { role: depthRole(depth), depth, personId: null, rule, outcome: 'noPerson' }));
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
  if (!paysSomething(rule)) return null;
  return claimOf(line, { role: depthRole(next.depth), depth: next.depth, personId: next.personId, rule, outcome: null });
}

const NO_MATTER = ruleOf('', { kind: 'rate', ratePpm: 1 });

/** Where buyers may earn on their own orders (LAB only): the rule of depth 1, at depth 0; everybody above keeps their depth (C9). */
function buyerClaims(order: OrderRules, line: SnapshotLine): Claim[] {
  const { book, snapshot } = order;
  const { buyer, limits, plan } = snapshot;
  if (plan.selfBuy !== 'commission' || !limits.allowsSelfBuy) return [];
  const rule = ruleFor(book, line, 1, buyer.level);
  const outcome = refusalOf(order, line, { ...buyer, personId: '' }, 0, rule);
  return [claimOf(line, { role: 'direct', depth: 0, personId: buyer.personId, rule, outcome })];
}

/**
 * The differential (C5): from the first partner of the chain up the team, each gets what their level's rate is above the
 * highest already granted below. A rate that falls to somebody who may not earn stays with the brand, so it counts as granted.
 */
function addDifferential(order: OrderRules, line: SnapshotLine, claims: Claim[]): void {
  const { book, snapshot } = order;
  const first = book.differential && snapshot.chain.find((person) => person.stage === 'partner');
  if (!book.differential || !first) return;
  const { rates, countsDirect } = book.differential;
  let paid = 0n;
  if (countsDirect) for (const { exact } of claims) if (exact > paid) paid = exact;
  for (let i = 0; i <= snapshot.team.length; i++) {
    const person = i === 0 ? first : (snapshot.team[i - 1] as ChainPerson);
    const depth = first.depth + i;
    const rule = (person.level === null ? null : rates.get(person.level)) ?? null;
    const own = exactOf(rule, line);
    const exact = own > paid ? own - paid : 0n;
    const refusal = refusalOf(order, line, person, depth, rule);
    const outcome = refusal ?? (own > 0n && exact === 0n ? 'alreadyGranted' : null);
    if (own > paid && !(outcome === 'notEligible' && order.rollsUp)) paid = own;
    const ratePpm = outcome === null ? (line.base > 0n ? wholePpm(exact, line.base) : 0) : null;
    claims.push({ role: 'differential', depth, personId: person.personId, rule, ratePpm, exact: outcome === null ? exact : 0n, outcome });
  }
}

/** Pay for the first service act logged on a line, at the rate of the level of whoever served. It is no level of the chain: depth 0 (C4). */
function addService(order: OrderRules, line: SnapshotLine, claims: Claim[]): void {
  const { service } = order.book;
  if (service === null) return;
  const acts = order.snapshot.served?.filter((act) => act.line === line.line) ?? [];
  if (acts.length === 0) claims.push(claimOf(line, { role: 'service', depth: 0, personId: null, rule: null, outcome: 'noService' }));
  for (const [i, { person, isLate }] of acts.entries()) {
    const rule = (person.level === null ? null : service.get(person.level)) ?? null;
    const outcome = i > 0 ? 'servedBefore' : refusalOf(order, line, person, 0, rule);
    claims.push({ ...claimOf(line, { role: 'service', depth: 0, personId: person.personId, rule, outcome }), isLate });
  }
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
  return rule !== null && rule.units > 0n;
}

function depthRole(depth: number): CommissionRole {
  return depth === 1 ? 'direct' : 'indirect';
}

/** A rule's exact worth on the whole line; fixed pay never exceeds the base. */
function exactOf(rule: Rule | null, line: SnapshotLine): bigint {
  if (rule === null) return 0n;
  if (rule.pay.kind === 'rate') return rule.units * line.base;
  const whole = line.wholeBase ?? line.base;
  const fixed = rule.units * line.quantity;
  const exact = (fixed < whole ? fixed : whole) * WHOLE;
  // Of an instalment, its part: what all of them come to is never more than the whole.
  return whole === line.base ? exact : (exact * line.base) / whole;
}

/** One person in two roles of a line takes the better one; equal ones: the one the cap serves first (C10). */
function keepBetterRole(claims: readonly Claim[]): void {
  for (let i = 1; i < claims.length; i++) {
    const claim = claims[i] as Claim;
    if (claim.outcome !== null) continue;
    for (let j = 0; j < i; j++) {
      const other = claims[j] as Claim;
      if (other.outcome !== null || other.personId !== claim.personId) continue;
      const worse = other.exact >= claim.exact || claim.isLate === true ? claim : other;
      worse.exact = 0n;
      worse.outcome = 'betterRole';
      if (worse === claim) break;
    }
  }
}

/** An exact amount of the line as a share of its base, in millionths where it is a whole number of them. */
function shareOf({ exact, ratePpm, rule }: Claim, granted: bigint, base: bigint): Allocation['share'] {
  if (granted === exact && rule?.pay.kind === 'rate' && rule.pay.ratePpm === ratePpm) return { num: rule.units, den: WHOLE };
  if (granted % base === 0n) return { num: granted / base, den: WHOLE };
  if (granted % WHOLE === 0n) return { num: granted / WHOLE, den: base };
  return { num: granted, den: WHOLE * base };
}

function wholePpm(exact: bigint, base: bigint): Ppm | null {
  return exact % base === 0n ? Number(exact / base) : null;
}
