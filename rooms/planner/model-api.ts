import { z } from 'zod';
import { boundsOf, levers, type Lever } from './model/parameters.ts';
import { presetIds } from './model/presets.ts';

/** Money in this room is decimal numbers in major units: a plan is an estimate and posts nothing. */

export const presetId = z.enum(presetIds).meta({ id: 'PlanPreset' });

/** How many months a plan may be run for. */
export const MOST_MONTHS = 120;

/** Every number a plan may be asked with, so that no sum leaves what a number can hold. */
const stockCount = z.number().min(0).max(1e9);
export const leverName = z.enum(levers as [Lever, ...Lever[]]).meta({ id: 'PlanLever' });

const bounded = (lever: Lever) => {
  const { least, most } = boundsOf(lever);
  return z.number().min(least).max(most);
};

const plain = levers.filter((lever) => !lever.startsWith('s.')) as Exclude<Lever, `s.${string}`>[];

const sharing = z.strictObject({
  C1: bounded('s.C1').optional(),
  C2: bounded('s.C2').optional(),
  M: bounded('s.M').optional(),
  P: bounded('s.P').optional(),
});

/** What differs from the preset, by the names of the specification (domain.md §4). */
export const planParams = z
  .strictObject({
    ...(Object.fromEntries(plain.map((lever) => [lever, bounded(lever).optional()])) as Record<
      (typeof plain)[number],
      z.ZodOptional<z.ZodNumber>
    >),
    s: sharing.optional(),
    addressable: z.number().min(1).max(1e10).nullable().optional(),
  })
  .meta({ id: 'PlanParams' });

const originStocks = z.strictObject({
  F: stockCount.optional(),
  C1: stockCount.optional(),
  C2: stockCount.optional(),
  M: stockCount.optional(),
  P: stockCount.optional(),
});

/** Who is there before the first month, by where they came from. */
export const planStart = z.strictObject({ A: originStocks.optional(), R: originStocks.optional() }).meta({ id: 'PlanStart' });

export const planMonths = z.number().int().min(1).max(MOST_MONTHS);
const adsOffAfter = z.number().int().min(0).max(MOST_MONTHS).optional();

export const askSimulation = z.strictObject({
  preset: presetId.optional(),
  params: planParams.optional(),
  months: planMonths,
  adsOffAfter,
  start: planStart.optional(),
});

const figure = z.number();
const maybe = z.number().nullable();
const stocks = z.object({ F: figure, C1: figure, C2: figure, M: figure, P: figure });

/** A sentence about a plan: its code, of which the words stand in the content, and what it is about. */
export const planNote = z
  .object({
    code: z.enum(['explodes', 'assumedMarket', 'neverPaysBack', 'nobodyBuys', 'neverEnds', 'noMargin', 'nothingSold']),
    detail: z.string(),
  })
  .meta({ id: 'PlanNote' });

export const planSummary = z
  .object({
    cac: maybe,
    ltv: maybe,
    friendLtv: maybe,
    conversion: figure,
    friendConversion: figure,
    r0: maybe,
    generationMonths: maybe,
    growthPerMonth: maybe,
    isExplosive: z.boolean(),
    paybackMonth: z.number().int().nullable(),
    salesTotal: figure,
    profitTotal: figure,
    selfSufficiency: z.object({ year2: maybe, year3: maybe }),
    /** the market that ended a plan that grows by itself and names none */
    assumedMarket: maybe,
  })
  .meta({ id: 'PlanSummary' });

export const planMonth = z
  .object({
    month: z.number().int(),
    sales: z.object({ adFirst: figure, referralFirst: figure, repeat: figure, fee: figure, total: figure }),
    cost: z.object({
      goods: figure,
      commission: figure,
      gifts: figure,
      ads: figure,
      service: figure,
      fixed: figure,
      payment: figure,
    }),
    profit: figure,
    cash: figure,
    loopRate: maybe,
    fans: z.object({ ad: figure, referral: figure }),
    members: figure,
    staff: figure,
    commissionRate: maybe,
    prepaid: figure,
    stocks: z.object({ A: stocks, R: stocks }),
  })
  .meta({ id: 'PlanMonth' });

export const simulation = z
  .object({ months: z.array(planMonth), summary: planSummary, notes: z.array(planNote) })
  .meta({ id: 'Simulation' });

export const askSensitivity = z.strictObject({
  preset: presetId.optional(),
  params: planParams.optional(),
  months: planMonths.default(24),
  adsOffAfter,
  start: planStart.optional(),
  /** how much better, as a share */
  step: z.number().min(0.001).max(1).default(0.1),
  /** what improving a lever by a step costs over the run */
  costs: z.partialRecord(leverName, z.number().min(0).max(1e12)).optional(),
});

export const sensitivity = z
  .object({
    levers: z.array(z.object({ lever: leverName, from: figure, to: figure, gain: figure, cost: maybe, gainPerCost: maybe })),
    pairs: z.array(z.object({ levers: z.tuple([leverName, leverName]), gain: figure, together: figure })),
    profitTotal: figure,
    notes: z.array(planNote),
  })
  .meta({ id: 'Sensitivity' });

export const askBranching = z
  .strictObject({
    seeds: z.number().min(1).max(1e9),
    k: z.number().min(0).max(1000),
    cycleDays: z.number().min(0.01).max(3650),
    horizonDays: z.number().min(0).max(36_500),
    /** how many can be reached, those who begin among them */
    addressable: z.number().min(1).max(1e10).nullable().optional(),
    /** how uneven: the smaller, the more people bring nobody; left out, as even as chance */
    dispersion: z.number().min(0.01).max(1000).optional(),
    /** the chance of survival the smallest group is asked for */
    survival: z.number().min(0.01).max(0.9999).default(0.95),
  })
  .refine(({ seeds, addressable }) => addressable == null || addressable >= seeds, { path: ['addressable'], error: '≥ seeds' });

export const branching = z
  .object({
    generations: z.array(z.object({ generation: z.number().int(), day: figure, fresh: figure, total: figure })),
    /** everybody at the horizon: within what can be reached where that is said */
    totalAtHorizon: figure,
    /** the same without an end, part of a cycle counted in proportion */
    unlimitedAtHorizon: figure,
    /** null: it grows without end */
    ceiling: maybe,
    doublingDays: maybe,
    isExplosive: z.boolean(),
    group: z.object({ bringsNobody: figure, diesOut: figure, seedsNeeded: z.number().int().nullable() }),
    notes: z.array(planNote),
  })
  .meta({ id: 'Branching' });

const share = z.number().min(0).max(1);
const amount = z.number().min(0).max(1e9);

export const askMonthCard = z.strictObject({
  price: amount,
  days: z.number().min(1).max(3660),
  costPerVisit: amount,
  addOn: z.strictObject({ share, amount, margin: z.number().min(-10).max(1) }).default({ share: 0, amount: 0, margin: 0 }),
  before: z
    .strictObject({ visits: z.number().min(0).max(100_000), margin: z.number().min(-1e9).max(1e9) })
    .default({ visits: 0, margin: 0 }),
  uses: z.array(share).min(1).max(101).optional(),
});

export const monthCard = z
  .object({
    uses: z.array(z.object({ use: figure, visits: figure, contribution: figure, added: figure })),
    addOnPerVisit: figure,
    breakEvenUse: maybe,
    liabilityHalfway: figure,
  })
  .meta({ id: 'MonthCardEconomics' });

export const askReward = z.strictObject({
  /** of those who come by referral, the share who would not have bought otherwise */
  incrementalShare: share,
  /** margin of a referred buyer over their life */
  lifetimeMargin: z.number().min(-1e9).max(1e9),
  /** of that, how much may be given away: at most 0.3 counts */
  targetShare: share.default(0.3),
  gifts: amount.default(0),
  /** a reward somebody thinks of */
  reward: amount.optional(),
});

export const reward = z
  .object({
    maxReward: figure,
    /** what the thought-of reward, else the largest, costs for each buyer who would not have come */
    costPerIncremental: maybe,
    isAffordable: z.boolean(),
  })
  .meta({ id: 'AffordableReward' });

/** A number of the room for a reward: its value, and of how many numbers behind it how many were measured here; none: it is assumed. */
const weighed = z.object({ value: maybe, measured: z.number().int(), of: z.number().int() });

export const rewardRoom = z
  .object({
    /** the category whose assumptions stand where nothing was measured */
    preset: presetId,
    incrementalShare: weighed.extend({ standardError: maybe }),
    /** a referred buyer's margin over their life, before anything is given for bringing them; null: that life has no end */
    lifetimeMargin: weighed,
    targetShare: figure,
    /** what the gifts of the happy deal in force cost for one friend; nothing where there is none */
    gifts: figure,
    /** incremental share × lifetime margin × target share: what may be given for one friend in all */
    bears: maybe,
    /** the same less the gifts, never below nought */
    maxReward: maybe,
    /** what such a friend buys over their life, in how many orders, and the first of them at list price */
    goods: maybe,
    orders: maybe,
    firstOrder: figure,
  })
  .meta({ id: 'RewardRoom' });

const fullParams = z
  .record(z.string(), z.unknown())
  .meta({ id: 'PlanParameters', description: 'Every parameter of domain.md §4; s is {C1,C2,M,P}.' });

export const presetList = z
  .object({
    /** the numbers illustrate and are no market data until they are calibrated */
    note: z.string(),
    data: z.array(z.object({ id: presetId, name: z.string(), params: fullParams })),
    levers: z.array(z.object({ lever: leverName, name: z.string(), unit: z.string(), least: figure, most: figure })),
  })
  .meta({ id: 'PresetList' });

export type PlanNote = z.infer<typeof planNote>;
export type RewardRoomJson = z.infer<typeof rewardRoom>;
