import { divideHalfUp } from '../../../kit/money/index.ts';

/** Sales of persons in a period: buyers × orders per buyer × average order, as the three whole numbers behind them. */
export interface PersonSales {
  readonly buyers: bigint;
  readonly orders: bigint;
  /** minor units */
  readonly sales: bigint;
}

/** How much of the change of sales each factor brought, in minor units; the three add up to the change exactly. */
export interface Contribution {
  readonly buyers: bigint;
  readonly ordersPerBuyer: bigint;
  readonly averageOrder: bigint;
}

/** An exact quotient; the denominator is positive. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/**
 * Splits the change of `buyers × orders per buyer × average order` over its three factors by their Shapley value: the
 * mean, over the six orders in which the factors can change one after another, of what each change brings. It favours no
 * factor and leaves no rest (Shapley 1953; for index decomposition: Albrecht, François, Schoors 2002). Exact fractions, rounded
 * half up at the end; the odd unit goes to the largest part. Without sales on one side everything is due to buyers.
 */
export function decompose(before: PersonSales, after: PersonSales): Contribution {
  const change = after.sales - before.sales;
  if (before.buyers === 0n || after.buyers === 0n || before.orders === 0n || after.orders === 0n) {
    return { buyers: change, ordersPerBuyer: 0n, averageOrder: 0n };
  }
  const b = [whole(before.buyers), whole(after.buyers)] as const;
  const f = [fraction(before.orders, before.buyers), fraction(after.orders, after.buyers)] as const;
  const a = [fraction(before.sales, before.orders), fraction(after.sales, after.orders)] as const;
  const parts = [share(b, f, a), share(f, b, a), share(a, b, f)].map((part) => divideHalfUp(part.over, part.under)) as [
    bigint,
    bigint,
    bigint,
  ];
  const rest = change - parts[0] - parts[1] - parts[2];
  const largest = parts.reduce((best, part, i) => (size(part) > size(parts[best] as bigint) ? i : best), 0);
  parts[largest] = (parts[largest] as bigint) + rest;
  return { buyers: parts[0], ordersPerBuyer: parts[1], averageOrder: parts[2] };
}

type Pair = readonly [Fraction, Fraction];

/** (x₁ − x₀) × (2·y₀z₀ + y₁z₀ + y₀z₁ + 2·y₁z₁) ÷ 6 */
function share(x: Pair, y: Pair, z: Pair): Fraction {
  const twice = whole(2n);
  const weight = [times(twice, times(y[0], z[0])), times(y[1], z[0]), times(y[0], z[1]), times(twice, times(y[1], z[1]))].reduce(plus);
  return times(times(plus(x[1], times(whole(-1n), x[0])), weight), fraction(1n, 6n));
}

function whole(value: bigint): Fraction {
  return { over: value, under: 1n };
}

function fraction(over: bigint, under: bigint): Fraction {
  return { over, under };
}

function times(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.over, under: a.under * b.under };
}

function plus(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
