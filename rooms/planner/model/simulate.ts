import { certainty, type Chance } from './chance.ts';
import { friendRate, unitEconomics } from './economics.ts';
import type { PlanParameters } from './parameters.ts';

/** People of one origin at the end of a month. F fans, C1 bought once, C2 came back, M members, P partners. */
export interface Stocks {
  F: number;
  C1: number;
  C2: number;
  M: number;
  P: number;
}

/** A: came by ads or by themselves. R: brought by others. */
export interface StocksByOrigin {
  readonly A: Readonly<Stocks>;
  readonly R: Readonly<Stocks>;
}

/** The same as it is said: whoever is left out is not there. */
export type StocksSaid = { readonly [O in 'A' | 'R']?: { readonly [S in keyof Stocks]?: number | undefined } | undefined };

/** Everybody who is said to be there, and nobody else. */
export function stocksOf({ A, R }: StocksSaid): StocksByOrigin {
  const side = (said: StocksSaid['A']): Stocks => ({
    F: said?.F ?? 0,
    C1: said?.C1 ?? 0,
    C2: said?.C2 ?? 0,
    M: said?.M ?? 0,
    P: said?.P ?? 0,
  });
  return { A: side(A), R: side(R) };
}

export interface PlanMonth {
  /** from 1 */
  readonly month: number;
  readonly sales: { adFirst: number; referralFirst: number; repeat: number; fee: number; total: number };
  readonly cost: { goods: number; commission: number; gifts: number; ads: number; service: number; fixed: number; payment: number };
  readonly profit: number;
  /** profit since the first month; fees count when they are paid, so this is what lies in the till */
  readonly cash: number;
  /** ρ: sales that are neither ads' nor their own first orders, as a share; null without sales */
  readonly loopRate: number | null;
  /** new fans: bought or come by themselves, and brought */
  readonly fans: { readonly ad: number; readonly referral: number };
  readonly members: number;
  /** at one for 3,000 contacts (domain.md §3 H2, an assumption) */
  readonly staff: number;
  /** commission ÷ sales; null without sales */
  readonly commissionRate: number | null;
  /** fees paid for time that has not passed */
  readonly prepaid: number;
  readonly stocks: StocksByOrigin;
}

export interface RunOptions {
  readonly months: number;
  /** no ads are bought after this month */
  readonly adsOffAfter?: number | undefined;
  readonly start?: Partial<Readonly<Record<'A' | 'R', Partial<Stocks>>>> | undefined;
}

/** How many a plan that multiplies by itself can reach when nobody has said so: an assumption, stated wherever it is used. */
export const ASSUMED_MARKET = 100_000_000;
export const CONTACTS_PER_STAFF = 3000;
const FEE_MONTHS = 12;

/**
 * The months of a plan, one after another, each from the stocks at its start (domain.md §4). Sales of the four kinds add up to the
 * total; stocks are never negative. Whoever was ever reached counts against `addressable`: what is brought shrinks by what is left.
 * @param chance expected values unless luck is asked for
 */
export function simulate(plan: PlanParameters, options: RunOptions, chance: Chance = certainty): PlanMonth[] {
  const run = startRun(plan, options);
  return Array.from({ length: options.months }, (_, i) => {
    const hasAds = options.adsOffAfter === undefined || i < options.adsOffAfter;
    return nextMonth(plan, run, hasAds ? plan.ad : 0, chance);
  });
}

interface Side {
  readonly stocks: Stocks;
  /** orders of the month before */
  orders: number;
}

interface Run {
  month: number;
  reached: number;
  readonly market: number;
  cash: number;
  readonly sides: { readonly A: Side; readonly R: Side };
  /** fees of the last twelve months, the newest last */
  readonly fees: number[];
}

function startRun(plan: PlanParameters, { start }: RunOptions): Run {
  const side = (origin: 'A' | 'R'): Side => ({ stocks: { F: 0, C1: 0, C2: 0, M: 0, P: 0, ...start?.[origin] }, orders: 0 });
  const sides = { A: side('A'), R: side('R') };
  const reached = headcount(sides.A.stocks) + headcount(sides.R.stocks);
  return { month: 0, reached, market: marketOf(plan), cash: 0, sides, fees: [] };
}

/** How many can be reached: what the plan says; without a word, no end for a plan that dies out, `ASSUMED_MARKET` for one that explodes. */
export function marketOf(plan: PlanParameters): number {
  return plan.addressable ?? (unitEconomics(plan).isExplosive ? ASSUMED_MARKET : Infinity);
}

function headcount({ F, C1, C2, M, P }: Stocks): number {
  return F + C1 + C2 + M + P;
}

function nextMonth(plan: PlanParameters, run: Run, ads: number, chance: Chance): PlanMonth {
  const { A, R } = run.sides;
  const left = Math.max(0, run.market - run.reached);
  const adFans = Math.min(left, chance.arrivals(ads / plan.cpf + plan.organic));
  const room = run.market === Infinity ? 1 : left / run.market;
  const byA = broughtBy(A, plan, room, chance);
  const byR = broughtBy(R, plan, room, chance);
  const friends = Math.min(left - adFans, byA + byR);
  run.reached += adFans + friends;

  const a = moveOn(A, adFans, plan.h, plan, chance);
  const r = moveOn(R, friends, friendRate(plan), plan, chance);

  const adFirst = a.firstOrders * plan.a1;
  const referralFirst = r.firstOrders * plan.a1 * (1 - plan.d);
  const repeat = a.repeatSales + r.repeatSales;
  const fee = a.fees + r.fees;
  const goods = adFirst + referralFirst + repeat;
  const total = goods + fee;
  const indirect = byA + byR > 0 ? byR / (byA + byR) : 0;
  const buyers = A.stocks.C1 + A.stocks.C2 + R.stocks.C1 + R.stocks.C2;
  const members = A.stocks.M + A.stocks.P + R.stocks.M + R.stocks.P;
  const cost = {
    goods: goods * (1 - plan.m) + fee * (1 - plan.mF),
    commission: (referralFirst + r.repeatSales) * (plan.c1 + plan.c2 * indirect),
    gifts: r.firstOrders * plan.G,
    ads,
    service: plan.sC * buyers + plan.sM * members,
    fixed: plan.fixed,
    payment: total * plan.payment,
  };
  const profit = total - cost.goods - cost.commission - cost.gifts - cost.ads - cost.service - cost.fixed - cost.payment;
  run.month += 1;
  run.cash += profit;
  run.fees.push(fee);
  if (run.fees.length > FEE_MONTHS) run.fees.shift();
  return {
    month: run.month,
    sales: { adFirst, referralFirst, repeat, fee, total },
    cost,
    profit,
    cash: run.cash,
    loopRate: total > 0 ? 1 - adFirst / total : null,
    fans: { ad: adFans, referral: friends },
    members,
    staff: Math.ceil((headcount(A.stocks) + headcount(R.stocks)) / CONTACTS_PER_STAFF),
    commissionRate: total > 0 ? cost.commission / total : null,
    prepaid: unearned(run.fees),
    stocks: { A: { ...A.stocks }, R: { ...R.stocks } },
  };
}

/** Fans one origin brings: each stage shares at its own rate; a share of `room` of those asked has not been reached before. */
function broughtBy({ stocks, orders }: Side, { s, n, a, b, k }: PlanParameters, room: number, chance: Chance): number {
  const each = n * a * room;
  return (
    chance.brought(stocks.C1, s.C1 * each, k) +
    chance.brought(stocks.C2, s.C2 * each, k) +
    chance.brought(stocks.M, s.M * each, k) +
    chance.brought(stocks.P, s.P * each, k) +
    (b > 0 ? chance.brought(orders, b * each, k) : 0)
  );
}

/** Moves the people of one origin through the month: who buys, comes back, joins, becomes a partner, and who leaves. */
function moveOn(
  side: Side,
  fans: number,
  dealRate: number,
  plan: PlanParameters,
  chance: Chance,
): { firstOrders: number; repeatSales: number; fees: number } {
  const { F, C1, C2, M, P } = side.stocks;
  const waiting = F + fans;
  const first = chance.some(waiting, dealRate);
  const second = chance.some(C1, plan.p12);
  const joined = chance.some(C2, plan.pM);
  const partners = chance.some(M, plan.pP);
  const repeats = chance.arrivals(C2 * plan.l2);
  const ofMembers = chance.arrivals((M + P) * plan.lM);
  side.stocks.F = stay(waiting - first, plan.gF, chance);
  side.stocks.C1 = stay(C1 - second, plan.g1, chance) + first;
  side.stocks.C2 = stay(C2 - joined, plan.g2, chance) + second;
  side.stocks.M = stay(M - partners, plan.gM, chance) + joined;
  side.stocks.P = stay(P, plan.gP, chance) + partners;
  side.orders = first + second + repeats + ofMembers;
  return {
    firstOrders: first,
    repeatSales: (second + repeats) * plan.a2 + ofMembers * plan.aM,
    fees: (joined + (M + P) / FEE_MONTHS) * plan.fee,
  };
}

function stay(people: number, leaveRate: number, chance: Chance): number {
  return people - chance.some(people, leaveRate);
}

/** Fees buy twelve months, from the middle of the month they are paid in. */
function unearned(fees: readonly number[]): number {
  return fees.reduce((sum, fee, i) => sum + (fee * (FEE_MONTHS - (fees.length - 1 - i) - 0.5)) / FEE_MONTHS, 0);
}
