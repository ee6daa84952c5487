import { everMoves, friendRate, unitEconomics } from './economics.ts';
import type { PlanParameters } from './parameters.ts';

/** sales = Σ over stages and origins of active people × orders in the period × average order (domain.md §2) */
export interface SalesTerm {
  readonly active: number;
  readonly ordersPerMonth: number;
  readonly averageOrderValue: number;
}

export function periodSales(terms: readonly SalesTerm[]): number {
  return terms.reduce((sum, { active, ordersPerMonth, averageOrderValue }) => sum + active * ordersPerMonth * averageOrderValue, 0);
}

/**
 * What a group of first buyers is worth with everybody who comes of them: N₀ × lifetime value × 1/(1 − R₀). Null when R₀ ≥ 1 (there is
 * no such number: it grows until the market is used up) or a life has no end.
 */
export function cohortValue(plan: PlanParameters, firstBuyers: number): number | null {
  const { ltv, r0 } = unitEconomics(plan);
  return ltv === null || r0 === null || r0 >= 1 ? null : (firstBuyers * ltv) / (1 - r0);
}

/** Of so many reached, how many ever become fans, buy, come back and join: shares of one cohort, each of the step before. */
export function cohortFunnel(
  plan: PlanParameters,
  reach: number,
  fanRate: number,
  isFriend = false,
): { readonly fans: number; readonly customers: number; readonly repeat: number; readonly members: number } {
  const fans = reach * fanRate;
  const customers = fans * everMoves(isFriend ? friendRate(plan) : plan.h, plan.gF);
  const repeat = customers * everMoves(plan.p12, plan.g1);
  return { fans, customers, repeat, members: repeat * everMoves(plan.pM, plan.g2) };
}

/** Purchases of one person: how many, over how long, worth how much together. */
export interface PersonLife {
  readonly orders: number;
  /** from the first to the last purchase */
  readonly years: number;
  readonly spend: number;
}

export interface LifetimeViews {
  /** what they really spent, per person */
  readonly actual: number;
  /** frequency × lifetime × average order with the mean lifetime of everybody: whoever came once counts as a life of nought */
  readonly popular: number;
  /** the same formula over those who came back only: forgets everybody else */
  readonly popularOfRepeaters: number;
}

/** Why the popular formula of lifetime spend misleads, on people whose whole life is known. Nothing spent by nobody is 0. */
export function lifetimeViews(people: readonly PersonLife[]): LifetimeViews {
  const repeaters = people.filter((person) => person.orders > 1);
  const sum = (list: readonly PersonLife[], of: (person: PersonLife) => number): number =>
    list.reduce((total, each) => total + of(each), 0);
  const spend = sum(people, (each) => each.spend);
  const orders = sum(people, (each) => each.orders);
  const averageOrder = orders > 0 ? spend / orders : 0;
  const years = sum(repeaters, (each) => each.years);
  // The popular text reads frequency off those who came back: 5 orders in 1.5 years.
  const frequency = years > 0 ? sum(repeaters, (each) => each.orders) / years : 0;
  return {
    actual: people.length > 0 ? spend / people.length : 0,
    popular: people.length > 0 ? frequency * (sum(people, (each) => each.years) / people.length) * averageOrder : 0,
    popularOfRepeaters: repeaters.length > 0 ? frequency * (years / repeaters.length) * averageOrder : 0,
  };
}

/** Three factors, each `times` as large, multiply to times³: 2 → 8, 3 → 27. Factors pull at each other: see `afterPrice`. */
export function threeFactors(times: number): number {
  return times ** 3;
}

/** What the popular formula of fission promises for each member: (invited × levels)^N, with the N of 2 it is mostly told with. No unit comes of it. */
export function popularFission(invited: number, levels: number, power = 2): number {
  return (invited * levels) ** power;
}

/** What demand does when a price changes: ΔQ/Q = ε · ΔP/P; never below nothing. @returns sales as a multiple of before */
export function afterPrice(priceTimes: number, elasticity: number): number {
  return priceTimes * Math.max(0, 1 + elasticity * (priceTimes - 1));
}

/** A sale, who bought, and their two nearest referrers, nearest first. */
export interface CreditedSale {
  readonly amount: number;
  readonly buyer: string;
  readonly direct: string | null;
  readonly indirect: string | null;
}

/**
 * Every sale given once: w₀ to who bought, w₁ to who brought them, w₂ to who brought those; a weight nobody takes goes back to the buyer.
 * So the sum over people is all sales, which influence value (own + direct + indirect) is not.
 */
export function attributedValue(
  sales: readonly CreditedSale[],
  weights: { own: number; direct: number; indirect: number },
): Map<string, number> {
  const value = new Map<string, number>();
  const give = (person: string, amount: number): void => void value.set(person, (value.get(person) ?? 0) + amount);
  const whole = weights.own + weights.direct + weights.indirect;
  for (const { amount, buyer, direct, indirect } of sales) {
    const toDirect = direct === null ? 0 : (amount * weights.direct) / whole;
    const toIndirect = indirect === null ? 0 : (amount * weights.indirect) / whole;
    if (direct !== null) give(direct, toDirect);
    if (indirect !== null) give(indirect, toIndirect);
    give(buyer, amount - toDirect - toIndirect);
  }
  return value;
}
