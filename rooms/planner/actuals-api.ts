import { z } from 'zod';
import { day, instant, stage } from '../../kit/http/shapes.ts';
import { said } from './diagnosis-api.ts';
import { leverName, planParams } from './model-api.ts';

const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/);
const figure = z.number();
const maybe = z.number().nullable();

export const adoptDesign = z.strictObject({
  /** left out: the design's own parameters */
  scenario: z.string().max(600).nullable().default(null),
  /** the first month of the plan, `YYYY-MM`: this one, one to come, or one the brand has already lived */
  from: month,
});

export const recalibrateDesign = z.strictObject({});

const stocks = z.object({ F: figure, C1: figure, C2: figure, M: figure, P: figure });

/** The plan the brand lives by: what it assumed then stays with it. */
export const adoption = z
  .object({
    id: z.string(),
    design: z.string(),
    /** of the design, when it was adopted */
    version: z.number().int(),
    name: z.string(),
    scenario: z.string().nullable(),
    from: month,
    months: z.number().int(),
    adsOffAfter: z.number().int().nullable(),
    params: planParams,
    /** who was there at its beginning, by where they came from */
    start: z.object({ A: stocks, R: stocks }),
    adoptedBy: z.string(),
    adoptedAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Adoption' });

/** One side of a month: the plan's, or what happened. */
const side = z
  .object({
    sales: figure,
    firstOwn: figure,
    firstBrought: figure,
    /** later orders and fees */
    repeat: figure,
    anonymous: figure,
    buyers: figure,
    newFans: figure,
    members: figure,
    /** null: the costs of less than half of what was sold are known */
    profit: maybe,
    loopRate: maybe,
    /** of first buyers, those who were brought: R₀ of a business that neither grows nor shrinks */
    broughtShare: maybe,
  })
  .meta({ id: 'PlanSide' });

const lever = z.object({
  lever: leverName,
  plan: figure,
  now: figure,
  measured: figure,
  isBelow: z.boolean(),
  /** profit over the rest of the plan if it were what the plan said */
  gain: figure,
  cost: maybe,
  gainPerCost: maybe,
});

export const actualsQuery = z.object({
  /** what closing the gap of a lever would cost, so that the rank is by return: `p12:2000,h:500` */
  costs: z
    .string()
    .max(500)
    .regex(/^(?:[a-zA-Z0-9.]{1,6}:\d{1,12}(?:\.\d{1,4})?(?:,(?=.)|$))*$/)
    .optional(),
});

/** The plan beside what happened, month by month and cell by cell. */
export const actuals = z
  .object({
    adoption: adoption.nullable(),
    /** the last day of which anything is known */
    knownUntil: day.nullable(),
    months: z.array(
      z.object({
        month,
        number: z.number().int(),
        /** `running`: part of it is over; `ahead`: it has not begun, or nothing is known of it */
        state: z.enum(['whole', 'running', 'ahead']),
        /** of the month, how much is over */
        share: figure,
        plan: side,
        actual: side.nullable(),
      }),
    ),
    /** over the months that are known, the plan counted as far as they are over */
    soFar: z.object({ plan: figure, actual: figure }).nullable(),
    /** the six stages: how many move on in a month and how soon, beside what the map wants; of partners how many leave */
    stages: z.array(
      z.object({
        stage,
        rate: maybe,
        goal: maybe,
        days: maybe,
        maxDays: maybe,
        /** people who could have moved on, month by month, and how many did */
        waiting: figure,
        moved: figure,
        /** who stands there now */
        people: figure,
        state: z.enum(['onTarget', 'below', 'slow', 'tooFew', 'noTarget']),
      }),
    ),
    /** the 24 cells, each by what is recorded under it alone */
    cells: z.array(
      z.object({
        cell: z.string(),
        offer: z.string().nullable(),
        owner: z.string().nullable(),
        targetRatePpm: z.number().int().nullable(),
        maxDays: z.number().int().nullable(),
        /** `unknown`: nothing is recorded under it; `hole`: the map says nothing there */
        state: z.enum(['onTarget', 'below', 'slow', 'tooFew', 'noTarget', 'unknown', 'hole']),
        /** null: it cannot be known, and the sentences say why */
        figure: z
          .object({
            /** a share of those there who moved on each month, a share of something else, an amount in major units, or a number */
            kind: z.enum(['rate', 'share', 'money', 'count']),
            value: figure,
            goal: maybe,
            isLessBetter: z.boolean(),
            /** of how many people, months or orders it is told */
            of: figure,
          })
          .nullable(),
        said: z.array(said),
        /** where it is worked on, or where it would be recorded */
        screen: z.string(),
      }),
    ),
    /** what history knows better by now, the one to work on first */
    levers: z.array(lever),
    /** the one to work on now; null where none is worse than planned */
    lever: z.object({ lever: leverName, said, screen: z.string() }).nullable(),
    /** the newest first */
    /** what is left of the plan by the numbers of the last time it was learned from, month by month; null: never, or nothing is left */
    learnt: z.object({ month, months: z.array(z.object({ month, sales: figure, members: figure, profit: figure })) }).nullable(),
    recalibrations: z.array(
      z.object({ month, takenAt: instant, takenBy: z.string(), lever: leverName.nullable(), levers: z.array(lever) }),
    ),
    notes: z.array(said),
  })
  .meta({ id: 'PlanActuals' });

export type ActualsJson = z.infer<typeof actuals>;
export type AdoptionJson = z.infer<typeof adoption>;
export type LeverJson = z.infer<typeof lever>;
