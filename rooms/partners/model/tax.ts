import { assert } from '../../../kit/errors/index.ts';
import { divideHalfUp } from '../../../kit/money/index.ts';
import type { PolicyPack } from '../../policy/index.ts';

/**
 * How tax is withheld from what a person is paid; `none` withholds nothing, `invoice` is a business that pays its own, `US_BACKUP` is
 * somebody who gave no tax number.
 */
export type TaxMethod =
  | 'none'
  | 'invoice'
  | 'CN_LABOUR_PER_PAYMENT'
  | 'CN_PLATFORM_CUMULATIVE'
  | 'US_1099'
  | 'US_BACKUP'
  | 'EU_SELF_BILLING';

/** What was approved for one person in one calendar month of the brand, in fen. */
export interface TaxMonth {
  /** months since year 0: year × 12 + month − 1 */
  readonly month: number;
  readonly gross: bigint;
  readonly tax: bigint;
}

/** What one payout is taxed: `taxable` is the basis the rate applies to, both in minor units. */
export interface Withholding {
  readonly taxable: bigint;
  readonly tax: bigint;
}

// Fifths of a fen: 80 % of a fen is four of them, so nothing is rounded before the end.
const FIFTHS = 5n;

/**
 * Individual income tax on labour remuneration of a calendar month, in fen (compliance §4): up to 4,000.00 less 800.00, above less
 * a fifth; 20 / 30 / 40 % with quick deductions; half up to the fen.
 */
export function labourTax(gross: bigint): Withholding {
  assert(gross >= 0n, 'nobody is paid less than nothing');
  const fifths = gross <= 400_000n ? FIFTHS * (gross > 80_000n ? gross - 80_000n : 0n) : 4n * gross;
  const [rate, quick] = fifths <= FIFTHS * 2_000_000n ? [20n, 0n] : fifths <= FIFTHS * 5_000_000n ? [30n, 200_000n] : [40n, 700_000n];
  return { taxable: divideHalfUp(fifths, FIFTHS), tax: divideHalfUp(fifths * rate - 100n * FIFTHS * quick, 100n * FIFTHS) };
}

/** Comprehensive income of residents: up to (fen), percent, quick deduction (fen). */
const COMPREHENSIVE: readonly (readonly [bigint | null, bigint, bigint])[] = [
  [3_600_000n, 3n, 0n],
  [14_400_000n, 10n, 252_000n],
  [30_000_000n, 20n, 1_692_000n],
  [42_000_000n, 25n, 3_192_000n],
  [66_000_000n, 30n, 5_292_000n],
  [96_000_000n, 35n, 8_592_000n],
  [null, 45n, 18_192_000n],
];
const PER_MONTH = 500_000n;

/** Tax on cumulative platform income over a number of consecutive months, in fen: income less 20 % less 5,000.00 a month. */
export function cumulativeTax(income: bigint, months: number): Withholding {
  const fifths = 4n * income - FIFTHS * PER_MONTH * BigInt(months);
  if (fifths <= 0n) return { taxable: 0n, tax: 0n };
  const row = COMPREHENSIVE.find(([upTo]) => upTo === null || fifths <= FIFTHS * upTo);
  assert(row, 'the last row has no end');
  return { taxable: divideHalfUp(fifths, FIFTHS), tax: divideHalfUp(fifths * row[1] - 100n * FIFTHS * row[2], 100n * FIFTHS) };
}

/**
 * What is withheld from a payout of `gross` approved in `month`, after what was approved before it.
 * - per payment: T(the month's gross with it) − T(the month's gross before), so splitting payouts changes nothing;
 * - cumulative: tax on all income since the year or the last month without income began, less what was withheld for it. A month
 *   without income ends the run: the count and the sum begin anew.
 * - without a tax number: the pack's rate of every payout, half up (compliance §4).
 * @param before every earlier month with approved payouts, and this month's so far; in any order
 */
export function withholdingOf(
  method: TaxMethod,
  {
    gross,
    month,
    before,
    withoutNumberPpm = null,
  }: { gross: bigint; month: number; before: readonly TaxMonth[]; withoutNumberPpm?: number | null },
): Withholding {
  switch (method) {
    case 'CN_LABOUR_PER_PAYMENT': {
      const sofar = before.filter((each) => each.month === month).reduce((sum, each) => sum + each.gross, 0n);
      const [all, some] = [labourTax(sofar + gross), labourTax(sofar)];
      return { taxable: all.taxable - some.taxable, tax: all.tax - some.tax };
    }
    case 'CN_PLATFORM_CUMULATIVE': {
      const run = runBefore(month, before);
      const [income, paid] = run.reduce(([gross_, tax], each) => [gross_ + each.gross, tax + each.tax], [gross, 0n]);
      const months = new Set([month, ...run.map((each) => each.month)]).size;
      const due = cumulativeTax(income, months);
      return { taxable: due.taxable, tax: due.tax > paid ? due.tax - paid : 0n };
    }
    case 'US_BACKUP':
      return { taxable: gross, tax: divideHalfUp(gross * BigInt(withoutNumberPpm ?? 0), 1_000_000n) };
    default:
      return { taxable: 0n, tax: 0n };
  }
}

/** The months of this year without a gap up to `month`, and what of `month` there is already. */
function runBefore(month: number, before: readonly TaxMonth[]): TaxMonth[] {
  const yearBegan = month - (month % 12);
  const paidIn = new Set(before.map((each) => each.month));
  let first = month;
  while (first - 1 >= yearBegan && paidIn.has(first - 1)) first -= 1;
  return before.filter((each) => each.month >= first && each.month <= month);
}

/** By which method somebody is taxed: who they are decides before the brand does. */
export function methodFor(
  payee: { readonly isBusiness: boolean; readonly hasNumber: boolean },
  { method, withoutNumberPpm }: { method: TaxMethod; withoutNumberPpm: number | null },
): TaxMethod {
  if (payee.isBusiness) return 'invoice';
  return withoutNumberPpm !== null && !payee.hasNumber ? 'US_BACKUP' : method;
}

/** Whether what was paid to somebody in a year has to be reported, by the table of the policy pack: told in its money. */
export function isReportable(
  reports: PolicyPack['tax']['reports'],
  { year, paid, currency }: { year: number; paid: bigint; currency: string },
): boolean {
  const rule = reports.find((each) => year >= each.year && (each.currency === null || each.currency === currency));
  return rule !== undefined && paid >= BigInt(rule.amount);
}
