import type { ChainPerson, CommissionSnapshot, Pay, SnapshotLine } from './plan.ts';

// Written a second time, from the sentences of CONTRACT §7 and rules.md C4–C10 and without the engine's code or its thoughts:
// plain fractions, plain loops, no speed. What both say is taken for right.

type Fraction = readonly [num: bigint, den: bigint];
const NONE: Fraction = [0n, 1n];

function isLess(a: Fraction, b: Fraction): boolean {
  return a[0] * b[1] < b[0] * a[1];
}

function minus(a: Fraction, b: Fraction): Fraction {
  return isLess(a, b) ? NONE : [a[0] * b[1] - b[0] * a[1], a[1] * b[1]];
}

function lower(a: Fraction, b: Fraction): Fraction {
  return isLess(b, a) ? b : a;
}

interface Earning {
  readonly role: string;
  readonly depth: number;
  readonly payeeId: string;
  share: Fraction;
}

/** `line role depth payee` → what it earns of a remaining base. Nothing is listed that earns nothing of the whole base. */
export function referenceOf(order: CommissionSnapshot): Map<string, (remaining: bigint) => bigint> {
  const found = new Map<string, (remaining: bigint) => bigint>();
  for (const line of order.lines) {
    if (line.base === 0n) continue;
    for (const { role, depth, payeeId, share } of trimmed(order, line, betterRoles(earningsOf(order, line)))) {
      if ((share[0] * line.base) / share[1] === 0n) continue;
      found.set(`${line.line} ${role} ${depth} ${payeeId}`, (remaining) => (share[0] * remaining) / share[1]);
    }
  }
  return found;
}

function earningsOf(order: CommissionSnapshot, line: SnapshotLine): Earning[] {
  const { plan, limits, buyer, chain } = order;
  // A line of a membership product has base 0 in packs that exclude joining fees.
  if (limits.excludesJoiningFee && line.ladderRole === 'membership') return [];
  const mayEarn = (person: ChainPerson): boolean =>
    plan.payees.stages.includes(person.stage) && !person.isFrozen && person.personId !== buyer.personId;
  const isPaidDepth = (depth: number): boolean => limits.maxDepth === null || depth <= limits.maxDepth;
  const rollsUp = plan.payees.onIneligible === 'rollUp' && limits.allowsRollUp;
  const earnings: Earning[] = [];
  // C9: in LAB the buyer takes the depth-1 rate, others keep their depth.
  if (
    plan.selfBuy === 'commission' &&
    limits.allowsSelfBuy &&
    isPaidDepth(0) &&
    plan.payees.stages.includes(buyer.stage) &&
    !buyer.isFrozen
  )
    earnings.push({ role: 'direct', depth: 0, payeeId: buyer.personId, share: shareAt(order, line, 1, buyer.level) });
  for (const person of chain) {
    if (!isPaidDepth(person.depth)) continue;
    // The share of somebody whose stage is not among the payees may roll up; what is frozen or the buyer's own never does.
    const isOut = !plan.payees.stages.includes(person.stage) && person.personId !== buyer.personId;
    const rule = shareAt(order, line, person.depth, person.level)[0] > 0n;
    const payee = isOut && rollsUp && rule ? chain.filter((above) => above.depth > person.depth).find(mayEarn) : person;
    if (!payee || !mayEarn(payee)) continue;
    const role = payee.depth === 1 ? 'direct' : 'indirect';
    earnings.push({ role, depth: payee.depth, payeeId: payee.personId, share: shareAt(order, line, person.depth, payee.level) });
  }
  earnings.sort((a, b) => a.depth - b.depth);
  for (const role of plan.roles.filter((each) => each.role === 'differential')) {
    const start = chain.findIndex((person) => person.stage === 'partner');
    const first = chain[start];
    if (!first) continue;
    let paid: Fraction = NONE;
    if (role.countsDirect) for (const { share } of earnings) if (isLess(paid, share)) paid = share;
    for (const [up, person] of [first, ...order.team].entries()) {
      const own: Fraction = [BigInt(role.rates.find((rate) => rate.partnerLevel === person.level)?.ratePpm ?? 0), 1_000_000n];
      const isIn = isPaidDepth(first.depth + up);
      if (mayEarn(person) && isIn)
        earnings.push({ role: 'differential', depth: first.depth + up, payeeId: person.personId, share: minus(own, paid) });
      const rolls = rollsUp && isIn && !plan.payees.stages.includes(person.stage) && person.personId !== buyer.personId;
      if (!rolls && isLess(paid, own)) paid = own;
    }
  }
  // Of the acts logged on a line the first is paid; one logged after the payment gives way to what its person earns on the line.
  const act = order.served?.find((each) => each.line === line.line);
  for (const role of plan.roles.filter((each) => each.role === 'service')) {
    if (!act || !mayEarn(act.person)) continue;
    const { personId, level } = act.person;
    if (act.isLate && earnings.some((each) => each.payeeId === personId && isLess(NONE, each.share))) continue;
    const ratePpm = role.rates.find((rate) => rate.partnerLevel === level)?.ratePpm ?? 0;
    earnings.push({ role: 'service', depth: 0, payeeId: personId, share: [BigInt(ratePpm), 1_000_000n] });
  }
  return earnings;
}

/** The most specific fitting override: product, category, ladderRole, then partnerLevel alone; else the level of the depth. */
function shareAt({ plan }: CommissionSnapshot, line: SnapshotLine, depth: number, level: string | null): Fraction {
  const fitting = plan.overrides.filter(
    ({ when, depth: at }) =>
      at === depth &&
      [line.productId, null].includes(when.productId) &&
      [line.category, null].includes(when.category) &&
      [line.ladderRole, null].includes(when.ladderRole) &&
      [level, null].includes(when.partnerLevel),
  );
  for (const step of ['productId', 'category', 'ladderRole', 'partnerLevel'] as const) {
    const there = fitting.filter(({ when }) => when[step] !== null);
    const best = there.find(({ when }) => when.partnerLevel !== null) ?? there[0];
    if (best) return fractionOf(best.pay, line);
  }
  const ratePpm = plan.levels.find((each) => each.depth === depth)?.ratePpm ?? 0;
  return fractionOf({ kind: 'rate', ratePpm }, line);
}

/** A rate of the base, or money per piece: at most the base. */
function fractionOf(pay: Pay, line: SnapshotLine): Fraction {
  if (pay.kind === 'rate') return [BigInt(pay.ratePpm), 1_000_000n];
  return lower([pay.perPiece * line.quantity, line.base], [1n, 1n]);
}

/** C10: one person in two roles on the line takes the better one, the earlier of equal ones. */
function betterRoles(earnings: readonly Earning[]): Earning[] {
  return earnings.filter((each, i) =>
    earnings.every(
      (other, j) =>
        other.payeeId !== each.payeeId || i === j || isLess(other.share, each.share) || (!isLess(each.share, other.share) && i < j),
    ),
  );
}

/** C7: gifts and points first; then each share is at most the cap minus the shares before it. A line never pays more than its base. */
function trimmed({ plan, limits }: CommissionSnapshot, line: SnapshotLine, earnings: readonly Earning[]): Earning[] {
  const cap: Fraction = [BigInt(Math.min(plan.capPpm ?? 1_000_000, limits.capPpm, 1_000_000)), 1_000_000n];
  let left = minus(cap, [line.promised ?? 0n, line.base]);
  return earnings.map((each) => {
    const share = lower(each.share, left);
    left = minus(left, share);
    return { ...each, share };
  });
}
