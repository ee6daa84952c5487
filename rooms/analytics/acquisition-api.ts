import { z } from 'zod';
import { day, money, periodQuery, sourceKind } from '../../kit/http/shapes.ts';

export const acquisitionQuery = periodQuery;

/** Margin of goods one first buyer has brought in their first year, over as many months as enough of them have behind them. */
const broughtBack = z.object({ perBuyer: money, months: z.number().int() }).nullable();
/** After how many months of thirty days that margin reached the cost; `notYet`: not within those months. */
const paidBack = z.object({
  state: z.enum(['paidBack', 'notYet', 'tooFew', 'marginUnknown', 'noCost']),
  months: z.number().int().nullable(),
});

/** What a source cost and brought. Of whom nobody knows where they came from nothing is worked out. */
const acquiredFrom = z.object({
  source: z.object({ id: z.string(), kind: sourceKind, name: z.string() }),
  /** what was entered for days of the period; null: nothing was */
  spent: money.nullable(),
  /** people of the source who became fans in the period or bought at once, and those who bought for the first time */
  fans: z.number().int(),
  firstBuyers: z.number().int(),
  costPerFan: money.nullable(),
  /** spent ÷ first buyers */
  costPerBuyer: money.nullable(),
  margin: broughtBack,
  payback: paidBack,
  campaigns: z.array(z.object({ name: z.string(), spent: money })),
});

/** What it cost to win people over a time, source by source (domain.md §3 C1, C3, C4). */
export const acquisition = z
  .object({
    from: day.nullable(),
    to: day.nullable(),
    /** all that was entered; null: nothing was */
    spent: money.nullable(),
    /** of sources that cost something */
    fans: z.number().int(),
    firstBuyers: z.number().int(),
    costPerFan: money.nullable(),
    costPerBuyer: money.nullable(),
    margin: broughtBack,
    payback: paidBack,
    /** everybody who bought for the first time, and those of them of whom no source is known */
    allFirstBuyers: z.number().int(),
    unknownBuyers: z.number().int(),
    data: z.array(acquiredFrom),
    next: z.null(),
  })
  .meta({ id: 'Acquisition' });

export type Acquisition = z.infer<typeof acquisition>;
