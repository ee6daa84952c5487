import { z } from 'zod';
import { day, money } from '../../kit/http/shapes.ts';

/** Where the share of sales that is left was read: recorded costs, what the brand said, or an example. */
const marginFrom = z.enum(['measured', 'said', 'preset']);

/** What turns sales into value. */
export const valueBasis = z
  .object({
    /** what money a year later counts less */
    discountPpm: z.number().int(),
    /** of sales what is left after the cost of goods */
    marginPpm: z.number().int(),
    marginFrom,
    /** the example it was taken from; null = none was chosen (food is taken), or it is the brand's own number */
    preset: z.string().nullable(),
    /** of the sales of twelve months those whose cost is known; null where nothing was sold. From half on the margin is measured */
    knownSharePpm: z.number().int().nullable(),
  })
  .meta({ id: 'ValueBasis' });

export const changeValueBasis = z.strictObject({
  /** used as long as costs of most of what is sold are not recorded; null takes it back */
  marginPpm: z.number().int().min(0).max(1_000_000).nullable().optional(),
  /** the example it is from */
  preset: z
    .string()
    .regex(/^[a-z][a-z-]{0,40}$/)
    .nullable()
    .optional(),
  discountPpm: z.number().int().min(0).max(1_000_000).optional(),
});

/** Gross margin until a horizon, each week's counted by when it comes: what is expected, P10, P50 and P90. */
export const lifetimeValue = z
  .object({
    weeks: z.number().int(),
    value: money,
    /** of it what renewals of cards leave */
    fees: money,
    low: money,
    middle: money,
    high: money,
  })
  .meta({ id: 'LifetimeValue' });

/** The same measure held against time it had not seen: of how many people what was expected and what came. */
export const valueTest = z
  .object({
    people: z.number().int(),
    predicted: money,
    actual: money,
    /** actual ÷ predicted − 1; null where nothing was expected */
    off: z.number().nullable(),
    /** how far off one of them was on average, up or down */
    meanError: money,
  })
  .meta({ id: 'ValueTest' });

/** On how many days somebody had bought: 1, 2, 3–4, 5–8, or more. */
export const often = z.enum(['once', 'twice', 'few', 'several', 'many']);

/** How many of those that were looked at lay in the band between P10 and P90 that was shown before; four fifths should. */
const inBand = z.object({ count: z.number().int(), inside: z.number().int() });

/** The value of everybody known, and how it stood the test. */
export const brandValue = z
  .object({
    basis: valueBasis,
    all: z.array(lifetimeValue),
    test: z
      .object({
        from: day,
        weeks: z.number(),
        all: valueTest,
        often: z.array(valueTest.extend({ often })),
        /** parts of the customers: the month they came, and how often */
        parts: inBand,
        /** single customers, up to about a thousand */
        persons: inBand,
      })
      .nullable(),
  })
  .meta({ id: 'BrandValue' });

/** What somebody is worth to the brand from here on. */
export const personValue = z
  .object({
    basis: valueBasis,
    /** of their sales what is left */
    marginPpm: z.number().int(),
    /** categories: by what they buy */
    marginFrom: z.enum(['categories', 'measured', 'said', 'preset']),
    /** nearest first */
    horizons: z.array(lifetimeValue),
    /** the card they hold, as its renewals are counted */
    renewal: z
      .object({
        fee: money,
        leaves: money,
        /** what the card costs the brand is recorded; else a fifth of the fee is taken */
        isCostKnown: z.boolean(),
        /** that they renew at the end of the term that runs */
        chance: z.number(),
        /** fitted: to the brand's own renewals; counted: these have no shape; assumed: too few cards came to an end, an example is taken */
        from: z.enum(['fitted', 'counted', 'assumed']),
        seen: z.object({ ends: z.number().int(), renewed: z.number().int() }),
      })
      .nullable(),
    /** people who had bought about as often, in the time held back */
    test: valueTest.extend({ often, from: day, weeks: z.number() }).nullable(),
  })
  .meta({ id: 'PersonValue' });

export type ValueBasisJson = z.infer<typeof valueBasis>;
export type LifetimeValueJson = z.infer<typeof lifetimeValue>;
export type ValueTestJson = z.infer<typeof valueTest>;
export type BrandValue = z.infer<typeof brandValue>;
export type PersonValue = z.infer<typeof personValue>;
