import { z } from 'zod';
import { day, instant, money, stage } from '../../kit/http/shapes.ts';
import { brandValue, lifetimeValue, personValue, valueBasis, valueTest } from './value-api.ts';

/** Why there is no full model of who comes back and who has left; null when there is one. */
export const fitReason = z.enum(['nobody', 'tooFewRepeaters', 'tooShort', 'nobodyLeaves', 'noSpread', 'noPeak']);
/** Why spending is a plain mean bent towards everybody's and not Gamma-Gamma. */
export const spendReason = z.enum(['nothingSpent', 'tooFewRepeaters', 'noMean', 'dependsOnFrequency']);
const fitStatus = z.enum(['ok', 'degenerate', 'tooLittleData']);
/** bgNbd: the full model; nbd: purchases without leaving; pooled: everybody's rate, bent to one's own; none: nothing can be said */
const fitMethod = z.enum(['bgNbd', 'nbd', 'pooled', 'none']);

export const predictionQuery = z.object({
  /** the last day that is known to the fit; what came after is what it is held against. Absent: the last third of the history is held back */
  calibrationEnd: day.optional(),
  unit: z.enum(['week']).default('week'),
});

/** How well what came later was foreseen, and how the model was fitted (CONTRACT §4, §7). */
export const prediction = z
  .object({
    status: fitStatus,
    reason: fitReason.nullable(),
    method: fitMethod,
    spendReason: spendReason.nullable(),
    bgNbd: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number(), logLikelihood: z.number() }).nullable(),
    gammaGamma: z.object({ p: z.number(), q: z.number(), gamma: z.number() }).nullable(),
    /** persons with a first purchase by the end of the calibration, and those of them who came back by then */
    customers: z.number().int(),
    repeaters: z.number().int(),
    /** the longest history among them */
    days: z.number().int(),
    /** of how often and how much, among those who came back */
    correlation: z.number().nullable(),
    /** what a full fit asks for */
    asks: z.object({ repeaters: z.number().int(), days: z.number().int(), correlationBelow: z.number() }),
    unit: z.enum(['week']),
    calibrationEnd: day.nullable(),
    dataFrom: day.nullable(),
    dataTo: day.nullable(),
    madeAt: instant.nullable(),
    /** the same people and all since, by the model fitted on everything: the 26 weeks after the last day of data; without new customers */
    forecast: z.object({
      status: fitStatus,
      reason: fitReason.nullable(),
      method: fitMethod,
      spendReason: spendReason.nullable(),
      customers: z.number().int(),
      repeaters: z.number().int(),
      days: z.number().int(),
      /** how far the test was off, as a share of what it foresaw; it widens low and high */
      error: z.number().nullable(),
      weeks: z.array(z.object({ from: day, predicted: z.number(), low: z.number(), high: z.number() })),
    }),
    backTest: z.object({
      /** purchase days of these customers from the day after the end to the last day with an order */
      predicted: z.number().nullable(),
      actual: z.number().int(),
      /** four fifths of what the model held possible lie between low and high */
      weeks: z.array(
        z.object({
          from: day,
          predicted: z.number(),
          low: z.number(),
          high: z.number(),
          actual: z.number().int(),
          isComplete: z.boolean(),
        }),
      ),
    }),
    /** discounted gross margin of everybody known, held back and tested by itself; null where nothing can be foreseen */
    value: brandValue.nullable(),
  })
  .meta({ id: 'Prediction' });

export type Prediction = z.infer<typeof prediction>;

export const personPredictionQuery = z.object({ horizon: z.coerce.number().int().min(1).max(260).default(39) });

const said = { status: fitStatus, reason: fitReason.nullable(), method: fitMethod, spendReason: spendReason.nullable() };

/** What one person is expected to do in the `horizon` weeks after the last day of data; four fifths of futures lie in the intervals. */
export const personPrediction = z
  .object({
    ...said,
    /** neverBought, erased: nothing is foreseen of them */
    person: z.enum(['known', 'neverBought', 'erased']),
    horizon: z.number().int(),
    /** nobody is seen to leave here, so beyond the length of the history this is no more than its continuation */
    isBeyondHistory: z.boolean(),
    dataTo: day.nullable(),
    madeAt: instant.nullable(),
    expectedOrders: z.number().nullable(),
    expectedValue: money.nullable(),
    interval: z.object({ low: z.number(), high: z.number() }).nullable(),
    valueInterval: z.object({ low: money, high: money }).nullable(),
    perPurchase: money.nullable(),
    /** the chance of not having left for good; of a holder of a card with a term: of still holding one at the end of the horizon */
    pAlive: z.number().nullable(),
    /** days by which a quarter, half and three quarters of the people like this one have come again; null = not to be waited for */
    next: z.object({ early: day, middle: day.nullable(), late: day.nullable() }).nullable(),
    /** sales of three years, not discounted; fewer weeks where nobody is seen to leave */
    lifetime: z.object({ weeks: z.number().int(), expectedOrders: z.number(), value: money, low: money, high: money }).nullable(),
    history: z
      .object({
        purchaseDays: z.number().int(),
        firstOn: day,
        lastOn: day,
        meanPauseDays: z.number().nullable(),
        perRepeat: money.nullable(),
      })
      .nullable(),
    card: z
      .object({
        endsAt: instant,
        renewals: z.number().int(),
        /** at the end of the term that runs; null: too few cards came to an end */
        renewalChance: z.number().nullable(),
        stays: z.number().nullable(),
        seen: z.object({ ends: z.number().int(), renewed: z.number().int() }),
      })
      .nullable(),
    /** discounted gross margin of their purchases and renewals */
    lifetimeValue: personValue.nullable(),
  })
  .meta({ id: 'PersonPrediction' });

const groupOutlook = z.object({
  people: z.number().int(),
  repeaters: z.number().int(),
  /** how many of those who came back have not left for good; null where the model does not say: of who came once it knows nothing */
  alive: z.number().nullable(),
  expectedOrders: z.number(),
  interval: z.object({ low: z.number(), high: z.number() }),
  expectedValue: money,
  valueInterval: z.object({ low: money, high: money }),
  perPerson: money,
  /** discounted gross margin, by horizon, nearest first */
  lifetimeValue: z.array(lifetimeValue),
  /** the same group in the time held back, as it was then; null where it had nobody */
  valueTest: valueTest.nullable(),
});

export const groupKind = z.enum(['stage', 'source', 'product', 'cohort']);
export const predictionSegmentsQuery = z.object({ by: groupKind.default('stage') });

/** What groups of people are expected to bring, the most first. */
export const predictionSegments = z
  .object({
    ...said,
    by: groupKind,
    horizon: z.number().int(),
    dataTo: day.nullable(),
    madeAt: instant.nullable(),
    /** how far the last test was off, as a share; it is in the intervals */
    error: z.number().nullable(),
    /** what value is worked out by; null where nothing can be foreseen */
    basis: valueBasis.nullable(),
    all: groupOutlook.nullable(),
    data: z.array(
      groupOutlook.extend({
        /** stage, `kind:name` of a source, id of a product, `2026-Q1`; null = of none */
        key: z.string().nullable(),
        name: z.string().nullable(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'PredictionSegments' });

export const predictionCandidatesQuery = z.object({
  for: z.enum(['membership', 'partnership']).default('membership'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Whom to invite next: people who behave like members or partners already, by what they are expected to bring. */
export const predictionCandidates = z
  .object({
    ...said,
    horizon: z.number().int(),
    dataTo: day.nullable(),
    madeAt: instant.nullable(),
    basis: valueBasis.nullable(),
    data: z.array(
      z.object({
        person: z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string().nullable() }),
        stage,
        score: z.number().int(),
        reasons: z.array(z.object({ id: z.string(), points: z.number().int(), value: z.string() })),
        pAlive: z.number().nullable(),
        /** of themselves in the weeks of the horizon, if nothing changes */
        expectedOrders: z.number(),
        own: money,
        ownInterval: z.object({ low: money, high: money }),
        /** of those they introduced, in the same weeks; for partnership */
        brought: money.nullable(),
        expectedValue: money,
        /** discounted gross margin of the nearest horizon, by which they stand in order: their own and, for partnership, of those they brought */
        lifetimeValue: lifetimeValue.extend({ own: money, brought: money.nullable() }).nullable(),
        /** ok · noConsent: ask in person · invited: waits for their answer · askedLately: not again within 90 days · heldOut: left out of a round by lot */
        invite: z.enum(['ok', 'noConsent', 'invited', 'askedLately', 'heldOut']),
        askedAt: instant.nullable(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'PredictionCandidates' });

export const inviteMembers = z.strictObject({
  /** the likeliest first */
  most: z.number().int().min(1).max(5_000).default(5_000),
  /** of a million people so many are left out by lot */
  holdOutPpm: z.number().int().min(0).max(500_000).default(100_000),
});

/** One side of a round: how many became members, how many bought, and what they spent, until the round is over. */
const roundSide = z.object({ people: z.number().int(), joined: z.number().int(), bought: z.number().int(), spent: money });

export const invitationRound = z
  .object({
    id: z.string(),
    askedAt: instant,
    /** until then it counts, and nobody of it is asked again */
    endsAt: instant,
    isOver: z.boolean(),
    holdOutPpm: z.number().int(),
    /** what the lot was drawn from: with the ids in their order it draws the same people again */
    seed: z.number().int(),
    invited: roundSide,
    heldOut: roundSide,
    /** of the shares who became members; null where nobody was left out */
    uplift: z
      .object({
        difference: z.number(),
        standardError: z.number(),
        /** of those invited who joined, the share who would not have otherwise, with its standard error */
        share: z.number().nullable(),
        shareError: z.number().nullable(),
        broughtPeople: z.number(),
        /** people on each side who would tell a difference like this from chance */
        needed: z.number().int().nullable(),
      })
      .nullable(),
    /** per person, whoever bought nothing included; not enough: too few on a side to say anything by it */
    spend: z.object({ difference: money, standardError: money, isEnough: z.boolean() }).nullable(),
    verdict: z.enum(['nobodyLeftOut', 'tooEarly', 'undecided', 'helped', 'harmed']),
  })
  .meta({ id: 'InvitationRound' });

/** Rounds of invitations to membership, the last first, and all that are over together. */
export const invitationRounds = z
  .object({
    /** people who behave like members and may be asked now */
    mayBeAsked: z.number().int(),
    /** the share of the last round; a tenth before the first */
    usualPpm: z.number().int(),
    days: z.number().int(),
    together: z
      .object({
        rounds: z.number().int(),
        invited: z.number().int(),
        heldOut: z.number().int(),
        difference: z.number(),
        standardError: z.number(),
        broughtPeople: z.number(),
        verdict: z.enum(['undecided', 'helped', 'harmed']),
        needed: z.number().int().nullable(),
      })
      .nullable(),
    data: z.array(invitationRound),
    next: z.null(),
  })
  .meta({ id: 'InvitationRounds' });

export type InvitationRoundJson = z.infer<typeof invitationRound>;
export type InvitationRounds = z.infer<typeof invitationRounds>;
export type PersonPrediction = z.infer<typeof personPrediction>;
export type PredictionSegments = z.infer<typeof predictionSegments>;
export type PredictionCandidates = z.infer<typeof predictionCandidates>;
