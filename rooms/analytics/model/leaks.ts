import { decimal6, divideHalfUp } from '../../../kit/money/index.ts';
import type { Leak } from '../api.ts';

/** What the last twelve months of data show; amounts in minor units, counts of people and days whole. */
export interface LeakFacts {
  /** customers ever, and those of them with one order */
  readonly customers: bigint;
  readonly oneTimeBuyers: bigint;
  /** gross of the twelve months, by origin, and what was taken back in them */
  readonly gross: bigint;
  readonly anonymous: bigint;
  readonly paid: bigint;
  readonly referred: bigint;
  readonly returns: bigint;
  /** mean net of one order of a person in the twelve months; null without orders */
  readonly averageOrder: bigint | null;
  /** people with two or more orders for whom twice their mean pause has passed, and what they spent in a year on average */
  readonly lapsed: { readonly people: bigint; readonly spendPerYear: bigint };
  /** `YYYY-MM-DD`: whoever came on it or later has not been away long enough to be missed */
  readonly absentBefore: string;
  /** median whole days from the first order to the second; null when nobody came twice */
  readonly secondOrderDays: number | null;
  /** the hundredth of the customers who spent most, and their share of all own net */
  readonly top: { readonly people: bigint; readonly spend: bigint; readonly all: bigint };
}

type Draft = Omit<Leak, 'worth'> & { readonly worth: bigint | null };

/** Shares that a brand can win back within a year by ordinary means: assumptions, stated with every leak they are used in. */
const assumed = {
  secondOrder: 100_000n,
  regulars: 200_000n,
  named: 100_000n,
  returns: 333_333n,
  friends: 100_000n,
} as const;

/**
 * Where sales leak, the largest first: what a year could win back under the assumption stated in `assumedShare`. A leak
 * stands in the list only when it is one; those without an amount come last.
 */
export function leaksOf(facts: LeakFacts): (Omit<Leak, 'worth'> & { worth: bigint | null })[] {
  const drafts: (Draft | null)[] = [
    oneTimeBuyers(facts),
    lapsedRepeaters(facts),
    anonymousSales(facts),
    returns(facts),
    noReferrals(facts),
    slowSecondOrder(facts),
    paidDependence(facts),
    concentration(facts),
  ];
  return drafts.filter((draft) => draft !== null).sort((a, b) => Number((b.worth ?? -1n) - (a.worth ?? -1n)));
}

function oneTimeBuyers({ customers, oneTimeBuyers: people, averageOrder }: LeakFacts): Draft | null {
  if (people === 0n || averageOrder === null) return null;
  return {
    id: 'oneTimeBuyers',
    people: Number(people),
    worth: part(people * averageOrder, assumed.secondOrder),
    facts: {
      share: share(people, customers),
      assumedShare: share(assumed.secondOrder, 1_000_000n),
      averageOrder: averageOrder.toString(),
    },
    filter: { minOrders: '1', maxOrders: '1' },
  };
}

function lapsedRepeaters({ lapsed, absentBefore }: LeakFacts): Draft | null {
  if (lapsed.people === 0n) return null;
  return {
    id: 'lapsedRepeaters',
    people: Number(lapsed.people),
    worth: part(lapsed.people * lapsed.spendPerYear, assumed.regulars),
    facts: { assumedShare: share(assumed.regulars, 1_000_000n), yearlySpend: lapsed.spendPerYear.toString() },
    filter: { minOrders: '2', lastOrderBefore: absentBefore, sort: 'lastOrder', order: 'asc' },
  };
}

function anonymousSales({ anonymous, gross }: LeakFacts): Draft | null {
  if (gross <= 0n || anonymous * 20n < gross) return null;
  return {
    id: 'anonymousSales',
    people: null,
    worth: part(anonymous, assumed.named),
    facts: { share: share(anonymous, gross), assumedShare: share(assumed.named, 1_000_000n) },
    filter: null,
  };
}

function returns({ returns: amount, gross }: LeakFacts): Draft | null {
  if (gross <= 0n || amount * 50n < gross) return null;
  return {
    id: 'returns',
    people: null,
    worth: part(amount, assumed.returns),
    facts: { share: share(amount, gross), assumedShare: share(assumed.returns, 1_000_000n) },
    filter: null,
  };
}

function noReferrals({ referred, gross, customers, averageOrder }: LeakFacts): Draft | null {
  if (gross <= 0n || averageOrder === null || referred * 10n > gross) return null;
  return {
    id: 'noReferrals',
    people: null,
    worth: part(customers * averageOrder, assumed.friends),
    facts: {
      share: share(referred, gross),
      assumedShare: share(assumed.friends, 1_000_000n),
      averageOrder: averageOrder.toString(),
    },
    filter: { minOrders: '2', sort: 'own' },
  };
}

function slowSecondOrder({ secondOrderDays }: LeakFacts): Draft | null {
  if (secondOrderDays === null || secondOrderDays < 30) return null;
  return {
    id: 'slowSecondOrder',
    people: null,
    worth: null,
    facts: { medianDays: secondOrderDays },
    filter: { stage: 'customer' },
  };
}

function paidDependence({ paid, gross }: LeakFacts): Draft | null {
  if (gross <= 0n || paid * 5n < gross) return null;
  return {
    id: 'paidDependence',
    people: null,
    worth: null,
    facts: { share: share(paid, gross) },
    filter: { sourceKind: 'paid' },
  };
}

function concentration({ top }: LeakFacts): Draft | null {
  if (top.all <= 0n || top.people === 0n || top.spend * 5n < top.all) return null;
  return {
    id: 'concentration',
    people: Number(top.people),
    worth: null,
    facts: { share: share(top.spend, top.all) },
    filter: { sort: 'own' },
  };
}

function part(amount: bigint, ppm: bigint): bigint {
  return divideHalfUp(amount * ppm, 1_000_000n);
}

function share(of: bigint, whole: bigint): string {
  return decimal6(of, whole) ?? '0.000000';
}
