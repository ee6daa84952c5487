import { addMonths, monthOf, type EpochDay } from '../../../kit/time/index.ts';

/** How a person's time is cut: calendar days, weeks from Monday, months from a day of the month (1 to 28). */
export interface Cut {
  readonly by: 'day' | 'week' | 'month';
  readonly day: number;
}

export interface Span {
  readonly from: EpochDay;
  /** the day after the last */
  readonly to: EpochDay;
}

/** The period a day belongs to. */
export function periodOf(day: EpochDay, cut: Cut): Span {
  switch (cut.by) {
    case 'day':
      return { from: day, to: day + 1 };
    case 'week': {
      // 1970-01-01 was a Thursday.
      const monday = day - ((((day + 3) % 7) + 7) % 7);
      return { from: monday, to: monday + 7 };
    }
    default: {
      const offset = cut.day - 1;
      const month = monthOf(day - offset);
      return { from: month + offset, to: addMonths(month, 1) + offset };
    }
  }
}

/** What happened to what a person has been paid for, minor units; every part is told as a positive number. */
export interface Sums {
  earned: bigint;
  reversed: bigint;
  adjusted: bigint;
  netted: bigint;
  tax: bigint;
  fee: bigint;
  paid: bigint;
  /** what the debt grew by; less than nothing when it was repaid */
  debt: bigint;
}

export function noSums(): Sums {
  return { earned: 0n, reversed: 0n, adjusted: 0n, netted: 0n, tax: 0n, fee: 0n, paid: 0n, debt: 0n };
}

/** What a period adds to a balance. Netted debts are part of what was earned: they change nothing. */
export function changeOf(sums: Sums): bigint {
  return sums.earned - sums.reversed + sums.adjusted - sums.tax - sums.fee - sums.paid;
}

export interface StatementSums extends Span {
  readonly opening: bigint;
  readonly closing: bigint;
  /** the debt at the end of it */
  readonly owed: bigint;
  readonly sums: Sums;
}

/**
 * Every period in which something moved, and the one of today, oldest first; each opens where the one before closed.
 * @param days what moved on each day, in any order
 */
export function statementsOf(days: readonly { readonly day: EpochDay; readonly sums: Sums }[], today: EpochDay, cut: Cut): StatementSums[] {
  const periods = new Map<EpochDay, { span: Span; sums: Sums }>();
  const add = (day: EpochDay, sums: Sums): void => {
    const span = periodOf(day, cut);
    const period = periods.get(span.from) ?? { span, sums: noSums() };
    for (const part of Object.keys(sums) as (keyof Sums)[]) period.sums[part] += sums[part];
    periods.set(span.from, period);
  };
  for (const { day, sums } of days) add(day, sums);
  add(today, noSums());
  let [opening, owed] = [0n, 0n];
  return [...periods.values()]
    .toSorted((a, b) => a.span.from - b.span.from)
    .map(({ span, sums }) => {
      owed += sums.debt;
      const statement = { ...span, opening, closing: opening + changeOf(sums), owed, sums };
      opening = statement.closing;
      return statement;
    });
}

/** What was taken back after it was paid out, and how much of it was not repaid. */
export interface Debt<Source> {
  readonly source: Source;
  readonly amount: bigint;
  left: bigint;
}

/**
 * Debts with what is left of each: whatever pays a debt pays the oldest first (rules.md S4).
 * @param changes of what somebody owes, in the order of the book: above zero a new debt, below a repayment
 */
export function debtsLeft<Source>(changes: readonly { readonly source: Source; readonly amount: bigint }[]): Debt<Source>[] {
  const debts: Debt<Source>[] = [];
  let first = 0;
  for (const { source, amount } of changes) {
    if (amount > 0n) debts.push({ source, amount, left: amount });
    for (let paid = amount < 0n ? -amount : 0n; paid > 0n;) {
      const debt = debts[first];
      if (!debt) break;
      const part = paid < debt.left ? paid : debt.left;
      debt.left -= part;
      paid -= part;
      if (debt.left === 0n) first += 1;
    }
  }
  return debts;
}
