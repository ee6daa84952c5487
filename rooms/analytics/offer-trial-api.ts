import { z } from 'zod';
import { instant, money } from '../../kit/http/shapes.ts';

const side = z.object({
  people: z.number().int(),
  /** made a link to share */
  shared: z.number().int(),
  /** introduced somebody, and introduced somebody who bought */
  brought: z.number().int(),
  broughtBuyers: z.number().int(),
  /** friends who bought for the first time */
  buyers: z.number().int(),
});

/** For a time a share of those who would be offered the gift for a friend were not, by lot. */
export const offerTrial = z
  .object({
    id: z.string(),
    startedAt: instant,
    endsAt: instant,
    /** it was broken off and tells nothing */
    stoppedAt: instant.nullable(),
    isOver: z.boolean(),
    holdOutPpm: z.number().int(),
    /** what the lot was drawn from: with somebody's id it draws the same again */
    seed: z.number().int(),
    offered: side,
    heldOut: side,
    /** of the shares who brought somebody who bought; null where one side is empty */
    uplift: z
      .object({
        difference: z.number(),
        standardError: z.number(),
        /** of those offered it who brought a buyer, the share who would not have otherwise, with its standard error */
        share: z.number().nullable(),
        shareError: z.number().nullable(),
        broughtPeople: z.number(),
        /** people on each side who would tell a difference like this from chance */
        needed: z.number().int().nullable(),
      })
      .nullable(),
    /** what the gifts of those offered cost, and that for each who brought a buyer only because of them; null: nobody did */
    cost: money,
    costPerIncremental: money.nullable(),
    verdict: z.enum(['nobodyLeftOut', 'tooEarly', 'stopped', 'undecided', 'helped', 'harmed']),
  })
  .meta({ id: 'OfferTrial' });

/** Trials of the offer, the newest first. */
export const offerTrials = z
  .object({
    /** what of those offered the gift is known by the newest trial that ran to its end and told something */
    incrementalShare: z.object({ share: z.number(), standardError: z.number(), people: z.number().int() }).nullable(),
    data: z.array(offerTrial),
    next: z.null(),
  })
  .meta({ id: 'OfferTrials' });

export type OfferTrialJson = z.infer<typeof offerTrial>;
export type OfferTrials = z.infer<typeof offerTrials>;
