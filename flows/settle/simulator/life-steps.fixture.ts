import { KINDS, stateOf, type CardKind } from './cards.fixture.ts';
import type { ModelDeal } from './gifts.fixture.ts';
import type { Model } from './model.fixture.ts';
import type { CardName, LineWish } from './orders.fixture.ts';
import type { ModelRule } from './points.fixture.ts';
import type { Random } from './random.fixture.ts';

/** What happens around orders in the life of a member. */
export type LifeStep =
  | { do: 'rule'; rule: ModelRule }
  | { do: 'deal'; deal: ModelDeal }
  | { do: 'restock'; product: string; pieces: number }
  | { do: 'before'; person: string }
  | { do: 'visit'; person: string }
  | { do: 'adjust'; person: string; points: bigint }
  | ({ do: 'take'; units: bigint } & CardName)
  | ({ do: 'freeze' | 'unfreeze' } & CardName)
  | ({ do: 'giveCard'; to: string } & CardName)
  | ({ do: 'cardBack'; id: string } & CardName)
  | { do: 'win'; id: string; ref: string }
  | { do: 'cancel'; ref: string }
  | { do: 'serve'; ref: string; id: string; person: string; line: number; what: string };

/** Pieces the brand begins with of what it gives; the box is not counted. */
export const PIECES = [
  ['cup', 6],
  ['bag', 2],
] as const;

/** Mostly what can be done; null: nothing of the kind is there. */
export function nextLife(random: Random, model: Model, i: number): LifeStep | null {
  const people = [...model.parent.keys()];
  const dice = random.next();
  if (dice < 0.05) return nextServe(random, model, people, i);
  if (dice < 0.12) return { do: 'visit', person: random.of(people) };
  if (dice < 0.2) return nextAdjust(random, model, people);
  if (dice < 0.27) return { do: 'before', person: random.of(nextFriends(random, model, people)) };
  if (dice < 0.3) return { do: 'rule', rule: nextRule(random) };
  if (dice < 0.33) return { do: 'deal', deal: nextDeal(random) };
  if (dice < 0.36) return { do: 'restock', product: random.of(PIECES)[0], pieces: 1 + random.below(2) };
  if (dice < 0.45) return nextCancel(random, model);
  if (dice < 0.54) return nextWin(random, model);
  return nextOnCard(random, model, people, i);
}

/** Mostly those whom somebody brought and who never ordered. */
function nextFriends(random: Random, model: Model, people: readonly string[]): readonly string[] {
  const buyers = new Set([...model.orders.values()].map((order) => order.buyer));
  const friends = people.filter((person) => model.parent.get(person) && !buyers.has(person));
  return friends.length > 0 && random.chance(0.7) ? friends : people;
}

function nextAdjust(random: Random, model: Model, people: readonly string[]): LifeStep {
  const person = random.of(people);
  const has = Number(model.points.spendable(person, model.now));
  const fewer = has > 0 && random.chance(0.4);
  return { do: 'adjust', person, points: fewer ? -BigInt(1 + random.below(has + 2)) : BigInt(1 + random.below(9_000)) };
}

/** Mostly a line that is there, by somebody new to it; now and then told again, and not always the same. */
function nextServe(random: Random, model: Model, people: readonly string[], i: number): LifeStep | null {
  const orders = [...model.orders.values()];
  if (orders.length === 0) return null;
  const told = [...model.served];
  if (told.length > 0 && random.chance(0.2)) {
    const [id, content] = random.of(told);
    const [ref = '', line = '1', person = '', what = ''] = content.split(' ');
    return { do: 'serve', ref, id, person: random.chance(0.2) ? random.of(people) : person, line: Number(line), what };
  }
  const order = random.of(orders);
  const line = 1 + random.below(order.lines.length + (random.chance(0.05) ? 1 : 0));
  return { do: 'serve', ref: order.ref, id: `s${i}`, person: random.of(people), line, what: random.of(['advice', 'fitting']) };
}

function nextCancel(random: Random, model: Model): LifeStep | null {
  const orders = [...model.orders.values()];
  const open = orders.filter((order) => order.paidAt === null && !order.isCancelled);
  if (orders.length === 0) return null;
  return { do: 'cancel', ref: (open.length > 0 && random.chance(0.9) ? random.of(open) : random.of(orders)).ref };
}

function nextWin(random: Random, model: Model): LifeStep | null {
  const all = [...model.refunds];
  const lost = all.filter(([id, content]) => content.includes(' chargeback ') && (!model.isWon(id) || random.chance(0.1)));
  if (all.length === 0 || (lost.length === 0 && random.chance(0.8))) return null;
  const [id, content] = lost.length > 0 ? random.of(lost) : random.of(all);
  return { do: 'win', id, ref: content.slice(0, content.indexOf(' ')) };
}

function nextOnCard(random: Random, model: Model, people: readonly string[], i: number): LifeStep | null {
  const { all } = model.cards;
  const running = all.filter((card) => ['active', 'frozen'].includes(stateOf(card, model.now)));
  const standing = all.filter((card) => card.end !== 'given');
  if (standing.length === 0) return null;
  const card = running.length > 0 && random.chance(0.8) ? random.of(running) : random.of(standing);
  const { ref, line, nth } = card;
  const dice = random.next();
  const most = KINDS[card.kind].isBalance ? Number(card.units - card.used) + 2 : Number(KINDS[card.kind].each) + 1;
  if (card.frozenOn !== null && dice < 0.7) return { do: 'unfreeze', ref, line, nth };
  if (dice < 0.5) return { do: 'take', ref, line, nth, units: BigInt(1 + random.below(Math.max(1, most - 1))) };
  if (dice < 0.7) return { do: 'freeze', ref, line, nth };
  if (dice < 0.72) return { do: 'unfreeze', ref, line, nth };
  if (dice < 0.86) return { do: 'giveCard', ref, line, nth, to: random.of(people) };
  const told = [...model.refunds.keys()];
  return { do: 'cardBack', id: told.length > 0 && random.chance(0.1) ? random.of(told) : `cb${i}`, ref, line, nth };
}

/** A line of cards. */
export function nextCardLine(random: Random): LineWish {
  const quantity = BigInt(1 + random.below(2));
  const card = random.of(Object.keys(KINDS) as CardKind[]);
  const unitPrice = BigInt(1 + random.below(20_000));
  return { quantity, unitPrice, discount: random.chance(0.2) ? BigInt(random.below(Number(unitPrice))) : 0n, card };
}

export function nextRule(random: Random): ModelRule {
  return {
    isOn: random.chance(0.9),
    worth: { points: BigInt(random.of([1, 1, 3, 100])), amount: BigInt(random.of([1, 2, 7, 100])) },
    earn: { points: BigInt(random.of([0, 1, 1, 3, 10])), amount: BigInt(random.of([7, 100, 100, 1_000])) },
    cardTimes: BigInt(random.of([0, 1_000_000, 2_500_000])),
    mostPpm: BigInt(random.of([300_000, 900_000, 990_000])),
    expiryDays: random.of([null, 3, 10]),
    graceDays: random.of([1, 4]),
    visit: BigInt(random.of([0, 5, 40])),
    friend: BigInt(random.of([0, 100, 500])),
    growth: BigInt(random.of([0, 100, 1_000])),
  };
}

export function nextDeal(random: Random): ModelDeal {
  const gift = (product: string) => ({ product, cost: BigInt(random.below(2_000)), most: random.of([null, null, 1, 3]) });
  const gifts = {
    ...(random.chance(0.7) ? { before: gift('cup') } : {}),
    ...(random.chance(0.8) ? { after: gift('bag') } : {}),
    ...(random.chance(0.8) ? { onReferral: gift('box') } : {}),
  };
  return { isOn: random.chance(0.85), gifts };
}
