import type { MoneyJson } from '../../../../../ui/format/money.ts';

/** The measured factors of a period's sales, in minor units. */
export interface Factors {
  readonly buyers: number;
  readonly personOrders: number;
  readonly personSales: bigint;
  readonly anonymous: bigint;
  readonly unnamedReturns: bigint;
}

interface EquationReply {
  sales: MoneyJson;
  buyers: number;
  personOrders: number;
  personSales: MoneyJson;
  anonymous: MoneyJson;
  unnamedReturns: MoneyJson;
}

export function factorsOf(equation: EquationReply): Factors {
  return {
    buyers: equation.buyers,
    personOrders: equation.personOrders,
    personSales: BigInt(equation.personSales.amount),
    anonymous: BigInt(equation.anonymous.amount),
    unnamedReturns: BigInt(equation.unnamedReturns.amount),
  };
}

/** buyers × orders per buyer × average order is the sales of named people exactly, so the sum needs no rounding. */
export function salesOf(factors: Factors): bigint {
  return factors.personSales + factors.anonymous - factors.unnamedReturns;
}

/** Whether the factors add up to the sales the server says, to the minor unit. */
export function isReconciled(equation: EquationReply): boolean {
  return salesOf(factorsOf(equation)) === BigInt(equation.sales.amount);
}

/** Changes of the three factors in parts per million: 100 000 = +10 %. */
export interface Levers {
  readonly buyers: number;
  readonly ordersPerBuyer: number;
  readonly averageOrder: number;
}
export const noLevers: Levers = { buyers: 0, ordersPerBuyer: 0, averageOrder: 0 };
export type Lever = keyof Levers;
export const levers: readonly Lever[] = ['buyers', 'ordersPerBuyer', 'averageOrder'];

export interface WhatIf {
  readonly before: bigint;
  readonly after: bigint;
  readonly gain: bigint;
  /** what each lever would bring alone; together they bring more, because they multiply */
  readonly alone: Readonly<Record<Lever, bigint>>;
}

const MILLION = 1_000_000n;

/**
 * The year's sales when the factors change: personSales × (1+a)(1+b)(1+c) + anonymous − unnamed returns.
 * What is measured over fewer days than a year is first stretched to 365 days; a longer period is shrunk.
 * Rounded half away from zero, once.
 */
export function whatIf(factors: Factors, days: number, changed: Levers): WhatIf {
  const year = {
    ...factors,
    personSales: toYear(factors.personSales, days),
    anonymous: toYear(factors.anonymous, days),
    unnamedReturns: toYear(factors.unnamedReturns, days),
  };
  const before = salesOf(year);
  const withLevers = (one: Levers) =>
    rounded(year.personSales * grown(one.buyers) * grown(one.ordersPerBuyer) * grown(one.averageOrder), MILLION ** 3n) +
    year.anonymous -
    year.unnamedReturns;
  const after = withLevers(changed);
  return {
    before,
    after,
    gain: after - before,
    alone: {
      buyers: withLevers({ ...noLevers, buyers: changed.buyers }) - before,
      ordersPerBuyer: withLevers({ ...noLevers, ordersPerBuyer: changed.ordersPerBuyer }) - before,
      averageOrder: withLevers({ ...noLevers, averageOrder: changed.averageOrder }) - before,
    },
  };
}

const grown = (ppm: number) => MILLION + BigInt(Math.max(-1_000_000, Math.round(ppm)));
const toYear = (amount: bigint, days: number) => (days <= 0 ? amount : rounded(amount * 365n, BigInt(days)));

function rounded(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const whole = (magnitude * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -whole : whole;
}

/** A factor after its lever, for the words beside the slider. */
export function moved(value: number, ppm: number): number {
  return value * (1 + ppm / 1_000_000);
}

interface OriginReply {
  orders: number;
  sales: MoneyJson;
}
interface LoopReply {
  gross: MoneyJson;
  byOrigin: { repeat: OriginReply; referred: OriginReply };
}

/**
 * Why the loop rate moved: the change of the repeat share and of the referred share since the period before, as
 * fractions of gross; null when one of the periods sold nothing.
 */
export function whyLoopMoved(now: LoopReply, before: LoopReply): { repeat: number; referred: number } | null {
  const share = (loop: LoopReply, origin: 'repeat' | 'referred') => Number(loop.byOrigin[origin].sales.amount) / Number(loop.gross.amount);
  if (now.gross.amount === '0' || before.gross.amount === '0') return null;
  return {
    repeat: share(now, 'repeat') - share(before, 'repeat'),
    referred: share(now, 'referred') - share(before, 'referred'),
  };
}

interface MonthReply {
  period: string;
  isComplete: boolean;
  buyers: number;
  orders: number;
  gross: MoneyJson;
  returns: MoneyJson;
  byOrigin: { anonymous: OriginReply };
}

export interface MonthFactors {
  month: string;
  isComplete: boolean;
  buyers: number;
  ordersPerBuyer: number;
  /** minor units */
  averageOrder: number;
  anonymous: number;
  unnamedReturns: number;
}

/** The factors month by month for the small trends; approximate numbers for drawing, never shown as figures. */
export function monthFactors(months: readonly MonthReply[]): MonthFactors[] {
  return months.map((month) => {
    const orders = month.orders - month.byOrigin.anonymous.orders;
    const sales = Number(month.gross.amount) - Number(month.byOrigin.anonymous.sales.amount);
    return {
      month: month.period,
      isComplete: month.isComplete,
      buyers: month.buyers,
      ordersPerBuyer: month.buyers === 0 ? 0 : orders / month.buyers,
      averageOrder: orders === 0 ? 0 : sales / orders,
      anonymous: Number(month.byOrigin.anonymous.sales.amount),
      unnamedReturns: Number(month.returns.amount),
    };
  });
}
