import { nextCardLine, nextDeal, nextLife, nextRule, type LifeStep } from './life-steps.fixture.ts';
import type { Model } from './model.fixture.ts';
import { isGone, type Back, type Exchange, type LineWish, type ModelOrder, type ModelPlan } from './orders.fixture.ts';
import type { Random } from './random.fixture.ts';

const STAGES = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
const HOUR = 3_600_000;

/** One step as it will be told to both sides. */
export type Step =
  | { do: 'person'; name: string }
  | { do: 'bind'; person: string; referrer: string }
  | { do: 'plan'; plan: ModelPlan }
  | { do: 'place'; ref: string; buyer: string; lines: LineWish[]; discount: bigint; shipping: bigint; cuts: bigint[]; points: bigint }
  | ({ do: 'exchange'; ref: string; id: string } & Exchange)
  | { do: 'pay'; ref: string; id: string; amount: bigint }
  | { do: 'receive'; ref: string; lines: number[] | null }
  | ({ do: 'refund'; ref: string; id: string } & Back)
  | { do: 'withdraw'; id: string; person: string; amount: bigint }
  | { do: 'approve' | 'settle' | 'fail' | 'reject'; id: string }
  | { do: 'advance'; to: number }
  | LifeStep;

const MONEY = ['place', 'pay', 'receive', 'refund', 'exchange', 'win', 'cancel', 'visit', 'adjust', 'serve'] as const;

/** Steps that are commands of the settler, and can be settled together. */
export type MoneyStep = Extract<Step, { do: (typeof MONEY)[number] }>;

export function isMoney(step: Step): step is MoneyStep {
  return MONEY.some((verb) => verb === step.do);
}

/** A step as the history tells it. */
export function text(step: Step): string {
  return JSON.stringify(step, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** What happens next: mostly what the state of the brand makes likely, sometimes what must be refused. */
export function nextStep(random: Random, model: Model, i: number): Step {
  const people = [...model.parent.keys()];
  if (people.length < 3) return { do: 'person', name: `p${people.length}` };
  if (i === 6) return { do: 'plan', plan: nextPlan(random, i) };
  if (i === 8) return { do: 'rule', rule: nextRule(random) };
  if (i === 9) return { do: 'deal', deal: nextDeal(random) };
  const life = random.chance(0.3) ? nextLife(random, model, i) : null;
  if (life) return life;
  const dice = random.next();
  const orders = [...model.orders.values()];
  if (dice < 0.08 && people.length < 14) return { do: 'person', name: `p${people.length}` };
  if (dice < 0.18) return { do: 'bind', person: random.of(people), referrer: random.of(people) };
  if (dice < 0.2) return { do: 'plan', plan: nextPlan(random, i) };
  if (dice < 0.42 || orders.length === 0) return nextPlace(random, model, people, i);
  if (dice < 0.62) return nextPay(random, model, orders, i);
  if (dice < 0.75) {
    const paid = orders.filter((each) => each.paidAt !== null && each.lines.some((line) => line.receivedAt === null));
    const order = paid.length > 0 && random.chance(0.8) ? random.of(paid) : random.of(orders);
    const isWhole = random.chance(0.7);
    return {
      do: 'receive',
      ref: order.ref,
      lines: isWhole ? null : [1 + random.below(order.lines.length + (random.chance(0.05) ? 1 : 0))],
    };
  }
  if (dice < 0.79) return nextExchange(random, model, orders, i);
  if (dice < 0.88) return nextRefund(random, model, orders, i);
  if (dice < 0.94) return nextWithdrawal(random, model, i);
  return { do: 'advance', to: model.now + HOUR * (1 + random.below(random.chance(0.4) ? 30 : 24 * 9)) };
}

function nextWithdrawal(random: Random, model: Model, i: number): Step {
  const known = [...model.withdrawals.keys()];
  const open = known.filter((id) => ['requested', 'approved'].includes(model.withdrawals.get(id)?.state ?? ''));
  if (known.length > 0 && random.chance(0.5)) {
    const id = open.length > 0 && random.chance(0.9) ? random.of(open) : random.of(known);
    return { do: random.of(['approve', 'settle', 'settle', 'fail', 'reject'] as const), id };
  }
  const rich = [...model.purses].filter(([, purse]) => purse.available > 0n);
  if (rich.length === 0) return { do: 'withdraw', id: `w${i}`, person: random.of([...model.parent.keys()]), amount: 1n };
  const [person, { available }] = random.of(rich);
  return { do: 'withdraw', id: `w${i}`, person, amount: random.chance(0.7) ? available : BigInt(1 + random.below(Number(available) + 2)) };
}

function nextPlan(random: Random, i: number): ModelPlan {
  const rates = Array.from({ length: 1 + random.below(4) }, () => random.below(200_000));
  const stages = random.chance(0.5) ? [...STAGES] : STAGES.filter(() => random.chance(0.6));
  return {
    name: `plan ${i}`,
    rates,
    capPpm: random.chance(0.5) ? 1_000_000 : 1 + random.below(300_000),
    holdDays: random.of([0, 0, 1, 7]),
    stages: stages.length > 0 ? stages : [...STAGES],
  };
}

function nextPlace(random: Random, model: Model, people: readonly string[], i: number): Step {
  const lines = Array.from({ length: 1 + random.below(3) }, (): LineWish => {
    if (random.chance(0.2)) return nextCardLine(random);
    const quantity = BigInt(1 + random.below(4));
    const unitPrice = BigInt(random.chance(0.05) ? 0 : random.below(30_000));
    const discount = random.chance(0.3) ? BigInt(random.below(Number(quantity * unitPrice) + 5)) : 0n;
    return { quantity, unitPrice, discount };
  });
  const discount = random.chance(0.3) ? BigInt(random.below(4_000)) : 0n;
  const shipping = random.chance(0.3) ? BigInt(random.below(2_000)) : 0n;
  const total = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice - line.discount, shipping - discount);
  const buyer = random.of(people);
  const has = Number(model.points.spendable(buyer, model.now));
  const isPart = lines.every((line) => !line.card) || random.chance(0.05);
  return {
    do: 'place',
    ref: `o${i}`,
    buyer,
    points: has > 0 && random.chance(0.6) ? BigInt(1 + random.below(Math.min(has + 2, Number(total > 1n ? total : 1n) * 2))) : 0n,
    lines,
    discount,
    shipping,
    cuts: isPart && random.chance(0.2) && total > 10n ? nextCuts(random, total) : [],
  };
}

/** Two to four parts of a total; now and then one unit is missing. */
function nextCuts(random: Random, total: bigint): bigint[] {
  const count = 2 + random.below(3);
  let left = total - BigInt(count);
  const cuts: bigint[] = [];
  for (let i = 0; i < count; i++) {
    const part = i === count - 1 ? left : (left * BigInt(random.below(1_000))) / 1_000n;
    left -= part;
    cuts.push(part + 1n);
  }
  if (random.chance(0.05)) cuts[0] = (cuts[0] ?? 0n) + 1n;
  return cuts;
}

function nextPay(random: Random, model: Model, orders: readonly ModelOrder[], i: number): Step {
  const told = [...model.payments];
  if (told.length > 0 && random.chance(0.12)) {
    const [id, content] = random.of(told);
    const [ref = '', amount = '1'] = content.split(' ');
    return { do: 'pay', ref, id, amount: BigInt(amount) + (random.chance(0.2) ? 1n : 0n) };
  }
  const open = orders.filter((order) => order.tendered < order.total && !order.isCancelled);
  const order = open.length > 0 && random.chance(0.9) ? random.of(open) : random.of(orders);
  const due = order.total - order.tendered;
  const amount = random.chance(0.8) ? due : BigInt(1 + random.below(Number(due) + 3));
  return { do: 'pay', ref: order.ref, id: `pay${i}`, amount: amount > 0n ? amount : 1n };
}

function nextExchange(random: Random, model: Model, orders: readonly ModelOrder[], i: number): Step {
  const paid = orders.filter((order) => order.paidAt !== null && !isGone(order));
  const order = paid.length > 0 && random.chance(0.9) ? random.of(paid) : random.of(orders);
  const line = 1 + random.below(order.lines.length + (random.chance(0.05) ? 1 : 0));
  const left = (order.lines[line - 1]?.base ?? 0n) - (order.lines[line - 1]?.refunded ?? 0n);
  const amount = random.chance(0.3) ? BigInt(1 + random.below(Number(left) + 2)) : null;
  const quantity = BigInt(1 + random.below(3));
  const unitPrice = random.chance(0.5) ? null : BigInt(random.below(Math.floor((Number(amount ?? left) * 3) / 2) + 2));
  const isDearer = unitPrice !== null && unitPrice * quantity > (amount ?? left);
  const isPaid = random.chance(0.9) ? isDearer : !isDearer;
  const told = [...model.refunds.keys()];
  const id = told.length > 0 && random.chance(0.06) ? random.of(told) : `ex${i}`;
  return { do: 'exchange', ref: order.ref, id, line, amount, quantity, unitPrice, isPaid };
}

function nextRefund(random: Random, model: Model, orders: readonly ModelOrder[], i: number): Step {
  const paid = orders.filter((order) => order.paidAt !== null && !isGone(order));
  const order = paid.length > 0 && random.chance(0.9) ? random.of(paid) : random.of(orders);
  const parts: { line: number; amount: bigint }[] = [];
  for (const [nth, line] of order.lines.entries()) {
    const left = line.base - line.refunded;
    if (random.chance(0.6))
      parts.push({ line: nth + 1, amount: random.chance(0.35) && left > 0n ? left : BigInt(1 + random.below(Number(left) + 2)) });
  }
  if (parts.length === 0) parts.push({ line: 1, amount: 1n });
  // A line may be named twice: what counts is what both parts ask together.
  if (random.chance(0.15)) {
    const part = random.of(parts);
    parts.push({ line: part.line, amount: BigInt(1 + random.below(Number(part.amount) + 1)) });
  }
  const told = [...model.refunds.keys()];
  const id = told.length > 0 && random.chance(0.06) ? random.of(told) : `ref${i}`;
  const cause = random.chance(0.3) ? 'chargeback' : 'refund';
  return { do: 'refund', ref: order.ref, id, parts, cause, shipping: random.chance(0.1) ? BigInt(1 + random.below(1_500)) : 0n };
}
